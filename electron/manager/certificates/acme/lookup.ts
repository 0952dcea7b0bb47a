/** Where a name leads, asked of the resolver this computer uses, or of the one it was told to use: as most programs will see it. */
import { Resolver } from 'node:dns/promises';
import { systemCode } from '../../problem.ts';

export interface NameLookup {
  /** v4, then v6; empty: it has none. Undefined: nobody answered. */
  addresses(name: string, signal: AbortSignal): Promise<readonly string[] | undefined>;
  /** Whether there is such a name at all: with an address, or found by other servers (SRV) or by an alias. */
  exists(name: string, signal: AbortSignal): Promise<boolean | undefined>;
}

const NOTHING = ['ENODATA', 'ENOTFOUND', 'NXDOMAIN'];
const TIMEOUT_MS = 5000;
/** RFC 6120 §3.2.1 and XEP-0368: what a name without an address of its own is found by. */
const SERVICES = ['_xmpp-server._tcp', '_xmpps-server._tcp', '_xmpp-client._tcp', '_xmpps-client._tcp'];

/** @param resolver `IP` or `IP:PORT`; undefined: the system's. */
export function createNameLookup(resolver: string | undefined): NameLookup {
  function open(signal: AbortSignal): Resolver {
    signal.throwIfAborted();
    const asked = new Resolver({ timeout: TIMEOUT_MS, tries: 2 });
    if (resolver !== undefined) asked.setServers([resolver]);
    signal.addEventListener('abort', () => asked.cancel(), { once: true });
    return asked;
  }

  /** Undefined: no answer. */
  async function ask(run: () => Promise<readonly unknown[]>): Promise<readonly unknown[] | undefined> {
    try {
      return await run();
    } catch (error) {
      return NOTHING.includes(systemCode(error) ?? '') ? [] : undefined;
    }
  }

  async function addresses(name: string, signal: AbortSignal): Promise<readonly string[] | undefined> {
    const asked = open(signal);
    const [v4, v6] = await Promise.all([ask(() => asked.resolve4(name)), ask(() => asked.resolve6(name))]);
    signal.throwIfAborted();
    // One family that nobody answers for is unknown: the authority may well see it.
    return v4 && v6 ? ([...v4, ...v6] as string[]) : undefined;
  }

  return {
    addresses,
    async exists(name, signal) {
      const found = await addresses(name, signal);
      if (found === undefined || found.length > 0) return found && true;
      const asked = open(signal);
      const others = await Promise.all([
        ask(() => asked.resolveCname(name)),
        ...SERVICES.map((service) => ask(() => asked.resolveSrv(`${service}.${name}`))),
      ]);
      signal.throwIfAborted();
      if (others.some((one) => one !== undefined && one.length > 0)) return true;
      return others.includes(undefined) ? undefined : false;
    },
  };
}
