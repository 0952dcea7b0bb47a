/** SASL2, FAST and inline resumption over real TLS connections; what takes no arithmetic is in scripts/login-*.txt. */
import { createHash, createHmac } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import type { Element } from 'ltx';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createScramClient } from '../../support/scram-client.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import type { RawClient } from '../../support/xmpp-client.ts';

const NS = 'urn:xmpp:sasl:2';
const DEVICE = 'd4565fa7-4d72-4749-b3d3-740edbf87770';
const AGENT = `<user-agent id='${DEVICE}'/>`;
const base64 = (data: string | Buffer) => Buffer.from(data).toString('base64');
const text = (base: string | null | undefined) => Buffer.from(base ?? '', 'base64').toString();
const begin = (mechanism: string, message: string | Buffer, more = '') =>
  `<authenticate xmlns='${NS}' mechanism='${mechanism}'><initial-response>${base64(message)}</initial-response>${more}</authenticate>`;
const plain = (more = '', name = 'nina') => begin('PLAIN', `\0${name}\0secret`, more);

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  await server.createAccounts('nina', 'otto');
});
afterAll(() => server.stop());

async function open(): Promise<RawClient> {
  const client = await server.connect();
  await client.openStream({ from: 'nina@test' });
  return client;
}

/** One request, one answer; `failure` becomes its condition. */
async function ask(request: string, client?: RawClient): Promise<{ answer: Element; client: RawClient }> {
  const one = client ?? (await open());
  one.send(request);
  return { answer: await one.expect(), client: one };
}
const outcome = ({ answer }: { answer: Element }) =>
  answer.name === 'failure' ? answer.getChildElements()[0]!.name : answer.name;

describe.each(['SCRAM-SHA-512-PLUS', 'SCRAM-SHA-256-PLUS', 'SCRAM-SHA-1-PLUS', 'SCRAM-SHA-256'])(
  '%s',
  (mechanism) => {
    it('works in the new elements, and both sides prove themselves', async () => {
      const client = await open();
      const socket = client.socket as TLSSocket;
      const binding = socket.exportKeyingMaterial(32, 'EXPORTER-Channel-Binding', Buffer.alloc(0));
      const bound = mechanism.endsWith('-PLUS') ? { gs2: 'p=tls-exporter,,', binding } : {};
      const scram = createScramClient(mechanism, 'nina', 'secret', bound);
      const { answer } = await ask(begin(mechanism, scram.first), client);
      expect([answer.name, answer.getNS()]).toEqual(['challenge', NS]);
      client.send(`<response xmlns='${NS}'>${base64(scram.final(text(answer.getText())))}</response>`);
      const success = await client.expect();
      expect(success.getChildText('authorization-identifier')).toBe('nina@test');
      expect(scram.verify(text(success.getChildText('additional-data')))).toBe(true);
      client.destroy();
    });
  },
);

describe('downgrade protection (XEP-0474)', () => {
  const PROFILES: [profile: string, list: string, begin: (message: string) => string][] = [
    ['SASL2', 'authentication', (message) => begin('SCRAM-SHA-256', message)],
    [
      'SASL',
      'mechanisms',
      (message) =>
        `<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='SCRAM-SHA-256'>${base64(message)}</auth>`,
    ],
  ];
  it.each(PROFILES)(
    '%s: the challenge says what was offered, and a client can tell',
    async (_name, list, start) => {
      const client = await server.connect();
      const features = await client.openStream();
      const mechanisms = features
        .getChild(list)!
        .getChildren('mechanism')
        .map((one) => one.getText());
      const bindings = features
        .getChild('sasl-channel-binding')!
        .getChildElements()
        .map(({ attrs }) => attrs.type);
      const shown = `${mechanisms.sort().join('\x1e')}\x1f${bindings.sort().join('\x1e')}`;
      const scram = createScramClient('SCRAM-SHA-256', 'nina', 'secret');
      const { answer } = await ask(start(scram.first), client);
      expect(text(answer.getText()).split(',h=')[1]).toBe(
        createHash('sha256').update(shown).digest('base64'),
      );
      client.destroy();
    },
  );
});

