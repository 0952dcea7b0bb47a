/**
 * From bytes to characters that XML allows.
 *
 * RFC 6120 §11.6 (UTF-8 only), RFC 3629 (no overlong forms, no surrogates, nothing beyond U+10FFFF), XML 1.0 §2.2 (Char).
 * Hands on everything before the first bad byte, then says what is wrong with it; holds back a character cut in two.
 * Knows nothing of tags.
 */
import { isAscii, isUtf8 } from 'node:buffer';
import type { XmlFault } from './xml.ts';

export interface XmlDecoder {
  /** The text in `chunk` (with what was held back before it) up to the fault, if there is one. */
  decode(chunk: Uint8Array): { text: string; fault?: XmlFault };
}

/** XML 1.0 §2.2: Char ::= #x9 | #xA | #xD | [#x20-#xD7FF] | [#xE000-#xFFFD] | [#x10000-#x10FFFF]; what it leaves out. */
const FORBIDDEN = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/;

/** SPEC: RFC 6120 §4.9.3.22: "or has otherwise improperly encoded the stream (e.g., by violating the rules of the [UTF-8] encoding)". */
const NOT_UTF8: XmlFault = { condition: 'unsupported-encoding', text: 'The stream is not valid UTF-8.' };
const NOT_CHAR: XmlFault = {
  condition: 'not-well-formed',
  text: 'XML does not allow one of the characters sent.',
};

/** A decoder for one stream. */
export function createXmlDecoder(): XmlDecoder {
  let held: Buffer | undefined;
  /** Characters handed on so far. */
  let seen = 0;

  function admit(text: string): { text: string; fault?: XmlFault } {
    const bad = text.search(FORBIDDEN);
    const at = seen + bad;
    seen += text.length;
    if (bad < 0) return { text };
    // XML 1.0 appendix F.1: a NUL in the first four bytes is how UTF-16 and UTF-32 without a byte order mark begin.
    const wide = text[bad] === '\0' && at < 4;
    return { text: text.slice(0, bad), fault: wide ? NOT_UTF8 : NOT_CHAR };
  }

  return {
    decode(chunk) {
      let bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      if (held) {
        bytes = Buffer.concat([held, bytes]);
        held = undefined;
      }
      if (isAscii(bytes)) return admit(bytes.toString('latin1'));
      const whole = bytes.length - cutCharacter(bytes);
      if (whole < bytes.length) {
        // A copy: the socket may use its buffer again.
        held = Buffer.from(bytes.subarray(whole));
        bytes = bytes.subarray(0, whole);
      }
      const good = isUtf8(bytes) ? bytes.length : validPrefix(bytes);
      // SPEC: RFC 6120 §11.6: U+FEFF, "including as the first character of the stream", is a "zero width no-break space, not […]
      // a byte order mark": so it stays, and what comes before the first tag is refused.
      const admitted = admit(bytes.toString('utf8', 0, good));
      return good < bytes.length && !admitted.fault ? { text: admitted.text, fault: NOT_UTF8 } : admitted;
    },
  };
}

/** How many bytes at the end begin a character that may still be completed: 0 to 3. */
function cutCharacter(bytes: Buffer): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back]!;
    if ((byte & 0xc0) === 0x80) continue;
    return sequenceLength(byte) > back ? back : 0;
  }
  return 0;
}

/** Bytes of the character this byte leads; 1 for ASCII and for bytes that lead nothing. RFC 3629 §4. */
function sequenceLength(lead: number): number {
  if (lead >= 0xc2 && lead <= 0xdf) return 2;
  if (lead >= 0xe0 && lead <= 0xef) return 3;
  if (lead >= 0xf0 && lead <= 0xf4) return 4;
  return 1;
}

/** Length of the longest valid start of invalid bytes, character by character; runs once, then the stream ends. */
function validPrefix(bytes: Buffer): number {
  let at = 0;
  while (at < bytes.length) {
    const length = sequenceLength(bytes[at]!);
    if (at + length > bytes.length || !isUtf8(bytes.subarray(at, at + length))) return at;
    at += length;
  }
  return at;
}
