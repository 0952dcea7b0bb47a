/** Reads a conversation script (STYLE.md §16) into steps. */
export interface Step {
  readonly line: number;
  /** `nina/phone`, the domain of another server, or the name of a setting: `accounts`, `remotes`, `server`. */
  readonly who: string;
  readonly verb: string;
  /** What follows the verb, on this and the indented lines below it. */
  readonly rest: string;
  /** As written, for messages. */
  readonly text: string;
}

export interface Script {
  readonly file: string;
  readonly title: string;
  readonly accounts: readonly string[];
  /** Domains of other servers that take part. */
  readonly remotes: readonly string[];
  /** Options of the test server, as JSON; the same text means the same server. */
  readonly server: string;
  readonly steps: readonly Step[];
}

const VERBS = [
  'attaches',
  'connects',
  'fails to connect',
  'opens a stream',
  'logs in',
  'sends raw',
  'sends',
  'receives nothing',
  'receives exactly',
  'receives',
  'disconnects',
  'loses connection',
  'resumes',
  'is disconnected',
] as const;

/** Throws, naming file and line, when a line cannot be understood. */
export function parseScript(file: string, text: string): Script {
  const statements = joinLines(text);
  const settings = new Map<string, string>();
  const steps: Step[] = [];
  let title = file;
  for (const { line, text: statement } of statements) {
    if (statement.startsWith('#')) {
      if (line === 1) title = statement.replace(/^#\s*/, '').replace(/\s{2,}.*$/, '');
      continue;
    }
    const [, who = '', rest = ''] = /^(\S+)\s+([\s\S]*)$/.exec(statement) ?? [];
    if (who === 'accounts' || who === 'remotes' || who === 'server') {
      settings.set(who, rest.trim());
      continue;
    }
    const verb = VERBS.find(
      (one) => rest === one || (rest.startsWith(one) && /^[\s,]/.test(rest.slice(one.length))),
    );
    if (!verb) throw new Error(`${file}:${line}: cannot read "${statement}"`);
    steps.push({ line, who, verb, rest: rest.slice(verb.length).trim(), text: statement });
  }
  const names = (setting: string) => (settings.get(setting) ?? '').split(/\s+/).filter((name) => name !== '');
  return {
    ...{ file, title, steps, accounts: names('accounts'), remotes: names('remotes') },
    server: settings.get('server') ?? '{}',
  };
}

/** Statements with the line they begin on; an indented line goes on with the one above. */
function joinLines(text: string): { line: number; text: string }[] {
  const statements: { line: number; text: string }[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const last = statements.at(-1);
    if (line.trim() === '') continue;
    if (/^\s/.test(line) && last && !last.text.startsWith('#')) last.text += `\n${line.trim()}`;
    else statements.push({ line: index + 1, text: line.trim() });
  }
  return statements;
}
