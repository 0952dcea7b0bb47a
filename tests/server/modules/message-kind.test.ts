/** What is archived, in a person's archive and in a room's, waits for somebody who is not there, and is copied: with its why. */
import { describe, expect, it } from 'vitest';
import { parseXml } from '../../../server/kernel/xml.ts';
import {
  type CopySituation,
  type Keep,
  shouldArchive,
  shouldArchiveInRoom,
  shouldCopy,
  shouldWait,
} from '../../../server/modules/support/message-kind.ts';

const BODY = '<body>hello</body>';
const STATE = "<composing xmlns='http://jabber.org/protocol/chatstates'/>";
const RECEIPT = "<received xmlns='urn:xmpp:receipts' id='x'/>";
const REQUEST = "<request xmlns='urn:xmpp:receipts'/>";
const MARKER = "<displayed xmlns='urn:xmpp:chat-markers:0' id='x'/>";
const MARKABLE = "<markable xmlns='urn:xmpp:chat-markers:0'/>";
const REACTION = "<reactions xmlns='urn:xmpp:reactions:0' id='x'/>";
const CORRECTION = `${BODY}<replace xmlns='urn:xmpp:message-correct:0' id='x'/>`;
const RETRACTION = "<retract xmlns='urn:xmpp:message-retract:1' id='x'/>";
const OMEMO = "<encrypted xmlns='eu.siacs.conversations.axolotl'/>";
const OMEMO2 = "<encrypted xmlns='urn:xmpp:omemo:2'/>";
const CALL = "<propose xmlns='urn:xmpp:jingle-message:0' id='x'/>";
const FROM_ROOM = "<x xmlns='http://jabber.org/protocol/muc#user'/>";
const INVITATION = "<x xmlns='http://jabber.org/protocol/muc#user'><invite from='a@b'/></x>";
const DIRECT_INVITATION = "<x xmlns='jabber:x:conference' jid='r@b'/>";
const PRIVATE = "<private xmlns='urn:xmpp:carbons:2'/>";
const OTHER = "<x xmlns='urn:example:other'/>";
const hint = (name: string) => `<${name} xmlns='urn:xmpp:hints'/>`;

type Row = readonly [
  type: string,
  content: string,
  archive: string,
  wait: string,
  sent: string,
  received: string,
];

/** The why of each; a leading ! means no, `=` the same as to the left. */
const PEOPLE: readonly Row[] = [
  // XEP-0313 §6.1.1: "of type 'normal' or 'chat' that contain a <body> element"; XEP-0280 §6.1
  ['chat', BODY, 'has a body', '=', 'type chat', '='],
  ['normal', BODY, 'has a body', '=', '=', '='],
  ['unheard-of', BODY, 'has a body', '=', '=', '='],
  ['normal', '<subject>x</subject>', 'has a subject', '=', '=', '='],
  ['chat', '', '!nothing to read', '=', 'type chat', '='],
  ['normal', '', '!nothing to read', 'type normal', '!nothing to read', '='],
  // XEP-0160 §3: "with the exception of messages that contain only […] content" of XEP-0085
  ['chat', STATE, '!nothing to read', '=', 'type chat', '='],
  ['normal', STATE, '!nothing to read', 'type normal', 'is a chat state', '='],
  ['chat', `${STATE}<thread>t</thread>`, '!nothing to read', '=', 'type chat', '='],
  ['chat', OTHER, '!nothing to read', 'type chat', '=', '='],
  ['normal', OTHER, '!nothing to read', 'type normal', '!nothing to read', '='],
  // receipts, markers, reactions, corrections, retractions, calls, encrypted
  ['chat', RECEIPT, 'is a receipt', '=', 'type chat', '='],
  ['normal', RECEIPT, 'is a receipt', '=', '=', '='],
  ['headline', RECEIPT, '!type headline', '=', 'is a receipt', '='],
  ['chat', REQUEST, '!nothing to read', '=', 'type chat', '='],
  ['normal', REQUEST, '!nothing to read', 'type normal', 'asks for a receipt', '='],
  ['normal', MARKER, 'is a chat marker', '=', '=', '='],
  ['normal', MARKABLE, '!nothing to read', 'type normal', 'asks for chat markers', '='],
  ['chat', REACTION, 'is a reaction', '=', 'type chat', '='],
  ['chat', CORRECTION, 'has a body', '=', 'type chat', '='],
  ['chat', RETRACTION, 'retracts a message', '=', 'type chat', '='],
  ['chat', CALL, 'is about a call', '=', 'type chat', '='],
  ['normal', OMEMO, 'is encrypted', '=', '=', '='],
  ['normal', OMEMO2, 'is encrypted', '=', '=', '='],
  // XEP-0334 §4
  ['chat', BODY + hint('no-store'), '!hint', '=', 'type chat', '='],
  ['chat', BODY + hint('no-permanent-store'), '!hint', 'has a body', 'type chat', '='],
  ['chat', STATE + hint('store'), 'hint', '=', 'type chat', '='],
  ['chat', hint('store') + hint('no-store'), '!hint', '=', 'type chat', '='],
  ['chat', BODY + hint('no-copy'), 'has a body', '=', '!hint', '='],
  ['headline', BODY + hint('store'), '!type headline', '=', '=', '='],
  // XEP-0280 §9, §6.1 on rooms
  ['chat', BODY + PRIVATE, 'has a body', '=', '!private', '='],
  ['chat', BODY + FROM_ROOM, 'has a body', '=', 'type chat', '!from a room'],
  ['normal', INVITATION, 'is an invitation', '=', '=', '='],
  ['normal', DIRECT_INVITATION, 'is an invitation', '=', '=', '='],
  ['groupchat', BODY, '!type groupchat', '=', '=', '='],
  ['groupchat', RECEIPT, '!type groupchat', '=', '=', '='],
  ['headline', BODY, '!type headline', '=', '=', '='],
  ['error', BODY, '!type error', '=', '=', '='],
  // XEP-0334 §5: "Hints contained within a stanza of type 'error' SHOULD be ignored."
  ['error', BODY + hint('store'), '!type error', '=', '=', '='],
];

