/**
 * Asks a partner to knock at our doors. The question goes out by the web and the answer comes back the same way: it works while all our own
 * doors are closed, as a chat server's stream, which the other end has to be able to open as well, would not.
 */

import { randomBytes } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { request } from 'node:http';
import { isIP } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import type { ReachDoor, ReachFamily, ReachPartner } from '../../../contract/reach.ts';
import type { PartnerCode } from './code.ts';
import type { Identity } from './identity.ts';
import { type Answer, MOST_DOORS, openAnswer, type Question, seal } from './letter.ts';

const PATH = '/.well-known/chatelaine-reach';
const CONNECT_MS = 10_000;
/** The partner knocks meanwhile. */
const ANSWER_MS = 65_000;
const MAX_BYTES = 64 * 1024;

export type Trouble = NonNullable<ReachPartner['trouble']>;
export type Asked =
  | { readonly ok: true; readonly answer: Answer }
  | { readonly ok: false; readonly trouble: Trouble };

export interface AskParts {
  readonly partner: PartnerCode;
  readonly family: ReachFamily;
  readonly doors: readonly ReachDoor[];
  readonly identity: Identity;
  readonly now: () => number;
  /** Which of this computer's addresses to come from: of several IPv6 ones the partner is to see the one in the records. */
  readonly localAddress?: string | undefined;
  /** Asked once the partner has shown whom it is to strangers as well: what is in it is not for everybody on the way. */
  readonly credential: () => Promise<Question['credential']>;
  /** Where the name leads; tests and offices with a resolver of their own hand it in. */
  readonly resolve?: (name: string, family: ReachFamily) => Promise<string | undefined>;
}

/** Undefined: the partner has no address in this family, or this computer has no such network. Rejects with the signal's reason only. */
export async function askPartner(parts: AskParts, signal: AbortSignal): Promise<Asked | undefined> {
  const { partner, family, identity, now } = parts;
  const { hostname, port } = new URL(partner.url);
  const host = hostname.replace(/^\[|\]$/g, '');
  const address = isIP(host) ? sameFamily(host, family) : await (parts.resolve ?? resolveName)(host, family);
  signal.throwIfAborted();
  if (address === undefined) return undefined;
  let socket: TLSSocket | undefined;
  try {
    socket = await open(address, Number(port || 443), host, parts.localAddress, signal);
    // WHY no certificate is asked for: the answer is signed by the partner's key, which people have exchanged.
    const credential = socket.authorized ? await parts.credential() : null;
    const content: Question = {
      ...{ version: 1, from: identity.key, to: partner.key, nonce: randomBytes(16).toString('base64url') },
      ...{ at: now(), doors: parts.doors.slice(0, MOST_DOORS), credential },
    };
    const { status, body } = await post(socket, host, seal('question', content, identity), signal);
    if (status !== 200) return { ok: false, trouble: troubleOf(status, body) };
    const opened = openAnswer(body);
    const genuine = opened.ok && opened.content.from === partner.key && opened.content.to === content.nonce;
    if (!genuine || opened.content.seen.length !== content.doors.length)
      return { ok: false, trouble: 'not-genuine' };
    return { ok: true, answer: opened.content };
  } catch (error) {
    signal.throwIfAborted();
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (['ENETUNREACH', 'EADDRNOTAVAIL'].includes(code)) return undefined;
    return { ok: false, trouble: 'no-answer' };
  } finally {
    socket?.destroy();
  }
}

const sameFamily = (host: string, family: ReachFamily) =>
  isIP(host) === (family === 'v4' ? 4 : 6) ? host : undefined;

const resolveName = (name: string, family: ReachFamily): Promise<string | undefined> =>
  lookup(name, { family: family === 'v4' ? 4 : 6 }).then(
    ({ address }) => address,
    () => undefined,
  );

/** What the other end says (serve.ts), as what our page tells. */
function troubleOf(status: number, body: string): Trouble {
  if (status === 404) return 'no-answer';
  if (status === 429) return 'busy';
  const reason = /"refused":"([a-z-]{1,20})"/.exec(body)?.[1];
  return reason === 'unknown'
    ? 'unknown-there'
    : reason === 'old'
      ? 'old'
      : reason === 'not-genuine'
        ? 'not-genuine'
        : 'refused';
}

function open(
  host: string,
  port: number,
  name: string,
  localAddress: string | undefined,
  signal: AbortSignal,
): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connectTls({
      ...{ host, port, rejectUnauthorized: false, ALPNProtocols: ['http/1.1'] },
      ...(isIP(name) === 0 && { servername: name }),
      ...(localAddress !== undefined && { localAddress }),
    });
    const stop = AbortSignal.any([signal, AbortSignal.timeout(CONNECT_MS)]);
    const late = () => socket.destroy(new Error('late'));
    stop.addEventListener('abort', late, { once: true });
    socket.once('secureConnect', () => {
      stop.removeEventListener('abort', late);
      resolve(socket);
    });
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('closed')));
  });
}

function post(
  socket: TLSSocket,
  host: string,
  body: string,
  signal: AbortSignal,
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const sent = request({
      ...{ method: 'POST', path: PATH, createConnection: () => socket },
      signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]),
      headers: {
        host,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        connection: 'close',
      },
    });
    sent.on('response', (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > MAX_BYTES) sent.destroy(new Error('too much'));
        else chunks.push(chunk);
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }),
      );
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
