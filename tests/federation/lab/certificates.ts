/** The lab's authority, and a certificate for each domain: right, or wrong in the way its row says. */
import { createHash, X509Certificate } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type CertificateOptions,
  type Issued,
  makeAuthority,
  makeSelfSigned,
  PURPOSE,
} from '../../support/pki.ts';
import { type Domain, namesOf, type Shown } from './domains.ts';

export interface Shelf {
  /** PEM file of the authority everybody trusts. */
  readonly root: string;
  readonly files: ReadonlyMap<string, Files>;
  /** For the web of a server that has one certificate for all its hosts. */
  readonly web: Files;
  /** PEM file of the authority and of all that are signed by themselves. */
  readonly bundle: string;
  /** SHA-256 of each domain's public key, as TLSA 3 1 1 has it. */
  readonly tlsa: ReadonlyMap<string, string>;
}

export interface Files {
  readonly chain: string;
  readonly key: string;
  /** Chain and key in one. */
  readonly both: string;
  /** What a program that logs in has to trust. */
  readonly trust: string;
}

const BOTH = [PURPOSE.server, PURPOSE.client];
const OPTIONS: Readonly<Record<Shown, (names: readonly string[]) => CertificateOptions>> = {
  good: (dns) => ({ dns, purposes: BOTH }),
  modern: (dns) => ({ dns, purposes: [PURPOSE.server] }),
  alone: (dns) => ({ dns, purposes: BOTH }),
  expired: (dns) => ({ dns, purposes: BOTH, from: -20, to: -1 }),
  // The right name as the common name only, by which some servers choose, and which nobody may go by.
  wrong: ([name = '']) => ({ name, dns: ['elsewhere.example'], purposes: BOTH }),
};

/** Writes all of them into `folder`. */
export async function makeCertificates(folder: string, domains: readonly Domain[]): Promise<Shelf> {
  mkdirSync(folder, { recursive: true });
  const root = await makeAuthority('Lab Root');
  const middle = await root.issue({ name: 'Lab Issuing', authority: true });
  const filesOf = (name: string, own: Issued, alone: boolean): Files => {
    const chain = alone ? own.pem : `${own.pem}\n${middle.pem}`;
    return {
      chain: write(`${name}.crt`, chain),
      key: write(`${name}.key`, own.key),
      both: write(`${name}.pem`, `${own.key}${chain}\n`),
      trust: alone ? write(`${name}.own`, own.pem) : rootFile,
    };
  };
  const write = (name: string, text: string) => {
    writeFileSync(join(folder, name), text, { mode: 0o600 });
    return join(folder, name);
  };
  const rootFile = write('root.pem', root.pem);
  const made = await Promise.all(
    domains.map(async (domain) => [domain, await make(domain, middle)] as const),
  );
  const web = await middle.issue({ dns: domains.flatMap(namesOf) });
  return {
    root: rootFile,
    files: new Map(made.map(([{ name, shown }, own]) => [name, filesOf(name, own, shown === 'alone')])),
    web: filesOf('web', web, false),
    bundle: write(
      'bundle.pem',
      [root, ...made.filter(([{ shown }]) => shown === 'alone').map(([, own]) => own)]
        .map(({ pem }) => pem)
        .join('\n'),
    ),
    tlsa: new Map(made.map(([{ name }, own]) => [name, keyDigest(own)])),
  };
}

function make(domain: Domain, middle: Issued): Promise<Issued> {
  const options = OPTIONS[domain.shown](namesOf(domain));
  return domain.shown === 'alone' ? makeSelfSigned(options) : middle.issue(options);
}

const keyDigest = ({ der }: Issued) =>
  createHash('sha256')
    .update(new X509Certificate(der).publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex');
