/**
 * What arrives at the service or one of its rooms, handed to what it is: presence, messages, queries. XEP-0045 §6-§11, §17.
 * It decides who somebody is to a room and whether there is such a room; the rest is in the files the events are named for.
 */
import { clone, type Element } from 'ltx';
import { type Jid, parseJid } from '../../kernel/jid.ts';
import type { ServiceEvent } from '../../kernel/services.ts';
import { NS, resultReply, StanzaError } from '../../kernel/stanza.ts';
import { xml } from '../support/elements.ts';
import type { RoomArchive } from './archive.ts';
import type { FormLimits } from './config-form.ts';
import type { Founding } from './founding.ts';
import { isGone } from './ghosts.ts';
import { speak } from './groupchat.ts';
import { decline, invite } from './invitation.ts';
import { join } from './join.ts';
import { leave } from './leave.ts';
import { forget, isOwn, retracts } from './moderation.ts';
import { MUC } from './namespaces.ts';
import { isVisible } from './nickname.ts';
import type { Outcome, Surroundings } from './outcome.ts';
import { tell } from './presence.ts';
import { whisper } from './private-message.ts';
import { QUERIES } from './queries.ts';
import type { Affiliation } from './ranks.ts';
import { decideApplication } from './register.ts';
import type { Relay } from './relay.ts';
import { affiliationOf, presentAs, type Room } from './room.ts';
import type { Rooms } from './rooms.ts';
import { changeStatus, exit } from './status.ts';
import { speakerOf } from './subscribe.ts';
import type { Throttle } from './throttle.ts';
import { voiceForm } from './voice.ts';

/** A room keeps the presence of everybody, and sends it to everybody. */
const MAX_PRESENCE_BYTES = 10_000;

export interface ServiceParts {
  readonly rooms: Rooms;
  readonly archive: RoomArchive;
  readonly relay: Relay;
  readonly throttle: () => Throttle | undefined;
  readonly around: Surroundings;
  readonly limits: FormLimits;
  readonly founding: Founding;
  readonly route: (stanza: Element) => void;
  /** Something of ours broke, and nobody waits for an answer. */
  readonly failed: (error: unknown) => void;
}

export interface MucService {
  /** False for what is not understood. */
  receive(event: ServiceEvent): boolean;
  /** The room at an address, if this person may know of it; else throws `item-not-found`. */
  roomFor(to: Jid, from: Jid): Room;
  affiliation(room: Room, from: Jid): Affiliation;
  /** Throws `forbidden` for those the service is not for. */
  refuseOutsiders(from: Jid, host: string): void;
}

