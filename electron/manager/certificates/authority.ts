/**
 * The office's own authority on disk, and its successor in time.
 *
 *   none ──made──▶ in force ──two years left, or a domain came──▶ succeeded: the new one signs, the old one vouches for it
 *                     ▲                                                      │ the old one has run out
 *                     └──────────────────────────────────────────────────────┘
 *
 * With the successor a cross certificate is made (RFC 5280 §3.2): the new authority's key, vouched for by the old one. The server sends it
 * along, so that a device that trusts either of the two is content; nobody has to change on a certain day. The old key is then thrown away.
 */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readingOf } from '../../../server/x509/index.ts';
import { certificateFinding } from '../../contract/findings/certificates.ts';
import type { DoctorFinding } from '../../contract/findings/finding.ts';
import { privateFolder, readIfThere, writeAtomically } from '../files.ts';
import { crossSign, issueAuthority, type KeyAndCertificate, limitsOf } from './issue.ts';
import { isPermitted, type NameFacts } from './names.ts';
import { type AuthorityDue, authorityDue } from './renewal.ts';

export interface AuthorityStore {
  /** The certificate of the one that signs now. */
  readonly file: string;
  /** In PEM, if it can be read. */
  certificate(): Promise<string | undefined>;
  /** With its key; undefined where one of the two is missing or they do not belong together. */
  signer(): Promise<KeyAndCertificate | undefined>;
  /** What the server sends behind its own certificate, in PEM. */
  sentAlong(): Promise<string>;
  /** In place of whatever there was: before the set-up is done, when nobody trusts it yet. */
  make(facts: NameFacts): Promise<void>;
  /** Makes the successor where that is due. Resolves to why, or undefined. */
  succeed(facts: NameFacts): Promise<AuthorityDue | undefined>;
  /** While devices may still know the old one only. */
  findings(): Promise<DoctorFinding[]>;
}

export interface AuthorityParts {
  /** `certificates/` of the data folder; its certificates are for everybody to read. */
  readonly folder: string;
  /** `secrets/`, which the server never reads. */
  readonly secrets: string;
  readonly now: () => number;
}

const PUBLIC_MODE = 0o644;
const DAY_MS = 86_400_000;
/** How long it is told that there is a successor because of a new name; the old one may be good for years. */
const TOLD_MS = 60 * DAY_MS;

export function createAuthorityStore({ folder, secrets, now }: AuthorityParts): AuthorityStore {
  const file = join(folder, 'authority.pem');
  const oldFile = join(folder, 'authority-old.pem');
  const crossFile = join(folder, 'authority-cross.pem');
  const keyFile = join(secrets, 'authority-key.pem');
  const nextKeyFile = join(secrets, 'authority-next-key.pem');

  async function readable(path: string): Promise<string | undefined> {
    const pem = await readIfThere(path);
    return pem !== undefined && isCertificate(pem) ? pem : undefined;
  }

  async function signer(): Promise<KeyAndCertificate | undefined> {
    const certificate = await readIfThere(file);
    if (certificate === undefined) return undefined;
    // The second: we were interrupted after the successor's certificate was in place.
    for (const path of [keyFile, nextKeyFile]) {
      const key = await readIfThere(path);
      if (key !== undefined && belongs(certificate, key)) return { certificate, key };
    }
    return undefined;
  }

  /** The cross certificate, while it is good and of the one that signs. */
  async function cross(): Promise<string | undefined> {
    const [own, crossed] = [await readable(file), await readable(crossFile)];
    if (own === undefined || crossed === undefined) return undefined;
    const one = new X509Certificate(crossed);
    const same = one.publicKey.equals(new X509Certificate(own).publicKey);
    return same && now() < one.validToDate.getTime() ? crossed : undefined;
  }

  async function folders(): Promise<void> {
    await privateFolder(folder);
    await privateFolder(secrets);
  }

  return {
    file,
    certificate: () => readable(file),
    signer,
    async sentAlong() {
      const own = await readable(file);
      return (await cross()) ?? own ?? '';
    },
    async make(facts) {
      await folders();
      const made = await issueAuthority(facts, now());
      for (const path of [oldFile, crossFile, nextKeyFile]) await rm(path, { force: true });
      await writeAtomically(keyFile, made.key);
      await writeAtomically(file, made.certificate, PUBLIC_MODE);
    },
    async succeed(facts) {
      const old = await signer();
      if (!old) return undefined;
      const { validToDate } = new X509Certificate(old.certificate);
      const domains = [facts.domain, ...(facts.others ?? [])];
      const { names } = limitsOf(old.certificate);
      const due = authorityDue({
        ...{ validUntil: validToDate.getTime(), now: now() },
        missing: domains.filter((domain) => !isPermitted(domain, names)),
      });
      if (!due.due) return undefined;
      await folders();
      const next = await issueAuthority(facts, now(), new Date(now()).toISOString().slice(0, 10));
      await writeAtomically(nextKeyFile, next.key);
      if (mayVouchForOthers(old.certificate))
        await writeAtomically(crossFile, await crossSign({ old, next, now: now() }), PUBLIC_MODE);
      await writeAtomically(oldFile, old.certificate, PUBLIC_MODE);
      // From this line on the new one is in force; whatever is pulled out of the wall, its key is one of the two.
      await writeAtomically(file, next.certificate, PUBLIC_MODE);
      await rename(nextKeyFile, keyFile);
      return due;
    },
    async findings() {
      const [own, old] = [await readable(file), await readable(oldFile)];
      if (own === undefined || old === undefined) return [];
      const until = new X509Certificate(old).validToDate.getTime();
      if (now() >= until) return [];
      const limits = limitsOf(old).names;
      const names = limitsOf(own).names.filter((name) => name.includes('.') && !isPermitted(name, limits));
      const since = new X509Certificate(own).validFromDate.getTime();
      if (names.length > 0 && now() < since + TOLD_MS)
        return [certificateFinding('certificate.authority-narrow', { subject: names[0]!, data: { names } })];
      return authorityDue({ validUntil: until, now: now(), missing: [] }).due
        ? [certificateFinding('certificate.authority-ends', { subject: commonName(own), data: { until } })]
        : [];
    },
  };
}

const commonName = (pem: string): string => /CN=(.*)/.exec(new X509Certificate(pem).subject)?.[1] ?? '';

/** SPEC: RFC 5280 §4.2.1.9: a pathLenConstraint of zero lets no further authority follow. */
const mayVouchForOthers = (pem: string): boolean => readingOf(new X509Certificate(pem)).pathLength > 0;

export function isCertificate(pem: string): boolean {
  try {
    new X509Certificate(pem);
    return true;
  } catch {
    return false;
  }
}

/** Whether `key` is the private half of `certificate`; false too when either cannot be read. */
export function belongs(certificate: string, key: string): boolean {
  try {
    return new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key));
  } catch {
    return false;
  }
}
