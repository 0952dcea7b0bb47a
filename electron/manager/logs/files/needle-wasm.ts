/**
 * Looking for a word in bytes, sixteen places at a time: a WebAssembly function with 128-bit vectors, put together here
 * instruction by instruction, for no interpreter loop reads a gigabyte in a second.
 *
 * It compares two bytes of the word (the rarest) at sixteen places at once; where both fit, the whole word is compared.
 * SPEC: WebAssembly Core Specification 2.0, §5 (binary format).
 */

/** Memory: the folded word, then the masks of its letters, then the bytes to look in. */
export const WORD_AT = 0;
export const MASKS_AT = 1024;
export const WORD_BYTES = 1024;
export const TEXT_AT = 4096;

/** Numbers as the format has them: seven bits in each byte (LEB128), the last without its high bit. */
function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = rest & 0x7f;
    rest >>>= 7;
    bytes.push(rest === 0 ? low : low | 0x80);
  } while (rest !== 0);
  return bytes;
}
function signed(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (;;) {
    const low = rest & 0x7f;
    rest >>= 7;
    const done = (rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0);
    bytes.push(done ? low : low | 0x80);
    if (done) return bytes;
  }
}

type Code = readonly number[];
const I32 = 0x7f;
const V128 = 0x7b;
const EMPTY = 0x40;

const get = (local: number): Code => [0x20, ...unsigned(local)];
const set = (local: number): Code => [0x21, ...unsigned(local)];
const tee = (local: number): Code => [0x22, ...unsigned(local)];
const constant = (value: number): Code => [0x41, ...signed(value)];
const block = (...body: Code[]): Code => [0x02, EMPTY, ...body.flat(), 0x0b];
const loop = (...body: Code[]): Code => [0x03, EMPTY, ...body.flat(), 0x0b];
const branch = (depth: number): Code => [0x0c, ...unsigned(depth)];
const branchIf = (depth: number): Code => [0x0d, ...unsigned(depth)];
const RETURN: Code = [0x0f];
const ADD: Code = [0x6a];
const SUB: Code = [0x6b];
const AND: Code = [0x71];
const OR: Code = [0x72];
const CTZ: Code = [0x68];
const EQZ: Code = [0x45];
const EQ: Code = [0x46];
const NE: Code = [0x47];
const GT_U: Code = [0x4b];
const load8 = (offset: number): Code => [0x2d, 0x00, ...unsigned(offset)];
const simd = (code: number, ...more: number[]): Code => [0xfd, ...unsigned(code), ...more];
const V_LOAD: Code = simd(0x00, 0x00, 0x00);
const V_SPLAT: Code = simd(0x0f);
const V_EQ: Code = simd(0x23);
const V_AND: Code = simd(0x4e);
const V_OR: Code = simd(0x50);
const V_BITMASK: Code = simd(0x64);

/** find(from, last, length, near, far): the first place from `from` to `last`, both included; -1 where there is none. */
const [FROM, LAST, LENGTH, NEAR, FAR] = [0, 1, 2, 3, 4] as const;
const [HITS, PLACE, INDEX] = [5, 6, 7] as const;
const [NEAR_BYTE, NEAR_MASK, FAR_BYTE, FAR_MASK] = [8, 9, 10, 11] as const;

const splat = (offset: Code, at: number, into: number): Code[] => [offset, load8(at), V_SPLAT, set(into)];
/** Sixteen bytes at FROM + offset, their letters made small, compared with the byte of the word. */
const fits = (offset: Code, mask: number, byte: number): Code[] => [
  ...[get(FROM), offset, ADD, V_LOAD, get(mask), V_OR, get(byte), V_EQ],
];

const BODY: Code = [
  ...[splat(get(NEAR), WORD_AT, NEAR_BYTE), splat(get(NEAR), MASKS_AT, NEAR_MASK)].flat(),
  ...[splat(get(FAR), WORD_AT, FAR_BYTE), splat(get(FAR), MASKS_AT, FAR_MASK)].flat(),
  block(
    loop(
      ...[get(FROM), get(LAST), GT_U, branchIf(1)],
      ...[...fits(get(NEAR), NEAR_MASK, NEAR_BYTE), ...fits(get(FAR), FAR_MASK, FAR_BYTE)],
      ...[V_AND, V_BITMASK, set(HITS)],
      block(
        loop(
          ...[get(HITS), EQZ, branchIf(1)],
          ...[get(FROM), get(HITS), CTZ, ADD, tee(PLACE), get(LAST), GT_U, branchIf(3)],
          ...[constant(0), set(INDEX)],
          block(
            loop(
              ...[get(PLACE), get(INDEX), ADD, load8(0), get(INDEX), load8(MASKS_AT), OR],
              ...[get(INDEX), load8(WORD_AT), NE, branchIf(1)],
              ...[get(INDEX), constant(1), ADD, tee(INDEX), get(LENGTH), EQ],
              ...[[0x04, EMPTY], get(PLACE), RETURN, [0x0b]],
              branch(0),
            ),
          ),
          // The lowest bit is done.
          ...[get(HITS), get(HITS), constant(1), SUB, AND, set(HITS), branch(0)],
        ),
      ),
      ...[get(FROM), constant(16), ADD, set(FROM), branch(0)],
    ),
  ),
  constant(-1),
  [0x0b],
].flat();

const section = (id: number, ...content: Code[]): Code => {
  const bytes = content.flat();
  return [id, ...unsigned(bytes.length), ...bytes];
};
const text = (word: string): Code => [word.length, ...Buffer.from(word)];

function moduleBytes(pages: number): Uint8Array<ArrayBuffer> {
  const locals: Code = [2, 3, I32, 4, V128];
  const code = [...locals, ...BODY];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, [1, 0x60, 5, I32, I32, I32, I32, I32, 1, I32]),
    ...section(3, [1, 0]),
    ...section(5, [1, 0x00, ...unsigned(pages)]),
    ...section(7, [2], text('memory'), [0x02, 0], text('find'), [0x00, 0]),
    ...section(10, [1], unsigned(code.length), code),
  ]);
}

export interface Kernel {
  readonly memory: Uint8Array;
  /** Places are in memory; up to 16 bytes behind the last place plus the word are read, and must be there. */
  find(from: number, last: number, length: number, near: number, far: number): number;
}

const PAGE = 65_536;

/** A kernel with memory for so many bytes to look in. */
export function createKernel(textBytes: number): Kernel {
  const pages = Math.ceil((TEXT_AT + textBytes + WORD_BYTES + 16) / PAGE);
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(moduleBytes(pages)));
  const memory = exports.memory as WebAssembly.Memory;
  return { memory: new Uint8Array(memory.buffer), find: exports.find as Kernel['find'] };
}
