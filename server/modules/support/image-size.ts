/** Type, width and height of a picture, from its first bytes. Pure; reads PNG, GIF, JPEG and WebP, and nothing beyond their headers. */

export interface ImageFacts {
  readonly type: string;
  readonly width: number;
  readonly height: number;
}

const ascii = (bytes: Buffer, from: number, to: number) => bytes.toString('latin1', from, to);

/** Undefined for anything else, and for what ends too early. */
export function imageFacts(bytes: Buffer): ImageFacts | undefined {
  const facts = READERS.map((read) => read(bytes)).find((found) => found !== undefined);
  return facts && facts.width > 0 && facts.height > 0 ? facts : undefined;
}

const READERS: readonly ((bytes: Buffer) => ImageFacts | undefined)[] = [png, gif, webp, jpeg];

/** PNG §11.2.2: IHDR comes first, width and height in four bytes each. */
function png(bytes: Buffer): ImageFacts | undefined {
  if (bytes.length < 24 || ascii(bytes, 1, 4) !== 'PNG' || ascii(bytes, 12, 16) !== 'IHDR') return undefined;
  return { type: 'image/png', width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

function gif(bytes: Buffer): ImageFacts | undefined {
  if (bytes.length < 10 || !/^GIF8[79]a$/.test(ascii(bytes, 0, 6))) return undefined;
  return { type: 'image/gif', width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) };
}

/** RFC 9649: lossy, lossless, or extended. */
function webp(bytes: Buffer): ImageFacts | undefined {
  if (bytes.length < 30 || ascii(bytes, 0, 4) !== 'RIFF' || ascii(bytes, 8, 12) !== 'WEBP') return undefined;
  const size = (width: number, height: number) => ({ type: 'image/webp', width, height });
  switch (ascii(bytes, 12, 16)) {
    case 'VP8 ':
      return size(bytes.readUInt16LE(26) & 0x3fff, bytes.readUInt16LE(28) & 0x3fff);
    case 'VP8L': {
      const bits = bytes.readUInt32LE(21);
      return size((bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1);
    }
    case 'VP8X':
      return size(bytes.readUIntLE(24, 3) + 1, bytes.readUIntLE(27, 3) + 1);
    default:
      return undefined;
  }
}

/** ITU T.81 B.1: segments, until a frame header (SOF0 to SOF15, but for DHT, JPG and DAC) tells the size. */
function jpeg(bytes: Buffer): ImageFacts | undefined {
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8) return undefined;
  let at = 2;
  while (at + 9 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1]!;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrame)
      return { type: 'image/jpeg', width: bytes.readUInt16BE(at + 7), height: bytes.readUInt16BE(at + 5) };
    at += 2 + Math.max(2, bytes.readUInt16BE(at + 2));
  }
  return undefined;
}
