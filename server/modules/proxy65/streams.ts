/**
 * Bytestreams through us, by the hash both ends asked for (XEP-0065 §6.3).
 *
 *   CONNECT ──► half ──CONNECT──► whole ──activate──► active ──► closed
 *                └────── waited too long ──┴── silent too long, too much ──┘
 */
import type { Duplex } from 'node:stream';

export type Activation = 'active' | 'unknown' | 'half' | 'active-already' | 'too-many';

export interface Streams {
  /** An end has asked for a hash. False: there are two already, or too many wait from there. */
  join(hash: string, end: Duplex, from: string): boolean;
  activate(hash: string, owner: string): Activation;
  /** Closes what waits, or is silent, too long. */
  sweep(): void;
  closeAll(owner?: string): void;
}

interface Stream {
  readonly ends: Duplex[];
  /** Whom its ends, while they wait, count for; a name for each end. */
  readonly from: string[];
  /** Who activated it. */
  owner: string | undefined;
  bytes: number;
  heard: number;
}

export interface StreamParts {
  readonly bounds: {
    readonly streams: number;
    readonly perPerson: number;
    readonly waiting: number;
    readonly waitingPerAddress: number;
    readonly maxBytes: number;
    readonly waitMs: number;
    readonly idleMs: number;
  };
  readonly limited: () => boolean;
  readonly now: () => number;
  /** Ended by us, and why. */
  readonly ended: (because: string, owner: string | undefined) => void;
}

export function createStreams({ bounds, limited, now, ended }: StreamParts): Streams {
  const streams = new Map<string, Stream>();

  /** Both ends at once, when both sides have no more to say it ends by itself. */
  function close(hash: string, because?: string): void {
    const stream = streams.get(hash);
    if (!stream) return;
    streams.delete(hash);
    if (because !== undefined) ended(because, stream.owner);
    for (const end of stream.ends) end.destroy();
  }

  /** One end is gone: what it said still arrives at the other. */
  function leave(hash: string, stream: Stream, end: Duplex): void {
    if (streams.get(hash) !== stream) return;
    const over = stream.owner === undefined || stream.ends.every(({ destroyed }) => destroyed);
    // Not after its last word: the other would wait for more.
    if (over || !end.readableEnded) close(hash);
  }

  function count(hash: string, stream: Stream, bytes: number): void {
    stream.bytes += bytes;
    stream.heard = now();
    if (limited() && stream.bytes > bounds.maxBytes) close(hash, 'carried too much');
  }

  /** Connections that wait, by whom they count for. */
  function waiting(): Map<string, number> {
    const counts = new Map<string, number>();
    for (const { owner, from } of streams.values())
      if (owner === undefined) for (const one of from) counts.set(one, (counts.get(one) ?? 0) + 1);
    return counts;
  }

  /**
   * WHY the address with the most: anybody can ask for hashes that mean nothing, and what is left of the places must be left to those who
   * want one. Of its streams the oldest goes, which an honest pair has long left behind.
   */
  function makeRoom(from: string): boolean {
    const counts = waiting();
    if ((counts.get(from) ?? 0) >= bounds.waitingPerAddress) return false;
    if ([...counts.values()].reduce((sum, count) => sum + count, 0) < bounds.waiting) return true;
    const [greediest] = [...counts].reduce((most, one) => (one[1] > most[1] ? one : most));
    const oldest = [...streams].find(([, one]) => one.owner === undefined && one.from.includes(greediest));
    if (oldest) close(oldest[0], 'made room');
    return oldest !== undefined;
  }

  return {
    join(hash, end, from) {
      // §10.1: "allow only one Target to connect to a bytestream".
      if ((streams.get(hash)?.ends.length ?? 0) >= 2) return false;
      if (limited() && !makeRoom(from)) return false;
      const stream = streams.get(hash) ?? { ends: [], from: [], owner: undefined, bytes: 0, heard: now() };
      stream.ends.push(end);
      stream.from.push(from);
      stream.heard = now();
      streams.set(hash, stream);
      end.once('close', () => leave(hash, stream, end));
      return true;
    },
    activate(hash, owner) {
      const stream = streams.get(hash);
      if (!stream) return 'unknown';
      if (stream.owner !== undefined) return 'active-already';
      const [one, other] = stream.ends;
      if (!one || !other) return 'half';
      const active = [...streams.values()].filter((each) => each.owner !== undefined);
      const mine = active.filter((each) => each.owner === owner).length;
      if (limited() && (mine >= bounds.perPerson || active.length >= bounds.streams)) return 'too-many';
      stream.owner = owner;
      stream.heard = now();
      for (const [from, to] of [
        [one, other],
        [other, one],
      ] as const) {
        from.on('data', (chunk: Buffer) => count(hash, stream, chunk.length));
        from.pipe(to);
      }
      return 'active';
    },
    sweep() {
      for (const [hash, { owner, heard }] of streams) {
        const patience = owner === undefined ? bounds.waitMs : bounds.idleMs;
        if (heard + patience <= now())
          close(hash, owner === undefined ? 'waited too long' : 'silent too long');
      }
    },
    closeAll(owner) {
      for (const [hash, stream] of streams) if (owner === undefined || stream.owner === owner) close(hash);
    },
  };
}
