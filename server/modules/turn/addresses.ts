/** Our address as the world sees it: what the operator says, else an interface's own, else what the domain's name leads to. */
import { lookup } from 'node:dns/promises';
import { networkInterfaces } from 'node:os';
import type { Family } from './attributes.ts';
import { familyOf } from './attributes.ts';
import { notPublic } from './peers.ts';

export interface Addresses {
  /** Undefined when we have none of the family. */
  relayed(family: Family): Promise<string | undefined>;
  /** Whether relayed addresses have been given out at this address. */
  isRelayed(address: string): boolean;
  /** Any address of this machine, or the world's view of it. */
  isOwn(address: string): boolean;
}

/** How long an answer is believed; addresses at home change. */
const BELIEVED_MS = 300_000;
const PATIENCE_MS = 2000;

export interface AddressParts {
  /** What the operator says. */
  readonly configured: readonly string[];
  /** The name that is advertised. */
  readonly name: () => string;
  readonly now: () => number;
  readonly interfaces?: () => readonly string[];
  readonly resolve?: (name: string, family: Family) => Promise<string | undefined>;
}

export function createAddresses(parts: AddressParts): Addresses {
  const { configured, name, now, interfaces = ownAddresses, resolve = resolved } = parts;
  const believed = new Map<Family, { address: string | undefined; until: number }>();
  const given = new Set<string>();
  let own = { addresses: new Set<string>(), until: 0 };

  async function find(family: Family): Promise<string | undefined> {
    const said = configured.filter((address) => familyOf(address) === family);
    if (configured.length > 0) return said[0];
    const candidates = interfaces().filter((address) => familyOf(address) === family);
    const open = candidates.find((address) => notPublic(address) === undefined);
    if (open) return open;
    // Behind a router the name that people reach us by says what the router is called outside.
    const named = await resolve(name(), family);
    if (named !== undefined && notPublic(named) === undefined) return named;
    return candidates.find((address) => !isLocal(address)) ?? candidates[0];
  }

  async function ask(family: Family): Promise<string | undefined> {
    const address = await find(family);
    believed.set(family, { address, until: now() + BELIEVED_MS });
    if (address !== undefined) given.add(address);
    return address;
  }

  return {
    async relayed(family) {
      const last = believed.get(family);
      // Nobody waits for a name but the first; whoever finds it old has it asked for the next.
      if (!last) return ask(family);
      if (last.until <= now()) {
        believed.set(family, { ...last, until: now() + BELIEVED_MS });
        void ask(family);
      }
      return last.address;
    },
    isRelayed: (address) => given.has(address),
    isOwn(address) {
      if (own.until <= now()) own = { addresses: new Set(interfaces()), until: now() + 10_000 };
      return given.has(address) || own.addresses.has(address);
    },
  };
}

const isLocal = (address: string) => address.startsWith('127.') || address === '::1';

const ownAddresses = (): string[] =>
  Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter(({ address }) => !address.toLowerCase().startsWith('fe80'))
    .map(({ address }) => address);

/** Undefined when nobody knows, or does not say so soon. */
async function resolved(name: string, family: Family): Promise<string | undefined> {
  const patience = new Promise<undefined>((done) => setTimeout(done, PATIENCE_MS, undefined).unref());
  const asked = lookup(name, { family: family === 'ipv6' ? 6 : 4 }).then(
    ({ address }) => address,
    () => undefined,
  );
  return Promise.race([asked, patience]);
}
