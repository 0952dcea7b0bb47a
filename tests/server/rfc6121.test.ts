/**
 * The stock of RFC 6121 error cases: what is sent wrong or at the edge, the sentence that speaks of it, and what comes back.
 *
 * Each row begins with nina and otto online (`nina/phone`, `otto/desk`, rosters asked for and empty) and is sent by nina.
 * `nina` is all she gets, `otto` all he gets when it is not `nothing`. Text without quotation marks is a paraphrase.
 * Delivery has a table of its own (rfc6121-delivery.test.ts), and so have subscriptions (rfc6121-subscriptions.test.ts).
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { settleAll, takeAll } from '../support/answers.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import type { RawClient } from '../support/xmpp-client.ts';

interface Row {
  readonly at: string;
  readonly says: string;
  readonly send: string;
  readonly nina: string;
  readonly otto?: string;
}

const set = (item: string, attrs = '') =>
  `<iq type='set' id='i' ${attrs}><query xmlns='jabber:iq:roster'>${item}</query></iq>`;
const get = (item = '', attrs = '') =>
  `<iq type='get' id='i' ${attrs}><query xmlns='jabber:iq:roster'>${item}</query></iq>`;
const item = (attrs: string, groups = '') => `<item jid='paul@test' ${attrs}>${groups}</item>`;
const group = (name: string) => `<group>${name}</group>`;
const presence = (attrs = '', content = '') => `<presence id='p' ${attrs}>${content}</presence>`;
const priority = (text: string) => presence('', `<priority>${text}</priority>`);
const message = (attrs: string) => `<message id='m' ${attrs}><body>x</body></message>`;
const long = 'x'.repeat(1024);

const FORBIDDEN = `"The server MUST return a <forbidden/> stanza error to the client if the sender of the roster set is not authorized to update the roster"`;
const BAD_REQUEST = `"The server MUST return a <bad-request/> stanza error to the client if the roster set contains any of the following violations"`;
const NOT_ACCEPTABLE = `"The server MUST return a <not-acceptable/> stanza error to the client if the roster set contains any of the following violations"`;
const IGNORED = `"The server MUST ignore any value of the 'subscription' attribute other than "remove""`;
const NO_ACCOUNT =
  '"For an IQ stanza, the server MUST return a <service-unavailable/> stanza error to the sender."';
const UNDELIVERABLE =
  'what cannot be delivered or routed: "the user\'s server MUST return an appropriate error stanza to the user"';
const PRIORITY = 'the priority is an integer between -128 and +127';

const TABLE: Record<string, Row[]> = {
  'the roster': [
    {
      at: '2.1.3',
      says: '"the <query/> element MUST NOT contain any <item/> child elements"',
      send: get(item('')),
      nina: 'iq error bad-request',
    },
    {
      at: '2.1.3',
      says: 'a roster is for its owner; what there is of it is not told',
      send: get('', "to='otto@test'"),
      nina: 'iq error service-unavailable',
    },
    {
      at: '2.1.5',
      says: IGNORED,
      send: set(item("subscription='both'")),
      nina: 'push paul@test none, iq result',
    },
    {
      at: '2.1.5',
      says: IGNORED,
      send: set(item("subscription='foobar'")),
      nina: 'push paul@test none, iq result',
    },
    {
      at: '2.1.2',
      says: '‘ask’ and ‘approved’ are the server’s',
      send: set(item("ask='subscribe' approved='true'")),
      nina: 'push paul@test none, iq result',
    },
    { at: '2.3.3', says: FORBIDDEN, send: set(item(''), "to='otto@test'"), nina: 'iq error forbidden' },
    { at: '2.3.3', says: FORBIDDEN, send: set('', "to='otto@test'"), nina: 'iq error forbidden' },
    {
      at: '8.5.1',
      says: NO_ACCOUNT,
      send: set(item(''), "to='nobody@test'"),
      nina: 'iq error service-unavailable',
    },
    {
      at: '8.5.3.2.3',
      says: NO_ACCOUNT,
      send: set(item(''), "to='otto@test/gone'"),
      nina: 'iq error service-unavailable',
    },
    {
      at: '2.3.3',
      says: `${BAD_REQUEST}: "The <query/> element contains more than one <item/> child element."`,
      send: set(item('') + item('')),
      nina: 'iq error bad-request',
    },
    { at: '2.1.5', says: 'exactly one item: none', send: set(''), nina: 'iq error bad-request' },
    {
      at: '2.1.5',
      says: 'exactly one item: something else',
      send: set('<thing/>'),
      nina: 'iq error bad-request',
    },
    {
      at: '2.1.5',
      says: 'exactly one item: of another namespace',
      send: set("<item xmlns='urn:x' jid='paul@test'/>"),
      nina: 'iq error bad-request',
    },
    { at: '2.1.2.3', says: 'the jid is required', send: set('<item/>'), nina: 'iq error bad-request' },
    {
      at: '2.1.2.3',
      says: 'the jid is an address',
      send: set("<item jid='paul@@test'/>"),
      nina: 'iq error bad-request',
    },
    {
      at: '2.1.2.3',
      says: 'the jid may be that of a domain',
      send: set("<item jid='gateway.example'/>"),
      nina: 'push gateway.example none, iq result',
    },
    {
      at: '2.1.2.3',
      says: 'the jid is compared after preparation',
      send: set("<item jid='PAUL@Test/x'/>"),
      nina: 'push paul@test none, iq result',
    },
    {
      at: '2.3.3',
      says: `${BAD_REQUEST}: "The <item/> element contains more than one <group/> element, but there are duplicate groups"`,
      send: set(item('', group('a') + group('a'))),
      nina: 'iq error bad-request',
    },
    {
      at: '2.3.3',
      says: `${BAD_REQUEST}: duplicates but for the composition of é`,
      send: set(item('', group('\u00e9') + group('e\u0301'))),
      nina: 'iq error bad-request',
    },
    {
      at: '2.3.3',
      says: `${NOT_ACCEPTABLE}: "The XML character data of the <group/> element is of zero length"`,
      send: set(item('', '<group/>')),
      nina: 'iq error not-acceptable',
    },
    {
      at: '2.3.3',
      says: `${NOT_ACCEPTABLE}: the group is over the limit`,
      send: set(item('', group(long))),
      nina: 'iq error not-acceptable',
    },
    {
      at: '2.3.3',
      says: `${NOT_ACCEPTABLE}: the name is over the limit`,
      send: set(item(`name='${long}'`)),
      nina: 'iq error not-acceptable',
    },
    {
      at: '2.3.3',
      says: 'more groups than a person can want',
      send: set(item('', Array.from({ length: 51 }, (_, i) => group(`g${i}`)).join(''))),
      nina: 'iq error not-acceptable',
    },
    {
      at: '2.3',
      says: 'not said by the RFC: an entry for oneself',
      send: set("<item jid='nina@test'/>"),
      nina: 'iq error not-allowed',
    },
    {
      at: '2.5.3',
      says: '"If the value of the \'jid\' attribute specifies an item that is not in the roster, then the server MUST return an <item-not-found/> stanza error."',
      send: set(item("subscription='remove'")),
      nina: 'iq error item-not-found',
    },
    {
      at: '2.5.3',
      says: 'an address that is none',
      send: set("<item jid='@' subscription='remove'/>"),
      nina: 'iq error bad-request',
    },
    {
      at: '2.1.6',
      says: 'a client’s refusal of a push changes nothing',
      send: "<iq type='error' id='push-1'><error type='cancel'><bad-request xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>",
      nina: 'nothing',
    },
  ],
  subscriptions: [
    {
      at: '3.1.2',
      says: 'a request without an address',
      send: presence("type='subscribe'"),
      nina: 'presence error bad-request',
    },
    {
      at: '3.1.5',
      says: 'an approval without an address',
      send: presence("type='subscribed'"),
      nina: 'presence error bad-request',
    },
    {
      at: '3.1.2',
      says: 'the syntax of ‘to’ is checked',
      send: presence("type='subscribe' to='otto@@test'"),
      nina: 'presence error jid-malformed',
    },
    {
      at: '3.1.2',
      says: UNDELIVERABLE,
      send: presence("type='subscribe' to='a@elsewhere.invalid'"),
      nina: 'push a@elsewhere.invalid none ask, presence error remote-server-not-found',
    },
    {
      at: '3.1.2',
      says: 'a full address counts as its account',
      send: presence("type='subscribe' to='otto@test/gone'"),
      nina: 'push otto@test none ask',
      otto: 'presence subscribe',
    },
    {
      at: '3.1.3',
      says: `what cannot be kept whole: ${UNDELIVERABLE}`,
      send: presence("type='subscribe' to='otto@test'", `<status>${'x'.repeat(17_000)}</status>`),
      nina: 'push otto@test none ask, presence error policy-violation',
    },
    {
      at: '8.5.1',
      says: 'a request to nobody: "the server MUST silently ignore the stanza"',
      send: presence("type='subscribe' to='nobody@test'"),
      nina: 'push nobody@test none ask',
    },
    {
      at: '3.1',
      says: 'one sees oneself anyway',
      send: presence("type='subscribe' to='nina@test'"),
      nina: 'nothing',
    },
    {
      at: '3.4.2',
      says: 'approving who has not asked is noted and not routed: "the user\'s server MUST note the subscription pre-approval by setting the \'approved\' flag to a value of "true""',
      send: presence("type='subscribed' to='otto@test'"),
      nina: 'push otto@test none approved',
    },
    {
      at: '3.2.2',
      says: 'cancelling what there is not: the server MUST NOT route it',
      send: presence("type='unsubscribed' to='otto@test'"),
      nina: 'nothing',
    },
    {
      at: '3.3.3',
      says: 'unsubscribing from nothing: the contact is not told',
      send: presence("type='unsubscribe' to='otto@test'"),
      nina: 'nothing',
    },
    {
      at: '8.5.1',
      says: 'an answer to nobody: "the server MUST silently ignore the stanza"',
      send: presence("type='unsubscribe' to='nobody@test'"),
      nina: 'nothing',
    },
  ],
  presence: [
    {
      at: '4.7.1',
      says: 'a type there is not',
      send: presence("type='hovering'"),
      nina: 'presence error bad-request',
    },
    {
      at: '4.7.1',
      says: 'a type there is not, for somebody',
      send: presence("type='hovering' to='otto@test'"),
      nina: 'presence error bad-request',
    },
    { at: '4.7.2.3', says: PRIORITY, send: priority('128'), nina: 'presence error bad-request' },
    { at: '4.7.2.3', says: PRIORITY, send: priority('-129'), nina: 'presence error bad-request' },
    { at: '4.7.2.3', says: PRIORITY, send: priority('high'), nina: 'presence error bad-request' },
    { at: '4.7.2.3', says: PRIORITY, send: priority('1.5'), nina: 'presence error bad-request' },
    { at: '4.7.2.3', says: PRIORITY, send: priority('127'), nina: 'presence available' },
    { at: '4.7.2.3', says: PRIORITY, send: priority('-128'), nina: 'presence available' },
    {
      at: '4.7.2.3',
      says: '"If no priority is provided, the processing server or client MUST consider the priority to be zero."',
      send: priority(''),
      nina: 'presence available',
    },
    {
      at: '4.3',
      says: 'probes are the server’s; a stranger’s presence is not told',
      send: presence("type='probe' to='otto@test'"),
      nina: 'nothing',
    },
    {
      at: '4.3',
      says: 'nor whether there is anybody',
      send: presence("type='probe' to='nobody@test'"),
      nina: 'nothing',
    },
    { at: '4.3', says: 'a probe of nobody in particular', send: presence("type='probe'"), nina: 'nothing' },
    {
      at: '4.3.2',
      says: 'a person is subscribed to their own presence',
      send: presence("type='probe' to='nina@test'"),
      nina: 'presence available',
    },
    {
      at: '8.5.1',
      says: '"For a presence stanza with no \'type\' attribute […] the server MUST silently ignore the stanza."',
      send: presence("to='nobody@test'"),
      nina: 'nothing',
    },
    {
      at: '8.5.3.2.2',
      says: '"the server MUST silently ignore the stanza"',
      send: presence("to='otto@test/gone'"),
      nina: 'nothing',
    },
    {
      at: '4.6.3',
      says: 'to a domain nobody serves',
      send: presence("to='a@elsewhere.invalid'"),
      nina: 'presence error remote-server-not-found',
    },
    {
      at: '4.6.3',
      says: 'unavailable there needs no answer',
      send: presence("to='a@elsewhere.invalid' type='unavailable'"),
      nina: 'nothing',
    },
    { at: '4.6.3', says: 'to the server itself', send: presence("to='test'"), nina: 'nothing' },
    {
      at: '8.3.1',
      says: 'an error is not answered',
      send: presence("type='error' to='nobody@test'"),
      nina: 'nothing',
    },
    {
      at: '4.5.2',
      says: 'also to the device that has become unavailable',
      send: presence("type='unavailable'"),
      nina: 'presence unavailable',
    },
    {
      at: '4.5.2',
      says: 'unavailable twice is once',
      send: presence("type='unavailable'") + presence("type='unavailable'"),
      nina: 'presence unavailable',
    },
  ],
  messages: [
    {
      at: '8.1',
      says: 'without ‘to’: as to one’s own account',
      send: message("type='chat'"),
      nina: 'message chat',
    },
    {
      at: '8.3',
      says: 'to the server itself',
      send: message("to='test'"),
      nina: 'message error service-unavailable',
    },
    {
      at: '8.3',
      says: 'to a part of the server there is not',
      send: message("to='test/x'"),
      nina: 'message error service-unavailable',
    },
    {
      at: '8.2',
      says: 'to a domain nobody serves',
      send: message("to='a@elsewhere.invalid'"),
      nina: 'message error remote-server-not-found',
    },
    {
      at: '5.2.2',
      says: 'a type there is not is "normal"',
      send: message("to='otto@test' type='nonsense'"),
      nina: 'nothing',
      otto: 'message nonsense',
    },
    {
      at: '8.5.2.1.1',
      says: 'groupchat: the server "MUST NOT deliver the stanza to any of the available resources but instead MUST return a stanza error to the sender"',
      send: message("to='otto@test' type='groupchat'"),
      nina: 'message error service-unavailable',
    },
    {
      at: '8.5.2.1.1',
      says: '"For a message stanza of type "error", the server MUST silently ignore the message."',
      send: message("to='otto@test' type='error'"),
      nina: 'nothing',
    },
  ],
};

let server: TestServer;
let nina: RawClient;
let otto: RawClient;

beforeAll(async () => {
  server = await startTestServer();
  await server.createAccounts('nina', 'otto');
});
afterAll(() => server.stop());

/** Online, with a roster that is empty and asked for, and nothing left to read. */
beforeEach(async () => {
  for (const table of ['roster', 'roster-count'])
    for (const owner of ['nina@test', 'otto@test'])
      server.server.storage.keyval(table, (value) => value).deleteOwner(owner);
  [nina, otto] = await Promise.all([
    server.session('nina', { resource: 'phone' }),
    server.session('otto', { resource: 'desk' }),
  ]);
  for (const client of [nina, otto]) {
    await client.query('get', "<query xmlns='jabber:iq:roster'/>");
    client.send('<presence/>');
  }
  await settleAll([nina, otto]);
  for (const client of [nina, otto]) await takeAll(client);
  return async () => {
    await Promise.all([nina.close(), otto.close()]);
  };
});

