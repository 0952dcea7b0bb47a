/** Ports for real programs: a free one, and one that somebody else holds. */
import { createServer } from 'node:net';

/** A port nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  await using held = await holdPort(0);
  return held.port;
}

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
