/**
 * What is wrong with a request, and the exact error for it: XEP-0060, XEP-0163, XEP-0049, XEP-0054. One table; nina owns what is there,
 * otto is a stranger. Nothing may be changed by any row: the last test looks.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../support/server.ts';
import type { RawClient } from '../../support/xmpp-client.ts';

const PS = 'http://jabber.org/protocol/pubsub';
const user = (inside: string) => `<pubsub xmlns='${PS}'>${inside}</pubsub>`;
const owner = (inside: string) => `<pubsub xmlns='${PS}#owner'>${inside}</pubsub>`;
const form = (name: string, fields: string, type = 'submit') =>
  `<x xmlns='jabber:x:data' type='${type}'><field var='FORM_TYPE' type='hidden'><value>${PS}#${name}</value></field>${fields}</x>`;
const field = (name: string, ...values: string[]) =>
  `<field var='pubsub#${name}'>${values.map((value) => `<value>${value}</value>`).join('')}</field>`;
const item = (id: string, payload = "<x xmlns='urn:x'/>") => `<item${id && ` id='${id}'`}>${payload}</item>`;
const publish = (node: string, items: string, options = '') =>
  user(
    `<publish${node && ` node='${node}'`}>${items}</publish>${options && `<publish-options>${options}</publish-options>`}`,
  );
const privateXml = (inside: string) => `<query xmlns='jabber:iq:private'>${inside}</query>`;
const long = 'x'.repeat(1100);

/** [what, who, kind, to, payload, condition, the pubsub-specific one or what else the error holds]. */
type Row = [string, 'nina' | 'otto', 'get' | 'set', string, string, string, string?];

