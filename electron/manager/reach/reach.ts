/**
 * Whether people of outside come in, and who says so. Looks from here, takes the word of a computer elsewhere and of partner offices, and
 * looks again by itself: once a day, and soon after something changed that doors depend on. What was seen is kept over a restart.
 */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { ReachCommand, ReachState, ReachView } from '../../contract/reach.ts';
import { reachView } from '../../contract/reach.ts';
import type { Kept } from '../database.ts';
import type { Events } from '../events.ts';
import type { Clock, Timer } from '../host.ts';
import { ProblemError, problem } from '../problem.ts';
import type { Office } from '../settings.ts';
import { reachDoors } from './doors.ts';
import { findingsOf } from './findings.ts';
import type { OwnCertificates } from './judge.ts';
import { lookHere } from './look.ts';
import { readCode } from './machine/code.ts';
import { type MachinePlan, machinePlan, machinePlanOf } from './machine/plan.ts';
import { powershellLine } from './machine/powershell.ts';
import { shLine } from './machine/sh.ts';
import type { Partners } from './partners/partners.ts';
import { type Addresses, atOurs, cellOf, publicPlaces } from './places.ts';
import { createProber, type Eyes, type Probe, type ProberParts } from './prober.ts';
import { rowsOf, standingOf } from './rows.ts';

export interface Reach {
  state(): ReachState;
  /** Joins a look that runs. @param signal of the caller: the look goes on without it. */
  check(from: 'here' | 'partner', partner: string | null): Promise<ReachState>;
  command(): Promise<ReachCommand>;
  paste(code: string): Promise<ReachState>;
  invitation(): Promise<{ code: string; fingerprint: string }>;
  addPartner(code: string): Promise<ReachState>;
  removePartner(id: string): Promise<ReachState>;
  /** As far as somebody outside has shown it. */
  standing(): { outside: 'open' | 'closed' | 'unknown'; at: number | null };
  /** Something that doors depend on has changed: looks in a minute. */
  soon(): void;
  begin(): void;
  close(): Promise<void>;
}

export interface ReachParts {
  readonly kept: Kept;
  readonly events: Events;
  readonly clock: Clock;
  /** Null before the set-up. */
  readonly office: () => Office | null;
  /** This computer's own addresses, without loopback. */
  readonly cards: () => readonly string[];
  /** The office's public addresses, as its records or the person have them. */
  readonly addresses: () => Addresses;
  readonly eyes: () => Promise<Eyes>;
  /** The certificates in force, as our own judge sees them. */
  readonly own: () => Promise<OwnCertificates>;
  readonly credential: () => Promise<ProberParts['credential']>;
  readonly partners: Partners;
  /** Whether there is a server to look at. */
  readonly running: () => boolean;
  /** Tests see what they like. */
  readonly probe?: Probe;
  readonly unexpected: (error: unknown, where: string) => unknown;
}

const KEPT = 'reach';
const keptShape = z.object({ views: z.array(reachView).max(20), plans: z.array(machinePlan).max(5) });

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** A partner's word of each; the oldest make room. */
const MOST_VIEWS = 8;
const MOST_PLANS = 5;

