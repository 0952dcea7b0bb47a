/** A place for backups. Each kind refuses with a problem that says what stands in the way. */

export interface Stored {
  readonly name: string;
  readonly bytes: number;
}

export interface Target {
  /** The folder a backup is written to at once; undefined: it is written here first, and sent. */
  readonly folder: string | undefined;
  /** Rejects when nothing can be written there now. Answers the free bytes, null where nobody says. */
  ready(signal?: AbortSignal): Promise<{ readonly free: number | null }>;
  /** Backups of ours that are there. */
  list(signal?: AbortSignal): Promise<Stored[]>;
  /** Brings a finished file there and compares what arrived. Only with no `folder`. */
  send(file: string, name: string, signal?: AbortSignal): Promise<void>;
  /** A file here to read one from; `done` when it is not needed any more. */
  fetch(name: string, signal?: AbortSignal): Promise<{ readonly file: string; done(): Promise<void> }>;
  remove(name: string): Promise<void>;
  /** Clears what a killed run left. */
  tidy(): Promise<void>;
}
