/** What updates are put together from (managed.ts does), so that each can be another's in a test. */
import type { UpdateHold } from '../../contract/index.ts';
import type { DataCounts, ReleaseNotes } from '../../contract/updates.ts';
import type { Changes } from '../changes.ts';
import type { Clock } from '../host.ts';
import type { FeedAnswer } from './feed.ts';
import type { Installed, VersionsFolder } from './installation.ts';
import type { UpdatePorter } from './porter.ts';
import type { RecordFile } from './record.ts';
import type { DataSchema } from './releases.ts';

/** What the face does next: closes the manager, and then this. */
export type HandOver = 'update' | 'back' | 'give-up';

export interface UpdatesParts {
  readonly version: string;
  /** `linux-x64`. */
  readonly system: string;
  readonly dataDir: string;
  readonly installed: Installed;
  /** Null: nowhere yet. */
  readonly feed: string | null;
  readonly clock: Clock;
  readonly record: RecordFile;
  readonly versions: VersionsFolder | null;
  readonly ask: (channel: string, seenEdition: number, signal: AbortSignal) => Promise<FeedAnswer>;
  readonly schema: () => DataSchema;
  /** Fetches a version and lays it where it can be started; null where the package manager does. */
  readonly porter: UpdatePorter | null;
  /** The system asks somebody before it lets the exchange happen. */
  readonly attended?: boolean;
  readonly notes: () => readonly ReleaseNotes[];
  /** What holds an exchange back at this moment. */
  readonly holds: (at: number | null) => UpdateHold[];
  readonly tonight: () => number;
  /** Nobody writes any more from here to the exchange. */
  readonly shutDoors: () => Promise<void>;
  readonly openDoors: () => Promise<void>;
  /** `spare` makes no room for it: it is what will be put back. */
  readonly snapshot: (signal: AbortSignal, spare?: string) => Promise<{ readonly id: string }>;
  /** Few are kept, and a newer one may have made room of it. */
  readonly hasSnapshot: (id: string) => Promise<boolean>;
  readonly counts: () => Promise<DataCounts | null>;
  readonly handOver: (why: HandOver) => void;
  readonly changed: () => void;
  readonly changes: Pick<Changes, 'note'>;
  readonly unexpected: (error: unknown, where: string) => string;
}
