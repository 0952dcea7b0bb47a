/** The first bytes of a connection, looked at before anybody reads from it, and put back. */
import type { Duplex } from 'node:stream';

/** What was made of them; `used` of them are taken away. Undefined: more are needed. */
export type Look<T> = (bytes: Buffer) => { readonly value: T; readonly used: number } | undefined;

export interface LookBounds {
  /** So many, and still no answer: the connection is useless. */
  readonly bytes: number;
  readonly ms: number;
}

/**
 * Resolves to what `look` made of the first bytes; whoever comes next reads the rest of them first. Rejects when they do not
 * come in time, `look` throws, or the peer leaves; the caller then destroys the connection. Costs a timer and those bytes.
 */
export function lookAhead<T>(stream: Duplex, look: Look<T>, bounds: LookBounds): Promise<T> {
  return new Promise((resolve, reject) => {
    let seen: Buffer = Buffer.alloc(0);

    function done(): void {
      clearTimeout(late);
      stream.removeListener('readable', onReadable);
      stream.removeListener('close', onClose);
      stream.removeListener('end', onClose);
      stream.removeListener('error', fail);
    }
    function fail(error: Error): void {
      done();
      reject(error);
    }
    function onClose(): void {
      fail(new Error(seen.length === 0 ? 'left without a word' : 'left in the middle of the first bytes'));
    }
    function take(value: T, rest: Buffer): void {
      done();
      if (rest.length > 0) stream.unshift(rest);
      resolve(value);
    }
    function onReadable(): void {
      const chunk: Buffer | null = stream.read();
      if (chunk === null) return;
      seen = seen.length === 0 ? chunk : Buffer.concat([seen, chunk]);
      try {
        const found = look(seen);
        if (found) take(found.value, seen.subarray(found.used));
        else if (seen.length >= bounds.bytes) fail(new Error('the first bytes mean nothing'));
      } catch (error) {
        fail(error as Error);
      }
    }

    const late = setTimeout(() => fail(new Error('the first bytes took too long')), bounds.ms);
    stream.on('readable', onReadable);
    stream.on('close', onClose);
    stream.on('end', onClose);
    stream.on('error', fail);
  });
}
