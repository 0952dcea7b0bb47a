/** What the manager asks of a server about somebody who leaves: closing all ways in, and reading out what the account holds. */

/** An element of XEP-0227, and where in a `<user/>` it belongs. */
export interface ExportedPiece {
  readonly piece: 'roster' | 'requests' | 'vcard' | 'private' | 'blocked' | 'offline' | 'personal';
  readonly node?: string | undefined;
  readonly xml: string;
}

export interface ExportedMessage {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly when: number;
  /** The other side's bare address. */
  readonly peer: string;
  readonly mine: boolean;
  readonly kind: 'text' | 'encrypted' | 'other';
  readonly text: string;
  readonly xml: string;
}

export interface ExportedFile {
  readonly handle: string;
  readonly name: string;
  readonly type: string;
  readonly bytes: number;
  readonly at: number;
}

export interface LeavingEngine {
  /** Disables; ends sessions, rights to come back without the password, push and invitations. */
  close(address: string): Promise<void>;
  pieces(address: string, after: number): Promise<{ pieces: readonly ExportedPiece[]; next: number | null }>;
  /** Oldest first. */
  messages(
    address: string,
    after: string,
  ): Promise<{ messages: readonly ExportedMessage[]; next: string | null; total: number }>;
  files(address: string): Promise<readonly ExportedFile[]>;
  /** Undefined: it has gone since. */
  file(
    address: string,
    handle: string,
    offset: number,
  ): Promise<{ data: Buffer; next: number | null } | undefined>;
}
