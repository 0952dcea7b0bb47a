/**
 * One table a command. What is read from the command line (options.ts), printed by --help, offered at the Tab key (completion.ts)
 * and set in the manual page (resources/tools/manual.mjs) comes from it; what is not in it does not exist.
 */
import type { EXIT_CODES } from './exit-codes.ts';

export interface Option {
  /** How its value is called, `FILE`; without it the option is a switch. */
  readonly value?: string;
  /** One letter: `f` for -f. */
  readonly short?: string;
  readonly default?: string;
  /** It may be given again. */
  readonly multiple?: true;
  /** All it may be, for the Tab key. */
  readonly among?: readonly string[];
  /** The actions it belongs to; without it to all. */
  readonly of?: readonly string[];
  /** One paragraph. */
  readonly help: string;
}
export type Options = Readonly<Record<string, Option>>;

export interface Manual {
  readonly name: string;
  /** What it is for, in a few words: no full stop. */
  readonly about: string;
  /** Behind `chatelaine NAME`; what is indented goes on with the line before. */
  readonly usage: readonly string[];
  /** Paragraphs, as a terminal of 88 columns shows them. */
  readonly text: string;
  readonly options: Options;
  /** A heading above the options, where they are called something else. */
  readonly optionsAre?: string;
  /** Sections behind the options, such as Examples and Files; as they are shown. */
  readonly more?: string;
  /** What each code means for this command; one table has them all (exit-codes.ts). */
  readonly exits: Readonly<Partial<Record<keyof typeof EXIT_CODES, string>>>;
}

/** Keeps the names of the options for whoever reads them. */
export const manual = <const T extends Manual>(table: T): T => table;

export const DATA = {
  value: 'DIR',
  help: "the data folder. Default: CHATELAINE_DATA, else the platform's own place (Linux ~/.local/share/chatelaine, macOS ~/Library/Application Support/Chatelaine, Windows %APPDATA%\\Chatelaine)",
} as const satisfies Option;

export const LANG = {
  value: 'en|fr',
  among: ['en', 'fr'],
  help: 'the language of what is printed. Default: that of LANG',
} as const satisfies Option;

const WIDTH = 88;
/** Where the words about an option begin. */
const COLUMN = 17;

/** What `chatelaine NAME --help` prints. Pure. */
export function helpText({ name, about, usage, text, options, optionsAre, more, exits }: Manual): string {
  const lines = usage.map((line, index) => {
    const behind = line === '' ? '' : ` ${line}`;
    if (line.startsWith(' ')) return `       ${line}`;
    return `${index === 0 ? 'Usage:' : '      '} chatelaine ${name}${behind}`;
  });
  return `${[
    `chatelaine ${name} - ${about}`,
    lines.join('\n'),
    text,
    ...optionSections(options, optionsAre),
    more,
    exitSection(exits),
  ]
    .filter((part) => part)
    .join('\n\n')}\n`;
}

/** `--to FILE` as it is typed. */
export const typed = (name: string, { value, short }: Option): string =>
  `--${name}${value === undefined ? '' : ` ${value}`}${short === undefined ? '' : `, -${short}`}`;

/** Those of one action, or of several alike, below a heading of their own. */
function optionSections(options: Options, title = 'Options'): string[] {
  const sections = new Map<string, string[]>();
  for (const [name, option] of Object.entries(options)) {
    const of = (option.of ?? []).map((action) => `"${action}"`);
    const heading = of.length === 0 ? title : `${title} of ${listed(of)}`;
    sections.set(heading, [...(sections.get(heading) ?? []), optionLines(name, option)]);
  }
  // What goes with every action stands last.
  return [...sections]
    .sort(([one], [other]) => Number(one === title) - Number(other === title))
    .map(([heading, lines]) => `${heading}\n${lines.join('\n')}`);
}

const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;

function optionLines(name: string, option: Option): string {
  const left = `  ${typed(name, option)}`;
  const lines = wrapped(option.help, WIDTH - COLUMN).map((line) => `${' '.repeat(COLUMN)}${line}`);
  if (left.length > COLUMN - 2) return [left, ...lines].join('\n');
  return [left.padEnd(COLUMN) + lines[0]!.trimStart(), ...lines.slice(1)].join('\n');
}

export function exitSection(exits: Manual['exits']): string {
  const rows = Object.entries(exits).flatMap(([code, meaning]) => {
    const [first, ...rest] = wrapped(meaning!, WIDTH - 7);
    return [`  ${code.padEnd(3)}  ${first}`, ...rest.map((line) => `${' '.repeat(7)}${line}`)];
  });
  return rows.length === 0 ? '' : `Exit codes\n${rows.join('\n')}`;
}

export function wrapped(text: string, width: number): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1)!;
    if (line === '') lines[lines.length - 1] = word;
    else if (line.length + 1 + word.length <= width) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}
