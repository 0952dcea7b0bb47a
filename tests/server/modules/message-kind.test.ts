import { expect, it } from 'vitest';
import { parseXml } from '../../../server/kernel/xml.ts';
import { shouldArchive, shouldCopy, shouldWait } from '../../../server/modules/support/message-kind.ts';

const BODY = '<body>hello</body>';
const STATE = "<composing xmlns='http://jabber.org/protocol/chatstates'/>";
const RECEIPT = "<received xmlns='urn:xmpp:receipts' id='x'/>";
const hint = (name: string) => `<${name} xmlns='urn:xmpp:hints'/>`;

/** type, content, and the why of: archive, wait for somebody offline, carbons. A leading ! means no. */
const TABLE: readonly [type: string, content: string, archive: string, wait: string, copy: string][] = [
  ['chat', BODY, 'has a body', 'has a body', 'type chat'],
  ['normal', BODY, 'has a body', 'has a body', 'has a body'],
  ['unheard-of', BODY, 'has a body', 'has a body', 'has a body'],
  ['chat', '', '!nothing to read', '!nothing to read', 'type chat'],
  ['normal', '', '!nothing to read', 'type normal', '!nothing to read'],
  ['chat', STATE, '!nothing to read', '!nothing to read', 'type chat'],
  ['chat', RECEIPT, 'is a receipt', 'is a receipt', 'type chat'],
  ['normal', RECEIPT, 'is a receipt', 'is a receipt', 'is a receipt'],
  ['normal', '<subject>x</subject>', 'has a subject', 'has a subject', 'has a subject'],
  ['chat', BODY + hint('no-store'), '!hint', '!hint', 'type chat'],
  ['chat', BODY + hint('no-permanent-store'), '!hint', 'has a body', 'type chat'],
  ['chat', STATE + hint('store'), 'hint', 'hint', 'type chat'],
  ['chat', hint('store') + hint('no-store'), '!hint', '!hint', 'type chat'],
  ['chat', BODY + hint('no-copy'), 'has a body', 'has a body', '!hint'],
  ['chat', `${BODY}<private xmlns='urn:xmpp:carbons:2'/>`, 'has a body', 'has a body', '!private'],
  [
    'chat',
    `${BODY}<x xmlns='http://jabber.org/protocol/muc#user'/>`,
    'has a body',
    'has a body',
    '!from a room',
  ],
  ['headline', BODY, '!type headline', '!type headline', '!type headline'],
  ['groupchat', BODY, '!type groupchat', '!type groupchat', '!type groupchat'],
  ['error', BODY, '!type error', '!type error', '!type error'],
];

it.each(TABLE)('type %s with %j', (type, content, archive, wait, copy) => {
  const message = parseXml(`<message xmlns='jabber:client' type='${type}'>${content}</message>`);
  const verdicts = [shouldArchive(message), shouldWait(message), shouldCopy(message)];
  expect(verdicts.map(({ store, because }) => (store ? because : `!${because}`))).toEqual([
    archive,
    wait,
    copy,
  ]);
});
