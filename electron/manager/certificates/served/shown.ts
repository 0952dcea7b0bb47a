/** What a stranger is shown at one port under one name: the certificates, the version, the protocol. Judges nothing. */
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type SecureVersion, type TLSSocket } from 'node:tls';
import { chainOf } from '../../../../server/x509/index.ts';
import type { ServedHow } from '../../../contract/certificate-sources.ts';
import { systemCode } from '../../problem.ts';
import { certificateOf, pemOf } from '../judge/pem.ts';
import { askForTls } from './starttls.ts';

export interface Endpoint {
  readonly how: ServedHow;
  /** Whom the stranger asks for, in ASCII. */
  readonly name: string;
  /** Where it connects: a host or an address. */
  readonly host: string;
  readonly port: number;
}

export type Shown =
  | {
      readonly ok: true;
      /** PEM: as it was sent, the server's own first. */
      readonly chain: string;
      readonly fingerprint: string;
      readonly tls: string | null;
      readonly alpn: string | null;
    }
  /** `detail` is one exact English sentence. */
  | { readonly ok: false; readonly why: 'unreachable' | 'no-tls'; readonly detail: string };

export type Look = (endpoint: Endpoint, options?: LookOptions) => Promise<Shown>;

export interface LookOptions {
  readonly signal?: AbortSignal | undefined;
  /** Offers nothing newer than TLS 1.1, to see whether that is still taken. */
  readonly old?: boolean;
}

const TIMEOUT_MS = 10_000;
const LEAVE_MS = 1_000;

interface Manner {
  readonly starttls?: 'client' | 'server';
  readonly alpn?: string;
}
/** XEP-0368 §2.2 names the protocols of direct TLS; TURN's (RFC 7443) is offered by hardly anybody. */
const MANNERS: Readonly<Record<ServedHow, Manner>> = {
  'xmpp-client-starttls': { starttls: 'client' },
  'xmpp-client-direct': { alpn: 'xmpp-client' },
  'xmpp-server-starttls': { starttls: 'server' },
  'xmpp-server-direct': { alpn: 'xmpp-server' },
  https: { alpn: 'http/1.1' },
  turns: {},
};

/** WHY level 0: the question is what the other end takes, not what we would. Nothing is said over such a connection. */
const OLD = {
  minVersion: 'TLSv1',
  maxVersion: 'TLSv1.1',
  ciphers: 'DEFAULT:@SECLEVEL=0',
} as const satisfies {
  minVersion: SecureVersion;
  maxVersion: SecureVersion;
  ciphers: string;
};

/** Resolves in every case; the connection is closed by then. */
export const look: Look = async ({ how, name, host, port }, { signal, old = false } = {}) => {
  const time = AbortSignal.timeout(TIMEOUT_MS);
  const stop = signal ? AbortSignal.any([signal, time]) : time;
  let socket: Socket | undefined;
  let secure: TLSSocket | undefined;
  const end = () => {
    secure?.destroy();
    socket?.destroy();
  };
  stop.addEventListener('abort', end, { once: true });
  try {
    stop.throwIfAborted();
    socket = connectTcp({ host, port });
    await once(socket, 'connect');
  } catch (error) {
    end();
    stop.removeEventListener('abort', end);
    return { ok: false, why: 'unreachable', detail: wordsOf(error, time.aborted) };
  }
  const { starttls, alpn } = MANNERS[how];
  try {
    if (starttls) await askForTls(socket, { to: name, between: starttls });
    secure = connectTls({
      ...{ socket, rejectUnauthorized: false, ...(old && OLD) },
      // RFC 6066 §3: a server name is never an IP address.
      ...(isIP(name) === 0 && { servername: name }),
      ...(alpn && { ALPNProtocols: [alpn] }),
    });
    await once(secure, 'secureConnect');
    const chain = chainOf(secure)
      .map(certificateOf)
      .filter((one) => one !== undefined);
    const tls = secure.getProtocol();
    if (!chain[0]) return { ok: false, why: 'no-tls', detail: 'it shows no certificate' };
    const chosen = secure.alpnProtocol;
    await leave(secure);
    return {
      ...{ ok: true, chain: pemOf(chain), fingerprint: chain[0].fingerprint256, tls },
      alpn: typeof chosen === 'string' ? chosen : null,
    };
  } catch (error) {
    return { ok: false, why: 'no-tls', detail: wordsOf(error, time.aborted) };
  } finally {
    stop.removeEventListener('abort', end);
    end();
  }
};

/**
 * RFC 8446 §2: the client has the last word of the handshake. WHY not hung up before the other end has read it: that is what a
 * program does that refuses the certificate, and the coach of an office would tell of one.
 */
async function leave(socket: TLSSocket): Promise<void> {
  const late = setTimeout(() => socket.destroy(), LEAVE_MS);
  socket.on('error', () => socket.destroy()).resume();
  socket.end();
  await new Promise((resolve) => socket.once('close', resolve));
  clearTimeout(late);
}

/** Also when the socket is destroyed before: then `close` is all that comes. */
function once(socket: Socket, event: 'connect' | 'secureConnect'): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once(event, resolve);
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('it hangs up')));
  });
}

const WORDS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'the name has no address',
  EAI_AGAIN: 'the name could not be asked for',
  ECONNREFUSED: 'nothing listens there',
  EHOSTUNREACH: 'there is no way there',
  ENETUNREACH: 'there is no way there',
  ETIMEDOUT: 'no answer',
};

function wordsOf(error: unknown, late: boolean): string {
  if (late) return `no answer within ${TIMEOUT_MS / 1000} s`;
  const inner = error instanceof AggregateError ? error.errors[0] : error;
  return (
    WORDS[systemCode(inner) ?? ''] ??
    ((inner as { reason?: string }).reason ?? (inner as Error).message).slice(0, 200)
  );
}
