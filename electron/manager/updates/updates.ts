/**
 * Updates of this copy: looks, fetches, waits for a good moment, and hands over to the exchange (conduct.ts), which needs the manager
 * closed. After it, the new version says here that it works. The order of things is machine.ts; what is remembered is record.ts.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DoctorFinding } from '../../contract/findings/finding.ts';
import type { UpdatesView } from '../../contract/index.ts';
import type { DataCounts, ReleaseNotes, UpdateChannel } from '../../contract/updates.ts';
import type { Timer } from '../host.ts';
import type { Installed } from './installation.ts';
import { createLooking } from './looking.ts';
import { isUnderWay, next } from './machine.ts';
import { createMemory } from './memory.ts';
import { newsOf } from './news.ts';
import type { UpdatesParts } from './parts.ts';
import { createTaking } from './taking.ts';
import { createWayBack } from './way-back.ts';

export type { HandOver } from './parts.ts';

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

export function createUpdates(parts: UpdatesParts): Updates {
  const { clock, version, versions, porter, installed } = parts;
  const ended = new AbortController();
  const memory = createMemory(parts);
  const looking = createLooking(parts, memory, ended.signal);
  const taking = createTaking(parts, memory, looking, ended.signal);
  const wayBack = createWayBack(parts, memory, ended.signal);
  let looks: Timer | undefined;

  async function view(): Promise<UpdatesView> {
    const { channel, checkedAt, trouble, state } = await memory.known();
    return {
      byItself: porter === null ? 'no' : parts.attended ? 'attended' : 'yes',
      ...{ version, kind: installed.kind, channel, feed: parts.feed, checkedAt, trouble, state },
      ...{ wayBack: await wayBack.view(), commands: packageCommands(installed) },
    };
  }
  const seen = async (done: Promise<void>) => {
    await done;
    return view();
  };

  /** Versions nobody goes back to, and archives nobody unpacks any more. */
  async function tidy(): Promise<void> {
    const known = await memory.known();
    const way = known.wayBack && known.wayBack.until > clock.now() ? known.wayBack : null;
    if (known.wayBack && !way) await memory.commit((one) => ({ ...one, wayBack: null }));
    if (isUnderWay(known.state)) return;
    await versions?.prune([version, ...(way ? [way.version] : [])]);
    await rm(join(parts.dataDir, 'updates', 'archives'), { recursive: true, force: true });
  }

  function planLooks(ms: number): void {
    if (parts.feed === null) return;
    looks = clock.after(ms, () => {
      planLooks(DAY_MS);
      tidy()
        .then(looking.look)
        .catch((error) => ended.signal.aborted || parts.unexpected(error, 'looking for a new version'));
    });
  }

  return {
    view,
    check: () => seen(looking.look()),
    install: (when) => seen(taking.install(when)),
    cancel: () => seen(taking.cancel()),
    async setChannel(channel) {
      // The other channel counts its editions by itself.
      await memory.commit((one) => ({
        ...{ ...one, channel, edition: 0, state: next(one.state, { type: 'nothing' }) },
      }));
      return view();
    },
    rollbackPreview: wayBack.preview,
    rollback: () => seen(wayBack.go()),
    notes: parts.notes,
    news() {
      const known = memory.now();
      return known ? newsOf(known) : null;
    },
    async begin() {
      const { state } = await memory.known();
      await tidy();
      planLooks(FIRST_LOOK_MS);
      if (isUnderWay(state)) taking.begin();
    },
    wake: taking.wake,
    served(how) {
      const state = memory.now()?.state;
      if (state?.state !== 'proving' || state.offer.version !== version) return;
      if (how === 'failed') return parts.handOver('give-up');
      taking
        .confirm()
        .then(tidy)
        .catch((error) => parts.unexpected(error, 'confirming an update'));
    },
    async close() {
      ended.abort();
      looks?.cancel();
      await taking.close();
    },
  };
}

/** What to type; nothing where it is not for a person to type. */
function packageCommands({ kind, package: name }: Installed): string[] {
  if (kind === 'deb') return ['sudo apt update', `sudo apt install --only-upgrade ${name}`];
  if (kind === 'rpm') return [`sudo dnf upgrade ${name}`];
  return [];
}
