/** The options of a command; what is wrong with them is a sentence, with what was probably meant. */
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';

/** @returns the values, or a sentence. */
export function readOptions<T extends ParseArgsOptionsConfig>(args: readonly string[], options: T) {
  const wrong = firstMistake(args, options);
  if (wrong !== undefined) return wrong;
  return parseArgs({ args: [...args], options }).values;
}

function firstMistake(args: readonly string[], options: ParseArgsOptionsConfig): string | undefined {
  const { tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true });
  for (const token of tokens) {
    if (token.kind === 'positional') return `"${token.value}" is not expected here.`;
    if (token.kind !== 'option') continue;
    const option = Object.hasOwn(options, token.name) ? options[token.name] : undefined;
    if (!option) {
      return `There is no option ${token.rawName}.${didYouMean(token.name, Object.keys(options), '--')}`;
    }
    // Another option where the value should be: it was forgotten.
    const missing = token.value === undefined || (!token.inlineValue && token.value.startsWith('--'));
    if (option.type === 'string' && missing) return `--${token.name} needs a value behind it.`;
    if (option.type === 'boolean' && token.value !== undefined) return `--${token.name} takes no value.`;
  }
  return undefined;
}

/** ` Did you mean --port?`, or nothing when no name is near. */
export function didYouMean(given: string, names: readonly string[], before = ''): string {
  const [nearest] = names
    .map((name) => ({ name, far: distance(given.toLowerCase(), name) }))
    .filter(({ name, far }) => far <= Math.ceil(name.length / 3))
    .sort((one, other) => one.far - other.far);
  return nearest ? ` Did you mean ${before}${nearest.name}?` : '';
}

/** Levenshtein's: how many letters to add, drop or change. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const change = row[j - 1]! + (one[i - 1] === other[j - 1] ? 0 : 1);
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, change));
    }
    row = next;
  }
  return row.at(-1)!;
}
