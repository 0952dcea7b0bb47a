/**
 * The certificate of one domain from day to day: looks what is due, carries it out, tells how it stands. Each domain has a
 * job of its own, so that one that cannot be renewed holds up none of the others. The machine is drawn in
 * electron/contract/certificates.ts; the decisions are in schedule.ts, retry.ts, verdict.ts and tlsa.ts.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { RENEWAL } from '../../../contract/findings/certificate-renewal.ts';
import { makeFinding } from '../../../contract/findings/finding.ts';
import type { Timer } from '../../host.ts';
import { detailsOf, publicKeyHash } from './facts.ts';
import type { CertificateJob, JobParts } from './job-parts.ts';
import { type JobState, openJobStore, type Run } from './kept.ts';
import { carryOut, type OrderParts, publishAfter } from './order.ts';
import type { Origin } from './origin.ts';
import { createPairs, type PairFiles } from './pairs.ts';
import { createOrderProgress } from './progress.ts';
import { fateOf, refusalOf } from './refusal.ts';
import { retryAt } from './retry.ts';
import { chanceOf, chooseIn, LOOK_EVERY_MS, renewalPlan, untilLook } from './schedule.ts';
import { statusOf } from './status.ts';
import { createTrueTime } from './true-time.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** What the authority wants, and what time it is. */
const ASK_EVERY_MS = 6 * 60 * 60 * 1000;
/** Failures in a row. */
const TOLD_AFTER = 3;
const FETCH_EVERY_MS = 12 * 60 * 60 * 1000;
/** Longer than this nobody waits for what is under way to be given up; what it leaves behind is taken away at the next start. */
const GIVE_UP_MS = 10_000;
/** How long a person's "stop" holds. */
const STOPPED_MS = DAY_MS;

/** The office's own authority is asked by `local`; in an order it only lends its name. */
const THE_OFFICE: Origin = {
  name: '',
  kind: 'given',
  rehearses: false,
  plan: () => Promise.reject(new Error('nothing is ordered of the own authority')),
  obtain: () => Promise.reject(new Error('nothing is ordered of the own authority')),
};

