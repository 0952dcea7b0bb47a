/** All that is known of this machine's firewall after one look, and the smallest change: what every face is told. Pure. */
import { type BasicReport, basicReports } from './basics.ts';
import { type Beside, besidesOf } from './besides.ts';
import { operationsFor } from './changes-for.ts';
import { type Published, publishedPorts } from './containers.ts';
import type { AdminDoor, Flow } from './flows.ts';
import { type FlowListener, type Listener, listenerOf } from './listeners.ts';
import { type Command, commandsFor, type Operation } from './operations.ts';
import { afterwards, type FlowState, flowStates, insertions, visitors } from './plan.ts';
import { type Change, changesOf } from './preview.ts';
import type { RawState } from './raw.ts';
import { FAMILIES, type Family } from './rule-set.ts';
import { judgeHere, type Ruler, type Seen, seen } from './seen.ts';

/** What the office needs, and what must never be open to the world. */
export interface Wants {
  readonly flows: readonly Flow[];
  readonly admin: readonly AdminDoor[];
}

export interface FlowReport extends FlowState {
  /** With the plan carried out. */
  readonly after: FlowState['now'];
  readonly listener: FlowListener;
  /** A container's: it comes in past these rules. */
  readonly published: Published | null;
}

/** SSH and the like: told, and never touched. */
export interface RemoteAccess {
  readonly port: number;
  readonly program: string | null;
  readonly now: FlowState['now'];
}

export interface AdminReport {
  readonly door: AdminDoor;
  readonly now: FlowState['now'];
  readonly listener: FlowListener;
  /** Families by which the world gets in. */
  readonly open: readonly Family[];
}

/** Whether what is opened is still open after this machine has started anew. */
export interface Lasting {
  readonly state: 'lasts' | 'forgotten';
  /** What brings it back; null where nothing does, or nothing needs to. */
  readonly by: 'ufw' | 'firewalld' | 'nftables.conf' | 'iptables-persistent' | null;
  /** The file is there, and nothing reads it at the start. */
  readonly notStarted: boolean;
}

export interface FirewallReport {
  readonly ruler: Ruler;
  readonly because: string;
  /** `plan-only`: Windows and macOS, where we have never run and only say what to do. */
  readonly support: 'full' | 'plan-only';
  readonly besides: readonly Beside[];
  readonly flows: readonly FlowReport[];
  readonly remote: readonly RemoteAccess[];
  readonly admin: readonly AdminReport[];
  readonly basics: readonly BasicReport[];
  readonly published: readonly Published[];
  readonly lasting: Lasting;
  readonly operations: readonly Operation[];
  readonly commands: readonly Command[];
  readonly changes: readonly Change[];
  readonly listeners: readonly Listener[];
}

/** Throws an Error where a program wrote what it never writes. */
export function reportOf(raw: RawState, wants: Wants): FirewallReport {
  const now = seen(raw);
  const planned = insertions(now, wants.flows, FAMILIES);
  const operations = operationsFor(now, planned);
  const later: Seen = { ...now, set: afterwards(now.set, planned) };
  const published = publishedPorts(now.set, raw.containers);
  const after = new Map(
    flowStates(later, wants.flows, FAMILIES).map(({ flow, now: state }) => [flow, state]),
  );
  return {
    ...{ ruler: now.ruler, because: now.because, support: 'full', besides: besidesOf(now.set, now.ruler) },
    flows: flowStates(now, wants.flows, FAMILIES).map((one) => ({
      ...{ ...one, after: after.get(one.flow)!, listener: listenerOf(one.flow, now.listeners) },
      published: published.find((port) => isFor(port, one.flow)) ?? null,
    })),
    remote: remoteAccess(now),
    admin: wants.admin.map((door) => adminReport(door, now)),
    basics: basicReports(now, later),
    ...{ published, lasting: lastingOf(now.ruler, raw.kept), operations, commands: commandsFor(operations) },
    ...{ changes: changesOf(now, operations, planned), listeners: now.listeners },
  };
}

const isFor = ({ protocol, port }: Published, flow: Flow) =>
  protocol === flow.protocol && port >= flow.ports.from && port <= flow.ports.to;

/** What anybody meets at a port. */
function stateAt(now: Seen, port: number): FlowState['now'] {
  const flow = { ports: { from: port, to: port }, protocol: 'tcp', from: null } as const;
  return Object.fromEntries(
    FAMILIES.map((family) => [family, judgeHere(now, visitors(flow, family, now.interface)[0]!)]),
  );
}

/** Programs by which people work on a machine from elsewhere. */
const REMOTE =
  /^(sshd|sshd-session|dropbear|tinysshd|xrdp|cockpit-ws|cockpit-tls|mosh-server|Xvnc|vncserver)$/;
const SSH = 22;

function remoteAccess(now: Seen): RemoteAccess[] {
  const own = now.listeners.filter(
    ({ protocol, port, program, scope }) =>
      protocol === 'tcp' && scope !== 'this-machine' && (REMOTE.test(program ?? '') || port === SSH),
  );
  const ports = [...new Set(own.map(({ port }) => port))];
  return ports.map((port) => ({
    ...{ port, now: stateAt(now, port) },
    program: own.find((one) => one.port === port)?.program ?? null,
  }));
}

function adminReport(door: AdminDoor, now: Seen): AdminReport {
  const listener = listenerOf({ ...door, ports: { from: door.port, to: door.port } }, now.listeners);
  const state = stateAt(now, door.port);
  // The door for named computers lets nobody else get as far as a handshake.
  const open = FAMILIES.filter(
    (family) =>
      door.what !== 'programs' &&
      listener.state[family] === 'listening' &&
      state[family]?.verdict === 'accept' &&
      (family === 'v4' || now.addresses.some((one) => one.family === 'v6' && one.global)),
  );
  return { door, now: state, listener, open };
}

function lastingOf(ruler: Ruler, kept: RawState['kept']): Lasting {
  switch (ruler.firewall) {
    case 'ufw':
    case 'firewalld':
      return { state: 'lasts', by: ruler.firewall, notStarted: false };
    case 'nftables':
      return fileLasts(kept.nftables, kept.nftablesStarts, 'nftables.conf');
    case 'iptables':
      return fileLasts(kept.iptables && !ruler.legacy, kept.iptablesStarts, 'iptables-persistent');
    default:
      return { state: 'lasts', by: null, notStarted: false };
  }
}

function fileLasts(
  there: boolean,
  starts: boolean | null,
  by: 'nftables.conf' | 'iptables-persistent',
): Lasting {
  if (!there) return { state: 'forgotten', by: null, notStarted: false };
  return starts === false
    ? { state: 'forgotten', by, notStarted: true }
    : { state: 'lasts', by, notStarted: false };
}
