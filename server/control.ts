/**
 * The contract between a running server and whoever looks after it: the manager and `chatelaine ctl`.
 *
 * Two channels. Standard output carries one event line first (`ready`, or `failed` and the process ends), then logs.
 * The control socket in the data folder takes commands, one JSON object a line, and tells events to who subscribes.
 * Who may open the socket (the account that runs the server) may do everything: it is as good as the database file.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, statSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import type { FederationChanged, FederationTried } from './s2s/report.ts';

export interface ReadyPort {
  readonly type: string;
  readonly port: number;
  readonly address: string;
  readonly tls: string;
  /** Absent for connections. */
  readonly transport?: 'udp';
}

/** A port of the configuration that could not be opened and is not needed for the start. */
export interface ClosedPort {
  readonly type: string;
  readonly port: number;
  readonly tls: string;
  readonly code: FailureCode;
}

/** The first line on standard output. */
export type Announcement =
  | {
      readonly event: 'ready';
      readonly ports: readonly ReadyPort[];
      /** Absent when all are open. */
      readonly closed?: readonly ClosedPort[];
      readonly pid: number;
    }
  | {
      readonly event: 'failed';
      readonly code: FailureCode;
      readonly message: string;
      readonly port?: number;
      readonly address?: string;
    };

export type FailureCode =
  | 'config.invalid'
  | 'certificate.unusable'
  | 'port.in-use'
  | 'port.forbidden'
  | 'address.unknown'
  | 'listen.failed'
  | 'data.locked'
  | 'data.unusable'
  | 'unexpected';

/** How `chatelaine server` ends. */
export const EXIT = {
  stopped: 0,
  unexpected: 1,
  badConfig: 2,
  cannotListen: 3,
  badData: 4,
  restart: 5,
} as const;

/** What a subscriber hears. Addresses are text; `at` is milliseconds since the epoch. */
export type ServerEvent =
  | {
      readonly event: 'session.bound' | 'session.resumed' | 'session.detached';
      readonly jid: string;
      readonly at: number;
    }
  | { readonly event: 'session.ended'; readonly jid: string; readonly reason: string; readonly at: number }
  | {
      readonly event: 'presence.changed';
      readonly jid: string;
      readonly available: boolean;
      readonly at: number;
    }
  | { readonly event: 'account.created' | 'account.removed'; readonly account: string; readonly at: number }
  /** Not for what is said in it. */
  | { readonly event: 'room.changed'; readonly room: string; readonly at: number }
  /** It attached, or is gone: `components` tells. */
  | { readonly event: 'component.changed'; readonly component: string; readonly at: number }
  /** `people_state` and `push_state` tell more. */
  | { readonly event: 'standing.changed'; readonly account: string; readonly at: number }
  /** `list_invitations` tells which there are. */
  | { readonly event: 'invitation.changed'; readonly at: number }
  | { readonly event: 'report.filed'; readonly host: string; readonly at: number }
  /** Somebody tried to connect: `connection_attempts` tells. A few times a second at most. */
  | { readonly event: 'attempts.changed'; readonly at: number }
  | FederationChanged
  | FederationTried;

export interface ControlRequest {
  readonly id: number;
  /** A name from the command table, or `ping`, or `subscribe`. */
  readonly command: string;
  readonly args?: unknown;
}
export interface ControlProblem {
  readonly code: string;
  readonly message: string;
}
export type ControlAnswer =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: ControlProblem };

/** Longest request line in bytes; a list of 20,000 names fits. */
export const MAX_REQUEST = 1024 * 1024;

/** Longest path a unix socket takes on every system (macOS: 104 bytes with the end). */
const MAX_PATH = 100;

/** Where the server of a data folder listens for commands: the same answer in every process, for the same folder. */
export function controlAddress(dataDir: string): string {
  const folder = resolve(dataDir);
  const short = createHash('sha256').update(folder).digest('hex').slice(0, 24);
  if (process.platform === 'win32') return `\\\\.\\pipe\\chatelaine-${short}`;
  const path = join(folder, 'control.sock');
  return Buffer.byteLength(path) <= MAX_PATH ? path : join(privateTemporary(), `${short}.sock`);
}

/** A folder nobody else can put a socket of theirs into. */
function privateTemporary(): string {
  const { uid } = userInfo();
  const folder = join(tmpdir(), `chatelaine-${uid}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const stat = statSync(folder);
  if (stat.uid !== uid || (stat.mode & 0o077) !== 0) throw new Error(`${folder} must belong to you alone.`);
  return folder;
}

/** A command the server refused, or a server that cannot be reached (`server.unreachable`). */
export class ControlError extends Error {
  readonly code: string;
  constructor(problem: ControlProblem, options?: ErrorOptions) {
    super(problem.message, options);
    this.code = problem.code;
  }
}

export interface ControlClient {
  /** Resolves with the command's result; rejects with a ControlError. */
  call(command: string, args?: unknown): Promise<unknown>;
  /** Events from now on, in order. */
  subscribe(onEvent: (event: ServerEvent) => void): Promise<void>;
  /** Settles when the connection is gone. */
  readonly closed: Promise<void>;
  close(): void;
}

function readAnswer(line: string): ControlAnswer | ServerEvent | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as ControlAnswer | ServerEvent) : undefined;
  } catch {
    return undefined;
  }
}

/** Connects to the server of a data folder. Rejects with `server.unreachable` when none runs there. */
export async function connectControl(dataDir: string): Promise<ControlClient> {
  const socket = await open(controlAddress(dataDir));
  const waiting = new Map<number, { resolve: (result: unknown) => void; reject: (error: Error) => void }>();
  let onEvent: (event: ServerEvent) => void = () => {};
  let last = 0;

  readLines(socket, Number.POSITIVE_INFINITY, (line) => {
    const answer = readAnswer(line);
    // Not our server, or not in its right mind: the callers learn that the line is gone.
    if (answer === undefined) return void socket.destroy();
    if ('event' in answer) return onEvent(answer);
    const call = waiting.get(answer.id);
    waiting.delete(answer.id);
    if ('error' in answer) call?.reject(new ControlError(answer.error));
    else call?.resolve(answer.result);
  });

  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => {
      const gone = new ControlError({
        code: 'server.unreachable',
        message: 'The server closed the connection.',
      });
      for (const { reject } of waiting.values()) reject(gone);
      waiting.clear();
      resolve();
    });
  });

  function call(command: string, args?: unknown): Promise<unknown> {
    last += 1;
    const id = last;
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      socket.write(`${JSON.stringify({ id, command, args } satisfies ControlRequest)}\n`);
    });
  }

  return {
    call,
    closed,
    async subscribe(listener) {
      onEvent = listener;
      await call('subscribe');
    },
    close: () => void socket.destroy(),
  };
}

function open(address: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(address);
    socket.once('connect', () => {
      socket.on('error', () => socket.destroy());
      resolve(socket);
    });
    socket.once('error', (cause) => {
      reject(
        new ControlError(
          { code: 'server.unreachable', message: 'No server runs on this data folder.' },
          { cause },
        ),
      );
    });
  });
}

/** Calls back with each line; destroys the socket when a line is longer than `max` characters. */
export function readLines(socket: Socket, max: number, onLine: (line: string) => void): void {
  let rest = '';
  socket.setEncoding('utf8');
  socket.on('data', (chunk) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > max || lines.some((line) => line.length > max)) return void socket.destroy();
    for (const line of lines) if (line !== '') onLine(line);
  });
}
