/** The jobs of all served domains, and which certificate each is served with. */
import { join } from 'node:path';
import type { Logger } from 'pino';
import type {
  CertificatePlan,
  CertificateSource,
  CertificateStatus,
} from '../../../contract/certificates.ts';
import type { Changes } from '../../changes.ts';
import type { Kept } from '../../database.ts';
import type { Events } from '../../events.ts';
import { freeBytes, readIfThere } from '../../files.ts';
import type { Host } from '../../host.ts';
import { oneAtATime } from '../../pace.ts';
import { problem } from '../../problem.ts';
import type { Office } from '../../settings.ts';
import type { CertificateFiles, Certificates } from '../certificates.ts';
import { type CertificateFacts, readCertificate } from '../read.ts';
import { createJob } from './job.ts';
import type { CertificateJob, JobParts } from './job-parts.ts';
import type { Origin } from './origin.ts';
import type { TlsaRecords } from './tlsa.ts';

export interface CertificateJobs {
  /** Chain and key in force for a served domain; always a pair. */
  files(domain: string): CertificateFiles;
  /** The office's own authority signed what is in force. */
  isLocal(domain: string): boolean;
  /** What is in force, if it can be read. */
  current(domain: string): Promise<CertificateFacts | undefined>;
  /** Before a start of the server. */
  ensureUsable(domain: string): Promise<void>;
  /** What the web face shows beyond loopback: the public certificate when there is one. */
  forWeb(domain: string | undefined): Promise<{ cert: string; key: string }>;
  list(): Promise<CertificateStatus[]>;
  plan(domain: string, source: CertificateSource): Promise<CertificatePlan>;
  /** @param given what a person brought, for `given`. Refused with `entry.gone` where there is none. */
  chooseSource(
    domain: string,
    source: CertificateSource,
    given: { readonly chain: string; readonly key: string; readonly by: string } | undefined,
  ): Promise<CertificateStatus>;
  order(domain: string, rehearse: boolean): Promise<CertificateStatus>;
  cancel(domain: string): Promise<CertificateStatus>;
  /** Refused with `certificate.no-previous`. */
  putBack(domain: string): Promise<CertificateStatus>;
  check(domain: string): Promise<CertificateStatus>;
  /** What Home should tell of it; null while all is well, or not yet worth a word. */
  alarm(domain: string): { readonly at: number; readonly cause: string } | null;
  /** Hashes for the TLSA records of a domain: of the key that is shown, and of one about to be. */
  publicKeys(domain: string): readonly string[];
  /** Ids of the orders that are under way or to be taken up again. */
  underWay(domain: string): readonly string[];
  /** Begins the jobs of what is served now, and ends those of what is not any more. */
  attend(): void;
  /** After each start of the server. */
  serverIsUp(): void;
  /** Resolves when nothing of this domain is under way. */
  idle(domain: string): Promise<void>;
  stop(): Promise<void>;
}

export interface CertificateJobsParts {
  readonly host: Pick<Host, 'dataDir' | 'clock'>;
  readonly kept: Kept;
  readonly log: Logger;
  readonly events: Events;
  readonly changes: Changes;
  readonly local: Certificates;
  /** Null before the set-up. */
  readonly office: () => Office | null;
  readonly domains: (office: Office) => readonly string[];
  /** Remembers what the office decided. */
  readonly choose: (certificates: NonNullable<Office['certificates']>) => Promise<void>;
  readonly originOf: (domain: string, source: CertificateSource) => Origin | undefined;
  /** Has the server take `files` over; nothing to do while it does not run. */
  readonly install: () => Promise<void>;
  readonly running: () => boolean;
  readonly look: (domain: string, ...asked: Parameters<JobParts['look']>) => ReturnType<JobParts['look']>;
  readonly tlsa: TlsaRecords;
  readonly forget: JobParts['forget'];
  readonly unexpected: JobParts['unexpected'];
}

const LOCAL: CertificateSource = { from: 'local' };
const PLAN_MS = 60_000;

