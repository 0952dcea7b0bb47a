/**
 * A word as a picture for people: letters that lean, differ in size and stand on a wave, crossed by lines. Spec: XEP-0158 §6.3 ("ocr").
 * Pure but for chance, which is handed in. It keeps out simple programs only; the question in words is there for those who cannot see it.
 */
import { crc32, deflateSync } from 'node:zlib';
import { GLYPHS } from './glyphs.ts';

export const WIDTH = 220;
export const HEIGHT = 80;
const LETTERS = 5;
const CELL = WIDTH / LETTERS;
const INK = 40;
const PAPER = 245;
/** Half the width of a stroke, in pixels. */
const PEN = 1.9;

type Point = readonly [x: number, y: number];
/** A number from 0 up to, not including, 1. */
export type Chance = () => number;

export const chooseWord = (chance: Chance): string => {
  const letters = Object.keys(GLYPHS);
  return Array.from({ length: LETTERS }, () => letters[Math.floor(chance() * letters.length)]).join('');
};

/** The word as a PNG of `WIDTH` by `HEIGHT`, in grey. */
export function drawWord(word: string, chance: Chance): Buffer {
  const pixels = Buffer.alloc(WIDTH * HEIGHT, PAPER);
  const between = (least: number, most: number) => least + chance() * (most - least);
  const wave = { height: between(3, 7), length: between(50, 90), start: between(0, 6) };
  const bend = ([x, y]: Point): Point => [x, y + wave.height * Math.sin(x / wave.length + wave.start)];

  for (const [at, letter] of [...word].entries()) {
    const [scale, lean, turn] = [between(5.2, 7), between(-0.25, 0.25), between(-0.3, 0.3)];
    const left = at * CELL + between(6, 14);
    const top = between(14, 26);
    const place = ([x, y]: Point): Point => {
      const [u, v] = [(x - 2) * scale - (y - 3) * scale * lean, (y - 3) * scale];
      const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
      return bend([left + 2 * scale + u * cos - v * sin, top + 3 * scale + u * sin + v * cos]);
    };
    for (const stroke of GLYPHS[letter] ?? []) drawLines(pixels, stroke.map(place), PEN);
  }
  for (let line = 0; line < 4; line++)
    drawLines(
      pixels,
      [0, 0.33, 0.66, 1].map((x) => [x * WIDTH, between(8, HEIGHT - 8)] as const),
      0.8,
    );
  return toPng(pixels);
}

function drawLines(pixels: Buffer, points: readonly Point[], pen: number): void {
  for (const [index, to] of points.entries()) if (index > 0) drawLine(pixels, points[index - 1]!, to, pen);
}

/** Each pixel near the line is as dark as it is near. */
function drawLine(pixels: Buffer, [ax, ay]: Point, [bx, by]: Point, pen: number): void {
  const [dx, dy] = [bx - ax, by - ay];
  const length = dx * dx + dy * dy || 1;
  const [left, right] = [Math.max(0, Math.min(ax, bx) - 3), Math.min(WIDTH - 1, Math.max(ax, bx) + 3)];
  const [top, bottom] = [Math.max(0, Math.min(ay, by) - 3), Math.min(HEIGHT - 1, Math.max(ay, by) + 3)];
  for (let y = Math.floor(top); y <= bottom; y++)
    for (let x = Math.floor(left); x <= right; x++) {
      const along = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / length));
      const distance = Math.hypot(x - ax - along * dx, y - ay - along * dy);
      const cover = Math.min(1, Math.max(0, pen + 0.5 - distance));
      const shade = Math.round(PAPER + (INK - PAPER) * cover);
      if (shade < pixels[y * WIDTH + x]!) pixels[y * WIDTH + x] = shade;
    }
}

/** ISO/IEC 15948: eight bits of grey, no filter. */
function toPng(pixels: Buffer): Buffer {
  const rows = Array.from({ length: HEIGHT }, (_, y) =>
    Buffer.concat([Buffer.from([0]), pixels.subarray(y * WIDTH, (y + 1) * WIDTH)]),
  );
  const header = Buffer.alloc(13);
  header.writeUInt32BE(WIDTH, 0);
  header.writeUInt32BE(HEIGHT, 4);
  header[8] = 8;
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
