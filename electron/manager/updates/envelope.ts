/**
 * Signed text: DSSE (Dead Simple Signing Envelope, v1) with Ed25519. What is signed is the bytes as they are, with their type, so
 * that nothing has to be written in one canonical way, and no signature is good for anything else.
 */
import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import { z } from 'zod';

export const RELEASES_TYPE = 'application/vnd.chatelaine.releases+json';

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;
const envelope = z.object({
  payload: z.string().max(2_000_000).regex(BASE64),
  payloadType: z.string().max(100),
  signatures: z
    .array(z.object({ keyid: z.string().max(100).optional(), sig: z.string().max(200).regex(BASE64) }))
    .min(1)
    .max(10),
});
export type Envelope = z.infer<typeof envelope>;

/** SPEC: DSSE v1: PAE(type, body) = "DSSEv1" + SP + LEN(type) + SP + type + SP + LEN(body) + SP + body. */
export function preAuthEncoding(type: string, body: Uint8Array): Buffer {
  const head = `DSSEv1 ${Buffer.byteLength(type)} ${type} ${body.byteLength} `;
  return Buffer.concat([Buffer.from(head, 'utf8'), body]);
}

/** @param key base64 of the 32 bytes of an Ed25519 public key (RFC 8032 §5.1.5). */
export function publicKey(key: string): KeyObject {
  const bytes = Buffer.from(key, 'base64');
  if (bytes.length !== 32) throw new Error('an Ed25519 public key has 32 bytes');
  return createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: bytes.toString('base64url') },
    format: 'jwk',
  });
}

/** A short name of a key, for whoever looks at an envelope; it proves nothing. */
export const keyId = (key: string): string =>
  createHash('sha256').update(Buffer.from(key, 'base64')).digest('hex').slice(0, 16);

/** @returns the signed bytes, or why they do not count. Any of `keys` will do: that is how one is exchanged for the next. */
export function openEnvelope(text: string, keys: readonly string[]): Buffer | 'malformed' | 'forged' {
  let parsed: Envelope;
  try {
    parsed = envelope.parse(JSON.parse(text));
  } catch {
    return 'malformed';
  }
  if (parsed.payloadType !== RELEASES_TYPE) return 'forged';
  const body = Buffer.from(parsed.payload, 'base64');
  const signed = preAuthEncoding(parsed.payloadType, body);
  const known = keys.map(publicKey);
  const isGenuine = parsed.signatures.some(({ sig }) =>
    // The key id is only a hint, and none that we need: there are few keys.
    known.some((key) => verify(null, signed, key, Buffer.from(sig, 'base64'))),
  );
  return isGenuine ? body : 'forged';
}
