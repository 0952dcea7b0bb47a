/**
 * What has to come in and go out for the office's chat to work, from whom and why: the one list behind the check, the
 * plan and the page. Pure. All that is not in here stays as the firewall has it.
 */
import type { DoorId } from '../../contract/index.ts';
import { componentPort } from '../office-bridges.ts';
import {
  adminPort,
  BEHIND_PORT,
  type OfficeDoor,
  officeDoors,
  PROOF_PORT,
  programsPort,
  relayOf,
  transportsOf,
} from '../office-doors.ts';
import type { Office } from '../settings.ts';

export type Protocol = 'tcp' | 'udp';

export interface PortRange {
  readonly from: number;
  readonly to: number;
}

export interface Flow {
  /** The same at every look, so that a rule of ours can be found by it: `programs-tcp-5222`. */
  readonly id: string;
  readonly direction: 'in' | 'out';
  readonly protocol: Protocol;
  readonly ports: PortRange;
  readonly why: FlowReason;
  /** Without a required one people cannot work at all; the others cost what their reason says. */
  readonly need: 'required' | 'useful';
  /** Networks that may come in; null is everybody. */
  readonly from: readonly string[] | null;
}

/** What a port is for; the words are the face's. */
export type FlowReason =
  | DoorId
  /** Media of calls, when two people's networks cannot reach each other. */
  | 'calls-relay'
  /** An authority that looks whether a name is ours. */
  | 'certificate'
  /** Somebody who watches this machine from elsewhere (SNMP). */
  | 'monitoring'
  /** Programs on other computers that use the server's commands. */
  | 'programs-api'
  /** Remote access to this machine: only ever told of, never touched. */
  | 'remote-access'
  /** Questions to name servers. */
  | 'names'
  /** The web: authorities, push services, updates. */
  | 'web-out';

export interface FlowFacts {
  readonly office: Office;
  /** An authority comes to port 80 to see a certificate's proof. */
  readonly httpChallenge: boolean;
  /** Addresses and networks that ask this machine how it is, beside those of the office's settings. */
  readonly monitors?: readonly string[];
}

const one = (port: number): PortRange => ({ from: port, to: port });

/** SPEC: RFC 3411 family: agents are asked on 161, traps go to 162, over UDP. */
const SNMP: PortRange = { from: 161, to: 162 };

/** Those the office named in its settings. */
export const monitorsOf = ({ firewall }: Pick<Office, 'firewall'>): readonly string[] =>
  firewall?.monitors ?? [];

export function flowsOf({ office, httpChallenge, monitors: more = [] }: FlowFacts): Flow[] {
  const monitors = [...new Set([...monitorsOf(office), ...more])];
  const doors = officeDoors(office);
  const programs = office.programs?.from ?? [];
  const calls = doors.some(({ door }) => door === 'calls');
  const companies = doors.filter(({ door }) => door === 'companies');
  return [
    ...doors.flatMap((row) => ofDoor(row, office)),
    ...(calls ? [incoming('calls-relay', 'udp', relayOf(office))] : []),
    ...(httpChallenge ? [incoming('certificate', 'tcp', one(80))] : []),
    ...(monitors.length > 0 ? [{ ...incoming('monitoring', 'udp', SNMP), from: monitors }] : []),
    ...(programs.length > 0
      ? [{ ...incoming('programs-api', 'tcp', one(programsPort(office))), from: programs }]
      : []),
    ...companies.map(({ door, port }) => outgoing(door, 'tcp', one(port))),
    outgoing('names', 'udp', one(53)),
    outgoing('names', 'tcp', one(53)),
    outgoing('web-out', 'tcp', one(443)),
  ];
}

/** The web goes by the web server in front, where there is one: from its machine alone, and not at all from the world. */
function ofDoor(row: OfficeDoor, { website }: Office): Flow[] {
  if (row.type === 'http' && website?.machine === null) return [];
  return transportsOf(row).map((protocol) => ({
    ...incoming(row.door, protocol, one(row.port)),
    need: row.optional ? 'useful' : 'required',
    from: row.type === 'http' && website?.machine ? [website.machine] : null,
  }));
}

/** A port by which somebody administers: never opened by us, and told of where the world gets in. */
export interface AdminDoor {
  /**
   * `manager`: these pages. `commands`: the server's commands, in the clear. `programs`: the same under TLS, for named computers.
   * `components`: where bridges attach. `behind`, `proof`: what a web server on this machine passes on.
   */
  readonly what: 'manager' | 'commands' | 'programs' | 'components' | 'behind' | 'proof';
  readonly protocol: 'tcp';
  readonly port: number;
}

/** @param web where these pages are served, as the settings have it. */
export function adminDoorsOf(office: Office, web: { readonly port: number }): AdminDoor[] {
  const ports: readonly (readonly [AdminDoor['what'], number])[] = [
    ['manager', web.port],
    ['commands', adminPort(office)],
    ['programs', programsPort(office)],
    ['components', componentPort(office)],
    ['behind', BEHIND_PORT],
    ['proof', PROOF_PORT],
  ];
  return ports.map(([what, port]) => ({ what, protocol: 'tcp', port }));
}

const idOf = (why: FlowReason, protocol: Protocol, { from, to }: PortRange) =>
  `${why}-${protocol}-${from}${to === from ? '' : `-${to}`}`;

const incoming = (why: FlowReason, protocol: Protocol, ports: PortRange): Flow => ({
  id: idOf(why, protocol, ports),
  direction: 'in',
  ...{ protocol, ports, why },
  need: 'useful',
  from: null,
});

const outgoing = (why: FlowReason, protocol: Protocol, ports: PortRange): Flow => ({
  ...incoming(why, protocol, ports),
  id: `out-${idOf(why, protocol, ports)}`,
  direction: 'out',
});