describe('FAST (XEP-0484)', () => {
  /** What a client computes, from draft-schmaus-kitten-sasl-ht: "HMAC(token, "Initiator" || cb-data)". */
  const hash = (token: string, side: string, binding: Buffer = Buffer.alloc(0)) =>
    createHmac('sha256', token)
      .update(Buffer.concat([Buffer.from(side), binding]))
      .digest();
  const message = (token: string, binding?: Buffer, name = 'nina') =>
    Buffer.concat([Buffer.from(`${name}\0`), hash(token, 'Initiator', binding)]);
  const withToken = (mechanism: string, token: string, more = AGENT, binding?: Buffer, fast = '') =>
    begin(mechanism, message(token, binding), `${more}<fast xmlns='urn:xmpp:fast:0' ${fast}/>`);

  async function tokenFor(mechanism: string): Promise<string> {
    const wanted = `<request-token xmlns='urn:xmpp:fast:0' mechanism='${mechanism}'/>`;
    const { answer, client } = await ask(plain(AGENT + wanted));
    client.destroy();
    const { token, expiry } = answer.getChild('token', 'urn:xmpp:fast:0')?.attrs ?? {};
    expect(Date.parse(expiry ?? '')).toBeGreaterThan(Date.now());
    return token ?? '';
  }

  const BINDINGS: [string, (socket: TLSSocket) => Buffer | undefined][] = [
    ['HT-SHA-256-NONE', () => undefined],
    [
      'HT-SHA-256-EXPR',
      (socket) => socket.exportKeyingMaterial(32, 'EXPORTER-Channel-Binding', Buffer.alloc(0)),
    ],
  ];
  it.each(BINDINGS)(
    '%s: in with one message, and the server proves that it knows the token',
    async (mechanism, bindingOf) => {
      const token = await tokenFor(mechanism);
      for (let again = 0; again < 2; again += 1) {
        const client = await open();
        const binding = bindingOf(client.socket as TLSSocket);
        const bind = "<bind xmlns='urn:xmpp:bind:0'/>";
        const { answer } = await ask(withToken(mechanism, token, AGENT + bind, binding), client);
        expect(answer.getChildText('authorization-identifier')).toMatch(/^nina@test\/./);
        expect(answer.getChildText('additional-data')).toBe(base64(hash(token, 'Responder', binding)));
        client.destroy();
      }
    },
  );

  it('a token is worth nothing with another binding, device, name or mechanism', async () => {
    const token = await tokenFor('HT-SHA-256-EXPR');
    const other = `<user-agent id='${DEVICE.replace('d', 'e')}'/>`;
    const client = await open();
    const binding = (client.socket as TLSSocket).exportKeyingMaterial(
      ...([32, 'EXPORTER-Channel-Binding', Buffer.alloc(0)] as const),
    );
    const wrong = [
      withToken('HT-SHA-256-EXPR', token, AGENT, Buffer.alloc(32)),
      withToken('HT-SHA-256-EXPR', token, other, binding),
      withToken('HT-SHA-256-EXPR', token, '', binding),
      begin('HT-SHA-256-EXPR', message(token, binding, 'otto'), `${AGENT}<fast xmlns='urn:xmpp:fast:0'/>`),
    ];
    for (const request of wrong) expect(outcome(await ask(request, client))).toBe('not-authorized');
    client.destroy();
    expect(outcome(await ask(withToken('HT-SHA-256-NONE', token)))).toBe('not-authorized');
  });

  const MALFORMED: [why: string, data: string | Buffer, more: string, expected: string][] = [
    ['no NUL', 'nina', '', 'malformed-request'],
    ['no name', Buffer.concat([Buffer.from([0]), Buffer.alloc(32)]), '', 'malformed-request'],
    ['too short', Buffer.concat([Buffer.from('nina\0'), Buffer.alloc(31)]), '', 'malformed-request'],
    ['too long', Buffer.concat([Buffer.from('nina\0'), Buffer.alloc(33)]), '', 'malformed-request'],
    ['no UTF-8', Buffer.concat([Buffer.from([0xff, 0]), Buffer.alloc(32)]), '', 'malformed-request'],
    ['an empty message', '', '', 'malformed-request'],
    ['<fast/> twice', 'nina', "<fast xmlns='urn:xmpp:fast:0'/>", 'malformed-request'],
    ['two user agents', 'nina', AGENT, 'malformed-request'],
    [
      'a name no account can have',
      Buffer.concat([Buffer.from('a b\0'), Buffer.alloc(32)]),
      '',
      'not-authorized',
    ],
  ];
  it.each(MALFORMED)('%s', async (_why, data, more, expected) => {
    const request = begin('HT-SHA-256-NONE', data, `${AGENT}<fast xmlns='urn:xmpp:fast:0'/>${more}`);
    expect(outcome(await ask(request))).toBe(expected);
  });

  it('a device that is no UUID is refused, PLAIN with <fast/> is none of the mechanisms of tokens', async () => {
    expect(outcome(await ask(plain("<user-agent id='mine'/>")))).toBe('malformed-request');
    expect(outcome(await ask(plain(`${AGENT}<fast xmlns='urn:xmpp:fast:0'/>`)))).toBe('invalid-mechanism');
  });

  it('without a device there is no token', async () => {
    const { answer } = await ask(
      plain("<request-token xmlns='urn:xmpp:fast:0' mechanism='HT-SHA-256-NONE'/>"),
    );
    expect([answer.name, answer.getChild('token')]).toEqual(['success', undefined]);
  });

  it('withdrawn, disabled, or the password changed: it opens nothing any more', async () => {
    const first = await tokenFor('HT-SHA-256-NONE');
    expect(
      outcome(await ask(withToken('HT-SHA-256-NONE', first, AGENT, undefined, "invalidate='true'"))),
    ).toBe('success');
    expect(outcome(await ask(withToken('HT-SHA-256-NONE', first)))).toBe('not-authorized');

    const { accounts } = server.server;
    const { jid } = accounts.list('test').find((one) => one.jid.local === 'nina')!;
    const second = await tokenFor('HT-SHA-256-NONE');
    await accounts.setDisabled(jid, true);
    expect(outcome(await ask(withToken('HT-SHA-256-NONE', second)))).toBe('account-disabled');
    await accounts.setDisabled(jid, false);
    expect(outcome(await ask(withToken('HT-SHA-256-NONE', second)))).toBe('success');
    await accounts.setPassword(jid, 'secret');
    expect(outcome(await ask(withToken('HT-SHA-256-NONE', second)))).toBe('not-authorized');
  });
});

