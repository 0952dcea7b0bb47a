/**
 * What the kernel and the modules know of storage: types, and one error. `server/storage/` implements them.
 *
 * Reads are synchronous on the calling thread. Writes are queued to the one writer thread, which commits in groups;
 * each returns a ticket, and `Commits.whenCommitted` says when that ticket is on disk (fsynced).
 */
import type { Readable } from 'node:stream';
import type { Element } from 'ltx';

/** Position in the order of writes; higher is later. */
export type Ticket = number;

export interface Commits {
  /** The ticket of the last write queued so far. */
  readonly last: Ticket;
  /** Everything up to and including this ticket is on disk. */
  readonly committed: Ticket;
  /** Calls back once `ticket` is on disk; at once (synchronously) when it already is. Never calls back after a failed commit. */
  whenCommitted(ticket: Ticket, run: () => void): void;
  /** Resolves when all writes queued so far are on disk; rejects when the disk refused. */
  flush(): Promise<void>;
}

export interface Keyval<T> {
  /** Sees this process's own writes at once, before they are committed. */
  get(owner: string, key: string): T | undefined;
  set(owner: string, key: string, value: T): Ticket;
  delete(owner: string, key: string): Ticket;
  /** All entries of an owner, by key in code-point order. */
  entries(owner: string): [key: string, value: T][];
  deleteOwner(owner: string): Ticket;
  /** Every owner that has at least one entry. */
  owners(): string[];
  /** As `get(…) !== undefined`, for upkeep that asks about everything: what others read often stays at hand. */
  has(owner: string, key: string): boolean;
  /** All there is, a slice at a time and as it is on disk once reached; for upkeep and lists, past what is kept at hand. */
  scan(): AsyncIterable<{ readonly owner: string; readonly key: string; readonly value: T }>;
}

export interface ArchiveItem {
  /** Unique and ascending within an owner's archive. */
  readonly id: string;
  /** Milliseconds since the epoch, UTC. */
  readonly when: number;
  /** The other party's bare address. */
  readonly with: string;
  readonly stanza: Element;
}

/** Which items match: all that is given must hold. */
export interface ArchiveFilter {
  /** Bare or full address; a bare one matches all its resources. */
  readonly with?: string;
  readonly start?: number;
  readonly end?: number;
  /** Later than this item, earlier than this item; neither counts itself. */
  readonly afterId?: string;
  readonly beforeId?: string;
  /** These items and no others. */
  readonly ids?: readonly string[];
  /** Words that must all be in the text, each as the beginning of a word. */
  readonly text?: string;
}

export interface ArchiveQuery extends ArchiveFilter {
  /** RSM (XEP-0059): page after this id, before this id; `before: ''` is the last page. */
  readonly after?: string;
  readonly before?: string;
  /** RSM: the page whose first item is number `index` of those that match, from 0. */
  readonly index?: number;
  /** Items wanted; 0 asks for the count only. */
  readonly max: number;
}

/** How much one owner's archive may hold. */
export interface ArchiveBound {
  readonly items: number;
  readonly bytes: number;
}

/** Where in an archive: an item's id and time. */
export interface ArchivePoint {
  readonly id: string;
  readonly when: number;
}

export interface ArchivePage {
  readonly items: ArchiveItem[];
  /** No further item in the direction of paging. */
  readonly complete: boolean;
  /** How many match in all. */
  readonly count: number;
  /** Index of the first item among all that match. */
  readonly index: number;
}

export interface ArchiveStore {
  /** Queues one item and returns its id at once. `with` may be a full address. */
  append(
    owner: string,
    item: { when: number; with: string; stanza: Element },
  ): { id: string; ticket: Ticket };
  /** Waits for queued appends first. Returns 'item-not-found' when the query names an id that is not in the archive. */
  query(owner: string, query: ArchiveQuery): Promise<ArchivePage | 'item-not-found'>;
  /** The first and the last item; undefined when there is none. Waits for queued appends first. */
  ends(owner: string): Promise<{ first: ArchivePoint; last: ArchivePoint } | undefined>;
  /** The latest item exchanged with the bare address `peer` whose stanza has this `id`, among the latest few thousand. */
  find(owner: string, peer: string, stanzaId: string): Promise<ArchiveItem | undefined>;
  /** Puts another stanza into an item's place (a tombstone); id, time and `with` stay. Its text is found no more. */
  replace(owner: string, id: string, stanza: Element): Ticket;
  deleteOwner(owner: string): Ticket;
  /**
   * Deletes what arrived before `before` (ms), a bounded slice at a time; resolves to how many went. Always the oldest of an
   * archive: XEP-0313 §3.2 permits no holes.
   */
  deleteOlder(before: number): Promise<number>;
  /**
   * From now on no owner's archive holds much more: the oldest go, a slice at a time; undefined: no bound. Resolves when all that
   * is over now has gone.
   */
  keepWithin(bound: ArchiveBound | undefined): Promise<void>;
  /** How many `deleteOlder` would delete. */
  countOlder(before: number): Promise<number>;
  /** When the oldest item of all owners arrived (ms); undefined when there is none. */
  oldest(): Promise<number | undefined>;
}

