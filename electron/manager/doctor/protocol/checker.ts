/** Whether what answers at the end of the way is a chat server that lets people in: its stream, its encryption, how one signs in. */
import type { Walk, WalkTarget } from '../../../contract/dns.ts';
import type { DoctorFinding } from '../../../contract/findings/finding.ts';
import type { Checker } from '../registry.ts';
import { judgeDoor } from './judge.ts';
import { type Door, type Offered, tryDoor } from './stream.ts';

export interface ProtocolParts {
  readonly tryDoor?: (door: Door, signal: AbortSignal) => Promise<Offered>;
}

/** Doors of one walk: the one it ends at, and all others that answer, since some day they are next. */
function doorsOf({ who, targets }: Walk, domain: string): Door[] {
  const first = ({ addresses }: WalkTarget) => addresses.find(({ answers }) => answers === 'yes')?.address;
  return targets.flatMap((target) => {
    const address = first(target);
    if (address === undefined) return [];
    const service = who === 'phone' ? ('client' as const) : ('server' as const);
    return [{ address, port: target.port, tls: target.tls, service, domain }];
  });
}

export const createProtocolChecker = (parts: ProtocolParts = {}): Checker => ({
  topic: 'protocol',
  async check({ dns, domain, signal }) {
    const { walks } = await dns();
    const doors = walks.flatMap((walk) => doorsOf(walk, domain));
    const notChecked = walks
      .filter((walk) => doorsOf(walk, domain).length === 0 && walk.targets.length > 0)
      .map(({ who }) => (who === 'phone' ? 'clients' : 'servers'));
    const knock = parts.tryDoor ?? tryDoor;
    const found = await Promise.all(
      doors.map(async (door): Promise<DoctorFinding[]> => judgeDoor(door, await knock(door, signal))),
    );
    return { findings: found.flat(), notChecked: doors.length === 0 ? 'all' : notChecked };
  },
});
