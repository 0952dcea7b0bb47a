/**
 * The exchange itself, done by the old version when its manager has closed: it has the new one come up on the data behind closed
 * doors, compares, and either hands over to it or puts everything back. And the same at a start that comes after a stop in the
 * middle. Holds the data folder's lock the whole time.
 */
import type { UpdateTrouble } from '../../contract/updates.ts';
import type { Run } from '../run.ts';
import { UpdateError } from './download.ts';
import type { VersionsFolder } from './installation.ts';
import { afterStop, isItsFault, isNothingLost, next } from './machine.ts';
import { comesUp, countWith, type Program } from './prove.ts';
import type { RecordFile, UpdateRecord } from './record.ts';

/** A copy of all the office has, which can be put back while no manager is open. */
export interface DataCopies {
  /** All of it as it was; what stood there is set aside. Repeating it ends the same. */
  putBack(id: string): Promise<void>;
}

export interface ConductParts {
  readonly dataDir: string;
  /** Of the program that runs this. */
  readonly version: string;
  readonly record: RecordFile;
  readonly copies: DataCopies;
  readonly run: Run;
  readonly now: () => number;
  /** When this computer was started; milliseconds since the epoch. */
  readonly bootedAt: () => number;
  /** Null where versions do not lie side by side. */
  readonly versions: VersionsFolder | null;
  readonly programOf: (version: string) => Program;
  readonly log: (what: string, facts?: Record<string, unknown>) => void;
}

/** After `installing`, with the manager closed. Resolves when it is decided which version starts next. */
export async function conduct(parts: ConductParts): Promise<void> {
  const { record, versions, version, dataDir, run } = parts;
  let now = await record.read();
  const { plan, state } = now;
  if (state.state !== 'installing' || !plan || !versions) throw new Error('there is no update to conduct');
  const offered = state.offer.version;
  try {
    const before = await countWith(parts.programOf(version), dataDir, run);
    now = await put(parts, { ...now, plan: { ...plan, before }, state: next(state, { type: 'closed' }) });
    parts.log('the new version comes up behind closed doors', { version: offered, before });
    const after = await comesUp(parts.programOf(offered), dataDir, run);
    if (before && (after === null || !isNothingLost(before, after))) {
      throw new UpdateError('proof.lost', {
        cause: new Error(`${JSON.stringify(before)} ${JSON.stringify(after)}`),
      });
    }
    parts.log('nothing is missing: it is started', { version: offered, after });
    await versions.tryOut(offered, version);
  } catch (error) {
    const because: UpdateTrouble = error instanceof UpdateError ? error.because : 'unexpected';
    parts.log('the new version was not kept', { version: offered, because, cause: describe(error) });
    await rollBack(parts, now, because);
  }
}

const describe = (error: unknown) =>
  String((error as { cause?: unknown } | null)?.cause ?? error).slice(0, 2000);

async function put(parts: ConductParts, record: UpdateRecord): Promise<UpdateRecord> {
  await parts.record.write(record);
  return record;
}

async function rollBack(parts: ConductParts, now: UpdateRecord, because: UpdateTrouble): Promise<void> {
  if (now.state.state === 'proving' && now.plan?.snapshot) await parts.copies.putBack(now.plan.snapshot);
  await endWith(parts, now, because);
}

/**
 * This version from now on, and why.
 * @param launcherWentBack: it starts this version already. WHY written down first then: `keep` forgets why it went back, and a start
 * that knew no more of it would put the data back, too.
 */
async function endWith(
  parts: ConductParts,
  now: UpdateRecord,
  because: UpdateTrouble,
  launcherWentBack = false,
): Promise<void> {
  if (!launcherWentBack) await parts.versions?.keep(parts.version);
  const state = next(now.state, { type: 'not-proven', because, at: parts.now() });
  const isRefused = 'version' in state && state.version && isItsFault(because);
  const refused = isRefused ? [...now.refused, state.version!].slice(-100) : now.refused;
  await put(parts, { ...now, state, plan: null, refused });
  if (launcherWentBack) await parts.versions?.keep(parts.version);
}