const SERVICE = 'pubsub.test';
const ROWS: Row[] = [
  // The request as a whole.
  ['empty', 'nina', 'set', SERVICE, user(''), 'bad-request'],
  ['an unknown action', 'nina', 'set', SERVICE, user('<dance/>'), 'feature-not-implemented', 'unsupported'],
  [
    'an action of the other type',
    'nina',
    'get',
    SERVICE,
    user("<subscribe node='n' jid='nina@test'/>"),
    'bad-request',
  ],
  [
    'an owner’s action in the users’ namespace',
    'nina',
    'set',
    SERVICE,
    user("<purge node='n'/>"),
    'bad-request',
  ],
  ['two actions', 'nina', 'set', SERVICE, user("<create node='a'/><publish node='n'/>"), 'bad-request'],
  [
    'the same action twice',
    'nina',
    'set',
    SERVICE,
    user("<create node='a'/><create node='b'/>"),
    'bad-request',
  ],
  ['below the service', 'nina', 'get', `n@${SERVICE}`, user("<items node='n'/>"), 'item-not-found'],

  // §8.1 create.
  ['§8.1.1 a node that is there', 'nina', 'set', SERVICE, user("<create node='n'/>"), 'conflict'],
  ['§8.1 a name too long', 'nina', 'set', SERVICE, user(`<create node='${long}'/>`), 'not-acceptable'],
  [
    '§8.1.2 an access model nobody has',
    'nina',
    'set',
    SERVICE,
    user(`<create node='a'/><configure>${form('node_config', field('access_model', 'payment'))}</configure>`),
    'not-acceptable',
    'unsupported-access-model',
  ],
  ['§8.1.3 configure first', 'nina', 'set', SERVICE, user("<configure/><create node='a'/>"), 'bad-request'],
  [
    '§8.1.3 configure with a node',
    'nina',
    'set',
    SERVICE,
    user("<create node='a'/><configure node='a'/>"),
    'bad-request',
  ],
  [
    'XEP-0248 a collection',
    'nina',
    'set',
    SERVICE,
    user(`<create node='a'/><configure>${form('node_config', field('node_type', 'collection'))}</configure>`),
    'not-acceptable',
  ],
  [
    'a form for something else',
    'nina',
    'set',
    SERVICE,
    user(`<create node='a'/><configure>${form('subscribe_options', '')}</configure>`),
    'bad-request',
  ],
  [
    'a form that is no answer',
    'nina',
    'set',
    SERVICE,
    user(`<create node='a'/><configure>${form('node_config', '', 'form')}</configure>`),
    'bad-request',
  ],
  // RFC 6120 §13.11: a stranger's account and no account answer alike, whatever is asked.
  ...(
    [
      ['set', user("<create node='a'/>")],
      ['set', user('<create/>')],
      ['get', user('<subscriptions/>')],
      ['get', user('<affiliations/>')],
      ['get', user('<default/>')],
      ['get', user("<items node='gone'/>")],
      ['get', user('<items/>')],
      ['set', user("<subscribe node='gone' jid='otto@test'/>")],
      ['get', owner('<default/>')],
      ['set', user('')],
      ['set', user('<dance/>')],
    ] as const
  ).flatMap(([type, payload]): Row[] =>
    ['nina', 'nobody'].map((name) => [
      `${payload} of ${name}`,
      'otto',
      type,
      `${name}@test`,
      payload,
      'service-unavailable',
    ]),
  ),

  // §8.2 to §8.5, §8.8, §8.9: an owner's.
  ...(
    [
      ['get', '<configure NODE/>'],
      ['set', `<configure NODE>${form('node_config', field('title', 'x'))}</configure>`],
      ['set', '<delete NODE/>'],
      ['set', '<purge NODE/>'],
      ['get', '<subscriptions NODE/>'],
      [
        'set',
        "<subscriptions NODE><subscription jid='otto@test' subscription='subscribed'/></subscriptions>",
      ],
      ['get', '<affiliations NODE/>'],
      ['set', "<affiliations NODE><affiliation jid='otto@test' affiliation='owner'/></affiliations>"],
    ] as const
  ).flatMap(([type, action]): Row[] => [
    [
      `${action} by a stranger`,
      'otto',
      type,
      SERVICE,
      owner(action.replace('NODE', "node='n'")),
      'forbidden',
    ],
    [
      `${action} of nothing`,
      'nina',
      type,
      SERVICE,
      owner(action.replace('NODE', "node='gone'")),
      'item-not-found',
    ],
    [
      `${action} of no node`,
      'nina',
      type,
      SERVICE,
      owner(action.replace('NODE', '')),
      'bad-request',
      'nodeid-required',
    ],
    [
      `${action} of another’s account`,
      'otto',
      type,
      'nina@test',
      owner(action.replace('NODE', "node='p'")),
      'forbidden',
    ],
  ]),
  ['§8.2 no form', 'nina', 'set', SERVICE, owner("<configure node='n'/>"), 'bad-request'],
  [
    '§8.2.5.2 a number that is none',
    'nina',
    'set',
    SERVICE,
    owner(`<configure node='n'>${form('node_config', field('max_items', 'many'))}</configure>`),
    'not-acceptable',
  ],
  [
    '§8.2.5.2 a negative number',
    'nina',
    'set',
    SERVICE,
    owner(`<configure node='n'>${form('node_config', field('item_expire', '-1'))}</configure>`),
    'not-acceptable',
  ],
  [
    '§8.2.5.2 neither true nor false',
    'nina',
    'set',
    SERVICE,
    owner(`<configure node='n'>${form('node_config', field('persist_items', 'maybe'))}</configure>`),
    'not-acceptable',
  ],
  [
    '§8.2.5.2 two values for one',
    'nina',
    'set',
    SERVICE,
    owner(
      `<configure node='n'>${form('node_config', field('publish_model', 'open', 'publishers'))}</configure>`,
    ),
    'not-acceptable',
  ],
  [
    '§8.2.5.2 a title too long',
    'nina',
    'set',
    SERVICE,
    owner(`<configure node='n'>${form('node_config', field('title', long))}</configure>`),
    'not-acceptable',
  ],
  [
    '§8.2.5.2 an address that is none',
    'nina',
    'set',
    SERVICE,
    owner(`<configure node='n'>${form('node_config', field('contact', '@'))}</configure>`),
    'not-acceptable',
  ],
  [
    '§8.3 the default of a collection',
    'nina',
    'get',
    SERVICE,
    owner("<default type='collection'/>"),
    'not-acceptable',
  ],
  ['§8.8 an empty list', 'nina', 'set', SERVICE, owner("<subscriptions node='n'/>"), 'bad-request'],
  [
    '§8.9 a list of something else',
    'nina',
    'set',
    SERVICE,
    owner("<affiliations node='n'><item/></affiliations>"),
    'bad-request',
  ],
  [
    '§8.9.2.4 an address that is none',
    'nina',
    'set',
    SERVICE,
    owner("<affiliations node='n'><affiliation jid='@' affiliation='member'/></affiliations>"),
    'not-acceptable',
    'pubsub',
  ],
  [
    '§8.9.2.4 the last owner leaves',
    'nina',
    'set',
    SERVICE,
    owner("<affiliations node='n'><affiliation jid='nina@test' affiliation='none'/></affiliations>"),
    'not-acceptable',
    'pubsub',
  ],
  [
    'XEP-0163 the account stops owning its node',
    'nina',
    'set',
    'nina@test',
    owner("<affiliations node='p'><affiliation jid='nina@test' affiliation='member'/></affiliations>"),
    'not-acceptable',
    'pubsub',
  ],

  // §6.1 to §6.4.
  [
    '§6.1 no node',
    'otto',
    'set',
    SERVICE,
    user("<subscribe jid='otto@test'/>"),
    'bad-request',
    'nodeid-required',
  ],
  ['§6.1 no address', 'otto', 'set', SERVICE, user("<subscribe node='n'/>"), 'bad-request', 'jid-required'],
  [
    '§6.1 an address that is none',
    'otto',
    'set',
    SERVICE,
    user("<subscribe node='n' jid='@'/>"),
    'bad-request',
    'invalid-jid',
  ],
  [
    '§6.1.3.1 somebody else’s address',
    'otto',
    'set',
    SERVICE,
    user("<subscribe node='n' jid='nina@test'/>"),
    'bad-request',
    'invalid-jid',
  ],
  [
    '§6.1.3.10 where nobody may',
    'otto',
    'set',
    SERVICE,
    user("<subscribe node='closed' jid='otto@test'/>"),
    'feature-not-implemented',
    'unsupported',
  ],
  [
    '§6.1.3.12 to nothing',
    'otto',
    'set',
    SERVICE,
    user("<subscribe node='gone' jid='otto@test'/>"),
    'item-not-found',
  ],
  [
    '§6.2.3.2 no subscription',
    'otto',
    'set',
    SERVICE,
    user("<unsubscribe node='n' jid='otto@test'/>"),
    'unexpected-request',
    'not-subscribed',
  ],
  [
    '§6.2.3.3 another’s subscription',
    'otto',
    'set',
    SERVICE,
    user("<unsubscribe node='n' jid='nina@test'/>"),
    'forbidden',
  ],
  [
    '§6.2.3.4 of nothing',
    'otto',
    'set',
    SERVICE,
    user("<unsubscribe node='gone' jid='otto@test'/>"),
    'item-not-found',
  ],
  [
    '§6.2.3.5 another id',
    'nina',
    'set',
    SERVICE,
    user("<unsubscribe node='n' jid='nina@test' subid='x'/>"),
    'not-acceptable',
    'invalid-subid',
  ],
  [
    '§6.3.4.1 another’s options',
    'otto',
    'get',
    SERVICE,
    user("<options node='n' jid='nina@test'/>"),
    'forbidden',
  ],
  [
    '§6.3.4.2 no subscription',
    'otto',
    'get',
    SERVICE,
    user("<options node='n' jid='otto@test'/>"),
    'unexpected-request',
    'not-subscribed',
  ],
  ['§6.3.4.3 no address', 'otto', 'get', SERVICE, user("<options node='n'/>"), 'bad-request', 'jid-required'],
  [
    '§6.3.4.5 another id',
    'nina',
    'get',
    SERVICE,
    user("<options node='n' jid='nina@test' subid='x'/>"),
    'not-acceptable',
    'invalid-subid',
  ],
  [
    '§6.3.4.7 of nothing',
    'otto',
    'get',
    SERVICE,
    user("<options node='gone' jid='otto@test'/>"),
    'item-not-found',
  ],
  [
    '§6.3.5 no form',
    'nina',
    'set',
    SERVICE,
    user("<options node='n' jid='nina@test'/>"),
    'bad-request',
    'invalid-options',
  ],
  [
    '§6.3.6.2 an option that is none',
    'nina',
    'set',
    SERVICE,
    user(`<options node='n' jid='nina@test'>${form('subscribe_options', field('expire', 'soon'))}</options>`),
    'bad-request',
    'invalid-options',
  ],
  [
    '§6.3.6.2 a state that is none',
    'nina',
    'set',
    SERVICE,
    user(
      `<options node='n' jid='nina@test'>${form('subscribe_options', field('show-values', 'asleep'))}</options>`,
    ),
    'bad-request',
    'invalid-options',
  ],
  [
    '§6.3.7 options before subscribe',
    'otto',
    'set',
    SERVICE,
    user(`<options>${form('subscribe_options', '')}</options><subscribe node='n' jid='otto@test'/>`),
    'bad-request',
  ],
  [
    '§6.3.7 options with a node',
    'otto',
    'set',
    SERVICE,
    user(`<subscribe node='n' jid='otto@test'/><options node='n'>${form('subscribe_options', '')}</options>`),
    'bad-request',
  ],
  ['§6.4 of nothing', 'otto', 'get', SERVICE, user("<default node='gone'/>"), 'item-not-found'],

  // §6.5 items.
  ['§6.5 no node', 'otto', 'get', SERVICE, user('<items/>'), 'bad-request', 'nodeid-required'],
  [
    '§6.5.9.2 another id',
    'nina',
    'get',
    SERVICE,
    user("<items node='n' subid='x'/>"),
    'not-acceptable',
    'invalid-subid',
  ],
  [
    '§6.5.9.4 a node that keeps nothing',
    'otto',
    'get',
    SERVICE,
    user("<items node='transient'/>"),
    'feature-not-implemented',
    'unsupported',
  ],
  ['§6.5.9.11 of nothing', 'otto', 'get', SERVICE, user("<items node='gone'/>"), 'item-not-found'],
  ['§6.5.7 no number', 'otto', 'get', SERVICE, user("<items node='n' max_items='all'/>"), 'bad-request'],
  [
    '§6.5.8 an item without id',
    'otto',
    'get',
    SERVICE,
    user("<items node='n'><item/></items>"),
    'bad-request',
    'item-required',
  ],
  [
    'XEP-0059 after what is gone',
    'otto',
    'get',
    SERVICE,
    user("<items node='n'/><set xmlns='http://jabber.org/protocol/rsm'><after>gone</after></set>"),
    'item-not-found',
  ],
  [
    'XEP-0059 no number',
    'otto',
    'get',
    SERVICE,
    user("<items node='n'/><set xmlns='http://jabber.org/protocol/rsm'><max>all</max></set>"),
    'bad-request',
  ],

  // §7.1 publish.
  ['§7.1.3.1 not allowed', 'otto', 'set', SERVICE, publish('n', item('a')), 'forbidden'],
  ['§7.1.3.3 to nothing', 'nina', 'set', SERVICE, publish('gone', item('a')), 'item-not-found'],
  ['§7.1 no node', 'nina', 'set', SERVICE, publish('', item('a')), 'bad-request', 'nodeid-required'],
  ['§7.1.3.4 a full node', 'nina', 'set', SERVICE, publish('full', item('b')), 'conflict', 'node-full'],
  [
    '§7.1.3.5 too big',
    'nina',
    'set',
    SERVICE,
    publish('small', item('a', `<x xmlns='urn:x'>${long}</x>`)),
    'not-acceptable',
    'payload-too-big',
  ],
  [
    '§7.1.3.6 two payloads',
    'nina',
    'set',
    SERVICE,
    publish('n', item('a', "<x xmlns='urn:x'/><x xmlns='urn:x'/>")),
    'bad-request',
    'invalid-payload',
  ],
  [
    '§7.1.3.6 another namespace',
    'nina',
    'set',
    SERVICE,
    publish('typed', item('a')),
    'bad-request',
    'invalid-payload',
  ],
  ['§7.1.3.7 no item', 'nina', 'set', SERVICE, publish('n', ''), 'bad-request', 'item-required'],
  [
    '§7.1.3.7 no payload',
    'nina',
    'set',
    SERVICE,
    publish('n', item('a', '')),
    'bad-request',
    'payload-required',
  ],
  [
    '§7.1.3.7 an item for a node that keeps and delivers nothing',
    'nina',
    'set',
    SERVICE,
    publish('silent', item('a')),
    'bad-request',
    'item-forbidden',
  ],
  ['§7.1 something else', 'nina', 'set', SERVICE, publish('n', '<retract/>'), 'bad-request'],
  ['§7.1 an id too long', 'nina', 'set', SERVICE, publish('n', item(long)), 'not-acceptable'],
  [
    '§13.11 an item twice, and nothing is done',
    'nina',
    'set',
    SERVICE,
    publish('n', item('twice') + item('twice')),
    'bad-request',
  ],
  [
    '§13.11 one of two is wrong, and nothing is done',
    'nina',
    'set',
    SERVICE,
    publish('n', item('right') + item('wrong', '')),
    'bad-request',
    'payload-required',
  ],
  [
    '§13.11 more than the node holds',
    'nina',
    'set',
    SERVICE,
    publish('full', item('b') + item('c')),
    'not-allowed',
    'max-items-exceeded',
  ],
  [
    '§7.1.5 another access model',
    'nina',
    'set',
    SERVICE,
    publish('n', item('a'), form('publish-options', field('access_model', 'presence'))),
    'conflict',
    'precondition-not-met',
  ],
  [
    '§7.1.5 an unknown field',
    'nina',
    'set',
    SERVICE,
    publish('n', item('a'), form('publish-options', field('colour', 'red'))),
    'conflict',
    'precondition-not-met',
  ],
  [
    '§7.1.5 another form',
    'nina',
    'set',
    SERVICE,
    publish('n', item('a'), form('node_config', '')),
    'bad-request',
  ],
  ['XEP-0163 on another’s account', 'otto', 'set', 'nina@test', publish('p', item('a')), 'forbidden'],
  [
    'XEP-0163 a new node on another’s account',
    'otto',
    'set',
    'nina@test',
    publish('a', item('a')),
    'service-unavailable',
  ],
  ['XEP-0163 nobody’s account', 'otto', 'set', 'nobody@test', publish('a', item('a')), 'service-unavailable'],

  // §7.2 retract.
  [
    '§7.2.3.1 not allowed',
    'otto',
    'set',
    SERVICE,
    user(`<retract node='n'>${item('1', '')}</retract>`),
    'forbidden',
  ],
  [
    '§7.2.3.2 of nothing',
    'nina',
    'set',
    SERVICE,
    user(`<retract node='gone'>${item('1', '')}</retract>`),
    'item-not-found',
  ],
  [
    '§7.2.3.2 what is not there',
    'nina',
    'set',
    SERVICE,
    user(`<retract node='n'>${item('2', '')}</retract>`),
    'item-not-found',
  ],
  [
    '§7.2.3.3 no node',
    'nina',
    'set',
    SERVICE,
    user(`<retract>${item('1', '')}</retract>`),
    'bad-request',
    'nodeid-required',
  ],
  ['§7.2.3.4 no item', 'nina', 'set', SERVICE, user("<retract node='n'/>"), 'bad-request', 'item-required'],
  [
    '§7.2.3.4 an item without id',
    'nina',
    'set',
    SERVICE,
    user("<retract node='n'><item/></retract>"),
    'bad-request',
    'item-required',
  ],
  [
    '§7.2.3.5 a node that keeps nothing',
    'nina',
    'set',
    SERVICE,
    user(`<retract node='transient'>${item('1', '')}</retract>`),
    'feature-not-implemented',
    'unsupported',
  ],
  [
    '§13.11 one of two is not there, and nothing is done',
    'nina',
    'set',
    SERVICE,
    user(`<retract node='n'>${item('1', '')}${item('2', '')}</retract>`),
    'item-not-found',
  ],
  [
    '§8.5.3.1 a node that keeps nothing',
    'nina',
    'set',
    SERVICE,
    owner("<purge node='transient'/>"),
    'feature-not-implemented',
    'unsupported',
  ],

  // XEP-0049.
  ['XEP-0049 §2 nothing asked for', 'nina', 'get', '', privateXml(''), 'bad-request'],
  [
    'XEP-0049 §2 two asked for',
    'nina',
    'get',
    '',
    privateXml("<a xmlns='urn:a'/><b xmlns='urn:b'/>"),
    'bad-request',
  ],
  ['XEP-0049 §2 nothing to store', 'nina', 'set', '', privateXml(''), 'not-acceptable'],
  ['XEP-0049 §2 no namespace of its own', 'nina', 'set', '', privateXml('<a/>'), 'not-acceptable'],
  ['XEP-0049 §2 asked without one', 'nina', 'get', '', privateXml('<a/>'), 'not-acceptable'],
  [
    'XEP-0049 the same twice',
    'nina',
    'set',
    '',
    privateXml("<a xmlns='urn:a'/><a xmlns='urn:a'/>"),
    'bad-request',
  ],
  [
    'XEP-0049 too big',
    'nina',
    'set',
    '',
    privateXml(`<a xmlns='urn:a'>${'x'.repeat(5000)}</a>`),
    'policy-violation',
  ],
  [
    'XEP-0049 §2 another’s',
    'otto',
    'get',
    'nina@test',
    privateXml("<a xmlns='urn:a'/>"),
    'service-unavailable',
  ],
  [
    'XEP-0049 §2 for another',
    'otto',
    'set',
    'nina@test',
    privateXml("<a xmlns='urn:a'/>"),
    'service-unavailable',
  ],

  // XEP-0054.
  [
    'XEP-0054 §3.2 another’s',
    'otto',
    'set',
    'nina@test',
    "<vCard xmlns='vcard-temp'/>",
    'service-unavailable',
  ],
  [
    'XEP-0054 §3.2 nobody’s',
    'otto',
    'set',
    'nobody@test',
    "<vCard xmlns='vcard-temp'/>",
    'service-unavailable',
  ],
  [
    'XEP-0054 §3.3 another’s that is not there',
    'otto',
    'get',
    'nina@test',
    "<vCard xmlns='vcard-temp'/>",
    'service-unavailable',
  ],
  [
    'XEP-0054 §3.3 nobody’s',
    'otto',
    'get',
    'nobody@test',
    "<vCard xmlns='vcard-temp'/>",
    'service-unavailable',
  ],
  [
    'XEP-0054 §3.1 one’s own that is not there',
    'nina',
    'get',
    '',
    "<vCard xmlns='vcard-temp'/>",
    'item-not-found',
  ],
  [
    'XEP-0054 too big',
    'nina',
    'set',
    '',
    `<vCard xmlns='vcard-temp'><NOTE>${'x'.repeat(5000)}</NOTE></vCard>`,
    'policy-violation',
  ],
];

