/** The server's ports by what they are for: which are open, why one is not, and which the office wants. */
import type { Door, Doors, RelayRange } from '../../contract/index.ts';
import type { Changes } from '../changes.ts';
import type { Events } from '../events.ts';
import { allDoors, isWanted, type OfficeDoor, relayOf, transportsOf } from '../office-doors.ts';
import { oneAtATime } from '../pace.ts';
import { problem } from '../problem.ts';
import type { Office } from '../settings.ts';

/** What the server said of its ports when it got ready. */
export interface OpenedPorts {
  readonly ports: readonly {
    readonly type: string;
    readonly port: number;
    readonly transport?: string | undefined;
  }[];
  readonly closed: readonly { readonly type: string; readonly port: number; readonly code: string }[];
}

export interface DoorsChange {
  readonly calls?: boolean | undefined;
  readonly files?: boolean | undefined;
  readonly relay?: RelayRange | undefined;
}

export interface DoorsArea {
  get(): Promise<Doors>;
  set(change: DoorsChange): Promise<Doors>;
}

export interface DoorsParts {
  readonly changes: Changes;
  readonly events: Events;
  /** Throws `setup.not-done` before there is one. */
  readonly office: () => Office;
  readonly change: (part: Partial<Office>) => Promise<void>;
  /** Undefined while the server does not run. */
  readonly opened: () => OpenedPorts | undefined;
  /** The program that has a port, where the system says so. */
  readonly portOwner: (port: number) => Promise<string | undefined>;
}

/** A call takes up to four ports: with fewer there is no call. */
const FEWEST_RELAY_PORTS = 4;
/** Each is a hole in somebody's firewall. */
const MOST_RELAY_PORTS = 10_000;

export function createDoors(parts: DoorsParts): DoorsArea {
  const { changes, events, office, change, opened, portOwner } = parts;
  const inTurn = oneAtATime();

  async function get(): Promise<Doors> {
    const doors = await withOwners(doorsNow(office(), opened()), portOwner);
    return { doors, relay: relayOf(office()) };
  }

  return {
    get,
    set: (wish) =>
      inTurn(async () => {
        const { doors: before = {}, ...rest } = office();
        if (wish.relay) assertRelay(wish.relay, { doors: before, ...rest });
        const given = Object.entries(wish).filter(([, value]) => value !== undefined);
        const after = { ...before, ...Object.fromEntries(given) };
        await change({ doors: after });
        changes.note({
          ...{ action: 'doors.set', subject: given.map(([name]) => name).join(' '), state: 'applied' },
          ...{ before: JSON.stringify(before), after: JSON.stringify(after) },
        });
        events.emit({ type: 'doors.changed' });
        events.emit({ type: 'findings.changed' });
        return get();
      }),
  };
}

/** Refused with `settings.refused`. */
function assertRelay({ from, to }: RelayRange, office: Office): void {
  const refuse = (reason: string) => problem('settings.refused', { field: 'relay', reason });
  if (from > to) throw refuse('order');
  if (to - from + 1 < FEWEST_RELAY_PORTS) throw refuse('too-few');
  if (to - from + 1 > MOST_RELAY_PORTS) throw refuse('too-many');
  // What a call happened to take would be missing where the server needs it.
  if (allDoors(office).some(({ port }) => port >= from && port <= to)) throw refuse('overlap');
}

/** Every door with its ports as they are. Pure. */
export function doorsNow(office: Office, opened: OpenedPorts | undefined): Door[] {
  const doors = new Map<Door['id'], Door>();
  for (const row of allDoors(office)) {
    const id = row.door;
    const wanted = isWanted(id, office);
    const door = doors.get(id) ?? { id, wanted, choice: id === 'calls' || id === 'files', ports: [] };
    door.ports.push(...portsOf(row, wanted ? opened : undefined));
    doors.set(id, door);
  }
  return [...doors.values()];
}

function portsOf(row: OfficeDoor, opened: OpenedPorts | undefined): Door['ports'] {
  const { type, port, tls } = row;
  const same = (one: { readonly type: string; readonly port: number }) =>
    one.type === type && one.port === port;
  return transportsOf(row).map((transport) => {
    const open = opened?.ports.some((one) => same(one) && (one.transport ?? 'tcp') === transport);
    const why = open ? undefined : opened?.closed.find(same)?.code;
    const state = open ? 'open' : why === undefined ? 'unknown' : 'closed';
    return { port, transport, tls, state, why: why ?? null, by: null };
  });
}

/** Who has what we could not open, where the system says so. */
export async function withOwners(doors: Door[], portOwner: DoorsParts['portOwner']): Promise<Door[]> {
  for (const { ports } of doors)
    for (const port of ports) if (port.why === 'port.in-use') port.by = (await portOwner(port.port)) ?? null;
  return doors;
}

/** Doors with a port that should be open and is not. Pure. */
export const closedDoors = (office: Office, opened: OpenedPorts | undefined): Door[] =>
  doorsNow(office, opened).filter(({ ports }) => ports.some(({ state }) => state === 'closed'));
