/**
 * The client's side of SCRAM-SHA-1 (RFC 5802), with the keys remembered: RFC 5802 §2.1 "clients MAY cache ClientKey and
 * ServerKey", as chat programs do. So a log-in costs the generator two HMACs, and the server what it costs in daily use.
 */
import { createHash, createHmac, pbkdf2, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify(pbkdf2);
/** By password, salt and iterations. */
const clientKeys = new Map<string, Promise<Buffer>>();

const hmac = (key: Buffer, text: string) => createHmac('sha1', key).update(text).digest();

/** @param exchange sends the data of one SASL step, base64, and resolves with the server's answer, base64. */
export async function scramSha1(
  user: string,
  password: string,
  exchange: (data: string, step: 'auth' | 'response') => Promise<string>,
): Promise<void> {
  const bare = `n=${user},r=${randomBytes(15).toString('base64url')}`;
  const challenge = decode(await exchange(encode(`n,,${bare}`), 'auth'));
  const fields = new Map(challenge.split(',').map((part) => [part[0], part.slice(2)]));
  const key = await clientKey(password, fields.get('s') ?? '', Number(fields.get('i')));
  // RFC 5802 §3: "AuthMessage := client-first-message-bare + "," + server-first-message + "," + client-final-message-without-proof"
  const final = `c=biws,r=${fields.get('r')}`;
  const signature = hmac(createHash('sha1').update(key).digest(), `${bare},${challenge},${final}`);
  const proof = Buffer.from(key.map((byte, index) => byte ^ (signature[index] ?? 0)));
  await exchange(encode(`${final},p=${proof.toString('base64')}`), 'response');
}

function clientKey(password: string, salt: string, iterations: number): Promise<Buffer> {
  const name = `${password} ${salt} ${iterations}`;
  const known = clientKeys.get(name);
  if (known) return known;
  const made = derive(password, Buffer.from(salt, 'base64'), iterations, 20, 'sha1').then((salted) =>
    hmac(salted, 'Client Key'),
  );
  clientKeys.set(name, made);
  return made;
}

const encode = (text: string) => Buffer.from(text).toString('base64');
const decode = (text: string) => Buffer.from(text, 'base64').toString();
