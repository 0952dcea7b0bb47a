/**
 * A chat session for load tests: logs in over direct TLS 1.3 by SCRAM-SHA-1, then counts instead of parsing, so that the
 * client costs little. It reads by regular expressions, which is enough for servers one has started oneself.
 */
import { connect } from 'node:tls';
import { scramSha1 } from './scram-sha1.ts';

export interface LoadClient {
  readonly jid: string;
  send(xml: string): void;
  /** Sends, and resolves with the first match in what comes after; `onText` sees none of it. */
  ask(xml: string, pattern: RegExp): Promise<RegExpExecArray>;
  /** Called with the milliseconds each message was under way. */
  onMessage: (latency: number) => void;
  /** Reads what arrived; returns how many characters it is done with. By default finds messages for `onMessage`. */
  onText: (text: string) => number;
  /** Rejects when the connection breaks before `close`. */
  readonly failed: Promise<never>;
  /** Ends the stream; resolves when the connection is closed. */
  close(): Promise<void>;
}

export interface LoadAccount {
  port: number;
  host: string;
  user: string;
  password: string;
}

/** Message ids are `t` and a time of `performance.now()`: by default the present. */
export const timedId = (time = performance.now()): string => `t${time.toFixed(3)}`;

const TIMED = /<message [^>]*?id=["']t([\d.]+)["']/g;
const MOST_BUFFERED = 10_000;

/** Resolves when a resource is bound, and with `available` when its presence was taken. */
export async function connectLoadClient(
  { port, host, user, password }: LoadAccount,
  { available = true } = {},
): Promise<LoadClient> {
  const socket = connect({
    port,
    host: '127.0.0.1',
    servername: host,
    rejectUnauthorized: false,
    minVersion: 'TLSv1.3',
    // The same work for all: Debian's OpenSSL does not know the post-quantum exchange that Node's prefers.
    ecdhCurve: 'X25519',
    ALPNProtocols: ['xmpp-client'],
  });
  socket.setNoDelay(true);
  socket.setEncoding('utf8');
  let buffered = '';
  let waiting: { pattern: RegExp; resolve: (match: RegExpExecArray) => void } | undefined;
  let closing = false;
  const broken = Promise.withResolvers<never>();
  const closed = Promise.withResolvers<void>();
  // Whoever waits for a step or for the end hears of it; nobody has to.
  broken.promise.catch(() => {});

  const client: Omit<LoadClient, 'jid'> = {
    send: (xml) => void socket.write(xml),
    ask(xml, pattern) {
      const { promise, resolve } = Promise.withResolvers<RegExpExecArray>();
      waiting = { pattern, resolve };
      socket.write(xml);
      return Promise.race([promise, broken.promise]);
    },
    onMessage: () => {},
    onText(text) {
      const now = performance.now();
      let end = 0;
      for (const match of text.matchAll(TIMED)) {
        this.onMessage(now - Number(match[1]));
        end = match.index + match[0].length;
      }
      // A message cut in two is found when the rest of its tag comes.
      const rest = Math.max(end, text.lastIndexOf('<message '));
      return text.length - rest > MOST_BUFFERED ? text.length : rest;
    },
    failed: broken.promise,
    close() {
      closing = true;
      socket.end('</stream:stream>');
      return closed.promise;
    },
  };

  socket.on('data', (chunk: string) => {
    buffered += chunk;
    if (!waiting) {
      if (ready) buffered = buffered.slice(ready.onText(buffered));
      return;
    }
    const match = waiting.pattern.exec(buffered);
    if (!match) return;
    buffered = buffered.slice(match.index + match[0].length);
    const { resolve } = waiting;
    waiting = undefined;
    resolve(match);
  });
  socket.on('error', (error) => broken.reject(error));
  socket.on('close', () => {
    closed.resolve();
    if (!closing)
      broken.reject(new Error(`${user}: the server closed the connection: ${buffered.slice(0, 300)}`));
  });

  let ready: LoadClient | undefined;
  const header = `<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0' to='${host}'>`;
  const sasl = "xmlns='urn:ietf:params:xml:ns:xmpp-sasl'";
  try {
    await client.ask(header, /<\/stream:features>/);
    await scramSha1(user, password, async (data, step) => {
      const xml = `<${step} ${sasl}${step === 'auth' ? " mechanism='SCRAM-SHA-1'" : ''}>${data}</${step}>`;
      const [, name, answer = ''] = await client.ask(xml, /<(challenge|success|failure)[^>]*>([^<]*)/);
      if (name === 'failure') throw new Error(`${user}: the server refused the log-in`);
      return answer;
    });
    await client.ask(header, /<\/stream:features>/);
    const bind =
      "<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>load</resource></bind></iq>";
    const [, jid = ''] = await client.ask(bind, /<jid>([^<]+)<\/jid>/);
    if (available)
      await client.ask(
        "<presence/><iq type='get' id='p'><ping xmlns='urn:xmpp:ping'/></iq>",
        /<iq [^>]*id=["']p["'][^>]*>/,
      );
    ready = Object.assign(client, { jid });
    return ready;
  } catch (error) {
    closing = true;
    socket.destroy();
    throw error;
  }
}

/** Logs many in, `width` at a time, in the order of `users`. */
export async function connectMany(
  users: readonly string[],
  account: Omit<LoadAccount, 'user'>,
  { width = 16, available = true } = {},
): Promise<LoadClient[]> {
  const clients: LoadClient[] = new Array(users.length);
  let next = 0;
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (let index = next++; index < users.length; index = next++)
        clients[index] = await connectLoadClient({ ...account, user: users[index]! }, { available });
    }),
  );
  return clients;
}
