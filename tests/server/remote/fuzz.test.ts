/**
 * Thousands of stanzas of another server, each put together of parts that fit and parts that do not: nothing breaks, nothing is
 * answered that must not be, and an answer is never answered. The seed is fixed: what fails, fails again.
 */
import type { Element } from 'ltx';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { attachRemote, type RemoteServer } from '../../support/script-remote.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import type { RawClient } from '../../support/xmpp-client.ts';
import { ANSWERS, LISTEN, PAYLOADS, ROOM } from './queries.ts';

const STANZAS = 4000;

/** Mulberry32: small, and the same everywhere. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const TO = [
  ...[
    'test',
    'test/x',
    'nina@test',
    'nina@test/phone',
    'nina@test/none',
    'nobody@test',
    'nobody@test/x',
    'NINA@test',
  ],
  ...[
    'conference.test',
    'conference.test/x',
    ROOM,
    `${ROOM}/Nina`,
    `${ROOM}/Eve`,
    'none@conference.test/Eve',
  ],
  ...['pubsub.test', 'pubsub.test/x', 'x@pubsub.test', 'upload.test', 'proxy.test', 'x@proxy.test/y'],
];
const FROM = [
  'remote.example',
  'remote.example/x',
  'eve@remote.example',
  'eve@remote.example/x',
  'rita@remote.example/y',
];
const TYPES = {
  message: [undefined, 'chat', 'normal', 'groupchat', 'headline', 'error', 'odd'],
  presence: [
    undefined,
    'unavailable',
    'subscribe',
    'subscribed',
    'unsubscribe',
    'unsubscribed',
    'probe',
    'error',
    'odd',
  ],
  iq: ['get', 'set', 'result', 'error', undefined, 'odd'],
} as const;
const MUC = 'http://jabber.org/protocol/muc';
const PARTS = [
  ...[
    '',
    '<body>hello</body>',
    '<subject/>',
    '<show>away</show>',
    '<priority>x</priority>',
    '<x/>',
    '<error/>',
  ],
  "<error type='cancel'><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>",
  ...[
    `<x xmlns='${MUC}'/>`,
    `<x xmlns='${MUC}#user'/>`,
    `<x xmlns='${MUC}#user'><invite to='nobody@test'/></x>`,
  ],
  `<x xmlns='${MUC}#user'><decline to='nina@test'/></x>`,
  "<x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'><value>http://jabber.org/protocol/muc#request</value></field></x>",
  "<c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='u' ver='v'/>",
  "<retract xmlns='urn:xmpp:message-retract:1' id='x'/>",
  "<stanza-id xmlns='urn:xmpp:sid:0' by='nina@test' id='x'/>",
  "<sent xmlns='urn:xmpp:carbons:2'><forwarded xmlns='urn:xmpp:forward:0'><message/></forwarded></sent>",
  "<preauth xmlns='urn:xmpp:pars:0' token='x'/>",
  "<event xmlns='http://jabber.org/protocol/pubsub#event'><items node='u'/></event>",
  "<pubsub xmlns='http://jabber.org/protocol/pubsub' node='n'><affiliation jid='nina@test' affiliation='none'/></pubsub>",
  "<displayed xmlns='urn:xmpp:mds:displayed:0'/>",
];
const QUERIES = Object.keys(ANSWERS).map((query) => {
  const [, , namespace = '', name = ''] = query.split(' ');
  return PAYLOADS[query] ?? `<${name} xmlns='${namespace}'/>`;
});

let server: TestServer;
let remote: RemoteServer;
let nina: RawClient;

beforeAll(async () => {
  server = await startTestServer({ config: { listen: LISTEN, limits: {} } });
  await server.createAccounts('nina');
  nina = await server.session('nina', { resource: 'phone' });
  nina.send(`<presence/><presence to='${ROOM}/Nina'><x xmlns='${MUC}'/></presence>`);
  await nina.query(
    'set',
    `<query xmlns='${MUC}#owner'><x xmlns='jabber:x:data' type='submit'/></query>`,
    ROOM,
  );
  remote = attachRemote('remote.example', server);
});
afterAll(async () => {
  remote?.close();
  await server?.stop();
});

test(`${STANZAS} stanzas`, async () => {
  const below = random(6120);
  const one = <T>(list: readonly T[]): T => list[below(list.length)]!;
  const quiet: string[] = [];
  for (let index = 0; index < STANZAS; index++) {
    const name = one(['message', 'presence', 'iq', 'iq'] as const);
    const type = one(TYPES[name]);
    const inside = name === 'iq' && below(8) > 0 ? one(QUERIES) : one(PARTS) + one(PARTS);
    const id = below(12) === 0 ? '' : ` id='f${index}'`;
    if (type === 'error' || (name === 'iq' && type === 'result')) quiet.push(`f${index}`);
    remote.send(
      `<${name}${id}${type ? ` type='${type}'` : ''} from='${one(FROM)}' to='${one(TO)}'>${inside}</${name}>`,
    );
  }
  await nina.settle();
  await remote.settle();
  const broken = server.log.filter(({ level }) => level === 'error');
  expect(broken).toEqual([]);
  // RFC 6120 §8.3.1, §8.2.3: nobody answers an answer.
  const answers = remote.received.filter(({ attrs }) => quiet.includes(attrs.id ?? ''));
  expect(
    answers.filter(({ attrs }) => attrs.type === 'error' || attrs.type === 'result').map(String),
  ).toEqual([]);
  // Everything that leaves is from somebody, for somebody, and from one of ours.
  const strange = ({ attrs: { from = '', to = '' } }: Element) =>
    !/(^|@|\.)test(\/|$)/.test(from) || !/(^|@)remote\.example(\/|$)/.test(to);
  expect(remote.received.filter(strange).map(String)).toEqual([]);
  // And she is where she was.
  expect((await nina.query('get', "<query xmlns='jabber:iq:roster'/>")).attrs.type).toBe('result');
  expect(server.server.accounts.list('test').map(({ jid }) => jid.toString())).toEqual(['nina@test']);
}, 60_000);
