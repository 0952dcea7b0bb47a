/**
 * Certificates that strangers believe, put together: the client of public authorities, other places certificates come from,
 * the job of each domain, and the look at what every door shows. The office's own authority is `certificates.ts`.
 */
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { CertificateSource, NameProgress } from '../../contract/certificates.ts';
import type { HandProof } from '../../contract/dns-providers.ts';
import type { Changes } from '../changes.ts';
import type { Kept } from '../database.ts';
import type { Engine } from '../engines/engine.ts';
import type { Events } from '../events.ts';
import { readIfThere } from '../files.ts';
import type { Host } from '../host.ts';
import { certificateNames, servedDomains, serverHost } from '../office-names.ts';
import type { Withdrawn } from '../overview.ts';
import { explain } from '../problem.ts';
import type { Run } from '../run.ts';
import type { Office } from '../settings.ts';
import { type AccountDesk, createAccountDesk } from './acme/account-desk.ts';
import { createBindings } from './acme/bindings.ts';
import { createAcme } from './acme/create.ts';
import {
  type AcmeDesk,
  type AcmeDeskParts,
  createAcmeDesk,
  findingOf,
  type ProofRoads,
} from './acme/desk.ts';
import { createNameLookup } from './acme/lookup.ts';
import { acmeFiles } from './acme/store.ts';
import { createBroker } from './broker/broker.ts';
import type { Certificates } from './certificates.ts';
import { type CertificateJobs, createCertificateJobs } from './job/jobs.ts';
import type { Origin } from './job/origin.ts';
import { authorityOrigin } from './job/origins/authority.ts';
import { elsewhereOrigin } from './job/origins/elsewhere.ts';
import { givenOrigin } from './job/origins/given.ts';
import type { TlsaRecords } from './job/tlsa.ts';
import { caaFrom } from './judge/caa.ts';
import { publicAuthorities } from './judge/judge.ts';
import { type AskOutside, createOutside } from './judge/outside.ts';
import { judgedJobs } from './judged-jobs.ts';
import { checkServed } from './served/check.ts';
import { expectedEndpoints, wantedNames } from './served/endpoints.ts';
import { createPlaces } from './sources/places.ts';
import { createSources, type Sources } from './sources/sources.ts';
import { createStanding, withdrawnAmong } from './standing.ts';

export interface PublicCertificates {
  readonly jobs: CertificateJobs;
  readonly sources: Sources;
  readonly desk: AcmeDesk & AccountDesk;
  /** Certificates in force that were withdrawn, as far as their authorities were asked. */
  withdrawn(): Promise<Withdrawn[]>;
  /** Takes away what an order left behind that was killed. Once, after the start. */
  begin(): Promise<void>;
}

export interface PublicCertificatesParts {
  readonly host: Host;
  readonly run: Run;
  readonly engine: Engine;
  readonly kept: Kept;
  readonly log: Logger;
  readonly events: Events;
  readonly changes: Changes;
  readonly local: Certificates;
  /** Null before the set-up. */
  readonly office: () => Office | null;
  readonly choose: (certificates: NonNullable<Office['certificates']>) => Promise<void>;
  readonly proofs: ProofRoads & { byHand(): HandProof[] };
  readonly tlsa: TlsaRecords;
  readonly server: {
    install(): Promise<void>;
    running(): boolean;
    opened():
      | {
          readonly ports: readonly { readonly type: string; readonly port: number; readonly tls?: unknown }[];
        }
      | undefined;
  };
  readonly portOwner: AcmeDeskParts['portOwner'];
  readonly assertPortFree: AcmeDeskParts['assertPortFree'];
  readonly setUpOffice: () => Office;
  /** The CAA records of a domain as they were last seen in the DNS; undefined: nobody has looked. */
  readonly caa: (domain: string) => readonly string[] | undefined;
  /** How addresses in certificates are asked: for tests. */
  readonly askOutside?: AskOutside;
  /** Whether the line gives this office no address of its own. */
  readonly shared: () => boolean;
  /** Where an authority looks, other than at 80 and 443: for tests. */
  readonly acmePorts?: AcmeDeskParts['ports'];
  readonly unexpected: (error: unknown, where: string) => string;
}

