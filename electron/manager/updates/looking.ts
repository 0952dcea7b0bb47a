/** A look at the feed: what is announced, whether it is for this copy, and what is offered of it. */
import type { UpdateOffer } from '../../contract/updates.ts';
import { problem } from '../problem.ts';
import { next, type UpdateEvent } from './machine.ts';
import type { Memory } from './memory.ts';
import type { UpdatesParts } from './parts.ts';
import type { Agreement } from './porter.ts';
import type { UpdateRecord } from './record.ts';
import { type Archive, archiveFor, bucket, choose, type Release } from './releases.ts';

export interface Looking {
  /** What goes wrong is written down, too. Refused with `update.not-here` where nobody announces anything. */
  look(): Promise<void>;
  /** What the last look offered; undefined: nothing, or nothing that can be fetched for this copy. */
  offered(): { readonly release: Release; readonly archive: Archive; readonly url: string } | undefined;
  /** Where the installer of the version that runs is, as the last look said. */
  earlier(): string;
}

/** @param signal ends a look with the manager. */
export function createLooking(parts: UpdatesParts, memory: Memory, signal: AbortSignal): Looking {
  const { clock, version, porter } = parts;
  let release: Release | undefined;
  /** The feed's own address, which those of its archives are seen from. */
  let base = '';
  let earlier = '';

  async function look(): Promise<void> {
    if (parts.feed === null) throw problem('update.not-here', {});
    signal.throwIfAborted();
    const before = await memory.step({ type: 'look' });
    const answer = await parts.ask(before.channel, before.edition, signal);
    // WHY each time: with the manager closed the record belongs to the exchange, and a late answer would write the old one over it.
    signal.throwIfAborted();
    const checkedAt = clock.now();
    if (!answer.ok) {
      const { because } = answer;
      await memory.commit((one) => ({
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
    signal.throwIfAborted();
    const isOffered = verdict.take && agreement === 'yes';
    release = isOffered ? verdict.release : undefined;
    const event: UpdateEvent = isOffered
      ? { type: 'found', offer: offerOf(verdict.release, verdict.archive?.bytes ?? null) }
      : { type: 'nothing' };
    const { edition } = answer.releases;
    // What failed stays on screen until there is something newer, and what was done until it is no news.
    const trouble = agreement === 'yes' || agreement === 'not-yet' ? null : agreement;
    await memory.commit((one) => ({ ...one, edition, checkedAt, trouble, state: next(one.state, event) }));
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
    return porter.agrees({ channel, version, sha512: archive.sha512, isWithin }, signal);
  }

  return {
    look,
    offered() {
      const archive = release && archiveFor(release, parts.system);
      return release && archive && { release, archive, url: new URL(archive.url, base).href };
    },
    earlier: () => earlier,
  };
}

const offerOf = ({ version, at, notes }: Release, bytes: number | null): UpdateOffer => ({
  ...{ version, releasedAt: Date.parse(at), bytes, notes: notes ?? null },
});
