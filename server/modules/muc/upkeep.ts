/** What happens to rooms without anybody asking: forgotten ones go, owners are replaced, the service closes. */

import type { Element } from 'ltx';
import type { Jid } from '../../kernel/jid.ts';
import { writeAffiliation } from './affiliation.ts';
import { closeRoom, destroyRoom } from './leave.ts';
import { newOutcome, type Surroundings } from './outcome.ts';
import { destroyElement } from './owner.ts';
import { ownersOf, type Room } from './room.ts';
import type { Rooms } from './rooms.ts';
import { removeSubscriber } from './subscribe.ts';

export interface UpkeepParts {
  readonly rooms: Rooms;
  readonly around: Surroundings;
  readonly route: (stanza: Element) => void;
  /** Bare addresses of those who administer a domain. */
  readonly adminsOf: (host: string) => readonly string[];
  /** Seconds until a room that nobody has configured is gone. */
  readonly lockSeconds: number;
}

export interface Upkeep {
  /** §14.6: "deleting rooms if they remain in the unconfigured state for too long"; empty ones not meant to stay go, too. */
  sweep(): void;
  /** Nothing of an account outlives it; a room it alone owned goes to who comes next, or with it. */
  removeAccount(account: Jid): void;
  /** §11.2: all occupants are told. */
  close(): void;
}

export function createUpkeep({ rooms, around, route, adminsOf, lockSeconds }: UpkeepParts): Upkeep {
  const end = (room: Room) => rooms.run(room, (out) => destroyRoom(room, destroyElement(), out, around));

  return {
    sweep() {
      const oldest = around.now() - lockSeconds * 1000;
      for (const room of rooms.list())
        if (room.createdAt < oldest && (room.locked || isForsaken(room))) end(room);
    },
    removeAccount(account) {
      const who = account.toString();
      for (const room of rooms.list()) {
        if (room.subscribers.has(who)) rooms.run(room, (out) => removeSubscriber(room, who, out));
        const entry = room.affiliations.get(who);
        // A ban stays: whoever takes the name next has to ask.
        if (!entry || entry.affiliation === 'outcast') continue;
        const alone = ownersOf(room).join() === who;
        const heir = alone ? heirOf(room, adminsOf(room.host)) : undefined;
        if (alone && heir === undefined) {
          end(room);
          continue;
        }
        rooms.run(room, (out) => {
          writeAffiliation(room, who, { affiliation: 'none' }, out);
          if (heir !== undefined)
            writeAffiliation(room, heir, { ...room.affiliations.get(heir), affiliation: 'owner' }, out);
        });
      }
    },
    close() {
      for (const room of rooms.list()) {
        const out = newOutcome();
        closeRoom(room, out, around);
        for (const stanza of out.stanzas) route(stanza);
      }
    },
  };
}

const isForsaken = (room: Room): boolean =>
  room.occupants.size === 0 && room.subscribers.size === 0 && !room.config.persistent;

/** §10: "Every room MUST have at least one owner". */
function heirOf(room: Room, admins: readonly string[]): string | undefined {
  const first = (affiliation: string) =>
    [...room.affiliations].find(([, entry]) => entry.affiliation === affiliation)?.[0];
  return first('admin') ?? first('member') ?? admins[0];
}
