/**
 * What has to come in and go out for the office's chat to work, from whom and why: the one list behind the check, the
 * plan and the page. Pure. All that is not in here stays as the firewall has it.
 */
import type { DoorId } from '../../contract/index.ts';
import { type OfficeDoor, officeDoors, relayOf, transportsOf } from '../office-doors.ts';
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
  /** Addresses and networks that ask this machine how it is; none is nobody. */
  readonly monitors: readonly string[];
}

const one = (port: number): PortRange => ({ from: port, to: port });

/** SPEC: RFC 3411 family: agents are asked on 161, traps go to 162, over UDP. */
const SNMP: PortRange = { from: 161, to: 162 };

export function flowsOf({ office, httpChallenge, monitors }: FlowFacts): Flow[] {
  const doors = officeDoors(office);
  const calls = doors.some(({ door }) => door === 'calls');
  const companies = doors.filter(({ door }) => door === 'companies');
  return [
    ...doors.flatMap(ofDoor),
    ...(calls ? [incoming('calls-relay', 'udp', relayOf(office))] : []),
    ...(httpChallenge ? [incoming('certificate', 'tcp', one(80))] : []),
    ...(monitors.length > 0 ? [{ ...incoming('monitoring', 'udp', SNMP), from: monitors }] : []),
    ...companies.map(({ door, port }) => outgoing(door, 'tcp', one(port))),
    outgoing('names', 'udp', one(53)),
    outgoing('names', 'tcp', one(53)),
    outgoing('web-out', 'tcp', one(443)),
  ];
}

const ofDoor = (row: OfficeDoor): Flow[] =>
  transportsOf(row).map((protocol) => ({
    ...incoming(row.door, protocol, one(row.port)),
    need: row.optional ? 'useful' : 'required',
  }));

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
