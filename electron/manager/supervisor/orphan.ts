/**
 * What an earlier manager may have left behind. Its server stops by itself when that manager dies (leash.ts); should it
 * hang instead, the next manager finds it by this note and ends it, so that the ports are free. Nothing is ever ended
 * that is not, by number and start time, the very process noted.
 */
import { rm } from 'node:fs/promises';
import { z } from 'zod';
import { isAlive, processStart } from '../data-folder.ts';
import { readIfThere, writeAtomically } from '../files.ts';
import type { Clock } from '../host.ts';

const note = z.object({ pid: z.number().int().positive(), started: z.string().nullable() });

export interface OrphanNote {
  remember(pid: number): Promise<void>;
  forget(): Promise<void>;
  /** Ends a server left by an earlier manager; resolves to its process id when there was one. */
  cleanUp(): Promise<number | undefined>;
}

const WAIT_MS = 10_000;
const LOOK_EVERY_MS = 100;

export function createOrphanNote(file: string, clock: Clock): OrphanNote {
  const later = (ms: number) => new Promise<void>((resolve) => clock.after(ms, resolve));
  return {
    remember: (pid) => writeAtomically(file, JSON.stringify({ pid, started: processStart(pid) })),
    forget: () => rm(file, { force: true }),
    async cleanUp() {
      const text = await readIfThere(file);
      const left = text === undefined ? undefined : note.safeParse(safeJson(text)).data;
      // Without a start time (not Linux) a number alone could be somebody else's by now: leave it be.
      if (!left || left.started === null || !isAlive(left)) return undefined;
      process.kill(left.pid, 'SIGTERM');
      const patience = clock.now() + WAIT_MS;
      while (isAlive(left) && clock.now() < patience) await later(LOOK_EVERY_MS);
      if (isAlive(left)) process.kill(left.pid, 'SIGKILL');
      while (isAlive(left) && clock.now() < patience + WAIT_MS) await later(LOOK_EVERY_MS);
      await rm(file, { force: true });
      return left.pid;
    },
  };
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
