/** A world for one certificate's job: an authority in memory, a clock that may be wrong, a disk that may be full, a server. */
import 'reflect-metadata';
import { webcrypto, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as x509 from '@peculiar/x509';
import { pino } from 'pino';
import type { AcmeRetry } from '../../../electron/contract/acme.ts';
import type { ServedCell } from '../../../electron/contract/certificate-sources.ts';
import type { CertificateSource } from '../../../electron/contract/certificates.ts';
import { RENEWAL } from '../../../electron/contract/findings/certificate-renewal.ts';
import { makeFinding } from '../../../electron/contract/findings/finding.ts';
import { createCertificates } from '../../../electron/manager/certificates/certificates.ts';
import { newKey } from '../../../electron/manager/certificates/issue.ts';
import { createJob } from '../../../electron/manager/certificates/job/job.ts';
import type { CertificateJob } from '../../../electron/manager/certificates/job/job-parts.ts';
import { type Origin, OriginError } from '../../../electron/manager/certificates/job/origin.ts';
import { elsewhereOrigin } from '../../../electron/manager/certificates/job/origins/elsewhere.ts';
import { NO_TLSA, type TlsaRecords } from '../../../electron/manager/certificates/job/tlsa.ts';
import type { Kept } from '../../../electron/manager/database.ts';
import { createFakeClock } from '../../support/clock.ts';

export const DOMAIN = 'example.org';
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

const CURVE = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const SIGNING = { name: 'ECDSA', hash: 'SHA-256' } as const;
const crypto = webcrypto as unknown as Crypto;

/** An authority whose certificates are good for so many days, and that does what the test says. */
export async function createAuthority(truth: { now: () => number }, days: number) {
  const keys = await crypto.subtle.generateKey(CURVE, true, ['sign', 'verify']);
  const root = await x509.X509CertificateGenerator.createSelfSigned(
    { serialNumber: '01', name: 'CN=Test authority', keys, signingAlgorithm: SIGNING },
    crypto,
  );
  const authority = {
    days,
    /** Set by a test: rejects before anything is issued. */
    refuses: undefined as ((rehearsal: boolean) => OriginError | undefined) | undefined,
    /** Called when the order is placed, and when the proof is asked for; may never resolve. */
    at: async (_place: 'ordered' | 'proved' | 'issued', _signal: AbortSignal) => {},
    window: undefined as ((leaf: X509Certificate) => { start: number; end: number }) | undefined,
    answers: true,
    issued: [] as { at: number; id: string; rehearsal: boolean; key: string }[],
    asked: 0,
    async issue(keyPem: string): Promise<string> {
      const { createPublicKey } = await import('node:crypto');
      const spki = createPublicKey(keyPem).export({ format: 'der', type: 'spki' });
      const now = truth.now();
      const leaf = await x509.X509CertificateGenerator.create(
        {
          serialNumber: `4${Math.random().toString(16).slice(2, 12)}`.padEnd(12, '0'),
          subject: `CN=${DOMAIN}`,
          issuer: root.subject,
          // As public authorities do it, for clocks that are behind.
          notBefore: new Date(now - HOUR),
          notAfter: new Date(now + days * DAY - HOUR),
          publicKey: await crypto.subtle.importKey('spki', new Uint8Array(spki), CURVE, true, ['verify']),
          signingKey: keys.privateKey,
          signingAlgorithm: SIGNING,
          extensions: [new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: DOMAIN }])],
        },
        crypto,
      );
      return `${leaf.toString('pem')}\n${root.toString('pem')}\n`;
    },
  };
  return authority;
}
export type FakeAuthority = Awaited<ReturnType<typeof createAuthority>>;

export const refusal = (retry: AcmeRetry = { retry: 'later' }, how?: { groundShut: boolean }) =>
  new OriginError(
    makeFinding(RENEWAL, 'certificate.job-failed', { subject: DOMAIN, data: { detail: 'as told' } }),
    retry,
    how,
  );

