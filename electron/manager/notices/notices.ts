/**
 * Notices: looks every half minute, and whenever Home's findings change, whether somebody has to know; tells them once, by the ways
 * the office chose. The decisions are in `causes.ts`, `ledger.ts` and `outbox.ts`.
 */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type {
  DiskForecast,
  Finding,
  Notice,
  NoticeConfig,
  NoticesState,
  NoticeWay,
  WayTrial,
} from '../../contract/index.ts';
import { notice, noticeWay } from '../../contract/notices.ts';
import type { Changes } from '../changes.ts';
import type { Kept } from '../database.ts';
import type { Events } from '../events.ts';
import type { Clock, Timer } from '../host.ts';
import { atMostEvery, oneAtATime } from '../pace.ts';
import { causesOf } from './causes.ts';
import type { Choices } from './config.ts';
import { decide, EMPTY, isNews, type Ledger, ledger, resumed } from './ledger.ts';
import { again, due, outbox, type Waiting, wayOf, withNew } from './outbox.ts';
import type { Ways } from './ways.ts';

export interface NoticesArea {
  state(): NoticesState;
  set(change: Partial<NoticeConfig> & { password?: string | undefined }): Promise<NoticesState>;
  test(way: NoticeWay): Promise<WayTrial>;
  /** Looks once, now, and waits until what is due was tried. */
  look(): Promise<void>;
  begin(): void;
  close(): Promise<void>;
}

export interface NoticesParts {
  readonly kept: Kept;
  readonly choices: Choices;
  readonly ways: Ways;
  readonly clock: Clock;
  readonly events: Pick<Events, 'emit' | 'listen'>;
  readonly changes: Pick<Changes, 'note'>;
  /** Null before the set-up: there is nothing to watch over. */
  readonly domain: () => string | null;
  readonly administrators: () => readonly string[];
  readonly findings: () => Promise<readonly Finding[]>;
  /** Whether the server answers. */
  readonly running: () => boolean;
  readonly disk: () => DiskForecast;
  readonly unexpected: (error: unknown, where: string) => void;
  readonly warn: (what: string, about: Record<string, string>) => void;
}

const LOOK_MS = 30_000;
/** Findings change many at a time while the server starts. */
const NEWS_MS = 5_000;
const SHOWN = 50;

const NAME = 'notices';
/** One value, so that what is told and that it was told are never apart, whenever the power goes. */
const memory = z.object({ ledger, waiting: outbox, told: z.array(notice) });
type Memory = z.infer<typeof memory>;
const NOTHING: Memory = { ledger: EMPTY, waiting: [], told: [] };

