/**
 * Password preparation. Specs: RFC 5802 §2.2, RFC 4013 (SASLprep), RFC 6120 §13.8.
 * Makes a password typed on two keyboards the same bytes, as every SCRAM client does before it hashes.
 * Not OpaqueString (RFC 8265): deployed SCRAM clients apply SASLprep, and the two differ (NFKC against NFC).
 */
import saslprep from '@mongodb-js/saslprep';

const MAX_BYTES = 1023;

/**
 * The password as SCRAM hashes it, or undefined when it is empty, too long (over 1023 bytes) or holds characters that
 * SASLprep forbids.
 */
export function preparePassword(password: string): string | undefined {
  if (password === '' || Buffer.byteLength(password) > MAX_BYTES) return undefined;
  const prepared = prepared4013(password);
  return prepared === '' || prepared === undefined || Buffer.byteLength(prepared) > MAX_BYTES
    ? undefined
    : prepared;
}

function prepared4013(password: string): string | undefined {
  try {
    // WHY: Unicode has grown since the 3.2 of RFC 3454; without `allowUnassigned` no one could have an emoji.
    return saslprep(password, { allowUnassigned: true });
  } catch {
    // The library's only way to say "prohibited character" or "bidi rule"; nothing else throws in it.
    return undefined;
  }
}