describe('taking a session up within the log-in (XEP-0198 §9.2)', () => {
  it('goes on where it was, without stream features; <bind/> is ignored', async () => {
    const phone = await server.session('nina', { resource: 'phone' });
    phone.send("<enable xmlns='urn:xmpp:sm:3' resume='true'/>");
    const { id } = (await phone.expect()).attrs;
    const detached = new Promise<void>((resolve) => {
      server.server.hooks.on('session.detached', 'deliver', () => resolve());
    });
    phone.destroy();
    await detached;
    const otto = await server.session('otto');
    otto.send(`<message to='${phone.jid}' type='chat' id='m1'><body>in the tunnel</body></message>`);
    await otto.settle();

    const resume = `<resume xmlns='urn:xmpp:sm:3' previd='${id}' h='0'/><bind xmlns='urn:xmpp:bind:0'/>`;
    const { answer, client } = await ask(plain(resume));
    expect(answer.getChild('resumed', 'urn:xmpp:sm:3')?.attrs).toMatchObject({ previd: id, h: '0' });
    expect(answer.getChild('bound')).toBeUndefined();
    // "the stream is considered re-established immediately after the <success/> element […] and stream features MUST NOT be sent".
    expect((await client.expect()).attrs.id).toBe('m1');
    await client.settle();
    expect(client.received.filter(({ name }) => name === 'stream:features')).toEqual([]);
    expect(server.server.sessions.all()).toSatisfy((all: Iterable<{ jid: { resource: string } }>) =>
      [...all].some(({ jid }) => jid.resource === 'phone'),
    );
    client.destroy();
    otto.destroy();
  });

  it('somebody else’s session is not found', async () => {
    const otto = await server.session('otto');
    otto.send("<enable xmlns='urn:xmpp:sm:3' resume='true'/>");
    const { id } = (await otto.expect()).attrs;
    const { answer } = await ask(plain(`<resume xmlns='urn:xmpp:sm:3' previd='${id}' h='0'/>`));
    expect(answer.getChild('failed')?.getChild('item-not-found')).toBeDefined();
    await otto.settle();
    otto.destroy();
  });

  it('a count too high ends the stream', async () => {
    const phone = await server.session('nina', { resource: 'liar' });
    phone.send("<enable xmlns='urn:xmpp:sm:3' resume='true'/>");
    const { id } = (await phone.expect()).attrs;
    const { answer } = await ask(plain(`<resume xmlns='urn:xmpp:sm:3' previd='${id}' h='9'/>`));
    expect(answer.getChild('undefined-condition')).toBeDefined();
    phone.destroy();
  });
});

