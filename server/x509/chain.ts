/** Reads off a TLS connection what the peer has shown. */
import type { DetailedPeerCertificate, TLSSocket } from 'node:tls';

/** More than any server sends. */
const MAX_SENT = 10;

/** DER: the peer's own certificate first, then its issuer, and so on as far as it sent them; empty when it has shown none. */
export function chainOf(socket: Pick<TLSSocket, 'getPeerCertificate'>): Buffer[] {
  const chain: Buffer[] = [];
  let next: DetailedPeerCertificate | undefined = socket.getPeerCertificate(true);
  // A certificate that has signed itself is its own issuer.
  while (next?.raw && chain.length < MAX_SENT && !chain.some((one) => one.equals(next!.raw))) {
    chain.push(next.raw);
    next = next.issuerCertificate;
  }
  return chain;
}
