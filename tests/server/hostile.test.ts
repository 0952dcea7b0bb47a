/**
 * What a hostile or careless client gets: one table, over real TLS sockets, for what is not RFC 6120's own (that stock is
 * hostile-rfc6120.test.ts), and the attacks that take more than one step. The form is explained in hostile/table.ts.
 */
import { once } from 'node:events';
import { connect as connectTls } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PASSWORD, startTestServer, type TestServer } from '../support/server.ts';
import type { RawClient } from '../support/xmpp-client.ts';
import {
  answersTo,
  type Case,
  describeAnswer,
  header,
  iq,
  plain,
  reach,
  SM,
  type State,
  TLS,
} from './hostile/table.ts';

const rosterSet = (items: string) => iq('set', `<query xmlns='jabber:iq:roster'>${items}</query>`);
const field = (name: string, value: string) => `<field var='${name}'><value>${value}</value></field>`;
const mam = (fields: string, set = '', form = 'urn:xmpp:mam:2') =>
  iq(
    'set',
    `<query xmlns='urn:xmpp:mam:2'><x xmlns='jabber:x:data' type='submit'>${field('FORM_TYPE', form)}${fields}</x>` +
      `<set xmlns='http://jabber.org/protocol/rsm'>${set}</set></query>`,
  );
const discoInfo = (attrs: string, node = '') =>
  iq('get', `<query xmlns='http://jabber.org/protocol/disco#info' ${node}/>`, attrs);

const ATTACKS: Case[] = [
  [
    'XEP-0077 §3.1 registration where it is closed',
    'secured',
    iq('get', "<query xmlns='jabber:iq:register'/>"),
    'iq error service-unavailable',
  ],
  ['XEP-0198 §3 before binding', 'logged in', `<enable ${SM}/>`, 'failed unexpected-request'],
  [
    'XEP-0198 §5 an unknown session',
    'logged in',
    `<resume ${SM} previd='x' h='0'/>`,
    'failed item-not-found',
  ],
  ['XEP-0198 §5 no h', 'logged in', `<resume ${SM} previd='x'/>`, 'failed bad-request'],
  ['XEP-0198 §5 a negative h', 'logged in', `<resume ${SM} previd='x' h='-1'/>`, 'failed bad-request'],
  ['XEP-0198 §4 asking before', 'logged in', `<r ${SM}/>`, 'failed unexpected-request'],
  ['§13.11 a stranger’s features', 'bound', discoInfo("to='otto@test'"), 'iq error service-unavailable'],
  ['§13.11 nobody’s features', 'bound', discoInfo("to='nobody@test'"), 'iq error service-unavailable'],
  ['§13.11 a stranger’s device', 'bound', discoInfo("to='otto@test/phone'"), 'iq error service-unavailable'],
  ['XEP-0030 §7 an unknown node', 'bound', discoInfo("to='test'", "node='x'"), 'iq error item-not-found'],
  [
    'RFC 6121 §8.5.1 nobody',
    'bound',
    "<message to='nobody@test'><body>x</body></message>",
    'message error service-unavailable',
  ],
  [
    'RFC 6121 §8.5.2.2.1 a room’s message',
    'bound',
    "<message to='otto@test' type='groupchat'/>",
    'message error service-unavailable',
  ],
  [
    'RFC 6121 §8.5.3.2.1 a device that is gone',
    'bound',
    "<message to='otto@test/gone' type='normal'><body>x</body></message>",
    'message error service-unavailable',
  ],
  ['RFC 6121 §8.5.1 presence to nobody', 'bound', "<presence to='nobody@test'/>", 'nothing'],
  ['RFC 6121 §4.3 a probe', 'bound', "<presence type='probe' to='otto@test'/>", 'nothing'],
  ['RFC 6121 §4.3 a probe of nobody', 'bound', "<presence type='probe' to='nobody@test'/>", 'nothing'],
  ['RFC 6121 §4.7.1 an unknown type', 'bound', "<presence type='here'/>", 'presence error bad-request'],
  [
    'RFC 6121 §4.7.2.3 a priority out of range',
    'bound',
    '<presence><priority>128</priority></presence>',
    'presence error bad-request',
  ],
  [
    'RFC 6121 §4.7.2.3 a priority of letters',
    'bound',
    '<presence><priority>high</priority></presence>',
    'presence error bad-request',
  ],
  [
    'RFC 6121 §3.1 a subscription to nobody',
    'bound',
    "<presence type='subscribe'/>",
    'presence error bad-request',
  ],
  ['RFC 6121 §2.3.3 no item', 'bound', rosterSet(''), 'iq error bad-request'],
  [
    'RFC 6121 §2.3.3 two items',
    'bound',
    rosterSet("<item jid='a@b'/><item jid='c@d'/>"),
    'iq error bad-request',
  ],
  ['RFC 6121 §2.3.3 no address', 'bound', rosterSet('<item/>'), 'iq error bad-request'],
  ['RFC 6121 §2.3.3 no such address', 'bound', rosterSet("<item jid='@'/>"), 'iq error bad-request'],
  [
    'RFC 6121 §2.3.3 a group twice',
    'bound',
    rosterSet("<item jid='a@b'><group>g</group><group>g</group></item>"),
    'iq error bad-request',
  ],
  [
    'RFC 6121 §2.3.3 an empty group',
    'bound',
    rosterSet("<item jid='a@b'><group/></item>"),
    'iq error not-acceptable',
  ],
  [
    'RFC 6121 §2.3.3 a name too long',
    'bound',
    rosterSet(`<item jid='a@b' name='${'x'.repeat(1024)}'/>`),
    'iq error not-acceptable',
  ],
  [
    'RFC 6121 §2.5.3 removing nobody',
    'bound',
    rosterSet("<item jid='a@b' subscription='remove'/>"),
    'iq error item-not-found',
  ],
  [
    'RFC 6121 §2.1.5 another’s roster',
    'bound',
    iq('get', "<query xmlns='jabber:iq:roster'/>", "to='otto@test'"),
    'iq error service-unavailable',
  ],
  ['XEP-0313 §4.1.5 an unknown field', 'bound', mam(field('x', 'y')), 'iq error feature-not-implemented'],
  ['XEP-0313 §4.1 another form', 'bound', mam('', '', 'urn:x'), 'iq error bad-request'],
  ['XEP-0313 §4.1.2 no date', 'bound', mam(field('start', 'yesterday')), 'iq error bad-request'],
  ['XEP-0313 §4.1.1 no address', 'bound', mam(field('with', '@')), 'iq error jid-malformed'],
  ['XEP-0313 §4.3.2 an unknown id', 'bound', mam('', '<after>x</after>'), 'iq error item-not-found'],
  ['XEP-0059 §2 a negative max', 'bound', mam('', '<max>-1</max>'), 'iq error bad-request'],
  [
    'XEP-0059 §2 a huge max is only asked for',
    'bound',
    mam(field('with', 'never@test'), '<max>999999999</max>'),
    'iq result',
  ],
  [
    'XEP-0313 §4 another’s archive',
    'bound',
    iq('set', "<query xmlns='urn:xmpp:mam:2'/>", "to='otto@test'"),
    'iq error service-unavailable',
  ],
  [
    'XEP-0054 §3.2 a card too large',
    'bound',
    iq('set', `<vCard xmlns='vcard-temp'><NOTE>${'x'.repeat(140_000)}</NOTE></vCard>`),
    'iq error policy-violation',
  ],
  ['XEP-0198 §4 acknowledging before', 'bound', `<a ${SM} h='0'/>`, 'failed unexpected-request'],
  [
    'XEP-0198 §5 resuming when bound',
    'bound',
    `<resume ${SM} previd='x' h='0'/>`,
    'failed unexpected-request',
  ],
  [
    'XEP-0198 §3 enabling twice',
    'managed',
    `<enable ${SM}/>`,
    'failed unexpected-request, stream error policy-violation',
  ],
  ['XEP-0198 §6 acknowledging too much', 'managed', `<a ${SM} h='9'/>`, 'stream error undefined-condition'],
  ['XEP-0198 §4 a negative h', 'managed', `<a ${SM} h='-1'/>`, 'stream error bad-format'],
  ['XEP-0198 §4 no h', 'managed', `<a ${SM}/>`, 'stream error bad-format'],
  ['XEP-0198 §4 an h beyond 32 bits', 'managed', `<a ${SM} h='4294967296'/>`, 'stream error bad-format'],
];

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  await server.createAccounts('nina', 'otto');
});
afterAll(() => server.stop());

