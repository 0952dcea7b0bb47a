/** What happens, handed to whoever reads it in their own time. */

/** A queue that is read in order; what was put before the reader came is not lost, and all but the newest may be passed over. */
export function createNews<T>() {
  const waiting: T[] = [];
  let over: { readonly error?: unknown } | undefined;
  let wake = () => {};
  return {
    put(value: T) {
      // A reader that is slow gets the newest.
      if (waiting.length > 20) waiting.shift();
      waiting.push(value);
      wake();
    },
    end(last?: T) {
      if (last !== undefined) waiting.push(last);
      over ??= {};
      wake();
    },
    fail(error: unknown) {
      over ??= { error };
      wake();
    },
    async *all(): AsyncGenerator<T, void> {
      for (;;) {
        while (waiting.length > 0) yield waiting.shift()!;
        if (over) {
          if ('error' in over) throw over.error;
          return;
        }
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}
