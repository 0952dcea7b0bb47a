/**
 * A small raw XMPP client for tests: real sockets, real TLS, and saxes to read, so that it shares no code with the server.
 *
 * What arrives is kept in order; `expect` takes the next that comes, `find` the first that fits. Both wait for it.
 */
import { connect as connectTcp, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls';
import { Element } from 'ltx';
import { SaxesParser } from 'saxes';

export interface ClientOptions {
  readonly port: number;
  readonly host: string;
  readonly tls?: 'starttls' | 'direct';
  /** PEM of the authority to trust; without it the certificate is not checked. */
  readonly ca?: string;
  readonly address?: string;
  readonly alpn?: string[];
  /** More for the TLS handshake: versions, a session to resume. */
  readonly secure?:
    | Pick<ConnectionOptions, 'minVersion' | 'maxVersion' | 'session' | 'cert' | 'key'>
    | undefined;
  /** Longest wait of `expect`, `find` and `closed`. */
  readonly timeoutMs?: number;
}

export interface RawClient {
  /** Everything received on this stream and not taken yet. */
  readonly received: readonly Element[];
  readonly socket: Socket | TLSSocket;
  /** The server's last stream header. */
  readonly header: Element | undefined;
  send(xml: string | Element): void;
  /** Sends a stream header and waits for the features. */
  openStream(attrs?: Record<string, string>): Promise<Element>;
  /** Sends a stream header that no features follow, and waits for the server's. */
  openHeader(xml: string): Promise<Element>;
  /** Negotiates TLS by STARTTLS, features included. */
  startTls(): Promise<Element>;
  /** PLAIN, then a new stream; resolves to its features. */
  authenticate(user: string, password: string): Promise<Element>;
  /** Binds and resolves to the full address. */
  bind(resource?: string): Promise<string>;
  /** The next element, whatever it is. */
  expect(): Promise<Element>;
  /** The first element that fits, leaving others. */
  find(fits: (element: Element) => boolean, what?: string): Promise<Element>;
  /** Sends an iq and resolves with its answer. */
  query(type: 'get' | 'set', payload: string, to?: string): Promise<Element>;
  /**
   * Resolves when the server has handled all sent before and all it caused has arrived: by an iq to the server, whose
   * answer comes behind it. Then what is not in `received` was not sent.
   */
  settle(): Promise<void>;
  /** Resolves when the server has closed its stream (`</stream:stream>`) or the connection. */
  closed(): Promise<void>;
  /** Closes in order. */
  close(): Promise<void>;
  /** Cuts the connection, without a word of XMPP. */
  destroy(): void;
}

/** Connects; the stream is not opened yet. */
export async function connectClient(options: ClientOptions): Promise<RawClient> {
  const { port, host, tls = 'starttls', ca, address = '127.0.0.1', timeoutMs = 5000 } = options;
  const tlsOptions = { servername: host, ca, rejectUnauthorized: ca !== undefined, ...options.secure };
  let socket: Socket | TLSSocket =
    tls === 'direct'
      ? connectTls({ port, host: address, ALPNProtocols: options.alpn ?? ['xmpp-client'], ...tlsOptions })
      : connectTcp({ port, host: address });

  const received: Element[] = [];
  let wake: (() => void)[] = [];
  let header: Element | undefined;
  let over = false;
  let lastError = '';
  let lastId = 0;
  let parser = createParser();

  function notify(): void {
    const waiting = wake;
    wake = [];
    for (const call of waiting) call();
  }

  function createParser(): SaxesParser {
    const next = new SaxesParser();
    let current: Element | undefined;
    let depth = 0;
    next.on('opentag', ({ name, attributes }) => {
      const element = new Element(name, attributes as Record<string, string>);
      if (depth === 0) {
        header = element;
        if (name === 'stream:stream') notify();
      } else if (depth === 1) {
        current = element;
        // Namespaces declared on the stream are looked up through the parent, as in a document.
        element.parent = header ?? null;
      } else current = current?.cnode(element);
      depth += 1;
    });
    next.on('text', (text) => {
      if (depth > 1) current?.t(text);
    });
    next.on('closetag', () => {
      depth -= 1;
      if (depth === 0) over = true;
      else if (depth === 1 && current) {
        received.push(current);
        current = undefined;
      } else current = current?.up();
      notify();
    });
    next.on('error', (error) => {
      lastError = error.message;
      over = true;
      notify();
    });
    return next;
  }

  function watch(next: Socket | TLSSocket): void {
    const decoder = new TextDecoder();
    next.on('data', (chunk: Buffer) => parser.write(decoder.decode(chunk, { stream: true })));
    next.on('error', (error: Error) => {
      lastError = error.message;
    });
    next.on('close', () => {
      over = true;
      notify();
    });
  }

  async function until<T>(look: () => T | undefined, what: string): Promise<T> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      const left = deadline - Date.now();
      const ended = over ? `; the stream is over ${lastError}` : '';
      if (left <= 0 || (over && what !== 'the end')) {
        const instead = received.map(String).join('\n  ') || '(nothing)';
        throw new Error(`waited for ${what}${ended}; received:\n  ${instead}`);
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        wake.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  const take = (index: number) => received.splice(index, 1)[0];
  const client: RawClient = {
    received,
    get socket() {
      return socket;
    },
    get header() {
      return header;
    },
    send(xml) {
      socket.write(String(xml));
    },
    async openStream(attrs = {}) {
      parser = createParser();
      over = false;
      const all = {
        xmlns: 'jabber:client',
        'xmlns:stream': 'http://etherx.jabber.org/streams',
        to: host,
        version: '1.0',
        ...attrs,
      };
      const text = Object.entries(all).map(([name, value]) => ` ${name}='${value}'`);
      client.send(`<?xml version='1.0'?><stream:stream${text.join('')}>`);
      return client.expect();
    },
    openHeader(xml) {
      parser = createParser();
      over = false;
      header = undefined;
      client.send(xml);
      return until(() => header, 'a stream header');
    },
    async startTls() {
      await client.openStream();
      client.send("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
      const answer = await client.expect();
      if (answer.name !== 'proceed') throw new Error(`no TLS: ${answer}`);
      socket.removeAllListeners('data');
      const secure = connectTls({ socket, ...tlsOptions });
      socket = secure;
      watch(secure);
      await new Promise<void>((resolve, reject) => {
        secure.once('secureConnect', resolve);
        secure.once('error', reject);
      });
      return client.openStream();
    },
    async authenticate(user, password) {
      const message = Buffer.from(`\0${user}\0${password}`).toString('base64');
      client.send(`<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>${message}</auth>`);
      const answer = await client.expect();
      if (answer.name !== 'success') throw new Error(`not logged in: ${answer}`);
      return client.openStream();
    },
    async bind(resource) {
      const wanted = resource === undefined ? '' : `<resource>${resource}</resource>`;
      const answer = await client.query(
        'set',
        `<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>${wanted}</bind>`,
      );
      const jid = answer.getChild('bind')?.getChildText('jid');
      if (!jid) throw new Error(`not bound: ${answer}`);
      return jid;
    },
    expect: () => until(() => take(0), 'an element'),
    find: (fits, what = 'a fitting element') =>
      until(() => {
        const index = received.findIndex(fits);
        return index < 0 ? undefined : take(index);
      }, what),
    query(type, payload, to) {
      lastId += 1;
      const id = `q${lastId}`;
      client.send(`<iq type='${type}' id='${id}'${to === undefined ? '' : ` to='${to}'`}>${payload}</iq>`);
      return client.find(
        (element) => element.name === 'iq' && element.attrs.id === id,
        `the answer to ${id}`,
      );
    },
    async settle() {
      await client.query('get', "<query xmlns='settled:nobody-handles-this'/>", host);
    },
    closed: () => until(() => over || undefined, 'the end').then(() => {}),
    async close() {
      if (!over) client.send('</stream:stream>');
      await client.closed();
      socket.destroy();
    },
    destroy: () => void socket.destroy(),
  };

  watch(socket);
  await new Promise<void>((resolve, reject) => {
    socket.once(tls === 'direct' ? 'secureConnect' : 'connect', resolve);
    socket.once('error', reject);
  });
  return client;
}
