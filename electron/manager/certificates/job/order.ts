/**
 * One order from its plan to what every port shows. Each step is written down before it begins and finds out for itself
 * what an earlier try already did, so that a killed manager goes on where it was.
 *
 *   proving ──▶ issued ──▶ installing ──▶ checking ──▶ (in force)
 *      │           │            │             │
 *      └───────────┴────────────┴─ the one before is in force again, or still
 */
import { X509Certificate } from 'node:crypto';
import type { ServedCell } from '../../../contract/certificate-sources.ts';
import type { CertificatePlan } from '../../../contract/certificates.ts';
import { RENEWAL } from '../../../contract/findings/certificate-renewal.ts';
import { makeFinding } from '../../../contract/findings/finding.ts';
import type { Clock } from '../../host.ts';
import { explain } from '../../problem.ts';
import { newKey } from '../issue.ts';
import { publicKeyHash } from './facts.ts';
import type { JobStore, Run } from './kept.ts';
import { type Issued, type Origin, OriginError } from './origin.ts';
import { belongs, type Pairs } from './pairs.ts';
import { lineOf, type OrderProgress } from './progress.ts';
import { rollAfter, rollBefore, type TlsaRecords } from './tlsa.ts';
import { verdictOf } from './verdict.ts';

export interface OrderParts {
  readonly domain: string;
  readonly store: JobStore;
  readonly pairs: Pairs;
  readonly progress: OrderProgress;
  readonly clock: Clock;
  /** By the world's clock. */
  readonly now: () => number;
  readonly origin: Origin;
  readonly tlsa: TlsaRecords;
  /** The chain in force, in PEM; undefined where there is none. */
  readonly inForce: () => Promise<string | undefined>;
  /** Bytes that can still be written; undefined where the system does not say. */
  readonly room: () => Promise<number | undefined>;
  /** Has the server take what is in force by now; rejects when it will not. */
  readonly install: () => Promise<void>;
  readonly running: () => boolean;
  /** What every port shows, beside this fingerprint. */
  readonly look: (fingerprint: string, signal: AbortSignal) => Promise<readonly ServedCell[]>;
  readonly changed: () => void;
}

/** `unchanged`: the source had nothing newer. */
export type Outcome = 'rehearsed' | 'unchanged' | 'in-force';

/** A chain and a key take a few thousand. */
const ROOM_BYTES = 256 * 1024;
/** What was seen within it counts as seen now. */
const FRESH_MS = 10 * 60 * 1000;
/** A server that has just read its configuration may need a moment. */
const LOOK_AGAIN_MS: readonly number[] = [1_000, 4_000];

/** Goes on with the run that is kept. Rejects with an OriginError, or with the signal's reason; the old certificate is in force then. */
export async function carryOut(parts: OrderParts, signal: AbortSignal): Promise<Outcome> {
  const { store } = parts;
  let run = store.now.run;
  if (!run) throw new Error('there is no order to carry out');
  const next = (change: Partial<Run>): Run => {
    const now = { ...run!, ...change };
    store.set({ run: now });
    parts.changed();
    return now;
  };
  if (run.step === 'proving') {
    const proved = await prove(parts, run, signal, next);
    if (proved !== 'issued') return proved;
    run = store.now.run!;
  }
  if (run.step === 'issued') {
    await publishBefore(parts, run, signal);
    await lookBefore(parts, signal);
    run = next({ step: 'installing' });
  }
  // From here on `files` answers the new pair: a start in between uses it, too.
  if (run.step === 'installing') {
    await install(parts);
    run = next({ step: 'checking' });
  }
  await check(parts, signal);
  commit(parts, run);
  return 'in-force';
}

