/**
 * What lets somebody in beside a link: the password's hash and public keys of passkeys, in a file of their own that only
 * its owner reads. Read anew when it has changed: `chatelaine password` writes it beside a running manager.
 */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { privateFolder, readIfThere, writeAtomically } from '../files.ts';
import { oneAtATime } from '../pace.ts';
import { systemCode } from '../problem.ts';
import { hashPassword, passwordHash } from './password-hash.ts';

const passkey = z.object({
  /** The credential's id, base64url. */
  id: z.string().max(1400),
  /** COSE, base64url. */
  publicKey: z.string().max(8192),
  counter: z.number().int().min(0),
  transports: z.array(z.string().max(32)).max(10),
  /** The name it works under: where this page was opened when it was made. */
  rpId: z.string().max(253),
  name: z.string().max(100),
  since: z.number(),
  lastUsed: z.number().nullable(),
});
export type Passkey = z.infer<typeof passkey>;

const document = z.object({
  version: z.literal(1),
  password: passwordHash.extend({ since: z.number() }).nullable(),
  passkeys: z.array(passkey).max(20),
});
type Document = z.infer<typeof document>;

export const MOST_PASSKEYS = 20;
const NOTHING: Document = { version: 1, password: null, passkeys: [] };

export interface Credentials {
  read(): Promise<Document>;
  setPassword(password: string): Promise<void>;
  removePassword(): Promise<void>;
  /** Changes the list of passkeys as a whole. */
  changePasskeys(change: (passkeys: readonly Passkey[]) => readonly Passkey[]): Promise<void>;
}

/** @param folder `secrets/` of the data folder. */
export function createCredentials({ folder, now }: { folder: string; now: () => number }): Credentials {
  const file = join(folder, 'web-access.json');
  const inTurn = oneAtATime();
  let kept: { stamp: string; document: Document } | undefined;

  async function stampOf(): Promise<string> {
    try {
      const { mtimeMs, size, ino } = await stat(file);
      return `${mtimeMs} ${size} ${ino}`;
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return 'none';
      throw error;
    }
  }

  async function read(): Promise<Document> {
    const stamp = await stampOf();
    if (kept?.stamp === stamp) return kept.document;
    const text = await readIfThere(file);
    // A file that cannot be read lets nobody in by it, and throws: the log says why; a link still does.
    const found = text === undefined ? NOTHING : document.parse(JSON.parse(text));
    kept = { stamp, document: found };
    return found;
  }

  const change = (next: (now: Document) => Document | Promise<Document>) =>
    inTurn(async () => {
      await privateFolder(folder);
      const changed = document.parse(await next(await read()));
      await writeAtomically(file, `${JSON.stringify(changed, null, 2)}\n`);
      kept = undefined;
    });

  return {
    read,
    setPassword: (password) =>
      change(async (before) => ({
        ...before,
        password: { ...(await hashPassword(password)), since: now() },
      })),
    removePassword: () => change((before) => ({ ...before, password: null })),
    changePasskeys: (next) =>
      change((before) => ({ ...before, passkeys: [...next(before.passkeys)].slice(-MOST_PASSKEYS) })),
  };
}
