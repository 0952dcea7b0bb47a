/** The copy of what somebody who leaves has written: made, handed out in pieces, and forgotten. One file for each. */
import { createHash } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Room } from '../../contract/index.ts';
import { COPY_PIECE } from '../../contract/leaving.ts';
import type { Engine } from '../engines/engine.ts';
import { privateFolder } from '../files.ts';
import { problem, systemCode } from '../problem.ts';
import { makeCopy } from './copy/copy.ts';
import type { LeaverStore } from './kept.ts';

/** Messages, of so many. */
export interface CopyProgress {
  readonly messages: number;
  readonly of: number;
}

export interface CopyPiece {
  readonly name: string;
  readonly size: number;
  /** Base64. */
  readonly data: string;
  /** Where the next piece begins; null after the last. */
  readonly next: number | null;
}

export interface LeaverCopies {
  /** How far the one that is being made is; null: none is. */
  progress(address: string): CopyProgress | null;
  /** Makes it, unless it was not asked for. Resolves to what is in it. */
  make(address: string, signal: AbortSignal): Promise<Record<string, number>>;
  /** @throws `leaving.no-copy` */
  piece(address: string, offset: number): Promise<CopyPiece>;
  /** Where it lies; undefined when there is none. */
  file(address: string): string | undefined;
  remove(address: string): Promise<void>;
}

export interface LeaverCopiesParts {
  readonly engine: Pick<Engine, 'leaving' | 'rooms'>;
  readonly store: LeaverStore;
  readonly folder: string;
  readonly now: () => number;
  readonly rooms: () => Promise<readonly Room[]>;
  readonly progressed: () => void;
}

export function createLeaverCopies(parts: LeaverCopiesParts): LeaverCopies {
  const { engine, store, now } = parts;
  const underWay = new Map<string, CopyProgress>();
  const fileOf = (address: string) =>
    join(parts.folder, `${createHash('sha256').update(address).digest('hex').slice(0, 24)}.zip`);

  return {
    progress: (address) => underWay.get(address) ?? null,
    async make(address, signal): Promise<Record<string, number>> {
      const record = store.get(address);
      if (!record?.wantsCopy) return {};
      await privateFolder(parts.folder);
      underWay.set(address, { messages: 0, of: 0 });
      const { displayName, language } = record;
      try {
        const rooms = (await parts.rooms()).map((room) => ({
          address: room.address,
          name: room.name || room.address,
        }));
        const made = await makeCopy(
          { engine: engine.leaving, rooms: engine.rooms },
          {
            ...{ address, displayName, language, signal, rooms, file: fileOf(address), now: now() },
            progress(messages, of) {
              underWay.set(address, { messages, of });
              parts.progressed();
            },
          },
        );
        store.change(address, { copy: { ...made, at: now() } });
        return { messages: made.messages, files: made.files, bytes: made.bytes };
      } finally {
        underWay.delete(address);
      }
    },
    async piece(address, offset) {
      const record = store.get(address);
      if (!record?.copy) throw problem('leaving.no-copy', { address });
      const day = new Date(record.copy.at).toISOString().slice(0, 10);
      const handle = await open(fileOf(address), 'r').catch((error) => {
        if (systemCode(error) === 'ENOENT') throw problem('leaving.no-copy', { address }, error);
        throw error;
      });
      try {
        const { size } = await handle.stat();
        const piece = Buffer.alloc(Math.max(0, Math.min(COPY_PIECE, size - offset)));
        await handle.read(piece, 0, piece.length, offset);
        const end = offset + piece.length;
        const next = end < size ? end : null;
        return { name: `${address} ${day}.zip`, size, data: piece.toString('base64'), next };
      } finally {
        await handle.close();
      }
    },
    file: (address) => (store.get(address)?.copy ? fileOf(address) : undefined),
    remove: (address) => rm(fileOf(address), { force: true }),
  };
}