async function prove(
  parts: OrderParts,
  run: Run,
  signal: AbortSignal,
  next: (change: Partial<Run>) => Run,
): Promise<Outcome | 'issued'> {
  const { domain, store, progress, origin } = parts;
  const plan = await origin.plan(signal);
  if (!plan.possible) throw new OriginError(worst(plan), { retry: 'later' });
  progress.clear(plan.names.filter(({ leftOut }) => !leftOut).map(({ name }) => name));
  parts.changed();
  await assertRoom(parts);
  // Before anything is asked for: what cannot be written must not be issued, and what was issued must find its key.
  const keyPem = origin.kind === 'authority' ? await ensureKey(parts, run) : undefined;
  const replaces = await parts.inForce();
  signal.throwIfAborted();
  const request = (rehearsal: boolean) => ({
    ...{ domain, plan, keyPem, signal, rehearsal },
    id: rehearsal ? `${run.id}-rehearsal` : run.id,
    replaces: rehearsal || store.now.current === null ? undefined : replaces,
    failures: store.now.problem?.tries ?? 0,
    on(step: Parameters<OrderProgress['on']>[0]) {
      progress.on(step);
      store.line(`${new Date(parts.now()).toISOString()} ${rehearsal ? 'rehearsal: ' : ''}${lineOf(step)}`);
      parts.changed();
    },
  });
  if (rehearsalOf(run, plan) === 'no') next({ rehearsal: 'no' });
  else if (origin.rehearses) {
    if (await rehearse(parts, run, () => origin.obtain(request(true)))) {
      await origin.kept?.(`${run.id}-rehearsal`);
      store.set({ rehearsed: true });
      store.event({ at: parts.now(), what: 'rehearsed', by: origin.name, code: null, fingerprint: null });
    }
    if (run.rehearsal === 'only') {
      store.set({ run: null });
      return 'rehearsed';
    }
    next({ rehearsal: 'no' });
  }
  const issued = await origin.obtain(request(false));
  if (origin.kind === 'place') store.set({ fetchedAt: parts.now() });
  if (isSame(issued, replaces)) {
    store.set({ run: null, problem: null, wanted: null });
    return 'unchanged';
  }
  await keep(parts, run, issued);
  await origin.kept?.(run.id);
  const fingerprint = new X509Certificate(issued.chain).fingerprint256;
  store.event({ at: parts.now(), what: 'ordered', by: issued.by, code: null, fingerprint });
  next({ step: 'issued', pair: run.id, by: issued.by });
  return 'issued';
}

/** One that only comes first is left out where it would have somebody type a record in for nothing. */
const rehearsalOf = ({ rehearsal }: Run, { names }: CertificatePlan): Run['rehearsal'] =>
  rehearsal === 'first' && names.some(({ way, leftOut }) => way === 'dns-by-hand' && !leftOut)
    ? 'no'
    : rehearsal;

/** Resolves to whether it was; one that only comes first is left out where the practice ground is shut: nobody waits for that. */
async function rehearse({ store }: OrderParts, run: Run, obtain: () => Promise<unknown>): Promise<boolean> {
  try {
    await obtain();
    return true;
  } catch (error) {
    if (run.rehearsal !== 'first' || !(error instanceof OriginError && error.groundShut)) throw error;
    store.line(`rehearsal left out: ${error.message}`);
    return false;
  }
}

const worst = ({ domain, findings }: CertificatePlan) =>
  findings.find(({ severity }) => severity === 'broken') ??
  findings[0] ??
  makeFinding(RENEWAL, 'certificate.job-failed', { subject: domain, data: { detail: 'no plan' } });

async function assertRoom({ domain, room }: OrderParts): Promise<void> {
  const left = await room();
  if (left !== undefined && left < ROOM_BYTES)
    throw new OriginError(makeFinding(RENEWAL, 'certificate.disk-full', { subject: domain }), {
      retry: 'later',
    });
}

/** The key of this order: the one in force where its hash is in the DNS, else a new one. */
async function ensureKey({ domain, store, pairs, tlsa }: OrderParts, { id }: Run): Promise<string> {
  const there = await pairs.key(id);
  if (there !== undefined) return there;
  const { current } = store.now;
  const published = await tlsa.published(domain, AbortSignal.timeout(10_000)).catch(() => null);
  const kept = published && current !== null ? await pairs.key(current) : undefined;
  const key = kept ?? (await newKey());
  await pairs.writeKey(id, key);
  return key;
}

const isSame = ({ chain, key }: Issued, before: string | undefined): boolean =>
  key !== undefined &&
  before !== undefined &&
  new X509Certificate(chain).fingerprint256 === new X509Certificate(before).fingerprint256;

async function keep({ domain, pairs }: OrderParts, run: Run, { chain, key }: Issued): Promise<void> {
  if (key !== undefined) await pairs.writeKey(run.id, key);
  await pairs.writeChain(run.id, chain);
  const secret = await pairs.key(run.id);
  if (secret === undefined || !belongs(chain, secret)) {
    const data = { detail: 'the certificate does not belong to its key' };
    throw new OriginError(makeFinding(RENEWAL, 'certificate.job-failed', { subject: domain, data }), {
      retry: 'later',
    });
  }
}

