/** Where the router is, and which of our addresses it knows us by. */
import { createSocket } from 'node:dgram';
import { readFile } from 'node:fs/promises';
import type { Host } from '../host.ts';
import type { Run } from '../run.ts';
import { type Gateways, readNetstat, readProcRoute, readProcRoute6, readRoutePrint } from './routes.ts';

/** One family's way out. */
export interface WayOut {
  readonly gateway: string;
  /** Ours towards it. */
  readonly source: string;
}

export interface Network {
  readonly v4: WayOut | null;
  readonly v6: WayOut | null;
}

export interface GatewayParts {
  readonly platform: Host['platform'];
  readonly run: Run;
  /** Public IPv6 addresses of this computer, the one that is published first. */
  readonly publicV6: () => readonly string[];
}

export async function findNetwork({ platform, run, publicV6 }: GatewayParts): Promise<Network> {
  const { v4, v6 } = await GATEWAYS[platform](run);
  const source = v4 && (await sourceTowards(v4));
  const [six] = publicV6();
  return {
    v4: v4 && source ? { gateway: v4, source } : null,
    v6: v6 && six ? { gateway: v6, source: six } : null,
  };
}

const output = async (run: Run, program: string, args: readonly string[]) =>
  (await run(program, args, { timeoutMs: 5_000 })).stdout;

const GATEWAYS: Readonly<Record<Host['platform'], (run: Run) => Promise<Gateways>>> = {
  linux: async () => {
    const read = (file: string) => readFile(file, 'utf8').catch(() => '');
    const [route, route6] = await Promise.all([read('/proc/net/route'), read('/proc/net/ipv6_route')]);
    return { v4: readProcRoute(route), v6: readProcRoute6(route6) };
  },
  darwin: async (run) => readNetstat(await output(run, 'netstat', ['-rn'])),
  win32: async (run) => readRoutePrint(await output(run, 'route', ['print'])),
};

/** What the system would send from; nothing is sent. Null where there is no way. */
export function sourceTowards(gateway: string): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    const end = (address: string | null) => {
      socket.removeAllListeners();
      socket.on('error', () => undefined);
      socket.close();
      resolve(address);
    };
    socket.on('error', () => end(null));
    // The number of the port plays no part.
    socket.connect(9, gateway, () => end(socket.address().address));
  });
}
