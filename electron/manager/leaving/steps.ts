/**
 * What happens when somebody leaves, and when they come back, step by step. Each step may be done twice: after a crash it is asked
 * again, and finds what was done by what was written down before it began.
 */
import type { Room, RoomDetails, Team } from '../../contract/index.ts';
import type { LeavingEngine } from '../engines/leaving.ts';
import type { EngineRooms } from '../engines/rooms.ts';
import { ProblemError } from '../problem.ts';
import type { LeaverRecord, LeaverStore } from './kept.ts';

export interface StepParts {
  readonly engine: LeavingEngine;
  readonly rooms: Pick<EngineRooms, 'get' | 'setStanding'>;
  readonly teams: {
    list(): Promise<Team[]>;
    add(id: string, address: string): Promise<unknown>;
    takeOut(id: string, address: string): Promise<unknown>;
  };
  readonly enable: (address: string) => Promise<void>;
  readonly store: LeaverStore;
}

type KeptRoom = LeaverRecord['rooms'][number];

/** What has gone since in another way is as good as done. */
const GONE = new Set(['room.unknown', 'team.unknown', 'person.unknown', 'entry.gone']);
async function unlessGone(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof ProblemError && GONE.has(error.code))) throw error;
  }
}

const standingOf = (details: RoomDetails, address: string) =>
  details.people.find((one) => one.address === address)?.standing ?? 'none';

export function createSteps({ engine, rooms, teams, enable, store }: StepParts) {
  const kept = (address: string): LeaverRecord => {
    const found = store.get(address);
    if (!found) throw new Error(`nobody called ${address} is leaving`);
    return found;
  };
  const keepRoom = (address: string, room: KeptRoom) =>
    store.change(address, {
      rooms: kept(address).rooms.map((one) => (one.address === room.address ? room : one)),
    });

  async function handOver(leaver: string, successor: string, room: KeptRoom): Promise<void> {
    if (room.successorWas === null) {
      const was = standingOf(await rooms.get(room.address), successor);
      keepRoom(leaver, { ...room, successorWas: was });
    }
    // XEP-0045 §10.6: the new owner first, for a room is never without.
    await rooms.setStanding(room.address, successor, 'owner');
  }

  return {
    close: (address: string) => engine.close(address),

    async teams(address: string): Promise<void> {
      for (const { id } of kept(address).teams) await unlessGone(teams.takeOut(id, address));
    },

    async rooms(address: string): Promise<void> {
      const { rooms: list, successor } = kept(address);
      for (const room of list) {
        if (room.becomes === 'stays') continue;
        await unlessGone(
          (async () => {
            if (room.becomes === 'handed-over' && successor !== null)
              await handOver(address, successor, room);
            await rooms.setStanding(room.address, address, 'none');
          })(),
        );
      }
    },

    /** All of it back. */
    async giveBack(address: string): Promise<void> {
      const { rooms: list, teams: of, successor } = kept(address);
      await enable(address);
      for (const { id } of of) await unlessGone(teams.add(id, address));
      for (const { address: room, standing, successorWas, becomes } of list) {
        if (becomes === 'stays') continue;
        await unlessGone(
          (async () => {
            await rooms.setStanding(room, address, standing);
            if (successor !== null && successorWas !== null && successorWas !== 'owner')
              await rooms.setStanding(room, successor, successorWas);
          })(),
        );
      }
    },
  };
}

/** Rooms with what is known of each; asked one after the other, for an office has few. */
export async function roomDetails(
  rooms: Pick<EngineRooms, 'get'>,
  list: readonly Pick<Room, 'address'>[],
): Promise<RoomDetails[]> {
  const all: RoomDetails[] = [];
  for (const { address } of list) await unlessGone(rooms.get(address).then((one) => all.push(one)));
  return all;
}
