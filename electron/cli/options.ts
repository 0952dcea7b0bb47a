/** The options of a command, read by the table of its manual (manuals/); what is wrong with them is a sentence, with what was probably meant. */
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import type { Language } from '../contract/findings/finding.ts';
import type { Option, Options } from './manuals/manual.ts';

type Value<O> = O extends { readonly multiple: true }
  ? string[] | undefined
  : O extends { readonly among: readonly (infer Word)[] }
    ? Word | (O extends { readonly default: string } ? never : undefined)
    : O extends { readonly value: string }
      ? string | (O extends { readonly default: string } ? never : undefined)
      : boolean;
/** What was given: a text, one of the words that may be, or whether a switch was. */
export type Values<T extends Options> = { -readonly [Name in keyof T]: Value<T[Name]> };

/**
 * @param action what the options are for, where the command has several: those of another are refused.
 * @returns the values, or a sentence.
 */
export function readOptions<const T extends Options>(
  args: readonly string[],
  options: T,
  action?: string,
): Values<T> | string {
  const config = Object.fromEntries(Object.entries(options).map(([name, option]) => [name, parsed(option)]));
  const wrong = firstMistake(args, options, config, action);
  if (wrong !== undefined) return wrong;
  return parseArgs({ args: [...args], options: config }).values as Values<T>;
}

/** Words may stand anywhere among the options: taken apart. A value of an option is no word. */
export function splitWords(
  args: readonly string[],
  options: Options,
): { readonly words: readonly string[]; readonly rest: readonly string[] } {
  const config = Object.fromEntries(Object.entries(options).map(([name, option]) => [name, parsed(option)]));
  const { tokens } = parseArgs({ args: [...args], options: config, strict: false, tokens: true });
  const at = new Set(tokens.flatMap((token) => (token.kind === 'positional' ? [token.index] : [])));
  return { words: args.filter((_, index) => at.has(index)), rest: args.filter((_, index) => !at.has(index)) };
}

const parsed = ({ value, short, default: usual, multiple }: Option): ParseArgsOptionsConfig[string] =>
  value === undefined
    ? { type: 'boolean', default: false, ...(short && { short }) }
    : {
        type: 'string',
        ...(short && { short }),
        ...(usual !== undefined && { default: usual }),
        ...(multiple && { multiple }),
      };

function firstMistake(
  args: readonly string[],
  options: Options,
  config: ParseArgsOptionsConfig,
  action: string | undefined,
): string | undefined {
  const { tokens } = parseArgs({ args: [...args], options: config, strict: false, tokens: true });
  for (const token of tokens) {
    if (token.kind === 'positional') return notExpected(token.value);
    if (token.kind !== 'option') continue;
    const option = Object.hasOwn(options, token.name) ? options[token.name] : undefined;
    if (!option)
      return `There is no option ${token.rawName}.${didYouMean(token.name, Object.keys(options), '--')}`;
    const { value, among, of } = option;
    // Another option where the value should be: it was forgotten.
    const missing = token.value === undefined || (!token.inlineValue && token.value.startsWith('--'));
    if (value !== undefined && missing) return `--${token.name} needs a value behind it.`;
    if (value === undefined && token.value !== undefined) return `--${token.name} takes no value.`;
    if (among && token.value !== undefined && !among.includes(token.value))
      return `--${token.name} is ${anyOf(among)}.${didYouMean(token.value, among)}`;
    if (of && action !== undefined && !of.includes(action))
      return `--${token.name} belongs to ${anyOf(of.map((one) => `"${one}"`))}.`;
  }
  return undefined;
}

export const notExpected = (word: string): string => `"${word}" is not expected here.`;

const anyOf = (words: readonly string[]): string =>
  words.length < 3 ? words.join(' or ') : `one of ${words.join(', ')}`;

/** How a command is spelled that does one of several things: `chatelaine NAME ACTION [WORD...] [OPTIONS]`. */
export interface Spelling<Action extends string> {
  readonly actions: readonly Action[];
  /** What is done where none is named; without it one has to be. */
  readonly usual?: Action;
  /** How many words may follow it. */
  readonly words?: (action: Action) => number;
}

export interface Line<T extends Options, Action extends string> {
  readonly action: Action;
  readonly words: readonly string[];
  readonly values: Values<T>;
}

/** Words come before the first option. @returns what the command line asks for, or a sentence. */
export function readLine<const T extends Options, const Action extends string>(
  args: readonly string[],
  options: T,
  { actions, usual, words: most = () => 0 }: Spelling<Action>,
): Line<T, Action> | string {
  const first = args.findIndex((word) => word.startsWith('-'));
  const before = first < 0 ? args : args.slice(0, first);
  const [named = usual ?? '', ...words] = before;
  if (named === '') return `Say what to do: ${actions.join(', ')}.`;
  const action = actions.find((one) => one === named);
  if (action === undefined) return `There is nothing called ${named}.${didYouMean(named, actions)}`;
  if (words.length > most(action)) return notExpected(words[most(action)]!);
  const values = readOptions(args.slice(before.length), options, action);
  return typeof values === 'string' ? values : { action, words, values };
}

/** `fr_FR.UTF-8` as French; English else. */
export const languageOf = (env: NodeJS.ProcessEnv): Language =>
  /^fr/i.test(env.LC_ALL || env.LC_MESSAGES || env.LANG || '') ? 'fr' : 'en';

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