/** The new key's TLSA beside the old one, until the world has forgotten how it was without. */
async function publishBefore(parts: OrderParts, run: Run, signal: AbortSignal): Promise<void> {
  const { domain, pairs, tlsa, clock, store } = parts;
  const pair = run.pair === null ? undefined : await pairs.read(run.pair);
  if (!pair) return;
  const roll = rollBefore(await tlsa.published(domain, signal), publicKeyHash(pair.chain));
  if (roll.publish === null) return;
  store.line(`TLSA: published beside the old one; ${roll.waitSeconds} s until everybody knows`);
  await tlsa.publish(domain, roll.publish, signal);
  await wait(clock, roll.waitSeconds * 1000, signal);
}

/** What every port shows now: without it nobody could say afterwards what the exchange has broken. */
async function lookBefore(parts: OrderParts, signal: AbortSignal): Promise<void> {
  const { store, now } = parts;
  if (!parts.running() || now() - (store.now.servedAt ?? 0) < FRESH_MS) return;
  const chain = await parts.inForce();
  if (chain === undefined) return;
  const served = [...(await parts.look(new X509Certificate(chain).fingerprint256, signal))];
  signal.throwIfAborted();
  store.set({ served, servedAt: now() });
}

async function install(parts: OrderParts): Promise<void> {
  try {
    await parts.install();
  } catch (error) {
    await goBack(parts);
    const data = { detail: explain(error) };
    const finding = makeFinding(RENEWAL, 'certificate.not-taken', { subject: parts.domain, data });
    throw new OriginError(finding, { retry: 'later' }, { cause: error });
  }
}

async function check(parts: OrderParts, signal: AbortSignal): Promise<void> {
  const { domain, store, clock } = parts;
  const chain = await parts.inForce();
  const fingerprint = chain === undefined ? null : new X509Certificate(chain).fingerprint256;
  if (fingerprint === null || !parts.running()) return;
  const before = store.now.served;
  const old = before.find(({ state }) => state === 'fine')?.fingerprint ?? null;
  for (const again of [...LOOK_AGAIN_MS, null]) {
    const after = [...(await parts.look(fingerprint, signal))];
    // Broken off, it saw nothing, which is not the same as nothing to object.
    signal.throwIfAborted();
    const verdict = verdictOf({
      running: parts.running(),
      before,
      after,
      believed: parts.origin.believed ?? true,
      old: old === fingerprint ? null : old,
    });
    if (verdict.keep) return store.set({ served: after, servedAt: parts.now() });
    if (again !== null) {
      await wait(clock, again, signal);
      continue;
    }
    await goBack(parts);
    const { name, port, how, state } = verdict.cell;
    const data = { name, port, detail: `${how} ${name}:${port}: ${state}; ${verdict.cell.detail}` };
    store.event({
      at: parts.now(),
      what: 'rolled-back',
      by: parts.origin.name,
      code: 'certificate.put-back',
      fingerprint,
    });
    throw new OriginError(makeFinding(RENEWAL, 'certificate.put-back', { subject: domain, data }), {
      retry: 'later',
    });
  }
}

/** The certificate before is in force again. Kept first: a kill in between starts with it. */
async function goBack({ store, install, changed }: OrderParts): Promise<void> {
  store.set({ run: null });
  await install();
  changed();
}

function commit({ store, origin, now, domain }: OrderParts, run: Run): void {
  const { current } = store.now;
  const again = current !== null && run.why === 'order';
  const what = run.why === 'put-back' ? 'put-back' : again ? 'renewed' : 'installed';
  store.set({
    ...{ current: run.pair, previous: current === run.pair ? store.now.previous : (current ?? 'local') },
    ...{ run: null, wanted: null, problem: null, window: null },
  });
  store.event({ at: now(), what, by: run.by || origin.name || domain, code: null, fingerprint: null });
}

/** Takes away the TLSA of keys that are shown no more. Done when it can be; asked again at each look. */
export async function publishAfter(parts: OrderParts, chain: string, signal: AbortSignal): Promise<void> {
  const { domain, tlsa } = parts;
  const left = rollAfter(await tlsa.published(domain, signal), publicKeyHash(chain));
  if (left) await tlsa.publish(domain, left, signal);
}

function wait(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      timer.cancel();
      reject(signal.reason);
    };
    const timer = clock.after(ms, () => {
      signal.removeEventListener('abort', stop);
      resolve();
    });
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });
  });
}
