/**
 * Bytestreams through us, by the hash both ends asked for (XEP-0065 §6.3).
 *
 *   CONNECT ──► half ──CONNECT──► whole ──activate──► active ──► closed
 *                └────── waited too long ──┴── silent too long, too much ──┘
 */
import type { Duplex } from 'node:stream';

export type Activation = 'active' | 'unknown' | 'half' | 'active-already' | 'too-many';

export interface Streams {
  /** An end has asked for a hash. False: there are two already, or too many streams. */
  join(hash: string, end: Duplex): boolean;
  activate(hash: string, owner: string): Activation;
  /** Closes what waits, or is silent, too long. */
  sweep(): void;
  closeAll(owner?: string): void;
}

interface Stream {
  readonly ends: Duplex[];
  /** Who activated it. */
  owner: string | undefined;
  bytes: number;
  heard: number;
}

export interface StreamParts {
  readonly bounds: {
    readonly streams: number;
    readonly perPerson: number;
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

  return {
    join(hash, end) {
      const there = streams.get(hash);
      const stream = there ?? { ends: [], owner: undefined, bytes: 0, heard: now() };
      // §10.1: "allow only one Target to connect to a bytestream".
      if (stream.ends.length >= 2) return false;
      if (!there && limited() && streams.size >= bounds.streams) return false;
      stream.ends.push(end);
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
      const mine = [...streams.values()].filter((each) => each.owner === owner).length;
      if (limited() && mine >= bounds.perPerson) return 'too-many';
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
