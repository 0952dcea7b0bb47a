/**
 * TLS-ALPN-01 through our server's own port 443. Specs: RFC 8737.
 * We make the certificate of the proof with a key of its own; the server shows it to who asks for `acme-tls/1`, and to nobody else.
 */
import 'reflect-metadata';
import { createHash, randomBytes, webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import { connect } from 'node:tls';
import * as x509 from '@peculiar/x509';
import { systemCode } from '../../../problem.ts';
import type { Challenge, Challenger } from '../challenger.ts';

const provider = webcrypto as unknown as Crypto;
const CURVE = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
/** RFC 8737 §6.1: id-pe-acmeIdentifier. */
export const ACME_IDENTIFIER = '1.3.6.1.5.5.7.1.31';
/** RFC 8737 §6.2. */
export const ACME_ALPN = 'acme-tls/1';
const DAY_MS = 24 * 60 * 60 * 1000;

/** The server's part (server/net/acme-proofs.ts), by its commands. */
export interface ProofShower {
  /** Shows a certificate for a name, for a while. PEM. */
  show(name: string, certificate: string, key: string): Promise<void>;
  hide(name: string): Promise<void>;
}

export interface TlsAlpnParts {
  readonly shower: ProofShower;
  /** All addresses of a name. */
  readonly lookup: (name: string, signal: AbortSignal) => Promise<readonly string[]>;
  /** Whether a name leads to an address of this machine itself. */
  readonly isHere: (name: string, signal: AbortSignal) => Promise<boolean>;
  /** 443, but for tests. */
  readonly port?: number;
  readonly now: () => number;
}

export function createTlsAlpn(parts: TlsAlpnParts): Challenger {
  const { shower, lookup, isHere, port = 443, now } = parts;

  return {
    type: 'tls-alpn-01',
    async present(challenge, signal) {
      const { name, keyAuthorization } = challenge;
      const { certificate, key } = await proofCertificate(challenge, now());
      await shower.show(name, certificate, key);
      const own = await seenAt('127.0.0.1', port, name, keyAuthorization, signal);
      if (own.seen !== 'proof') throw new Error(`not even this machine sees it: ${own.said}`);
      for (const address of (await lookup(name, signal)).slice(0, 8)) {
        const seen = await seenAt(address, port, name, keyAuthorization, signal);
        if (seen.seen === 'other') throw new Error(seen.said);
        // Through a router we often cannot reach ourselves; whoever is outside can.
        if (seen.seen === 'nobody' && (await isHere(name, signal))) throw new Error(seen.said);
      }
    },
    withdraw: ({ name }) => shower.hide(name),
  };
}

const digestOf = (keyAuthorization: string) => createHash('sha256').update(keyAuthorization).digest();

/**
 * SPEC: RFC 8737 §3, in our words: self-signed, the name as its one dNSName, and a critical acmeIdentifier extension with the
 * SHA-256 of the key authorization as an OCTET STRING.
 */
export async function proofCertificate(
  { name, keyAuthorization }: Pick<Challenge, 'name' | 'keyAuthorization'>,
  now: number,
): Promise<{ certificate: string; key: string }> {
  const keys = await provider.subtle.generateKey(CURVE, true, ['sign', 'verify']);
  const value = new Uint8Array([4, 32, ...digestOf(keyAuthorization)]);
  const made = await x509.X509CertificateGenerator.createSelfSigned(
    {
      serialNumber: `4${randomBytes(8).toString('hex').slice(1)}`,
      name: 'CN=ACME challenge',
      notBefore: new Date(now - DAY_MS),
      notAfter: new Date(now + DAY_MS),
      keys,
      signingAlgorithm: CURVE,
      extensions: [
        new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: name }]),
        new x509.Extension(ACME_IDENTIFIER, true, value.buffer),
      ],
    },
    provider,
  );
  const pkcs8 = await provider.subtle.exportKey('pkcs8', keys.privateKey);
  return { certificate: made.toString('pem'), key: x509.PemConverter.encode(pkcs8, 'PRIVATE KEY') };
}

type Seen = { readonly seen: 'proof' } | { readonly seen: 'other' | 'nobody'; readonly said: string };
const TIMEOUT_MS = 10_000;

/** Connects as the authority will (RFC 8737 §3): with the name, and this one protocol. */
function seenAt(
  address: string,
  port: number,
  name: string,
  keyAuthorization: string,
  signal: AbortSignal,
): Promise<Seen> {
  return new Promise((resolve, reject) => {
    const socket = connect({
      ...{ host: address, port, ALPNProtocols: [ACME_ALPN], rejectUnauthorized: false },
      // SNI has no addresses (RFC 6066 §3).
      ...(isIP(name) === 0 && { servername: name }),
    });
    const stop = () => socket.destroy(new Error('given up'));
    const end = (seen: Seen) => {
      signal.removeEventListener('abort', stop);
      socket.destroy();
      if (signal.aborted) return reject(signal.reason);
      resolve(seen);
    };
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    const at = `${address} port ${port}`;
    socket.setTimeout(TIMEOUT_MS, () => end({ seen: 'nobody', said: `${at}: no answer` }));
    socket.once('error', (error) => {
      const code = systemCode(error) ?? error.message;
      // Who breaks off a handshake is somebody.
      end({
        seen: /^E[A-Z]+$/.test(code) && code !== 'EPROTO' && code !== 'ECONNRESET' ? 'nobody' : 'other',
        said: `${at}: ${code}`,
      });
    });
    socket.once('secureConnect', () => {
      const shown = socket.getPeerX509Certificate();
      const good =
        socket.alpnProtocol === ACME_ALPN &&
        shown !== undefined &&
        hasProof(shown.raw, name, keyAuthorization);
      end(good ? { seen: 'proof' } : { seen: 'other', said: `${at}: another certificate than the proof` });
    });
  });
}

/** What the authority looks for in a certificate it is shown. */
export function hasProof(der: Buffer, name: string, keyAuthorization: string): boolean {
  const certificate = new x509.X509Certificate(new Uint8Array(der));
  const found = certificate.getExtension(ACME_IDENTIFIER);
  const names = certificate.getExtension(x509.SubjectAlternativeNameExtension)?.names.toJSON() ?? [];
  return (
    found?.critical === true &&
    Buffer.from(found.value).equals(Buffer.from([4, 32, ...digestOf(keyAuthorization)])) &&
    names.length === 1 &&
    names[0]?.value === name
  );
}
