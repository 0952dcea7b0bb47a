/**
 * Encryption beside the rest: a thread of its own, so that sums, compression and encryption take as long as the slowest of them
 * and not as long as all together.
 */
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { newNonce, type Sealed } from './age.ts';

/** Pieces on their way there and back; memory is bounded by them. */
const UNDER_WAY = 4;

/** A stage of `stream.pipeline`: header, nonce, and the payload. */
export const encrypting = ({ header, fileKey }: Sealed) =>
  async function* (source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    const nonce = newNonce();
    yield Buffer.concat([header, nonce]);
    const thread = startThread(fileKey, nonce);
    try {
      const waiting: Promise<Uint8Array>[] = [];
      for await (const piece of source) {
        waiting.push(thread.seal(piece));
        const sealed = waiting.length > UNDER_WAY ? await waiting.shift() : undefined;
        if (sealed && sealed.length > 0) yield sealed;
      }
      waiting.push(thread.seal(null));
      for (const sealed of waiting) yield await sealed;
    } finally {
      await thread.stop();
    }
  };

function startThread(fileKey: Uint8Array, nonce: Uint8Array) {
  // In a checkout Node runs the .ts sources; a build has .js beside each other. The thread's file is like this one.
  const file = new URL(`./seal-thread${extname(import.meta.filename)}`, import.meta.url);
  const worker = new Worker(file, { workerData: { fileKey, nonce }, name: 'backup encryption' });
  const asked: { resolve: (sealed: Uint8Array) => void; reject: (error: Error) => void }[] = [];
  worker.on('message', (sealed: Uint8Array) => asked.shift()?.resolve(sealed));
  worker.on('error', (error) => {
    for (const { reject } of asked.splice(0)) reject(error);
  });
  return {
    /** Answers come in the order of the questions; null is the end. */
    seal(piece: Uint8Array | null): Promise<Uint8Array> {
      const answer = new Promise<Uint8Array>((resolve, reject) => asked.push({ resolve, reject }));
      // It is seen when its turn comes; until then it is no loose end.
      answer.catch(() => undefined);
      // A copy: what zlib hands out shares its memory with what comes next.
      const own = piece && new Uint8Array(piece);
      worker.postMessage(own, own ? [own.buffer] : []);
      return answer;
    },
    stop: () => worker.terminate(),
  };
}