/** A published item without its payload: what lists, counts and quotas need. */
export interface ItemHead {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly publishedAt: number;
  /** Of payload and id. */
  readonly bytes: number;
}

/** One item of a node (XEP-0060). */
export interface PublishedItem {
  readonly id: string;
  readonly publisher: string;
  readonly publishedAt: number;
  /** The payload element as XML; absent for an item without. */
  readonly payload: string | undefined;
}

export interface ItemStore {
  /** In order of publication, the oldest first. Sees own writes at once, as do the others here. */
  list(owner: string, node: string): ItemHead[];
  get(owner: string, node: string, id: string): PublishedItem | undefined;
  /** An item published anew takes the place of the old one, at the end. */
  put(owner: string, node: string, item: PublishedItem): Ticket;
  delete(owner: string, node: string, id: string): Ticket;
  deleteNode(owner: string, node: string): Ticket;
  /** What all nodes of an owner hold: at most a minute old, and never too little, unless `exactly` what is on disk is asked for. */
  bytes(owner: string, exactly?: boolean): number;
}

/** Permissions of what is made in a folder of files, as of chmod. */
export interface FileModes {
  readonly file: number;
  readonly folder: number;
}

export interface StoredFile {
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly writtenAt: number;
  /** The bytes from `start` to `end`, both counted; all without. */
  read(range?: { readonly start: number; readonly end: number }): Readable;
  /** For a file that was opened and is not read. */
  close(): Promise<void>;
}

/** A folder of files, by ids of letters, digits, `-` and `_` that its user makes up. */
export interface FileStore {
  /**
   * Takes in a file of exactly `size` bytes, in constant memory. Resolves once all of it is on disk and it can be opened;
   * before that, and when it rejects, there is no such file. Rejects with a FileSizeError when there are more or fewer bytes.
   */
  write(id: string, source: AsyncIterable<Uint8Array>, size: number): Promise<void>;
  open(id: string): Promise<StoredFile | undefined>;
  delete(id: string): Promise<void>;
  /** Every file there is, a folder at a time; for finding those nobody knows of. */
  ids(): AsyncIterable<{ readonly id: string; readonly writtenAt: number }>;
  /** Bytes free on the disk. */
  free(): Promise<number>;
}

/** The source ended early or went on too long. */
export class FileSizeError extends Error {}

/** What is kept of a resumable session so that it survives the process (XEP-0198 §5). */
export interface SavedSession {
  readonly id: string;
  readonly jid: string;
  /** Stanzas handled from the client, without a gap. */
  readonly inbound: number;
  /** JSON: marks of those handled beyond (session-inbound.ts). */
  readonly ahead: string;
  /** Stanzas the client has acknowledged. */
  readonly acked: number;
  /** JSON of all session state, including what sessions.ts itself keeps (presence, creation time). */
  readonly state: string;
  readonly updatedAt: number;
}

export interface SessionStore {
  save(session: SavedSession): Ticket;
  setInbound(id: string, inbound: number, ahead: string): Ticket;
  setAcked(id: string, acked: number): Ticket;
  /** A stanza that leaves at `queuedAt` (ms) as the client's stanza number `seq`, kept until acknowledged. */
  enqueue(id: string, seq: number, xml: string, queuedAt: number): Ticket;
  remove(id: string): Ticket;
  /** Read once at start. */
  loadAll(): { session: SavedSession; queue: { seq: number; xml: string; queuedAt: number }[] }[];
}

/** Everything the composition root opens and hands around. */
export interface Storage {
  readonly commits: Commits;
  keyval<T>(name: string, parse: (value: unknown) => T): Keyval<T>;
  archive(name: string): ArchiveStore;
  items(name: string): ItemStore;
  files(name: string, modes: FileModes): FileStore;
  readonly sessions: SessionStore;
  readonly accounts: AccountStore;
  size(): StorageSize;
  /** Counted one by one, with everybody waiting: for a moment when nobody does. */
  counts(): StorageCounts;
  /** Flushes, then closes. */
  close(): Promise<void>;
}

/** Told without reading the data itself. */
export interface StorageSize {
  /** Of the database, without its log of latest writes. */
  readonly bytes: number;
  /** Archived messages, at most: those deleted out of the middle may be counted. */
  readonly archived: number;
}

/** What is on disk. */
export interface StorageCounts {
  readonly people: number;
  readonly rooms: number;
  /** Archived, in the archives of all people and rooms together. */
  readonly messages: number;
}

export interface AccountRow {
  /** Localpart after PRECIS, and domain after IDNA. */
  readonly username: string;
  readonly host: string;
  /** `{ iterations, salt, ...keys per mechanism }` as JSON; see auth/scram.ts. Never the password. */
  readonly credentials: string;
  readonly disabled: boolean;
  /** A name for people, free text, at most 200 characters. */
  readonly displayName: string;
  readonly createdAt: number;
  /** Milliseconds of the last log-in, or null. */
  readonly lastLogin: number | null;
}

export interface AccountStore {
  /** Sees own writes at once. */
  get(username: string, host: string): AccountRow | undefined;
  list(host: string): AccountRow[];
  put(row: AccountRow): Ticket;
  delete(username: string, host: string): Ticket;
}
