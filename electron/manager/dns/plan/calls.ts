/** Where calls find STUN and TURN. Pure. Specs: RFC 8489 §8.1, RFC 5928 §5; colleagues' programs are told by the server (XEP-0215). */
import type { PlannedRecord, RecordPurpose } from '../../../contract/domains.ts';
import { isWanted, USUAL_PORTS } from '../../office-doors.ts';
import { serverHost } from '../../office-names.ts';
import type { PlanFacts } from './facts.ts';
import { planned, srvValue, USUAL_TTL } from './records.ts';

const ROWS: readonly (readonly [name: string, port: 'stun' | 'stunDirect', purpose: RecordPurpose])[] = [
  ['_stun._udp', 'stun', 'calls.stun-udp'],
  ['_stun._tcp', 'stun', 'calls.stun-tcp'],
  ['_stuns._tcp', 'stunDirect', 'calls.stuns'],
  ['_turn._udp', 'stun', 'calls.turn-udp'],
  ['_turn._tcp', 'stun', 'calls.turn-tcp'],
  ['_turns._tcp', 'stunDirect', 'calls.turns'],
];

export function callRecords({ office, domain }: PlanFacts): PlannedRecord[] {
  if (!isWanted('calls', office)) return [];
  const ports = { ...USUAL_PORTS, ...office.otherPorts };
  return ROWS.flatMap(([name, port, purpose]) =>
    planned(
      // Every chat program asks the server itself; these are for other telephones and for tools that look.
      { group: 'calls', purpose, need: 'optional', because: 'told-by-server' },
      `${name}.${domain}`,
      'SRV',
      [srvValue({ priority: 0, weight: 0 }, ports[port], serverHost(office))],
      office.dns?.ttl ?? USUAL_TTL,
    ),
  );
}
