/**
 * Hands a certificate to a server that is not ours, as one file: key, then chain, as ejabberd and Prosody both read it (S57, S61).
 * Written beside its place and exchanged in one rename, with the owner and the mode it needs before anything is in it.
 */
import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';

export interface HandOver {
  /** PEM. */
  readonly chain: string;
  readonly key: string;
  /** Absolute. */
  readonly file: string;
  /** Numbers, as the system has them; undefined: as we are. */
  readonly owner?: { readonly uid: number; readonly gid: number } | undefined;
}

/** The owner may write, the group read, nobody else anything. */
const MODE = 0o640;

export interface EngineFiles {
  /** Debian's account of the server, and its group. */
  readonly user: string;
  readonly group: string;
  file(domain: string): string;
}

/** Where each looks on Debian: ejabberd's `certfiles` with a star, Prosody's folder of certificates by name. */
export const ENGINES: Readonly<Record<'ejabberd' | 'prosody', EngineFiles>> = {
  ejabberd: { user: 'ejabberd', group: 'ejabberd', file: (domain) => `/etc/ejabberd/certs/${domain}.pem` },
  prosody: { user: 'prosody', group: 'prosody', file: (domain) => `/etc/prosody/certs/${domain}.pem` },
};

/** The file's own text: what `handOver` writes. */
export const concatenated = ({ chain, key }: Pick<HandOver, 'chain' | 'key'>): string =>
  `${key.trim()}\n${chain.trim()}\n`;

/** Throws the system's error; the old file is then still there, whole. */
export async function handOver({ chain, key, file, owner }: HandOver): Promise<void> {
  const temporary = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    const handle = await open(temporary, 'wx', 0o600);
    try {
      if (owner) await handle.chown(owner.uid, owner.gid);
      await handle.chmod(MODE);
      await handle.writeFile(concatenated({ chain, key }));
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Of /etc/passwd and /etc/group; undefined when there is no such account. */
export function ownerIn(
  { user, group }: Pick<EngineFiles, 'user' | 'group'>,
  files: { passwd: string; group: string },
): { uid: number; gid: number } | undefined {
  const numberOf = (text: string, name: string) =>
    Number(
      text
        .split('\n')
        .find((line) => line.startsWith(`${name}:`))
        ?.split(':')[2] ?? Number.NaN,
    );
  const [uid, gid] = [numberOf(files.passwd, user), numberOf(files.group, group)];
  return Number.isInteger(uid) && Number.isInteger(gid) ? { uid, gid } : undefined;
}
