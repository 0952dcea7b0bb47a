/**
 * Where passwords are kept or checked. The internal store is one provider; directories (LDAP) will be others.
 * Names are prepared (PRECIS, IDNA) before they come here; passwords are prepared inside.
 * A provider knows nothing of SASL, streams or sessions.
 */
import type { AllCredentials, ScramHash } from '../credentials.ts';

export interface PasswordProvider {
  /** SCRAM keys of an existing account; of an unknown one, keys nobody can match, alike at each call. */
  credentials(username: string, host: string): AllCredentials;
  /** Hashes an existing account has no keys for; none for an unknown one. */
  lacking(username: string, host: string): readonly ScramHash[];
  /** Takes as long for unknown accounts as for known ones. */
  check(username: string, host: string, password: string): Promise<boolean>;
}
