/**
 * One change of a room, at once, with its toast and the way back.
 */
import type { FaceProblem, RoomDetails, RoomOptions } from '../../api/types.ts';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';

export type RoomPatch = Partial<RoomOptions> & { topic?: string; password?: string };

export type RoomChange = {
  busy: boolean;
  problem: FaceProblem | null;
  /** @param said what the toast says. @returns whether it was changed. */
  change(patch: RoomPatch, said: string): Promise<boolean>;
};

export function useRoomChange(room: RoomDetails): RoomChange {
  const { connection, rooms, toasts } = useStores();
  const set = useAction(async (patch: RoomPatch) => {
    const after = await connection.client().rooms.change({ address: room.address, ...patch });
    rooms.room(room.address).replace(after);
    return true;
  });
  return {
    busy: set.busy,
    problem: set.problem,
    async change(patch, said) {
      const names = Object.keys(patch) as (keyof RoomPatch)[];
      const before = Object.fromEntries(names.map((name) => [name, room[name]])) as RoomPatch;
      if (!(await set.run(patch))) return false;
      toasts.show(said, async () => void (await set.run(before)));
      return true;
    },
  };
}