test.each(ATTACKS)('%s', async (_why, state, sent, answers) => {
  const client = await reach(server, state);
  expect(await answersTo(client, sent, answers)).toBe(answers);
  client.destroy();
});

describe('a connection that is reset', () => {
  /** Each step goes on from the one before. */
  const STEPS: [State, (client: RawClient) => Promise<unknown>][] = [
    ['connected', async () => {}],
    ['plaintext', (client) => client.openStream()],
    ['secured', (client) => client.startTls()],
    ['logged in', (client) => client.authenticate('nina', PASSWORD)],
    ['bound', (client) => client.bind('reset')],
    [
      'managed',
      (client) => {
        client.send(`<enable ${SM} resume='true' max='1'/>`);
        return client.expect();
      },
    ],
  ];

  test.each(STEPS.map(([state], index) => [state, index] as const))('%s', async (_state, index) => {
    const client = await server.connect({ tls: 'starttls' });
    const tcp = client.socket;
    const over = new Promise<void>((resolve) => {
      const off = server.server.hooks.on('session.ended', 'deliver', ({ session }) => {
        if (session.jid.resource !== 'reset') return;
        off();
        resolve();
      });
    });
    // `startTls` opens the plaintext stream itself.
    for (const [state, step] of STEPS.slice(0, index + 1))
      if (state !== 'plaintext' || index === 1) await step(client);
    const bound = [...server.server.sessions.all()].some(({ jid }) => jid.resource === 'reset');
    expect(bound).toBe(index >= 4);
    tcp.resetAndDestroy();
    if (bound) await over;
    const other = await server.session('otto');
    await other.settle();
    expect([...server.server.sessions.all()].some(({ jid }) => jid.resource === 'reset')).toBe(false);
    await other.close();
  });
});

