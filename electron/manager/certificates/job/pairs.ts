/**
 * Chains and keys on disk: a folder for each pair, which is never written to again once it is in force.
 *
 * The server's configuration names one folder, so that exchanging a certificate is one rename of that file: whoever reads
 * it reads a chain and the key that belongs to it, whatever is pulled out of the wall. The key is written, and synced,
 * before the authority is asked for anything.
 */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { privateFolder, readIfThere, writeAtomically } from '../../files.ts';

export interface PairFiles {
  readonly chain: string;
  readonly key: string;
}

export interface Pair {
  /** PEM, leaf first. */
  readonly chain: string;
  readonly key: string;
}

export interface Pairs {
  files(id: string): PairFiles;
  /** The key of a pair that has no chain yet, or undefined. One that cannot be read is none. */
  key(id: string): Promise<string | undefined>;
  writeKey(id: string, pem: string): Promise<void>;
  writeChain(id: string, pem: string): Promise<void>;
  /** Both, when they are there and belong together. */
  read(id: string): Promise<Pair | undefined>;
  /** Removes the folders of all others; for those nobody can go back to. */
  keepOnly(ids: readonly string[]): Promise<void>;
}

const PREFIX = 'pair-';
const PUBLIC_MODE = 0o644;

/** @param folder of one domain; made when the first key is written. */
export function createPairs(folder: string): Pairs {
  const at = (id: string) => join(folder, `${PREFIX}${id}`);
  const files = (id: string): PairFiles => ({
    chain: join(at(id), 'fullchain.pem'),
    key: join(at(id), 'privkey.pem'),
  });

  async function key(id: string): Promise<string | undefined> {
    const pem = await readIfThere(files(id).key);
    return pem !== undefined && isKey(pem) ? pem : undefined;
  }

  return {
    files,
    key,
    async writeKey(id, pem) {
      await privateFolder(at(id));
      await writeAtomically(files(id).key, pem);
    },
    async writeChain(id, pem) {
      await writeAtomically(files(id).chain, pem, PUBLIC_MODE);
    },
    async read(id) {
      const [chain, secret] = await Promise.all([readIfThere(files(id).chain), key(id)]);
      return chain !== undefined && secret !== undefined && belongs(chain, secret)
        ? { chain, key: secret }
        : undefined;
    },
    async keepOnly(ids) {
      const wanted = new Set(ids.map((id) => `${PREFIX}${id}`));
      const there = await readdir(folder).catch(() => [] as string[]);
      const old = there.filter((name) => name.startsWith(PREFIX) && !wanted.has(name));
      await Promise.all(old.map((name) => rm(join(folder, name), { recursive: true, force: true })));
    },
  };
}

function isKey(pem: string): boolean {
  try {
    createPrivateKey(pem);
    return true;
  } catch {
    return false;
  }
}

/** Whether `key` is the private half of the first certificate of `chain`; false too when either cannot be read. */
export function belongs(chain: string, key: string): boolean {
  try {
    return new X509Certificate(chain).checkPrivateKey(createPrivateKey(key));
  } catch {
    return false;
  }
}