export function createJob(parts: JobParts): CertificateJob {
  const { domain, clock, log } = parts;
  const about = { subsystem: 'certificates', domain };
  const store = openJobStore(parts.kept, domain);
  const pairs = createPairs(parts.folder);
  const progress = createOrderProgress();
  const time = createTrueTime(clock);
  let timer: Timer | undefined;
  let stopped = false;
  let working: { abort: AbortController; done: Promise<void> } | undefined;
  let turning: Promise<void> = Promise.resolve();
  let unwatch: (() => void) | undefined;
  let askedAt = Number.NEGATIVE_INFINITY;
  let keepsKey = false;

  const origin = () => parts.originOf(parts.source());
  const inForceId = ({ run, current }: JobState = store.now) =>
    run && (run.step === 'installing' || run.step === 'checking') ? run.pair : current;
  const files = (): PairFiles => {
    const id = inForceId();
    return id === null ? parts.local.files() : pairs.files(id);
  };
  /** A pair never changes once its chain is written: read once, and looked at each hour. */
  const read = new Map<string, string>();
  async function chainOf(id: string | null): Promise<string | undefined> {
    if (id === null) return parts.local.chain();
    const known = read.get(id) ?? (await pairs.read(id))?.chain;
    if (known !== undefined) read.set(id, known);
    return known;
  }
  const chain = () => chainOf(inForceId());
  const changed = () => parts.changed({ inForce: false });

  const orderParts = (from: Origin): OrderParts => ({
    ...{ domain, store, pairs, progress, clock, origin: from, now: time.now, changed, inForce: chain },
    ...{
      tlsa: parts.tlsa,
      room: parts.room,
      install: parts.install,
      running: parts.running,
      look: parts.look,
    },
  });

  /** What is on record must not depend on the disk that is full. */
  function remember(change: Partial<JobState>): void {
    const cause = store.remember(change);
    if (cause)
      log.error({ ...about, cause: String(cause) }, 'how the order stands could not be written down');
  }

  function start(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    timer?.cancel();
    const abort = new AbortController();
    const mine = {
      abort,
      done: work(abort.signal)
        .catch((error) => failed(error, abort.signal))
        .finally(() => {
          working = undefined;
          changed();
          schedule();
        }),
    };
    working = mine;
    return mine.done;
  }

  async function failed(error: unknown, signal: AbortSignal): Promise<void> {
    // Nobody's failure: it goes on at the next start.
    if (signal.aborted) return;
    const refusal = refusalOf(error, domain, (odd) => parts.unexpected(odd, `certificate of ${domain}`));
    const { finding, retry } = refusal;
    const now = time.now();
    const tries = (store.now.problem?.tries ?? 0) + 1;
    const facts = await chain().catch(() => undefined);
    const validUntil = facts === undefined ? null : detailsOf(facts, false).validUntil;
    const at = retryAt({ tries, retry, now, validUntil });
    log.warn(
      {
        subsystem: 'certificates',
        domain,
        code: finding.code,
        said: finding.data.detail,
        tries,
        retryAt: at,
      },
      'the certificate was not renewed',
    );
    const fate = fateOf(store.now.run, refusal);
    const run = fate === 'stands' ? store.now.run : null;
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
      if (run === null) await tidy();
    } catch {
      // The history has a gap; the problem itself is kept.
    }
  }

  const tidy = () => {
    const { current, previous } = store.now;
    for (const id of read.keys()) if (id !== current && id !== previous) read.delete(id);
    return pairs.keepOnly([current, previous].flatMap((id) => (id === null || id === 'local' ? [] : [id])));
  };

  async function carry(signal: AbortSignal): Promise<void> {
    const from = origin() ?? THE_OFFICE;
    const before = store.now.current;
    const outcome = await carryOut(orderParts(from), signal);
    if (outcome !== 'rehearsed') remember({ problem: null });
    await tidy();
    if (outcome !== 'in-force') return;
    parts.changed({ inForce: true });
    parts.note(`certificate.${store.now.history[0]?.what ?? 'renewed'}`, before, store.now.current);
    log.info({ ...about, by: store.now.history[0]?.by }, 'another certificate is in force');
  }

  const newId = () => randomUUID().slice(0, 13);
  /** Written down before anything is done. */
  function writeRun(change: Omit<Run, 'id' | 'since'>): void {
    store.set({ run: { id: change.pair ?? newId(), since: time.now(), ...change }, orderLog: [] });
    changed();
  }
  const writeOrder = (rehearsal: Run['rehearsal']) =>
    writeRun({ rehearsal, why: store.now.wanted ? 'source' : 'order', step: 'proving', pair: null, by: '' });
  /** A pair that is there already comes into force. */
  const writeExchange = (why: Run['why'], pair: string | null) =>
    writeRun({ rehearsal: 'no', why, step: 'installing', pair, by: origin()?.name ?? '' });

  /** What a person brought is on disk before it is spoken of. */
  async function writeGiven({ chain, key, by }: { chain: string; key: string; by: string }): Promise<void> {
    const id = newId();
    await pairs.writeKey(id, key);
    await pairs.writeChain(id, chain);
    writeRun({ rehearsal: 'no', why: 'source', step: 'issued', pair: id, by });
  }

  /** A first order of a source is tried on the practice ground, so that a mistake of ours costs nothing. */
  const howFirst = () => (store.now.rehearsed || !origin()?.rehearses ? 'no' : 'first');

  async function askAround(signal: AbortSignal): Promise<void> {
    const from = origin();
    // Either way: a clock that was set back has not been asked about either.
    if (!from || Math.abs(clock.now() - askedAt) < ASK_EVERY_MS) return;
    askedAt = clock.now();
    const asking = AbortSignal.any([signal, AbortSignal.timeout(30_000)]);
    const learnt = await time.ask(from.askTime?.bind(from), asking).catch(() => true);
    if (!learnt) askedAt = Number.NEGATIVE_INFINITY;
    keepsKey = (await parts.tlsa.published(domain, asking).catch(() => null)) !== null;
    const pem = store.now.current === null ? undefined : await chain();
    if (!pem || !from.window || (store.now.window?.askAgainAt ?? 0) > time.now()) return;
    const window = await from.window(pem, asking).catch(() => undefined);
    if (!window) return;
    const { start, end, askAgainAt } = window;
    const same = store.now.window?.start === start && store.now.window.end === end;
    // One moment for one window: choosing again at each look would only ever move it on.
    const at = same ? store.now.window!.at : chooseIn(start, end, Math.random());
    store.set({ window: { start, end, at, askAgainAt } });
  }

  async function planNow() {
    const pem = await chain();
    if (pem === undefined) return null;
    const facts = detailsOf(pem, store.now.current === null);
    const kind = store.now.current === null ? 'local' : origin()?.kind;
    if (kind === undefined) return null;
    return renewalPlan({
      ...{ validity: facts, from: kind, window: store.now.window },
      chance: chanceOf(facts.fingerprint),
    });
  }

  async function isDue(): Promise<boolean> {
    const { wanted, problem, current } = store.now;
    const from = origin();
    if (!from || from.kind === 'given') return false;
    if (problem?.retryAt && problem.retryAt > time.now()) return false;
    if (wanted || problem) return true;
    if (current === null) return false;
    // Another machine does not say when it has renewed.
    if (from.kind === 'place' && !from.watch) return time.now() - (store.now.fetchedAt ?? 0) > FETCH_EVERY_MS;
    const plan = await planNow();
    return from.kind === 'authority' && plan !== null && time.now() >= plan.at;
  }

  async function look(signal: AbortSignal): Promise<void> {
    const { run } = store.now;
    if (run && !(store.now.problem?.retryAt && store.now.problem.retryAt > time.now())) return carry(signal);
    if (inForceId() === null && (await parts.local.ensure())) {
      await parts.install();
      parts.changed({ inForce: true });
    }
    await askAround(signal);
    if (await isDue()) {
      writeOrder(howFirst());
      return carry(signal);
    }
    if (parts.running() && time.now() - (store.now.servedAt ?? 0) > DAY_MS) await checkNow(signal);
  }

  async function checkNow(signal: AbortSignal): Promise<void> {
    const pem = await chain();
    if (pem === undefined) return;
    const served = [...(await parts.look(detailsOf(pem, false).fingerprint, signal))];
    remember({ served, servedAt: time.now() });
    const from = origin();
    if (from && store.now.current !== null)
      await publishAfter(orderParts(from), pem, signal).catch(() => undefined);
  }

  async function nextAt(): Promise<number | null> {
    const { problem, wanted } = store.now;
    const kind = origin()?.kind;
    if (kind === 'given') return null;
    if (kind !== undefined && problem?.retryAt) return problem.retryAt;
    if (kind !== undefined && wanted) return time.now();
    const plan = await planNow().catch(() => null);
    return plan && plan.at > time.now() ? plan.at : null;
  }

  /** By our own clock, and never far: whoever sleeps or sets the clock is found out at the next look. */
  function schedule(): void {
    timer?.cancel();
    if (stopped || working) return;
    timer = clock.after(LOOK_EVERY_MS, wake);
    void nextAt().then((at) => {
      if (stopped || working) return;
      timer?.cancel();
      timer = clock.after(untilLook(at, time.now()), wake);
    });
  }
  function wake(): void {
    if (!stopped && !working) void start(look);
  }

  function follow(): void {
    unwatch?.();
    unwatch = origin()?.watch?.(() => {
      if (store.now.wanted || stopped) return;
      store.set({ wanted: { at: time.now(), because: 'file-changes' }, problem: null });
      wake();
    });
  }

  /** Ends what is under way; what it had brought in goes out again. */
  async function cancelWork(): Promise<void> {
    if (!working) return;
    const { abort, done } = working;
    abort.abort();
    await done;
    const { run } = store.now;
    const installed = run !== null && (run.step === 'installing' || run.step === 'checking');
    remember({ run: null });
    if (installed) await parts.install();
    await tidy();
  }

  return {
    domain,
    files,
    get isLocal() {
      return inForceId() === null;
    },
    get alarm() {
      const { problem } = store.now;
      if (!problem || problem.tries < (inForceId() === null && !origin() ? 1 : TOLD_AFTER)) return null;
      return { at: problem.at, cause: problem.finding.code };
    },
    renewal: () => planNow().catch(() => null),
    get publicKeys() {
      const { run } = store.now;
      const next = run && run.step !== 'proving' && run.pair !== null ? [pairs.files(run.pair).chain] : [];
      return [...new Set([files().chain, ...next].flatMap(hashOf))];
    },
    get underWay() {
      const { run } = store.now;
      return run ? [run.id, `${run.id}-rehearsal`] : [];
    },
    async status() {
      const from = origin();
      const previousId = store.now.previous;
      const [pem, before] = await Promise.all([
        chain(),
        previousId === null ? undefined : chainOf(previousId === 'local' ? null : previousId),
      ]);
      const byHand = (await from?.byHand?.().catch(() => [])) ?? [];
      return statusOf({
        ...{ domain, source: parts.source(), sourceName: from?.name ?? '', state: store.now },
        ...{ now: time.now(), off: time.off, working: working !== undefined, progress: progress.names },
        ...{ byHand, keepsKey, plan: await planNow() },
        current: pem === undefined ? null : detailsOf(pem, inForceId() === null),
        previous: before === undefined ? null : detailsOf(before, previousId === 'local'),
      });
    },
    begin() {
      follow();
      wake();
    },
    order({ rehearse }) {
      if (working || !origin()) return;
      store.set({ problem: null });
      writeOrder(rehearse ? 'only' : howFirst());
      void start(carry);
    },
    sourceChanged(given) {
      askedAt = Number.NEGATIVE_INFINITY;
      follow();
      const from = origin();
      const at = time.now();
      store.event({ at, what: 'source', by: from?.name ?? '', code: null, fingerprint: null });
      store.set({
        rehearsed: false,
        problem: null,
        window: null,
        wanted: from && !given ? { at, because: 'source' } : null,
      });
      turning = cancelWork().then(async () => {
        if (given) await writeGiven(given);
        else if (from) writeOrder(howFirst());
        // Back to the office's own: one step, nobody to ask.
        else if (store.now.current !== null) writeExchange('source', null);
        else return schedule();
        void start(carry);
      });
      return turning;
    },
    async cancel() {
      if (!working) return;
      await cancelWork();
      const at = time.now();
      const retryAt = at + STOPPED_MS;
      const finding = makeFinding(RENEWAL, 'certificate.stopped', { subject: domain, data: { retryAt } });
      store.event({ at, what: 'stopped', by: origin()?.name ?? '', code: null, fingerprint: null });
      remember({ problem: { finding, at, retryAt, tries: 0 } });
      changed();
      schedule();
    },
    async putBack() {
      const { previous } = store.now;
      if (working || previous === null) return false;
      const pair = previous === 'local' ? null : previous;
      const pem = await chainOf(pair);
      if (pem === undefined || detailsOf(pem, false).validUntil <= time.now()) return false;
      writeExchange('put-back', pair);
      await start(carry);
      return true;
    },
    async check() {
      if (working) await working.done;
      await start(checkNow);
    },
    async idle() {
      await turning;
      while (working) await working.done;
    },
    async stop() {
      stopped = true;
      timer?.cancel();
      unwatch?.();
      if (!working) return;
      working.abort.abort();
      await Promise.race([working.done, new Promise<void>((resolve) => clock.after(GIVE_UP_MS, resolve))]);
    },
  };
}

/** Of the first certificate of a file; nothing where it cannot be read. */
function hashOf(file: string): string[] {
  try {
    return [publicKeyHash(readFileSync(file, 'utf8'))];
  } catch {
    return [];
  }
}
