/** Ports for real programs: a free one, and one that somebody else holds. */
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * A port nobody listens on at this moment.
 * WHY not any the system gives: it gives the same to the next who asks, before the program under test takes it.
 */
export async function freePort(): Promise<number> {
  for (let attempts = 0; attempts < 50; attempts++) {
    const port = randomInt(20_000, FIRST_GIVEN);
    // Nobody listens on what was given a moment ago, either.
    if (given.has(port)) continue;
    given.add(port);
    try {
      await using held = await holdPort(port);
      return held.port;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    }
  }
  throw new Error('no free port found');
}

/** What this process has given so far. */
const given = new Set<number>();

/** Linux gives ports from here on to whoever asks for any. */
const FIRST_GIVEN = 32_768;

/** Listens on `port` (0: any) of `address` until disposed; without an address on all of them. */
export async function holdPort(
  port: number,
  address?: string,
): Promise<{ port: number; [Symbol.asyncDispose](): Promise<void> }> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host: address, ipv6Only: address?.includes(':') }, resolve);
  });
  return {
    port: (server.address() as { port: number }).port,
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
