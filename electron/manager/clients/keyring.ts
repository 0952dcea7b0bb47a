/**
 * The person's keyring, through the very library Gajim uses (python3-keyring): it finds the same keyring, and Gajim the password in it.
 * The password goes in on standard input.
 */
import type { Run } from '../run.ts';

export interface Keyring {
  /** Whether a keyring is there that Gajim would use. */
  available(): Promise<boolean>;
  /** @param account as Gajim names it */
  put(account: string, password: string): Promise<void>;
  /** Nothing happens where there is none. */
  remove(account: string): Promise<void>;
}

const AVAILABLE =
  'import keyring, keyring.core\nprint("yes" if keyring.core.recommended(keyring.get_keyring()) else "no")';
const PUT = 'import keyring, sys\nkeyring.set_password("gajim", sys.argv[1], sys.stdin.read())';
const REMOVE =
  'import keyring, keyring.errors, sys\ntry:\n  keyring.delete_password("gajim", sys.argv[1])\nexcept keyring.errors.PasswordDeleteError:\n  pass';

/** A keyring that is locked asks the person, who may take a moment. */
const ASKED_MS = 120_000;

export function createKeyring(run: Run, python = 'python3'): Keyring {
  async function say(program: string, account: string, input?: string): Promise<void> {
    const options = { timeoutMs: ASKED_MS, ...(input !== undefined && { input }) };
    const { exitCode, why } = await run(python, ['-c', program, account], options);
    // Its own words may hold what was said to it.
    if (exitCode !== 0) throw new Error(`the keyring did not take it (${why}, ${exitCode})`);
  }
  return {
    async available() {
      const { stdout } = await run(python, ['-c', AVAILABLE], { timeoutMs: 10_000 });
      return stdout.trim() === 'yes';
    },
    put: (account, password) => say(PUT, account, password),
    remove: (account) => say(REMOVE, account),
  };
}
