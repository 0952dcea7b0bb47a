/** Other servers in memory, for managers and pages under test: what is known of each, and tries that go as they are told to. */
import type {
  EngineFederation,
  EngineProblem,
  EngineRemote,
  EngineTryStep,
  FederationEngine,
} from '../../electron/manager/engines/federation.ts';

export interface FakeFederation {
  readonly federation: FederationEngine;
  readonly outside: {
    readonly domains: Map<string, EngineRemote>;
    ports: EngineFederation['ports'];
    /** Asked for with `retry`. */
    readonly retried: string[];
    /** The steps of the next tries, by domain; without, all goes well. */
    readonly tries: Map<string, EngineTryStep[]>;
    /** How long each step takes, in milliseconds. */
    stepMs: number;
    /** Tries that were given up by whoever asked. */
    readonly abandoned: string[];
  };
}

const STEPS = ['lookup', 'connect', 'secure', 'authenticate', 'ping'] as const;

const wentWell = (domain: string): EngineTryStep[] =>
  STEPS.map((step, index) => ({
    ...{ step, ok: true, ms: 12 + 7 * index, problem: null },
    detail: step === 'lookup' ? `${domain}: 1 target` : null,
  }));

export function createFakeFederation(): FakeFederation {
  const outside: FakeFederation['outside'] = {
    ...{ domains: new Map(), retried: [], tries: new Map(), stepMs: 0, abandoned: [] },
    ports: [
      { port: 5269, tls: 'starttls' },
      { port: 5270, tls: 'direct' },
    ],
  };
  return {
    outside,
    federation: {
      async report() {
        const domains = [...outside.domains.values()];
        const links = domains.flatMap((one) => one.links);
        const count = (way: 'in' | 'out') => links.filter(({ direction }) => direction === way).length;
        return { ports: outside.ports, incoming: count('in'), outgoing: count('out'), domains };
      },
      retry: async (domain) => void outside.retried.push(domain),
      async *try(domain, signal) {
        for (const step of outside.tries.get(domain) ?? wentWell(domain)) {
          await pause(outside.stepMs, signal);
          if (signal.aborted) {
            outside.abandoned.push(domain);
            throw signal.reason;
          }
          yield step;
        }
      },
    },
  };
}

/** Ends with its time, or at once with the signal. */
const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
    if (signal.aborted) resolve();
  });

/** A domain nobody has talked with yet. */
export const freshRemote = (domain: string, more: Partial<EngineRemote> = {}): EngineRemote => ({
  ...{
    domain,
    state: 'idle',
    allowed: true,
    links: [],
    sent: 0,
    received: 0,
    bounced: 0,
    queued: 0,
    failures: 0,
  },
  ...{ firstSeen: 0, lastActive: null, nextAttempt: null, problem: null },
  ...more,
});

export const freshProblem = (
  code: EngineProblem['code'],
  more: Partial<EngineProblem> = {},
): EngineProblem => ({
  ...{ code, at: 0, direction: 'out', detail: null, target: null, certificate: null },
  ...more,
});
