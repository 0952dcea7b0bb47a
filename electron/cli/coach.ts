/** `chatelaine coach`: who tries to connect, followed in a terminal; the card "Who is connecting" without its face. */
import type { CoachNews, CoachStory } from '../contract/coach.ts';
import { coachWords } from '../contract/coach-words.ts';
import type { Language } from '../contract/findings/finding.ts';
import { createCoach } from '../manager/coach/coach.ts';
import { dataFolder } from '../manager/data-folder.ts';
import { createBundledEngine } from '../manager/engines/bundled/bundled.ts';
import { createEvents } from '../manager/events.ts';
import { servedDomains } from '../manager/office-names.ts';
import { problem } from '../manager/problem.ts';
import { run } from '../manager/run.ts';
import { openSettings } from '../manager/settings.ts';
import { createNodeHost } from '../node-host.ts';
import { COACH } from './manuals/coach.ts';
import { languageOf, readOptions } from './options.ts';
import { failed, wrongUsage } from './outcome.ts';

export interface CoachAsked {
  /** A bare address; null: everybody. */
  readonly person: string | null;
  /** How it stands now, and no more. */
  readonly once: boolean;
  readonly language: Language;
  readonly data: string | undefined;
  readonly json: boolean;
}

const TEXT = {
  en: {
    watching: 'Watching who connects. Ctrl-C ends it.',
    nobody: 'Nobody has tried in the last hour.',
    stopped: 'The server is not running: nobody can connect now.',
    before: 'before: ',
    strangers: (count: number) => `${count} strangers knocked and went.`,
  },
  fr: {
    watching: 'En direct : qui se connecte. Ctrl-C pour finir.',
    nobody: 'Personne n’a essayé depuis une heure.',
    stopped: 'Le serveur est arrêté : personne ne peut se connecter.',
    before: 'auparavant : ',
    strangers: (count: number) => `${count} inconnus ont frappé puis sont repartis.`,
  },
} as const;

/** What the command line asks for, or a sentence about what is wrong with it. */
export function readCoachArgs(
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): CoachAsked | string {
  const values = readOptions(args, COACH.options);
  if (typeof values === 'string') return values;
  const { lang = languageOf(env), person = null } = values;
  if (person !== null && !/^[^@\s]+@[^@\s/]+$/.test(person))
    return '--person is an address, such as marie@example.org.';
  return { person, once: values.once, language: lang, data: values.data, json: values.json };
}

const say = (line: string) => void process.stdout.write(`${line}\n`);

export async function coach(args: readonly string[]): Promise<number> {
  const asked = readCoachArgs(args);
  if (typeof asked === 'string') return wrongUsage('coach', asked);
  const stop = new AbortController();
  const interrupted = () => stop.abort();
  process.once('SIGINT', interrupted);
  try {
    return await follow(asked, stop);
  } catch (error) {
    return failed(error, asked);
  } finally {
    process.removeListener('SIGINT', interrupted);
  }
}

/** Reads what the manager has decided and asks the server; changes nothing, and so needs no lock. */
async function follow(asked: CoachAsked, stop: AbortController): Promise<number> {
  const host = createNodeHost(dataFolder(asked.data));
  const { clock } = host;
  const { office } = await openSettings({ folder: host.dataDir, now: clock.now });
  if (!office) throw problem('setup.not-done', {});
  const engine = createBundledEngine({ host, run, clock, admins: () => office.admins });
  const domains = servedDomains(office);
  const everywhere = async <T>(ask: (domain: string) => Promise<readonly T[]>) =>
    (await Promise.all(domains.map(ask))).flat();
  const desk = createCoach({
    ...{ engine: engine.attempts, clock, events: createEvents(clock) },
    changes: { note: () => 0, page: () => [] },
    people: () => everywhere((one) => engine.accounts.list(one)),
    waiting: async () =>
      (await everywhere((one) => engine.joining.waiting(one))).map(({ address }) => address),
    publicCertificate: () => Object.values(office.certificates ?? {}).some(({ from }) => from !== 'local'),
    programs: async () => new Map(),
  });
  const unwatch = asked.once
    ? () => {}
    : engine.watch(({ about }) => about === 'attempts' && desk.attempted());
  // Nothing else keeps a terminal that waits awake.
  const awake = setInterval(() => undefined, 60_000);
  const told = new Set<string>();
  if (!asked.json && !asked.once) process.stderr.write(`${TEXT[asked.language].watching}\n`);
  try {
    for await (const news of desk.watch(asked.person, stop.signal)) {
      if (asked.json) say(JSON.stringify(news));
      else for (const line of linesOf(news, told, asked, clock.now())) say(line);
      if (asked.once) return news.running ? 0 : 1;
    }
    return 0;
  } finally {
    clearInterval(awake);
    unwatch();
  }
}

const MARKS = { connected: '✓', stuck: '✗' } as const;

/** What has not been told yet, the oldest first. @param told grows. */
export function linesOf(
  { running, stories, strangers }: CoachNews,
  told: Set<string>,
  { language, once, person }: Pick<CoachAsked, 'language' | 'once'> & Partial<Pick<CoachAsked, 'person'>>,
  now: number,
): string[] {
  const words = TEXT[language];
  const fresh = stories.filter((story) => {
    const key = `${story.id} ${story.code} ${story.times} ${story.at}`;
    return !told.has(key) && told.add(key);
  });
  const lines = fresh.reverse().flatMap((story) => storyLines(story, language, now));
  if (!running) return [words.stopped];
  if (once && stories.length === 0) lines.push(words.nobody);
  // Those who named nothing of the office are no news of one person.
  if (once && !person && strangers.sources > 0) lines.push(words.strangers(strangers.sources));
  return lines;
}

function storyLines(story: CoachStory, language: Language, now: number): string[] {
  const { title, text } = coachWords(story, language, now);
  const at = new Date(story.at).toTimeString().slice(0, 8);
  const [latest] = story.before;
  const before = latest && coachWords({ ...story, ...latest }, language, now).title;
  return [
    `${at}  ${MARKS[story.state]} ${title}`,
    ...(story.state === 'connected' ? [] : [`            ${text}`]),
    ...(before === undefined ? [] : [`            ${TEXT[language].before}${before}`]),
    ...(story.state === 'connected' ? [] : story.technical.map((line) => `            ${line}`)),
  ];
}
