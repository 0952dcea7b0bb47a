/** Queries to a room, or the service, whose answer needs no place among what else they cause: cards, archive, search, hats, moderation. */
import { randomUUID } from 'node:crypto';
import type { Jid } from '../../kernel/jid.ts';
import type { IqRequest } from '../../kernel/module.ts';
import type { Service } from '../../kernel/services.ts';
import { NS, StanzaError } from '../../kernel/stanza.ts';
import { xml } from '../support/elements.ts';
import { NS_MUCSUB } from '../support/room-subscriptions.ts';
import type { Reader, RoomArchive } from './archive.ts';
import { readCard, writeCard } from './avatar.ts';
import { runHatCommand } from './hats.ts';
import { moderate } from './moderation.ts';
import { MUC } from './namespaces.ts';
import type { Surroundings } from './outcome.ts';
import { maySeeAddresses } from './room.ts';
import type { Rooms } from './rooms.ts';
import { search } from './search.ts';
import type { MucService } from './service.ts';
import { subscribersOf, subscriptionsOf } from './subscribe.ts';

export interface AnswerParts {
  readonly service: Service;
  readonly rooms: Rooms;
  readonly archive: RoomArchive;
  readonly around: Surroundings;
  readonly muc: Pick<MucService, 'roomFor' | 'affiliation' | 'refuseOutsiders'>;
}

export function addAnswers({ service, rooms, archive, around, muc }: AnswerParts): void {
  const { roomFor, affiliation } = muc;

  function readerOf(to: Jid, from: Jid): Reader {
    const room = roomFor(to, from);
    const rank = affiliation(room, from);
    const occupant = room.byJid.get(from.toString());
    return {
      affiliation: rank,
      seesAddresses: maySeeAddresses(room, occupant, rank),
      inside: occupant !== undefined || room.subscribers.has(from.bare.toString()),
    };
  }

  service.iq('get', MUC.search, 'search', ({ payload, to, from, host }) => {
    if (to.local !== '') throw new StanzaError('service-unavailable');
    muc.refuseOutsiders(from, host);
    return search(rooms.list(to.domain), payload);
  });

  service.iq('get', NS_MUCSUB, 'subscriptions', ({ to, from, host }) => {
    muc.refuseOutsiders(from, host);
    if (to.local === '') return subscriptionsOf(rooms.list(to.domain), from);
    const room = roomFor(to, from);
    return subscribersOf(room, from, affiliation(room, from));
  });

  service.iq('get', NS.ping, 'ping', ({ to, from }) => {
    if (to.local !== '') roomFor(to, from);
    return undefined;
  });

  // A name nobody has yet, as older programs ask for it before they make a room.
  service.iq('get', MUC.unique, 'unique', ({ to }) => {
    if (to.local !== '') throw new StanzaError('service-unavailable');
    return xml('unique', { xmlns: MUC.unique }, randomUUID());
  });

  service.iq('get', NS.vcardTemp, 'vCard', ({ to, from }) => readCard(roomFor(to, from)));
  service.iq('set', NS.vcardTemp, 'vCard', ({ to, from, payload }) => {
    const room = roomFor(to, from);
    rooms.run(room, (out) => writeCard(room, payload, affiliation(room, from), out, around));
    return undefined;
  });

  service.iq('get', NS.mam, 'query', ({ to, from }) => archive.form(roomFor(to, from), readerOf(to, from)));
  service.iq('get', NS.mam, 'metadata', ({ to, from }) =>
    archive.metadata(roomFor(to, from), readerOf(to, from)),
  );
  service.iq('set', NS.mam, 'query', (request) => {
    const { to, from } = request;
    return archive.query(roomFor(to, from), readerOf(to, from), request);
  });

  service.iq('set', MUC.commands, 'command', ({ to, from, payload }) => {
    const room = roomFor(to, from);
    let answer = payload;
    rooms.run(room, (out) => {
      answer = runHatCommand(room, { payload, affiliation: affiliation(room, from) }, out, around);
    });
    return answer;
  });

  service.iq('set', MUC.moderate, 'moderate', takeBack);

  /** XEP-0425 §3. */
  async function takeBack({ to, from, payload }: IqRequest): Promise<undefined> {
    const room = roomFor(to, from);
    const moderator = room.byJid.get(from.toString());
    // "Only moderators are allowed to moderate other participants' messages": <forbidden/>.
    if (moderator?.role !== 'moderator') throw new StanzaError('forbidden', 'only moderators may do this');
    const { id } = payload.attrs;
    if (!id || !payload.getChild('retract', MUC.retract))
      throw new StanzaError('bad-request', 'a message is moderated by id, with <retract/>');
    const key = room.jid.toString();
    const archived = room.config.archive ? await archive.find(key, id) : undefined;
    const original = archived ?? room.history.find((item) => item.id === id)?.stanza;
    // The room may have gone while the archive was read.
    if (!original || rooms.get(room.jid) !== room)
      throw new StanzaError('item-not-found', 'there is no such message');
    const reason = payload.getChildText('reason')?.slice(0, 1000);
    rooms.run(room, (out) => {
      const message = moderate(room, { id, reason, moderator }, out, around);
      if (archived) archive.bury(key, id, archived, message, around.now());
    });
    return undefined;
  }
}
