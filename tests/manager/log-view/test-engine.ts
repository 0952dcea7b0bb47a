/** The engine in the test's own thread, with all there is counted before it is asked. */
import { join } from 'node:path';
import type { LogViewFilter } from '../../../electron/contract/index.ts';
import type { Sizes } from '../../../electron/manager/logs/view/chunk.ts';
import { createEngine, type Engine } from '../../../electron/manager/logs/view/engine.ts';
import { readers } from '../../../electron/manager/logs/view/readers.ts';
import { createWords, type Words } from '../../../electron/manager/logs/view/words/words.ts';

let number = 0;
/** Borders everywhere. */
export const SMALL: Sizes = { chunk: 700, block: () => 200 };

export function testEngine(
  folder: string,
  changed: (view: string) => void = () => {},
  more: { readonly sizes?: Sizes | undefined; readonly words?: Words } = {},
): Engine {
  return createEngine({
    ...readers,
    // Without one nothing is worth an index.
    words: more.words ?? createWords({ folder, changed: () => {}, worthBytes: Number.POSITIVE_INFINITY }),
    unpackTo: () => join(folder, `unpacked-${number++}`),
    ...{ now: Date.now, changed, lingerMs: 0 },
    ...(more.sizes && { sizes: more.sizes }),
    failed: (error) => {
      throw error;
    },
  });
}

/** Each source named by its place in the list. */
export async function openedView(
  folder: string,
  files: readonly string[],
  filter: LogViewFilter,
  more: Parameters<typeof testEngine>[2] = {},
) {
  let told = Promise.withResolvers<void>();
  const engine = testEngine(
    folder,
    () => {
      told.resolve();
      told = Promise.withResolvers();
    },
    more,
  );
  const id = 'view';
  await engine.open(
    id,
    files.map((file, index) => ({ id: String(index), file })),
    filter,
  );
  while (!engine.state(id).complete) await told.promise;
  return { engine, id, next: () => told.promise, [Symbol.asyncDispose]: () => engine.close(id) };
}
