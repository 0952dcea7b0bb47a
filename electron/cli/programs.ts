/** `chatelaine programs`: who on other computers may use the server's commands; "Access for programs" without its face. */
import type { ProgramDoor, ProgramRule } from '../contract/index.ts';
import { programUse } from '../contract/programs.ts';
import { withManager } from '../local/client.ts';
import { dataFolder } from '../manager/data-folder.ts';
import { problem } from '../manager/problem.ts';
import { openSettings } from '../manager/settings.ts';
import { createNodeHost } from '../node-host.ts';
import { didYouMean, readOptions } from './options.ts';
import { problemOf, problemText } from './problem-text.ts';

const ACTS = ['let-in', 'shut', 'allow', 'disallow'] as const;
type Act = (typeof ACTS)[number] | 'show';

const OPTIONS = {
  from: { type: 'string' },
  may: { type: 'string' },
  administrators: { type: 'boolean', default: false },
  data: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

const SHUT: ProgramDoor = { from: [], rules: [] };
const words = (text: string) =>
  text
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean);

interface Asked {
  readonly act: Act;
  /** What the act makes of what is decided. */
  readonly wish: (now: ProgramDoor) => ProgramDoor;
  readonly data: string | undefined;
  readonly json: boolean;
}

/** What the command line asks for, or a sentence about what is wrong with it. */
export function readProgramsArgs(args: readonly string[]): Asked | string {
  const until = args.findIndex((word) => word.startsWith('-'));
  const [act = 'show', ...named] = until < 0 ? args : args.slice(0, until);
  const values = readOptions(until < 0 ? [] : args.slice(until), OPTIONS);
  if (act !== 'show' && !(ACTS as readonly string[]).includes(act))
    return `There is nothing called ${act}.${didYouMean(act, ACTS)}`;
  if (typeof values === 'string') return values;
  const wish = WISHES[act as Act](named, values);
  return typeof wish === 'string' ? wish : { act: act as Act, wish, data: values.data, json: values.json };
}

type Values = Exclude<ReturnType<typeof readOptions<typeof OPTIONS>>, string>;

const WISHES: Readonly<Record<Act, (named: readonly string[], values: Values) => Asked['wish'] | string>> = {
  show: () => (now) => now,
  'let-in': (named) =>
    named.length === 0
      ? 'Say whom to let in: an address such as 192.0.2.7, or a network such as 10.0.0.0/8.'
      : (now) => ({ ...now, from: [...new Set([...now.from, ...named.flatMap(words)])] }),
  shut: (named) => (now) => ({
    ...now,
    from: named.length === 0 ? [] : now.from.filter((one) => !named.flatMap(words).includes(one)),
  }),
  allow([name, ...more], { from, may, administrators }) {
    if (name === undefined || more.length > 0)
      return 'Say what it is for, in one word or quoted: allow NAME.';
    if (from === undefined) return 'Say from where: --from ADDRESS.';
    if (may === undefined) return 'Say what: --may status.';
    const use = programUse.safeParse(may);
    const rule: ProgramRule = {
      ...{ name, from: words(from), who: administrators ? 'administrators' : 'anyone' },
      ...(use.success ? { use: use.data, commands: [] } : { use: null, commands: words(may) }),
    };
    return (now) => ({ ...now, rules: [...now.rules, rule] });
  },
  disallow: ([name, ...more]) =>
    name === undefined || more.length > 0
      ? 'Say which rule: disallow NAME.'
      : (now) => ({ ...now, rules: now.rules.filter((rule) => rule.name !== name) }),
};

const say = (line: string) => void process.stdout.write(`${line}\n`);

export async function programs(args: readonly string[]): Promise<number> {
  const asked = readProgramsArgs(args);
  if (typeof asked === 'string') {
    process.stderr.write(`${asked}\n"chatelaine programs --help" is the manual.\n`);
    return 2;
  }
  try {
    const decided = asked.act === 'show' ? await read(asked) : await change(asked);
    show(decided, asked.json);
    return 0;
  } catch (error) {
    process.stderr.write(`${problemText(error)}\n`);
    if (asked.json) say(JSON.stringify({ error: problemOf(error) }));
    return 1;
  }
}

/** Needs no lock: nothing is changed. */
async function read({ data }: Asked): Promise<ProgramDoor> {
  const host = createNodeHost(dataFolder(data));
  const { office } = await openSettings({ folder: host.dataDir, now: host.clock.now });
  if (!office) throw problem('setup.not-done', {});
  return office.programs ?? SHUT;
}

const change = (asked: Asked): Promise<ProgramDoor> =>
  withManager(createNodeHost(dataFolder(asked.data)), async ({ client }) => {
    const { from, rules } = await client.programs.decideDoor(asked.wish(await read(asked)));
    return { from, rules };
  });

function show({ from, rules }: ProgramDoor, json: boolean): void {
  if (json) {
    say(JSON.stringify({ from, rules }));
    return;
  }
  say(from.length === 0 ? 'Only programs on this computer may come.' : `May come: ${from.join(', ')}`);
  for (const { name, who, from: at, use, commands } of rules) {
    const may = use ?? commands.join(',');
    say(
      `Without a token, ${name}: ${may}${who === 'administrators' ? ' (administrators)' : ''} from ${at.join(', ')}`,
    );
    if (use === 'everything' && who === 'anyone')
      process.stderr.write(
        `Careful: whoever sits at ${at.join(', ')} can do all that an administrator can. A token is better.\n`,
      );
  }
}
