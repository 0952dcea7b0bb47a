/**
 * HTTP-01 through the web server that has port 80: a file in the folder it serves. Specs: RFC 8555 §8.3.
 * The folder may belong to others, so that nothing is followed there: neither a link in place of a folder nor one in place of the file.
 */
import { constants } from 'node:fs';
import { chmod, lstat, mkdir, open, rmdir, unlink } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { systemCode } from '../../../problem.ts';
import type { Challenge, Challenger } from '../challenger.ts';
import type { Look } from './look.ts';
import { pathOf } from './path.ts';

export interface WebrootParts {
  /** The folder the web server serves a name from, absolute. */
  readonly folderOf: (name: string) => string | undefined;
  readonly look: Look;
  /** Where that web server listens on this machine, should its public address not be reachable from here. */
  readonly here: { readonly address: string; readonly port: number };
}

const FOLDERS = ['.well-known', 'acme-challenge'];
const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;

export function createWebroot({ folderOf, look, here }: WebrootParts): Challenger {
  async function present({ name, token, keyAuthorization }: Challenge, signal: AbortSignal): Promise<void> {
    const path = pathOf(token);
    await write(await folder(rootOf(name)), token, keyAuthorization);
    const seen = await look.byName(name, path, keyAuthorization, signal);
    if (seen.seen === 'proof') return;
    if (seen.seen === 'other') throw new Error(seen.said);
    const own = await look.at(here.address, here.port, name, path, keyAuthorization, signal);
    if (own.seen !== 'proof') throw new Error(own.said);
  }

  function rootOf(name: string): string {
    const root = folderOf(name);
    if (root === undefined || !isAbsolute(root)) throw new Error(`no folder of a website for ${name}`);
    return root;
  }

  return {
    type: 'http-01',
    present,
    async withdraw({ name, token }) {
      pathOf(token);
      const root = folderOf(name);
      if (root === undefined) return;
      const [outer, inner] = [join(root, FOLDERS[0]!), join(root, ...FOLDERS)];
      await unlink(join(inner, token)).catch(unlessGone);
      await tidy(inner);
      await tidy(outer);
    },
  };
}

/** The folder of proofs, made where it is not; refused where something else lies in its place. */
async function folder(root: string): Promise<string> {
  if (!(await lstat(root)).isDirectory()) throw new Error(`${root} is not a folder`);
  let at = root;
  for (const name of FOLDERS) {
    at = join(at, name);
    const made = await mkdir(at).then(
      () => true,
      (error) => {
        if (systemCode(error) !== 'EEXIST') throw error;
        return false;
      },
    );
    // Whatever our own umask: the web server is another account.
    if (made) await chmod(at, 0o755);
    else if (!(await lstat(at)).isDirectory()) throw new Error(`${at} is not a folder`);
  }
  return at;
}

async function write(inside: string, name: string, text: string): Promise<void> {
  const file = join(inside, name);
  // Left behind by one of ours that was killed: the same proof, or none of use.
  await unlink(file).catch(unlessGone);
  const handle = await open(file, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o644);
  try {
    await handle.writeFile(text);
    await handle.chmod(0o644);
  } finally {
    await handle.close();
  }
}

/** An empty folder of our own account's goes; another's stays, and so does one with something in it. */
async function tidy(path: string): Promise<void> {
  const found = await lstat(path).catch(unlessGone);
  if (!found?.isDirectory() || found.uid !== process.getuid?.()) return;
  await rmdir(path).catch((error) => {
    if (!['ENOTEMPTY', 'EEXIST', 'ENOENT', 'EACCES'].includes(systemCode(error) ?? '')) throw error;
  });
}

function unlessGone(error: unknown): undefined {
  if (!['ENOENT', 'ENOTDIR'].includes(systemCode(error) ?? '')) throw error;
  return undefined;
}
