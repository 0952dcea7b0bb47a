/**
 * What of the firewall's rules is ours for good, in `firewall.json` of the data folder: so that it can be taken back years later.
 * Written before the helper keeps them and settled at the next look, so that a crash in between loses no rule of ours.
 */
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { readIfThere, writeAtomically } from '../files.ts';
import { type Operation, operations } from './operations.ts';

const entries = z.strictObject({
  version: z.literal(2),
  kept: operations,
  /** About to be kept when this was written: whether it was, the rules say. */
  keeping: operations,
});
type Entries = z.infer<typeof entries>;
/** The first version had only those that were kept. */
const file = z.union([entries, operations.transform((kept): Entries => ({ version: 2, kept, keeping: [] }))]);

export interface Ledger {
  kept(): Promise<readonly Operation[]>;
  /** Before they are kept. */
  intend(list: readonly Operation[]): Promise<void>;
  /** What was intended is kept where the rules have it, and forgotten where they have not. */
  settle(isThere: (one: Operation) => boolean): Promise<void>;
  forget(): Promise<void>;
}

/** Each rejects with an Error where the file was broken by somebody: what is in it is not guessed. */
export function openLedger(dataDir: string): Ledger {
  const path = join(dataDir, 'firewall.json');

  async function read(): Promise<Entries> {
    const text = await readIfThere(path);
    if (text === undefined) return { version: 2, kept: [], keeping: [] };
    try {
      return file.parse(JSON.parse(text));
    } catch (error) {
      throw new Error(`${path} cannot be read: it says which rules are Chatelaine’s`, { cause: error });
    }
  }
  const write = (next: Entries) => writeForOwner(path, `${JSON.stringify(next, null, 2)}\n`);

  return {
    kept: async () => (await read()).kept,
    async intend(list) {
      await write({ ...(await read()), keeping: [...list] });
    },
    async settle(isThere) {
      const { kept, keeping } = await read();
      if (keeping.length === 0) return;
      await write({ version: 2, kept: joined(kept, keeping.filter(isThere)), keeping: [] });
    },
    forget: () => write({ version: 2, kept: [], keeping: [] }),
  };
}

/** Each once: one that was kept, lost and kept again is one rule. */
function joined(before: readonly Operation[], more: readonly Operation[]): Operation[] {
  const all = new Map([...before, ...more].map((one) => [JSON.stringify(one), one]));
  return [...all.values()];
}

/** `sudo chatelaine firewall` writes into the folder of the account the manager runs under, which has to read it. */
export async function writeForOwner(path: string, text: string): Promise<void> {
  const { uid, gid } = await stat(dirname(path));
  await writeAtomically(path, text, 0o600, process.getuid?.() === 0 && uid !== 0 ? { uid, gid } : undefined);
}
