/**
 * What a hostile or careless client gets: one table, over real TLS sockets. Each row begins on a fresh connection in the
 * state its heading names; the last column says what must come back, and nothing else may come before it.
 *
 * `stream error X` is followed by the end of the stream; `X error Y` answers a stanza; `nothing` is certain, not a wait.
 */
import { once } from 'node:events';
import { connect as connectTls } from 'node:tls';
import type { Element } from 'ltx';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PASSWORD, startTestServer, type TestServer } from '../support/server.ts';
import type { RawClient } from '../support/xmpp-client.ts';

const SASL = "xmlns='urn:ietf:params:xml:ns:xmpp-sasl'";
const SM = "xmlns='urn:xmpp:sm:3'";
const base64 = (text: string) => Buffer.from(text).toString('base64');
const plain = (text: string) => `<auth ${SASL} mechanism='PLAIN'>${base64(text)}</auth>`;
const scram = (text: string) => `<auth ${SASL} mechanism='SCRAM-SHA-256'>${base64(text)}</auth>`;
const header = (attrs = "to='test' version='1.0'", root = 'stream:stream') =>
  `<${root} xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' ${attrs}>`;
const iq = (type: string, payload: string, attrs = '') =>
  `<iq type='${type}' id='i' ${attrs}>${payload}</iq>`;
const bind = (resource = '') =>
  `<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>${resource}</resource></bind>`;
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

type Row = [why: string, send: string | Buffer, expected: string];
type State = 'connected' | 'plaintext' | 'secured' | 'logged in' | 'bound' | 'managed';

