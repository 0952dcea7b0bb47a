/**
 * The DNS of the office's domains: surveys, looks, what was found, and when it is looked at again. Joins the parts of this
 * folder; what is right is judged in verify/, when to look is decided in watch.ts.
 */
import { parseNameServer, systemNameServers } from '../../../server/dns/index.ts';
import type {
  DnsProgress,
  DnsReport,
  DnsState,
  DnsWatch,
  DomainSurvey,
  PublicResolver,
} from '../../contract/dns.ts';
import type { DnsPlan } from '../../contract/domains.ts';
import type { Kept } from '../database.ts';
import type { Events } from '../events.ts';
import type { Clock, Timer } from '../host.ts';
import { problem } from '../problem.ts';
import { type AskedServer, resolverAskers, systemAskers, USUAL_RESOLVERS } from './ask/askers.ts';
import { aliasOf, tells } from './ask/tells.ts';
import { lookAt, planKey } from './look.ts';
import { createMemory } from './memory.ts';
import { createNews } from './news.ts';
import type { Learned } from './plan/from-office.ts';
import { survey } from './survey/survey.ts';
import { type DnsTrouble, troubleOf } from './trouble.ts';
import type { verify } from './verify/verify.ts';
import { nextLook, outcomeOf } from './watch.ts';

export type { DnsTrouble } from './trouble.ts';

export interface DnsArea {
  /** Refused with `domain.invalid`. */
  survey(typed: string, signal: AbortSignal | undefined): Promise<DomainSurvey>;
  list(): DnsState[];
  /** Refused with `input.invalid` for a domain the office does not have. */
  report(domain: string): DnsState;
  check(domain: string, signal: AbortSignal | undefined): AsyncGenerator<DnsProgress, void>;
  /** Looks now and resolves with what was found; one that runs already is joined. For those who have just changed something. */
  look(domain: string): Promise<DnsReport>;
  watch(domain: string, signal: AbortSignal | undefined): AsyncGenerator<DnsState, void>;
  resolvers(): { resolvers: PublicResolver[]; usual: boolean };
  setResolvers(resolvers: readonly PublicResolver[] | null): { resolvers: PublicResolver[]; usual: boolean };
  /** The worst of the office's domains; null: it has none in the world's DNS. */
  trouble(): DnsTrouble | null;
  /** What was found out about a domain, for its plan. */
  learned(domain: string): Learned;
  tells(name: string, text: string, signal: AbortSignal): Promise<{ all: boolean; some: boolean }>;
  alias(name: string, signal: AbortSignal): Promise<string>;
  begin(): void;
  close(): Promise<void>;
}

export interface DnsParts {
  readonly kept: Kept;
  readonly events: Events;
  readonly clock: Clock;
  /** Those in the world's DNS, ASCII, the first one first; none before the set-up, and on a network of its own. */
  readonly domains: () => readonly string[];
  /** What should be there, with what is known of the world by now. */
  readonly plan: (domain: string) => DnsPlan;
  /** Who is to sign the domain's certificate, as CAA names it; null: not known. */
  readonly authority: (domain: string) => string | null;
  /** What was typed, as DNS has it. Refused with `domain.invalid`. */
  readonly read: (typed: string) => string;
  /** `IP` or `IP:PORT`: asked instead of the system's and the public ones. */
  readonly resolver?: string | undefined;
  /** Logs a throw that should not be, and answers its reference. */
  readonly unexpected: (error: unknown, where: string) => string;
  readonly verify?: typeof verify;
}

