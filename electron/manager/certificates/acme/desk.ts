/**
 * ACME for this office: which authority, which names and ways, who shows the proofs, and what a refusal means. What the certificate
 * job's origin (job/origins/authority.ts) asks; facts are gathered here, decisions are in plan.ts, way.ts and failover.ts.
 */
import { randomBytes } from 'node:crypto';
import type { AcmeFailure, AuthorityId, AuthorityRow, ProofWay } from '../../../contract/acme.ts';
import type { CertificatePlan, CertificateSource } from '../../../contract/certificates.ts';
import type { DoctorFinding } from '../../../contract/findings/finding.ts';
import type { ProofPublisher } from '../../dns/providers/provider.ts';
import type { ProofsEngine } from '../../engines/proofs.ts';
import type { Clock } from '../../host.ts';
import { PROOF_PORT } from '../../office-doors.ts';
import { ProblemError } from '../../problem.ts';
import type { Office } from '../../settings.ts';
import { type Acme, AcmeError, type Authority } from './acme.ts';
import { AUTHORITIES, SECONDS } from './authorities.ts';
import type { Binding, Bindings } from './bindings.ts';
import type { Challenger } from './challenger.ts';
import { createDnsChallenger, validationName } from './challengers/dns.ts';
import { createHttpListener } from './challengers/http-listener.ts';
import { createWebroot } from './challengers/http-webroot.ts';
import { createLook } from './challengers/look.ts';
import { createTlsAlpn } from './challengers/tls-alpn.ts';
import { waitLeft, whomToAsk } from './failover.ts';
import { findingOf, hostOf } from './finding.ts';
import { planCertificate } from './plan.ts';
import { createReach, type ReachParts } from './reach.ts';
import type { MachineFacts } from './way.ts';

export { findingOf };

export type AuthoritySource = Extract<CertificateSource, { from: 'authority' }>;

/** Publishes proofs in DNS, and knows which way they go there (manager/dns/apply). */
export interface ProofRoads extends ProofPublisher {
  ways(name: string, signal?: AbortSignal): Promise<{ readonly way: 'provider' | 'hand' }>;
}

/** Where nobody keeps a zone for us and nobody is asked to. */
export const NO_ROADS: ProofRoads = {
  ways: async () => ({ way: 'hand' }),
  publish: async (name) => {
    throw new Error(`nobody here writes ${name}`);
  },
  withdraw: async () => undefined,
};

export interface AcmeDesk {
  /** The client, which remembers here what each authority said last. */
  readonly acme: Acme;
  authorityFor(source: AuthoritySource, failures: number): { name: string; authority: Authority };
  practice(source: AuthoritySource): Authority | undefined;
  challengers(source: AuthoritySource): Readonly<Partial<Record<ProofWay, Challenger>>>;
  plan(domain: string, source: AuthoritySource, signal: AbortSignal): Promise<CertificatePlan>;
  findingOf(failure: AcmeFailure, domain: string): DoctorFinding;
  rows(): AuthorityRow[];
  /** Whether a web server of this machine passes proofs on to us: then nobody else here gets the port for them. */
  holdProofs(wanted: boolean): Promise<void>;
  bind(authority: AuthorityId, binding: Binding | undefined): Promise<AuthorityRow[]>;
}

export interface AcmeDeskParts extends ReachParts {
  readonly acme: Acme;
  readonly clock: Clock;
  readonly bindings: Bindings;
  readonly proofs: ProofRoads;
  readonly engine: ProofsEngine | undefined;
  readonly names: (
    office: Office,
    domain: string,
  ) => readonly { name: string; need: 'required' | 'optional' }[];
  /** What the running server listens on. */
  readonly opened: () =>
    | { readonly ports: readonly { readonly type: string; readonly port: number; readonly tls?: unknown }[] }
    | undefined;
  readonly portOwner: (port: number) => Promise<string | undefined>;
  /** Rejects with `port.in-use` or `port.forbidden`. */
  readonly assertPortFree: (port: number) => Promise<void>;
  /** Whether the line gives this office no address of its own, where that is known. */
  readonly shared?: () => boolean;
  /** Where an authority looks, other than at 80 and 443: for tests. */
  readonly ports?: { readonly http: number; readonly tls: number };
}

/** As the system calls programs that serve websites. */
const WEB_SERVERS = ['nginx', 'apache2', 'httpd', 'caddy', 'haproxy', 'lighttpd'];
const HERE = '127.0.0.1';
/** A web server on this machine answers at once; what takes longer does not pass us on. */
const TRIAL_MS = 5000;

