/**
 * Reads one level of BER (X.690 §8.1): as DER, and lengths that are told at the end, and octets in pieces, as Java's, Apple's and older
 * Windows' PFX files have them. Pure; of a file anybody may have made, so that depth and end are bounded.
 */
export interface BerValue {
  /** The identifier octet, class and all. */
  readonly tag: number;
  readonly content: Buffer;
}

const MAX_DEPTH = 32;
const [OCTET_STRING, CONSTRUCTED] = [0x04, 0x20];

/** The values that stand one after another in `bytes`; throws where they make no sense. */
export function berChildren(bytes: Buffer): BerValue[] {
  const values: BerValue[] = [];
  for (let at = 0; at < bytes.length; ) {
    const { value, next } = readOne(bytes, at, 0);
    values.push(value);
    at = next;
  }
  return values;
}

function readOne(bytes: Buffer, at: number, depth: number): { value: BerValue; next: number } {
  if (depth > MAX_DEPTH) throw new Error('nested too deep');
  if (at + 2 > bytes.length) throw new Error('cut off');
  const tag = bytes[at]!;
  const first = bytes[at + 1]!;
  // X.690 §8.1.3.6: 0x80 says that the contents end with two octets of zero.
  if (first === 0x80) {
    const start = at + 2;
    let end = start;
    while (!(bytes[end] === 0 && bytes[end + 1] === 0)) end = readOne(bytes, end, depth + 1).next;
    return { value: { tag, content: bytes.subarray(start, end) }, next: end + 2 };
  }
  const octets = first < 0x80 ? 0 : first - 0x80;
  const start = at + 2 + octets;
  if (octets > 4 || start > bytes.length) throw new Error('cut off');
  const length = octets === 0 ? first : bytes.readUIntBE(at + 2, octets);
  if (start + length > bytes.length) throw new Error('cut off');
  return { value: { tag, content: bytes.subarray(start, start + length) }, next: start + length };
}

/** The octets of an OCTET STRING, in one piece or in several, whatever its tag says it is. */
export function octets({ tag, content }: BerValue, depth = 0): Buffer {
  if ((tag & CONSTRUCTED) === 0) return content;
  if (depth > MAX_DEPTH) throw new Error('nested too deep');
  return Buffer.concat(
    berChildren(content)
      .filter((one) => (one.tag & ~CONSTRUCTED) === OCTET_STRING)
      .map((one) => octets(one, depth + 1)),
  );
}

export const oid = ({ content }: BerValue): string => content.toString('hex');

/** A small positive INTEGER; throws for a larger one. */
export function integer({ content }: BerValue): number {
  if (content.length > 4) throw new Error('a number too large');
  return content.length === 0 ? 0 : content.readUIntBE(0, content.length);
}