/** What is there: [node, configuration, an item in it]. */
const NODES: [string, string, boolean][] = [
  ['n', '', true],
  ['closed', field('subscribe', '0'), false],
  ['transient', field('persist_items', '0'), false],
  ['silent', field('persist_items', '0') + field('deliver_payloads', '0'), false],
  ['full', field('max_items', '1') + field('publish_node_full', 'reject'), true],
  ['small', field('max_payload_size', '1000'), false],
  ['typed', field('type', 'urn:y'), false],
];

let server: TestServer;
const clients: Partial<Record<'nina' | 'otto', RawClient>> = {};

beforeAll(async () => {
  const config = { modules: { private: { maxBytes: 4096 }, vcard: { maxBytes: 4096 } } };
  server = await startTestServer({ config });
  await server.createAccounts('nina', 'otto');
  for (const name of ['nina', 'otto'] as const) clients[name] = await server.session(name);
  const nina = clients.nina!;
  for (const [node, fields, full] of NODES) {
    const configure = `<configure>${form('node_config', fields)}</configure>`;
    await done(nina.query('set', user(`<create node='${node}'/>${configure}`), SERVICE));
    if (full) await done(nina.query('set', publish(node, item('1')), SERVICE));
  }
  await done(nina.query('set', user("<subscribe node='n' jid='nina@test'/>"), SERVICE));
  await done(nina.query('set', publish('p', item('1'))));
});
afterAll(() => server.stop());

