/**
 * New SCRAM keys for old accounts. Specs: XEP-0480 0.2.0 §3.
 * Who came from another server has keys for the hashes that one knew; the client, which knows the password, makes the others.
 * Offered to those accounts only, and done only after a log-in that has shown the password.
 */
import type { Jid } from '../kernel/jid.ts';
import type { LoginUpgrades } from '../kernel/sasl.ts';
import type { Storage } from '../kernel/store.ts';
import {
  ITERATIONS,
  keysFromSalted,
  newSalt,
  parseCredentials,
  type ScramHash,
  serialiseCredentials,
} from './credentials.ts';

/** §2.1: "UPGR-" and the mechanism, "names of variants without channel-binding". SHA-1 is no upgrade. */
const TASKS: Readonly<Record<string, ScramHash>> = {
  'UPGR-SCRAM-SHA-512': 'sha512',
  'UPGR-SCRAM-SHA-256': 'sha256',
};

/** Mechanisms that show the password, or that one has it. */
const byPassword = (mechanism: string) => mechanism === 'PLAIN' || mechanism.startsWith('SCRAM-');

export function createUpgrades({ storage }: { storage: Storage }): LoginUpgrades {
  const store = storage.accounts;

  /** Keys that are missing, or made with fewer rounds than today's. */
  function isDue(account: Pick<Jid, 'local' | 'domain'>, hash: ScramHash): boolean {
    const row = store.get(account.local, account.domain);
    const kept = row && parseCredentials(row.credentials)[hash];
    return row !== undefined && (kept === undefined || kept.iterations < ITERATIONS);
  }

  return {
    offered({ from, host }) {
      if (!from?.local || from.domain !== host) return [];
      return Object.keys(TASKS).filter((task) => isDue(from, TASKS[task]!));
    },

    begin(account, name, mechanism) {
      const hash = Object.hasOwn(TASKS, name) ? TASKS[name] : undefined;
      if (!hash || !byPassword(mechanism) || !isDue(account, hash)) return undefined;
      const salt = newSalt();
      return {
        ...{ name, salt, iterations: ITERATIONS },
        async finish(salted) {
          const keys = keysFromSalted(hash, salted, salt, ITERATIONS);
          if (!keys) return false;
          const row = store.get(account.local, account.domain);
          // The password may have been changed meanwhile, and these keys are of the one before.
          if (!row || !isDue(account, hash)) return false;
          const credentials = serialiseCredentials({ ...parseCredentials(row.credentials), [hash]: keys });
          store.put({ ...row, credentials });
          await storage.commits.flush();
          return true;
        },
      };
    },
  };
}
