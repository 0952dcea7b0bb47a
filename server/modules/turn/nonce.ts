/** Nonces that need no memory: until when, signed for one address and port (RFC 8489 §9.2). */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Endpoint } from '../../kernel/ports.ts';

export interface Nonces {
  make(client: Endpoint): string;
  check(nonce: string, client: Endpoint): 'good' | 'stale';
}

/**
 * §9.2: the "nonce cookie" `obMatJos2`, then the 24 bits of security features in base64. The first is "Password algorithms".
 * §9.2.4: "If the server adds a PASSWORD-ALGORITHMS attribute, it MUST set the STUN Security Feature "Password algorithms" bit to 1."
 */
export const NONCE_COOKIE = `obMatJos2${Buffer.from([0x80, 0, 0]).toString('base64')}`;

const LIFETIME_S = 900;
const SIGNATURE = 20;

export function createNonces({ secret, now }: { secret: string; now: () => number }): Nonces {
  // "The server MUST NOT choose the same NONCE for two requests unless they have the same source IP address and port" (§9.2.4).
  const signed = (until: string, { address, port }: Endpoint) =>
    until +
    createHmac('sha256', secret)
      .update(`nonce ${until} ${address} ${port}`)
      .digest('base64url')
      .slice(0, SIGNATURE);

  return {
    make: (client) => NONCE_COOKIE + signed((Math.floor(now() / 1000) + LIFETIME_S).toString(36), client),
    check(nonce, client) {
      const given = Buffer.from(nonce.slice(NONCE_COOKIE.length));
      const until = given.subarray(0, Math.max(0, given.length - SIGNATURE)).toString();
      const right = Buffer.from(signed(until, client));
      if (!nonce.startsWith(NONCE_COOKIE) || given.length !== right.length) return 'stale';
      return timingSafeEqual(given, right) && Number.parseInt(until, 36) > now() / 1000 ? 'good' : 'stale';
    },
  };
}
