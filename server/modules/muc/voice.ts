/** Asking for voice, and granting it. XEP-0045 §7.13, §8.6. */
import type { Element } from 'ltx';
import { NS, StanzaError } from '../../kernel/stanza.ts';
import { xml } from '../support/elements.ts';
import { readForm } from '../support/forms.ts';
import { setRole } from './affiliation.ts';
import { field, resultForm } from './fields.ts';
import { MUC } from './namespaces.ts';
import type { Outcome, Surroundings } from './outcome.ts';
import { decideRole } from './ranks.ts';
import { affiliationOf, type Occupant, type Room } from './room.ts';

/** Rooms remember so many who asked. */
const MAX_ASKED = 1000;

/** A form of type muc#request: a visitor's request, or a moderator's answer. */
export function voiceForm(
  room: Room,
  occupant: Occupant,
  stanza: Element,
  out: Outcome,
  around: Surroundings,
): void {
  const form = readForm(stanza, MUC.request);
  if (form?.get('muc#role')?.[0] !== 'participant')
    throw new StanzaError('bad-request', 'the role asked for is participant');
  if (form.has('muc#request_allow')) approve(room, occupant, form, out, around);
  else ask(room, occupant, out, around);
}

function ask(room: Room, occupant: Occupant, out: Outcome, around: Surroundings): void {
  if (!room.config.allowVoiceRequests) throw new StanzaError('forbidden', 'this room takes no such requests');
  // Who may speak has nothing to ask for.
  if (occupant.role !== 'visitor') throw new StanzaError('unexpected-request', 'you may speak already');
  const who = occupant.account.toString();
  const now = around.now();
  const last = room.voiceAsked.get(who);
  if (last !== undefined && now - last < room.config.voiceRequestInterval * 1000)
    throw new StanzaError('resource-constraint', 'you asked a moment ago');
  room.voiceAsked.delete(who);
  room.voiceAsked.set(who, now);
  const [longest] = room.voiceAsked.keys();
  if (room.voiceAsked.size > MAX_ASKED && longest !== undefined) room.voiceAsked.delete(longest);
  // §8.6: the service generates an approval form "and sends [it] to the room moderator(s)".
  for (const moderator of room.occupants.values())
    if (moderator.role === 'moderator')
      for (const { jid } of moderator.visits.values())
        out.stanzas.push(
          xml(
            'message',
            { xmlns: NS.client, from: room.jid.toString(), to: jid.toString(), id: around.newId() },
            approvalForm(occupant),
          ),
        );
}

const approvalForm = (occupant: Occupant): Element =>
  resultForm(
    'form',
    MUC.request,
    [
      field('muc#role', 'list-single', 'Requested role', ['participant'], [['participant', 'Participant']]),
      field('muc#jid', 'jid-single', 'User ID', [occupant.shown.jid.toString()]),
      field('muc#roomnick', 'text-single', 'Room Nickname', [occupant.nick]),
      field('muc#request_allow', 'boolean', 'Grant voice to this person?', ['false']),
    ],
    'Voice request',
  );

function approve(
  room: Room,
  moderator: Occupant,
  form: ReadonlyMap<string, readonly string[]>,
  out: Outcome,
  around: Surroundings,
): void {
  const target = room.occupants.get(form.get('muc#roomnick')?.[0] ?? '');
  const verdict = decideRole({
    actor: { affiliation: affiliationOf(room, moderator.account), role: moderator.role },
    target: { affiliation: 'none', role: 'visitor' },
    to: 'participant',
  });
  if (!verdict.allowed) throw new StanzaError(verdict.condition);
  if (!['1', 'true'].includes(form.get('muc#request_allow')?.[0] ?? '')) return;
  // Gone, or no visitor any more, in the meantime: nothing is left to grant.
  if (target?.role === 'visitor') setRole(room, target, 'participant', {}, out, around);
}
