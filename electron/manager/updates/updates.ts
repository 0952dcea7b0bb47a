/**
 * Updates of this copy: looks, fetches, waits for a good moment, and hands over to the exchange (conduct.ts), which needs the manager
 * closed. After it, the new version says here that it works. The order of things is machine.ts; what is remembered is record.ts.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DoctorFinding } from '../../contract/findings/finding.ts';
import type { UpdateHold, UpdatesView } from '../../contract/index.ts';
import type {
  DataCounts,
  ReleaseNotes,
  UpdateChannel,
  UpdateOffer,
  UpdateTrouble,
} from '../../contract/updates.ts';
import type { Changes } from '../changes.ts';
import type { Clock, Timer } from '../host.ts';
import { oneAtATime } from '../pace.ts';
import { problem } from '../problem.ts';
import { UpdateError } from './download.ts';
import type { FeedAnswer } from './feed.ts';
import type { Installed, VersionsFolder } from './installation.ts';
import { canStop, isUnderWay, next, type UpdateEvent } from './machine.ts';
import { newsOf } from './news.ts';
import type { Agreement, Fetched, UpdatePorter } from './porter.ts';
import type { RecordFile, UpdateRecord } from './record.ts';
import { archiveFor, bucket, choose, type DataSchema, type Release } from './releases.ts';

/** What the face does next: closes the manager, and then this. */
export type HandOver = 'update' | 'back' | 'give-up';

export interface UpdatesParts {
  readonly version: string;
  /** `linux-x64`. */
  readonly system: string;
  readonly dataDir: string;
  readonly installed: Installed;
  /** Null: nowhere yet. */
  readonly feed: string | null;
  readonly clock: Clock;
  readonly record: RecordFile;
  readonly versions: VersionsFolder | null;
  readonly ask: (channel: string, seenEdition: number, signal: AbortSignal) => Promise<FeedAnswer>;
  readonly schema: () => DataSchema;
  /** Fetches a version and lays it where it can be started; null where the package manager does. */
  readonly porter: UpdatePorter | null;
  /** The system asks somebody before it lets the exchange happen. */
  readonly attended?: boolean;
  readonly notes: () => readonly ReleaseNotes[];
  /** What holds an exchange back at this moment. */
  readonly holds: (at: number | null) => UpdateHold[];
  readonly tonight: () => number;
  /** Nobody writes any more from here to the exchange. */
  readonly shutDoors: () => Promise<void>;
  readonly openDoors: () => Promise<void>;
  readonly snapshot: (signal: AbortSignal) => Promise<{ readonly id: string }>;
  /** Few are kept, and a newer one may have made room of it. */
  readonly hasSnapshot: (id: string) => Promise<boolean>;
  readonly counts: () => Promise<DataCounts | null>;
  readonly handOver: (why: HandOver) => void;
  readonly changed: () => void;
  readonly changes: Pick<Changes, 'note'>;
  readonly unexpected: (error: unknown, where: string) => string;
}