export function createReach(parts: ReachParts): Reach {
  const { kept, events, clock, partners, office } = parts;
  const found = keptShape.safeParse(kept.get(KEPT)).data;
  let views: readonly ReachView[] = found?.views ?? [];
  let plans: readonly MachinePlan[] = found?.plans ?? [];
  let checkingSince: number | null = null;
  const looks = new Map<string, Promise<void>>();
  const ending = new AbortController();
  let timer: Timer | undefined;
  let unlisten = () => {};

  const doors = () => {
    const now = office();
    return now ? reachDoors(now) : [];
  };
  const setUp = (): Office => {
    const now = office();
    if (!now) throw problem('setup.not-done', {});
    return now;
  };

  function state(): ReachState {
    const all = doors();
    const addresses = parts.addresses();
    const known = { doors: all, addresses, views, now: clock.now() };
    const rows = rowsOf(known);
    const published = { v4: true, v6: addresses.v6.length > 0 };
    return {
      ...{ doors: all, rows, checkingSince, views: [...views], partners: partners.list() },
      addresses: { v4: [...addresses.v4], v6: [...addresses.v6] },
      findings:
        all.length > 0 && rows.some(({ at }) => at !== null)
          ? findingsOf({ rows, doors: all, published })
          : [],
    };
  }

  const worry = () => JSON.stringify(state().findings.map(({ code, severity }) => [code, severity]));

  function remember(added: readonly ReachView[]): void {
    const before = worry();
    const isNew = (view: ReachView) =>
      !added.some(({ from, name }) => from === view.from && name === view.name);
    views = [...added, ...views.filter(isNew)].slice(0, MOST_VIEWS);
    kept.set(KEPT, { views, plans });
    if (worry() !== before) events.emit({ type: 'findings.changed' });
    tell();
  }
  const tell = () => events.emit({ type: 'reach.changed' });

  /** The same look is made once, however many ask for it. */
  function once(name: string, work: () => Promise<void>): Promise<void> {
    const running = looks.get(name);
    if (running) return running;
    checkingSince ??= clock.now();
    const mine = work().finally(() => {
      looks.delete(name);
      if (looks.size === 0) checkingSince = null;
      tell();
    });
    looks.set(name, mine);
    tell();
    return mine;
  }

  async function fromHere(): Promise<void> {
    const [eyes, own, credential] = await Promise.all([parts.eyes(), parts.own(), parts.credential()]);
    const probe = parts.probe ?? createProber({ eyes, credential });
    const about = {
      doors: doors(),
      addresses: parts.addresses(),
      cards: parts.cards(),
      probe,
      own,
      now: clock.now,
    };
    remember(await lookHere(about, ending.signal));
  }

  async function byPartner(id: string | null): Promise<void> {
    const told = await partners.ask(id, doors(), parts.addresses(), ending.signal);
    const own = await parts.own();
    const cells = told.places.map((place, at) =>
      atOurs(cellOf(place, told.seen[at]!, own), parts.addresses()),
    );
    remember([{ from: 'partner', name: told.name, at: clock.now(), hairpin: 'not-needed', cells }]);
  }

  async function byItself(): Promise<void> {
    timer = clock.after(DAY_MS, () => void byItself());
    if (!office() || !parts.running()) return;
    try {
      await once('here', fromHere);
      if (partners.list().length > 0) await once('partner', () => byPartner(null));
    } catch (error) {
      // Nobody was there to ask; tomorrow is another day.
      if (!ending.signal.aborted && !(error instanceof ProblemError))
        parts.unexpected(error, 'the daily look at the doors');
    }
  }

  function soon(): void {
    timer?.cancel();
    if (!ending.signal.aborted) timer = clock.after(MINUTE_MS, () => void byItself());
  }

  return {
    state,
    async check(from, partner) {
      setUp();
      await (from === 'here' ? once('here', fromHere) : once(`partner ${partner}`, () => byPartner(partner)));
      return state();
    },
    async command() {
      setUp();
      const places = publicPlaces(doors(), parts.addresses());
      if (places.length === 0) throw problem('reach.no-address', {});
      const plan = machinePlanOf(places, letters(24), clock.now());
      plans = [plan, ...plans.filter(({ until }) => until > clock.now())].slice(0, MOST_PLANS);
      kept.set(KEPT, { views, plans });
      return { sh: shLine(plan), powershell: powershellLine(plan), until: plan.until };
    },
    async paste(code) {
      const read = readCode(code, plans, clock.now());
      if (!read.ok) throw problem('reach.code-invalid', { reason: read.reason });
      const own = await parts.own();
      // Good for one time: pasted again it would pass for news.
      plans = plans.filter(({ nonce }) => nonce !== read.plan.nonce);
      const cells = read.plan.places.map((place, at) => cellOf(place, read.seen[at]!, own));
      remember([{ from: 'machine', name: null, at: clock.now(), hairpin: 'not-needed', cells }]);
      return state();
    },
    invitation: () => partners.invitation(setUp()),
    async addPartner(code) {
      setUp();
      await partners.add(code);
      tell();
      return state();
    },
    async removePartner(id) {
      setUp();
      const name = await partners.remove(id);
      // What it said goes with it.
      views = views.filter((view) => !(view.from === 'partner' && view.name === name));
      remember([]);
      return state();
    },
    standing: () => standingOf(state().rows, doors()),
    soon,
    begin() {
      unlisten = events.listen((event) => {
        if (CAUSES.has(event.type)) soon();
        if (event.type !== 'server.state' || event.status.state !== 'running') return;
        partners.wake();
        soon();
      });
      partners.begin();
    },
    async close() {
      unlisten();
      timer?.cancel();
      ending.abort(new DOMException('the manager ends', 'AbortError'));
      await partners.close();
      await Promise.allSettled(looks.values());
    },
  };
}

/** What doors depend on. */
const CAUSES: ReadonlySet<string> = new Set([
  'doors.changed',
  'addresses.changed',
  'firewall.changed',
  'router.changed',
  'website.changed',
  'federation.changed',
  'certificates.changed',
]);

/** Small letters and digits, which nobody mistypes and every shell lets through. */
const letters = (count: number): string =>
  [...randomBytes(count)].map((byte) => 'abcdefghijkmnpqrstuvwxyz23456789'[byte % 32]).join('');