const write = ({ store, because }: Keep) => (store ? because : `!${because}`);
const parse = (type: string, content: string) =>
  parseXml(`<message xmlns='jabber:client' type='${type}'>${content}</message>`);

it.each(PEOPLE)('type %s with %j', (type, content, ...wanted) => {
  const message = parse(type, content);
  const verdicts = [
    shouldArchive(message),
    shouldWait(message),
    shouldCopy(message, { direction: 'sent' }),
    shouldCopy(message, { direction: 'received' }),
  ];
  const expected: string[] = [];
  for (const one of wanted) expected.push(one === '=' ? (expected.at(-1) ?? '') : one);
  expect(verdicts.map(write)).toEqual(expected);
});

describe('an error', () => {
  const answers: [CopySituation, string][] = [
    [{ direction: 'received', answersCopied: true }, 'answers a copied message'],
    [{ direction: 'sent', answersCopied: true }, 'answers a copied message'],
    [{ direction: 'received', answersCopied: false }, '!type error'],
  ];
  it.each(answers)('%j', (situation, because) => {
    expect(write(shouldCopy(parse('error', BODY + PRIVATE), situation))).toBe(because);
  });
});

/** XEP-0313 §6.1.2: "All messages sent to the room that contain a <body> element SHOULD be stored, as should subject change stanzas". */
const ROOM: readonly [type: string, content: string, because: string][] = [
  ['groupchat', BODY, 'has a body'],
  ['groupchat', '<subject>x</subject>', 'has a subject'],
  ['groupchat', '<subject/>', 'has a subject'],
  ['groupchat', REACTION, 'is a reaction'],
  ['groupchat', RETRACTION, 'retracts a message'],
  ['groupchat', OMEMO, 'is encrypted'],
  ['groupchat', MARKER, 'is a chat marker'],
  ['groupchat', STATE, '!nothing to read'],
  ['groupchat', RECEIPT, '!nothing to read'],
  ['groupchat', INVITATION, '!nothing to read'],
  ['groupchat', STATE + hint('store'), 'hint'],
  ['groupchat', BODY + hint('no-store'), '!hint'],
  ['groupchat', BODY + hint('no-permanent-store'), '!hint'],
  // "A MUC archive MUST NOT include 'private message' results"
  ['chat', BODY, '!type chat'],
  ['error', BODY, '!type error'],
];
it.each(ROOM)('in a room, type %s with %j', (type, content, because) => {
  expect(write(shouldArchiveInRoom(parse(type, content)))).toBe(because);
});