export function createAcmeDesk(parts: AcmeDeskParts): AcmeDesk {
  const { clock, bindings, proofs, engine, office, opened, portOwner } = parts;
  const ports = parts.ports ?? { http: 80, tls: 443 };
  const trouble = new Map<string, { readonly failure: AcmeFailure; readonly at: number }>();
  const reach = createReach(parts);
  const look = createLook({ lookup: reach.addresses, port: ports.http });
  const listenerParts = { look, portOwner, isHere: reach.isHere };
  const own = createHttpListener({ ...listenerParts, port: ports.http });
  const behind = { address: HERE, port: ports.http };
  const proxied = createHttpListener({ ...listenerParts, port: PROOF_PORT, behind });
  const inDns = createDnsChallenger(proofs);
  const onPort =
    engine &&
    createTlsAlpn({
      ...{ shower: engine, lookup: reach.addresses, isHere: reach.isHere },
      ...{ port: ports.tls, now: clock.now },
    });

  const webroot = (folder: string) => createWebroot({ folderOf: () => folder, look, here: behind });
  const challengers: AcmeDesk['challengers'] = (source) => ({
    ...{ 'http-listener': own, 'http-proxy': proxied, 'dns-provider': inDns, 'dns-by-hand': inDns },
    ...(onPort && { 'tls-alpn': onPort }),
    ...(source.webroot !== null && { 'http-webroot': webroot(source.webroot) }),
  });

  const nameOf = ({ authority, directory }: AuthoritySource): string =>
    AUTHORITIES[authority].name || hostOf(directory ?? '');

  function authorityOf(id: AuthorityId, source: AuthoritySource): Authority {
    const contact = source.email === null ? undefined : [source.email];
    const base = { id, contact, eab: bindings.of(id) };
    if (id !== 'custom') return { ...base, directory: AUTHORITIES[id].directory };
    return { ...base, directory: source.directory ?? '', ca: source.directoryCa ?? undefined };
  }

  /** One that a person has an account with, or the one that needs none; never a public one in place of the office's own. */
  function secondOf({ authority }: AuthoritySource): AuthorityId | undefined {
    if (authority === 'custom') return undefined;
    return SECONDS.find(
      (id) => id !== authority && (!AUTHORITIES[id].needsBinding || bindings.of(id) !== undefined),
    );
  }

  const acme: Acme = {
    ...parts.acme,
    async obtain(request) {
      const { directory } = request.authority;
      try {
        const obtained = await parts.acme.obtain(request);
        trouble.delete(directory);
        return obtained;
      } catch (error) {
        if (error instanceof AcmeError) trouble.set(directory, { failure: error.failure, at: clock.now() });
        throw error;
      }
    },
  };

  async function port80(): Promise<MachineFacts['port80']> {
    // Ours, for another order that is under way.
    if (own.isOpen()) return 'free';
    try {
      await parts.assertPortFree(ports.http);
      return 'free';
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      if (error.code === 'port.forbidden') return 'forbidden';
      const owner = await portOwner(ports.http);
      return owner !== undefined && WEB_SERVERS.includes(owner) ? 'web-server' : 'taken';
    }
  }

  /** Tries whether the web server passes an authority's question on: with a question of our own. */
  async function passesOn(name: string | undefined, signal: AbortSignal): Promise<boolean> {
    if (name === undefined) return false;
    const token = randomBytes(16).toString('base64url');
    const trial = { type: 'http-01' as const, name, token, keyAuthorization: `${token}.trial` };
    try {
      await proxied.present(trial, AbortSignal.any([signal, AbortSignal.timeout(TRIAL_MS)]));
      return true;
    } catch {
      signal.throwIfAborted();
      return false;
    } finally {
      await proxied.withdraw(trial, signal);
    }
  }

  async function plan(
    domain: string,
    source: AuthoritySource,
    signal: AbortSignal,
  ): Promise<CertificatePlan> {
    const now = office();
    const ours = await reach.ours(signal);
    const names = await Promise.all(
      parts.names(now, domain).map(async ({ name, need }) => {
        const [leads, road] = await Promise.all([
          reach.leads(name, ours, source.authority === 'custom', signal),
          proofs.ways(validationName(name), signal).catch(() => undefined),
        ]);
        return { name, need, leads, writable: road?.way === 'provider' };
      }),
    );
    const at80 = await port80();
    const first = names.find(({ leads }) => leads === 'here')?.name;
    const isWeb = at80 === 'web-server' || at80 === 'taken';
    return planCertificate({
      ...{ domain, names, authority: nameOf(source), byHand: true },
      machine: {
        ...{ port80: at80, webroot: source.webroot, wished: source.way, shared: parts.shared?.() ?? false },
        passesOn: isWeb && (await passesOn(first, signal)),
        port443: onPort !== undefined && hasTlsPort(opened(), ports.tls),
      },
    });
  }

  const rows = (): AuthorityRow[] =>
    Object.values(AUTHORITIES)
      .filter(({ id }) => id !== 'letsencrypt-staging')
      .map(({ practice, ...row }) => ({
        ...row,
        practice: practice !== null,
        bound: bindings.of(row.id) !== undefined,
      }));

  return {
    acme,
    authorityFor(source, failures) {
      const first = authorityOf(source.authority, source);
      const last = trouble.get(first.directory);
      const second = secondOf(source);
      const { ask } = whomToAsk({
        ...{ second: second !== undefined, failures },
        trouble: last && {
          reason: last.failure.reason,
          waitMs: waitLeft(last.failure, last.at, clock.now()),
        },
      });
      if (ask === 'first' || second === undefined) return { name: nameOf(source), authority: first };
      return { name: AUTHORITIES[second].name, authority: authorityOf(second, source) };
    },
    practice(source) {
      const { practice } = AUTHORITIES[source.authority];
      return practice === null ? undefined : authorityOf(practice, source);
    },
    ...{ challengers, plan, findingOf, rows, holdProofs: proxied.hold },
    async bind(authority, binding) {
      await bindings.keep(authority, binding);
      return rows();
    },
  };
}

const hasTlsPort = (opened: ReturnType<AcmeDeskParts['opened']>, wanted: number): boolean =>
  opened?.ports.some(
    ({ type, port, tls }) => port === wanted && tls === 'direct' && (type === 'multiplex' || type === 'http'),
  ) ?? false;
