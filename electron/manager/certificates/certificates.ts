/**
 * The office's own certificate authority and the server's certificate on disk, and their renewal.
 * Private keys are 0600 and go nowhere; the authority's key is in `secrets/`, which the server never reads.
 */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { DoctorFinding } from '../../contract/findings/finding.ts';
import { privateFolder, readIfThere, writeAtomically } from '../files.ts';
import type { Clock, Host, Timer } from '../host.ts';
import { certificateNames, servedDomains } from '../office-names.ts';
import { explain } from '../problem.ts';
import type { Office } from '../settings.ts';
import { belongs, createAuthorityStore, isCertificate } from './authority.ts';
import { issueAuthority, issueLeaf, limitsOf, newKey } from './issue.ts';
import { isPermitted, leafNames, type NameFacts, type Names, permitted } from './names.ts';
import { type CertificateFacts, type ReadCertificate, readCertificate } from './read.ts';
import { type Present, type Renewal, renewal } from './renewal.ts';

/** For the log. */
const WHY = {
  none: 'there was none',
  key: 'its key was another',
  authority: 'the authority is new',
  time: 'two thirds of its time were over',
  names: 'a name or an address is new',
} as const;

export interface CertificateFiles {
  readonly chain: string;
  readonly key: string;
}

export interface Certificates {
  files(domain: string): CertificateFiles;
  readonly authorityFile: string;
  /** What the server's certificate carries: names, then addresses. */
  names(domain: string): Promise<string[]>;
  /** The authority's certificate in PEM, if there is one. */
  authorityPem(): Promise<string | undefined>;
  authority(): Promise<CertificateFacts | undefined>;
  /** What devices need to be told of the authority and its successor. */
  authorityFindings(): Promise<DoctorFinding[]>;
  /** Makes the authority unless a usable one is there. Resolves to whether it was made now. */
  ensureAuthority(domain: string): Promise<boolean>;
  /** Makes or renews the server's certificate where that is due. Resolves to what was decided. */
  ensureLeaf(domain: string): Promise<Renewal>;
  /** The same before a start: a renewal that fails is no reason to stay down while the present certificate still is good. */
  ensureUsable(domain: string): Promise<void>;
  current(domain: string): Promise<ReadCertificate | undefined>;
  /** For the web face beyond loopback: the office's, or before there is one a certificate for this machine alone. */
  forWeb(domain: string | undefined): Promise<{ cert: string; key: string }>;
  /** Why the last renewal did not work; null when it did. */
  readonly lastFailure: { at: number; cause: string } | null;
  /** Looks now and then every hour whether the certificate is due, or this machine's names changed. */
  watch(domain: string, renewed: () => Promise<void>): void;
  stop(): void;
}

export interface CertificatesParts {
  readonly host: Pick<Host, 'dataDir' | 'hostname' | 'addresses'>;
  readonly clock: Clock;
  readonly log: Logger;
  /** Null before the set-up; without it a domain stands alone, with services called as usual. */
  readonly office?: () => Office | null;
}

const LOOK_EVERY_MS = 60 * 60 * 1000;
const PUBLIC_MODE = 0o644;

