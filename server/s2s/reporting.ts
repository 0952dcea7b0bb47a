/** Puts the report together: what is remembered, what waits and what stands at this moment. Pure but for what it reads. */
import type { Link } from './link.ts';
import { pairOf } from './pair.ts';
import { mayRetry } from './problems.ts';
import type { Record, Records } from './records.ts';
import type { FederationLink, FederationReport, FederationState, RemoteDomain } from './report.ts';
import type { RouteFacts, Routes } from './routes.ts';

export interface ReportingParts {
  readonly records: Pick<Records, 'all' | 'totals'>;
  readonly routes: Pick<Routes, 'facts'>;
  readonly linked: ReadonlySet<Link>;
  readonly policy: FederationReport['policy'];
  readonly ports: FederationReport['ports'];
  policyOf(domain: string): RemoteDomain['policy'];
}

export function describeFederation(parts: ReportingParts): FederationReport {
  const links = [...parts.linked].filter(({ stream }) => !stream.ending);
  const byDomain = new Map<string, Link[]>();
  for (const link of links)
    for (const domain of remotesOf(link)) byDomain.set(domain, [...(byDomain.get(domain) ?? []), link]);
  return {
    ...{ policy: parts.policy, ports: parts.ports, stanzas: { ...parts.records.totals } },
    incoming: links.filter(({ direction }) => direction === 'in').length,
    outgoing: links.filter(({ direction }) => direction === 'out').length,
    domains: parts.records
      .all()
      .map((record) =>
        describeDomain(
          record,
          byDomain.get(record.domain) ?? [],
          parts.routes.facts(record.domain),
          parts.policyOf(record.domain),
        ),
      ),
  };
}

const remotesOf = (link: Link): Set<string> =>
  new Set([...link.accepts.keys(), ...link.sends].map((key) => pairOf(key).remote));

function describeDomain(
  { lastActive, problem, claim, met, ...record }: Record,
  links: readonly Link[],
  route: RouteFacts,
  policy: RemoteDomain['policy'],
): RemoteDomain {
  const { queued, nextAttempt, failures } = route;
  // Where a connection stands, somebody else's claim to be them is not worth a word.
  const shown = problem ?? (links.length === 0 ? claim : undefined);
  return {
    ...record,
    ...{ queued, failures, policy },
    state: stateOf({ links, problem, claim, met, connecting: route.connecting, allowed: policy.allowed }),
    links: links.map(describeLink),
    ...(lastActive !== undefined && { lastActive }),
    ...(nextAttempt !== undefined && { nextAttempt }),
    ...(shown && { problem: shown }),
  };
}

interface Standing extends Pick<Record, 'problem' | 'claim' | 'met'> {
  readonly links: readonly Link[];
  readonly connecting: boolean;
  readonly allowed: boolean;
}

function stateOf({ links, problem, claim, met, connecting, allowed }: Standing): FederationState {
  if (!allowed) return 'refused';
  if (problem) return mayRetry(problem.code) ? 'waiting' : 'refused';
  if (links.length > 0) return 'works';
  if (connecting) return 'connecting';
  return claim && !met ? 'refused' : 'idle';
}

function describeLink(link: Link): FederationLink {
  const { direction, pair, since, security, port, bidirectional } = link;
  const [accepted] = link.accepts.values();
  return {
    ...{ direction, bidirectional, since, security, local: pair.local },
    address: link.stream.connection.remoteAddress,
    ...(port !== undefined && { port }),
    proof: direction === 'in' ? (accepted ?? link.proof) : link.proof,
    managed: link.acks.on,
    ...(link.flaw && { flaw: { code: link.flaw.code, because: link.flaw.because } }),
  };
}
