/** What becomes of a room when one of its people leaves. Pure. */

import type { RoomDetails } from '../../contract/index.ts';
import type { LeavingRoom } from '../../contract/leaving.ts';

/** @returns undefined for a room the person has nothing to do with. */
export function roomOfLeaver(
  { address, name, people }: Pick<RoomDetails, 'address' | 'name' | 'people'>,
  leaver: string,
  successor: string | null,
): (LeavingRoom & { readonly because: string }) | undefined {
  const standing = people.find((one) => one.address === leaver)?.standing;
  if (standing === undefined || standing === 'outcast') return undefined;
  const room = { address, name: name || address.split('@')[0]!, standing };
  const others = people.filter((one) => one.standing === 'owner' && one.address !== leaver);
  if (standing !== 'owner') return { ...room, becomes: 'left', because: 'a member like others' };
  if (successor !== null) return { ...room, becomes: 'handed-over', because: 'somebody was chosen' };
  if (others.length > 0) return { ...room, becomes: 'left', because: 'others run it' };
  // XEP-0045 §10.6: a room has an owner at all times.
  return { ...room, becomes: 'stays', because: 'nobody else runs it' };
}
