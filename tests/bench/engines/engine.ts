/**
 * What the benchmark asks of a server: install it into a folder of its own with these accounts, start it, stop it.
 *
 * All engines serve the same domain with the same certificate on a direct-TLS port of 127.0.0.1.
 */

export const HOST = 'bench.localhost';
export const PASSWORD = 'secret';

export interface Engine {
  readonly name: string;
  /** The scenarios in which it differs from its sibling; absent: all. */
  readonly scenarios?: readonly string[];
  /** What is missing on this machine, or undefined when it can run. */
  missing(): string | undefined;
  /** Writes configuration and accounts; nothing runs when it resolves. */
  install(parts: InstallParts): Promise<Installation>;
}

export interface InstallParts {
  /** An empty folder the engine may fill, and give to a user of its own. */
  readonly folder: string;
  /** PEM files, readable by everyone. */
  readonly certificate: { readonly chain: string; readonly key: string };
  readonly users: readonly string[];
  /** Where ours writes CPU profiles when it stops. */
  readonly profile?: string | undefined;
  /** Ours from the sources instead of `dist/`. */
  readonly sources?: boolean | undefined;
}

export interface Installation {
  readonly port: number;
  /** Resolves as soon as the process runs, which is before it listens. */
  start(): Promise<RunningEngine>;
}

export interface RunningEngine {
  readonly pid: number;
  readonly port: number;
  /** Rejects when the server ends although nobody stopped it. */
  readonly failed: Promise<never>;
  stop(): Promise<void>;
}

/** Where a peer keeps its archive: as it likes best, which does not sync, or in SQLite, which does. */
export type Archive = 'native' | 'sqlite';

/** The names of `count` accounts. */
export const userNames = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `u${index}`);