describe.each(Object.entries(TABLE))('RFC 6121, %s', (_name, rows) => {
  test.each(rows)('§$at $says', async ({ send, nina: hers, otto: his = 'nothing' }) => {
    nina.send(send);
    await settleAll([nina, otto]);
    expect({ nina: await takeAll(nina), otto: await takeAll(otto) }).toEqual({ nina: hers, otto: his });
  });
});

test('§3.1.3 strangers’ requests are kept within bounds, and the one too many is told so', async () => {
  server.server.storage
    .keyval('roster-count', (value) => value)
    .set('otto@test', '', { listed: 0, strangers: 500 });
  nina.send(presence("type='subscribe' to='otto@test'"));
  await settleAll([nina, otto]);
  expect([await takeAll(nina), await takeAll(otto)]).toEqual([
    'push otto@test none ask, presence error resource-constraint',
    'nothing',
  ]);
});

test('§2.3 a list that is full takes no further contact, and says so; those on it can be changed', async () => {
  const strict = await startTestServer({ config: { limits: {} } });
  try {
    await strict.createAccounts('nina');
    const client = await strict.session('nina');
    const { storage } = strict.server;
    const row = { state: 'none', groups: [], approved: false, listed: true };
    storage.keyval('roster', (value) => value).set('nina@test', 'known@test', row);
    storage.keyval('roster-count', (value) => value).set('nina@test', '', { listed: 2000, strangers: 0 });
    client.send(set(item('')) + presence("type='subscribe' to='otto@test'"));
    client.send(presence("type='subscribed' to='otto@test'") + set("<item jid='known@test' name='K'/>"));
    await client.settle();
    expect(await takeAll(client)).toBe(
      'iq error resource-constraint, presence error resource-constraint, presence error resource-constraint, iq result',
    );
  } finally {
    await strict.stop();
  }
});
