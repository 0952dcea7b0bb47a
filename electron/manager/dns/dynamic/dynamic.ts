/**
 * An address that changes: looked for while the office wants it, believed with care, and followed. Records are changed where
 * an access covers them and the office agreed, else a person is told which; calls are told the new address either way.
 */
import type { Logger } from 'pino';
import { z } from 'zod';
import type { AddressSources, DynamicChoice, DynamicState } from '../../../contract/dns-providers.ts';
import type { DnsPlan } from '../../../contract/domains.ts';
import { type RecordChange, type RecordSet, recordChange } from '../../../contract/records.ts';
import type { Changes } from '../../changes.ts';
import type { Kept } from '../../database.ts';
import type { Events } from '../../events.ts';
import type { Clock, Timer } from '../../host.ts';
import { oneAtATime } from '../../pace.ts';
import { explain, ProblemError, problem } from '../../problem.ts';
import type { Office } from '../../settings.ts';
import { keyOf, sameValues } from '../providers/values.ts';
import { believe, isPublic, nextLookMs } from './judge.ts';
import { type Looked, type LookParts, lookAround } from './look.ts';
import { readStunServer } from './stun.ts';

/** Run by different people, for everybody; asked only once the office has agreed to it on the screen that names them. */
export const OFFERED: AddressSources = { stun: ['stun.cloudflare.com', 'stun.nextcloud.com:443'], echo: [] };
const OFF: DynamicChoice = { on: false, update: false, sources: { stun: [], echo: [] } };

/** The server's, as the world sees them. */
export interface Addresses {
  readonly v4: string[];
  readonly v6: string[];
}

export interface Dynamic {
  state(): DynamicState;
  choose(part: Partial<DynamicChoice>): Promise<DynamicState>;
  /** As a person gives them. */
  setAddresses(wish: Addresses): Promise<DynamicState>;
  lookNow(signal: AbortSignal): Promise<DynamicState>;
  /** Begins to look where the office wants it. */
  begin(): void;
  close(): void;
}

export interface DynamicParts {
  readonly look: LookParts;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'info' | 'warn'>;
  readonly changes: Changes;
  readonly events: Events;
  /** What could not follow yet is tried again after a restart. */
  readonly kept: Kept;
  /** Null before the set-up. */
  readonly office: () => Office | null;
  readonly change: (part: Partial<Office>) => Promise<void>;
  readonly domains: () => readonly string[];
  readonly plan: (domain: string) => Promise<DnsPlan>;
  /** apply.ts: writes sets that are ours, or are as `before` says. */
  readonly put: (
    sets: readonly RecordSet[],
    signal: AbortSignal,
    before: readonly RecordSet[],
  ) => Promise<void>;
  readonly covers: (name: string) => Promise<boolean>;
  /** Records were changed: time to look at the domain again. */
  readonly changed: (domain: string) => void;
}

const WANTED = 'dns.wanted';
/** The machine's own cards cost nothing to look at. */
const OWN_MS = 20_000;

