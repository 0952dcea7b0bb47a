/** The files of each bridge: its secret, and for IRC the configuration and database of Biboumi. Nobody else may read them. */
import { randomBytes } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { privateFolder, readIfThere, writeAtomically } from '../files.ts';
import { bridgeFolder, bridgeSecretFile } from '../office-bridges.ts';
import { systemCode } from '../problem.ts';

const SECRET_BYTES = 24;

export interface BridgeFolders {
  /** Makes a secret and answers it. */
  newSecret(address: string): Promise<string>;
  /** Undefined when there is none. */
  secret(address: string): Promise<string | undefined>;
  /** Writes Biboumi's configuration and answers where it is. */
  writeConfiguration(address: string, text: string): Promise<string>;
  /** Takes away what belongs to no bridge any more. */
  keepOnly(addresses: readonly string[]): Promise<void>;
}

export function createBridgeFolders(dataDir: string): BridgeFolders {
  return {
    async newSecret(address) {
      await privateFolder(bridgeFolder(dataDir, address));
      const secret = randomBytes(SECRET_BYTES).toString('base64url');
      await writeAtomically(bridgeSecretFile(dataDir, address), secret);
      return secret;
    },
    secret: (address) => readIfThere(bridgeSecretFile(dataDir, address)),
    async writeConfiguration(address, text) {
      const file = join(bridgeFolder(dataDir, address), 'biboumi.cfg');
      await privateFolder(bridgeFolder(dataDir, address));
      await writeAtomically(file, text);
      return file;
    },
    async keepOnly(addresses) {
      const all = await readdir(join(dataDir, 'bridges')).catch((error) => {
        if (systemCode(error) === 'ENOENT') return [];
        throw error;
      });
      for (const one of all)
        if (!addresses.includes(one))
          await rm(join(dataDir, 'bridges', one), { recursive: true, force: true });
    },
  };
}