/** The authority as an origin of the job. */
export function originOf(authority: FakeAuthority, truth: { now: () => number }): Origin {
  return {
    name: 'Test authority',
    kind: 'authority',
    rehearses: true,
    plan: async () => ({
      ...{ domain: DOMAIN, authority: 'Test authority', findings: [], possible: true },
      names: [{ name: DOMAIN, need: 'required', way: 'http-listener', because: 'x', leftOut: false }],
    }),
    async obtain({ id, keyPem, rehearsal, signal, on }) {
      authority.asked++;
      const refused = authority.refuses?.(rehearsal);
      if (refused) throw refused;
      on({ step: 'ordered', names: [DOMAIN], resumed: false });
      await authority.at('ordered', signal);
      on({ step: 'name', name: DOMAIN, way: 'http-listener', state: 'proved' });
      await authority.at('proved', signal);
      const chain = await authority.issue(keyPem!);
      await authority.at('issued', signal);
      authority.issued.push({ at: truth.now(), id, rehearsal, key: keyPem! });
      return { chain, by: 'Test authority' };
    },
    async window(leafPem) {
      if (!authority.answers) throw new Error('unreachable');
      const window = authority.window?.(new X509Certificate(leafPem));
      return window && { ...window, askAgainAt: truth.now() + 6 * HOUR, explanation: null };
    },
    askTime: async () => (authority.answers ? truth.now() : undefined),
  };
}

export interface World {
  readonly truth: ReturnType<typeof createFakeClock>;
  readonly authority: FakeAuthority;
  readonly job: CertificateJob;
  readonly store: Map<string, string>;
  /** What this machine's clock is wrong by. */
  wrongBy: number;
  source: CertificateSource;
  /** What the server has taken: what it would show. */
  served: string | undefined;
  /** Cells as the served check would tell them; by default the truth. */
  cells: ((fingerprint: string) => ServedCell[]) | undefined;
  running: boolean;
  room: number | undefined;
  installs: number;
  /** As a process that is killed there: nothing comes of it. */
  hangsAtInstall: number;
  hangsAtLook: boolean;
  /** Called when it hangs. */
  hanging: () => void;
  /** Rejects what the server would not take. */
  refusesConfiguration: boolean;
  /** Every write to the disk of kept values throws. */
  diskFull: boolean;
  events: { inForce: boolean }[];
  notes: string[];
  /** Orders nobody goes on with. */
  forgotten: string[];
  unexpected: unknown[];
  /** What lies on another machine, and how often it was asked. */
  elsewhere: { chain: string; key: string } | undefined;
  fetches: number;
  pairElsewhere(): Promise<{ chain: string; key: string }>;
  /** The chain that `files()` names now. */
  inForce(): X509Certificate;
  /** Lets `ms` pass in steps, each of which waits for whatever the job began. */
  pass(ms: number, step?: number): Promise<void>;
  /** As `kill -9` and a new start: a new job over the same folder and store. */
  restart(): Promise<void>;
}

export const cell = (state: ServedCell['state'], fingerprint: string | null, name = DOMAIN): ServedCell => ({
  ...{ how: 'xmpp-client-starttls', name, port: 5222, state, asked: 'inside', fingerprint },
  ...{ validUntil: null, tls: 'TLSv1.3', alpn: null, detail: 'as told' },
});

export const AUTHORITY: CertificateSource = {
  ...{ from: 'authority', authority: 'letsencrypt', directory: null, directoryCa: null },
  ...{ email: null, way: null, webroot: null, profile: null },
};

export interface WorldParts {
  readonly folder: string;
  readonly days?: number;
  readonly tlsa?: TlsaRecords;
  readonly source?: CertificateSource;
  /** In place of the authority in memory. */
  readonly origin?: Origin;
}

