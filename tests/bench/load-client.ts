/**
 * A chat session for load tests: logs in over direct TLS, then counts instead of parsing, so that the client costs little.
 *
 * The only thing it reads off a message is its id, which carries the time it was sent.
 */
import { connect } from 'node:tls';

export interface LoadClient {
  readonly jid: string;
  send(xml: string): void;
  /** Called with the milliseconds each message was under way. */
  onMessage: (latency: number) => void;
  /** Rejects when the connection breaks before `close`. */
  readonly failed: Promise<never>;
  close(): void;
}

export interface LoadAccount {
  port: number;
  host: string;
  user: string;
  password: string;
}

/** Message ids are `t` and the sending time of `performance.now()`. */
export const timedId = (): string => `t${performance.now().toFixed(3)}`;

const TIMED = /<message [^>]*?id=["']t([\d.]+)["']/g;

/** Resolves when a resource is bound. */
export async function connectLoadClient({ port, host, user, password }: LoadAccount): Promise<LoadClient> {
  const socket = connect({
    port,
    host: '127.0.0.1',
    servername: host,
    rejectUnauthorized: false,
    ALPNProtocols: ['xmpp-client'],
  });
  socket.setNoDelay(true);
  socket.setEncoding('utf8');
  let buffered = '';
  let waiting: { pattern: RegExp; resolve: (match: RegExpExecArray) => void } | undefined;
  let running = false;
  let closing = false;
  const broken = Promise.withResolvers<never>();
  // Whoever waits for a step or for the end hears of it; nobody has to.
  broken.promise.catch(() => {});

  const client: LoadClient = {
    jid: '',
    send: (xml) => void socket.write(xml),
    onMessage: () => {},
    failed: broken.promise,
    close() {
      closing = true;
      socket.end('</stream:stream>');
    },
  };

  socket.on('data', (chunk: string) => {
    buffered += chunk;
    if (!running) {
      const match = waiting?.pattern.exec(buffered);
      if (!match || !waiting) return;
      buffered = buffered.slice(match.index + match[0].length);
      const { resolve } = waiting;
      waiting = undefined;
      return resolve(match);
    }
    const now = performance.now();
    let end = 0;
    for (const match of buffered.matchAll(TIMED)) {
      client.onMessage(now - Number(match[1]));
      end = match.index + match[0].length;
    }
    // A message cut in two is found when the rest of its tag comes.
    buffered = buffered.slice(Math.max(end, buffered.lastIndexOf('<message ')));
    if (buffered.length > 10_000) buffered = '';
  });
  socket.on('error', (error) => broken.reject(error));
  socket.on('close', () => {
    if (!closing)
      broken.reject(new Error(`${user}: the server closed the connection: ${buffered.slice(0, 300)}`));
  });

  const step = (xml: string, pattern: RegExp): Promise<RegExpExecArray> => {
    const { promise, resolve } = Promise.withResolvers<RegExpExecArray>();
    waiting = { pattern, resolve };
    socket.write(xml);
    return Promise.race([promise, broken.promise]);
  };
  const header = `<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0' to='${host}'>`;
  const plain = Buffer.from(`\0${user}\0${password}`).toString('base64');
  const sasl = 'urn:ietf:params:xml:ns:xmpp-sasl';
  await step(header, /<\/stream:features>/);
  await step(`<auth xmlns='${sasl}' mechanism='PLAIN'>${plain}</auth>`, /<success[^>]*>/);
  await step(header, /<\/stream:features>/);
  const bind =
    "<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>load</resource></bind></iq>";
  const [, jid = ''] = await step(bind, /<jid>([^<]+)<\/jid>/);
  await step(
    "<presence/><iq type='get' id='p'><ping xmlns='urn:xmpp:ping'/></iq>",
    /<iq [^>]*id=["']p["'][^>]*>/,
  );
  running = true;
  return Object.assign(client, { jid });
}
