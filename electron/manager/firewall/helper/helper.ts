/**
 * The part that runs as root: lines of JSON in, lines of JSON out, a closed list of what it does.
 *
 *   resting ──apply──▶ confirming ──keep──▶ resting
 *                          │ 60 s, end of input, `back`, or this process killed: a guard of its own takes it back
 *                          ▼
 *                       as before
 *
 * SPEC (ours): nothing that comes in is a command; every operation is checked by its schema before anything is run.
 */
import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { systemCode } from '../../problem.ts';
import type { Run } from '../../run.ts';
import { operations } from '../operations.ts';
import type { RawState } from '../raw.ts';
import { apply, remove, takeBack } from './change.ts';
import { fingerprintOf } from './fingerprint.ts';
import { look } from './look.ts';
import type { PendingFile } from './pending.ts';
import { persist, unpersist } from './persist.ts';
import { CommandFailed } from './run-all.ts';

export const request = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('look') }),
  z.strictObject({
    ...{ do: z.literal('apply'), operations },
    seconds: z.number().int().min(5).max(600),
    /** Of the look the operations were made from. */
    fingerprint: z.string().regex(/^[0-9a-f]{64}$/),
  }),
  z.strictObject({ do: z.literal('keep') }),
  z.strictObject({ do: z.literal('back') }),
  z.strictObject({ do: z.literal('remove'), operations }),
]);
export type HelperRequest = z.infer<typeof request>;

export interface HelperParts {
  readonly run: Run;
  readonly file: PendingFile;
  /** Starts the guard: it takes back what is pending when the time is over or `release` was not called before this process ended. */
  readonly startGuard: () => Promise<Guard>;
  readonly now: () => number;
}

export interface Guard {
  readonly pid: number;
  /** It ends without doing anything. */
  release(): Promise<void>;
  /** When it ended by itself: the time is over, and all is as before. */
  readonly ended: Promise<void>;
}

export interface Helper {
  /** Answers one request; never throws. */
  answer(line: string): Promise<object>;
  /** The input has ended: what nobody confirmed goes. */
  end(): Promise<void>;
}

/** What a guard is started with. */
export const GUARD = '--guard';

/** A line longer than the largest set of operations is none of the manager's. */
const MAX_LINE = 256 * 1024;

export function createHelper({ run, file, startGuard, now }: HelperParts): Helper {
  let guard: Guard | undefined;

  async function work(asked: HelperRequest): Promise<object> {
    switch (asked.do) {
      case 'look': {
        // Somebody else's change, or one whose helper is gone and that is being taken back at this moment.
        const guarded = !guard && isGuarded(file);
        // What nobody guards any more was never confirmed.
        if (!guard && !guarded) await takeBack(run, file);
        return { ...lookedAt(await look(run)), guarded };
      }
      case 'apply': {
        if (guard || isGuarded(file)) return { refused: 'busy' };
        // Left by one whose guard was killed as well.
        await takeBack(run, file);
        // Places are counted in the rules that were seen: in others they would be somebody else's.
        if (fingerprintOf(await look(run)) !== asked.fingerprint) return { refused: 'changed' };
        const until = now() + asked.seconds * 1000;
        const empty = { begun: [], before: [], guard: null, decided: null };
        file.write({ operations: asked.operations, until, ...empty });
        guard = await startGuard();
        file.write({ ...file.read()!, guard: guard.pid });
        void guard.ended.then(guardGone);
        try {
          await apply(run, asked.operations, until, file);
        } catch (error) {
          await back();
          throw error;
        }
        return { applied: true, until };
      }
      case 'keep': {
        const state = file.read();
        if (!guard || !state) return { refused: 'too-late' };
        const kept = state.begun.map((at) => state.operations[at]!);
        // From here on the guard minds no time, only our end: killed in the middle, all is as before, files included.
        file.write({ ...state, decided: 'keep' });
        const persisted = await persist(run, kept);
        file.remove();
        await release();
        return { kept: true, persisted };
      }
      case 'back':
        return { back: await back() };
      case 'remove':
        await remove(run, asked.operations);
        return { removed: true, persisted: await unpersist(run, asked.operations) };
    }
  }

  /** The time was over, and it took all back; or somebody killed it, and then nobody would. */
  async function guardGone(): Promise<void> {
    if (!guard) return;
    guard = undefined;
    await takeBack(run, file);
  }

  async function release(): Promise<void> {
    const mine = guard;
    guard = undefined;
    await mine?.release();
  }

  async function back(): Promise<boolean> {
    const was = await takeBack(run, file);
    await release();
    return was;
  }

  const lookedAt = (raw: RawState) => ({ raw, fingerprint: fingerprintOf(raw) });

  return {
    async answer(line) {
      if (line.length > MAX_LINE) return { refused: 'too-long' };
      try {
        return await work(request.parse(JSON.parse(line)));
      } catch (error) {
        if (error instanceof CommandFailed) return { failed: error.message, command: error.command };
        const because = String((error as Error).message).slice(0, 500);
        // A disk that is full, a folder that may not be written: it was asked rightly and could not be done.
        return systemCode(error) === undefined ? { refused: 'invalid', because } : { failed: because };
      }
    },
    async end() {
      if (guard) await back();
    },
  };
}

/** Whether somebody else's change waits for its confirmation right now. */
function isGuarded(file: PendingFile): boolean {
  const pid = file.read()?.guard ?? null;
  // By what it was started with: its number may be somebody else's by now, and one that was killed has none of it any more.
  return (
    pid !== null &&
    existsSync(`/proc/${pid}/cmdline`) &&
    readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(GUARD)
  );
}