export async function createWorld({
  folder,
  days = 90,
  tlsa = NO_TLSA,
  source = AUTHORITY,
  origin,
}: WorldParts): Promise<World> {
  const truth = createFakeClock(Date.UTC(2026, 10, 22, 8));
  const authority = await createAuthority(truth, days);
  const log = pino({ level: 'silent' });
  const store = new Map<string, string>();
  const kept: Kept = {
    get: (name) => {
      const text = store.get(name);
      return text === undefined ? undefined : JSON.parse(text);
    },
    set(name, value) {
      if (world.diskFull) throw Object.assign(new Error('full'), { code: 'SQLITE_FULL' });
      store.set(name, JSON.stringify(value));
    },
  };
  const clock = { now: () => truth.now() + world.wrongBy, after: truth.after };
  const host = { dataDir: folder, hostname: 'atelier', addresses: () => ['192.168.1.20'] };
  const local = createCertificates({ host, clock: truth, log });
  await local.ensureAuthority(DOMAIN);
  await local.ensureLeaf(DOMAIN);

  const hang = () => {
    world.hanging();
    return new Promise<never>(() => {});
  };
  const create = () =>
    createJob({
      domain: DOMAIN,
      folder: join(folder, 'certificates', DOMAIN),
      ...{ kept, clock, log, tlsa },
      source: () => world.source,
      originOf({ from }) {
        if (from === 'local') return undefined;
        if (from !== 'machine') return origin ?? originOf(authority, truth);
        const fetch = async () => {
          world.fetches++;
          return world.elsewhere ?? { findings: [] };
        };
        return elsewhereOrigin({ domain: DOMAIN, name: 'www.example.org', fetch });
      },
      local: {
        files: () => local.files(DOMAIN),
        ensure: async () => (await local.ensureLeaf(DOMAIN)).renew,
        chain: async () => readFileSync(local.files(DOMAIN).chain, 'utf8'),
      },
      room: async () => world.room,
      async install() {
        if (world.refusesConfiguration) throw new Error('refused');
        if (++world.installs === world.hangsAtInstall) await hang();
        // As the server does: chain and key of one configuration, and only when they belong together.
        const { chain, key } = job.files();
        const { createPrivateKey } = await import('node:crypto');
        const leaf = new X509Certificate(readFileSync(chain));
        if (!leaf.checkPrivateKey(createPrivateKey(readFileSync(key, 'utf8'))))
          throw new Error('another key');
        world.served = leaf.fingerprint256;
      },
      running: () => world.running,
      async look(fingerprint) {
        if (world.hangsAtLook) await hang();
        if (world.cells) return world.cells(fingerprint);
        return [cell(world.served === fingerprint ? 'fine' : 'other', world.served ?? null)];
      },
      forget: async (order) => void world.forgotten.push(order),
      changed: (what) => void world.events.push(what),
      note: (action) => void world.notes.push(action),
      unexpected(error) {
        world.unexpected.push(error);
        return 'ref';
      },
    });
  let job: CertificateJob;
  const world: World = {
    ...{ truth, authority, store, wrongBy: 0, source, cells: undefined, running: true, room: undefined },
    ...{
      installs: 0,
      hangsAtInstall: 0,
      hangsAtLook: false,
      hanging: () => {},
      refusesConfiguration: false,
      diskFull: false,
      events: [],
      notes: [],
      forgotten: [],
      unexpected: [],
    },
    ...{ served: undefined, elsewhere: undefined, fetches: 0 },
    async pairElsewhere() {
      const key = await newKey();
      return { chain: await authority.issue(key), key };
    },
    get job() {
      return job;
    },
    inForce: () => new X509Certificate(readFileSync(job.files().chain)),
    async pass(ms, step = 6 * HOUR) {
      for (let left = ms; left > 0; left -= step) {
        // Awake until the next look, then asleep for the rest, however much falls due meanwhile.
        for (const part of [Math.min(HOUR, step, left), Math.min(step, left) - HOUR]) {
          if (part <= 0) continue;
          truth.advance(part);
          await settle(truth, () => job.idle());
        }
      }
    },
    async restart() {
      // The old one is left behind as a killed process leaves it: nothing it does reaches the disk any more.
      job = create();
      job.begin();
    },
  };
  job = create();
  return world;
}

/** Waits for what is under way; what waits for the clock inside of it is given its time. */
async function settle(truth: World['truth'], idle: () => Promise<void>): Promise<void> {
  let done = false;
  const end = idle().then(() => {
    done = true;
  });
  while (!done) {
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
    // A job that works has no timer but the one it waits for.
    if (!done && truth.waiting > 0) truth.advance(5_000);
  }
  await end;
}
