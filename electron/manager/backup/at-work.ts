/** One piece of work at a time, how far it is, and how to stop it. A second one is refused, not kept waiting behind a restore. */
import type { BackupWork } from '../../contract/index.ts';
import type { Events } from '../events.ts';
import type { Clock } from '../host.ts';
import { atMostEvery } from '../pace.ts';
import { problem } from '../problem.ts';
import type { Progress } from './worker.ts';

const TELL_MS = 400;

export interface AtWork {
  readonly now: BackupWork | null;
  /** Refused with `backup.busy`. */
  run<T>(
    what: BackupWork['what'],
    work: (signal: AbortSignal) => Promise<T>,
    outer?: AbortSignal,
  ): Promise<T>;
  step(name: BackupWork['step'], bytes?: number, of?: number): void;
  /** For the worker. */
  progress(progress: Progress): void;
  assertIdle(): void;
  cancel(): void;
}

export function createAtWork({ events, clock }: { readonly events: Events; readonly clock: Clock }): AtWork {
  const tell = atMostEvery(TELL_MS, clock, () => events.emit({ type: 'backups.changed' }));
  let now: BackupWork | null = null;
  let abort: AbortController | undefined;

  function step(name: BackupWork['step'], bytes = 0, of = 0): void {
    if (now) now = { ...now, step: name, bytes, of };
    tell();
  }
  function assertIdle(): void {
    if (now) throw problem('backup.busy', {});
  }

  return {
    get now() {
      return now;
    },
    step,
    assertIdle,
    progress: ({ step: name, bytes, of }) => step(name as BackupWork['step'], bytes, of),
    async run(what, work, outer) {
      assertIdle();
      abort = new AbortController();
      const signal = outer ? AbortSignal.any([abort.signal, outer]) : abort.signal;
      now = { what, step: 'wait', bytes: 0, of: 0, since: clock.now() };
      tell();
      try {
        return await work(signal);
      } finally {
        now = null;
        abort = undefined;
        events.emit({ type: 'backups.changed' });
      }
    },
    cancel: () => abort?.abort(),
  };
}
