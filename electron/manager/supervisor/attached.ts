/** Keeps a program running that attaches to the server and says nothing of itself: that it is ready, the server tells. */
import type { Clock } from '../host.ts';
import type { StartChild } from './child.ts';
import { createSupervisor, type Supervisor } from './supervisor.ts';

export interface AttachedProgram {
  readonly status: Supervisor['status'];
  /** Resolves when it is attached, rejects when it never was. */
  start(): Promise<void>;
  stop(): Promise<void>;
  restart(): Promise<void>;
  /** The server says that it is there. */
  attached(): void;
}

export interface AttachedProgramParts {
  readonly startChild: StartChild;
  /** Rejects when the server runs and says that it is not there. */
  readonly ping: () => Promise<void>;
  readonly clock: Clock;
  readonly changed: () => void;
  readonly line: (line: string) => void;
  readonly process: (pid: number | undefined) => void;
}

/** What the supervisor waits for; here nobody prints it. */
const READY = JSON.stringify({ event: 'ready', ports: [] });

export function createAttachedProgram(parts: AttachedProgramParts): AttachedProgram {
  let announce: (() => void) | undefined;
  const supervisor = createSupervisor({
    ...parts,
    startChild(events) {
      announce = () => events.line(READY, 'stdout');
      return parts.startChild({
        // Nothing it prints is an announcement.
        line: (line) => events.line(line, 'stderr'),
        exited(code, signal) {
          announce = undefined;
          events.exited(code, signal);
        },
      });
    },
    line: (line) => line !== READY && parts.line(line),
  });
  return {
    get status() {
      return supervisor.status;
    },
    start: supervisor.start,
    stop: supervisor.stop,
    restart: supervisor.restart,
    attached() {
      if (supervisor.status.state === 'starting') announce?.();
    },
  };
}
