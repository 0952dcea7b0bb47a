/** Bridges in memory, for the pages under test: states are put there by hand, decisions are kept, names are read as the manager does. */
import type { ORPCError } from '@orpc/server';
import type { Bridge, BridgeState, Bridges, ManagerEvent, Problem } from '../../electron/contract/index.ts';
import { readAddress, readBridgeName, readNetwork } from '../../electron/manager/bridges/names.ts';
import { ProblemError, problem } from '../../electron/manager/problem.ts';

/** What of the fake state concerns bridges. */
export interface BridgesFacts {
  bridges: Bridge[];
  removedBridges: Bridge[];
  biboumi: Bridges['biboumi'];
  /** How a bridge is that was just added, or switched on. */
  nextBridgeState: BridgeState;
  componentPort: number;
  /** Another program has that port. */
  componentPortTaken: boolean;
}

const COMMAND = 'sudo apt install biboumi && sudo systemctl disable --now biboumi';

export const freshBridges = (): BridgesFacts => ({
  ...{ bridges: [], removedBridges: [], nextBridgeState: { state: 'starting' } },
  ...{ componentPort: 5347, componentPortTaken: false },
  biboumi: { installed: true, possible: true, command: COMMAND },
});

/** IRC works, a bot has not come yet. */
export function fillBridges(facts: BridgesFacts, domain: string): void {
  const hour = 3_600_000;
  facts.bridges = [
    {
      ...{ address: `irc.${domain}`, kind: 'irc', name: 'IRC', network: null, rights: true, on: true },
      state: { state: 'connected', since: Date.now() - 26 * hour },
    },
    {
      ...{
        address: `bot.${domain}`,
        kind: 'program',
        name: 'Lagerbestand',
        network: null,
        rights: false,
        on: true,
      },
      state: { state: 'waiting', since: Date.now() - 3 * hour, because: 'it has another secret' },
    },
  ];
}

interface State extends BridgesFacts {
  readonly domain: string;
  readonly status: { readonly state: string };
}
// biome-ignore lint/suspicious/noExplicitAny: the router's type is the contract's, which the pages' tests check by using it
type Part = { bridges: any };

/** The part of the router that `contract.bridges` wants. */
export function bridgesRouter(
  os: Part,
  state: State,
  emit: (event: ManagerEvent['event']) => void,
  refuse: (problem: Problem) => ORPCError<string, unknown>,
): Part {
  const find = (address: string): Bridge => {
    const found = state.bridges.find((one) => one.address === address);
    if (!found) throw problem('entry.gone', {});
    return found;
  };
  const told = (address: string) => emit({ type: 'bridges.changed', address });
  const calls = {
    list: (): Bridges => ({
      domain: state.domain,
      bridges: state.bridges.map((one) => {
        if (one.on && state.status.state !== 'running') return { ...one, state: { state: 'server-stopped' } };
        return one.on && state.componentPortTaken
          ? { ...one, state: { state: 'no-door', port: state.componentPort } }
          : one;
      }),
      biboumi: state.biboumi,
      port: state.status.state === 'running' && !state.componentPortTaken ? state.componentPort : null,
      door: {
        ...{ port: state.componentPort, closed: state.componentPortTaken },
        by: state.componentPortTaken ? 'chatelaine' : null,
      },
    }),
    setPort({ port }: { port: number | null }): Bridges {
      if (port === 5222) throw problem('port.in-use', { port, by: 'chatelaine' });
      Object.assign(state, { componentPort: port ?? 5348, componentPortTaken: false });
      told('');
      return calls.list();
    },
    add(wish: { kind: 'irc' | 'program'; label: string; network?: string; name?: string; rights: boolean }) {
      const taken = state.bridges.map(({ address }) => address);
      const irc = wish.kind === 'irc';
      const bridge: Bridge = {
        ...{
          address: readAddress(wish.label, state.domain, taken),
          kind: wish.kind,
          rights: wish.rights,
          on: true,
        },
        name: irc ? 'IRC' : readBridgeName(wish.name ?? ''),
        network: irc ? readNetwork(wish.network ?? '') : null,
        state: irc ? state.nextBridgeState : { state: 'waiting', since: Date.now(), because: null },
      };
      state.bridges.push(bridge);
      told(bridge.address);
      return { bridge, secret: irc ? null : 'Xb3kQpV2mNs8TgRwYcHdJfLz4A7uE9oK' };
    },
    change({
      address,
      network,
      rights,
      on,
    }: {
      address: string;
      network?: string;
      rights?: boolean;
      on?: boolean;
    }) {
      const bridge = find(address);
      if (network !== undefined) bridge.network = readNetwork(network);
      if (rights !== undefined) bridge.rights = rights;
      if (on !== undefined)
        Object.assign(bridge, { on, state: on ? state.nextBridgeState : { state: 'off' } });
      told(address);
      return bridge;
    },
    renew({ address }: { address: string }) {
      find(address);
      return { secret: 'p7WqZr5LxVt1BnMs3KdYhGjC9eUaFo2T' };
    },
    remove({ address }: { address: string }) {
      state.removedBridges.push(find(address));
      state.bridges = state.bridges.filter((one) => one.address !== address);
      told(address);
      return {};
    },
    restore({ address }: { address: string }) {
      const found = state.removedBridges.find((one) => one.address === address);
      if (!found) throw problem('entry.gone', {});
      state.bridges.push(found);
      told(address);
      return found;
    },
  };
  const guarded = Object.entries(calls).map(([call, run]) => [
    call,
    os.bridges[call].handler(({ input }: { input: never }) => {
      try {
        return structuredClone((run as (input: never) => unknown)(input));
      } catch (error) {
        throw error instanceof ProblemError
          ? refuse({ code: error.code, data: error.data } as Problem)
          : error;
      }
    }),
  ]);
  return { bridges: Object.fromEntries(guarded) };
}
