/** Cuts a TCP stream into STUN and ChannelData messages (RFC 8489 §6.2.2, RFC 8656 §12.5). Pure. */
import { MAGIC_COOKIE } from './attributes.ts';
import { HEADER_BYTES, sortOf } from './message.ts';

export interface Cutter {
  /** Calls back with each whole message. False: this is no STUN, and the stream cannot be followed any more. */
  push(chunk: Buffer, found: (message: Buffer) => void): boolean;
}

/** What one message may be: a whole datagram in a Send indication. */
const MAX_MESSAGE = 65_536 + 1024;

/** How long the message that begins here is; 0 when there is too little to tell, undefined when it is none. */
export function messageLength(bytes: Buffer): number | undefined {
  const sort = sortOf(bytes[0]);
  if (bytes.length > 0 && !sort) return undefined;
  if (bytes.length < 4) return 0;
  const length = bytes.readUInt16BE(2);
  if (sort === 'channel') return (4 + length + 3) & ~3;
  const isCookie = bytes.length < 8 || bytes.readUInt32BE(4) === MAGIC_COOKIE;
  return isCookie && length % 4 === 0 ? HEADER_BYTES + length : undefined;
}

export function createCutter(): Cutter {
  let waiting: Buffer = Buffer.alloc(0);
  return {
    push(chunk, found) {
      let rest = waiting.length > 0 ? Buffer.concat([waiting, chunk]) : chunk;
      for (;;) {
        const length = messageLength(rest);
        if (length === undefined || length > MAX_MESSAGE) return false;
        if (length === 0 || rest.length < length) break;
        found(rest.subarray(0, length));
        rest = rest.subarray(length);
      }
      // A copy, so that a few bytes do not keep a whole chunk.
      waiting = Buffer.from(rest);
      return true;
    },
  };
}
