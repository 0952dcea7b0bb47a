/**
 * One dispatcher for both transports: the contract's calls, input checked by its schemas, refusals as its typed errors.
 * Anything else that is thrown is a bug: the caller gets a reference, the log gets the rest under it.
 */
import { implement, ORPCError } from '@orpc/server';
import type { Caller, Calls } from '../contract/calls.ts';
import { type Contract, contract, type Problem, type ProblemCode, problems } from '../contract/index.ts';

export type { Caller };

export interface DispatcherParts {
  readonly calls: Calls;
  /** Turns what the manager threw into a problem of the contract; undefined for a bug. */
  readonly known: (error: unknown) => Problem | undefined;
  /** Logs a bug and answers the reference it is found under. */
  readonly unexpected: (error: unknown, call: string) => string;
  /** Does the work of a call in its caller's name, so that what it changes is noted as theirs. */
  readonly inTheNameOf?: <T>(caller: Caller, work: () => T) => T;
}

export type Dispatcher = ReturnType<typeof createDispatcher>;

type AnyCall = (input: unknown, options: Caller & { signal: AbortSignal | undefined }) => unknown;
type AnyBuilder = { handler(run: (context: HandlerContext) => unknown): unknown };
interface HandlerContext {
  readonly input: unknown;
  readonly context: Caller;
  readonly signal: AbortSignal | undefined;
}

/** @returns an oRPC router for the adapters of `ipc.ts` and `websocket.ts`. */
export function createDispatcher({
  calls,
  known,
  unexpected,
  inTheNameOf = (_, work) => work(),
}: DispatcherParts) {
  const builder = implement(contract).$context<Caller>();

  function refuse(error: unknown, call: string): never {
    const found = known(error) ?? {
      code: 'manager.unexpected' as const,
      data: { reference: unexpected(error, call) },
    };
    throw new ORPCError(found.code, { defined: true, message: found.code, data: found.data });
  }

  async function* guarded(events: AsyncIterable<unknown>, call: string) {
    try {
      yield* events;
    } catch (error) {
      refuse(error, call);
    }
  }

  const router = Object.fromEntries(
    Object.keys(contract).map((area) => {
      const builders = builder[area as keyof Contract] as unknown as Record<string, AnyBuilder>;
      const functions = calls[area as keyof Contract] as unknown as Record<string, AnyCall>;
      const procedures = Object.keys(contract[area as keyof Contract]).map((name) => {
        const call = `${area}.${name}`;
        const schema = outputSchema(area, name);
        const run = async ({ input, context, signal }: HandlerContext) => {
          try {
            const output = await inTheNameOf(context, () => functions[name]!(input, { ...context, signal }));
            if (isEvents(output)) return guarded(output, call);
            return checked(schema, output);
          } catch (error) {
            return refuse(error, call);
          }
        };
        return [name, builders[name]!.handler(run)];
      });
      return [area, Object.fromEntries(procedures)];
    }),
  );
  // The loop above has built one procedure for each call of the contract; the compiler cannot follow it there.
  return builder.router(router as unknown as Parameters<typeof builder.router>[0]);
}

interface Schema {
  parse(value: unknown): unknown;
}

/** WHY not left to oRPC: its own refusal of a wrong answer has no code of the contract, and leaves no line in the log. */
const checked = (schema: Schema | undefined, output: unknown) => (schema ? schema.parse(output) : output);

function outputSchema(area: string, name: string): Schema | undefined {
  const calls = contract[area as keyof Contract] as unknown as Record<
    string,
    { '~orpc': { outputSchema?: Schema } }
  >;
  return calls[name]?.['~orpc'].outputSchema;
}

function isEvents(output: unknown): output is AsyncIterable<unknown> {
  return typeof output === 'object' && output !== null && Symbol.asyncIterator in output;
}

/** Whether `code` is one of the contract's; for callers that catch errors of a client. */
export const isProblemCode = (code: unknown): code is ProblemCode =>
  typeof code === 'string' && code in problems;
