/**
 * The certificate of one domain from day to day: looks what is due, carries it out, tells how it stands. Each domain has a
 * job of its own, so that one that cannot be renewed holds up none of the others. The machine is drawn in
 * electron/contract/certificates.ts; the decisions are in schedule.ts, retry.ts, verdict.ts and tlsa.ts.
 */
import { RENEWAL } from '../../../contract/findings/certificate-renewal.ts';
import { makeFinding } from '../../../contract/findings/finding.ts';
import type { Timer } from '../../host.ts';
import { createDue } from './due.ts';
import { detailsOf } from './facts.ts';
import { createInForce } from './in-force.ts';
import type { CertificateJob, JobParts } from './job-parts.ts';
import { openJobStore } from './kept.ts';
import { carryOut, type OrderParts, publishAfter } from './order.ts';
import type { Origin } from './origin.ts';
import { createPairs } from './pairs.ts';
import { createOrderProgress } from './progress.ts';
import { createRuns } from './runs.ts';
import { LOOK_EVERY_MS, untilLook } from './schedule.ts';
import { statusOf } from './status.ts';
import { createTrueTime } from './true-time.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Failures in a row. */
const TOLD_AFTER = 3;
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
  /** Sources that were chosen take their turn, one after the other; nothing else begins meanwhile. */
  let turning: Promise<void> = Promise.resolve();
  let turns = 0;
  let unwatch: (() => void) | undefined;

  const origin = () => parts.originOf(parts.source());
  const inForce = createInForce(parts, { store, pairs });
  const { files, chain, chainOf, tidy } = inForce;
  const due = createDue({ ...{ domain, clock, tlsa: parts.tlsa }, ...{ store, inForce, time, origin } });
  const changed = () => parts.changed({ inForce: false });
  const runs = createRuns({
    ...{ domain, log, install: parts.install, unexpected: parts.unexpected, forget: parts.forget },
    ...{ store, pairs, inForce, time, origin, changed },
  });
  const { remember } = runs;

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

  function start(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    timer?.cancel();
    const abort = new AbortController();
    const mine = {
      abort,
      done: work(abort.signal)
        .catch((error) => {
          // Nobody's failure: it goes on at the next start.
          if (!abort.signal.aborted) return runs.failed(error);
        })
        .finally(() => {
          working = undefined;
          changed();
          schedule();
        }),
    };
    working = mine;
    return mine.done;
  }

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

  async function look(signal: AbortSignal): Promise<void> {
    const { run } = store.now;
    if (run && !(store.now.problem?.retryAt && store.now.problem.retryAt > time.now())) return carry(signal);
    if (inForce.id() === null && (await parts.local.ensure())) {
      await parts.install();
      parts.changed({ inForce: true });
    }
    await due.askAround(signal);
    if (await due.isDue()) {
      runs.order(runs.howFirst());
      return carry(signal);
    }
    if (parts.running() && time.now() - (store.now.servedAt ?? 0) > DAY_MS) await checkNow(signal);
  }

  async function checkNow(signal: AbortSignal): Promise<void> {
    const pem = await chain();
    if (pem === undefined) return;
    const served = [...(await parts.look(detailsOf(pem, false).fingerprint, signal))];
    // Broken off, it saw nothing or the half: not to be told as a look.
    if (signal.aborted) return;
    remember({ served, servedAt: time.now() });
    const from = origin();
    if (from && store.now.current !== null)
      await publishAfter(orderParts(from), pem, signal).catch(() => undefined);
  }

  /** By our own clock, and never far: whoever sleeps or sets the clock is found out at the next look. */
  function schedule(): void {
    timer?.cancel();
    if (stopped || working) return;
    timer = clock.after(LOOK_EVERY_MS, wake);
    void due.nextAt().then((at) => {
      if (stopped || working) return;
      timer?.cancel();
      timer = clock.after(untilLook(at, time.now()), wake);
    });
  }
  function wake(): void {
    if (!stopped && !working && turns === 0) void start(look);
  }

  function follow(): void {
    unwatch?.();
    unwatch = origin()?.watch?.(() => {
      if (store.now.wanted || stopped) return;
      // Whoever tells us has nobody to hear of a full disk.
      remember({ wanted: { at: time.now(), because: 'file-changes' }, problem: null });
      wake();
    });
  }

  /** Ends what is under way; what it had brought in goes out again. */
  async function cancelWork(): Promise<void> {
    if (!working) return;
    const { abort, done } = working;
    abort.abort();
    await done;
    if (await runs.giveUp()) await parts.install();
    await tidy();
  }

  return {
    domain,
    files,
    get isLocal() {
      return inForce.id() === null;
    },
    get alarm() {
      const { problem } = store.now;
      if (!problem || problem.tries < (inForce.id() === null && !origin() ? 1 : TOLD_AFTER)) return null;
      return { at: problem.at, cause: problem.finding.code };
    },
    renewal: () => due.plan().catch(() => null),
    get publicKeys() {
      return inForce.publicKeys();
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
        ...{ byHand, keepsKey: due.keepsKey, plan: await due.plan() },
        current: pem === undefined ? null : detailsOf(pem, inForce.id() === null),
        previous: before === undefined ? null : detailsOf(before, previousId === 'local'),
      });
    },
    begin() {
      follow();
      wake();
    },
    serverIsUp() {
      if (working) void working.done.then(wake);
      else wake();
    },
    order({ rehearse }) {
      if (working || turns > 0 || !origin()) return;
      store.set({ problem: null });
      // One that only waits, for room on the disk or a record, is gone on with: another would cost another certificate.
      if (rehearse || store.now.run === null) runs.order(rehearse ? 'only' : runs.howFirst());
      void start(carry);
    },
    sourceChanged(given) {
      due.askAnew();
      follow();
      const from = origin();
      const at = time.now();
      const by = given?.by || (from?.name ?? '');
      store.event({ at, what: 'source', by, code: null, fingerprint: null });
      store.set({
        rehearsed: false,
        problem: null,
        window: null,
        wanted: from && !given ? { at, because: 'source' } : null,
      });
      const turn = async () => {
        await cancelWork();
        if (stopped) return;
        if (given) await runs.given(given);
        else if (from) runs.order(runs.howFirst());
        // Back to the office's own: one step, nobody to ask.
        else if (store.now.current !== null) runs.exchange('source', null);
        else return;
        void start(carry);
      };
      turns++;
      turning = turning
        // Whoever chose the one before was told.
        .catch(() => undefined)
        .then(turn)
        .finally(() => {
          turns--;
          schedule();
        });
      return turning;
    },
    async cancel() {
      if (!working) return;
      turns++;
      try {
        await cancelWork();
        const at = time.now();
        const retryAt = at + STOPPED_MS;
        const finding = makeFinding(RENEWAL, 'certificate.stopped', { subject: domain, data: { retryAt } });
        store.event({ at, what: 'stopped', by: origin()?.name ?? '', code: null, fingerprint: null });
        remember({ problem: { finding, at, retryAt, tries: 0 } });
      } finally {
        turns--;
      }
      changed();
      schedule();
    },
    async putBack() {
      const { previous } = store.now;
      if (working || previous === null) return false;
      const pair = previous === 'local' ? null : previous;
      const pem = await chainOf(pair);
      if (pem === undefined || detailsOf(pem, false).validUntil <= time.now()) return false;
      // Something may have begun while it was read.
      if (working || turns > 0) return false;
      runs.exchange('put-back', pair);
      await start(carry);
      return true;
    },
    async check() {
      await turning.catch(() => undefined);
      while (working) await working.done;
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
