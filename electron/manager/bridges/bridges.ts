/**
 * Bridges: which there are, what the server and Biboumi are told of them, and how each of them is.
 * What keeps a Biboumi running is `keeper.ts`.
 */
import type { ChangeAction } from '../../contract/change-actions.ts';
import type { Bridge, Bridges } from '../../contract/index.ts';
import type { Changes } from '../changes.ts';
import type { Events } from '../events.ts';
import { bridgesOf, COMPONENT_PORT, componentPort, type OfficeBridge } from '../office-bridges.ts';
import { explain, problem } from '../problem.ts';
import type { Office } from '../settings.ts';
import { installCommand } from './biboumi.ts';
import { createBridgeFolders } from './folder.ts';
import { createKeeper, type KeeperParts } from './keeper.ts';
import { readAddress, readBridgeName, readNetwork } from './names.ts';

export type BridgeWish =
  | { readonly kind: 'irc'; readonly label: string; readonly network: string; readonly rights: boolean }
  | { readonly kind: 'program'; readonly label: string; readonly name: string; readonly rights: boolean };

export interface BridgeChange {
  readonly network?: string | undefined;
  readonly rights?: boolean | undefined;
  readonly on?: boolean | undefined;
}

export interface BridgesArea {
  list(): Promise<Bridges>;
  /** As they were when somebody last looked; does not ask the server. */
  now(): Bridge[];
  add(wish: BridgeWish): Promise<{ bridge: Bridge; secret: string | null }>;
  change(address: string, change: BridgeChange): Promise<Bridge>;
  renew(address: string): Promise<{ secret: string }>;
  /** Null: the next that is free. */
  setPort(port: number | null): Promise<Bridges>;
  remove(address: string): Promise<void>;
  restore(address: string): Promise<Bridge>;
  /** Ends what an earlier manager left, forgets what belongs to nobody, and follows the server from now on. */
  begin(): Promise<void>;
  close(): Promise<void>;
}

export interface BridgesParts extends KeeperParts {
  readonly platform: string;
  /** Refused with `port.in-use` or `port.forbidden`. */
  readonly assertPortFree: (port: number) => Promise<void>;
  /** The program that has a port, where the system says so. */
  readonly portOwner: (port: number) => Promise<string | undefined>;
  readonly changes: Changes;
  readonly events: Events;
  /** Puts another office in force: settings, configuration, the running server. */
  readonly change: (part: Partial<Office>) => Promise<void>;
}

const IRC_NAME = 'IRC';
/** More than an office has; each is a program. */
const MOST_BRIDGES = 20;
/** As many offices as one computer could have, and then some. */
const MOST_PORTS = 50;

