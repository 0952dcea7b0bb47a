/** What a TLS ClientHello says it wants to speak. Pure. Specs: RFC 8446 §4.1.2, §5.1; RFC 7301 §3.1. */

/** A hello with post-quantum keys has some 1,800 bytes; this is many times more. */
export const HELLO_BYTES = 16 * 1024;

const HANDSHAKE = 22;
const CLIENT_HELLO = 1;
const ALPN = 16;
const RECORD_HEADER = 5;
/** RFC 8446 §5.1: no record is longer. */
const RECORD_BYTES = 2 ** 14;

/**
 * The protocols the client offers (ALPN), in its order; empty when it offers none.
 * Undefined: not all of the hello is here. Throws an Error for what is no ClientHello.
 */
export function offeredProtocols(bytes: Buffer): readonly string[] | undefined {
  const hello = clientHello(bytes);
  return hello && readHello(hello);
}

/** RFC 8446 §5.1: a handshake message may be spread over several records. */
function clientHello(bytes: Buffer): Buffer | undefined {
  const parts: Buffer[] = [];
  let have = 0;
  let needs = 4;
  for (let at = 0; have < needs; ) {
    if (bytes.length < at + RECORD_HEADER) return undefined;
    const length = bytes.readUInt16BE(at + 3);
    if (bytes[at] !== HANDSHAKE || bytes[at + 1] !== 3 || length === 0 || length > RECORD_BYTES)
      throw new Error('no TLS handshake');
    const part = bytes.subarray(at + RECORD_HEADER, at + RECORD_HEADER + length);
    parts.push(part);
    have += part.length;
    at += RECORD_HEADER + length;
    if (have >= 4 && needs === 4) {
      const start = parts.length === 1 ? part : Buffer.concat(parts);
      if (start[0] !== CLIENT_HELLO) throw new Error('no TLS ClientHello');
      needs = 4 + start.readUIntBE(1, 3);
      if (needs > HELLO_BYTES) throw new Error('the TLS ClientHello is too long');
    }
  }
  return Buffer.concat(parts).subarray(4, needs);
}

/** Throws an Error when a length leads beyond the end. */
function readHello(hello: Buffer): string[] {
  let at = 0;
  const take = (count: number): Buffer => {
    if (at + count > hello.length) throw new Error('the TLS ClientHello is cut off');
    at += count;
    return hello.subarray(at - count, at);
  };
  const vector = (lengthBytes: number): Buffer => take(take(lengthBytes).readUIntBE(0, lengthBytes));

  // legacy_version, random, legacy_session_id, cipher_suites, legacy_compression_methods
  take(2 + 32);
  vector(1);
  vector(2);
  vector(1);
  const extensionsEnd = at === hello.length ? at : take(2).readUInt16BE(0) + at;
  while (at < Math.min(extensionsEnd, hello.length)) {
    const type = take(2).readUInt16BE(0);
    const data = vector(2);
    if (type === ALPN) return readNames(data);
  }
  return [];
}

/** RFC 7301 §3.1: a list of names, each behind its length. */
function readNames(data: Buffer): string[] {
  const names: string[] = [];
  for (let at = 2; at < data.length; at += 1 + data[at]!) {
    const name = data.subarray(at + 1, at + 1 + data[at]!);
    if (name.length === 0 || name.length !== data[at]) throw new Error('the list of protocols is broken');
    names.push(name.toString('latin1'));
  }
  return names;
}
