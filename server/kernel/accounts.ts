/** What the kernel and the modules may ask about accounts: types only. `server/auth/` implements them. */
import type { Jid } from './jid.ts';

export interface AccountInfo {
  readonly jid: Jid;
  readonly displayName: string;
  readonly disabled: boolean;
  readonly createdAt: number;
  readonly lastLogin: number | null;
}

/** `not-allowed`: a name with characters an address cannot have; `weak`: empty or over 1023 bytes after preparation. */
export type AccountRefusal = 'exists' | 'unknown' | 'not-allowed' | 'weak' | 'unknown-host';

/** What may be known of a device that may come back without the password (XEP-0484): nothing that would let somebody in. */
export interface TrustedDevice {
  /** Names it for `distrust`; of the device's own id it is a hash. */
  readonly device: string;
  readonly mechanism: string;
  /** Milliseconds since the epoch: of its latest token. */
  readonly issued: number;
  readonly expires: number;
}

export interface Accounts {
  exists(bare: Jid): boolean;
  get(bare: Jid): AccountInfo | undefined;
  list(host: string): AccountInfo[];
  isAdmin(bare: Jid): boolean;
  /** Resolves after the commit that holds the account. */
  create(
    user: string,
    host: string,
    password: string,
    more?: { displayName?: string; disabled?: boolean },
  ): Promise<Jid | AccountRefusal>;
  setPassword(bare: Jid, password: string): Promise<'done' | AccountRefusal>;
  /** In constant time with regard to the stored keys; false for unknown and disabled accounts. */
  checkPassword(bare: Jid, password: string): Promise<boolean>;
  setDisabled(bare: Jid, disabled: boolean): Promise<'done' | AccountRefusal>;
  /** Disables it for somebody who has left: tokens, push and invitations end. Runs `account.closed`; sessions are the caller's to end. */
  close(bare: Jid): Promise<'done' | AccountRefusal>;
  setDisplayName(bare: Jid, name: string): Promise<'done' | AccountRefusal>;
  /** Runs `account.removed`; everything that hangs on the account goes with it. */
  remove(bare: Jid): Promise<'done' | AccountRefusal>;
  noteLogin(bare: Jid): void;
  trusted(bare: Jid): TrustedDevice[];
  /** All of its devices, or one, come with the password next time; resolves to how many, after the commit. */
  distrust(bare: Jid, device?: string): Promise<number>;
}