export function createNotices(parts: NoticesParts): NoticesArea {
  const { kept, choices, ways, clock, events, changes } = parts;
  const inTurn = oneAtATime();
  const stop = new AbortController();
  let timer: Timer | undefined;
  let unlisten = () => {};
  const troubles: NoticesState['troubles'] = { desktop: null, xmpp: null, mail: null };

  const known = (): Memory => memory.safeParse(kept.get(NAME)).data ?? NOTHING;
  const remember = (change: Partial<Memory>) => kept.set(NAME, { ...known(), ...change });
  /** A little newer than what is on disk. */
  let book: Ledger | undefined;
  const chosen = (): NoticeWay[] => noticeWay.options.filter((way) => choices.get()[way].on);

  async function look(): Promise<void> {
    const domain = parts.domain();
    if (domain === null) return;
    const findings = await parts.findings();
    if (stop.signal.aborted) return;
    const now = clock.now();
    const causes = causesOf({
      ...{ findings, domain },
      ...{ running: parts.running(), paceKnown: parts.disk().kind !== 'unknown' },
    });
    const { ledger: written, waiting, told } = known();
    const before = book ?? written;
    const time = new Date(now);
    const minute = time.getHours() * 60 + time.getMinutes();
    const decided = decide(before, causes, { now, minute, quiet: choices.get().quiet });
    const news = decided.tell.map((one): Notice => ({ ...one, id: randomUUID() }));
    const added = news.flatMap((one) => chosen().map((way) => wayOf(way, one, now)));
    book = decided.ledger;
    if (news.length > 0 || isNews(written, decided.ledger))
      remember({
        ledger: decided.ledger,
        waiting: withNew(waiting, added),
        told: [...news.toReversed(), ...told].slice(0, SHOWN),
      });
    await deliver();
    if (news.length > 0) events.emit({ type: 'notices.changed' });
  }

  async function deliver(): Promise<void> {
    for (const one of due(known().waiting, clock.now())) {
      // Chosen otherwise meanwhile.
      const answer = choices.get()[one.way].on ? await attempt(one.way, one.notice) : null;
      if (stop.signal.aborted) return;
      const tried: Waiting = { ...one, tries: one.tries + 1 };
      const next = answer?.ok === false ? again(tried, clock.now()) : undefined;
      const others = known().waiting.filter(
        ({ notice: { id }, way }) => id !== one.notice.id || way !== one.way,
      );
      remember({ waiting: next ? [...others, next] : others });
    }
  }

  async function attempt(way: NoticeWay, one: Notice): Promise<WayTrial> {
    const answer = await ways[way](one, stop.signal).catch((error: unknown): WayTrial => {
      parts.unexpected(error, `telling by ${way}`);
      return { ok: false, problem: 'broken', said: null };
    });
    if (stop.signal.aborted) return answer;
    const before = troubles[way]?.problem ?? null;
    troubles[way] = answer.ok ? null : { problem: answer.problem, at: clock.now() };
    if (before !== (troubles[way]?.problem ?? null)) events.emit({ type: 'notices.changed' });
    if (!answer.ok)
      parts.warn('a notice could not be told', { way, problem: answer.problem, kind: one.kind });
    return answer;
  }

  const state = (): NoticesState => ({
    config: choices.get(),
    password: choices.password() !== '',
    administrators: [...parts.administrators()],
    told: known().told,
    troubles: { ...troubles },
  });

  const lookInTurn = () =>
    inTurn(look).catch((error: unknown) => {
      if (!stop.signal.aborted) parts.unexpected(error, 'looking whether somebody has to know');
    });
  const news = atMostEvery(NEWS_MS, clock, () => void (stop.signal.aborted || lookInTurn()));

  function schedule(): void {
    timer = clock.after(LOOK_MS, () => {
      void lookInTurn().then(() => {
        if (!stop.signal.aborted) schedule();
      });
    });
  }

  return {
    state,
    async set({ password, ...change }) {
      const before = choices.get();
      // It was given for one relay: another one is not told it, whoever named that one.
      const moved = change.mail && change.mail.host.toLowerCase() !== before.mail.host.toLowerCase();
      if (password !== undefined || moved) await choices.setPassword(password ?? '');
      const after = choices.set(change);
      // What was wrong with the old choice is nothing the new one can help.
      for (const way of noticeWay.options)
        if (JSON.stringify(before[way]) !== JSON.stringify(after[way]) || password !== undefined)
          troubles[way] = null;
      changes.note({
        ...{ action: 'notices.set', subject: Object.keys(change).join(' ') || 'password', state: 'applied' },
        ...{ before: JSON.stringify(before), after: JSON.stringify(after) },
      });
      events.emit({ type: 'notices.changed' });
      return state();
    },
    test(way) {
      const now = clock.now();
      return attempt(way, {
        ...{ id: randomUUID(), kind: 'test', ended: false, urgent: false },
        ...{ subject: parts.domain() ?? '', data: {}, since: now, at: now },
      });
    },
    look: lookInTurn,
    begin() {
      book = resumed(known().ledger, clock.now());
      unlisten = events.listen(({ type }) => {
        if (type === 'findings.changed' || type === 'server.state') news();
      });
      schedule();
    },
    async close() {
      stop.abort();
      timer?.cancel();
      unlisten();
      await inTurn(async () => undefined);
    },
  };
}
