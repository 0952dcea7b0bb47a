/**
 * The coach: stands beside whoever watches a colleague connect, and tells what the server sees of it.
 * Asks the server only while somebody watches, and then when something happened. Keeps nothing.
 */
import type { CoachNews } from '../../contract/coach.ts';
import type { Change } from '../../contract/index.ts';
import type { Changes } from '../changes.ts';
import type { AttemptsEngine } from '../engines/attempts.ts';
import type { Events } from '../events.ts';
import type { Clock } from '../host.ts';
import { atMostEvery } from '../pace.ts';
import { ProblemError } from '../problem.ts';
import { type Office, storiesOf } from './stories.ts';

export interface Coach {
  /** How it stands now, and again whenever that changes, until `signal` aborts. */
  watch(person: string | null, signal?: AbortSignal): AsyncGenerator<CoachNews, void>;
  letIn(address: string, source: string): Promise<void>;
  /** The server says that somebody tried. */
  attempted(): void;
}

export interface CoachParts {
  readonly engine: AttemptsEngine;
  readonly events: Pick<Events, 'listen'>;
  readonly changes: Pick<Changes, 'page' | 'note'>;
  readonly clock: Clock;
  readonly people: () => Promise<readonly { readonly address: string; readonly displayName: string }[]>;
  /** Bare addresses of those who wait for a yes. */
  readonly waiting: () => Promise<readonly string[]>;
  readonly publicCertificate: () => boolean;
  /** Names of programs by the full address of the device; asks them, which takes a second. */
  readonly programs: () => Promise<ReadonlyMap<string, string>>;
}

const AGAIN_MS = 400;
/** Programs are not asked more often what they are. */
const PROGRAMS_MS = 5_000;
/** How far back a changed password is looked for; older ones explain nothing. */
const PASSWORDS_MS = 30 * 86_400_000;
const CHANGES = 200;

const NOBODY: CoachNews['strangers'] = { times: 0, sources: 0, since: null, at: null, latest: [] };

export function createCoach(parts: CoachParts): Coach {
  const { engine, events, changes, clock } = parts;
  const watchers = new Set<() => void>();
  const wake = atMostEvery(AGAIN_MS, clock, () => {
    for (const call of watchers) call();
  });

  function passwordChanges(): Map<string, number> {
    const since = clock.now() - PASSWORDS_MS;
    const found = new Map<string, number>();
    for (const { action, subject, at } of changes.page(null, CHANGES) as Change[])
      if (action === 'people.reset-password' && at > since && !found.has(subject)) found.set(subject, at);
    return found;
  }

  let programs: { readonly at: number; readonly names: ReadonlyMap<string, string> } = {
    at: 0,
    names: new Map(),
  };
  let asking = false;
  /** Not waited for: what failed is told at once, and a name a moment later. */
  function learnPrograms(): void {
    if (asking || clock.now() - programs.at < PROGRAMS_MS) return;
    asking = true;
    parts
      .programs()
      // Without names the story is still true.
      .catch(() => programs.names)
      .then((names) => {
        const isNews = [...names].some(([device, name]) => programs.names.get(device) !== name);
        programs = { at: clock.now(), names };
        asking = false;
        if (isNews) wake();
      });
  }

  async function office(): Promise<Office> {
    learnPrograms();
    const [people, waiting] = await Promise.all([parts.people(), parts.waiting()]);
    const changed = passwordChanges();
    return {
      people: new Map(people.map((person) => [person.address, person])),
      waiting: new Set(waiting),
      passwordChangedAt: (address) => changed.get(address) ?? null,
      publicCertificate: parts.publicCertificate(),
      program: (device) => programs.names.get(device),
    };
  }

  async function look(person: string | null): Promise<CoachNews> {
    try {
      const [{ attempts, strangers }, known] = await Promise.all([engine.report(), office()]);
      const stories = storiesOf(attempts, known, clock.now());
      return {
        running: true,
        stories: person === null ? stories : stories.filter((story) => story.person === person),
        strangers,
      };
    } catch (error) {
      if (!(error instanceof ProblemError) || error.code !== 'server.not-running') throw error;
      return { running: false, stories: [], strangers: NOBODY };
    }
  }

  return {
    attempted: wake,
    async *watch(person, signal) {
      let isNews = true;
      let again = () => {};
      const call = () => {
        isNews = true;
        again();
      };
      watchers.add(call);
      signal?.addEventListener('abort', call, { once: true });
      const stop = events.listen(({ type }) => {
        if (type === 'people.changed' || type === 'joining.changed' || type === 'server.state') wake();
      });
      let last = '';
      try {
        while (!signal?.aborted) {
          if (!isNews)
            await new Promise<void>((resolve) => {
              again = resolve;
            });
          if (signal?.aborted) return;
          isNews = false;
          const news = await look(person);
          const text = JSON.stringify(news);
          if (text !== last) yield news;
          last = text;
        }
      } finally {
        stop();
        watchers.delete(call);
        signal?.removeEventListener('abort', call);
      }
    },
    async letIn(address, source) {
      await engine.forgive(address, source);
      changes.note({
        action: 'people.let-in',
        subject: address,
        state: 'applied',
        before: null,
        after: source,
      });
      wake();
    },
  };
}
