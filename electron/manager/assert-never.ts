/** Ends a switch over a union: the compiler complains when a case is missing, and so does the running program. */
export function assertNever(value: never): never {
  throw new Error(`unhandled case: ${JSON.stringify(value)}`);
}
