/** `chatelaine programs`: who on other computers may use the server's commands; "Access for programs" without its face. */
import type { Language } from '../contract/findings/finding.ts';
import type { ProgramDoor, ProgramRule } from '../contract/index.ts';
import { programUse } from '../contract/programs.ts';
import { withManager } from '../local/client.ts';
import { dataFolder } from '../manager/data-folder.ts';
import { problem } from '../manager/problem.ts';
import { openSettings } from '../manager/settings.ts';
import { createNodeHost } from '../node-host.ts';
import { PROGRAMS } from './manuals/programs.ts';
import { didYouMean, languageOf, readOptions, type Values } from './options.ts';
import { failed, wrongUsage } from './outcome.ts';

const ACTS = ['let-in', 'shut', 'allow', 'disallow'] as const;
type Act = (typeof ACTS)[number] | 'show';

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
  readonly language: Language;
  readonly data: string | undefined;
  readonly json: boolean;
}

/** What the command line asks for, or a sentence about what is wrong with it. */
export function readProgramsArgs(args: readonly string[]): Asked | string {
  const until = args.findIndex((word) => word.startsWith('-'));
  const [act = 'show', ...named] = until < 0 ? args : args.slice(0, until);
  const values = readOptions(until < 0 ? [] : args.slice(until), PROGRAMS.options);
  if (act !== 'show' && !(ACTS as readonly string[]).includes(act))
    return `There is nothing called ${act}.${didYouMean(act, ACTS)}`;
  if (typeof values === 'string') return values;
  const wish = WISHES[act as Act](named, values);
  if (typeof wish === 'string') return wish;
  const { data, json, lang = languageOf(process.env) } = values;
  return { act: act as Act, wish, data, json, language: lang };
}

const WISHES: Readonly<
  Record<Act, (named: readonly string[], values: Values<typeof PROGRAMS.options>) => Asked['wish'] | string>
> = {
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
  if (typeof asked === 'string') return wrongUsage('programs', asked);
  try {
    const decided = asked.act === 'show' ? await read(asked) : await change(asked);
    show(decided, asked);
    return 0;
  } catch (error) {
    return failed(error, asked);
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

function show({ from, rules }: ProgramDoor, { json, language }: Asked): void {
  if (json) {
    say(JSON.stringify({ from, rules }));
    return;
  }
  const words = WORDS[language];
  say(from.length === 0 ? words.shut : words.open(from.join(', ')));
  for (const { name, who, from: at, use, commands } of rules) {
    const places = at.join(', ');
    say(words.rule(name, use ?? commands.join(','), who === 'administrators', places));
    if (use === 'everything' && who === 'anyone')
      process.stderr.write(`${words.careful(places)}
`);
  }
}

const WORDS = {
  en: {
    shut: 'Only programs on this computer may come.',
    open: (from: string) => `May come: ${from}`,
    rule: (name: string, may: string, administrators: boolean, at: string) =>
      `Without a token, ${name}: ${may}${administrators ? ' (administrators)' : ''} from ${at}`,
    careful: (at: string) =>
      `Careful: whoever sits at ${at} can do all that an administrator can. A token is better.`,
  },
  fr: {
    shut: 'Seuls les programmes de cet ordinateur peuvent venir.',
    open: (from: string) => `Peuvent venir : ${from}`,
    rule: (name: string, may: string, administrators: boolean, at: string) =>
      `Sans jeton, ${name} : ${may}${administrators ? ' (administrateurs)' : ''} depuis ${at}`,
    careful: (at: string) =>
      `Attention : depuis ${at}, n’importe qui peut tout ce que peut un administrateur. Un jeton vaut mieux.`,
  },
} as const;
