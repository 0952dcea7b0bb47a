/** What other programs of this computer keep: where certificates already are that could be used. Looks, and changes nothing. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { type CertificatePlace, MAX_IMPORT_BYTES } from '../../../contract/certificate-sources.ts';
import { systemCode } from '../../problem.ts';
import { certificatesIn } from '../judge/pem.ts';
import { traefikEntries } from './traefik.ts';

export interface PlacesParts {
  /** Before every path: for tests. */
  readonly root?: string;
  readonly home?: string;
}

type By = CertificatePlace['by'];

/** Folders with one folder a certificate, and the file in it that says whose it is. */
const FOLDERS: readonly { by: By; folder: string; file: (name: string) => string; depth?: number }[] = [
  { by: 'certbot', folder: '/etc/letsencrypt/live', file: () => 'fullchain.pem' },
  { by: 'acme.sh', folder: '~/.acme.sh', file: () => 'fullchain.cer' },
  { by: 'acme.sh', folder: '/root/.acme.sh', file: () => 'fullchain.cer' },
  // One folder an authority, in it one a name.
  {
    by: 'caddy',
    folder: '/var/lib/caddy/.local/share/caddy/certificates',
    file: (name) => `${name}.crt`,
    depth: 2,
  },
  { by: 'caddy', folder: '~/.local/share/caddy/certificates', file: (name) => `${name}.crt`, depth: 2 },
];
const LEGO = ['~/.lego/certificates', '/var/lib/lego/certificates', '/etc/lego/certificates'];
const TRAEFIK = ['/etc/traefik/acme.json', '/letsencrypt/acme.json', '/var/lib/traefik/acme.json'];
const CONFIGS: readonly { by: 'nginx' | 'apache'; folders: readonly string[] }[] = [
  { by: 'nginx', folders: ['/etc/nginx', '/etc/nginx/conf.d', '/etc/nginx/sites-enabled'] },
  { by: 'apache', folders: ['/etc/apache2/sites-enabled', '/etc/httpd/conf.d', '/etc/apache2/conf-enabled'] },
];
const MAX_ENTRIES = 200;
const MAX_PLACES = 100;

export interface Places {
  find(): Promise<CertificatePlace[]>;
  /** The key that a web server's configuration names beside this certificate. */
  keyOf(certificateFile: string): Promise<string | undefined>;
}

export function createPlaces({ root = '', home = homedir() }: PlacesParts = {}): Places {
  const at = (path: string) => root + path.replace(/^~/, home);

  async function inFolders(): Promise<CertificatePlace[]> {
    const found: CertificatePlace[] = [];
    for (const { by, folder, file, depth = 1 } of FOLDERS) {
      const list = await entries(at(folder));
      if (list === 'forbidden')
        found.push({ by, path: at(folder), names: [], validUntil: null, readable: false });
      else
        for (const name of list) {
          const inner = join(at(folder), name);
          const names = depth === 1 ? [inner] : (await entriesOf(inner)).map((one) => join(inner, one));
          for (const one of names)
            found.push(...(await placeAt(by, one, join(one, file(basename(one).replace(/_ecc$/, ''))))));
        }
    }
    return found;
  }

  async function inFiles(): Promise<CertificatePlace[]> {
    const found: CertificatePlace[] = [];
    for (const folder of LEGO)
      for (const name of await entriesOf(at(folder)))
        if (name.endsWith('.crt') && !name.endsWith('.issuer.crt')) {
          const file = join(at(folder), name);
          found.push(...(await placeAt('lego', file, file)));
        }
    for (const file of TRAEFIK) {
      const data = await readSmall(at(file), 16 * MAX_IMPORT_BYTES);
      if (data === 'forbidden')
        found.push({ by: 'traefik', path: at(file), names: [], validUntil: null, readable: false });
      else if (data)
        for (const { names, certificate } of traefikEntries(data)) {
          const [leaf] = certificatesIn(certificate.toString('latin1'));
          const validUntil = leaf ? leaf.validToDate.getTime() : null;
          found.push({ by: 'traefik', path: at(file), names, validUntil, readable: true });
        }
    }
    return found;
  }

  async function configured(): Promise<
    { by: 'nginx' | 'apache'; certificate: string; key: string | undefined }[]
  > {
    const found = [];
    for (const { by, folders } of CONFIGS)
      for (const folder of folders)
        for (const name of await entriesOf(at(folder))) {
          const text = await readSmall(join(at(folder), name), MAX_IMPORT_BYTES);
          if (Buffer.isBuffer(text))
            found.push(
              ...pairsIn(text.toString('latin1'), dirname(at(folder))).map((pair) => ({ by, ...pair })),
            );
        }
    return found;
  }

  return {
    async find() {
      const found = [...(await inFolders()), ...(await inFiles())];
      // What certbot and others keep is told as theirs.
      for (const { by, certificate } of await configured())
        if (!found.some(({ path }) => certificate.startsWith(path)))
          found.push(...(await placeAt(by, root + certificate, root + certificate)));
      const seen = new Set<string>();
      return found
        .filter(({ path, names }) => {
          const id = `${path} ${names[0]}`;
          return !seen.has(id) && seen.add(id);
        })
        .slice(0, MAX_PLACES);
    },
    async keyOf(file) {
      const all = await configured();
      const key = all.find(({ certificate }) => root + certificate === file)?.key;
      return key && root + key;
    },
  };
}