export function createCertificates({
  host,
  clock,
  log,
  office = () => null,
}: CertificatesParts): Certificates {
  const folder = join(host.dataDir, 'certificates');
  const secrets = join(host.dataDir, 'secrets');
  const store = createAuthorityStore({ folder, secrets, now: clock.now });
  let timer: Timer | undefined;
  let lastFailure: Certificates['lastFailure'] = null;
  let watches = 0;

  function facts(domain: string): NameFacts {
    const base = { domain, hostname: host.hostname, addresses: host.addresses() };
    const now = office();
    const served = now ? servedDomains(now) : [];
    if (!now || !served.includes(domain)) return base;
    const services = certificateNames(now, domain).map(({ name }) => name);
    return { ...base, services, others: served.filter((one) => one !== domain) };
  }
  const files = (domain: string): CertificateFiles => ({
    chain: join(folder, domain, 'fullchain.pem'),
    key: join(folder, domain, 'privkey.pem'),
  });

  async function present(domain: string): Promise<(Present & { pem: string }) | undefined> {
    const pem = await readIfThere(files(domain).chain);
    // One that cannot be read is as good as none: another is made.
    if (pem === undefined || !isCertificate(pem)) return undefined;
    const key = await readIfThere(files(domain).key);
    const issuer = await store.certificate();
    const leaf = new X509Certificate(pem);
    return {
      ...readCertificate(pem),
      pem,
      keyMatches: key !== undefined && belongs(pem, key),
      ours: issuer !== undefined && leaf.verify(new X509Certificate(issuer).publicKey),
    };
  }

  async function issue(domain: string): Promise<void> {
    const signer = await store.signer();
    if (!signer) throw new Error('there is no certificate authority to sign with');
    const { chain, key: keyFile } = files(domain);
    await privateFolder(join(folder, domain));
    let key = await readIfThere(keyFile);
    if (!key || !isKey(key)) {
      key = await newKey();
      await writeAtomically(keyFile, key);
    }
    const names = leafNames(facts(domain), limitsOf(signer.certificate));
    const leaf = await issueLeaf({ authority: signer, names, key, now: clock.now() });
    await writeAtomically(chain, `${leaf.trim()}\n${(await store.sentAlong()).trim()}\n`, PUBLIC_MODE);
  }

  async function wantedNames(domain: string): Promise<Names> {
    const signer = await store.certificate();
    return leafNames(facts(domain), signer ? limitsOf(signer) : permitted(facts(domain)));
  }

  // One at a time: two that both find the key missing would leave the key of one and the certificate of the other.
  let turn: Promise<unknown> = Promise.resolve();
  function ensureLeaf(domain: string): Promise<Renewal> {
    const mine = turn.then(() => renewWhereDue(domain));
    turn = mine.catch(() => undefined);
    return mine;
  }

  /** Only for what the office serves: before the set-up is done nobody trusts the authority yet, and it is made anew instead. */
  async function succeedWhereDue(domain: string): Promise<void> {
    const now = office();
    if (!now || !servedDomains(now).includes(domain)) return;
    const done = await store.succeed(facts(now.domain));
    if (done) log.info({ subsystem: 'certificates', because: done.because }, 'the authority has a successor');
  }

  async function renewWhereDue(domain: string): Promise<Renewal> {
    await succeedWhereDue(domain);
    const verdict = renewal(await present(domain), await wantedNames(domain), clock.now());
    if (verdict.renew) {
      await issue(domain);
      log.info(
        { subsystem: 'certificates', domain, because: WHY[verdict.because] },
        "the server's certificate was made",
      );
    }
    return verdict;
  }

  function stop(): void {
    watches++;
    timer?.cancel();
  }

  function failed(domain: string, error: unknown): void {
    lastFailure = { at: clock.now(), cause: (error as Error).message };
    const cause = explain(error);
    log.error({ subsystem: 'certificates', domain, cause }, "the server's certificate could not be renewed");
  }

  async function look(domain: string, renewed: () => Promise<void>): Promise<void> {
    try {
      if ((await ensureLeaf(domain)).renew) await renewed();
      lastFailure = null;
    } catch (error) {
      failed(domain, error);
    }
  }

  return {
    files,
    authorityFile: store.file,
    async names(domain) {
      const { dns, ip } = await wantedNames(domain);
      return [...dns, ...ip];
    },
    authorityPem: store.certificate,
    authorityFindings: store.findings,
    async authority() {
      const pem = await store.certificate();
      return pem === undefined ? undefined : readCertificate(pem);
    },
    async ensureAuthority(domain) {
      const there = await store.signer();
      // One of an earlier try with another domain may not sign for this one.
      if (there && isPermitted(domain, limitsOf(there.certificate).names)) return false;
      await store.make(facts(domain));
      return true;
    },
    ensureLeaf,
    async ensureUsable(domain) {
      try {
        await ensureLeaf(domain);
      } catch (error) {
        const there = await present(domain);
        if (!there?.keyMatches || clock.now() >= there.validUntil) throw error;
        failed(domain, error);
      }
    },
    async current(domain) {
      const found = await present(domain);
      return found && readCertificate(found.pem);
    },
    async forWeb(domain) {
      if (domain) {
        await ensureLeaf(domain);
        const [cert, key] = await Promise.all([
          readIfThere(files(domain).chain),
          readIfThere(files(domain).key),
        ]);
        if (cert && key) return { cert, key };
      }
      const own = facts(host.hostname);
      const signer = await issueAuthority(own, clock.now());
      const key = await newKey();
      const leaf = await issueLeaf({
        authority: signer,
        names: leafNames(own, limitsOf(signer.certificate)),
        key,
        now: clock.now(),
      });
      return { cert: `${leaf.trim()}\n${signer.certificate.trim()}\n`, key };
    },
    get lastFailure() {
      return lastFailure;
    },
    watch(domain, renewed) {
      stop();
      const mine = ++watches;
      const again = () => {
        // Somebody else watches by now, or nobody: a look that was under way must not go on.
        if (mine === watches)
          timer = clock.after(LOOK_EVERY_MS, () => void look(domain, renewed).then(again));
      };
      void look(domain, renewed).then(again);
    },
    stop,
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
