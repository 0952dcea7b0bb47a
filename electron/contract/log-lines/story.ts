/** What happened to somebody, told: one sentence for what happened once or again and again, without what is of interest to nobody. */
import type { Language } from '../findings/finding.ts';
import type { LogEvent, TimelineItem } from '../log-events.ts';
import { wordsOfLine } from './index.ts';

export interface StorySentence {
  readonly time: number;
  /** Of the last time; the same as `time` where it happened once. */
  readonly until: number;
  readonly times: number;
  readonly text: string;
  readonly level: LogEvent['level'];
}

/** More sentences are no story. */
const MOST = 40;
/** Steps of a log-in that its last line tells. */
const STEPS = new Set([
  'connection.accepted',
  'connection.encrypted',
  'session.opened',
  'server.chatter',
  'web.ok',
]);
const AGAIN = {
  en: (times: number) => ` (${times} times)`,
  fr: (times: number) => ` (${times} fois)`,
} as const;
const SUMMARY = {
  en: {
    nothing: 'No log says anything about this person at that time.',
    ok: (count: number) => `${count} ${count === 1 ? 'log-in' : 'log-ins'} worked`,
    refused: (count: number) => `${count} ${count === 1 ? 'was' : 'were'} refused`,
    lost: (count: number) => `the network was lost ${count === 1 ? 'once' : `${count} times`}`,
    quiet: 'Nothing went wrong.',
  },
  fr: {
    nothing: 'Aucun journal ne parle de cette personne à ce moment.',
    ok: (count: number) => `${count} ${count === 1 ? 'connexion réussie' : 'connexions réussies'}`,
    refused: (count: number) => `${count} ${count === 1 ? 'refusée' : 'refusées'}`,
    lost: (count: number) => `réseau perdu ${count === 1 ? 'une fois' : `${count} fois`}`,
    quiet: 'Rien n’a mal tourné.',
  },
} as const;

/** @param items of a person, the oldest first. The first sentence is the sum of it. */
export function storyOf(
  items: readonly TimelineItem[],
  language: Language,
): { summary: string; sentences: StorySentence[] } {
  const sentences: (StorySentence & { key: string })[] = [];
  for (const { event, time } of items) {
    if (event.code === null || STEPS.has(event.code)) continue;
    const key = `${event.code} ${event.who} ${event.from} ${event.host}`;
    const last = sentences.at(-1);
    if (last?.key === key) {
      sentences[sentences.length - 1] = { ...last, until: time, times: last.times + 1 };
      continue;
    }
    const { title } = wordsOfLine(event, language);
    sentences.push({ key, time, until: time, times: 1, text: title, level: event.level });
  }
  return {
    summary: summaryOf(items, language),
    sentences: sentences.slice(-MOST).map(({ key: _, text, ...rest }) => ({
      ...rest,
      text: rest.times > 1 ? `${text.replace(/\.$/, '')}${AGAIN[language](rest.times)}.` : text,
    })),
  };
}

function summaryOf(items: readonly TimelineItem[], language: Language): string {
  const words = SUMMARY[language];
  if (items.length === 0) return words.nothing;
  const count = (fits: (event: LogEvent) => boolean) => items.filter(({ event }) => fits(event)).length;
  const parts = [
    [words.ok, count(({ code }) => code === 'login.ok')],
    [words.refused, count(({ part, outcome }) => part === 'login' && outcome === 'refused')],
    [words.lost, count(({ code }) => code === 'session.waiting')],
  ] as const;
  const said = parts.filter(([, number]) => number > 0).map(([say, number]) => say(number));
  if (said.length === 0) return words.quiet;
  const sentence = said.join(', ');
  return `${sentence[0]!.toUpperCase()}${sentence.slice(1)}.`;
}
