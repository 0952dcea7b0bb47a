/** What the doctor has to know of this installation: the key its server shows for a domain (for TLSA), and the authority its devices trust. */
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { createCertificates } from '../manager/certificates/certificates.ts';
import { publicKeyHash } from '../manager/certificates/job/facts.ts';
import { configurationFile } from '../manager/engines/bundled/configuration.ts';
import type { Host } from '../manager/host.ts';
import type { Office } from '../manager/settings.ts';

/** Where the chain lies that a server of this installation shows for a domain; undefined where nothing was set up yet. */
export async function shownChain(dataDir: string, domain: string): Promise<string | undefined> {
  const file = configurationFile(dataDir);
  try {
    const { hosts } = JSON.parse(await readFile(file, 'utf8'));
    const chain = hosts?.[domain]?.certificate?.chain;
    return typeof chain === 'string' ? resolve(dirname(file), chain) : undefined;
  } catch {
    return undefined;
  }
}

/** Hashes as TLSA 3 1 1 has them. None where nothing was set up yet, or the file is not ours to read: then there is nothing to compare. */
export async function shownKeys(dataDir: string, domain: string): Promise<string[]> {
  const file = await shownChain(dataDir, domain);
  try {
    return file === undefined ? [] : [publicKeyHash(await readFile(file, 'utf8'))];
  } catch {
    return [];
  }
}

/** PEM of the office's own authority. None where there is none, or it is not ours to read: then its devices are looked at as strangers are. */
export async function ownAuthority(host: Host, office: Office): Promise<string[]> {
  const log = { warn() {}, error() {}, info() {} } as never;
  const { authorityPem } = createCertificates({ host, clock: host.clock, log, office: () => office });
  try {
    return [(await authorityPem()) ?? []].flat();
  } catch {
    return [];
  }
}
