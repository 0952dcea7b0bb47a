/**
 * Reads a certificate where another program of this computer keeps it: certbot, acme.sh, Caddy, Traefik, lego, a web server's own files.
 * The mistakes people make are noticed and mended: `cert.pem` instead of the full chain, rights that are missing or too wide.
 */
import { constants } from 'node:fs';
import { access, open, readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { MAX_IMPORT_BYTES } from '../../../contract/certificate-sources.ts';
import { certificateFinding } from '../../../contract/findings/certificates.ts';
import type { DoctorFinding } from '../../../contract/findings/finding.ts';
import { systemCode } from '../../problem.ts';
import { certificatesIn } from '../judge/pem.ts';
import { isExposed, quoted, readingCommands } from './permissions.ts';
import { type GivenFile, type ReadOptions, type ReadPair, readFiles } from './read.ts';
import { readTraefik } from './traefik.ts';

export interface PlaceOptions extends ReadOptions {
  /** The names that are looked for, where a place holds certificates of many. */
  readonly names: readonly string[];
  /** Under which account we run, for what to type. */
  readonly user: string;
  /** The key file of a web server's certificate, where its configuration says (places.ts). */
  readonly keyOf?: (certificateFile: string) => Promise<string | undefined>;
}

export type PlaceResult =
  | (ReadPair & { readonly notes: DoctorFinding[] })
  | { readonly findings: DoctorFinding[] };

/** Files of one certificate in a folder, by who writes them: chain first, then key. `NAME`: the folder's own name. */
const LAYOUTS: readonly (readonly [chain: string, key: string])[] = [
  ['fullchain.pem', 'privkey.pem'],
  ['fullchain.cer', 'NAME.key'],
  ['NAME.crt', 'NAME.key'],
  ['tls.crt', 'tls.key'],
];
const KINDS: ReadonlySet<string> = new Set(['.pem', '.crt', '.cer', '.key', '.pfx', '.p12', '.p7b', '.der']);
const MAX_FILES = 20;

export async function readPlace(path: string, options: PlaceOptions): Promise<PlaceResult> {
  try {
    const isFolder = (await stat(path)).isDirectory();
    const { files, notes } = isFolder ? await filesIn(path) : await filesOf(path, options);
    const first = files[0];
    if (files.length === 1 && first && basename(first.path).endsWith('.json'))
      return withNotes(readTraefik(first.data, basename(path), options), notes);
    const given: GivenFile[] = files.map(({ path: file, data }) => ({ name: basename(file), data }));
    const exposed = await exposedKeys(files);
    return withNotes(await readFiles(given, options), [...notes, ...exposed]);
  } catch (error) {
    return { findings: [troubleOf(error, path, options.user)] };
  }
}

async function withNotes(
  read: Awaited<ReturnType<typeof readFiles>> | ReturnType<typeof readTraefik>,
  notes: DoctorFinding[],
): Promise<PlaceResult> {
  const found = await read;
  return 'findings' in found ? found : { ...found, notes };
}

function troubleOf(error: unknown, path: string, user: string): DoctorFinding {
  const code = systemCode(error);
  const at = (error as NodeJS.ErrnoException).path ?? path;
  if (code === 'EACCES' || code === 'EPERM')
    return certificateFinding('certificate.file-forbidden', {
      subject: at,
      data: { user, commands: readingCommands(path, user) },
    });
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return certificateFinding('certificate.file-gone', { subject: at });
  if (code === 'EFBIG') return certificateFinding('certificate.too-large', { subject: at });
  return certificateFinding('certificate.unreadable', {
    subject: at,
    evidence: [(error as Error).message.slice(0, 500)],
  });
}

interface Read {
  readonly path: string;
  readonly data: Buffer;
}
interface Gathered {
  readonly files: readonly Read[];
  readonly notes: DoctorFinding[];
}

async function filesIn(folder: string): Promise<Gathered> {
  const names = await readdir(folder);
  // acme.sh calls the folder of an elliptic key NAME_ecc.
  const own = basename(folder).replace(/_ecc$/, '');
  const layout = LAYOUTS.map((pair) => pair.map((name) => name.replace('NAME', own))).find((pair) =>
    pair.every((name) => names.includes(name)),
  );
  const chosen = layout ?? names.filter((name) => KINDS.has(extname(name).toLowerCase())).sort();
  const files: Read[] = [];
  for (const name of chosen.slice(0, MAX_FILES)) files.push(await readBounded(join(folder, name)));
  return { files, notes: [] };
}

/** A file, and what belongs to it beside it. */
async function filesOf(path: string, { keyOf }: PlaceOptions): Promise<Gathered> {
  const file = await readBounded(path);
  if (extname(path) === '.json') return { files: [file], notes: [] };
  const text = file.data.toString('latin1');
  const files = [file];
  const notes: DoctorFinding[] = [];
  // certbot's cert.pem, or a file like it: the certificate alone, with the rest beside it.
  if (certificatesIn(text).length === 1) {
    const fuller = await firstReadable(dirname(path), [
      'fullchain.pem',
      'fullchain.cer',
      'chain.pem',
      'ca.cer',
    ]);
    if (fuller && fuller.path !== path && continues(text, fuller.data.toString('latin1'))) {
      files[0] = basename(fuller.path).startsWith('fullchain') ? fuller : file;
      if (files[0] === file) files.push(fuller);
      notes.push(certificateFinding('certificate.leaf-only-file', { subject: path }));
    }
  }
  if (!/PRIVATE KEY-----/.test(text) && text.includes('-----BEGIN ')) {
    const stem = basename(path, extname(path));
    const beside = await firstReadable(dirname(path), ['privkey.pem', `${stem}.key`, `${stem}-key.pem`]);
    const named = beside ? undefined : await keyOf?.(path);
    if (beside) files.push(beside);
    else if (named) files.push(await readBounded(named));
  }
  return { files, notes };
}

/** Whether the other file carries what the first leaves out: the same certificate and more, or the one that issued it. */
function continues(alone: string, other: string): boolean {
  const [leaf] = certificatesIn(alone);
  const rest = certificatesIn(other);
  if (!leaf || leaf.issuer === leaf.subject) return false;
  return rest.some((one) => leaf.checkIssued(one));
}

async function firstReadable(folder: string, names: readonly string[]): Promise<Read | undefined> {
  for (const name of names) {
    const path = join(folder, name);
    // What is not there is not there; what may not be read is told.
    if (await isThere(path)) return readBounded(path);
  }
  return undefined;
}

const isThere = (path: string): Promise<boolean> =>
  access(path, constants.F_OK).then(
    () => true,
    () => false,
  );

/** Never more than a bounded number of bytes, whatever lies there; a device or a pipe is no file. */
async function readBounded(path: string): Promise<Read> {
  const handle = await open(path, 'r');
  try {
    const about = await handle.stat();
    if (!about.isFile()) throw Object.assign(new Error(`${path} is no file`), { path });
    if (about.size > MAX_IMPORT_BYTES) throw Object.assign(new Error('too large'), { code: 'EFBIG', path });
    const data = Buffer.alloc(about.size);
    const { bytesRead } = await handle.read(data, 0, about.size, 0);
    return { path, data: data.subarray(0, bytesRead) };
  } finally {
    await handle.close();
  }
}

async function exposedKeys(files: readonly Read[]): Promise<DoctorFinding[]> {
  const found: DoctorFinding[] = [];
  for (const { path, data } of files) {
    if (!/PRIVATE KEY-----/.test(data.toString('latin1'))) continue;
    const real = await realpath(path);
    if (await isExposed(real))
      found.push(
        certificateFinding('certificate.key-exposed', {
          subject: path,
          data: { path: real, commands: [`sudo chmod o-rwx ${quoted(real)}`] },
        }),
      );
  }
  return found;
}
