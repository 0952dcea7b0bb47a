/**
 * JSON with positions: parses a configuration file and remembers on which line everything stands.
 *
 * RFC 8259. JSON.parse says neither where a value stood nor, in words an operator understands, what is wrong.
 * Nothing here knows what the settings mean.
 */
export interface Position {
  /** Both count from 1. */
  readonly line: number;
  readonly column: number;
}

/** A value with the places of all that is in it. */
export interface Located {
  readonly value: unknown;
  /** Where the value at `path` stands; with `key`, where its name stands. The nearest enclosing place when there is none. */
  at(path: readonly PropertyKey[], what?: 'value' | 'key'): Position;
}

/** The first thing that is not JSON, as a sentence. */
export class JsonProblem extends Error {
  readonly position: Position;
  constructor(message: string, position: Position) {
    super(message);
    this.name = 'JsonProblem';
    this.position = position;
  }
}

const MAX_DEPTH = 50;

/** Throws a `JsonProblem`. */
export function parseJson(text: string): Located {
  let at = text.startsWith('\ufeff') ? 1 : 0;
  const values = new Map<string, number>();
  const keys = new Map<string, number>();

  const fail = (message: string, offset = at): never => {
    throw new JsonProblem(message, positionAt(text, offset));
  };

  function skipSpace(): void {
    while (/[ \t\r\n]/.test(text[at] ?? '')) at++;
    if (text[at] === '/' && /[/*]/.test(text[at + 1] ?? '')) fail('JSON has no comments.');
    if (text[at] === '#') fail('JSON has no comments.');
  }

  function readString(): string {
    const start = at;
    at++;
    while (text[at] !== '"') {
      const char = text[at];
      if (char === undefined || char === '\n') fail('This text has no closing quote.', start);
      at += char === '\\' ? 2 : 1;
    }
    at++;
    try {
      return JSON.parse(text.slice(start, at)) as string;
    } catch {
      return fail('This text contains a character that must be escaped.', start);
    }
  }

  function readWord(): unknown {
    const start = at;
    while (/[^\s,:[\]{}"]/.test(text[at] ?? ' ')) at++;
    const word = text.slice(start, at);
    if (word === 'true' || word === 'false') return word === 'true';
    if (word === 'null') return null;
    if (/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(word)) return Number(word);
    if (text[start] === "'") return fail('Texts are written in double quotes.', start);
    return fail(
      word === '' ? 'A value is missing here.' : `${word} is no value; a text is written in double quotes.`,
      start,
    );
  }

  /** Reads the items between brackets, separated by commas, up to `close`. */
  function readItems(close: ']' | '}', item: () => void): void {
    at++;
    skipSpace();
    if (text[at] === close) {
      at++;
      return;
    }
    for (;;) {
      item();
      skipSpace();
      if (text[at] === ',') {
        const comma = at++;
        skipSpace();
        if (text[at] === close) fail(`No comma may stand before ${close}.`, comma);
      } else if (text[at] === close) {
        at++;
        return;
      } else if (text[at] === undefined) fail(`The file ends before a ${close}.`);
      else fail(`A comma or a ${close} is missing before this.`);
    }
  }

  function readValue(path: string, depth: number): unknown {
    skipSpace();
    if (depth > MAX_DEPTH) fail('This is nested too deeply.');
    values.set(path, at);
    if (text[at] === '"') return readString();
    if (text[at] === '[') {
      const list: unknown[] = [];
      readItems(']', () => list.push(readValue(`${path}/${list.length}`, depth + 1)));
      return list;
    }
    if (text[at] !== '{') return readWord();
    const entries = new Map<string, unknown>();
    readItems('}', () => {
      skipSpace();
      if (text[at] !== '"') fail('The name of a setting, in double quotes, is missing here.');
      const start = at;
      const key = readString();
      if (entries.has(key)) fail(`"${key}" is set twice.`, start);
      const inner = `${path}/${key}`;
      keys.set(inner, start);
      skipSpace();
      if (text[at] !== ':') fail(`A colon is missing after "${key}".`);
      at++;
      entries.set(key, readValue(inner, depth + 1));
    });
    // fromEntries defines, so that "__proto__" stays a name like any other.
    return Object.fromEntries(entries);
  }

  const value = readValue('', 0);
  skipSpace();
  if (at < text.length) fail('Something follows the closing bracket of the configuration.');

  return {
    value,
    at(path, what = 'value') {
      for (let length = path.length; length >= 0; length--) {
        const pointer = path
          .slice(0, length)
          .map((part) => `/${String(part)}`)
          .join('');
        const offset = (what === 'key' ? keys.get(pointer) : undefined) ?? values.get(pointer);
        if (offset !== undefined) return positionAt(text, offset);
      }
      return { line: 1, column: 1 };
    },
  };
}

function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, column: offset - lineStart + 1 };
}