const ATTACKS: Record<State, Row[]> = {
  connected: [
    ['§4.9.3.25 no version', header("to='test'"), 'stream error unsupported-version'],
    ['§4.9.3.25 version 0.9', header("to='test' version='0.9'"), 'stream error unsupported-version'],
    ['§4.7.5 a later version is answered with ours', header("to='test' version='2.0'"), 'stream:features'],
    ['§4.7.2 without to, the first domain answers', header("version='1.0'"), 'stream:features'],
    ['§4.9.3.6 an empty to', header("to='' version='1.0'"), 'stream error host-unknown'],
    ['§4.9.3.6 an account as to', header("to='nina@test' version='1.0'"), 'stream error host-unknown'],
    ['§4.9.3.1 another root', header(undefined, 'stream:flow'), 'stream error bad-format'],
    [
      '§4.9.3.10 a foreign root',
      "<stream xmlns='jabber:client' to='test' version='1.0'>",
      'stream error invalid-namespace',
    ],
    [
      '§4.9.3.22 another encoding',
      `<?xml version='1.0' encoding='UTF-16'?>${header()}`,
      'stream error unsupported-encoding',
    ],
    ['§4.9.3.18 a comment first', '<!-- x -->', 'stream error restricted-xml'],
    ['§4.9.3.18 a document type', '<!DOCTYPE x [<!ENTITY a "b">]>', 'stream error restricted-xml'],
    ['§4.9.3.13 no XML', 'GET / HTTP/1.1\r\n\r\n', 'stream error not-well-formed'],
    ['§4.9.3.13 the unbound prefix', "<stream:stream to='test'>", 'stream error not-well-formed'],
    ['§4.9.3.14 an endless tag', `<stream:stream a='${'x'.repeat(300_000)}`, 'stream error policy-violation'],
  ],
  plaintext: [
    ['§6.5.6 a log-in', plain('\0nina\0secret'), 'failure encryption-required'],
    ['§4.9.3.12 a stanza', '<message><body>x</body></message>', 'stream error not-authorized'],
    [
      '§4.9.3.12 a registration',
      iq('get', "<query xmlns='jabber:iq:register'/>"),
      'stream error not-authorized',
    ],
  ],
  secured: [
    ['§5.4.2.2 STARTTLS again', "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>", 'failure'],
    ['§4.9.3.1 text between stanzas', 'hello', 'stream error bad-format'],
    ['§4.9.3.1 a header inside the stream', header(), 'stream error bad-format'],
    ['§4.9.3.12 a stanza', "<message to='otto@test'/>", 'stream error not-authorized'],
    ['§4.9.3.12 a query', iq('get', "<query xmlns='jabber:iq:roster'/>"), 'stream error not-authorized'],
    ['§4.9.3.12 binding', iq('set', bind()), 'stream error not-authorized'],
    ['§4.9.3.24 an unknown element', "<x xmlns='urn:x'/>", 'stream error unsupported-stanza-type'],
    ['§4.9.3.24 stream management', `<enable ${SM}/>`, 'stream error unsupported-stanza-type'],
    [
      'XEP-0077 §3.1 registration where it is closed',
      iq('get', "<query xmlns='jabber:iq:register'/>"),
      'iq error service-unavailable',
    ],
    ['§6.5.7 an unknown mechanism', `<auth ${SASL} mechanism='X'/>`, 'failure invalid-mechanism'],
    ['§6.5.7 no mechanism', `<auth ${SASL}/>`, 'failure invalid-mechanism'],
    ['§6.4.2 no initial response: asked for', `<auth ${SASL} mechanism='PLAIN'/>`, 'challenge'],
    [
      '§6.4.2 an empty initial response',
      `<auth ${SASL} mechanism='PLAIN'>=</auth>`,
      'failure malformed-request',
    ],
    ['§6.5.5 no base 64', `<auth ${SASL} mechanism='PLAIN'>AG5 pbmE=</auth>`, 'failure incorrect-encoding'],
    ['§6.5.5 bad padding', `<auth ${SASL} mechanism='PLAIN'>AG5</auth>`, 'failure incorrect-encoding'],
    ['§6.5.8 a response to nothing', `<response ${SASL}>AA==</response>`, 'failure malformed-request'],
    ['§6.5.1 an abort of nothing', `<abort ${SASL}/>`, 'failure aborted'],
    ['RFC 4616 §2 one NUL', plain('nina\0secret'), 'failure malformed-request'],
    ['RFC 4616 §2 three NULs', plain('\0nina\0secret\0'), 'failure malformed-request'],
    ['RFC 4616 §2 no password', plain('\0nina\0'), 'failure malformed-request'],
    ['§6.3.8 another’s identity', plain('otto@test\0nina\0secret'), 'failure invalid-authzid'],
    ['§6.5.8 an oversized message', plain(`\0nina\0${'x'.repeat(9000)}`), 'failure malformed-request'],
    ['RFC 5802 §5.1 a mandatory extension', scram('n,,m=x,n=nina,r=abc'), 'failure malformed-request'],
    ['RFC 5802 §7 no nonce', scram('n,,n=nina'), 'failure malformed-request'],
    ['§6.4.3 two log-ins at once', plain('\0nina\0no') + plain('\0nina\0no'), 'failure not-authorized'],
    ['§11.1 a processing instruction', '<?php ?>', 'stream error restricted-xml'],
    ['§11.1 an entity', '<message>&nbsp;</message>', 'stream error restricted-xml'],
    ['§11.3 an attribute twice', "<message id='1' id='2'/>", 'stream error not-well-formed'],
    ['§11.3 an unbound prefix', '<x:message/>', 'stream error not-well-formed'],
    ['§11.6 no UTF-8', Buffer.from([0x3c, 0x61, 0x3e, 0xc3, 0x28]), 'stream error unsupported-encoding'],
    ['§4.9.3.14 too deep', '<a>'.repeat(100), 'stream error policy-violation'],
    [
      '§4.9.3.14 too many attributes',
      `<a ${Array.from({ length: 100 }, (_, i) => `a${i}=''`).join(' ')}/>`,
      'stream error policy-violation',
    ],
    ['§4.9.3.14 too long', `<a>${'x'.repeat(300_000)}`, 'stream error policy-violation'],
    [
      '§4.9.1.1 the peer’s own stream error',
      '<stream:error><reset xmlns="urn:ietf:params:xml:ns:xmpp-streams"/></stream:error>',
      'the end',
    ],
  ],
  'logged in': [
    ['§6.4.6 another log-in', plain('\0nina\0secret'), 'stream error unsupported-stanza-type'],
    ['§7.1 a stanza', "<message to='otto@test'/>", 'stream error not-authorized'],
    ['§8.1.3 binding without an id', `<iq type='set'>${bind()}</iq>`, 'iq error bad-request'],
    ['§8.2.3 binding and more', iq('set', bind() + bind()), 'iq error bad-request'],
    ['§7.7.2.1 a resource too long', iq('set', bind('x'.repeat(1024))), 'iq error bad-request'],
    ['XEP-0198 §3 before binding', `<enable ${SM}/>`, 'failed unexpected-request'],
    ['XEP-0198 §5 an unknown session', `<resume ${SM} previd='x' h='0'/>`, 'failed item-not-found'],
    ['XEP-0198 §5 no h', `<resume ${SM} previd='x'/>`, 'failed bad-request'],
    ['XEP-0198 §5 a negative h', `<resume ${SM} previd='x' h='-1'/>`, 'failed bad-request'],
    ['XEP-0198 §4 asking before', `<r ${SM}/>`, 'failed unexpected-request'],
  ],
  bound: [
    ['§7.6.2 a second resource', iq('set', bind('two')), 'iq error not-allowed'],
    ['§4.9.3.1 a header inside the stream', header(), 'stream error bad-format'],
    ['§4.9.3.24 another log-in', plain('\0nina\0secret'), 'stream error unsupported-stanza-type'],
    [
      '§4.9.3.24 a stanza of servers',
      "<message xmlns='jabber:server' to='otto@test'/>",
      'stream error unsupported-stanza-type',
    ],
    ['§8.1.2.1 another’s from', "<message from='otto@test'/>", 'stream error invalid-from'],
    ['§8.1.2.1 another device’s from', "<message from='nina@test/other'/>", 'stream error invalid-from'],
    ['§8.1.2.1 no address as from', "<message from='@'/>", 'stream error invalid-from'],
    [
      '§8.1.2.1 one’s bare address is honest',
      "<message from='nina@test' to='nobody@test' type='error'/>",
      'nothing',
    ],
    ['§8.3.3.8 an empty to', "<message to=''/>", 'message error jid-malformed'],
    ['§8.3.3.8 no address as to', "<message to='a b@test'/>", 'message error jid-malformed'],
    ['§8.3.3.8 … but no error about an error', "<message to='' type='error'/>", 'nothing'],
    ['§8.1.3 no id', "<iq type='get'><ping xmlns='urn:xmpp:ping'/></iq>", 'iq error bad-request'],
    ['§8.2.3 no type', "<iq id='i'><ping xmlns='urn:xmpp:ping'/></iq>", 'iq error bad-request'],
    ['§8.2.3 an unknown type', iq('ask', "<ping xmlns='urn:xmpp:ping'/>"), 'iq error bad-request'],
    ['§8.2.3 two children', iq('get', '<a/><b/>'), 'iq error bad-request'],
    ['§8.2.3 no child', iq('get', ''), 'iq error bad-request'],
    ['§8.2.3 an answer nobody waits for', iq('result', '', "to='otto@test'"), 'nothing'],
    ['§8.2.3 an answer to the server', iq('result', '', "to='test'"), 'nothing'],
    ['§8.4 an unknown namespace', iq('get', "<x xmlns='urn:x'/>"), 'iq error service-unavailable'],
    ['§10.4 another domain', "<message to='a@elsewhere.example'/>", 'message error remote-server-not-found'],
    ['§13.11 a stranger’s features', discoInfo("to='otto@test'"), 'iq error service-unavailable'],
    ['§13.11 nobody’s features', discoInfo("to='nobody@test'"), 'iq error service-unavailable'],
    ['§13.11 a stranger’s device', discoInfo("to='otto@test/phone'"), 'iq error service-unavailable'],
    ['XEP-0030 §7 an unknown node', discoInfo("to='test'", "node='x'"), 'iq error item-not-found'],
    [
      'RFC 6121 §8.5.1 nobody',
      "<message to='nobody@test'><body>x</body></message>",
      'message error service-unavailable',
    ],
    [
      'RFC 6121 §8.5.2.2.1 a room’s message',
      "<message to='otto@test' type='groupchat'/>",
      'message error service-unavailable',
    ],
    [
      'RFC 6121 §8.5.3.2.1 a device that is gone',
      "<message to='otto@test/gone' type='normal'><body>x</body></message>",
      'message error service-unavailable',
    ],
    ['RFC 6121 §8.5.1 presence to nobody', "<presence to='nobody@test'/>", 'nothing'],
    ['RFC 6121 §4.3 a probe', "<presence type='probe' to='otto@test'/>", 'nothing'],
    ['RFC 6121 §4.3 a probe of nobody', "<presence type='probe' to='nobody@test'/>", 'nothing'],
    ['RFC 6121 §4.7.1 an unknown type', "<presence type='here'/>", 'presence error bad-request'],
    [
      'RFC 6121 §4.7.2.3 a priority out of range',
      '<presence><priority>128</priority></presence>',
      'presence error bad-request',
    ],
    [
      'RFC 6121 §4.7.2.3 a priority of letters',
      '<presence><priority>high</priority></presence>',
      'presence error bad-request',
    ],
    ['RFC 6121 §3.1 a subscription to nobody', "<presence type='subscribe'/>", 'presence error bad-request'],
    ['RFC 6121 §2.3.3 no item', rosterSet(''), 'iq error bad-request'],
    ['RFC 6121 §2.3.3 two items', rosterSet("<item jid='a@b'/><item jid='c@d'/>"), 'iq error bad-request'],
    ['RFC 6121 §2.3.3 no address', rosterSet('<item/>'), 'iq error bad-request'],
    ['RFC 6121 §2.3.3 no such address', rosterSet("<item jid='@'/>"), 'iq error bad-request'],
    [
      'RFC 6121 §2.3.3 a group twice',
      rosterSet("<item jid='a@b'><group>g</group><group>g</group></item>"),
      'iq error bad-request',
    ],
    [
      'RFC 6121 §2.3.3 an empty group',
      rosterSet("<item jid='a@b'><group/></item>"),
      'iq error not-acceptable',
    ],
    [
      'RFC 6121 §2.3.3 a name too long',
      rosterSet(`<item jid='a@b' name='${'x'.repeat(1024)}'/>`),
      'iq error not-acceptable',
    ],
    [
      'RFC 6121 §2.5.3 removing nobody',
      rosterSet("<item jid='a@b' subscription='remove'/>"),
      'iq error item-not-found',
    ],
    [
      'RFC 6121 §2.1.5 another’s roster',
      iq('get', "<query xmlns='jabber:iq:roster'/>", "to='otto@test'"),
      'iq error service-unavailable',
    ],
    ['XEP-0313 §4.1.5 an unknown field', mam(field('x', 'y')), 'iq error feature-not-implemented'],
    ['XEP-0313 §4.1 another form', mam('', '', 'urn:x'), 'iq error bad-request'],
    ['XEP-0313 §4.1.2 no date', mam(field('start', 'yesterday')), 'iq error bad-request'],
    ['XEP-0313 §4.1.1 no address', mam(field('with', '@')), 'iq error jid-malformed'],
    ['XEP-0313 §4.3.2 an unknown id', mam('', '<after>x</after>'), 'iq error item-not-found'],
    ['XEP-0059 §2 a negative max', mam('', '<max>-1</max>'), 'iq error bad-request'],
    [
      'XEP-0059 §2 a huge max is only asked for',
      mam(field('with', 'never@test'), '<max>999999999</max>'),
      'iq result',
    ],
    [
      'XEP-0313 §4 another’s archive',
      iq('set', "<query xmlns='urn:xmpp:mam:2'/>", "to='otto@test'"),
      'iq error service-unavailable',
    ],
    [
      'XEP-0054 §3.2 a card too large',
      iq('set', `<vCard xmlns='vcard-temp'><NOTE>${'x'.repeat(140_000)}</NOTE></vCard>`),
      'iq error policy-violation',
    ],
    ['XEP-0198 §4 acknowledging before', `<a ${SM} h='0'/>`, 'failed unexpected-request'],
    ['XEP-0198 §5 resuming when bound', `<resume ${SM} previd='x' h='0'/>`, 'failed unexpected-request'],
  ],
  managed: [
    ['XEP-0198 §3 enabling twice', `<enable ${SM}/>`, 'stream error policy-violation'],
    ['XEP-0198 §6 acknowledging too much', `<a ${SM} h='9'/>`, 'stream error undefined-condition'],
    ['XEP-0198 §4 a negative h', `<a ${SM} h='-1'/>`, 'stream error bad-format'],
    ['XEP-0198 §4 no h', `<a ${SM}/>`, 'stream error bad-format'],
    ['XEP-0198 §4 an h beyond 32 bits', `<a ${SM} h='4294967296'/>`, 'stream error bad-format'],
  ],
};

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  await server.createAccounts('nina', 'otto');
});
afterAll(() => server.stop());

