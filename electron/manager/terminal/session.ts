/**
 * One terminal: what it wrote last is kept, so that a page that was loaded again sees it; and it writes no faster than the page reads.
 * Knows nothing of where the bytes come from.
 */
import type { TerminalOutput } from '../../contract/terminal.ts';
import type { Clock } from '../host.ts';

/** The running program behind a terminal, as node-pty has it. */
export interface Pty {
  onData(run: (text: string) => void): void;
  onExit(run: (end: { exitCode: number }) => void): void;
  write(text: string): void;
  resize(columns: number, rows: number): void;
  /** Stops it from writing: the system makes it wait. */
  pause(): void;
  resume(): void;
  kill(signal?: string): void;
}

export interface Session {
  follow(after: number, signal: AbortSignal | undefined): AsyncGenerator<TerminalOutput, void>;
  read(upTo: number): void;
  type(text: string): void;
  resize(columns: number, rows: number): void;
  /** Asks it to end (SIGHUP); one that does not within `GRACE_MS` is killed. Resolves once that is so, or it was never there. */
  end(): Promise<void>;
  /** Nobody looks at it. */
  readonly isAlone: boolean;
  /** Characters kept. */
  readonly kept: number;
}

/** Kept for a page that comes back: some three thousand lines. */
export const KEPT_CHARACTERS = 256 * 1024;
/** A page this far behind is waited for … */
export const AHEAD = 256 * 1024;
/** … until it is this near again. */
const NEAR = 64 * 1024;
const CHUNK = 32 * 1024;
/** A shell that heard it writes its history; one that will not hear is not waited for. */
export const GRACE_MS = 2000;

export interface SessionParts {
  readonly clock: Pick<Clock, 'after'>;
  readonly pty: Pty;
  /** It ended, or the last page went. */
  readonly changed: () => void;
}

export function createSession({ clock, pty, changed }: SessionParts): Session {
  let kept: string[] = [];
  let keptLength = 0;
  let written = 0;
  let ended: { code: number | null } | undefined;
  /** How far each page has come; the slowest counts. */
  const readers = new Set<{ at: number; wake: () => void }>();
  let isPaused = false;
  let ending: PromiseWithResolvers<void> | undefined;

  const first = () => written - keptLength;
  const wakeAll = () => {
    for (const { wake } of readers) wake();
  };

  function pace(): void {
    const behind = readers.size === 0 ? 0 : written - Math.min(...[...readers].map(({ at }) => at));
    if (!isPaused && behind > AHEAD) {
      isPaused = true;
      pty.pause();
    } else if (isPaused && behind < NEAR) {
      isPaused = false;
      pty.resume();
    }
  }

  pty.onData((text) => {
    kept.push(text);
    keptLength += text.length;
    written += text.length;
    while (keptLength - kept[0]!.length > KEPT_CHARACTERS) keptLength -= kept.shift()!.length;
    pace();
    wakeAll();
  });
  pty.onExit(({ exitCode }) => {
    ended = { code: exitCode };
    ending?.resolve();
    wakeAll();
    changed();
  });

  /** What was written from `at` on, a piece of it. */
  function piece(at: number): string {
    // One string from now on: asking again costs nothing.
    if (kept.length > 1) kept = [kept.join('')];
    return (kept[0] ?? '').slice(at - first(), at - first() + CHUNK);
  }

  return {
    async *follow(after, signal) {
      let sent = Math.min(Math.max(after, first()), written);
      const before = written;
      const reader = { at: sent, wake: () => {} };
      readers.add(reader);
      try {
        if (sent !== after) yield { type: 'gap', at: sent };
        while (!signal?.aborted) {
          if (sent < first()) {
            sent = first();
            yield { type: 'gap', at: sent };
          }
          // No further ahead than it reads: what waits in between is memory of ours.
          if (sent < written && sent - reader.at <= AHEAD) {
            const text = piece(sent);
            yield { type: 'output', at: sent, text, live: sent >= before };
            sent += text.length;
            continue;
          }
          if (ended && sent === written) return yield { type: 'ended', code: ended.code };
          await woken(reader, signal);
        }
      } finally {
        readers.delete(reader);
        pace();
        if (readers.size === 0) changed();
      }
    },
    read(upTo) {
      // Pages of one person move together: two windows on one terminal are rare, and the slower catches up.
      for (const reader of readers) reader.at = Math.min(Math.max(reader.at, upTo), written);
      pace();
      wakeAll();
    },
    type: (text) => void (ended ?? pty.write(text)),
    resize: (columns, rows) => void (ended ?? pty.resize(columns, rows)),
    async end() {
      if (ended) return;
      if (ending) return ending.promise;
      ending = Promise.withResolvers();
      pty.kill();
      const late = clock.after(GRACE_MS, () => {
        pty.kill('SIGKILL');
        ending?.resolve();
      });
      await ending.promise;
      late.cancel();
    },
    get isAlone() {
      return readers.size === 0;
    },
    get kept() {
      return keptLength;
    },
  };
}

const woken = (reader: { wake: () => void }, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve) => {
    const done = () => {
      signal?.removeEventListener('abort', done);
      reader.wake = () => {};
      resolve();
    };
    reader.wake = done;
    signal?.addEventListener('abort', done, { once: true });
    if (signal?.aborted) done();
  });