async function done(answer: Promise<{ attrs: { type?: string } }>): Promise<void> {
  const iq = await answer;
  if (iq.attrs.type !== 'result') throw new Error(String(iq));
}

describe('refused', () => {
  test.each(ROWS)('%s', async (_what, who, type, to, payload, condition, more) => {
    const answer = await clients[who]!.query(type, payload, to || undefined);
    const names =
      answer
        .getChild('error')
        ?.getChildElements()
        .map(({ name }) => name) ?? [];
    const found = { type: answer.attrs.type, conditions: names.filter((name) => name !== 'text') };
    expect(found).toEqual({ type: 'error', conditions: more ? [condition, more] : [condition] });
  });

  test('and nothing was changed by any of it', async () => {
    const nina = clients.nina!;
    const nodes = await nina.query('get', "<query xmlns='http://jabber.org/protocol/disco#items'/>", SERVICE);
    const items = await nina.query('get', user("<items node='n'/>"), SERVICE);
    const affiliations = await nina.query('get', owner("<affiliations node='n'/>"), SERVICE);
    expect({
      nodes: nodes
        .getChild('query')
        ?.getChildren('item')
        .map(({ attrs }) => attrs.node),
      items: items
        .getChild('pubsub')
        ?.getChild('items')
        ?.getChildren('item')
        .map(({ attrs }) => attrs.id),
      affiliations: affiliations
        .getChild('pubsub')
        ?.getChild('affiliations')
        ?.getChildren('affiliation')
        .map(({ attrs }) => `${attrs.jid} ${attrs.affiliation}`),
    }).toEqual({
      nodes: NODES.map(([node]) => node).sort(),
      items: ['1'],
      affiliations: ['nina@test owner'],
    });
  });
});
