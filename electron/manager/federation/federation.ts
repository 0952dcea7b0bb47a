/** Other servers: what the office decided about them, how it stands with each, and trying one on demand. */
import type { ChangeAction } from '../../contract/change-actions.ts';
import type {
  Company,
  Federation,
  FederationPolicy,
  FederationProblem,
  RemoteDomain,
  Trial,
  TrustedCertificate,
} from '../../contract/index.ts';
import type { Changes } from '../changes.ts';
import type {
  EngineFederation,
  EngineProblem,
  EngineRemote,
  FederationEngine,
} from '../engines/federation.ts';
import type { Events } from '../events.ts';
import { allDoors, federationOf } from '../office-doors.ts';
import { servedDomains } from '../office-names.ts';
import { readOutsideDomain } from '../outside-domain.ts';
import { oneAtATime } from '../pace.ts';
import { ProblemError, problem } from '../problem.ts';
import type { FederationRule, Office } from '../settings.ts';
import { authorityFacts, readAuthority } from './authority.ts';
import { readTarget } from './target.ts';
import { isMadeUp } from './trouble.ts';
import { WHO } from './who.ts';

export interface Decided {
  readonly policy: FederationPolicy;
  readonly companies: (Company & { domain: string; trusted: TrustedCertificate[] })[];
}

export interface FederationArea {
  get(): Promise<Federation>;
  setPolicy(policy: FederationPolicy): Promise<Decided>;
  setCompany(typed: string, part: Partial<Company>): Promise<Decided & { domain: string }>;
  retry(domain: string): Promise<void>;
  try(typed: string, signal: AbortSignal | undefined): AsyncGenerator<Trial, void>;
}

export interface FederationParts {
  readonly engine: FederationEngine;
  readonly changes: Changes;
  readonly events: Events;
  /** Throws `setup.not-done` before there is one. */
  readonly office: () => Office;
  /** Puts another office in force: settings, configuration, the running server. */
  readonly change: (part: Partial<Office>) => Promise<void>;
  readonly now: () => number;
}

/** A list longer than this is no office's own. */
const MOST_COMPANIES = 500;

const NOTHING: EngineFederation = { ports: [], incoming: 0, outgoing: 0, domains: [] };

export function createFederation(parts: FederationParts): FederationArea {
  const { engine, changes, events, office, change, now } = parts;
  const rule = () => federationOf(office());
  // Two pages that decide at once: each starts from what the other has left.
  const inTurn = oneAtATime();

  async function decide(
    next: FederationRule,
    note: { action: ChangeAction; subject: string },
  ): Promise<void> {
    const before = rule();
    await change({ federation: next });
    changes.note({ ...note, state: 'applied', ...difference(before, next) });
    events.emit({ type: 'federation.changed' });
    events.emit({ type: 'doors.changed' });
    events.emit({ type: 'findings.changed' });
  }

  return {
    async get() {
      const { domain, way } = office();
      const report = await engine.report().catch(unlessStopped);
      const open = new Set(report?.ports.map(({ port }) => port));
      const ports = allDoors(office()).flatMap(({ door, port, tls }) =>
        door === 'companies' && tls !== 'none' ? [{ port, tls, open: open.has(port) }] : [],
      );
      const { incoming, outgoing, domains } = report ?? NOTHING;
      const running = report !== undefined;
      return {
        ...decided(rule()),
        ...{ domain, way, running, ports, incoming, outgoing },
        domains: domains.filter((remote) => !isMadeUp(remote, servedDomains(office()))).map(withMender),
      };
    },
    setPolicy: (policy) =>
      inTurn(async () => {
        const before = rule();
        if (policy !== before.policy)
          await decide({ ...before, policy }, { action: 'federation.policy', subject: office().domain });
        return decided(rule());
      }),
    setCompany: (typed, part) =>
      inTurn(async () => {
        const domain = readOutsideDomain(typed, office().domain);
        const before = rule();
        const next = { ...before.companies[domain], ...part };
        if (part.target !== undefined) next.target = readTarget(part.target);
        if (part.authority !== undefined) next.authority = readAuthority(part.authority, now());
        const { [domain]: _, ...others } = before.companies;
        const companies = isNothing(next) ? others : { ...others, [domain]: next };
        if (Object.keys(companies).length > MOST_COMPANIES)
          throw problem('input.invalid', { field: 'companies', reason: 'too-many' });
        await decide({ ...before, companies }, { action: 'federation.company', subject: domain });
        return { ...decided(rule()), domain };
      }),
    retry: (domain) => engine.retry(domain),
    async *try(typed, signal) {
      const domain = readOutsideDomain(typed, office().domain);
      yield { type: 'started', domain };
      // Leaving the generator ends the try, too.
      const gone = new AbortController();
      const either = signal ? AbortSignal.any([signal, gone.signal]) : gone.signal;
      try {
        let ok = true;
        for await (const step of engine.try(domain, either)) {
          ok &&= step.ok;
          yield { type: 'step', step: { ...step, problem: step.problem && mendable(step.problem) } };
        }
        yield { type: 'done', ok };
      } catch (error) {
        if (!either.aborted) throw error;
      } finally {
        gone.abort();
      }
    },
  };
}

const isNothing = ({ allowed, certificate, target, authority }: Partial<Company>): boolean =>
  !allowed && !certificate && !target && !authority;

const mendable = (found: EngineProblem): FederationProblem => ({ ...found, who: WHO[found.code] });

export const withMender = (remote: EngineRemote): RemoteDomain => ({
  ...remote,
  problem: remote.problem && mendable(remote.problem),
});

const decided = ({ policy, companies }: FederationRule): Decided => ({
  policy,
  companies: Object.entries(companies)
    .map(([domain, { allowed = false, certificate = false, target = '', authority = '' }]) => ({
      ...{ domain, allowed, certificate, target, authority, trusted: authorityFacts(authority) },
    }))
    .sort((one, other) => (one.domain < other.domain ? -1 : 1)),
});

function unlessStopped(error: unknown): undefined {
  if (error instanceof ProblemError && error.code === 'server.not-running') return undefined;
  throw error;
}

/** What is not as in the other: the policy, or the one company. */
function difference(before: FederationRule, after: FederationRule) {
  if (before.policy !== after.policy) return { before: before.policy, after: after.policy };
  const domains = new Set([...Object.keys(before.companies), ...Object.keys(after.companies)]);
  const changed = [...domains].filter(
    (domain) => JSON.stringify(before.companies[domain]) !== JSON.stringify(after.companies[domain]),
  );
  const of = (rule: FederationRule) =>
    JSON.stringify(Object.fromEntries(changed.map((domain) => [domain, rule.companies[domain] ?? null])));
  return { before: of(before), after: of(after) };
}