export function createDns(parts: DnsParts): DnsArea {
  const { events, clock, domains, plan, authority, read, unexpected } = parts;
  const memory = createMemory(parts.kept);
  const only = parts.resolver === undefined ? undefined : onlyResolver(parts.resolver);
  const ending = new AbortController();
  const running = new Map<string, Look>();
  const timers = new Map<string, Timer>();
  const followers = new Map<string, number>();
  let begun = false;

  const publicOnes = () => (only ? [only.resolver] : (memory.resolvers() ?? USUAL_RESOLVERS));
  const systemOnes = (): AskedServer[] =>
    only ? systemAskers([only.server]) : systemAskers(systemNameServers());
  const resolverList = () => ({ resolvers: [...publicOnes()], usual: memory.resolvers() === null });

  function served(domain: string): string {
    const ascii = domain.toLowerCase();
    const found = domains().find((one) => one === ascii) ?? domains().find((one) => one === readOr(domain));
    if (found === undefined) throw problem('input.invalid', { field: 'domain', reason: 'unknown' });
    return found;
  }
  function readOr(typed: string): string | undefined {
    try {
      return read(typed);
    } catch {
      return undefined;
    }
  }

  const keyOf = (domain: string) => planKey(plan(domain));

  function state(domain: string): DnsState {
    const { report, rightAt } = memory.of(domain);
    return { domain, report, watch: watchOf(domain), rightAt };
  }

  function watchOf(domain: string): DnsWatch {
    const look = running.get(domain);
    if (look) return { state: 'looking', since: look.since };
    const { nextAt, last } = memory.of(domain);
    if (nextAt === null || !begun) return { state: 'off' };
    return { state: last === 'right' ? 'resting' : 'waiting', nextAt };
  }

  const tell = (domain: string) => events.emit({ type: 'dns.changed', domain });

  function schedule(domain: string): void {
    timers.get(domain)?.cancel();
    timers.delete(domain);
    if (!begun || ending.signal.aborted || running.has(domain)) return;
    if (!domains().includes(domain)) return;
    const found = memory.of(domain);
    const isWatched = (followers.get(domain) ?? 0) > 0;
    const changed = found.planKey !== keyOf(domain);
    const due =
      found.last === null || found.report === null || changed
        ? 0
        : found.report.at +
          nextLook({ ...found, last: found.last, wasRight: found.rightAt !== null }, isWatched);
    const wait = Math.max(0, Math.min(due - clock.now(), MOST_WAIT_MS));
    memory.set(domain, { nextAt: clock.now() + wait });
    timers.set(
      domain,
      clock.after(wait, () => {
        // The clock may have been slept through, or put right: it is asked again rather than believed.
        lookSoon(domain);
      }),
    );
  }

  function lookSoon(domain: string): void {
    look(domain).catch((error) => {
      if (!ending.signal.aborted) unexpected(error, `a look at the DNS of ${domain}`);
    });
  }

  /** The one that runs, or a new one. */
  function lookNow(domain: string): Look {
    const before = running.get(domain);
    if (before) return before;
    timers.get(domain)?.cancel();
    const abort = new AbortController();
    const signal = AbortSignal.any([ending.signal, abort.signal]);
    const listeners = new Set<(answered: number, questions: number) => void>();
    const progress = (answered: number, questions: number) => {
      for (const each of listeners) each(answered, questions);
    };
    const done = lookOnce(domain, signal, progress).finally(() => {
      running.delete(domain);
      if (ending.signal.aborted) return;
      schedule(domain);
      tell(domain);
      events.emit({ type: 'findings.changed' });
    });
    done.catch(() => undefined);
    const mine: Look = { done, since: clock.now(), abort, listeners, waiting: 0 };
    running.set(domain, mine);
    tell(domain);
    return mine;
  }

  /** To its end, whoever comes and goes. */
  function look(domain: string): Promise<DnsReport> {
    const mine = lookNow(domain);
    mine.waiting += 1;
    return mine.done;
  }

  async function lookOnce(
    domain: string,
    signal: AbortSignal,
    progress: (answered: number, questions: number) => void,
  ): Promise<DnsReport> {
    const { report, learned } = await lookAt({
      ...{ resolvers: publicOnes(), system: systemOnes(), authority: authority(domain) },
      ...{ now: clock.now, signal, progress, ...(parts.verify && { verify: parts.verify }) },
      plan: (news) => {
        if (news) memory.set(domain, { learned: news });
        return plan(domain);
      },
    });
    if (learned) memory.set(domain, { learned });
    remember(domain, report);
    return report;
  }

  function remember(domain: string, report: DnsReport): void {
    const before = memory.of(domain);
    const last = outcomeOf(report);
    const planKey = keyOf(domain);
    const fresh = before.planKey !== planKey;
    memory.set(domain, {
      ...{ report, last, planKey },
      bad: last === 'right' ? 0 : fresh ? 1 : before.bad + 1,
      rightAt: last === 'right' ? report.at : fresh ? null : before.rightAt,
    });
  }

  /** The plan follows what the office decides; domains come and go. */
  function follow(): void {
    const now = domains();
    for (const domain of timers.keys()) if (!now.includes(domain)) timers.get(domain)?.cancel();
    for (const domain of now) if (memory.of(domain).planKey !== keyOf(domain)) schedule(domain);
  }
  const unlisten = events.listen(({ type }) => {
    if (begun && PLAN_CHANGES.has(type)) follow();
  });

  return {
    survey: (typed, signal) =>
      survey(read(typed), {
        ...{ resolvers: publicOnes(), system: systemOnes(), now: clock.now },
        signal: signal ? AbortSignal.any([signal, ending.signal]) : ending.signal,
      }),
    list: () => domains().map(state),
    report: (domain) => state(served(domain)),
    look: (domain) => look(served(domain)),
    async *check(typed, signal) {
      const domain = served(typed);
      const mine = lookNow(domain);
      mine.waiting += 1;
      const news = createNews<DnsProgress>();
      const listener = (answered: number, questions: number) =>
        news.put({ type: 'asking', answered, questions });
      mine.listeners.add(listener);
      mine.done.then(
        (report) => news.end({ type: 'done', report }),
        (error) => news.fail(error),
      );
      const leave = () => news.end();
      signal?.addEventListener('abort', leave, { once: true });
      try {
        yield { type: 'started', domain };
        yield* news.all();
      } finally {
        signal?.removeEventListener('abort', leave);
        mine.listeners.delete(listener);
        mine.waiting -= 1;
        // Leaving ends the look, unless somebody else waits for it.
        if (mine.waiting === 0) mine.abort.abort();
      }
    },
    async *watch(typed, signal) {
      const domain = served(typed);
      followers.set(domain, (followers.get(domain) ?? 0) + 1);
      if (!running.has(domain)) schedule(domain);
      const news = createNews<DnsState>();
      const stop = events.listen((event) => {
        if (event.type === 'dns.changed' && event.domain === domain) news.put(state(domain));
      });
      const leave = () => news.end();
      signal?.addEventListener('abort', leave, { once: true });
      try {
        yield state(domain);
        if (!signal?.aborted) yield* news.all();
      } finally {
        stop();
        signal?.removeEventListener('abort', leave);
        followers.set(domain, followers.get(domain)! - 1);
        if (!running.has(domain)) schedule(domain);
      }
    },
    resolvers: resolverList,
    setResolvers(resolvers) {
      memory.setResolvers(resolvers);
      return resolverList();
    },
    trouble() {
      const all = domains().map((domain) => troubleOf(domain, memory.of(domain)));
      const rank = { trouble: 0, waiting: 1, 'not-checked': 2, fine: 3 };
      return all.sort((one, other) => rank[one.state] - rank[other.state])[0] ?? null;
    },
    learned: (domain) => memory.of(domain).learned,
    tells: (name, text, signal) =>
      tells(name, text, { resolvers: askersOf(systemOnes(), publicOnes()) }, signal),
    alias: (name, signal) => aliasOf(name, { resolvers: askersOf(systemOnes(), publicOnes()) }, signal),
    begin() {
      begun = true;
      for (const domain of domains()) schedule(domain);
    },
    async close() {
      unlisten();
      ending.abort();
      for (const timer of timers.values()) timer.cancel();
      await Promise.allSettled([...running.values()].map(({ done }) => done));
    },
  };
}

