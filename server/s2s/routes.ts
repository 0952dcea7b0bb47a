/**
 * The way from one of our domains to one of theirs: what waits, for which connection, and what becomes of it.
 *
 * ```
 *                stanza                    granted
 *   idle ──────────────────▶ connecting ───────────▶ open ──the last link is lost──▶ idle
 *     ▲                       │      ▲
 *     │ nothing waits         │fails │ time, or an operator
 *     └──────────── waiting ◀─┘──────┘      (a failure that time does not mend: what waits goes back at once, and what comes meanwhile)
 * ```
 * How a connection is made is `reach`'s; this file decides when.
 */
import type { Element } from 'ltx';
import type { Log } from '../kernel/log.ts';
import { createAttempts } from './attempts.ts';
import { waitAfter } from './backoff.ts';
import type { Link } from './link.ts';
import type { FederationLimits } from './options.ts';
import { keyOf, type Pair } from './pair.ts';
import { FederationFailure, mayRetry } from './problems.ts';
import { createStanzaQueue, type StanzaQueue } from './queue.ts';
import type { Records } from './records.ts';
import type { FederationCode } from './report.ts';
import { type Waiting, waitingFor } from './waiting.ts';

export interface RoutesParts {
  readonly limits: () => FederationLimits;
  readonly records: Records;
  readonly log: Log;
  readonly now: () => number;
  readonly random: () => number;
  /** Connects until the pair is granted (`granted` is called before it resolves). Rejects with a FederationFailure. */
  reach(pair: Pair, signal: AbortSignal): Promise<void>;
  /** A stanza waits, or is about to leave. */
  keep(waiting: Waiting, sent: boolean): void;
  /** Sends a stanza back to where it came from. */
  bounce(waiting: Waiting, code: FederationCode): void;
}

/** What a route waits for. */
type State =
  | { readonly at: 'idle' }
  | { readonly at: 'connecting'; readonly abort: AbortController }
  /** With `code` it failed for good: nothing is queued until then. */
  | {
      readonly at: 'waiting';
      readonly until: number;
      readonly timer: NodeJS.Timeout;
      readonly code: FederationCode | undefined;
    };

interface Route {
  readonly pair: Pair;
  readonly queue: StanzaQueue;
  links: Link[];
  state: State;
  failures: number;
  /** For whom of ours it was last begun: a bare address. */
  wantedBy: string;
  /** When anything was last wanted of it. */
  touched: number;
}

/** How long failures are remembered when nobody wants anything of a domain any more. */
const FORGET_MS = 900_000;
/** WHY: one of our own people may name a new domain with every stanza. */
const MOST_ROUTES = 10_000;
/** How long one waits for the attempts of others. */
const TURN_MS = 1000;

export interface RouteFacts {
  readonly queued: number;
  readonly connecting: boolean;
  readonly nextAttempt: number | undefined;
  readonly failures: number;
}

export interface Routes {
  /** @param since when it came, in ms: it does not wait for ever. */
  send(stanza: Element, pair: Pair, since?: number): void;
  /** The link carries stanzas of the pair from now on. */
  granted(pair: Pair, link: Link): void;
  /** The link is gone; `unacked` is what it took with it. */
  lost(link: Link, unacked: readonly Waiting[]): void;
  /** Tries again now. Answers whether there was anything to try. */
  retry(remote: string): boolean;
  /** Forgets why these pairs have to wait (`code`: a failure for good), and tries again where something waits. */
  release(fits: (pair: Pair, code: FederationCode | undefined) => boolean): void;
  /** Gives up what is under way for these pairs; what waits goes back with `code`. */
  giveUp(fits: (pair: Pair) => boolean, code: FederationCode): void;
  facts(remote: string): RouteFacts;
  /** Looks after what has waited too long. */
  tick(now: number): void;
  /** Everything goes back, and nothing is tried any more. */
  stop(): void;
}