export function createPublicCertificates(parts: PublicCertificatesParts): PublicCertificates {
  const { host, run, engine, log, local, office, proofs } = parts;
  const { clock } = host;
  const desk = createAcmeDesk({
    acme: createAcme({ store: acmeFiles(host.dataDir), clock, log, version: host.version }),
    ...{ clock, bindings: createBindings(host.dataDir), lookup: createNameLookup(host.resolver), proofs },
    ...{ engine: engine.proofs, office: parts.setUpOffice, names: certificateNames, serverHost },
    opened: () => openedOf(parts.server.opened()),
    ...{ addresses: host.addresses, portOwner: parts.portOwner },
    ...{ assertPortFree: parts.assertPortFree, shared: parts.shared },
    ...(parts.acmePorts && { ports: parts.acmePorts }),
  });

  /** Everybody's, and those the office's devices were told of: its own, and one it has chosen by address and root (step-ca). */
  const authorities = async () => {
    const own = await local.authorityPem();
    const chosen = Object.values(office()?.certificates ?? {}).flatMap((source) =>
      source.from === 'authority' && source.authority === 'custom' ? (source.directoryCa ?? []) : [],
    );
    return publicAuthorities([...(own === undefined ? [] : [own]), ...chosen]);
  };
  const ask = parts.askOutside ?? createOutside();
  const standing = createStanding({ kept: parts.kept, ask, now: clock.now });
  const broker = createBroker({
    ...{ run, folder: join(host.dataDir, 'secrets', 'broker'), hostname: host.hostname, authorities },
    now: clock.now,
  });
  const sources = createSources({
    ...{ clock, broker, places: createPlaces(), authorities, ask },
    wanted: () => {
      const now = office();
      return now ? servedDomains(now).flatMap((domain) => wantedNames(now, domain)) : [];
    },
  });

  function originOf(domain: string, source: CertificateSource): Origin | undefined {
    switch (source.from) {
      case 'local':
        return undefined;
      case 'authority':
        return authorityOrigin({
          ...{ domain, source, acme: desk.acme, authorityFor: desk.authorityFor, practice: desk.practice },
          ...{ challengers: desk.challengers, plan: desk.plan, findingOf },
          byHand: async () => byHand(proofs.byHand()),
        });
      case 'file':
        return elsewhereOrigin({
          ...{ domain, name: source.path, fetch: (signal) => sources.fromPath(source.path, signal) },
          watch: (changed) => sources.watch(source.path, changed),
        });
      case 'machine':
        return elsewhereOrigin({
          ...{ domain, name: source.host, fetch: (signal) => sources.fromMachine(source, signal) },
        });
      case 'given':
        return givenOrigin(domain);
    }
  }

  const jobs = createCertificateJobs({
    ...{ host, kept: parts.kept, log, events: parts.events, changes: parts.changes, local, office },
    ...{ domains: servedDomains, choose: parts.choose, originOf, tlsa: parts.tlsa },
    ...{ install: parts.server.install, running: parts.server.running, unexpected: parts.unexpected },
    forget: (order) =>
      desk.acme.settle(order).catch((cause) => {
        log.warn({ subsystem: 'certificates', order, cause: String(cause) }, 'an order was not forgotten');
      }),
    async look(domain, fingerprint, signal) {
      const now = office();
      if (!now) return [];
      const endpoints = expectedEndpoints(now, [domain]);
      const expected = () => fingerprint;
      const checked = { endpoints, expected, authorities: await authorities(), now: clock.now, signal };
      const [{ cells }] = await Promise.all([checkServed(checked), askStanding(domain, signal)]);
      return cells;
    },
  });

  /** The office's own authority withdraws nothing. */
  async function askStanding(domain: string, signal: AbortSignal): Promise<void> {
    if (jobs.isLocal(domain)) return;
    const chain = await readIfThere(jobs.files(domain).chain);
    if (chain === undefined) return;
    const before = standing.of(domain, chain)?.state;
    const isWithdrawn = await standing.ask(domain, chain, signal);
    if (isWithdrawn && before !== 'revoked') parts.events.emit({ type: 'findings.changed' });
  }

  const domainsNow = () => {
    const now = office();
    return now ? servedDomains(now) : [];
  };

  /** The rules for a web server on this machine lead to a port of ours (manager/website). */
  const isBehind = () => office()?.website?.machine === null;

  async function holdProofs(wanted: boolean): Promise<void> {
    try {
      await desk.holdProofs(wanted);
    } catch (error) {
      log.warn(
        { subsystem: 'certificates', cause: explain(error) },
        'another program has the port to which the web server passes proofs on: it could get a certificate for this domain',
      );
    }
  }

  const attending: CertificateJobs = {
    ...jobs,
    attend() {
      jobs.attend();
      void holdProofs(isBehind());
    },
    async stop() {
      await Promise.all([jobs.stop(), holdProofs(false)]);
    },
  };

  const account = createAccountDesk({
    ...{ desk, office, changes: parts.changes, chainOf: (domain) => jobs.files(domain).chain },
  });

  return {
    withdrawn: () => withdrawnAmong(domainsNow(), jobs, standing),
    ...{ sources, desk: { ...desk, ...account } },
    jobs: judgedJobs({
      jobs: attending,
      ...{ authorities, now: clock.now, authorityFindings: local.authorityFindings },
      revocation: standing.of,
      caa: (domain) => caaFrom(parts.caa(domain)),
      wanted: (domain) => {
        const now = office();
        return now ? wantedNames(now, domain) : [];
      },
    }),
    async begin() {
      const now = office();
      if (!now) return;
      const keep = new Set(servedDomains(now).flatMap((domain) => jobs.underWay(domain)));
      for (const domain of servedDomains(now)) {
        const source = now.certificates?.[domain];
        if (source?.from !== 'authority') continue;
        const signal = AbortSignal.timeout(SWEEP_MS);
        // Each order by the domain it was for: a website's folder is one domain's alone.
        const those = (names: readonly string[]) => (names.includes(domain) ? desk.challengers(source) : {});
        await desk.acme.sweep(those, keep, signal).catch((error) => {
          log.warn(
            { subsystem: 'certificates', domain, cause: String(error) },
            'proofs of an earlier order could not be taken away',
          );
        });
      }
    },
  };
}

const SWEEP_MS = 60_000;

/** A server's own words about its ports, as the desk reads them. */
const openedOf = (ready: ReturnType<PublicCertificatesParts['server']['opened']>) =>
  ready && { ports: ready.ports.map(({ type, port, tls }) => ({ type, port, tls: String(tls ?? 'none') })) };

/** `_acme-challenge.example.org` proves `example.org` and what is below it by a wildcard. */
const byHand = (waiting: readonly HandProof[]): Pick<NameProgress, 'name' | 'record' | 'lookedAt'>[] =>
  waiting.map(({ name, text, lastLook }) => ({
    name: name.replace(/^_acme-challenge\./, ''),
    record: { name, type: 'TXT', ttl: 60, values: [`"${text}"`] },
    lookedAt: lastLook,
  }));
