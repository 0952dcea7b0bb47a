/**
 * Which rooms a session is in, kept with the session: it may live longer than the room's memory of it (XEP-0198, a restart), and then
 * its program believes in a room that has forgotten it. §11.2.
 */

import { parseJid } from '../../kernel/jid.ts';
import type { ModuleContext } from '../../kernel/module.ts';
import type { Session } from '../../kernel/session.ts';
import { NS } from '../../kernel/stanza.ts';
import { xml } from '../support/elements.ts';
import { leave } from './leave.ts';
import { MUC } from './namespaces.ts';
import type { Surroundings } from './outcome.ts';
import { presentAs, type Room } from './room.ts';
import type { Rooms } from './rooms.ts';

export interface Visits {
  /** A device came in, changed its nickname, or (without one) left. */
  moved(full: string, room: Room, nick: string | undefined): void;
  /** A session is back: it is told which rooms do not know it any more. */
  recall(session: Session, rooms: Rooms): void;
  /** A session is over: whatever room still has it lets it go. */
  end(session: Session, rooms: Rooms, around: Surroundings): void;
}

export function createVisits(ctx: ModuleContext): Visits {
  const state = ctx.sessionState<Record<string, string>>('rooms', () => ({}));
  const sessionOf = (full: string) => {
    const jid = parseJid(full);
    return jid && ctx.sessions.get(jid);
  };

  return {
    moved(full, room, nick) {
      const session = sessionOf(full);
      if (!session) return;
      const { [room.jid.toString()]: _, ...others } = session.get(state);
      session.set(state, nick === undefined ? others : { ...others, [room.jid.toString()]: nick });
    },
    recall(session, rooms) {
      const full = session.jid.toString();
      for (const [address, nick] of Object.entries(session.get(state))) {
        const jid = parseJid(address);
        if (!jid || rooms.get(jid)?.byJid.has(full)) continue;
        const x = xml('x', { xmlns: MUC.user }, xml('item', { affiliation: 'none', role: 'none' }));
        for (const code of ['110', '332']) x.c('status', { code });
        const from = jid.withResource(nick).toString();
        session.send(xml('presence', { xmlns: NS.client, type: 'unavailable', from, to: full }, x));
        const { [address]: _, ...others } = session.get(state);
        session.set(state, others);
      }
    },
    end(session, rooms, around) {
      const full = session.jid.toString();
      for (const address of Object.keys(session.get(state))) {
        const jid = parseJid(address);
        const room = jid && rooms.get(jid);
        const present = presentAs(room, full);
        if (room && present)
          rooms.run(room, (out) =>
            leave(room, present.occupant, present.visit, { presence: [] }, out, around),
          );
      }
    },
  };
}
