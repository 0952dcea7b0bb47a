/** The thread that encrypts (sealing.ts): pieces in, what can be written by then out, in order. */
import { parentPort, workerData } from 'node:worker_threads';
import { createSealer } from './age.ts';

const { fileKey, nonce } = workerData as { fileKey: Uint8Array; nonce: Uint8Array };
const sealer = createSealer(fileKey, nonce);

parentPort?.on('message', (piece: Uint8Array | null) => {
  const sealed = new Uint8Array(piece === null ? sealer.end() : sealer.push(piece));
  parentPort?.postMessage(sealed, [sealed.buffer]);
});
