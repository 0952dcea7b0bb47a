/** Where to listen: what `--listen` says, and the next free port when nobody insisted on one. */
import { isLoopback } from './gate.ts';

export interface Listen {
  readonly address: string;
  readonly port: number;
}

/** `8471`, `127.0.0.1:8471`, `[::1]:8471`, `[::]:8471`; a sentence when it is none of these. */
export function parseListen(text: string): Listen | string {
  const match = /^(?:(?:\[([0-9a-f:.]+)\]|([^:[\]]+)):)?(\d{1,5})$/i.exec(text);
  const port = Number(match?.[3]);
  if (!match || port > 65_535)
    return `"${text}" is no address to listen on; write HOST:PORT, such as 127.0.0.1:8470.`;
  const address = match[1] ?? match[2] ?? '127.0.0.1';
  return { address: address === 'localhost' ? '127.0.0.1' : address, port };
}

const MORE_PORTS = 20;

/** Tries `open` on the port and, where it is taken and nobody insisted, on the next ones. */
export async function onFreePort<T>(
  listen: Listen,
  insisted: boolean,
  open: (listen: Listen) => Promise<T>,
): Promise<T> {
  for (let port = listen.port; ; port++) {
    try {
      return await open({ ...listen, port });
    } catch (error) {
      const taken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
      if (!taken || insisted || port >= listen.port + MORE_PORTS) throw error;
    }
  }
}

/** Names we may be called by when we listen on `address`. */
export function calledNames(
  address: string,
  machine: { hostname: string; addresses: readonly string[] },
): string[] {
  const loopback = ['127.0.0.1', 'localhost', '::1'];
  if (isLoopback(address)) return [...loopback, address];
  const { hostname, addresses } = machine;
  const all = address === '0.0.0.0' || address === '::';
  const here = all ? [...loopback, ...addresses] : [address];
  return [...new Set([...here, hostname, `${hostname.split('.')[0]}.local`])];
}

/** The name to put into links. */
export function linkName(
  address: string,
  machine: { hostname: string; addresses: readonly string[] },
): string {
  if (isLoopback(address)) return address;
  const name =
    address === '0.0.0.0' || address === '::' ? (machine.addresses[0] ?? machine.hostname) : address;
  return name;
}
