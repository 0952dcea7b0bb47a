/**
 * What the kernel and the modules know of storage: types only. `server/storage/` implements them.
 *
 * Reads are synchronous on the calling thread. Writes are queued to the one writer thread, which commits in groups;
 * each returns a ticket, and `Commits.whenCommitted` says when that ticket is on disk (fsynced).
 */
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

export interface ArchiveQuery {
  /** Bare or full address; a bare one matches all its resources. */
  readonly with?: string;
  readonly start?: number;
  readonly end?: number;
  /** RSM (XEP-0059): page after this id, before this id; `before: ''` is the last page. */
  readonly after?: string;
  readonly before?: string;
  /** Items wanted; 0 asks for the count only. */
  readonly max: number;
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
  /** Waits for queued appends first. Returns 'item-not-found' when `after` or `before` names an unknown id. */
  query(owner: string, query: ArchiveQuery): Promise<ArchivePage | 'item-not-found'>;
  deleteOwner(owner: string): Ticket;
  /** Deletes what is older than `before` (ms), a bounded slice at a time; resolves to how many went. */
  deleteOlder(before: number): Promise<number>;
}

/** What is kept of a resumable session so that it survives the process (XEP-0198 §5). */
export interface SavedSession {
  readonly id: string;
  readonly jid: string;
  /** Stanzas handled from the client. */
  readonly inbound: number;
  /** Stanzas the client has acknowledged. */
  readonly acked: number;
  /** JSON of all session state, including what sessions.ts itself keeps (presence, creation time). */
  readonly state: string;
  readonly updatedAt: number;
}

export interface SessionStore {
  save(session: SavedSession): Ticket;
  setInbound(id: string, inbound: number): Ticket;
  setAcked(id: string, acked: number): Ticket;
  /** A message stanza that leaves as the client's stanza number `seq`, kept until acknowledged. */
  enqueue(id: string, seq: number, xml: string): Ticket;
  remove(id: string): Ticket;
  /** Read once at start. */
  loadAll(): { session: SavedSession; queue: { seq: number; xml: string }[] }[];
}

/** Everything the composition root opens and hands around. */
export interface Storage {
  readonly commits: Commits;
  keyval<T>(name: string, parse: (value: unknown) => T): Keyval<T>;
  archive(name: string): ArchiveStore;
  readonly sessions: SessionStore;
  readonly accounts: AccountStore;
  /** Flushes, then closes. */
  close(): Promise<void>;
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