export function createCertificateJobs(parts: CertificateJobsParts): CertificateJobs {
  const { host, events, changes, local, office } = parts;
  const jobs = new Map<string, CertificateJob>();
  const attended = new Set<string>();
  const inTurn = oneAtATime();
  const sourceOf = (domain: string): CertificateSource => office()?.certificates?.[domain] ?? LOCAL;

  function create(domain: string): CertificateJob {
    return createJob({
      domain,
      folder: join(host.dataDir, 'certificates', domain),
      ...{ kept: parts.kept, clock: host.clock, log: parts.log, tlsa: parts.tlsa },
      ...{ install: parts.install, running: parts.running, unexpected: parts.unexpected },
      forget: parts.forget,
      source: () => sourceOf(domain),
      originOf: (source) => parts.originOf(domain, source),
      local: {
        files: () => local.files(domain),
        ensure: async () => (await local.ensureLeaf(domain)).renew,
        chain: () => readIfThere(local.files(domain).chain),
      },
      room: () => freeBytes(host.dataDir),
      look: (fingerprint, signal) => parts.look(domain, fingerprint, signal),
      changed({ inForce }) {
        events.emit({ type: 'certificate.state', domain });
        if (!inForce) return;
        events.emit({ type: 'certificates.changed' });
        events.emit({ type: 'findings.changed' });
      },
      note: (action, before, after) =>
        void changes.note({ action, subject: domain, state: 'applied', before, after }),
    });
  }

  /** A folder's name: only of what the office serves, or is about to. */
  function jobOf(domain: string): CertificateJob {
    const found = jobs.get(domain) ?? create(domain);
    jobs.set(domain, found);
    return found;
  }

  function served(domain: string): CertificateJob {
    const now = office();
    if (!now) throw problem('setup.not-done', {});
    if (!parts.domains(now).includes(domain))
      throw problem('input.invalid', { field: 'domain', reason: 'unknown' });
    return jobOf(domain);
  }

  async function told(domain: string, work: Promise<unknown>): Promise<CertificateStatus> {
    await work;
    return served(domain).status();
  }

  return {
    files: (domain) => jobOf(domain).files(),
    isLocal: (domain) => jobOf(domain).isLocal,
    async current(domain) {
      const pem = await readIfThere(jobOf(domain).files().chain);
      const read = pem === undefined ? undefined : tryRead(pem);
      // What a person brings is not renewed: it ends.
      return read && { ...read, renewsAt: (await jobOf(domain).renewal())?.at ?? read.validUntil };
    },
    async ensureUsable(domain) {
      if (jobOf(domain).isLocal) await local.ensureUsable(domain);
    },
    async forWeb(domain) {
      if (domain === undefined || jobOf(domain).isLocal) return local.forWeb(domain);
      const { chain, key } = jobOf(domain).files();
      const [cert, secret] = await Promise.all([readIfThere(chain), readIfThere(key)]);
      return cert && secret ? { cert, key: secret } : local.forWeb(domain);
    },
    async list() {
      const now = office();
      return now ? Promise.all(parts.domains(now).map((domain) => jobOf(domain).status())) : [];
    },
    async plan(domain, source) {
      served(domain);
      const origin = parts.originOf(domain, source);
      const none = { domain, authority: '', names: [], findings: [], possible: true };
      return origin ? origin.plan(AbortSignal.timeout(PLAN_MS)) : none;
    },
    async chooseSource(domain, source, given) {
      const job = served(domain);
      if (source.from === 'given' && !given) throw problem('entry.gone', {});
      // Of all domains together: two that are chosen at once must not forget each other.
      const before = await inTurn(async () => {
        const was = JSON.stringify(sourceOf(domain));
        await parts.choose({ ...office()?.certificates, [domain]: source });
        return was;
      });
      const after = JSON.stringify(source);
      changes.note({ action: 'certificate.source', subject: domain, state: 'applied', before, after });
      await job.sourceChanged(given);
      return job.status();
    },
    order: (domain, rehearse) => told(domain, Promise.resolve(served(domain).order({ rehearse }))),
    cancel: (domain) => told(domain, served(domain).cancel()),
    async putBack(domain) {
      if (!(await served(domain).putBack())) throw problem('certificate.no-previous', {});
      return served(domain).status();
    },
    check: (domain) => told(domain, served(domain).check()),
    attend() {
      const now = office();
      const wanted = new Set(now ? parts.domains(now) : []);
      for (const domain of attended)
        if (!wanted.has(domain)) {
          attended.delete(domain);
          void jobs.get(domain)?.stop();
          jobs.delete(domain);
        }
      for (const domain of wanted)
        if (!attended.has(domain)) {
          attended.add(domain);
          jobOf(domain).begin();
        }
    },
    serverIsUp() {
      for (const domain of attended) jobOf(domain).serverIsUp();
    },
    alarm: (domain) => jobOf(domain).alarm,
    publicKeys: (domain) => jobOf(domain).publicKeys,
    underWay: (domain) => jobOf(domain).underWay,
    idle: (domain) => served(domain).idle(),
    async stop() {
      await Promise.all([...jobs.values()].map((job) => job.stop()));
    },
  };
}

function tryRead(pem: string): CertificateFacts | undefined {
  try {
    return readCertificate(pem);
  } catch {
    // One that cannot be read is as good as none.
    return undefined;
  }
}