/** After these the plan may be another one. */
const PLAN_CHANGES = new Set([
  ...['setup.changed', 'doors.changed', 'website.changed', 'federation.changed', 'addresses.changed'],
  ...['certificates.changed', 'dns-providers.changed', 'dns.changed'],
]);

/** Timers of Node are 32 bits wide; and a machine that has slept should not wait for what is left of a day. */
const MOST_WAIT_MS = 24 * 60 * 60 * 1000;

interface Look {
  readonly done: Promise<DnsReport>;
  readonly since: number;
  readonly abort: AbortController;
  readonly listeners: Set<(answered: number, questions: number) => void>;
  /** Those who would miss it. */
  waiting: number;
}

const askersOf = (system: readonly AskedServer[], resolvers: readonly PublicResolver[]): AskedServer[] => [
  ...system,
  ...resolvers.flatMap(resolverAskers).filter(({ over }) => over === 'udp'),
];

/** Whether it is `IP` or `IP:PORT`. */
export const isResolver = (text: string): boolean => parseNameServer(text) !== undefined;

/** @param text checked before: `IP` or `IP:PORT`. */
export function onlyResolver(text: string) {
  const server = parseNameServer(text);
  if (!server) throw new Error(`not a name server's address: ${text}`);
  const { address, port } = server;
  return { server, resolver: { name: '', address, port, url: null } satisfies PublicResolver };
}
