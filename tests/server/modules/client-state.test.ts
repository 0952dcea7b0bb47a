/** What is held for somebody who is not looking, with its why. */
import { expect, it } from 'vitest';
import { parseXml } from '../../../server/kernel/xml.ts';
import { importanceOf } from '../../../server/modules/client-state/rules.ts';

const OWN = 'nina@test';
const STATE = "<composing xmlns='http://jabber.org/protocol/chatstates'/>";
const RECEIPT = "<received xmlns='urn:xmpp:receipts' id='x'/>";
const HINT = "<no-store xmlns='urn:xmpp:hints'/>";
const event = (node: string, items: string) =>
  `<event xmlns='http://jabber.org/protocol/pubsub#event'><items node='${node}'>${items}</items></event>`;
const carbon = (direction: string, content: string) =>
  `<${direction} xmlns='urn:xmpp:carbons:2'><forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client' type='chat' from='o@test/a' to='nina@test'>${content}</message></forwarded></${direction}>`;
const room = (code: string) =>
  `<x xmlns='http://jabber.org/protocol/muc#user'><item role='none'/><status code='${code}'/></x>`;

/** Element, what it is held as (or false), and why. */
const TABLE: readonly [stanza: string, hold: string | false, because: string][] = [
  ["<presence from='o@test/a'/>", 'presence', 'presence'],
  ["<presence from='o@test/a' type='unavailable'/>", 'presence', 'presence'],
  [`<presence from='r@c/o'>${room('100')}</presence>`, 'presence', 'presence'],
  [`<presence from='r@c/n' type='unavailable'>${room('110')}</presence>`, false, 'about oneself in a room'],
  ["<presence from='o@test' type='subscribe'/>", false, 'presence of type subscribe'],
  ["<presence from='r@c/n' type='error'/>", false, 'presence of type error'],
  ["<iq type='get' id='x'/>", false, 'iq'],
  [`<message from='o@test/a'>${STATE}</message>`, 'states', 'a chat state'],
  [`<message from='o@test/a' type='chat'>${STATE}${HINT}</message>`, 'states', 'a chat state'],
  [`<message from='o@test/a' type='chat'>${STATE}<body>x</body></message>`, false, 'a message'],
  [`<message from='r@c/o' type='groupchat'>${STATE}</message>`, 'states', 'a chat state'],
  ["<message from='r@c/o' type='groupchat'><body>nina: look</body></message>", false, 'a message'],
  [`<message from='o@test/a'>${RECEIPT}</message>`, 'receipts', 'a receipt'],
  [
    "<message from='o@test/a'><displayed xmlns='urn:xmpp:chat-markers:0' id='x'/></message>",
    'receipts',
    'a receipt',
  ],
  [
    "<message from='o@test/a'><propose xmlns='urn:xmpp:jingle-message:0' id='x'/></message>",
    false,
    'a message',
  ],
  [`<message from='o@test/a'>${RECEIPT}<encrypted xmlns='urn:xmpp:omemo:2'/></message>`, false, 'a message'],
  ["<message from='o@test/a'><reactions xmlns='urn:xmpp:reactions:0' id='x'/></message>", false, 'a message'],
  [`<message from='o@test/a' type='error'>${STATE}</message>`, false, 'an error'],
  ["<message from='o@test/a'/>", false, 'nothing known of it'],
  [
    `<message from='o@test' type='headline'>${event('nick', "<item id='1'/>")}</message>`,
    'events',
    'an event',
  ],
  [
    `<message from='nina@test' type='headline'>${event('bookmarks', "<item id='1'/>")}</message>`,
    false,
    'one’s own event',
  ],
  [`<message from='nina@test'>${carbon('received', STATE)}</message>`, 'states', 'a chat state'],
  [`<message from='nina@test'>${carbon('sent', STATE)}</message>`, 'states', 'a chat state'],
  [`<message from='nina@test'>${carbon('received', RECEIPT)}</message>`, 'receipts', 'a receipt'],
  [`<message from='nina@test'>${carbon('sent', RECEIPT)}</message>`, false, 'one’s own'],
  [`<message from='nina@test'>${carbon('received', '<body>x</body>')}</message>`, false, 'a message'],
  // Nobody else's word is taken for a copy.
  [`<message from='o@test'>${carbon('received', STATE)}</message>`, false, 'a message'],
  ["<message from='nina@test'><result xmlns='urn:xmpp:mam:2' id='x'/></message>", false, 'a message'],
];

it.each(TABLE)('%s', (text, hold, because) => {
  expect(importanceOf(parseXml(text.replace(/^<(\w+)/, "<$1 xmlns='jabber:client'")), OWN)).toMatchObject({
    hold,
    because,
  });
});

it('one event takes the place of another about the same items, and of no other', () => {
  const key = (items: string, node = 'n') => {
    const text = `<message xmlns='jabber:client' from='o@test'>${event(node, items)}</message>`;
    const importance = importanceOf(parseXml(text), OWN);
    return importance.hold ? importance.key : undefined;
  };
  const published = key("<item id='1'><x xmlns='y'/></item>");
  expect(key("<retract id='1'/>")).toBe(published);
  expect(key("<item id='2'/>")).not.toBe(published);
  expect(key("<item id='1'/>", 'other')).not.toBe(published);
});
