/**
 * The router and us: what it speaks, which doors it was asked for, and how that stands; found once a person asks, kept up
 * while the office wants it. Nothing is changed at the router without that yes, and all of it can be taken back.
 */
import type { Logger } from 'pino';
import type { DoctorFinding } from '../../contract/findings/finding.ts';
import type { IpFamily, RouterProtocol, RouterState } from '../../contract/router.ts';
import type { Changes } from '../changes.ts';
import type { Kept } from '../database.ts';
import type { Events } from '../events.ts';
import type { Host, Timer } from '../host.ts';
import { atMostEvery, oneAtATime } from '../pace.ts';
import { explain, problem } from '../problem.ts';
import type { Run } from '../run.ts';
import type { Office } from '../settings.ts';
import { hearAnnouncements } from './announcements.ts';
import { reachOf } from './judge.ts';
import { createKeeper } from './keeper.ts';
import { createPresence } from './presence.ts';
import { stateOf } from './state.ts';
import { type RouterFlow, wishesOf } from './wishes.ts';

export interface Routers {
  state(): RouterState;
  /** Asks what the router speaks; changes nothing there. */
  look(signal: AbortSignal): Promise<RouterState>;
  map(wish: { readonly removeAtEnd: boolean }, signal: AbortSignal): Promise<RouterState>;
  unmap(signal: AbortSignal): Promise<RouterState>;
  /** For Home: what is in the way of doors the office wants open; nothing without its yes. */
  news(): DoctorFinding[];
  /** The router's address outside (IPv4); null where it does not tell. */
  outside(signal: AbortSignal): Promise<string | null>;
  begin(): void;
  close(): Promise<void>;
}

export interface RoutersParts {
  readonly host: Pick<Host, 'platform' | 'hostname' | 'addresses' | 'clock'>;
  readonly run: Run;
  readonly log: Pick<Logger, 'info' | 'warn'>;
  readonly kept: Kept;
  readonly events: Events;
  readonly changes: Pick<Changes, 'note'>;
  /** Null before the set-up. */
  readonly office: () => Office | null;
  readonly change: (part: Partial<Office>) => Promise<void>;
  readonly flows: () => readonly RouterFlow[];
  /** IPv4, as others see us; null: nobody was asked. */
  readonly seen: () => string | null;
  /** Whether somebody outside came in, the last time it was tried. */
  readonly reached: (family: IpFamily) => 'open' | 'closed' | null;
  readonly random?: () => number;
  /** Tests: shorter leases, one protocol at a time. */
  readonly seconds?: number;
  readonly protocols?: readonly RouterProtocol[];
}

/** SPEC: RFC 6886 §3.3: "The RECOMMENDED Port Mapping Lifetime is 7200 seconds (two hours)." */
const LEASE_SECONDS = 7200;
/** How often the router is asked whether it still is the same, with the same doors. */
const PULSE_MS = 5 * 60_000;
/** A look is over by then, whatever the router does. */
const LOOK_MS = 20_000;
const ROUND_MS = 120_000;
/** SPEC: RFC 6887 §11.2.1: "renewal requests MUST NOT be sent less than four seconds apart". */
const LEAST_MS = 4_000;
/** Where nobody answers, the next question waits longer. */
const SILENT_MS = 2 * 60_000;
/** At our own end nobody waits longer for a router. */
const END_MS = 8_000;
/** SPEC: RFC 6886 §3.7: "in the range 0 to 5 seconds", so that a network of programs does not ask all at once. */
const AFTER_LOSS_MS = 5_000;
/** Whoever shouts on the network makes us ask no more often than this. */
const HEARD_MS = 3_000;
/** What of the office decides which doors there are. */
const REASONS = ['doors.changed', 'federation.changed', 'website.changed', 'setup.changed'];

