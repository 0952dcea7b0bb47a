/** Two managers and one data folder, one after the other: waiting for the one before to leave, and for the next one to come. */
import { watch } from 'node:fs';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import { ring } from '../manager/doorbell.ts';
import type { Clock } from '../manager/host.ts';
import { socketPath } from '../manager/local-socket.ts';
import { LINE } from './line.ts';

/** Between letting go of its socket and of the folder a manager stops the server. */
const NOBODY_ANSWERS_MS = 500;

/** Resolves once the manager that answers on the folder's socket has gone, or soon where none answers. Try the folder then. */
export async function untilItLeaves(dataDir: string, clock: Clock): Promise<void> {
  const path = await socketPath(dataDir, LINE);
  const answered = await new Promise<boolean>((resolve) => {
    const socket = connect(path);
    let reached = false;
    socket.once('connect', () => {
      reached = true;
    });
    socket.on('error', () => undefined);
    socket.resume();
    socket.once('close', () => resolve(reached));
  });
  if (!answered) await new Promise<void>((resolve) => awake(clock, NOBODY_ANSWERS_MS, resolve));
}

export interface Coming {
  /** Whether a successor is on its way still; asked from time to time, so that one that is not coming is not waited for. */
  readonly coming?: () => Promise<boolean>;
  /** Ends the wait, which then resolves to false. */
  readonly signal?: AbortSignal;
}

/** A service that could not start is taken away within a second or two: its people wait for us. */
const STILL_COMING_MS = 1_000;

/** Another manager answers on the folder: resolves to whether it did within `ms`. Told by the folder itself, not asked in a loop. */
export async function comes(
  dataDir: string,
  ms: number,
  clock: Clock,
  { coming, signal }: Coming = {},
): Promise<boolean> {
  const answers = async () => (await ring(dataDir).catch(() => undefined)) !== undefined;
  const folder = dirname(await socketPath(dataDir, 'manager'));
  return new Promise<boolean>((resolve) => {
    let over = false;
    const end = (there: boolean) => {
      if (over) return;
      over = true;
      watcher.close();
      timer.cancel();
      asked.cancel();
      signal?.removeEventListener('abort', aborted);
      resolve(there);
    };
    const aborted = () => end(false);
    const look = () => void answers().then((there) => there && end(true));
    const watcher = watch(folder, look);
    const timer = awake(clock, ms, () => void answers().then(end));
    const ask = () =>
      awake(clock, STILL_COMING_MS, () => {
        // A keeper that does not answer just now says nothing about its service.
        void (coming?.() ?? Promise.resolve(true))
          .catch(() => true)
          .then(async (still) => {
            if (!still) return end(await answers());
            if (!over) asked = ask();
          });
      });
    let asked = coming ? ask() : { cancel: () => undefined };
    signal?.addEventListener('abort', aborted);
    if (signal?.aborted) return end(false);
    look();
  });
}

/** An alarm that keeps the process awake. */
function awake(clock: Clock, ms: number, run: () => void): { cancel(): void } {
  const hold = setInterval(() => undefined, 60_000);
  const timer = clock.after(ms, () => {
    clearInterval(hold);
    run();
  });
  return {
    cancel() {
      clearInterval(hold);
      timer.cancel();
    },
  };
}
