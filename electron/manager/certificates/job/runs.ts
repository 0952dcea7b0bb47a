/** The run of one certificate as it is written down: begun, and what becomes of it when it fails. */
import { randomUUID } from 'node:crypto';
import { detailsOf } from './facts.ts';
import type { InForce } from './in-force.ts';
import type { JobParts } from './job-parts.ts';
import type { JobState, JobStore, Run } from './kept.ts';
import type { Origin } from './origin.ts';
import type { Pairs } from './pairs.ts';
import { fateOf, refusalOf } from './refusal.ts';
import { retryAt } from './retry.ts';
import type { TrueTime } from './true-time.ts';

export interface Runs {
  /** How an order of this source begins: rehearsed the first time. */
  howFirst(): Run['rehearsal'];
  order(rehearsal: Run['rehearsal']): void;
  /** A pair that is there already comes into force; null: the local authority's. */
  exchange(why: Run['why'], pair: string | null): void;
  /** What a person brought is on disk before it is spoken of. */
  given(brought: { readonly chain: string; readonly key: string; readonly by: string }): Promise<void>;
  /** What is on record must not depend on the disk that is full. */
  remember(change: Partial<JobState>): void;
  failed(error: unknown): Promise<void>;
  /** Gives up what is under way. Resolves to whether its pair had been brought in already. */
  giveUp(): Promise<boolean>;
}

export interface RunsParts extends Pick<JobParts, 'domain' | 'log' | 'install' | 'unexpected' | 'forget'> {
  readonly store: JobStore;
  readonly pairs: Pairs;
  readonly inForce: InForce;
  readonly time: TrueTime;
  readonly origin: () => Origin | undefined;
  readonly changed: () => void;
}

export function createRuns(parts: RunsParts): Runs {
  const { domain, log, store, pairs, inForce, time, origin, changed } = parts;
  const about = { subsystem: 'certificates', domain };

  function remember(change: Partial<JobState>): void {
    const cause = store.remember(change);
    if (cause)
      log.error({ ...about, cause: String(cause) }, 'how the order stands could not be written down');
  }

  async function forget(run: Run | null): Promise<void> {
    if (run) await Promise.all([run.id, `${run.id}-rehearsal`].map(parts.forget));
  }

  async function failed(error: unknown): Promise<void> {
    const refusal = refusalOf(error, domain, (odd) => parts.unexpected(odd, `certificate of ${domain}`));
    const { finding, retry } = refusal;
    const now = time.now();
    const tries = (store.now.problem?.tries ?? 0) + 1;
    // One that cannot be read may be the very trouble.
    const validUntil = await inForce
      .chain()
      .then((pem) => (pem === undefined ? null : detailsOf(pem, false).validUntil))
      .catch(() => null);
    const at = retryAt({ tries, retry, now, validUntil });
    log.warn(
      { ...about, code: finding.code, said: finding.data.detail ?? finding.data.said, tries, retryAt: at },
      'the certificate was not renewed',
    );
    const fate = fateOf(store.now.run, refusal);
    const { run: before } = store.now;
    const run = fate === 'stands' ? before : null;
    remember({ run, problem: { finding, at: now, retryAt: at, tries } });
    if (fate === 'undo')
      await parts
        .install()
        .catch((odd) => parts.unexpected(odd, `going back to the certificate of ${domain}`));
    try {
      store.event({
        at: now,
        what: 'failed',
        by: origin()?.name ?? '',
        code: finding.code,
        fingerprint: null,
      });
      if (run === null) {
        await forget(before);
        await inForce.tidy();
      }
    } catch {
      // The history has a gap; the problem itself is kept.
    }
  }

  const newId = () => randomUUID().slice(0, 13);
  /** Written down before anything is done. */
  function writeRun(change: Omit<Run, 'id' | 'since'>): void {
    store.set({ run: { id: change.pair ?? newId(), since: time.now(), ...change }, orderLog: [] });
    changed();
  }
  return {
    ...{ remember, failed },
    async giveUp() {
      const { run } = store.now;
      remember({ run: null });
      await forget(run);
      return run !== null && (run.step === 'installing' || run.step === 'checking');
    },
    // A mistake of ours on the practice ground costs nothing.
    howFirst: () => (store.now.rehearsed || !origin()?.rehearses ? 'no' : 'first'),
    order: (rehearsal) =>
      writeRun({
        ...{ rehearsal, why: store.now.wanted ? 'source' : 'order', step: 'proving', pair: null, by: '' },
      }),
    exchange: (why, pair) =>
      writeRun({ rehearsal: 'no', why, step: 'installing', pair, by: origin()?.name ?? '' }),
    async given({ chain, key, by }) {
      const id = newId();
      await pairs.writeKey(id, key);
      await pairs.writeChain(id, chain);
      writeRun({ rehearsal: 'no', why: 'source', step: 'issued', pair: id, by });
    },
  };
}