export function createDynamic(parts: DynamicParts): Dynamic {
  const { clock, log, changes, events, office, change } = parts;
  const inTurn = oneAtATime();
  let closing = new AbortController();
  let timer: Timer | undefined;
  let ownTimer: Timer | undefined;
  let nextLook: number | null = null;
  let last: Looked | null = null;
  let silences = 0;
  let pending: { v4: string | null; v6: string | null } = { v4: null, v6: null };
  /** Records that should have followed and could not: tried again at each look. */
  let wanted = z
    .array(recordChange)
    .catch([])
    .parse(parts.kept.get(WANTED) ?? []);
  const setWanted = (next: RecordChange[]) => {
    wanted = next;
    parts.kept.set(WANTED, next);
  };

  const choice = (): DynamicChoice => ({ ...OFF, ...office()?.dynamicAddress });
  const all = (): Addresses => ({ v4: [], v6: [], ...office()?.addresses });
  /** One of each is looked for; a person who gave more of them has made their own rules. */
  const published = () => ({ v4: all().v4[0] ?? null, v6: all().v6[0] ?? null });

  function tell(): void {
    events.emit({ type: 'addresses.changed' });
  }

  const state = (): DynamicState => {
    const candidates = parts.look.addresses().filter(isPublic);
    return {
      ...{ choice: choice(), offered: OFFERED, published: all(), nextLook, wanted },
      look: last && withoutJudged(last),
      candidates: {
        v4: candidates.filter((address) => !address.includes(':')),
        v6: candidates.filter((address) => address.includes(':')),
      },
    };
  };

  /** Records that have the server's addresses in them, over all domains. */
  async function addressSets(): Promise<RecordSet[]> {
    const plans = await Promise.all(parts.domains().map((domain) => parts.plan(domain)));
    const sets = plans.flatMap(({ records }) => records.map(({ set }) => set));
    const ours = sets.filter(({ type }) => type === 'A' || type === 'AAAA');
    return [...new Map(ours.map((set) => [keyOf(set), set])).values()];
  }

  async function follow(addresses: Addresses, update: boolean, signal: AbortSignal): Promise<void> {
    const before = all();
    const old = await addressSets();
    await change({ addresses });
    const text = ({ v4, v6 }: Addresses) => [...v4, ...v6].join(' ') || null;
    changes.note({
      ...{ action: 'dns.address', subject: parts.domains()[0] ?? '', state: 'applied' },
      ...{ before: text(before), after: text(addresses) },
    });
    log.info({ subsystem: 'dns', before, after: addresses }, 'the public address is another');
    const fresh = await addressSets();
    setWanted(changesBetween(old, fresh));
    if (update) await writeWanted(signal);
    tell();
    events.emit({ type: 'findings.changed' });
    for (const domain of parts.domains()) parts.changed(domain);
  }

  /** What is there already is to be forgotten soon, too, before the address changes for the first time. */
  async function shorten(): Promise<void> {
    for (const set of await addressSets())
      if (await parts.covers(set.name))
        await parts.put([set], closing.signal, [set]).catch((error) => {
          // Somebody else's: applying the plan, with their word, is what makes it ours.
          log.info({ subsystem: 'dns', name: set.name, cause: explain(error) }, 'a record keeps its TTL');
        });
  }

  /** Writes what may be written; what is left is for a person, or for the next look. */
  async function writeWanted(signal: AbortSignal): Promise<void> {
    const left: RecordChange[] = [];
    for (const one of wanted) {
      try {
        const set = one.after ?? { name: one.name, type: one.type, ttl: 0, values: [] };
        if (await parts.covers(one.name)) await parts.put([set], signal, one.before ? [one.before] : []);
        else left.push(one);
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof ProblemError)) throw error;
        log.warn(
          { subsystem: 'dns', name: one.name, cause: explain(error) },
          'a record does not follow the address',
        );
        left.push(one);
      }
    }
    setWanted(left);
  }

  async function lookOnce(signal: AbortSignal): Promise<void> {
    const { sources, on, update } = choice();
    const looked = await lookAround(sources, published(), parts.look, signal);
    last = looked;
    silences = looked.answers.some(({ source, address }) => source !== 'own' && address !== null)
      ? 0
      : silences + 1;
    if (sources.stun.length + sources.echo.length === 0) silences = 0;
    const now = published();
    const v4 = believe({ address: now.v4, pending: pending.v4 }, looked.judged.v4);
    const v6 = believe({ address: now.v6, pending: pending.v6 }, looked.judged.v6);
    pending = { v4: v4.pending, v6: v6.pending };
    const differs = v4.address !== now.v4 || v6.address !== now.v6;
    if (on && differs) {
      const one = (address: string | null) => (address === null ? [] : [address]);
      await follow({ v4: one(v4.address), v6: one(v6.address) }, update, signal);
    }
    if (on && update && !differs && wanted.length > 0) await writeWanted(signal);
    tell();
  }

  function schedule(): void {
    timer?.cancel();
    ownTimer?.cancel();
    nextLook = null;
    if (!choice().on || closing.signal.aborted) return;
    const ms = nextLookMs({ pending: pending.v4 !== null || pending.v6 !== null, silences });
    nextLook = clock.now() + ms;
    timer = clock.after(ms, look);
    watchOwn(parts.look.addresses().join());
  }

  /** A card that gets another address is a reason to look at once. */
  function watchOwn(before: string): void {
    ownTimer?.cancel();
    ownTimer = clock.after(OWN_MS, () => {
      if (parts.look.addresses().join() === before) return watchOwn(before);
      look();
    });
  }

  function look(): void {
    timer?.cancel();
    ownTimer?.cancel();
    const { signal } = closing;
    inTurn(() => lookOnce(signal))
      .catch((error) => {
        if (!signal.aborted)
          log.warn({ subsystem: 'dns', cause: explain(error) }, 'the look for the address failed');
      })
      .finally(() => {
        if (!signal.aborted) schedule();
      });
  }

  return {
    state,
    choose: (part) =>
      inTurn(async () => {
        const before = choice();
        const next = { ...before, ...part };
        for (const server of next.sources.stun)
          if (!readStunServer(server))
            throw problem('input.invalid', { field: 'sources.stun', reason: 'address' });
        for (const url of next.sources.echo)
          if (!url.startsWith('https://'))
            throw problem('input.invalid', { field: 'sources.echo', reason: 'https' });
        await change({ dynamicAddress: next });
        const text = (one: DynamicChoice) => JSON.stringify(one);
        const subject = parts.domains()[0] ?? '';
        changes.note({
          action: 'dns.dynamic',
          subject,
          state: 'applied',
          before: text(before),
          after: text(next),
        });
        if (next.on && next.update && !(before.on && before.update)) await shorten();
        if (next.on) look();
        else schedule();
        tell();
        return state();
      }),
    setAddresses: (wish) =>
      inTurn(async () => {
        pending = { v4: null, v6: null };
        if (JSON.stringify(wish) !== JSON.stringify(all())) {
          await follow(wish, false, closing.signal);
          // A person has just said so: what the records are to be is shown by the plan.
          setWanted([]);
        }
        return state();
      }),
    lookNow: (signal) =>
      inTurn(async () => {
        const { sources } = choice();
        const asksNobody = sources.stun.length + sources.echo.length === 0;
        if (asksNobody && !parts.look.addresses().some(isPublic))
          throw problem('input.invalid', { field: 'sources', reason: 'empty' });
        await lookOnce(AbortSignal.any([signal, closing.signal]));
        schedule();
        return state();
      }),
    begin() {
      closing = new AbortController();
      if (choice().on) look();
    },
    close() {
      closing.abort();
      timer?.cancel();
      ownTimer?.cancel();
    },
  };
}

const withoutJudged = ({ judged: _, ...look }: Looked) => look;

/** Sets that are others now, that came, or that go. */
export function changesBetween(old: readonly RecordSet[], fresh: readonly RecordSet[]): RecordChange[] {
  const before = new Map(old.map((set) => [keyOf(set), set]));
  const after = new Map(fresh.map((set) => [keyOf(set), set]));
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((key) => {
    const [one = null, other = null] = [before.get(key), after.get(key)];
    const { name, type } = (other ?? one)!;
    return sameValues(one, other) ? [] : [{ name, type, before: one, after: other }];
  });
}
