/** `chatelaine certificate revoke` and `new-account-key`: what an authority is asked for once in ten years, after a theft. */
import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { AcmeError } from '../manager/certificates/acme/acme.ts';
import { dataFolder } from '../manager/data-folder.ts';
import { type Manager, openManager } from '../manager/manager.ts';
import { servedDomains } from '../manager/office-names.ts';
import { problem } from '../manager/problem.ts';
import { createNodeHost } from '../node-host.ts';
import { findingLines } from './certificate-text.ts';
import { didYouMean } from './options.ts';

export interface AccountAsked {
  readonly files: readonly string[];
  readonly domain: string | undefined;
  readonly reason: string;
  readonly language: 'en' | 'fr';
  readonly data: string | undefined;
  readonly json: boolean;
}

/** SPEC: RFC 5280 §5.3.1: the codes of CRLReason that an authority takes from whoever has the certificate. */
const REASONS = {
  unspecified: 0,
  'key-compromise': 1,
  'affiliation-changed': 3,
  superseded: 4,
  'cessation-of-operation': 5,
};

const ASK_MS = 60_000;
const say = (line: string) => void process.stdout.write(`${line}\n`);

/** Exit codes: 0 withdrawn, 1 it did not work, 2 asked wrongly. Refused with `data.locked` while Chatelaine runs. */
export async function revoke(asked: AccountAsked): Promise<number> {
  if (!Object.hasOwn(REASONS, asked.reason)) {
    const names = Object.keys(REASONS);
    process.stderr.write(`--reason is one of ${names.join(', ')}.${didYouMean(asked.reason, names)}\n`);
    return 2;
  }
  const leafPem = await readFile(asked.files[0]!, 'utf8');
  const { fingerprint256 } = readLeaf(leafPem);
  return atAuthority(asked, async ({ areas, settings, authority, signal }) => {
    for (const domain of servedDomains(settings)) {
      const inForce = await readFile(areas.certificateJobs.files(domain).chain, 'utf8').catch(() => '');
      if (inForce !== '' && readLeaf(inForce).fingerprint256 === fingerprint256) {
        process.stderr.write(
          `This is the one in force for ${domain}: nobody could connect once it is withdrawn. First "chatelaine certificate renew", then withdraw this file's copy: the folder of the one before stays where it is.\n`,
        );
        return 1;
      }
    }
    const reason = REASONS[asked.reason as keyof typeof REASONS];
    await areas.acmeDesk.acme.revoke({ authority, leafPem, reason, signal });
    say(asked.json ? JSON.stringify({ withdrawn: fingerprint256 }) : `Withdrawn: ${fingerprint256}`);
    return 0;
  });
}

/** Exit codes: 0 done, 1 it did not work; then the old key still is good. Refused with `data.locked` while Chatelaine runs. */
export const newAccountKey = (asked: AccountAsked): Promise<number> =>
  atAuthority(asked, async ({ areas, authority, signal }) => {
    await areas.acmeDesk.acme.rollKey(authority, signal);
    say(
      asked.json
        ? JSON.stringify({ rolled: true })
        : 'The account has a new key. Certificates stay as they are.',
    );
    return 0;
  });

interface AtAuthority {
  readonly areas: NonNullable<Manager['areas']>;
  readonly settings: NonNullable<NonNullable<Manager['settings']>['office']>;
  readonly authority: ReturnType<NonNullable<Manager['areas']>['acmeDesk']['authorityFor']>['authority'];
  readonly signal: AbortSignal;
}

async function atAuthority(asked: AccountAsked, work: (at: AtAuthority) => Promise<number>): Promise<number> {
  const manager = await openManager({ host: createNodeHost(dataFolder(asked.data)) });
  // Waiting for an authority keeps no handle open, and Node would end in the middle of it.
  const awake = setInterval(() => undefined, 60_000);
  try {
    const { settings, areas } = manager;
    if (!settings?.office || !areas) throw problem('setup.not-done', {});
    const domain = asked.domain ?? settings.office.domain;
    const source = settings.office.certificates?.[domain];
    if (source?.from !== 'authority') {
      process.stderr.write(`The certificate of ${domain} does not come from a public authority.\n`);
      return 1;
    }
    const { authority } = areas.acmeDesk.authorityFor(source, 0);
    const signal = AbortSignal.timeout(ASK_MS);
    try {
      return await work({ areas, settings: settings.office, authority, signal });
    } catch (error) {
      if (!(error instanceof AcmeError)) throw error;
      const finding = areas.acmeDesk.findingOf(error.failure, domain);
      for (const line of findingLines([finding], asked.language)) process.stderr.write(`${line}\n`);
      if (asked.json) say(JSON.stringify({ error: { code: finding.code, data: finding.data } }));
      return 1;
    }
  } finally {
    await manager.close();
    clearInterval(awake);
  }
}

function readLeaf(pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (error) {
    throw problem('input.invalid', { field: 'file', reason: 'certificate' }, error);
  }
}