export function createRoutes(parts: RoutesParts): Routes {
  const { limits, records, log, now } = parts;
  const routes = new Map<string, Route>();
  /** The same, by their domain. */
  const byRemote = new Map<string, Set<Route>>();
  const shared = { count: 0, bytes: 0 };
  let stopped = false;
  const attempts = createAttempts();

  function routeOf(pair: Pair): Route {
    const key = keyOf(pair);
    let route = routes.get(key);
    if (!route) {
      const queue = createStanzaQueue({ most: limits, shared });
      route = { pair, queue, links: [], state: { at: 'idle' }, failures: 0, wantedBy: '', touched: 0 };
      routes.set(key, route);
      byRemote.set(pair.remote, (byRemote.get(pair.remote) ?? new Set()).add(route));
    }
    route.touched = now();
    return route;
  }

  /** What is idle is nothing but the memory of its failures. */
  function forget(route: Route): void {
    if (route.state.at !== 'idle' || route.links.length > 0 || route.queue.length > 0) return;
    if (route.failures > 0 && now() - route.touched <= FORGET_MS) return;
    remove(route);
  }

  function remove(route: Route): void {
    routes.delete(keyOf(route.pair));
    const others = byRemote.get(route.pair.remote);
    others?.delete(route);
    if (others?.size === 0) byRemote.delete(route.pair.remote);
  }

  /** What is only the memory of a failure goes for one that is wanted, the oldest first. False where there is none. */
  function makeRoom(): boolean {
    for (const route of routes.values()) {
      if (route.links.length > 0 || route.queue.length > 0 || route.state.at === 'connecting') continue;
      rest(route);
      remove(route);
      return true;
    }
    return false;
  }

  const usable = (route: Route): Link | undefined => route.links.find(({ stream }) => !stream.ending);

  function give(route: Route, waiting: Waiting) {
    const link = usable(route);
    if (link) {
      parts.keep(waiting, true);
      link.send(waiting);
      return records.count(route.pair.remote, 'sent');
    }
    if (stopped) return bounce(waiting, 'stream.lost');
    if (route.state.at === 'waiting' && route.state.code !== undefined)
      return bounce(waiting, route.state.code);
    if (!route.queue.push(waiting)) return bounce(waiting, 'queue.full');
    parts.keep(waiting, false);
    if (route.state.at !== 'idle') return;
    route.wantedBy = (waiting.stanza.attrs.from ?? '').replace(/\/.*$/s, '');
    connect(route);
  }

  function bounce(waiting: Waiting, code: FederationCode): void {
    records.count(waiting.pair.remote, 'bounced');
    parts.bounce(waiting, code);
  }

  function connect(route: Route) {
    rest(route);
    const done = attempts.begin(route.wantedBy);
    if (!done) return wait(route, TURN_MS);
    const abort = new AbortController();
    route.state = { at: 'connecting', abort };
    records.changed(route.pair.remote);
    const work = parts.reach(route.pair, abort.signal);
    work.then(done, done);
    work.then(
      () => {
        if (route.state.at === 'connecting' && route.state.abort === abort) rest(route);
      },
      (error: unknown) => {
        if (route.state.at === 'connecting' && route.state.abort === abort) failed(route, error);
      },
    );
  }

  /** Nothing is under way and nothing is waited for. */
  function rest(route: Route): void {
    if (route.state.at === 'waiting') clearTimeout(route.state.timer);
    route.state = { at: 'idle' };
  }

  function failed(route: Route, error: unknown): void {
    const { local, remote } = route.pair;
    const failure = error instanceof FederationFailure ? error : new FederationFailure('stream.protocol');
    if (failure !== error)
      log.error('a connection failed unexpectedly', { cause: (error as Error)?.stack ?? String(error) });
    const { code, detail, target } = failure;
    log.warn('another server cannot be reached', { remote, local, code, detail, target });
    route.failures += 1;
    const ms = waitAfter(route.failures, parts.random());
    const again = mayRetry(code);
    wait(route, ms, again ? undefined : code);
    if (!again) for (const waiting of route.queue.take()) bounce(waiting, code);
    records.changed(remote);
  }

  function wait(route: Route, ms: number, code?: FederationCode): void {
    const timer = setTimeout(() => afterWaiting(route), ms);
    timer.unref();
    route.state = { at: 'waiting', until: now() + ms, timer, code };
  }

  function afterWaiting(route: Route): void {
    rest(route);
    if (route.queue.length > 0) connect(route);
    else records.changed(route.pair.remote);
  }

  const of = (remote: string) => [...(byRemote.get(remote) ?? [])];

  return {
    send(stanza, pair, since = now()) {
      const waiting = waitingFor(stanza, pair, since);
      const fits = routes.size < MOST_ROUTES || routes.has(keyOf(pair)) || makeRoom();
      if (fits) give(routeOf(pair), waiting);
      else bounce(waiting, 'queue.full');
    },
    granted(pair, link) {
      const route = routeOf(pair);
      route.links.push(link);
      route.failures = 0;
      if (route.state.at === 'waiting') rest(route);
      records.good(pair.remote, 'out');
      for (const waiting of route.queue.take()) give(route, waiting);
    },
    lost(link, unacked) {
      for (const key of link.sends) {
        const route = routes.get(key);
        if (!route) continue;
        route.links = route.links.filter((other) => other !== link);
        forget(route);
      }
      for (const waiting of unacked) {
        // Presence can be said twice; of all else it is not known whether it arrived, and the sender is told so.
        if (waiting.lasting || stopped) bounce(waiting, 'stream.lost');
        else give(routeOf(waiting.pair), waiting);
      }
    },
    retry(remote) {
      const waiting = of(remote).filter(
        ({ links, state }) => links.length === 0 && state.at !== 'connecting',
      );
      for (const route of waiting) {
        route.failures = 0;
        connect(route);
      }
      return waiting.length > 0;
    },
    release(fits) {
      for (const route of routes.values())
        if (route.state.at === 'waiting' && fits(route.pair, route.state.code)) afterWaiting(route);
    },
    giveUp(fits, code) {
      for (const route of [...routes.values()].filter(({ pair }) => fits(pair))) {
        if (route.state.at === 'connecting') route.state.abort.abort();
        rest(route);
        route.failures = 0;
        for (const waiting of route.queue.take()) bounce(waiting, code);
        forget(route);
      }
    },
    facts(remote) {
      const all = of(remote);
      // Where nothing waits, nothing is tried by itself.
      const attempts = all.flatMap(({ state, queue }) =>
        state.at === 'waiting' && queue.length > 0 ? [state.until] : [],
      );
      return {
        queued: all.reduce((sum, { queue }) => sum + queue.length, 0),
        connecting: all.some(({ state }) => state.at === 'connecting'),
        nextAttempt: attempts.length > 0 ? Math.min(...attempts) : undefined,
        failures: Math.max(0, ...all.map(({ failures }) => failures)),
      };
    },
    tick(time) {
      const oldest = time - limits().queueSeconds * 1000;
      for (const route of routes.values()) {
        for (const waiting of route.queue.takeOlder(oldest)) bounce(waiting, 'queue.expired');
        forget(route);
      }
    },
    stop() {
      stopped = true;
      for (const route of routes.values()) {
        if (route.state.at === 'connecting') route.state.abort.abort();
        rest(route);
        for (const waiting of route.queue.take()) bounce(waiting, 'queue.expired');
      }
    },
  };
}
