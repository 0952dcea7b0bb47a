/** What a room says of itself to whoever looks. XEP-0045 §6.3-§6.6, §7.12, §16.3, §16.5.5, §18.1.1. */
import type { DiscoInfo, DiscoItems } from '../../kernel/discovery.ts';
import type { Jid } from '../../kernel/jid.ts';
import { NS, StanzaError } from '../../kernel/stanza.ts';
import { NS_MUCSUB } from '../support/room-subscriptions.ts';
import { avatarHashes } from './avatar.ts';
import { isNonAnonymous } from './config.ts';
import { field, resultForm } from './fields.ts';
import { hatCommands, hatsHash } from './hats.ts';
import { MUC, RESERVED_NICK_NODE } from './namespaces.ts';
import { atLeast } from './ranks.ts';
import { reservedNick } from './register.ts';
import { addressOf, affiliationOf, type Room } from './room.ts';

/** True of every room. */
const ROOM_FEATURES = [
  ...[
    MUC.join,
    MUC.stableId,
    MUC.selfPing,
    MUC.occupantId,
    MUC.request,
    MUC.register,
    MUC.hats,
    MUC.commands,
  ],
  ...[MUC.moderate, MUC.retract, MUC.tombstone, MUC.directInvitation],
  ...[NS.discoInfo, NS.discoItems, NS.stanzaId, NS.vcardTemp, NS.register, NS.ping],
];

export function roomInfo(room: Room, from: Jid, node: string | undefined): DiscoInfo {
  // §18.1.1: "If a service does not discard any namespaces, it MUST return a <service-unavailable/> error".
  if (node === MUC.traffic) throw new StanzaError('service-unavailable');
  if (node === RESERVED_NICK_NODE) return reserved(room, from);
  if (node !== undefined) throw new StanzaError('item-not-found');
  const { config } = room;
  return {
    identities: [{ category: 'conference', type: 'text', name: config.name || room.jid.local }],
    features: [
      ...ROOM_FEATURES,
      ...typeFeatures(room),
      ...(config.archive ? [NS.mam, NS.mamExtended] : []),
      ...(config.allowSubscription ? [NS_MUCSUB] : []),
    ],
    forms: [infoForm(room, from)],
  };
}

/** §7.12: the nickname "as the value of the 'name' attribute of a […] <identity/> element"; without one, an empty query. */
function reserved(room: Room, from: Jid): DiscoInfo {
  const name = reservedNick(room, from);
  return name === undefined ? {} : { identities: [{ category: 'conference', type: 'text', name }] };
}

/** §4.2, §16.3. */
function typeFeatures({ config }: Room): string[] {
  return [
    config.public ? 'muc_public' : 'muc_hidden',
    config.persistent ? 'muc_persistent' : 'muc_temporary',
    config.membersOnly ? 'muc_membersonly' : 'muc_open',
    config.moderated ? 'muc_moderated' : 'muc_unmoderated',
    isNonAnonymous(config) ? 'muc_nonanonymous' : 'muc_semianonymous',
    config.password === '' ? 'muc_unsecured' : 'muc_passwordprotected',
  ];
}

function infoForm(room: Room, from: Jid) {
  const { config } = room;
  const inside = room.byJid.get(from.toString());
  const hashes = avatarHashes(room);
  const hats = hatsHash(room);
  const text = (name: string, label: string, value: string) => field(name, 'text-single', label, [value]);
  return resultForm('result', MUC.roomInfo, [
    text('muc#roomconfig_roomname', 'Natural-Language Room Name', config.name),
    text('muc#roominfo_description', 'Description', config.description),
    text('muc#roominfo_occupants', 'Number of occupants', String(room.occupants.size)),
    text('muc#roominfo_lang', 'Language of discussion', config.language),
    text('muc#maxhistoryfetch', 'Maximum Number of History Messages', String(config.historyLength)),
    field('muc#roomconfig_changesubject', 'boolean', 'Subject can be modified', [
      config.changeSubject ? '1' : '0',
    ]),
    field('muc#roominfo_subjectmod', 'boolean', 'The room subject can be modified by participants', [
      config.changeSubject ? '1' : '0',
    ]),
    ...(config.pubsub === '' ? [] : [text('muc#roomconfig_pubsub', 'Associated pubsub node', config.pubsub)]),
    // §14.4: the subject is for those inside.
    ...(inside && room.subject
      ? [text('muc#roominfo_subject', 'Current Discussion Topic', subjectText(room))]
      : []),
    // XEP-0486 §4: "SHOULD NOT include a 'muc#roominfo_avatarhash' field if it doesn’t have an avatar set".
    ...(hashes.length === 0 ? [] : [field('muc#roominfo_avatarhash', 'text-multi', 'Avatar hash', hashes)]),
    ...(hats === undefined ? [] : [text('hats#hash', 'Hats hash', hats)]),
  ]);
}

const subjectText = ({ subject }: Room) => /<subject[^>]*>([^<]*)</.exec(subject?.xml ?? '')?.[1] ?? '';

/** §6.5: "If the list of occupants is private, the room MUST return an empty <query/> element". */
export function roomItems(room: Room, from: Jid, node: string | undefined): DiscoItems {
  if (node === MUC.commands)
    return { items: hatCommands.map(([node, name]) => ({ jid: room.jid.toString(), node, name })) };
  if (node !== undefined) throw new StanzaError('item-not-found');
  const known = room.byJid.has(from.toString()) || atLeast(affiliationOf(room, from), 'admin');
  if (!known && !(room.config.public && room.config.publicList)) return { items: [] };
  return { items: [...room.occupants.keys()].map((nick) => ({ jid: addressOf(room, nick) })) };
}
