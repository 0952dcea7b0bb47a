/** What an operator sees of rooms: all of them, one with its people, and what was said last. For `ctl` and the app. */
import type { Element } from 'ltx';
import { z } from 'zod';
import type { ModuleContext } from '../../kernel/module.ts';
import type { Service } from '../../kernel/services.ts';
import { parseXml } from '../../kernel/xml.ts';
import { hostArgument, servedHost } from '../support/command-arguments.ts';
import type { LatestMessage, RoomArchive } from './archive.ts';
import { optionsOf } from './config-form.ts';
import { createLookup } from './lookup.ts';
import { MUC } from './namespaces.ts';
import type { Room } from './room.ts';
import type { Rooms } from './rooms.ts';

export interface OverviewTools {
  readonly service: Service;
  readonly rooms: Rooms;
  readonly archive: Pick<RoomArchive, 'latest' | 'lastWhen' | 'count'>;
}

const word = z.string().min(1).max(3071);
const at = { room: word, service: word };
/** Messages in one answer. */
const MAX_MESSAGES = 100;

export function addOverview(ctx: ModuleContext, { service, rooms, archive }: OverviewTools): void {
  const { roomAt } = createLookup({ service, rooms });
  const lastWhen = (room: Room) =>
    room.config.archive ? archive.lastWhen(room.jid.toString()) : room.history.at(-1)?.when;
  const summary = async (room: Room) => ({
    ...summaryOf(room),
    lastMessageAt: (await lastWhen(room)) ?? null,
  });

  ctx.command({
    name: 'rooms_info',
    scope: 'rooms',
    reads: true,
    summary: 'List the rooms of a domain with what they are and who is there',
    positional: ['host'],
    args: z.strictObject({ host: hostArgument }),
    async run({ host }) {
      const domain = service.domain(servedHost(ctx, host));
      return { service: domain, rooms: await Promise.all(rooms.list(domain).map(summary)) };
    },
    text: ({ rooms }) => rooms.map(({ jid, people, name }) => `${jid}\t${people}\t${name}`).join('\n'),
  });

  ctx.command({
    name: 'room_info',
    scope: 'rooms',
    summary: 'Show one room: its options, who belongs to it and who is there',
    positional: ['room', 'service'],
    args: z.strictObject(at),
    async run({ room: name, service: domain }) {
      const room = roomAt(name, domain);
      const messages = room.config.archive ? await archive.count(room.jid.toString()) : room.history.length;
      return { ...(await summary(room)), ...detailsOf(room), messages };
    },
    text: ({ jid, name, options }) =>
      [`${jid}\t${name}`, ...Object.entries(options).map((pair) => pair.join('\t'))].join('\n'),
  });

  ctx.command({
    name: 'room_messages',
    summary: 'Show the last messages of a room, or those before a message',
    positional: ['room', 'service', 'max', 'before'],
    optional: 2,
    args: z.strictObject({
      ...at,
      max: z.coerce.number().int().min(1).max(MAX_MESSAGES).default(50),
      before: z.string().max(200).default(''),
    }),
    async run({ room: name, service: domain, max, before }) {
      const room = roomAt(name, domain);
      const { messages, more } = room.config.archive
        ? await archive.latest(room.jid.toString(), { max, before })
        : { messages: remembered(room), more: false };
      return { messages: messages.flatMap(messageOf), oldest: messages[0]?.id ?? null, more };
    },
    text: ({ messages }) =>
      messages
        .map(({ id, when, nick, text }) => `${id}\t${new Date(when).toISOString()}\t${nick}\t${text}`)
        .join('\n'),
  });
}

function summaryOf(room: Room) {
  const { jid, createdAt, config, affiliations, occupants } = room;
  const belongs = [...affiliations.values()].filter(
    ({ affiliation }) => affiliation !== 'outcast' && affiliation !== 'none',
  );
  return {
    jid: jid.toString(),
    createdAt,
    name: config.name,
    description: config.description,
    topic: topicOf(room),
    persistent: config.persistent,
    public: config.public,
    membersOnly: config.membersOnly,
    moderated: config.moderated,
    allowInvites: config.allowInvites,
    changeSubject: config.changeSubject,
    archive: config.archive,
    protected: config.password !== '',
    members: belongs.length,
    /** People, not their devices. */
    people: occupants.size,
  };
}

const detailsOf = ({ config, affiliations, occupants }: Room) => ({
  password: config.password,
  options: optionsOf(config),
  affiliations: [...affiliations]
    .filter(([, { affiliation }]) => affiliation !== 'none')
    .map(([jid, { affiliation, reason }]) => ({ jid, affiliation, reason: reason ?? '' })),
  occupants: [...occupants.values()].map(({ nick, account, role, visits }) => ({
    nick,
    jid: account.toString(),
    role,
    devices: [...visits.values()].map((visit) => visit.jid.resource),
  })),
});

/** What a room without an archive still knows; who wrote it is known by nickname only. */
const remembered = ({ history }: Room): LatestMessage[] =>
  history.map(({ id, when, stanza }) => ({ id, when, stanza, author: '' }));

const topicOf = ({ subject }: Room): string =>
  subject ? (parseXml(`<x xmlns='jabber:client'>${subject.xml}</x>`).getChildText('subject') ?? '') : '';

/** One line for a person who looks after the room; none for what is no message to read. What programs encrypted stays so. */
function messageOf({ id, when, stanza, author }: LatestMessage) {
  const kind = kindOf(stanza);
  if (!kind) return [];
  const from = stanza.attrs.from ?? '';
  const slash = from.indexOf('/');
  const nick = slash < 0 ? '' : from.slice(slash + 1);
  const text =
    kind === 'encrypted' ? '' : (stanza.getChildText('body') ?? stanza.getChildText('subject') ?? '');
  const reason = stanza.getChild('retracted', MUC.retract)?.getChildText('reason') ?? '';
  return [{ id, when, nick, author, kind, text, reason }];
}

function kindOf(stanza: Element): 'text' | 'encrypted' | 'topic' | 'taken-back' | undefined {
  if (stanza.getChild('retracted', MUC.retract)) return 'taken-back';
  // XEP-0424 §5: what takes back is archived beside what stays of the message.
  if (stanza.getChild('retract', MUC.retract)) return undefined;
  // XEP-0380: an <encryption/> says what a message is encrypted with; older programs only have the payload.
  if (stanza.getChild('encryption', 'urn:xmpp:eme:0') ?? stanza.getChild('encrypted')) return 'encrypted';
  if (stanza.getChild('body')) return 'text';
  return stanza.getChild('subject') ? 'topic' : undefined;
}