describe('what cannot be asked for', () => {
  const ROWS: [why: string, more: string, expected: string][] = [
    ['two <bind/>', "<bind xmlns='urn:xmpp:bind:0'/><bind xmlns='urn:xmpp:bind:0'/>", 'malformed-request'],
    ['two <resume/>', "<resume xmlns='urn:xmpp:sm:3'/><resume xmlns='urn:xmpp:sm:3'/>", 'malformed-request'],
    ['two initial responses', '<initial-response/>', 'malformed-request'],
    ['unknown elements are ignored', "<x xmlns='urn:x'/>", 'success'],
    ['a tag that cannot be is left out', "<bind xmlns='urn:xmpp:bind:0'><tag>a&#9;b</tag></bind>", 'success'],
    ['a tag too long, too', `<bind xmlns='urn:xmpp:bind:0'><tag>${'x'.repeat(2000)}</tag></bind>`, 'success'],
  ];
  it.each(ROWS)('%s', async (_why, more, expected) => {
    const result = await ask(plain(more));
    expect(outcome(result)).toBe(expected);
    result.client.destroy();
  });
});

it('one round trip less: what each way costs from the first byte to a bound session with stream management', async () => {
  /** Sends and waits for the last of the answers: one round trip. */
  const trips = async (client: RawClient, flights: [send: string, answers: number][]) => {
    for (const [send, answers] of flights) {
      client.send(send);
      for (let i = 0; i < answers; i += 1) await client.expect();
    }
    return flights.length;
  };
  const header =
    "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' to='test' version='1.0'>";
  const enable = "<enable xmlns='urn:xmpp:sm:3' resume='true'/>";
  const bind = "<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>";
  const auth = `<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>${base64('\0nina\0secret')}</auth>`;

  const classic = await server.connect();
  const before = await trips(classic, [
    [header, 1],
    [auth, 1],
  ]);
  await classic.openStream();
  const old =
    before +
    1 +
    (await trips(classic, [
      [bind, 1],
      [enable, 1],
    ]));

  const inline = await server.connect();
  const now = await trips(inline, [
    [header, 1],
    [plain(`<bind xmlns='urn:xmpp:bind:0'>${enable}</bind>`), 2],
  ]);
  expect([old, now]).toEqual([5, 2]);
  for (const client of [classic, inline]) {
    await client.settle();
    client.destroy();
  }
});

it('one device too many: logged in, not bound, and told so by the features', async () => {
  const full = await startTestServer({ config: { limits: { sessionsPerAccount: 1 } } });
  try {
    await full.createAccounts('nina');
    await full.session('nina');
    const client = await full.connect();
    await client.openStream();
    client.send(plain("<bind xmlns='urn:xmpp:bind:0'/>"));
    const success = await client.expect();
    expect(success.getChildText('authorization-identifier')).toBe('nina@test');
    expect(success.getChild('bound')).toBeUndefined();
    expect((await client.expect()).getChild('bind')).toBeDefined();
  } finally {
    await full.stop();
  }
});
