/** What the manager asks of a server about other servers. */
import type { FederationProblem, RemoteDomain, TryStep } from '../../contract/index.ts';

/** Who can mend it is the manager's word, not the server's. */
export type EngineProblem = Omit<FederationProblem, 'who'>;

export interface EngineRemote extends Omit<RemoteDomain, 'problem'> {
  readonly problem: EngineProblem | null;
}

export interface EngineTryStep extends Omit<TryStep, 'problem'> {
  readonly problem: EngineProblem | null;
}

export interface EngineFederation {
  /** Ports for other servers that are open now. */
  readonly ports: readonly { readonly port: number; readonly tls: 'starttls' | 'direct' }[];
  readonly incoming: number;
  readonly outgoing: number;
  readonly domains: readonly EngineRemote[];
}

/** Refused with `server.not-running` while it is stopped. */
export interface FederationEngine {
  report(): Promise<EngineFederation>;
  /** Does not wait for the next attempt. */
  retry(domain: string): Promise<void>;
  /** Yields each step as it ends, and stops after the first that failed; gives up when `signal` aborts. */
  try(domain: string, signal: AbortSignal): AsyncGenerator<EngineTryStep, void>;
}
