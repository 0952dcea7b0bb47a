/** Input the contract's schemas refuse is told as `input.invalid` with the path of the value, like any other refusal. */
import { ORPCError, ValidationError } from '@orpc/server';

interface Options {
  next(): Promise<unknown>;
}

export async function badInput<T extends Options>(options: T): Promise<Awaited<ReturnType<T['next']>>> {
  try {
    return (await options.next()) as Awaited<ReturnType<T['next']>>;
  } catch (error) {
    if (
      !(error instanceof ORPCError) ||
      error.code !== 'BAD_REQUEST' ||
      !(error.cause instanceof ValidationError)
    ) {
      throw error;
    }
    const issue = error.cause.issues[0];
    const path = (issue?.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part));
    const data = { field: path.join('.'), reason: issue?.message ?? 'invalid' };
    throw new ORPCError('input.invalid', { defined: true, message: 'input.invalid', data, cause: error });
  }
}