const REACH: Record<State, () => Promise<RawClient>> = {
  connected: () => server.connect(),
  async plaintext() {
    const client = await server.connect({ tls: 'starttls' });
    await client.openStream();
    return client;
  },
  async secured() {
    const client = await server.connect();
    await client.openStream();
    return client;
  },
  'logged in': () => server.login('nina'),
  bound: () => server.session('nina'),
  async managed() {
    const client = await server.session('nina');
    client.send(`<enable ${SM} resume='true'/>`);
    await client.expect();
    return client;
  },
};

const firstChild = (element: Element | undefined) => element?.getChildElements()[0]?.name ?? '';

/** An answer in the words of the table. */
function describeAnswer(element: Element): string {
  if (element.name === 'stream:error') return `stream error ${firstChild(element)}`;
  const error = element.getChild('error');
  if (error) return `${element.name} error ${firstChild(error)}`;
  if (element.name === 'failure' || element.name === 'failed')
    return `${element.name} ${firstChild(element)}`.trim();
  return `${element.name} ${element.attrs.type ?? ''}`.trim();
}

async function answerTo(client: RawClient, attack: string | Buffer, expected: string): Promise<string> {
  client.socket.write(attack);
  if (expected === 'nothing') {
    await client.settle();
    return client.received.map(describeAnswer).join(', ') || 'nothing';
  }
  if (expected === 'the end') {
    await client.closed();
    return client.received.map(describeAnswer).join(', ') || 'the end';
  }
  const answer = describeAnswer(await client.expect());
  if (answer.startsWith('stream error')) await client.closed();
  return answer;
}

describe.each(Object.entries(ATTACKS) as [State, Row[]][])('%s', (state, rows) => {
  test.each(rows)('%s', async (_why, attack, expected) => {
    const client = await REACH[state]();
    expect(await answerTo(client, attack, expected)).toBe(expected);
    client.destroy();
  });
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
  client.send(`<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>${plain('\0nina\0injected')}`);
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

test('XEP-0198 §5: somebody else’s session is not resumed, and whether it exists is not told', async () => {
  const otto = await server.session('otto');
  otto.send(`<enable ${SM} resume='true'/>`);
  const { id } = (await otto.expect()).attrs;
  const nina = await server.login('nina');
  expect(await answerTo(nina, `<resume ${SM} previd='${id}' h='0'/>`, '')).toBe('failed item-not-found');
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
