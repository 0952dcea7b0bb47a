/**
 * A ZIP file written as its content comes, in constant memory. Spec: PKWARE APPNOTE 6.3.10 (§4.3, §4.4.4, §4.5.3).
 * WHY ZIP: whoever gets the copy opens it with a double click, on every system.
 */
import type { FileHandle } from 'node:fs/promises';
import { crc32, createDeflateRaw } from 'node:zlib';

export interface Zip {
  /** One file at a time. @param at ms since the epoch. */
  add(name: string, at: number, content: AsyncIterable<Buffer | string>): Promise<void>;
  /** Writes the directory. Resolves to the bytes of the whole. */
  finish(): Promise<number>;
}

interface Entry {
  readonly name: Buffer;
  readonly time: number;
  readonly offset: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
}

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const END64 = 0x06064b50;
const LOCATOR64 = 0x07064b50;
/** §4.4.4, bit 11: "the filename and comment fields for this file MUST be encoded using UTF-8". */
const UTF8 = 1 << 11;
const DEFLATE = 8;
const NEEDS = 20;
const NEEDS64 = 45;
const FULL32 = 0xffff_ffff;
const FULL16 = 0xffff;

/** @param file open for writing, empty. */
export function createZip(file: FileHandle): Zip {
  const entries: Entry[] = [];
  let end = 0;

  async function write(bytes: Buffer): Promise<void> {
    await file.write(bytes, 0, bytes.length, end);
    end += bytes.length;
  }

  return {
    async add(title, at, content) {
      const name = Buffer.from(title);
      const offset = end;
      const time = dosTime(at);
      await write(localHeader({ name, time, offset, crc: 0, packed: 0, size: 0 }));
      const from = end;
      let crc = 0;
      let size = 0;
      const deflate = createDeflateRaw();
      const packing = (async () => {
        for await (const chunk of deflate) await write(chunk as Buffer);
      })();
      // Waited for below; a failure here must not be nobody's meanwhile.
      packing.catch(() => undefined);
      try {
        for await (const chunk of content) {
          const bytes = Buffer.from(chunk);
          crc = crc32(bytes, crc);
          size += bytes.length;
          if (!deflate.write(bytes)) await Promise.race([packing, drained(deflate)]);
        }
        deflate.end();
        await packing;
      } catch (error) {
        deflate.destroy();
        throw error;
      }
      const packed = end - from;
      if (size >= FULL32 || packed >= FULL32) throw new Error(`${title} is too large for the copy`);
      const entry = { name, time, offset, crc, packed, size };
      entries.push(entry);
      // Known only now.
      const header = localHeader(entry);
      await file.write(header, 0, header.length, offset);
    },
    async finish() {
      const offset = end;
      for (const entry of entries) await write(centralHeader(entry));
      await write(endOf(entries.length, end - offset, offset));
      return end;
    },
  };
}

const drained = (stream: NodeJS.WritableStream) =>
  new Promise<void>((resolve) => void stream.once('drain', resolve));

/** §4.4.6: "The date and time are encoded in standard MS-DOS format", which has no time zone: the office's own clock. */
function dosTime(at: number): number {
  const date = new Date(at);
  const day =
    ((Math.min(Math.max(date.getFullYear(), 1980), 2107) - 1980) << 9) |
    ((date.getMonth() + 1) << 5) |
    date.getDate();
  const clock = (date.getHours() << 11) | (date.getMinutes() << 5) | (date.getSeconds() >> 1);
  return ((day << 16) | clock) >>> 0;
}

function localHeader({ name, time, crc, packed, size }: Entry): Buffer {
  const head = Buffer.alloc(30);
  head.writeUInt32LE(LOCAL, 0);
  head.writeUInt16LE(NEEDS, 4);
  head.writeUInt16LE(UTF8, 6);
  head.writeUInt16LE(DEFLATE, 8);
  head.writeUInt32LE(time, 10);
  head.writeUInt32LE(crc, 14);
  head.writeUInt32LE(packed, 18);
  head.writeUInt32LE(size, 22);
  head.writeUInt16LE(name.length, 26);
  return Buffer.concat([head, name]);
}

function centralHeader({ name, time, offset, crc, packed, size }: Entry): Buffer {
  const far = offset >= FULL32;
  // §4.5.3: the offset stands in the extra field 0x0001 where 32 bits are too few.
  const extra = Buffer.alloc(far ? 12 : 0);
  if (far) {
    extra.writeUInt16LE(1, 0);
    extra.writeUInt16LE(8, 2);
    extra.writeBigUInt64LE(BigInt(offset), 4);
  }
  const head = Buffer.alloc(46);
  head.writeUInt32LE(CENTRAL, 0);
  head.writeUInt16LE(far ? NEEDS64 : NEEDS, 4);
  head.writeUInt16LE(far ? NEEDS64 : NEEDS, 6);
  head.writeUInt16LE(UTF8, 8);
  head.writeUInt16LE(DEFLATE, 10);
  head.writeUInt32LE(time, 12);
  head.writeUInt32LE(crc, 16);
  head.writeUInt32LE(packed, 20);
  head.writeUInt32LE(size, 24);
  head.writeUInt16LE(name.length, 28);
  head.writeUInt16LE(extra.length, 30);
  head.writeUInt32LE(far ? FULL32 : offset, 42);
  return Buffer.concat([head, name, extra]);
}

/** §4.3.14-16: with its large brothers before it where its own fields are too small. */
function endOf(count: number, size: number, offset: number): Buffer {
  const large = count >= FULL16 || size >= FULL32 || offset >= FULL32;
  const head = Buffer.alloc(22);
  head.writeUInt32LE(END, 0);
  head.writeUInt16LE(Math.min(count, FULL16), 8);
  head.writeUInt16LE(Math.min(count, FULL16), 10);
  head.writeUInt32LE(Math.min(size, FULL32), 12);
  head.writeUInt32LE(Math.min(offset, FULL32), 16);
  if (!large) return head;
  const record = Buffer.alloc(56);
  record.writeUInt32LE(END64, 0);
  record.writeBigUInt64LE(44n, 4);
  record.writeUInt16LE(NEEDS64, 12);
  record.writeUInt16LE(NEEDS64, 14);
  record.writeBigUInt64LE(BigInt(count), 24);
  record.writeBigUInt64LE(BigInt(count), 32);
  record.writeBigUInt64LE(BigInt(size), 40);
  record.writeBigUInt64LE(BigInt(offset), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(LOCATOR64, 0);
  locator.writeBigUInt64LE(BigInt(offset + size), 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([record, locator, head]);
}