/** nginx: `ssl_certificate FILE;` and `ssl_certificate_key FILE;` · Apache: `SSLCertificateFile FILE` and `SSLCertificateKeyFile FILE`. */
export function pairsIn(text: string, base: string): { certificate: string; key: string | undefined }[] {
  const lines = text.slice(0, MAX_IMPORT_BYTES);
  const files = (pattern: RegExp) =>
    [...lines.matchAll(pattern)].map((found) => absolute((found[1] ?? found[2])!, base));
  const certificates = files(
    /^[ \t]*(?:ssl_certificate|SSLCertificateFile)[ \t]+(?:"([^"\n]+)"|([^\s;"]+))/gim,
  );
  const keys = files(
    /^[ \t]*(?:ssl_certificate_key|SSLCertificateKeyFile)[ \t]+(?:"([^"\n]+)"|([^\s;"]+))/gim,
  );
  return certificates.map((certificate, at) => ({ certificate, key: keys[at] }));
}

const absolute = (path: string, base: string) => (path.startsWith('/') ? path : join(base, path));

async function placeAt(by: By, path: string, file: string): Promise<CertificatePlace[]> {
  const data = await readSmall(file, MAX_IMPORT_BYTES);
  if (data === undefined) return [];
  if (data === 'forbidden') return [{ by, path, names: [], validUntil: null, readable: false }];
  const [leaf] = certificatesIn(data.toString('latin1'));
  if (!leaf) return [];
  const names = (leaf.subjectAltName ?? '')
    .split(', ')
    .filter((name) => name.startsWith('DNS:'))
    .map((name) => name.slice(4).toLowerCase().slice(0, 253))
    .slice(0, 200);
  return [{ by, path, names, validUntil: leaf.validToDate.getTime(), readable: true }];
}

async function entries(folder: string): Promise<string[] | 'forbidden'> {
  try {
    return (await readdir(folder)).sort().slice(0, MAX_ENTRIES);
  } catch (error) {
    // Who keeps nothing there has no such folder.
    return systemCode(error) === 'EACCES' ? 'forbidden' : [];
  }
}

const entriesOf = async (folder: string): Promise<string[]> => {
  const found = await entries(folder);
  return found === 'forbidden' ? [] : found;
};

async function readSmall(file: string, max: number): Promise<Buffer | 'forbidden' | undefined> {
  try {
    const about = await stat(file);
    return about.isFile() && about.size <= max ? await readFile(file) : undefined;
  } catch (error) {
    return systemCode(error) === 'EACCES' ? 'forbidden' : undefined;
  }
}
