/**
 * Reads and writes one level of DER (X.690 §8.1, §10.1): tags, lengths, contents; just enough for what is in and around a certificate.
 * Certificates are our own and were parsed by OpenSSL before; still, nothing here reads past the end.
 */
export interface DerValue {
  /** The identifier octet, class and all: 0x30 for SEQUENCE. */
  readonly tag: number;
  readonly content: Buffer;
}

/** The values that stand one after another in `bytes`; stops where they no longer make sense. */
export function derChildren(bytes: Buffer): DerValue[] {
  const values: DerValue[] = [];
  for (let at = 0; at + 2 <= bytes.length; ) {
    const tag = bytes[at]!;
    const short = bytes[at + 1]!;
    // X.690 §8.1.3.5: the long form, 0x80 plus the number of octets that hold the length.
    const octets = short < 0x80 ? 0 : short - 0x80;
    const start = at + 2 + octets;
    if (octets > 4 || start > bytes.length) break;
    const length = octets === 0 ? short & 0x7f : bytes.readUIntBE(at + 2, octets);
    if (start + length > bytes.length) break;
    values.push({ tag, content: bytes.subarray(start, start + length) });
    at = start + length;
  }
  return values;
}

/** One value as DER writes it; the other way round from `derChildren`. */
export function derValue(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(contents);
  const { length } = content;
  // X.690 §10.1: the shortest form that holds the length.
  const octets = length < 0x80 ? 0 : Math.ceil((32 - Math.clz32(length)) / 8);
  const head = Buffer.alloc(2 + octets);
  head[0] = tag;
  head[1] = octets === 0 ? length : 0x80 + octets;
  if (octets > 0) head.writeUIntBE(length, 2, octets);
  return Buffer.concat([head, content]);
}
