/**
 * The header of one file in a tar archive (POSIX.1-2017, pax: ustar, and an extended header where a name or a size does not fit).
 * Reading is tar-stream's; writing is here because a header is all that is asked for, and what follows it is passed on as it comes.
 */

const BLOCK = 512;
/** Eleven octal digits. */
const MAX_SIZE = 0o77777777777;

export interface TarEntry {
  /** With `/` between folders. */
  readonly name: string;
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** From Node's shared blocks: memory of its own for each of a hundred thousand headers keeps the collector busy. */
const zeros = (size: number): Buffer => Buffer.allocUnsafe(size).fill(0);

/** What follows `size` bytes up to the next block. */
export const padding = (size: number): Buffer => zeros((BLOCK - (size % BLOCK)) % BLOCK);

/** Two blocks of zeros end an archive. */
export const END = Buffer.alloc(2 * BLOCK);

/** One block, or three where an extended header is needed. */
export function tarHeader({ name, size, at }: TarEntry): Buffer {
  const fits = split(name);
  if (fits && size <= MAX_SIZE) return block(fits, size, at, '0');
  const records = Buffer.from(
    `${record('path', name)}${size > MAX_SIZE ? record('size', String(size)) : ''}`,
  );
  const short = { prefix: '', name: Buffer.from(name).subarray(0, 100).toString('latin1') };
  return Buffer.concat([
    block({ prefix: '', name: 'pax' }, records.length, at, 'x'),
    records,
    padding(records.length),
    block(short, Math.min(size, MAX_SIZE), at, '0'),
  ]);
}

/** A name of up to 255 bytes, parted at a `/` into a prefix (155) and a name (100). */
function split(name: string): { prefix: string; name: string } | undefined {
  const bytes = Buffer.byteLength(name);
  if (bytes !== name.length) return undefined;
  if (bytes <= 100) return { prefix: '', name };
  const at = name.indexOf('/', bytes - 101);
  return at > 0 && at <= 155 ? { prefix: name.slice(0, at), name: name.slice(at + 1) } : undefined;
}

/** `LENGTH KEY=VALUE\n`, where the length counts its own digits. */
function record(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  const bytes = Buffer.byteLength(rest);
  let length = bytes + String(bytes).length;
  if (bytes + String(length).length !== length) length = bytes + String(length).length;
  return `${length}${rest}`;
}

function block(
  { prefix, name }: { prefix: string; name: string },
  size: number,
  at: number,
  type: '0' | 'x',
): Buffer {
  const header = zeros(BLOCK);
  const octal = (value: number, at: number, length: number) =>
    header.write(value.toString(8).padStart(length - 1, '0'), at, length - 1, 'latin1');
  header.write(name, 0, 100, 'latin1');
  octal(0o600, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size, 124, 12);
  octal(Math.floor(at / 1000), 136, 12);
  header.write(type, 156, 1, 'latin1');
  header.write('ustar\0' + '00', 257, 8, 'latin1');
  header.write(prefix, 345, 155, 'latin1');
  // The sum is taken with its own eight bytes as spaces.
  header.fill(' ', 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 8, 'latin1');
  return header;
}
