/** When something is due for one certificate: what the authority and the world's clock say, beside what is kept. */
import type { RenewalPlan } from '../../../contract/certificates.ts';
import { detailsOf } from './facts.ts';
import type { InForce } from './in-force.ts';
import type { JobParts } from './job-parts.ts';
import type { JobStore } from './kept.ts';
import type { Origin } from './origin.ts';
import { chanceOf, chooseIn, renewalPlan } from './schedule.ts';
import type { TrueTime } from './true-time.ts';

/** What the authority wants, and what time it is. */
const ASK_EVERY_MS = 6 * 60 * 60 * 1000;
const FETCH_EVERY_MS = 12 * 60 * 60 * 1000;
const ASK_MS = 30_000;

export interface Due {
  /** What time it is, whether the key is published, when the authority wants a renewal; asked every few hours. */
  askAround(signal: AbortSignal): Promise<void>;
  /** Asks at the next look, whenever it was asked last. */
  askAnew(): void;
  /** Its key's hash is in the DNS, as far as that is known. */
  readonly keepsKey: boolean;
  /** When it renews by itself; null: it does not. */
  plan(): Promise<RenewalPlan | null>;
  isDue(): Promise<boolean>;
  /** The next moment something has to be done; null: nothing that is known. */
  nextAt(): Promise<number | null>;
}

export interface DueParts extends Pick<JobParts, 'domain' | 'clock' | 'tlsa'> {
  readonly store: JobStore;
  readonly inForce: InForce;
  readonly time: TrueTime;
  readonly origin: () => Origin | undefined;
}

export function createDue(parts: DueParts): Due {
  const { domain, clock, tlsa, store, inForce, time, origin } = parts;
  let askedAt = Number.NEGATIVE_INFINITY;
  let keepsKey = false;

  async function plan(): Promise<RenewalPlan | null> {
    const pem = await inForce.chain();
    if (pem === undefined) return null;
    const facts = detailsOf(pem, store.now.current === null);
    const kind = store.now.current === null ? 'local' : origin()?.kind;
    if (kind === undefined) return null;
    return renewalPlan({
      ...{ validity: facts, from: kind, window: store.now.window },
      chance: chanceOf(facts.fingerprint),
    });
  }

  return {
    get keepsKey() {
      return keepsKey;
    },
    askAnew() {
      askedAt = Number.NEGATIVE_INFINITY;
    },
    plan,
    async askAround(signal) {
      const from = origin();
      // Either way: a clock that was set back has not been asked about either.
      if (!from || Math.abs(clock.now() - askedAt) < ASK_EVERY_MS) return;
      askedAt = clock.now();
      const asking = AbortSignal.any([signal, AbortSignal.timeout(ASK_MS)]);
      const learnt = await time.ask(from.askTime?.bind(from), asking).catch(() => true);
      if (!learnt) askedAt = Number.NEGATIVE_INFINITY;
      keepsKey = (await tlsa.published(domain, asking).catch(() => null)) !== null;
      const pem = store.now.current === null ? undefined : await inForce.chain();
      if (!pem || !from.window || (store.now.window?.askAgainAt ?? 0) > time.now()) return;
      const window = await from.window(pem, asking).catch(() => undefined);
      if (!window) return;
      const { start, end, askAgainAt } = window;
      const same = store.now.window?.start === start && store.now.window.end === end;
      // One moment for one window: choosing again at each look would only ever move it on.
      const at = same ? store.now.window!.at : chooseIn(start, end, Math.random());
      store.set({ window: { start, end, at, askAgainAt } });
    },
    async isDue() {
      const { wanted, problem, current, fetchedAt } = store.now;
      const from = origin();
      if (!from || from.kind === 'given') return false;
      if (problem?.retryAt && problem.retryAt > time.now()) return false;
      if (wanted || problem) return true;
      if (current === null) return false;
      // Another machine does not say when it has renewed.
      if (from.kind === 'place' && !from.watch) return time.now() - (fetchedAt ?? 0) > FETCH_EVERY_MS;
      const planned = await plan();
      return from.kind === 'authority' && planned !== null && time.now() >= planned.at;
    },
    async nextAt() {
      const { problem, wanted } = store.now;
      const kind = origin()?.kind;
      if (kind === 'given') return null;
      if (kind !== undefined && problem?.retryAt) return problem.retryAt;
      if (kind !== undefined && wanted) return time.now();
      const planned = await plan().catch(() => null);
      return planned && planned.at > time.now() ? planned.at : null;
    },
  };
}
