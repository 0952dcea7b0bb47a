/** Who is who: which domains are ours, and with which others we speak, by the configuration and by the operator's lists. */
import type { HookBus } from '../kernel/hooks.ts';
import type { Outside } from '../kernel/outside.ts';
import type { Services } from '../kernel/services.ts';
import type { FederationConfig } from './options.ts';
import type { Pair } from './pair.ts';
import { type Policy, policyFor } from './policy.ts';
import { FederationFailure } from './problems.ts';
import type { FederationCode } from './report.ts';

export interface AdmissionParts {
  readonly config: () => FederationConfig;
  readonly hosts: ReadonlySet<string>;
  readonly services: Pick<Services, 'at'>;
  readonly outside: Pick<Outside, 'attached'>;
  readonly hooks: Pick<HookBus, 'run'>;
}

export interface Admission {
  /** Served, a service of ours, or a component's. */
  isOurs(domain: string): boolean;
  /** One of ours, for whoever names none. */
  first(): string;
  policy(domain: string): Policy;
  /** Throws a FederationFailure where we do not speak with that server. */
  admit(pair: Pair, direction: 'in' | 'out'): Policy;
  /** The same as a code; undefined when we do. */
  refusal(pair: Pair, direction: 'in' | 'out'): FederationCode | undefined;
}

export function createAdmission({ config, hosts, services, outside, hooks }: AdmissionParts): Admission {
  /** The served domain that one of our domains belongs to. */
  function hostOf(domain: string): string {
    if (hosts.has(domain)) return domain;
    const host = services.at(domain)?.service.hostOf(domain);
    return host ?? [...hosts].find((one) => domain.endsWith(`.${one}`)) ?? self.first();
  }

  const self: Admission = {
    isOurs: (domain) =>
      hosts.has(domain) || services.at(domain) !== undefined || outside.attached().includes(domain),
    first: () => [...hosts][0] ?? '',
    policy: (domain) => policyFor(config(), domain),
    admit(pair, direction) {
      const policy = self.policy(pair.remote);
      if (policy.code) throw new FederationFailure(policy.code, policy.because);
      const event = { domain: pair.remote, host: hostOf(pair.local), direction };
      const stopped = hooks.run('remote.contacted', event)?.stopped;
      if (stopped !== undefined) throw new FederationFailure('policy.blocked', stopped);
      return policy;
    },
    refusal(pair, direction) {
      try {
        self.admit(pair, direction);
        return undefined;
      } catch (error) {
        if (error instanceof FederationFailure) return error.code;
        throw error;
      }
    },
  };
  return self;
}