export function createMucService(parts: ServiceParts): MucService {
  const { rooms, archive, relay, around, route, founding } = parts;
  /** Who wants to come into a room that is still reading its history. */
  const waiting = new Set<string>();
  const keyOf = ({ from, to }: Pick<ServiceEvent, 'from' | 'to'>) => `${to.bare} ${from}`;

  const affiliation = (room: Room, from: Jid): Affiliation =>
    founding.rightsOf(from, room.host).administer ? 'owner' : affiliationOf(room, from);

  /** For queries that do not come by way of `receive`. */
  function refuseOutsiders(from: Jid, host: string): void {
    if (!founding.rightsOf(from, host).use) throw new StanzaError('forbidden', 'this service is not for you');
  }

  /** §17.2: "a room that does not exist or is not yet unlocked […] an <item-not-found/> error." */
  function roomFor(to: Jid, from: Jid): Room {
    const room = rooms.get(to);
    const open = room && founding.rightsOf(from, room.host).use;
    if (!open || (room.locked && affiliation(room, from) !== 'owner'))
      throw new StanzaError('item-not-found', 'there is no such room');
    return room;
  }

  function presence(event: ServiceEvent) {
    const { stanza, from, to } = event;
    const { type } = stanza.attrs;
    const room = rooms.get(to);
    const present = presentAs(room, from.toString());
    if (type === undefined) {
      // §7.2.1: "If the user does not specify a room nickname […], the service MUST return a <jid-malformed/> error".
      if (to.resource === '' || !isVisible(to.resource))
        throw new StanzaError('jid-malformed', 'a nickname is needed');
      if (Buffer.byteLength(stanza.toString()) > MAX_PRESENCE_BYTES)
        throw new StanzaError(
          'policy-violation',
          `presence in a room has at most ${MAX_PRESENCE_BYTES} bytes`,
        );
      parts.throttle()?.pass('presence', stanza, from.toString(), to.bare.toString());
      if (stanza.getChild('x', MUC.join)) return enter(room, event);
      if (!room || !present) return route(notInRoom(stanza));
      return rooms.run(room, (out) => changeStatus(room, present, to.resource, stanza, out, around));
    }
    if (type === 'unavailable' || type === 'error') waiting.delete(keyOf(event));
    // §17.3: "A MUC service MUST NOT treat a presence stanza with a 'type' attribute whose value is other than "unavailable" […] as a
    // request to exit the room"; unavailable presence of others: "MUST silently ignore".
    if (!room || !present) return;
    if (type === 'unavailable') return rooms.run(room, (out) => exit(room, present, stanza, out, around));
    if (type === 'error') return notice(room, stanza, from);
    if (type === 'probe' && to.resource !== '') {
      const asked = room.occupants.get(to.resource);
      if (asked) rooms.run(room, (out) => tell(room, asked, present, {}, out, around));
    }
  }

  function enter(known: Room | undefined, { stanza, from, to, host, session }: ServiceEvent) {
    if (!known?.byJid.has(from.toString())) founding.refuseCrowd(from);
    const room = known ?? founding.found(to, host, from);
    const asleep = rooms.awake(room);
    if (asleep) {
      waiting.add(keyOf({ from, to }));
      return void asleep.then(() => late(room, { stanza, from, to, session }));
    }
    come(room, { stanza, from, to, created: known === undefined });
  }

  /** The room had to read its history first. Whoever has gone meanwhile would stay in it for ever: nobody says so any more. */
  function late(room: Room, event: Pick<ServiceEvent, 'stanza' | 'from' | 'to' | 'session'>): void {
    const wanted = waiting.delete(keyOf(event));
    if (!wanted || event.session?.status === 'ended' || rooms.get(room.jid) !== room) return;
    try {
      come(room, { ...event, created: false });
    } catch (error) {
      if (error instanceof StanzaError) refusePresence(event.stanza, event.to, error);
      else parts.failed(error);
    }
  }

  function come(room: Room, event: { stanza: Element; from: Jid; to: Jid; created: boolean }): void {
    const { stanza, from, to, created } = event;
    try {
      rooms.run(room, (out) =>
        join(
          room,
          { stanza, from, nick: to.resource, affiliation: affiliation(room, from), created },
          out,
          around,
        ),
      );
    } catch (error) {
      if (created) rooms.run(room, (out) => void Object.assign(out, { destroyed: true }));
      throw error;
    }
  }

  /** §18.1.2: "a MUC service SHOULD remove a user if the service receives a delivery-related error". */
  function notice(room: Room, stanza: Element, from: Jid): void {
    const present = presentAs(room, from.toString());
    if (!present || !isGone(stanza)) return;
    const { occupant, visit } = present;
    // §11.1: "it MUST include the 333 status code".
    rooms.run(room, (out) => leave(room, occupant, visit, { codes: [333] }, out, around));
  }

  function message(event: ServiceEvent) {
    const { stanza, from, to } = event;
    const { type } = stanza.attrs;
    if (type === 'error') {
      const room = rooms.get(to);
      return room && notice(room, stanza, from);
    }
    const room = roomFor(to, from);
    const occupant = room.byJid.get(from.toString());
    parts.throttle()?.pass('message', stanza, from.toString(), room.jid.toString());
    if (to.resource !== '')
      return rooms.run(room, (out) => whisper(room, occupant, to.resource, stanza, out, around));
    if (type !== 'groupchat') return rooms.run(room, (out) => aside(room, event, out));
    // §7.4: "If the sender is not an occupant of the room, the service SHOULD return a <not-acceptable/> error".
    const speaker = occupant ?? speakerOf(room, from, affiliation(room, from));
    if (!speaker) throw new StanzaError('not-acceptable', 'you are not in this room', { type: 'cancel' });
    rooms.run(room, (out) => {
      speak(room, speaker, stanza, from, out, around);
      takeBack(room, out);
    });
  }

  /** XEP-0424: a retraction has just been said; what it retracts is passed on no more. */
  function takeBack(room: Room, out: Outcome): void {
    const said = out.events.find(({ payload }) => payload && retracts(payload) !== undefined)?.payload;
    if (!said) return;
    const remembered = room.history.find((item) => item.id === retracts(said));
    if (remembered && isOwn(said, remembered.stanza)) forget(room, remembered.id);
    void archive.retract(room.jid.toString(), clone(said), around.now());
  }

  /** §7.8.2, §7.13, §8.6, §9.9: what is for the room itself. */
  function aside(room: Room, { stanza, from }: ServiceEvent, out: Outcome) {
    const occupant = room.byJid.get(from.toString());
    const rank = affiliation(room, from);
    const user = stanza.getChild('x', MUC.user);
    const exists = (jid: Jid) => founding.exists(jid, from);
    const invitation = { stanza, from, affiliation: rank, occupant, exists };
    if (user?.getChild('invite')) return invite(room, invitation, out, around);
    if (user?.getChild('decline')) return decline(room, invitation, out);
    const form = stanza.getChild('x', NS.data);
    const type = form?.getChildren('field').find((one) => one.attrs.var === 'FORM_TYPE');
    if (form && type?.getChildText('value') === MUC.register)
      return decideApplication(room, stanza, { affiliation: rank, parse: parseJid }, out, around);
    if (!occupant) throw new StanzaError('not-acceptable', 'you are not in this room', { type: 'cancel' });
    if (form) return voiceForm(room, occupant, stanza, out, around);
    // §17.2: "A service MAY ignore messages that are improperly typed, or reject them with a <bad-request/> error."
    throw new StanzaError('bad-request', 'messages to a room are of type groupchat');
  }

  function query(event: ServiceEvent): boolean {
    const { stanza, from, to } = event;
    const { type } = stanza.attrs;
    if (type === 'result' || type === 'error') {
      const answer = relay.answer(stanza, from);
      if (answer) route(answer);
      return true;
    }
    if (to.resource === '') return ask(event);
    const room = rooms.get(to);
    // XEP-0410 §3.3: a room that is not there has nobody in it; <item-not-found/> would mean that the sender is.
    if (!room) throw new StanzaError('not-acceptable', 'you are not in this room', { type: 'cancel' });
    const relayed = relay.ask(room, stanza, from, to.resource);
    route(relayed);
    return true;
  }

  /** Queries to the room itself whose answer has its place among what else they cause. */
  function ask({ stanza, from, to, host }: ServiceEvent): boolean {
    const payload = stanza.getChildElements()[0]!;
    const kind = `${stanza.attrs.type} ${payload.getNS()} ${payload.name}`;
    const handler = QUERIES.get(kind);
    if (!handler) return false;
    const room = handler.founds && !rooms.get(to) ? founding.found(to, host, from) : roomFor(to, from);
    rooms.run(room, (out) =>
      handler.run({
        ...{ room, payload, from, out, around },
        affiliation: affiliation(room, from),
        occupant: room.byJid.get(from.toString()),
        limits: parts.limits,
        may: founding.rightsOf(from, room.host),
        refuseMore: founding.refuseSubscriber,
        reply: (result) => void out.stanzas.push(resultReply(stanza, result)),
      }),
    );
    return true;
  }

  /** §7.2.5 and on: presence refused comes back with `<x/>`, by which programs know what was refused. */
  function refusePresence(stanza: Element, to: Jid, error: StanzaError): void {
    const { id, from } = stanza.attrs;
    const reply = { xmlns: NS.client, type: 'error', id, from: to.toString(), to: from };
    route(xml('presence', reply, xml('x', { xmlns: MUC.join }), by(error, to).toElement()));
  }

  return {
    roomFor,
    affiliation,
    refuseOutsiders,
    receive(event) {
      const { stanza, from, to, host } = event;
      try {
        // Presence to the service itself means nothing to it.
        if (to.local === '') return stanza.name === 'presence';
        if (stanza.attrs.type !== 'error') refuseOutsiders(from, host);
        if (stanza.name === 'presence') presence(event);
        else if (stanza.name === 'message') message(event);
        else return query(event);
        return true;
      } catch (error) {
        if (!(error instanceof StanzaError) || stanza.name === 'iq') throw error;
        // The examples name the room that refuses (RFC 6120 §8.3.1, 'by').
        if (stanza.name === 'message') throw by(error, to);
        if (stanza.attrs.type === undefined) refusePresence(stanza, to, error);
        return true;
      }
    },
  };
}

function by(error: StanzaError, room: Jid): StanzaError {
  const { type, application } = error;
  return new StanzaError(error.condition, error.text, { type, application, by: room.bare.toString() });
}

/**
 * §7.2.18: "a service receiving a <presence> without an <x> element from a non-occupant full-JID responds with an explicit kick to that
 * client. The kick MUST contain the status codes 110 […], 307 (kick), and 333".
 */
function notInRoom(stanza: Element): Element {
  const item = xml(
    'item',
    { affiliation: 'none', role: 'none' },
    xml('reason', {}, 'You are not in the room.'),
  );
  const x = xml('x', { xmlns: MUC.user }, item);
  for (const code of ['110', '307', '333']) x.c('status', { code });
  const { to, from, id } = stanza.attrs;
  return xml('presence', { xmlns: NS.client, type: 'unavailable', from: to, to: from, id }, x);
}
