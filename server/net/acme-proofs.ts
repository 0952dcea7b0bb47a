/**
 * Certificates that prove to an authority that a name is ours. Specs: RFC 8737 (TLS-ALPN-01), RFC 7301.
 * Whoever asks for the protocol `acme-tls/1` and a name gets the certificate of its proof, a handshake, and nothing more.
 * In memory only: bounded, each for a while, gone at a stop. It makes no certificate itself; whoever looks after the server brings it.
 */
import type { Socket } from 'node:net';
import { createSecureContext, type SecureContext, TLSSocket } from 'node:tls';
import { lookAhead } from './first-bytes.ts';
import { HELLO_BYTES, offeredProtocols } from './multiplex/client-hello.ts';

export const ACME_PROTOCOL = 'acme-tls/1';

export interface AcmeProofs {
  /** Whether there is anything to prove at this moment. */
  readonly any: boolean;
  /** PEM, both. Throws an Error whose message is a plain sentence. */
  show(name: string, certificate: string, key: string): void;
  hide(name: string): void;
  /** Takes a connection whose hello asks for the protocol; resolves to false for any other, which nobody has touched then. */
  take(socket: Socket): Promise<boolean>;
  /** Does the handshake and closes. */
  answer(socket: Socket): void;
}

/** An order has a hundred names at most, and is over in minutes. */
const MOST = 100;
const KEPT_MS = 60 * 60 * 1000;
const HELLO_MS = 10_000;
const HANDSHAKE_MS = 10_000;
/** RFC 7301 §3.1: a length, then the name; WHY a DataView: see c2s.ts. */
const ALPN = new DataView(Uint8Array.from([ACME_PROTOCOL.length, ...Buffer.from(ACME_PROTOCOL)]).buffer);

export function createAcmeProofs(now: () => number): AcmeProofs {
  const shown = new Map<string, { readonly context: SecureContext; readonly until: number }>();

  function forget(): void {
    for (const [name, { until }] of shown) if (until <= now()) shown.delete(name);
  }

  function answer(socket: Socket): void {
    const secure = new TLSSocket(socket, {
      isServer: true,
      // Never shown: who names nothing, or a name we have no proof for, gets no certificate at all.
      secureContext: createSecureContext({ minVersion: 'TLSv1.2' }),
      SNICallback(name, done) {
        forget();
        const found = shown.get(name.toLowerCase());
        done(found ? null : new Error('no proof for this name'), found?.context);
      },
      ALPNProtocols: ALPN as unknown as Uint8Array,
    });
    const late = setTimeout(() => socket.destroy(), HANDSHAKE_MS);
    const over = () => {
      clearTimeout(late);
      socket.destroy();
    };
    secure.on('error', over);
    // A server-side TLSSocket without a tls.Server reports what goes wrong in TLS here and nowhere else.
    secure.on('_tlsError', over);
    secure.once('close', over);
    // RFC 8737 §3: no data is exchanged under this protocol; the handshake was all.
    secure.once('secure', () => secure.end());
    secure.resume();
  }

  return {
    get any() {
      forget();
      return shown.size > 0;
    },
    show(name, certificate, key) {
      forget();
      if (!shown.has(name) && shown.size >= MOST) throw new Error('Too many names are being proved at once.');
      // WHY TLS 1.2: the least an authority may use (RFC 8737 §3).
      const context = createSecureContext({ cert: certificate, key, minVersion: 'TLSv1.2' });
      shown.set(name, { context, until: now() + KEPT_MS });
    },
    hide(name) {
      shown.delete(name);
    },
    async take(socket) {
      const wants = await lookAhead(socket, asksForProof, { bytes: HELLO_BYTES + 1024, ms: HELLO_MS });
      if (wants) answer(socket);
      return wants;
    },
    answer,
  };
}

/** SPEC: RFC 8737 §3, in our words: the authority offers this one protocol and no other. What is no hello is for whoever comes next. */
function asksForProof(bytes: Buffer): { value: boolean; used: number } | undefined {
  try {
    const offered = offeredProtocols(bytes);
    return offered && { value: offered.length === 1 && offered[0] === ACME_PROTOCOL, used: 0 };
  } catch {
    return { value: false, used: 0 };
  }
}
