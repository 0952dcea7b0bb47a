/**
 * With whom we speak, and what they must prove: the configuration's answer for one domain. Pure.
 */
import type { FederationConfig, HostRule } from './options.ts';

export interface Policy {
  readonly allowed: boolean;
  /** Why not. */
  readonly code?: 'policy.closed' | 'policy.not-listed' | 'policy.blocked';
  /** Which entry of the configuration decided. */
  readonly because: string;
  readonly authenticate: 'certificate' | 'dialback';
  readonly tls: 'required' | 'optional';
  /** `host` or `host:port` instead of what DNS says. */
  readonly target?: string | undefined;
  /** PEM text of authorities that count for it beside those that count for all. */
  readonly authorities?: string | undefined;
}

/**
 * The entry for the domain itself, else the longest pattern it fits, `*.` standing for one label or more.
 * @param domain as `prepareDomain` writes it.
 */
export function policyFor(config: FederationConfig, domain: string): Policy {
  const [entry, rule] = ruleFor(config.hosts, domain);
  const terms = {
    authenticate: rule.authenticate ?? config.authenticate,
    tls: rule.tls ?? config.tls,
    target: rule.target,
    authorities: rule.authorities,
  };
  if (config.policy === 'closed')
    return { ...terms, allowed: false, code: 'policy.closed', because: 'federation.policy is closed' };
  if (rule.policy === 'block')
    return { ...terms, allowed: false, code: 'policy.blocked', because: `federation.hosts["${entry}"]` };
  if (rule.policy === 'allow') return { ...terms, allowed: true, because: `federation.hosts["${entry}"]` };
  if (config.policy === 'listed')
    return { ...terms, allowed: false, code: 'policy.not-listed', because: 'federation.policy is listed' };
  return { ...terms, allowed: true, because: 'federation.policy is open' };
}

/** Whether a domain has to prove itself by other means than before: then what stands was proven by the old ones. */
export function asksOtherwise(before: FederationConfig, after: FederationConfig, domain: string): boolean {
  const [then, now] = [policyFor(before, domain), policyFor(after, domain)];
  return (['authenticate', 'tls', 'authorities'] as const).some((term) => then[term] !== now[term]);
}

function ruleFor(hosts: FederationConfig['hosts'], domain: string): readonly [string, HostRule] {
  if (Object.hasOwn(hosts, domain)) return [domain, hosts[domain]!];
  for (let at = domain.indexOf('.'); at >= 0; at = domain.indexOf('.', at + 1)) {
    const pattern = `*${domain.slice(at)}`;
    if (Object.hasOwn(hosts, pattern)) return [pattern, hosts[pattern]!];
  }
  return ['', {}];
}
