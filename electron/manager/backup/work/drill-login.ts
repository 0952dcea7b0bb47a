/**
 * A person logs in to the drill's server, as a chat program does: TLS, SASL with SCRAM-SHA-256, a resource, their contacts.
 * RFC 6120 §6-7, RFC 5802, RFC 7677, RFC 6121 §2.1.3. Speaks with our own server on this machine only.
 */
import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import { connect, type TLSSocket } from 'node:tls';

export interface LoginParts {
  /** On 127.0.0.1, TLS from the first byte. */
  readonly port: number;
  /** PEM of the one certificate that will do. */
  readonly certificate: string;
  readonly address: string;
  readonly password: string;
}

const WITHIN_MS = 60_000;
const MAX_ANSWER = 16 * 1024 * 1024;

/** Rejects with what the server answered instead. */
export async function logIn({ port, certificate, address, password }: LoginParts): Promise<void> {
  const [username = '', domain = ''] = address.split('@');
  const socket = connect({ host: '127.0.0.1', port, servername: domain, ca: certificate });
  try {
    const ask = conversation(socket);
    const stream = `<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' to='${domain}' version='1.0'>`;
    await ask(stream, /<\/stream:features>/);
    const scram = createScram(username, password);
    const challenge = await ask(
      sasl('auth', scram.first, " mechanism='SCRAM-SHA-256'"),
      /<(challenge|failure|success)\b.*?<\/\1>/s,
    );
    const success = await ask(
      sasl('response', scram.final(textOf(challenge))),
      /<(success|failure)\b.*?(<\/\1>|\/>)/s,
    );
    if (textOf(success) !== scram.verifier()) throw new Error('the server does not know the account');
    await ask(stream, /<\/stream:features>/);
    const bound = await ask(
      "<iq type='set' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>drill</resource></bind></iq>",
      /<iq\b.*?<\/iq>/s,
    );
    if (!bound.includes(`${address}/`)) throw new Error('no resource was bound');
    const roster = await ask(
      "<iq type='get' id='roster'><query xmlns='jabber:iq:roster'/></iq>",
      /<iq\b[^>]*id=['"]roster['"].*?(<\/iq>|\/>)/s,
    );
    if (!/type=['"]result['"]/.test(roster)) throw new Error('the contacts could not be read');
  } finally {
    socket.destroy();
  }
}

const sasl = (name: string, text: string, more = '') =>
  `<${name} xmlns='urn:ietf:params:xml:ns:xmpp-sasl'${more}>${Buffer.from(text).toString('base64')}</${name}>`;

/** What a SASL element says; throws on a failure. */
function textOf(element: string): string {
  if (element.startsWith('<failure')) throw new Error(`the server answered ${element.slice(0, 200)}`);
  return Buffer.from(/>([^<]*)</.exec(element)?.[1] ?? '', 'base64').toString('utf8');
}

/** Says something and waits for what matches, in what comes from then on. */
function conversation(socket: TLSSocket): (say: string, until: RegExp) => Promise<string> {
  let heard = '';
  let wake = () => {};
  let failure: Error | undefined;
  socket.setEncoding('utf8').setTimeout(WITHIN_MS, () => socket.destroy(new Error('the server was silent')));
  socket.on('data', (text) => {
    heard += text;
    if (heard.length > MAX_ANSWER) socket.destroy(new Error('the answer is too long'));
    wake();
  });
  socket.on('error', (error) => {
    failure = error;
    wake();
  });
  socket.on('close', () => {
    failure ??= new Error('the server closed the connection');
    wake();
  });
  return async (say, until) => {
    socket.write(say);
    for (;;) {
      const found = until.exec(heard);
      if (found) {
        heard = heard.slice(found.index + found[0].length);
        return found[0];
      }
      if (failure) throw failure;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
}

/** The client's side of SCRAM-SHA-256 without channel binding, for a password of plain letters. */
function createScram(username: string, password: string) {
  const mac = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest();
  // RFC 5802 §5.1: ',' travels as "=2C" and '=' as "=3D".
  const name = username.replaceAll('=', '=3D').replaceAll(',', '=2C');
  const bare = `n=${name},r=${randomBytes(18).toString('base64')}`;
  let signature = '';
  return {
    first: `n,,${bare}`,
    final(challenge: string): string {
      const fields = new Map(challenge.split(',').map((part) => [part[0], part.slice(2)]));
      const salted = pbkdf2Sync(
        password,
        Buffer.from(fields.get('s') ?? '', 'base64'),
        Number(fields.get('i')),
        32,
        'sha256',
      );
      const clientKey = mac(salted, 'Client Key');
      const withoutProof = `c=biws,r=${fields.get('r')}`;
      const message = `${bare},${challenge},${withoutProof}`;
      const proof = mac(createHash('sha256').update(clientKey).digest(), message);
      signature = mac(mac(salted, 'Server Key'), message).toString('base64');
      return `${withoutProof},p=${Buffer.from(clientKey.map((byte, at) => byte ^ (proof[at] ?? 0))).toString('base64')}`;
    },
    verifier: () => `v=${signature}`,
  };
}
