/**
 * What backups ask of the chat server's data without knowing its tables (server/stored.ts answers). `cli.ts` hands it over to the
 * process that does the work; the manager itself never opens the server's database.
 */
import type { Counts } from './format/manifest.ts';

export interface CopyOptions {
  readonly progress?: ((bytes: number, of: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Once the moment is fixed, before the first page is copied. */
  readonly fixed?: (() => Promise<void>) | undefined;
}

export interface Held {
  readonly address: string;
  readonly name: string;
  readonly messages: number;
  /** An account that cannot log in. */
  readonly disabled: boolean;
}

export interface StoredFile {
  readonly id: string;
  readonly name: string;
  readonly owner: string;
  readonly bytes: number;
  readonly at: number;
}

export type Part =
  | { readonly kind: 'person'; readonly address: string }
  | { readonly kind: 'room'; readonly address: string }
  | { readonly kind: 'file'; readonly id: string };

export interface BroughtBack {
  readonly created: boolean;
  readonly messages: number;
  readonly rows: number;
  /** Places below `server/uploads/`. */
  readonly files: readonly string[];
}

export interface ServerData {
  /** The newest tables this program knows. */
  readonly SCHEMA: number;
  copyDatabase(file: string, target: string, options?: CopyOptions): Promise<void>;
  /** Empty when the database is whole. */
  faultsOf(file: string): string[];
  versionOf(file: string): number;
  countsOf(file: string): Counts;
  /** Takes out of a copy what names files that do not lie at their place below `uploads/`; answers how many. */
  dropLostFiles(file: string, has: (place: string) => boolean): number;
  bringUpToDate(file: string): void;
  peopleIn(file: string): Held[];
  roomsIn(file: string): Held[];
  filesIn(file: string, limit?: number): StoredFile[];
  placeOfFile(id: string): string;
  filesOfPart(copy: string, part: Part): string[];
  bringBack(copy: string, own: string, part: Part, dry?: boolean): BroughtBack;
  /** To a running server, for the drill's own. */
  connectControl(
    data: string,
  ): Promise<{ call(command: string, args?: unknown): Promise<unknown>; close(): void }>;
  /** A lock on the server's data, so that none is started meanwhile; `locked` while one runs. */
  lockData(data: string): { release(): void } | 'locked';
}