test('RFC 6120 §5.4.3.3: what comes in clear text behind <starttls/> counts for nothing', async () => {
  const client = await server.connect({ tls: 'starttls' });
  await client.openStream();
  client.send(`<starttls ${TLS}/>${plain('\0nina\0injected')}`);
  expect((await client.expect()).name).toBe('proceed');
  const tls = connectTls({
    socket: client.socket.removeAllListeners('data'),
    servername: 'test',
    ca: server.ca,
  });
  let text = '';
  tls.on('data', (chunk) => {
    text += chunk;
  });
  await once(tls, 'secureConnect');
  tls.write(`${header()}</stream:stream>`);
  await once(tls, 'end');
  expect(text).toMatch(/<stream:features>.*<\/stream:stream>$/);
  expect(text).not.toContain('<failure');
  tls.destroy();
});

test('RFC 6120 §5.4.3.2: TLS that fails: the connection ends, and "The receiving entity MUST NOT send a closing </stream> tag"', async () => {
  const client = await server.connect({ tls: 'starttls' });
  await client.openStream();
  client.send(`<starttls ${TLS}/>`);
  expect((await client.expect()).name).toBe('proceed');
  const before = client.socket.bytesRead;
  const ended = once(client.socket, 'close');
  client.socket.write('this is no handshake, and long enough to be seen as none\r\n\r\n');
  await ended;
  // At most an alert of TLS, 7 bytes.
  expect(client.socket.bytesRead - before).toBeLessThanOrEqual(7);
});

test('RFC 6120 §8: "A server MUST NOT process a partial stanza": not even when there comes no more of it', async () => {
  const nina = await server.session('nina', { resource: 'half' });
  const otto = await server.session('otto');
  const over = new Promise<void>((resolve) => {
    const off = server.server.hooks.on('session.ended', 'record', ({ session }) => {
      if (session.jid.resource !== 'half') return;
      off();
      resolve();
    });
  });
  nina.send(`<message to='${otto.jid}' id='1'/><message to='${otto.jid}' id='2'><body>half</body>`);
  expect((await otto.expect()).attrs.id).toBe('1');
  nina.destroy();
  await over;
  await otto.settle();
  expect(otto.received).toEqual([]);
  await otto.close();
});

test('XEP-0198 §5: somebody else’s session is not resumed, and whether it exists is not told', async () => {
  const otto = await server.session('otto');
  otto.send(`<enable ${SM} resume='true'/>`);
  const { id } = (await otto.expect()).attrs;
  const nina = await server.login('nina');
  expect(await answersTo(nina, `<resume ${SM} previd='${id}' h='0'/>`, '')).toBe('failed item-not-found');
  await otto.settle();
  await otto.close();
});

test('a header that stays half is closed when the time to log in is over', async () => {
  // A clock a thousand times as fast: half a minute is over in 30 milliseconds.
  const strict = await startTestServer({
    now: () => Math.floor(performance.now() * 1000),
    tickMs: 10,
    config: { limits: { loginSeconds: 30 } },
  });
  try {
    const client = await strict.connect();
    client.send("<stream:stream xmlns='jabber:cl");
    expect(describeAnswer(await client.expect())).toBe('stream error connection-timeout');
    await client.closed();
  } finally {
    await strict.stop();
  }
});

test('RFC 6120 §4.4: when the server closes, it waits for the client’s closing tag', async () => {
  const client = await server.session('nina', { resource: 'kicked' });
  const ended = new Promise<void>((resolve) => client.socket.once('close', () => resolve()));
  [...server.server.sessions.all()].find(({ jid }) => jid.resource === 'kicked')?.end('kicked');
  await client.closed();
  expect(client.received).toEqual([]);
  client.send('</stream:stream>');
  await ended;
});

test('attempts sent in a heap are judged one after the other: the fifth closes the stream', async () => {
  const client = await server.connect();
  await client.openStream();
  client.send(plain('\0nina\0no').repeat(20));
  await client.closed();
  const answers = client.received.map(describeAnswer);
  expect(answers).toEqual([...Array(5).fill('failure not-authorized'), 'stream error policy-violation']);
  await expect(server.login('nina', { password: PASSWORD })).resolves.toBeDefined();
});

test('a session that was ended speaks for nobody, however much it had sent by then', async () => {
  const strict = await startTestServer({ config: { limits: { unackedStanzas: 1 } } });
  try {
    await strict.createAccounts('nina', 'otto');
    const [nina, otto] = [await strict.session('nina'), await strict.session('otto')];
    nina.send(`<enable ${SM}/>`);
    await nina.expect();
    const toMyself = `<message to='${nina.jid}'><body>x</body></message>`;
    nina.send(`${toMyself.repeat(3)}<message to='${otto.jid}'><body>a ghost</body></message>`);
    await nina.closed();
    expect(nina.received.map(describeAnswer)).toContain('stream error policy-violation');
    await otto.settle();
    expect(otto.received).toEqual([]);
  } finally {
    await strict.stop();
  }
});
