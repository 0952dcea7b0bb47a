/**
 * The SASL mechanisms of tokens: HT-SHA-256. Specs: draft-schmaus-kitten-sasl-ht-09, XEP-0484 §3.1. Pure.
 * One message each way: who has the token can compute both, and each is good for one channel binding only.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { BindingType, TlsFacts } from '../kernel/sasl.ts';

export interface TokenMechanism {
  readonly name: string;
  /** What the log-in is tied to; undefined: nothing. */
  readonly binding: BindingType | undefined;
}

/** XEP-0484 §3.1: "at least one mechanism capable of channel binding, and […] at least one mechanism without". Strongest first. */
export const TOKEN_MECHANISMS: readonly TokenMechanism[] = [
  { name: 'HT-SHA-256-EXPR', binding: 'tls-exporter' },
  { name: 'HT-SHA-256-ENDP', binding: 'tls-server-end-point' },
  { name: 'HT-SHA-256-NONE', binding: undefined },
];

export const isTokenMechanism = (name: string): boolean => TOKEN_MECHANISMS.some((row) => row.name === name);

/** Only what works under the connection at hand, and nothing without encryption. */
export const tokenMechanismsOn = (tls: TlsFacts): readonly TokenMechanism[] =>
  tls.encrypted
    ? TOKEN_MECHANISMS.filter(
        ({ binding }) => binding === undefined || tls.channelBinding?.(binding) !== undefined,
      )
    : [];

export interface TokenMessage {
  readonly username: string;
  readonly hash: Buffer;
}

const HASH_BYTES = 32;

/** The name, NUL, and the hashed token. Undefined when it is not that. */
export function parseTokenMessage(message: Buffer): TokenMessage | undefined {
  const nul = message.indexOf(0);
  if (nul <= 0 || message.length - nul - 1 !== HASH_BYTES) return undefined;
  return { username: message.toString('utf8', 0, nul), hash: message.subarray(nul + 1) };
}

/** HMAC(token, "Initiator" || cb-data) of the client, HMAC(token, "Responder" || cb-data) of the server. */
export const tokenHash = (key: Buffer, side: 'Initiator' | 'Responder', binding: Uint8Array): Buffer =>
  createHmac('sha256', key).update(side).update(binding).digest();

export const isTokenHash = (hash: Buffer, key: Buffer, binding: Uint8Array): boolean =>
  timingSafeEqual(hash, tokenHash(key, 'Initiator', binding));
