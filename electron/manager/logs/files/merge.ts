/** Several logs as one, by time: each is in order already, or nearly so. */

/** The earliest of the next ones first. Ends when all have ended; closes those that are left when the reader stops. */
export async function* merge<T extends { readonly time: number }>(
  sources: readonly AsyncGenerator<T, void>[],
): AsyncGenerator<T, void> {
  const heads = await Promise.all(sources.map(async (source) => ({ source, next: await source.next() })));
  try {
    for (;;) {
      let first: (typeof heads)[number] | undefined;
      for (const head of heads)
        if (!head.next.done && (!first || first.next.done || head.next.value.time < first.next.value.time))
          first = head;
      if (!first || first.next.done) return;
      yield first.next.value;
      first.next = await first.source.next();
    }
  } finally {
    await Promise.all(sources.map((source) => source.return()));
  }
}

/** Whatever comes first: for logs that are followed, where nobody knows what comes next. Ends with the signal. */
export async function* asTheyCome<T>(sources: readonly AsyncGenerator<T, void>[]): AsyncGenerator<T, void> {
  const waiting = new Map(sources.map((source) => [source, nextOf(source)]));
  while (waiting.size > 0) {
    const { source, next } = await Promise.race(waiting.values());
    if (next.done) {
      waiting.delete(source);
      continue;
    }
    waiting.set(source, nextOf(source));
    yield next.value;
  }
}

const nextOf = async <T>(source: AsyncGenerator<T, void>) => ({ source, next: await source.next() });
