/** An archive fetched into a file: gone on with where a stop left it, bounded, and believed only when it is the one that was signed. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rm, stat } from 'node:fs/promises';
import type { UpdateTrouble } from '../../contract/updates.ts';
import { isDiskFull, systemCode } from '../problem.ts';

export interface Wanted {
  readonly url: string;
  readonly bytes: number;
  readonly sha512: string;
}

/** Nothing for this long is an end. */
const SILENCE_MS = 60_000;

/** Fetching, unpacking or proving went wrong in a way the page has words for. */
export class UpdateError extends Error {
  readonly because: UpdateTrouble;
  constructor(because: UpdateTrouble, options?: ErrorOptions) {
    super(because, options);
    this.because = because;
  }
}

/** What a refused write means; the error itself for any other. */
export function diskTrouble(error: unknown): unknown {
  if (isDiskFull(error)) return new UpdateError('disk.full', { cause: error });
  const isReadOnly = ['EROFS', 'EACCES', 'EPERM'].includes(systemCode(error) ?? '');
  return isReadOnly ? new UpdateError('disk.read-only', { cause: error }) : error;
}

export interface DownloadParts {
  readonly fetch: typeof fetch;
  readonly progress: (doneBytes: number) => void;
  readonly signal: AbortSignal;
}

/**
 * Rejects with an `UpdateError`: then `file` is gone, unless more of it could come another time.
 * Each byte is written before it is believed; nobody reads the file before this resolves.
 */
export async function download(wanted: Wanted, file: string, parts: DownloadParts): Promise<void> {
  let have = await sizeOf(file);
  if (have > wanted.bytes) {
    await rm(file, { force: true });
    have = 0;
  }
  if (have < wanted.bytes) await rest(wanted, file, have, parts);
  if ((await sizeOf(file)) < wanted.bytes) throw new UpdateError('archive.truncated');
  if ((await sha512Of(file)) !== wanted.sha512) {
    await rm(file, { force: true });
    throw new UpdateError('archive.forged');
  }
}

async function rest(wanted: Wanted, file: string, have: number, parts: DownloadParts): Promise<void> {
  const { body, from } = await answer(wanted, have, parts);
  const handle = await open(file, from === 0 ? 'w' : 'r+', 0o600).catch((error) => {
    throw diskTrouble(error);
  });
  let at = from;
  try {
    for await (const chunk of withinSilence(body, parts.signal)) {
      if (at + chunk.byteLength > wanted.bytes) {
        await handle.truncate(0);
        throw new UpdateError('archive.too-big');
      }
      await handle.write(chunk, 0, chunk.byteLength, at);
      at += chunk.byteLength;
      parts.progress(at);
    }
    await handle.sync();
  } catch (error) {
    parts.signal.throwIfAborted();
    if (error instanceof UpdateError) throw error;
    const disk = diskTrouble(error);
    if (disk instanceof UpdateError) throw disk;
    // The line broke: what has come is good for the next try.
    throw new UpdateError('archive.truncated', { cause: error });
  } finally {
    await handle.close();
  }
}

async function answer(wanted: Wanted, have: number, { fetch, signal }: DownloadParts) {
  const headers: Record<string, string> = have > 0 ? { range: `bytes=${have}-` } : {};
  const response = await fetch(wanted.url, { headers, signal, redirect: 'follow' }).catch((error) => {
    signal.throwIfAborted();
    throw new UpdateError('archive.unreachable', { cause: error });
  });
  const isSafe = new URL(response.url || wanted.url).protocol === new URL(wanted.url).protocol;
  if (!response.ok || !response.body || !isSafe) throw new UpdateError('archive.unreachable');
  // SPEC: RFC 9110 §15.3.7: 206 answers a range; a server that knows none sends all of it with 200.
  return { body: response.body, from: response.status === 206 ? have : 0 };
}

async function* withinSilence(body: ReadableStream<Uint8Array>, signal: AbortSignal) {
  const reader = body.getReader();
  try {
    for (;;) {
      let timer: NodeJS.Timeout | undefined;
      const silence = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new UpdateError('archive.unreachable')), SILENCE_MS);
      });
      const { done, value } = await Promise.race([reader.read(), silence]).finally(() => clearTimeout(timer));
      signal.throwIfAborted();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return 0;
    throw error;
  }
}

async function sha512Of(file: string): Promise<string> {
  const hash = createHash('sha512');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