export function createRouters(parts: RoutersParts): Routers {
  const { host, log, events, changes, office, random = Math.random } = parts;
  const { clock } = host;
  const inTurn = oneAtATime();
  let closing = new AbortController();
  let timer: Timer | undefined;
  let stopHearing: (() => void) | undefined;
  let stopListening: (() => void) | undefined;
  let working = 0;
  /** The router lost its doors, or is another one: every door is asked for anew. */
  let forgotten = true;

  const choice = () => ({ on: false, removeAtEnd: false, ...office()?.router });
  const publicV6 = () => {
    const own = host.addresses().filter((address) => address.includes(':') && reachOf(address) === 'public');
    const published = office()?.addresses?.v6 ?? [];
    // The one in the address book, else the one that looks meant to stay.
    return [...own].sort(
      (a, b) => Number(published.includes(b)) - Number(published.includes(a)) || a.length - b.length,
    );
  };

  const presence = createPresence({
    ...{ platform: host.platform, run: parts.run, clock, publicV6, protocols: parts.protocols },
    lost(how) {
      forgotten = true;
      if (how === 'it-says-so') schedule(random() * AFTER_LOSS_MS);
    },
  });
  const keeper = createKeeper({
    ...{ kept: parts.kept, clock, log, random, seconds: parts.seconds ?? LEASE_SECONDS },
    told: presence.told,
  });

  const families = (): IpFamily[] =>
    (['v4', 'v6'] as const).filter((family) => {
      const way = presence.network[family];
      // Where this computer itself has the public IPv4 address, there is nothing to pass on.
      return way !== null && (family === 'v6' || reachOf(way.source) !== 'public');
    });
  const wishes = () => (office() ? wishesOf(parts.flows(), families()) : []);
  const asked = () => wishes().filter(({ byHand }) => !byHand);

  const state = (): RouterState =>
    stateOf({
      ...{ choice: choice(), working: working > 0, wishes: wishes() },
      ...{ network: presence.network, found: presence.found, outside: presence.outside },
      ...{ records: keeper.records(), seen: parts.seen(), reached: parts.reached, name: host.hostname },
      now: clock.now(),
    });

  function tell(): void {
    events.emit({ type: 'router.changed' });
  }

  async function round(signal: AbortSignal): Promise<void> {
    const bounded = AbortSignal.any([signal, AbortSignal.timeout(ROUND_MS)]);
    await presence.look();
    if (!(await presence.holds(keeper.witnesses(presence.found?.clients ?? []), bounded))) forgotten = true;
    const { clients } = await presence.present(bounded);
    const all = forgotten;
    forgotten = false;
    // Where nobody is there to ask, a door is for a person to open.
    const wanted = asked().filter(({ family }) => clients.some((client) => client.family === family));
    const changed = await keeper.pass({ wishes: wanted, network: presence.network, clients, all }, bounded);
    if (clients.some(({ family, protocol }) => family === 'v4' && protocol !== 'pcp'))
      await presence.askOutside(bounded);
    if (clients.length === 0 || keeper.records().some(({ because }) => because === 'silent'))
      presence.doubt();
    if (changed) events.emit({ type: 'findings.changed' });
  }

  function schedule(ms: number): void {
    timer?.cancel();
    if (!choice().on || closing.signal.aborted) return;
    timer = clock.after(Math.max(0, ms), () => void tick());
  }

  function scheduleNext(): void {
    const wanted = new Set(asked().map(({ id }) => id));
    const due = keeper.records().flatMap(({ id, next }) => (wanted.has(id) ? [next] : []));
    const soonest = Math.min(PULSE_MS, ...due.map((at) => at - clock.now()));
    schedule(Math.max(soonest, presence.doubtful ? SILENT_MS : LEAST_MS));
  }

  async function tick(): Promise<void> {
    const { signal } = closing;
    try {
      await inTurn(() => busy(() => round(signal)));
      if (forgotten) schedule(random() * AFTER_LOSS_MS);
      else scheduleNext();
    } catch (error) {
      if (signal.aborted) return;
      log.warn({ subsystem: 'routers', cause: explain(error) }, 'the router was not asked');
      schedule(SILENT_MS);
    }
  }

  async function busy<T>(work: () => Promise<T>): Promise<T> {
    working += 1;
    tell();
    try {
      return await work();
    } finally {
      working -= 1;
      tell();
    }
  }

  /** Who it was asked of, in the log of changes. */
  const subject = () =>
    presence.found?.name ?? presence.network.v4?.gateway ?? presence.network.v6?.gateway ?? '';
  const openNow = () =>
    keeper
      .records()
      .filter(({ state: how }) => how === 'open')
      .map(({ id }) => id)
      .join(' ') || null;

  const within = (signal: AbortSignal, ms: number) =>
    AbortSignal.any([signal, closing.signal, AbortSignal.timeout(ms)]);

  function watch(): void {
    stopHearing ??= hearAnnouncements({
      ...{ log, gateway: () => presence.network.v4?.gateway ?? null },
      heard: atMostEvery(HEARD_MS, clock, () => schedule(random() * AFTER_LOSS_MS)),
    });
  }
  function unwatch(): void {
    stopHearing?.();
    stopHearing = undefined;
    timer?.cancel();
  }

  return {
    state,
    look: (signal) =>
      inTurn(() =>
        busy(async () => {
          await presence.look();
          await presence.ask(within(signal, LOOK_MS));
          if (choice().on) schedule(0);
        }),
      ).then(state),
    map: ({ removeAtEnd }, signal) =>
      inTurn(() =>
        busy(async () => {
          if (!office()) throw problem('setup.not-done', {});
          const before = openNow();
          await parts.change({ router: { on: true, removeAtEnd } });
          watch();
          forgotten = true;
          await round(within(signal, ROUND_MS));
          const after = openNow();
          const went = after === null ? 'failed' : 'applied';
          changes.note({ action: 'router.map', subject: subject(), state: went, before, after });
          scheduleNext();
        }),
      ).then(state),
    unmap: (signal) =>
      inTurn(() =>
        busy(async () => {
          if (!office()) throw problem('setup.not-done', {});
          const before = openNow();
          unwatch();
          await parts.change({ router: { ...choice(), on: false } });
          const bounded = within(signal, ROUND_MS);
          await presence.look();
          const { clients } = await presence.present(bounded);
          await keeper.takeBack(keeper.records(), clients, bounded);
          changes.note({
            action: 'router.unmap',
            subject: subject(),
            state: 'applied',
            before,
            after: openNow(),
          });
          events.emit({ type: 'findings.changed' });
        }),
      ).then(state),
    news: () => (choice().on ? state().findings.filter(({ severity }) => severity !== 'info') : []),
    outside: (signal) =>
      inTurn(async () => {
        await presence.look();
        return presence.askOutside(within(signal, LOOK_MS));
      }),
    begin() {
      closing = new AbortController();
      stopListening = events.listen(({ type }) => {
        if (choice().on && REASONS.includes(type)) schedule(1_000);
      });
      if (!choice().on) return;
      watch();
      forgotten = true;
      schedule(0);
    },
    async close() {
      stopListening?.();
      unwatch();
      closing.abort(new Error('the manager ends'));
      const { on, removeAtEnd } = choice();
      const { found } = presence;
      if (!on || !removeAtEnd || !found) return;
      const { clients } = found;
      await inTurn(() => keeper.takeBack(keeper.records(), clients, AbortSignal.timeout(END_MS))).catch(
        (error) => log.warn({ subsystem: 'routers', cause: explain(error) }, 'not every door was taken back'),
      );
    },
  };
}