export function createBridges(parts: BridgesParts): BridgesArea {
  const { changes, events, log, office, change } = parts;
  const folders = createBridgeFolders(parts.dataDir);
  const removed = new Map<string, OfficeBridge>();
  let unlisten = () => {};

  const tell = (address: string) => {
    events.emit({ type: 'bridges.changed', address });
    events.emit({ type: 'findings.changed' });
  };
  const keeper = createKeeper({ ...parts, folders, changed: tell });

  const all = () => bridgesOf(office());
  const one = (address: string): OfficeBridge => {
    const found = all()[address];
    if (!found) throw problem('entry.gone', {});
    return found;
  };
  const shown = (address: string): Bridge => ({
    ...{ address, ...one(address) },
    state: keeper.state(address, one(address)),
  });
  const now = () => Object.keys(all()).sort().map(shown);

  // One after the other: each starts from what the one before has left.
  let turn: Promise<unknown> = Promise.resolve();
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = turn.then(work);
    turn = mine.catch(() => undefined);
    return mine;
  }
  const syncInTurn = () =>
    void inTurn(keeper.sync).catch((error) =>
      log.error({ subsystem: 'bridges', cause: explain(error) }, 'the bridges could not be looked after'),
    );

  /** The port is another program's: a second office on this computer, most likely. */
  const isShut = () => parts.opened() !== undefined && keeper.port() === undefined;

  async function nextFree(): Promise<number> {
    let last: unknown;
    for (let port = COMPONENT_PORT; port < COMPONENT_PORT + MOST_PORTS; port++) {
      if (port === componentPort(office())) continue;
      try {
        await parts.assertPortFree(port);
        return port;
      } catch (error) {
        last = error;
      }
    }
    throw last;
  }

  /** Where programs attach from now on. */
  async function move(port: number): Promise<void> {
    const before = componentPort(office());
    await change({ otherPorts: { ...office().otherPorts, components: port } });
    changes.note({
      ...{ action: 'bridges.port', subject: office().domain, state: 'applied' },
      ...{ before: String(before), after: String(port) },
    });
    for (const [address, { kind, on }] of Object.entries(all()))
      if (kind === 'irc' && on) await keeper.again(address);
    await keeper.sync();
    tell('');
  }

  async function list(): Promise<Bridges> {
    // Somebody may have installed it in the meantime.
    await inTurn(keeper.sync);
    const has = (name: string) => parts.findProgram(name) !== undefined;
    const [wanted, closed] = [componentPort(office()), isShut()];
    return {
      domain: office().domain,
      bridges: now(),
      biboumi: {
        installed: has('biboumi'),
        possible: parts.platform === 'linux',
        command: installCommand(parts.platform, has),
      },
      port: keeper.port() ?? null,
      door: {
        port: wanted,
        closed,
        by: closed ? ((await parts.portOwner(wanted)) ?? null) : null,
      },
    };
  }

  async function put(address: string, bridge: OfficeBridge | undefined, action: ChangeAction): Promise<void> {
    const before = all()[address];
    const { [address]: _, ...others } = all();
    await change({ bridges: bridge ? { ...others, [address]: bridge } : others });
    const text = (value: OfficeBridge | undefined) => (value ? JSON.stringify(value) : null);
    changes.note({ action, subject: address, state: 'applied', before: text(before), after: text(bridge) });
    await keeper.sync();
    tell(address);
  }

  return {
    now,
    list,
    async setPort(wish) {
      await inTurn(async () => {
        const port = wish ?? (await nextFree());
        // Its own it may have been told again, when whoever had it is gone.
        if (port !== keeper.port()) await parts.assertPortFree(port);
        if (port !== keeper.port() || port !== componentPort(office())) await move(port);
      });
      return list();
    },
    add: (wish) =>
      inTurn(async () => {
        const taken = Object.keys(all());
        if (taken.length >= MOST_BRIDGES)
          throw problem('input.invalid', { field: 'label', reason: 'too-many' });
        const address = readAddress(wish.label, office().domain, taken);
        const irc = wish.kind === 'irc';
        const bridge: OfficeBridge = {
          ...{ kind: wish.kind, rights: wish.rights, on: true },
          name: irc ? IRC_NAME : readBridgeName(wish.name),
          network: irc ? readNetwork(wish.network) : null,
        };
        // Nobody is attached yet whom another port would surprise.
        if (taken.length === 0 && isShut()) await move(await nextFree());
        const secret = await folders.newSecret(address);
        removed.delete(address);
        await put(address, bridge, 'bridges.add');
        return { bridge: shown(address), secret: irc ? null : secret };
      }),
    change: (address, wish) =>
      inTurn(async () => {
        const before = one(address);
        const network = wish.network === undefined ? before.network : readNetwork(wish.network);
        const after = { ...before, network, rights: wish.rights ?? before.rights, on: wish.on ?? before.on };
        await put(address, after, 'bridges.change');
        if (network !== before.network && after.on) await keeper.again(address);
        return shown(address);
      }),
    renew: (address) =>
      inTurn(async () => {
        if (one(address).kind !== 'program') throw problem('entry.gone', {});
        const secret = await folders.newSecret(address);
        changes.note({
          action: 'bridges.renew',
          subject: address,
          state: 'applied',
          before: null,
          after: null,
        });
        tell(address);
        return { secret };
      }),
    remove: (address) =>
      inTurn(async () => {
        const before = one(address);
        await put(address, undefined, 'bridges.remove');
        keeper.forget(address);
        removed.set(address, before);
      }),
    restore: (address) =>
      inTurn(async () => {
        const before = removed.get(address);
        if (!before) throw problem('entry.gone', {});
        removed.delete(address);
        await put(address, before, 'bridges.restore');
        return shown(address);
      }),
    async begin() {
      unlisten = events.listen((event) => {
        if (event.type === 'server.state') syncInTurn();
        // Told by the server; what we tell ourselves has a runner's state behind it already.
        else if (event.type === 'bridges.changed') void keeper.look();
      });
      if (!parts.isSetUp()) return;
      await folders.keepOnly(Object.keys(all()));
      for (const address of Object.keys(all())) await keeper.cleanUp(address);
      syncInTurn();
    },
    async close() {
      unlisten();
      await turn;
      await keeper.close();
    },
  };
}