export interface Updates {
  view(): Promise<UpdatesView>;
  check(): Promise<UpdatesView>;
  install(when: 'now' | 'tonight'): Promise<UpdatesView>;
  cancel(): Promise<UpdatesView>;
  setChannel(channel: UpdateChannel): Promise<UpdatesView>;
  rollbackPreview(): Promise<{ version: string; puts: 'program' | 'data'; since: DataCounts }>;
  rollback(): Promise<UpdatesView>;
  notes(): readonly ReleaseNotes[];
  /** For Home. */
  news(): DoctorFinding | null;
  begin(): Promise<void>;
  /** A job ended, or the set-up: what was held back may go on. */
  wake(): void;
  /** The server stands, or failed for good: what a version on trial shows. */
  served(how: 'running' | 'failed'): void;
  close(): Promise<void>;
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** The first look comes when all else has settled. */
const FIRST_LOOK_MS = 5 * 60_000;
const WAY_BACK_MS = 7 * DAY_MS;
const LAST_WORDS_MS = 500;

export function createUpdates(parts: UpdatesParts): Updates {
  const { clock, record, version, versions, porter, installed } = parts;
  const inTurn = oneAtATime();
  const ended = new AbortController();
  /** Of what is being fetched. */
  let work: AbortController | undefined;
  let working: Promise<void> = Promise.resolve();
  let now: UpdateRecord | undefined;
  let timer: Timer | undefined;
  let looks: Timer | undefined;
  let release: Release | undefined;
  /** The feed's own address, which those of its archives are seen from. */
  let base = '';
  let earlier = '';

  const known = async () => {
    now ??= await record.read();
    return now;
  };

  /** Written down before it is true for anybody. */
  async function commit(change: (record: UpdateRecord) => UpdateRecord): Promise<UpdateRecord> {
    return inTurn(async () => {
      const after = change(await known());
      await record.write(after);
      now = after;
      parts.changed();
      return after;
    });
  }
  const step = (event: UpdateEvent) => commit((one) => ({ ...one, state: next(one.state, event) }));

  /** The way back, while it is one. */
  async function open() {
    const { wayBack } = await known();
    if (!wayBack || wayBack.until <= clock.now()) return null;
    return wayBack.puts === 'program' || (await parts.hasSnapshot(wayBack.snapshot)) ? wayBack : null;
  }

  async function view(): Promise<UpdatesView> {
    const { channel, checkedAt, trouble, state } = await known();
    const wayBack = await open();
    return {
      byItself: porter === null ? 'no' : parts.attended ? 'attended' : 'yes',
      ...{ version, kind: installed.kind, channel, feed: parts.feed, checkedAt, trouble, state },
      wayBack: wayBack
        ? { version: wayBack.version, since: wayBack.since, until: wayBack.until, puts: wayBack.puts }
        : null,
      commands: packageCommands(installed),
    };
  }

  async function look(): Promise<void> {
    if (parts.feed === null) throw problem('update.not-here', {});
    const before = await step({ type: 'look' });
    const answer = await parts.ask(before.channel, before.edition, ended.signal);
    const checkedAt = clock.now();
    if (!answer.ok) {
      const { because } = answer;
      await commit((one) => ({
        ...one,
        checkedAt,
        trouble: because,
        state: next(one.state, { type: 'nothing' }),
      }));
      return;
    }
    const here = { version, system: parts.system, schema: parts.schema(), installation: before.installation };
    const verdict = choose(answer.releases.releases, { ...here, refused: before.refused }, porter !== null);
    const agreement = verdict.take ? await agrees(verdict.release, before) : 'yes';
    const isOffered = verdict.take && agreement === 'yes';
    release = isOffered ? verdict.release : undefined;
    const event: UpdateEvent = isOffered
      ? { type: 'found', offer: offerOf(verdict.release, verdict.archive?.bytes ?? null) }
      : { type: 'nothing' };
    const { edition } = answer.releases;
    // What failed stays on screen until there is something newer, and what was done until it is no news.
    const trouble = agreement === 'yes' || agreement === 'not-yet' ? null : agreement;
    await commit((one) => ({ ...one, edition, checkedAt, trouble, state: next(one.state, event) }));
    const own = answer.releases.releases.find((one) => one.version === version);
    const archive = own && archiveFor(own, parts.system);
    earlier = archive ? new URL(archive.url, answer.url).href : parts.feed;
    if (verdict.take && verdict.archive) base = answer.url;
  }
  /** Whether whoever fetches it has the same to offer as the signed statement. */
  async function agrees(one: Release, { channel, installation }: UpdateRecord): Promise<Agreement> {
    const archive = archiveFor(one, parts.system);
    if (!porter?.agrees || !archive) return 'yes';
    const { version } = one;
    const isWithin = (percentage: number) => bucket(installation, version) < percentage;
    return porter.agrees({ channel, version, sha512: archive.sha512, isWithin }, ended.signal);
  }

  async function install(when: 'now' | 'tonight'): Promise<UpdatesView> {
    if (!porter || (parts.attended && when === 'tonight')) throw problem('update.not-here', {});
    const { state } = await known();
    if (isUnderWay(state)) {
      // It lies there already: only the time is another.
      if (!canStop(state)) throw problem('update.too-late', {});
      await commit((one) => ({
        ...one,
        plan: one.plan && { ...one.plan, at: when === 'now' ? null : parts.tonight() },
      }));
      wake();
      return view();
    }
    // What is fetched is what the feed says now, not what it said on some day.
    await look();
    const found = (await known()).state;
    if (found.state !== 'available' || !release) throw problem('update.none', {});
    const archive = archiveFor(release, parts.system);
    if (!archive) throw problem('update.none', {});
    const schema = parts.schema();
    const isSame = release.schema.server === schema.server && release.schema.manager === schema.manager;
    const at = when === 'now' ? null : parts.tonight();
    await commit((one) => ({
      ...one,
      state: next(one.state, { type: 'asked', at, now: clock.now() }),
      plan: {
        ...{
          from: version,
          url: new URL(archive.url, base).href,
          bytes: archive.bytes,
          sha512: archive.sha512,
        },
        ...{ unpackedBytes: archive.unpackedBytes, puts: isSame ? 'program' : 'data', at, interrupted: 0 },
        ...{ snapshot: null, before: null, tries: 0, earlier },
      },
    }));
    begin();
    return view();
  }

  /** Goes on from where it stands, in the background. */
  function begin(): void {
    if (ended.signal.aborted) return;
    work ??= new AbortController();
    const { signal } = work;
    working = working.then(() => goOn(AbortSignal.any([signal, ended.signal]))).catch((error) => fail(error));
  }

  async function goOn(signal: AbortSignal): Promise<void> {
    const { state, plan, channel } = await known();
    if (!plan || !porter || signal.aborted) return;
    if (state.state === 'downloading') {
      const wanted: Fetched = { ...plan, channel, version: state.offer.version };
      await porter.bring(wanted, { signal, progress });
      await step({ type: 'laid' });
      return goOn(signal);
    }
    if (state.state !== 'ready' && state.state !== 'waiting') return;
    const { version } = state.offer;
    if (porter.lies && !porter.lies(version))
      await porter.bring({ ...plan, channel, version }, { signal, progress });
    return wait(signal);
  }

  function progress(doneBytes: number): void {
    if (now?.state.state !== 'downloading') return;
    // Not worth a write: after a stop the file itself says how far it came.
    now = { ...now, state: next(now.state, { type: 'fetched', doneBytes }) };
    parts.changed();
  }

  async function wait(signal: AbortSignal): Promise<void> {
    timer?.cancel();
    const at = (await known()).plan?.at ?? null;
    const holds = parts.holds(at);
    if (holds.length > 0) {
      await step({ type: 'held', holds, at });
      if (at !== null && holds.includes('time')) timer = clock.after(Math.max(0, at - clock.now()), begin);
      return;
    }
    if (!signal.aborted) await exchange(signal);
  }

  async function exchange(signal: AbortSignal): Promise<void> {
    await step({ type: 'free' });
    try {
      await parts.shutDoors();
      const { id } = await parts.snapshot(ended.signal);
      signal.throwIfAborted();
      await commit((one) => ({
        ...one,
        plan: one.plan && { ...one.plan, snapshot: id },
        state: next(one.state, { type: 'copied' }),
      }));
    } catch (error) {
      if (!ended.signal.aborted) await parts.openDoors();
      throw error instanceof UpdateError ? error : new UpdateError(snapshotTrouble(error), { cause: error });
    }
    parts.handOver('update');
  }

  async function fail(error: unknown): Promise<void> {
    if (ended.signal.aborted) return;
    const { state } = await known();
    // A person said: not now.
    if (!isUnderWay(state)) return;
    const because: UpdateTrouble = error instanceof UpdateError ? error.because : 'unexpected';
    if (because === 'unexpected') parts.unexpected(error, 'an update');
    await commit((one) => ({
      ...{ ...one, plan: null },
      state: next(one.state, { type: 'trouble', because, at: clock.now() }),
    }));
    const subject = 'offer' in state ? state.offer.version : version;
    parts.changes.note({
      action: 'update.install',
      subject,
      state: 'failed',
      before: version,
      after: because,
    });
  }

  const wake = () => {
    if (now && (now.state.state === 'waiting' || now.state.state === 'ready')) begin();
  };

  /** This version is on trial, and stands. */
  async function confirm(): Promise<void> {
    const { state, plan } = await known();
    if (state.state !== 'proving' || !plan || state.offer.version !== version) return;
    await versions?.keep(version);
    const at = clock.now();
    await commit((one) => ({
      ...{ ...one, plan: null, state: next(one.state, { type: 'proven', from: plan.from, at }) },
      wayBack:
        plan.snapshot && versions
          ? {
              ...{ version: plan.from, since: at, until: at + WAY_BACK_MS, puts: plan.puts },
              ...{ snapshot: plan.snapshot, before: plan.before },
            }
          : null,
    }));
    parts.changes.note({
      action: 'update.install',
      subject: version,
      state: 'kept',
      before: plan.from,
      after: version,
    });
    await tidy();
  }

  async function tidy(): Promise<void> {
    const { wayBack, state } = await known();
    if (wayBack && wayBack.until <= clock.now()) await commit((one) => ({ ...one, wayBack: null }));
    if (isUnderWay(state)) return;
    await versions?.prune([version, ...(wayBack && wayBack.until > clock.now() ? [wayBack.version] : [])]);
    await rm(join(parts.dataDir, 'updates', 'archives'), { recursive: true, force: true });
  }

  function planLooks(ms: number): void {
    if (parts.feed === null) return;
    looks = clock.after(ms, () => {
      planLooks(DAY_MS);
      tidy()
        .then(look)
        .catch((error) => ended.signal.aborted || parts.unexpected(error, 'looking for a new version'));
    });
  }

  return {
    view,
    async check() {
      await look();
      return view();
    },
    install,
    async cancel() {
      const { state } = await known();
      if (isUnderWay(state) && !canStop(state)) throw problem('update.too-late', {});
      timer?.cancel();
      const stopped = work;
      work = undefined;
      await commit((one) => ({ ...one, plan: null, state: next(one.state, { type: 'not-now' }) }));
      stopped?.abort();
      return view();
    },
    async setChannel(channel) {
      // The other channel counts its editions by itself.
      await commit((one) => ({ ...one, channel, edition: 0, state: next(one.state, { type: 'nothing' }) }));
      return view();
    },
    async rollbackPreview() {
      const wayBack = await open();
      if (!wayBack) throw problem('update.no-way-back', {});
      const { puts } = wayBack;
      const counts = puts === 'data' && wayBack.before ? await parts.counts() : null;
      return { version: wayBack.version, puts, since: difference(counts, wayBack.before) };
    },
    async rollback() {
      const { state } = await known();
      const wayBack = await open();
      if (!wayBack) throw problem('update.no-way-back', {});
      if (isUnderWay(state) || parts.holds(null).length > 0) throw problem('update.too-late', {});
      parts.changes.note({
        ...{ action: 'update.rollback', subject: wayBack.version, state: 'applied' },
        ...{ before: version, after: wayBack.version },
      });
      await parts.shutDoors();
      // The way itself is gone with the manager closed; written first, so that a stop in the middle is gone on with.
      await commit((one) => ({ ...one, goingBack: true }));
      // Whoever asked hears the answer; then the line to them ends with this manager.
      clock.after(LAST_WORDS_MS, () => parts.handOver('back'));
      return view();
    },
    notes: parts.notes,
    news: () => (now ? newsOf(now) : null),
    async begin() {
      const { state } = await known();
      await tidy();
      planLooks(FIRST_LOOK_MS);
      if (isUnderWay(state)) begin();
    },
    wake,
    served(how) {
      if (now?.state.state !== 'proving' || now.state.offer.version !== version) return;
      if (how === 'failed') return parts.handOver('give-up');
      confirm().catch((error) => parts.unexpected(error, 'confirming an update'));
    },
    async close() {
      ended.abort();
      timer?.cancel();
      looks?.cancel();
      await working.catch(() => undefined);
    },
  };
}

const offerOf = ({ version, at, notes }: Release, bytes: number | null): UpdateOffer => ({
  ...{ version, releasedAt: Date.parse(at), bytes, notes: notes ?? null },
});

function difference(now: DataCounts | null, before: DataCounts | null): DataCounts {
  const since = (what: keyof DataCounts) => Math.max(0, (now?.[what] ?? 0) - (before?.[what] ?? 0));
  return { people: since('people'), rooms: since('rooms'), messages: since('messages') };
}

function snapshotTrouble(error: unknown): UpdateTrouble {
  const code = (error as { code?: string } | null)?.code;
  return code === 'disk.full' || code === 'backup.no-room' ? 'disk.full' : 'snapshot.failed';
}

/** What to type; nothing where it is not for a person to type. */
function packageCommands({ kind, package: name }: Installed): string[] {
  if (kind === 'deb') return ['sudo apt update', `sudo apt install --only-upgrade ${name}`];
  if (kind === 'rpm') return [`sudo dnf upgrade ${name}`];
  return [];
}
