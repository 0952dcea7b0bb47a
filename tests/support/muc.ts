/** A room in memory, with a clock and an archive of the tests, for what the room decides. */
import { Element, parse } from 'ltx';
import { parseJid } from '../../server/kernel/jid.ts';
import { roomConfig } from '../../server/modules/muc/config.ts';
import { join } from '../../server/modules/muc/join.ts';
import { newOutcome, type Outcome, type Surroundings } from '../../server/modules/muc/outcome.ts';
import {
  affiliationOf,
  newRoom,
  type Occupant,
  type Present,
  presentAs,
  type Room,
} from '../../server/modules/muc/room.ts';

export interface TestRoom {
  readonly room: Room;
  readonly around: Surroundings;
  /** Runs an event and returns what follows. */
  run(event: (out: Outcome) => void): Outcome;
  /** Somebody comes in with this address and nickname. */
  enter(address: string, nick: string): Outcome;
  occupant(nick: string): Occupant;
  /** By full address. */
  present(full: string): Present;
  /** Milliseconds since the epoch; moves when a test sets it. */
  time: number;
}

export interface TestRoomOptions {
  readonly config?: Record<string, unknown>;
  /** Affiliations by bare address. */
  readonly people?: Record<string, 'owner' | 'admin' | 'member' | 'outcast'>;
  readonly limits?: Partial<Surroundings['limits']>;
}

export function testRoom({ config = {}, people = {}, limits = {} }: TestRoomOptions = {}): TestRoom {
  let ids = 0;
  const test: TestRoom = {
    time: Date.UTC(2026, 0, 1),
    room: newRoom(parseJid('team@conference.test')!, 'test', roomConfig.parse(config), 0),
    around: {
      now: () => test.time,
      newId: () => `id${++ids}`,
      occupantId: (_, account) => `pseudonym of ${account}`,
      keep: () => `s${++ids}`,
      limits: {
        ...{ historySize: 50, maxUsersAdminThreshold: 5, maxUsersPresence: 1000, maxAffiliations: 1000 },
        ...limits,
      },
    },
    run(event) {
      const out = newOutcome();
      event(out);
      return out;
    },
    enter(address, nick) {
      const from = parseJid(address)!;
      const to = `team@conference.test/${nick}`;
      const stanza = new Element('presence', { from: address, to });
      stanza.cnode(parse("<x xmlns='http://jabber.org/protocol/muc'/>") as Element);
      const affiliation = affiliationOf(test.room, from);
      return test.run((out) =>
        join(test.room, { stanza, from, nick, affiliation, created: false }, out, test.around),
      );
    },
    occupant(nick) {
      const occupant = test.room.occupants.get(nick);
      if (!occupant) throw new Error(`${nick} is not there`);
      return occupant;
    },
    present(full) {
      const present = presentAs(test.room, full);
      if (!present) throw new Error(`${full} is not there`);
      return present;
    },
  };
  for (const [jid, affiliation] of Object.entries(people)) test.room.affiliations.set(jid, { affiliation });
  return test;
}
