/** The generated tables in the letters of precis_oracle.py: one for each code point, in one string. */
import * as tables from '../../server/kernel/generated/precis-tables.ts';

export const CODE_POINTS = 0x110000;

/** Where several classes name a code point, the last one stands. */
function letters(...classes: [table: string, letter: string][]): string[] {
  const all = new Array<string>(CODE_POINTS).fill('-');
  for (const [table, letter] of classes)
    for (const [, from = '', to = from] of table.matchAll(/\\u\{?([0-9a-f]+)\}?(?:-\\u\{?([0-9a-f]+)\}?)?/g))
      for (let code = Number.parseInt(from, 16); code <= Number.parseInt(to, 16); code++) all[code] = letter;
  return all;
}

export const OUR_TABLES: Record<string, string[]> = {
  class: letters([tables.FREEFORM, 'F'], [tables.IDENTIFIER, 'P'], [tables.CONTEXTUAL, 'C']),
  'u-label': letters([tables.U_LABEL, 'P']),
  bidi: letters(
    [tables.BIDI_IN_RTL, 'o'],
    [tables.BIDI_L, 'L'],
    [tables.BIDI_R_AL, 'R'],
    [tables.BIDI_AN, 'A'],
    [tables.BIDI_EN, 'E'],
    [tables.BIDI_NSM, 'N'],
  ),
  joining: joining(),
  virama: letters([tables.VIRAMA, 'V']),
  script: letters([tables.GREEK, 'G'], [tables.HEBREW, 'H'], [tables.JAPANESE, 'J']),
};

/** D is what is in both classes. */
function joining(): string[] {
  const left = letters([tables.JOINING_L_D, 'L'], [tables.JOINING_T, 'T']);
  const right = letters([tables.JOINING_R_D, 'R']);
  return left.map((letter, code) => (right[code] === '-' ? letter : letter === 'L' ? 'D' : 'R'));
}

/** "41-5a c0" for the code points that fit. */
export function rangesOf(fits: (code: number) => boolean): string {
  const ranges: [number, number][] = [];
  for (let code = 0; code < CODE_POINTS; code++) {
    if (!fits(code)) continue;
    const last = ranges.at(-1);
    if (last && last[1] === code - 1) last[1] = code;
    else ranges.push([code, code]);
  }
  return ranges.map((range) => [...new Set(range)].map((code) => code.toString(16)).join('-')).join(' ');
}
