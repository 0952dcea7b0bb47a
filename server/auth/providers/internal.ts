/**
 * The passwords in our own database, as SCRAM keys. Specs: RFC 5802 §2.2, §9.
 * Every account has keys for all hashes we know, so clients may choose the strongest mechanism they have.
 * It does not create accounts: accounts.ts does, and writes the rows this file reads and, when they are old, renews.
 */
import type { AccountRow, AccountStore } from '../../kernel/store.ts';
import {
  type AllCredentials,
  type Credentials,
  decoyCredentials,
  ITERATIONS,
  makeCredentials,
  matchesCredentials,
  parseCredentials,
  SCRAM_HASHES,
  serialiseCredentials,
} from '../credentials.ts';
import { preparePassword } from '../password.ts';
import type { PasswordProvider } from './provider.ts';

/** `secret`: 32 random bytes of this installation; makes the decoys of unknown accounts unpredictable. */
export function createInternalProvider(parts: { store: AccountStore; secret: Buffer }): PasswordProvider {
  const { store, secret } = parts;

  /** WHY the decoy is made for everybody, and read back like a row: the same work whether the account exists or not. */
  function read(username: string, host: string): { own: Credentials; all: AllCredentials } {
    const decoy = decoyCredentials(secret, `${username}@${host}`);
    const text = serialiseCredentials(decoy);
    const own = parseCredentials(store.get(username, host)?.credentials ?? text);
    return { own, all: { ...decoy, ...own } };
  }

  /** Keys of fewer rounds than today's are made anew, now that the password is at hand. SCRAM never shows it to us. */
  async function renew(before: AccountRow, prepared: string): Promise<void> {
    const kept = parseCredentials(before.credentials);
    if (SCRAM_HASHES.every((hash) => (kept[hash]?.iterations ?? 0) >= ITERATIONS)) return;
    const fresh = serialiseCredentials(await makeCredentials(prepared));
    const now = store.get(before.username, before.host);
    // WHY: checking and deriving took a while, and the password may have been changed or the account removed meanwhile.
    if (now?.credentials === before.credentials) store.put({ ...now, credentials: fresh });
  }

  return {
    credentials: (username, host) => read(username, host).all,
    lacking(username, host) {
      const row = store.get(username, host);
      const kept = row && parseCredentials(row.credentials);
      return kept ? SCRAM_HASHES.filter((hash) => !kept[hash]) : [];
    },
    async check(username, host, password) {
      const prepared = preparePassword(password);
      const before = store.get(username, host);
      // WHY: a password SASLprep refuses is hashed all the same, so that the time tells nothing of the account.
      const matches = await matchesCredentials(read(username, host).own, prepared ?? '');
      if (!matches || prepared === undefined) return false;
      if (before) await renew(before, prepared);
      return true;
    },
  };
}
