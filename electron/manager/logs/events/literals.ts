/**
 * What lines of a kind must have in them, drawn from the expressions that know them: so that of a gigabyte of log only lines that may
 * be of the kind are read. Never an answer, only what need not be looked at. Pure.
 */
import type { EventRow } from './event-row.ts';

/** Shorter ones are in every line. */
const SHORTEST = 4;

/** The longest text every match has in it, in any case; undefined where there is none. Groups and classes are taken to be anything. */
export function literalOf({ source }: RegExp): string | undefined {
  const runs = [''];
  let depth = 0;
  const end = () => void runs.push('');
  for (let at = 0; at < source.length; at++) {
    const character = source[at] ?? '';
    if (character === '[') {
      while (++at < source.length && source[at] !== ']') if (source[at] === '\\') at++;
      end();
    } else if (character === '\\') {
      const next = source[++at] ?? '';
      // A letter or digit after it is a class, a border, or something said before.
      if (depth === 0 && /[^\w]/.test(next)) runs.push((runs.pop() ?? '') + next);
      else end();
    } else if (character === '(') {
      depth++;
      end();
    } else if (character === ')') {
      depth--;
      end();
    } else if (depth > 0) {
      // Whether what is in a group must be there nobody asks.
    } else if (character === '|') return undefined;
    else if ('?*{'.includes(character)) {
      runs.push((runs.pop() ?? '').slice(0, -1));
      if (character === '{') while (source[at] !== '}' && at < source.length) at++;
      end();
    } else if ('.^$+'.includes(character)) end();
    else if (/[ -~]/.test(character)) runs.push((runs.pop() ?? '') + character);
    else end();
  }
  const [longest = ''] = runs.sort((one, other) => other.length - one.length);
  return longest.length < SHORTEST ? undefined : longest;
}

/** One for each of the rows; undefined where one of them has none, and every line has to be read. */
export function literalsOf(rows: readonly EventRow[]): readonly string[] | undefined {
  const found = rows.map(
    ({ says, in: part }) => literalOf(says) ?? (typeof part === 'string' ? part : undefined),
  );
  return found.every((text) => text !== undefined) ? [...new Set(found)] : undefined;
}
