/** The contract as plain functions: what the manager implements and the dispatcher calls. */
import type { InferContractRouterInputs, InferContractRouterOutputs } from '@orpc/contract';
import type { contract } from './index.ts';

type Contract = typeof contract;
type Inputs = InferContractRouterInputs<Contract>;
type Outputs = InferContractRouterOutputs<Contract>;

/** Who asks; the transport knows. */
export interface Caller {
  /** The session of the headless face; null on the desktop. */
  readonly session: string | null;
  /** A command in a terminal: the account it says it runs under, for people to recognise; never to decide on. */
  readonly account?: string;
  /** What the browser calls itself, for people to recognise; never to decide on. */
  readonly browser?: string;
  /** Where the browser comes from. */
  readonly address?: string;
  /** The open line a browser's call came over, by a name of this run; what was confirmed counts for it alone. */
  readonly line?: string;
  /** Where its page was opened, already known to be one of ours: `https://atelier.local:8471`. */
  readonly origin?: string;
}

export interface CallOptions extends Caller {
  /** Aborted when the caller leaves, or cancels. */
  readonly signal: AbortSignal | undefined;
}

/** Event iterators are async generators. */
type Answer<Output> = Output extends AsyncIterable<infer Event> ? AsyncGenerator<Event, void> : Output;

export type Calls = {
  [A in keyof Outputs]: {
    [C in keyof Outputs[A]]: (
      input: C extends keyof Inputs[A] ? Inputs[A][C] : undefined,
      options: CallOptions,
    ) => Promise<Answer<Outputs[A][C]>>;
  };
};
