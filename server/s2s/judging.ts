/**
 * Whether what another server shows proves it is a domain: the trust a certificate deserves (trust/), with what the domain's zone says
 * where that is needed (names/). Both are exchanged when the configuration is.
 */
import { readFileSync } from 'node:fs';
import type { Log } from '../kernel/log.ts';
import type { Connection } from '../net/connection.ts';
import { createNames, type Names } from './names/index.ts';
import type { FederationConfig } from './options.ts';
import { policyFor } from './policy.ts';
import type { Shown } from './receiving.ts';
import { type Authorities, chainOf, createAuthorities, judgePeer, type Verdict } from './trust/index.ts';

export interface JudgingParts {
  readonly config: () => FederationConfig;
  readonly signal: AbortSignal;
  readonly log: Log;
  readonly now: () => number;
  /** Instead of the DNS, for tests. */
  readonly names?: Names | undefined;
}

export interface Judging {
  names(): Names;
  /** Who may vouch for a domain. */
  authorities(domain: string): Authorities;
  /** What a server that connected to us has shown. Never rejects. */
  judge(connection: Connection, domain: string): Promise<Shown>;
  /** Reads the file of authorities again when it is needed next. */
  reload(): void;
}

/** How long a zone is waited for before a certificate counts as bad. */
const ZONE_MS = 10_000;

export function createJudging({ config, signal, log, now, names }: JudgingParts): Judging {
  const namesNow = remember(
    () => [config().dns, config().dane],
    () => {
      const { dns, dane } = config();
      return createNames({
        servers: dns.servers,
        vouched: dns.trusted,
        dane,
        signal,
        now,
        log: log.child('names'),
      });
    },
  );
  let readings = 0;
  const authoritiesNow = remember(
    () => [config().authorities, readings],
    () => createAuthorities(readAuthorities(config().authorities, log)),
  );
  /** Of single hosts, by their PEM text. */
  const ofHosts = remember(
    () => [Object.values(config().hosts).map((rule) => rule.authorities)],
    () => new Map<string, Authorities>(),
  );
  function authoritiesFor(domain: string): Authorities {
    const { authorities: pem } = policyFor(config(), domain);
    if (pem === undefined) return authoritiesNow();
    const known = ofHosts();
    const own = known.get(pem) ?? createAuthorities([pem], () => []);
    known.set(pem, own);
    return either(own, authoritiesNow());
  }
  const findNames = () => names ?? namesNow();

  const proofOf = (verdict: Verdict): Shown =>
    verdict.ok
      ? { proof: verdict.by === 'dane' ? 'dane' : 'certificate', until: verdict.until }
      : { code: verdict.code, because: verdict.because };

  async function zoneSays(chain: readonly Buffer[], domain: string): Promise<Verdict | undefined> {
    try {
      const found = await findNames().find(domain, {
        signal: AbortSignal.any([signal, AbortSignal.timeout(ZONE_MS)]),
      });
      for (const { tlsa, host } of found.targets) {
        if (!tlsa || tlsa.length === 0) continue;
        const authorities = authoritiesFor(domain);
        const verdict = judgePeer({ chain, domain, tlsa, host, authorities, now: now() });
        if (verdict.ok) return verdict;
      }
    } catch (error) {
      log.debug('the zone of a domain says nothing of its certificate', {
        ...{ domain, cause: (error as Error).message },
      });
    }
    return undefined;
  }

  return {
    names: findNames,
    authorities: authoritiesFor,
    reload() {
      readings += 1;
    },
    async judge(connection, domain) {
      const socket = connection.secured();
      const chain = socket ? chainOf(socket) : [];
      if (chain.length === 0) return { code: 'certificate.none', because: 'No certificate was shown.' };
      const verdict = judgePeer({ chain, domain, authorities: authoritiesFor(domain), now: now() });
      if (verdict.ok || !config().dane) return proofOf(verdict);
      return proofOf((await zoneSays(chain, domain)) ?? verdict);
    },
  };
}

const either = (one: Authorities, other: Authorities): Authorities => ({
  issuersOf: (certificate) => [...one.issuersOf(certificate), ...other.issuersOf(certificate)],
  has: (certificate) => one.has(certificate) || other.has(certificate),
});

/** The last value, for as long as what it depends on stays the same. */
function remember<T>(from: () => readonly unknown[], make: () => T): () => T {
  let known: { readonly of: string; readonly value: T } | undefined;
  return () => {
    const of = JSON.stringify(from());
    if (known?.of !== of) known = { of, value: make() };
    return known.value;
  };
}

/** PEM texts. The file was there when the configuration was read; without it, fewer certificates are good. */
function readAuthorities(file: string | undefined, log: Log): string[] {
  if (file === undefined) return [];
  try {
    return [readFileSync(file, 'utf8')];
  } catch (error) {
    log.error('the file of authorities cannot be read', { file, cause: (error as Error).message });
    return [];
  }
}
