/** One connection from its first byte to its CONNECT. */
import type { Duplex } from 'node:stream';
import { connectRequest, FAILED, greeting } from './socks5.ts';

/** RFC 1928: the two messages together are no longer than this. */
const MAX_BYTES = 2 + 255 + 4 + 1 + 255 + 2;

export interface Told {
  /** The hash that was asked for. False: it cannot be had. */
  connected(address: string): boolean;
  refused(because: string): void;
}

/** Calls one of them once. What a connected end sends is thrown away until somebody listens. */
export function shakeHands(connection: Duplex, told: Told): void {
  let bytes: Buffer = Buffer.alloc(0);
  let step = greeting;

  function stop(because: string, answer?: Buffer): void {
    connection.removeListener('data', read);
    if (answer) connection.end(answer, () => connection.destroy());
    else connection.destroy();
    told.refused(because);
  }

  /** Whether there may be more in what has come. */
  function advance(): boolean {
    const next = step(bytes);
    if ('need' in next) {
      if (bytes.length > MAX_BYTES) stop('too long');
      return false;
    }
    if ('refuse' in next) {
      stop(next.because, next.refuse);
      return false;
    }
    bytes = bytes.subarray(next.used);
    if (next.address === undefined) {
      connection.write(next.answer);
      step = connectRequest;
      return true;
    }
    connection.removeListener('data', read);
    // XEP-0065 §10.1: "Ignore any bytes sent before the bytestream is activated."
    connection.resume();
    if (told.connected(next.address)) connection.write(next.answer);
    else stop('cannot be had', FAILED);
    return false;
  }

  function read(chunk: Buffer): void {
    bytes = Buffer.concat([bytes, chunk]);
    while (advance());
  }

  connection.on('data', read);
}
