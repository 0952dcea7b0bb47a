/**
 * The passwords in our own database, as SCRAM keys. Specs: RFC 5802 §2.2, §9.
 * Every account has keys for all hashes we know, so clients may choose the strongest mechanism they have.
 * It does not create accounts: accounts.ts does, and writes the rows this file reads.
 */
import type { AccountStore } from '../../kernel/store.ts';
import { type Credentials, decoyCredentials, matchesCredentials, parseCredentials } from '../credentials.ts';
import { preparePassword } from '../password.ts';
import type { PasswordProvider } from './provider.ts';

/** `secret`: 32 random bytes of this installation; makes the decoys of unknown accounts unpredictable. */
export function createInternalProvider(parts: { store: AccountStore; secret: Buffer }): PasswordProvider {
  const { store, secret } = parts;

  function credentials(username: string, host: string): Credentials {
    const row = store.get(username, host);
    return row ? parseCredentials(row.credentials) : decoyCredentials(secret, `${username}@${host}`);
  }

  return {
    credentials,
    async check(username, host, password) {
      const prepared = preparePassword(password);
      // WHY: a password SASLprep refuses is hashed all the same, so that the time tells nothing of the account.
      const matches = await matchesCredentials(credentials(username, host), prepared ?? '');
      return matches && prepared !== undefined;
    },
  };
}
