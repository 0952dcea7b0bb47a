/** What is known of the router at this moment: where it is, what it speaks, its address outside; asked anew where that may have changed. */
import type { RouterProtocol } from '../../contract/router.ts';
import type { Clock, Host } from '../host.ts';
import type { Run } from '../run.ts';
import { type PortWish, type RouterClient, RouterRefused, RouterSilent } from './client.ts';
import { type Discovered, discover } from './discover.ts';
import { findNetwork, type Network } from './gateway.ts';

export type Found = Discovered & { readonly at: number };

export interface Presence {
  readonly network: Network;
  /** Null: nobody has asked this router yet. */
  readonly found: Found | null;
  /** IPv4, as the router says. */
  readonly outside: string | null;
  /** Looks where the router is; another one has told nothing yet. */
  look(): Promise<void>;
  /** Asks what it speaks, now. */
  ask(signal: AbortSignal): Promise<Discovered>;
  /** The same, but only where that may have changed. */
  present(signal: AbortSignal): Promise<Discovered>;
  /** Somebody was silent: what it speaks is asked anew next time. */
  doubt(): void;
  readonly doubtful: boolean;
  /** Its address outside, from whoever tells it; as it was where nobody does. */
  askOutside(signal: AbortSignal): Promise<string | null>;
  /** Whether it still has these doors; false as well where it was silent. */
  holds(
    witnesses: readonly { readonly client: RouterClient; readonly wish: PortWish }[],
    signal: AbortSignal,
  ): Promise<boolean>;
  /** A door told the address outside. */
  told(address: string): void;
}

export interface PresenceParts {
  readonly platform: Host['platform'];
  readonly run: Run;
  readonly clock: Clock;
  readonly publicV6: () => readonly string[];
  readonly protocols?: readonly RouterProtocol[] | undefined;
  /** It lost what it had, as its own count or another address says, or is asked for the first time and its count means nothing yet. */
  readonly lost: (how: 'it-says-so' | 'unknown') => void;
}

/** How long a router that tells no address is believed. */
const QUIET_MS = 30 * 60_000;

export function createPresence(parts: PresenceParts): Presence {
  const { platform, run, clock, publicV6, protocols, lost } = parts;
  let network: Network = { v4: null, v6: null };
  let found: Found | null = null;
  let outside: string | null = null;
  let doubtful = true;

  function learn(address: string | null): void {
    const before = outside;
    outside = address;
    // WHY: doors belong to the address they were opened at, and a router that was young when it started again cannot be caught
    // by its count: RFC 6887 §8.5 forgives two seconds.
    if (before !== null && address !== before) lost('it-says-so');
  }

  async function ask(signal: AbortSignal): Promise<Discovered> {
    const count = () => lost('it-says-so');
    const fresh = await discover(
      network,
      { now: clock.now, lost: count, ...(protocols && { protocols }) },
      signal,
    );
    found = { ...fresh, at: clock.now() };
    doubtful = false;
    learn(fresh.outside ?? outside);
    // Its count begins anew with us: what it lost meanwhile would not be noticed.
    lost('unknown');
    return fresh;
  }

  /** Undefined where nobody tells. */
  async function hello(client: RouterClient, signal: AbortSignal) {
    try {
      return await client.hello(signal);
    } catch (error) {
      signal.throwIfAborted();
      if (!isRouters(error)) throw error;
      return undefined;
    }
  }

  return {
    get network() {
      return network;
    },
    get found() {
      return found;
    },
    get outside() {
      return outside;
    },
    get doubtful() {
      return doubtful;
    },
    ask,
    present: async (signal) => (found && !doubtful ? found : ask(signal)),
    doubt() {
      doubtful = true;
    },
    told: learn,
    async look() {
      const now = await findNetwork({ platform, run, publicV6 });
      if (JSON.stringify(now) !== JSON.stringify(network)) {
        found = null;
        outside = null;
        doubtful = true;
      }
      network = now;
    },
    async askOutside(signal) {
      // PCP tells it with a door only.
      const tells = (found?.clients ?? []).filter(
        ({ family, protocol }) => family === 'v4' && protocol !== 'pcp',
      );
      for (const client of tells) {
        const said = await hello(client, signal);
        if (!said) continue;
        learn(said.address);
        return outside;
      }
      // Whoever told nothing a moment ago is not asked again at every look for the address.
      if (found && !doubtful && clock.now() - found.at < QUIET_MS) return outside;
      await ask(signal);
      return outside;
    },
    async holds(witnesses, signal) {
      let all = true;
      for (const { client, wish } of witnesses) {
        try {
          all = (await client.holds(wish, signal)) && all;
        } catch (error) {
          signal.throwIfAborted();
          if (!isRouters(error)) throw error;
          doubtful = true;
          return false;
        }
      }
      return all;
    },
  };
}

const isRouters = (error: unknown) => error instanceof RouterSilent || error instanceof RouterRefused;