/**
 * The new version was started for everybody and has not said that it works; its server may have let people in for a moment. Where
 * somebody wrote, and both versions read the same data, that stays and only the program goes back.
 */
async function goBackFromTrial(
  parts: ConductParts,
  now: UpdateRecord,
  because: UpdateTrouble,
): Promise<void> {
  const { before, puts } = now.plan!;
  const after =
    puts === 'program' && before !== null
      ? await countWith(parts.programOf(parts.version), parts.dataDir, parts.run).catch(() => null)
      : null;
  const keeps =
    before !== null && after !== null && isNothingLost(before, after) && !isNothingLost(after, before);
  parts.log('the version before comes back', { because, data: keeps ? 'stays' : 'put back' });
  await (keeps ? endWith(parts, now, because, true) : rollBack(parts, now, because));
}

/**
 * At each start, before anything of the data is opened: takes up what a stop interrupted. Resolves to whether this is the new version,
 * which has to show that it works.
 */
export async function settle(parts: ConductParts): Promise<'proving' | 'settled' | 'restart'> {
  const { record, versions, version } = parts;
  const now = await record.read();
  const { plan, state } = now;
  if (now.goingBack) {
    await goBack(parts);
    return 'restart';
  }
  if (!plan) return 'settled';
  const installation = await versions?.read();
  const offered = 'offer' in state ? state.offer.version : '';
  const verdict = afterStop({
    ...{ state, version, from: plan.from, interrupted: plan.interrupted },
    launcherGaveUp: installation?.failed?.version === offered ? installation.failed.because : null,
  });
  if (verdict.do === 'go-on') return 'settled';
  if (verdict.do === 'prove') return 'proving';
  parts.log('an update was interrupted', { state: state.state, ...verdict });
  const again: UpdateRecord = {
    ...now,
    plan: { ...plan, interrupted: plan.interrupted + 1, snapshot: null, before: null },
  };
  const { offer } = state as Extract<typeof state, { offer: unknown }>;
  switch (verdict.do) {
    case 'fetch-again':
      await put(parts, { ...again, state });
      return 'settled';
    case 'put-back-and-wait':
      if (plan.snapshot) await parts.copies.putBack(plan.snapshot);
      await versions?.keep(version);
      await put(parts, { ...again, state: { state: 'waiting', offer, holds: [], at: plan.at } });
      return 'settled';
    case 'wait-again':
      await put(parts, { ...again, state: { state: 'waiting', offer, holds: [], at: plan.at } });
      return 'settled';
    case 'end':
    case 'put-back-and-end':
      await rollBack(parts, now, verdict.because);
      return 'settled';
    case 'go-back':
      await goBackFromTrial(parts, now, verdict.because);
      return 'settled';
  }
}

/** The way back, asked for by a person, with the manager closed: the version before, and where it must be its data. */
export async function goBack(parts: ConductParts): Promise<void> {
  const { record, versions, version, now } = parts;
  const known = await record.read();
  const { wayBack } = known;
  if (!wayBack || !versions) throw new Error('there is no way back');
  // First, so that a stop in the middle is gone on with.
  if (!known.goingBack) await record.write({ ...known, goingBack: true });
  try {
    if (wayBack.puts === 'data') await parts.copies.putBack(wayBack.snapshot);
  } catch (error) {
    // Nothing was put back: this version goes on, and says so.
    parts.log('the way back did not work', { version: wayBack.version, cause: describe(error) });
    const state = {
      state: 'failed',
      version: wayBack.version,
      because: 'snapshot.failed',
      at: now(),
    } as const;
    await record.write({ ...known, goingBack: false, wayBack: null, state });
    return;
  }
  await versions.keep(wayBack.version);
  await record.write({
    ...{ ...known, goingBack: false, wayBack: null, refused: [...known.refused, version].slice(-100) },
    state: { state: 'rolled-back', version, because: 'asked', at: now() },
  });
}
