/** RFC 6120 over a real server and real sockets: headers, features, SASL, binding, errors, closing. */
import type { Element } from 'ltx';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PASSWORD, startTestServer, type TestServer } from '../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ hosts: ['test', 'other'] });
  await server.createAccounts('nina', 'otto');
});
afterAll(() => server.stop());

const names = (element: Element | undefined) => element?.getChildElements().map((child) => child.name);
const condition = (error: Element) => error.getChildElements()[0]?.name;

/** Opens a TLS connection, sends `xml` after the features and answers the stream error's condition. */
async function errorAfter(xml: string): Promise<string | undefined> {
  const client = await server.connect();
  await client.openStream();
  client.send(xml);
  const error = await client.expect();
  await client.closed();
  return error.name === 'stream:error' ? condition(error) : error.toString();
}

describe('headers (§4.7)', () => {
  test('ours answers with id, from, to and version', async () => {
    const client = await server.connect();
    await client.openStream({ from: 'Nina@test/phone', id: 'theirs' });
    // §4.7.2: "the server MUST include a 'to' attribute" with "the bare JID specified in the 'from' attribute".
    expect(client.header?.attrs).toMatchObject({
      from: 'test',
      to: 'nina@test',
      version: '1.0',
      'xml:lang': 'en',
      xmlns: 'jabber:client',
    });
    expect(client.header?.attrs.id).toMatch(/^[\w-]{16}$/);
  });

  test('without from no to; without version no version (§4.7.2, §4.7.5)', async () => {
    const client = await server.connect();
    client.send(
      "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' to='test'>",
    );
    await client.expect();
    expect(Object.keys(client.header?.attrs ?? {}).sort()).toEqual([
      ...['from', 'id', 'xml:lang', 'xmlns', 'xmlns:stream'],
    ]);
  });

  // §4.7.5: "either the value supplied by the initiating entity or the highest version number supported […], whichever is lower".
  const VERSIONS = [
    ['1.0', '1.0'],
    ['1.10', '1.0'],
    ['01.00', '1.0'],
    ['2.0', '1.0'],
    ['0.9', '0.9'],
    ['x', '1.0'],
  ];
  for (const [theirs, ours] of VERSIONS) {
    test(`version ${theirs} is answered with ${ours}`, async () => {
      const client = await server.connect();
      await client.openStream({ version: theirs! });
      expect(client.header?.attrs.version).toBe(ours);
    });
  }

  // §4.7.3: it "MUST be both unpredictable and non-repeating"; §5.4.3.3, §6.4.6: "a new stream ID".
  test('each header has an id of its own, also after TLS and after the log-in', async () => {
    const ids: (string | undefined)[] = [];
    for (let i = 0; i < 2; i += 1) {
      const client = await server.connect({ tls: 'starttls' });
      await client.openStream();
      ids.push(client.header?.attrs.id);
      client.destroy();
    }
    const client = await server.connect({ tls: 'starttls' });
    await client.startTls();
    ids.push(client.header?.attrs.id);
    await client.authenticate('nina', PASSWORD);
    ids.push(client.header?.attrs.id);
    expect(new Set(ids).size).toBe(4);
    expect(ids.join('')).not.toContain('undefined');
  });

  test('after the log-in, "from" is the account and "to" its domain', async () => {
    for (const [attrs, expected] of [
      [{ from: 'otto@test' }, 'invalid-from'],
      [{ from: '@' }, 'invalid-from'],
      [{ to: 'other' }, 'host-unknown'],
    ] as const) {
      const client = await server.connect();
      await client.openStream();
      client.send(`<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>AG5pbmEAc2VjcmV0</auth>`);
      expect((await client.expect()).name).toBe('success');
      expect(condition(await client.openStream(attrs))).toBe(expected);
      await client.closed();
    }
  });

  const FAULTS: [why: string, attrs: Record<string, string>, condition: string][] = [
    ['a domain we do not serve', { to: 'elsewhere' }, 'host-unknown'],
    ['no domain', { to: 'a@b@c' }, 'host-unknown'],
    ['a foreign stream namespace', { 'xmlns:stream': 'urn:x' }, 'invalid-namespace'],
    ['a foreign content namespace', { xmlns: 'jabber:server' }, 'invalid-namespace'],
    ['an old version', { version: '0.9' }, 'unsupported-version'],
    ['a version of letters', { version: 'x' }, 'unsupported-version'],
  ];
  for (const [why, attrs, expected] of FAULTS) {
    test(`${why}: our header, then ${expected}`, async () => {
      const client = await server.connect();
      const error = await client.openStream(attrs);
      expect(client.header?.name).toBe('stream:stream');
      expect([error.name, condition(error)]).toEqual(['stream:error', expected]);
      await client.closed();
    });
  }
});

describe('language (§4.7.4, §8.1.5)', () => {
  test('ours is English, whatever is asked for: we have no other words', async () => {
    const client = await server.connect();
    await client.openStream({ 'xml:lang': 'fr' });
    expect(client.header?.attrs['xml:lang']).toBe('en');
  });

  const CASES: [why: string, stream: Record<string, string>, attrs: string, expected: string | undefined][] =
    [
      ['the stream’s, where the stanza has none', { 'xml:lang': 'fr' }, '', 'fr'],
      ['the stanza’s own is never changed', { 'xml:lang': 'fr' }, "xml:lang='de-CH'", 'de-CH'],
      ['none, where neither has one', {}, '', undefined],
      ['none, where the stream’s is no language', { 'xml:lang': '?' }, '', undefined],
    ];
  test.each(CASES)('a stanza goes on with %s', async (_why, attrs, own, expected) => {
    const otto = await server.session('otto');
    const nina = await server.connect();
    await nina.openStream();
    nina.send(`<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>AG5pbmEAc2VjcmV0</auth>`);
    await nina.expect();
    await nina.openStream(attrs);
    await nina.bind();
    nina.send(`<message to='${otto.jid}' type='chat' ${own}><body>x</body></message>`);
    expect((await otto.expect()).attrs['xml:lang']).toBe(expected);
    nina.destroy();
    otto.destroy();
  });
});

describe('features', () => {
  test('without TLS there is STARTTLS, required, and nothing else (§5.3.1)', async () => {
    const client = await server.connect({ tls: 'starttls' });
    const features = await client.openStream();
    expect(names(features)).toEqual(['starttls']);
    expect(features.getChild('starttls')?.getChild('required')).toBeDefined();
  });

  test('a log-in without TLS is refused whatever it says', async () => {
    const client = await server.connect({ tls: 'starttls' });
    await client.openStream();
    client.send("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>AGEAYg==</auth>");
    expect(names(await client.expect())).toEqual(['encryption-required']);
  });

  test('after TLS there are mechanisms, after the log-in binding', async () => {
    const client = await server.connect({ tls: 'starttls' });
    const secured = await client.startTls();
    expect(
      secured
        .getChild('mechanisms')
        ?.getChildElements()
        .map((one) => one.getText()),
    ).toEqual(expect.arrayContaining(['SCRAM-SHA-256', 'SCRAM-SHA-1', 'PLAIN']));
    expect(secured.getChild('starttls')).toBeUndefined();
    const features = await client.authenticate('nina', PASSWORD);
    expect(names(features)).toEqual(expect.arrayContaining(['bind', 'session', 'sm']));
  });
});

describe('SASL (§6)', () => {
  const SASL = "xmlns='urn:ietf:params:xml:ns:xmpp-sasl'";
  const FAILURES: [why: string, xml: string, condition: string][] = [
    ['an unknown mechanism', `<auth ${SASL} mechanism='X'>AA==</auth>`, 'invalid-mechanism'],
    ['not base64', `<auth ${SASL} mechanism='PLAIN'>*</auth>`, 'incorrect-encoding'],
    ['a response to nothing', `<response ${SASL}>AA==</response>`, 'malformed-request'],
    ['a wrong password', `<auth ${SASL} mechanism='PLAIN'>AG5pbmEAbm8=</auth>`, 'not-authorized'],
    ['nobody of that name', `<auth ${SASL} mechanism='PLAIN'>AG5vb25lAG5v</auth>`, 'not-authorized'],
  ];
  for (const [why, xml, expected] of FAILURES) {
    test(`${why}: ${expected}, and the stream goes on`, async () => {
      const client = await server.connect();
      await client.openStream();
      client.send(xml);
      expect(names(await client.expect())).toEqual([expected]);
      await client.authenticate('nina', PASSWORD);
    });
  }

  test('an exchange can be aborted (§6.4.4)', async () => {
    const client = await server.connect();
    await client.openStream();
    client.send(`<auth ${SASL} mechanism='PLAIN'/>`);
    expect((await client.expect()).name).toBe('challenge');
    client.send(`<abort ${SASL}/>`);
    expect(names(await client.expect())).toEqual(['aborted']);
  });

  test('the fifth failure closes the stream', async () => {
    const client = await server.connect();
    await client.openStream();
    for (let i = 0; i < 5; i += 1) {
      client.send(`<auth ${SASL} mechanism='X'/>`);
      await client.expect();
    }
    expect(condition(await client.expect())).toBe('policy-violation');
  });
});

describe('binding (§7)', () => {
  test('the resource asked for, or one of ours', async () => {
    const [named, unnamed] = [
      await server.session('nina', { resource: 'phone' }),
      await server.session('nina'),
    ];
    expect(named.jid).toBe('nina@test/phone');
    expect(unnamed.jid).toMatch(/^nina@test\/[\w-]{16}$/);
  });

  test('a resource that cannot be is refused, and another try is possible', async () => {
    const client = await server.login('nina');
    const answer = await client.query(
      'set',
      "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>a\u200Eb\u0378</resource></bind>",
    );
    expect(names(answer.getChild('error'))).toContain('bad-request');
    expect(await client.bind('good')).toBe('nina@test/good');
  });

  test('the same resource again replaces the old session with <conflict/> (§7.7.2.2)', async () => {
    const first = await server.session('otto', { resource: 'desk' });
    await server.session('otto', { resource: 'desk' });
    expect(condition(await first.expect())).toBe('conflict');
    await first.closed();
  });

  test('stanzas before binding are refused', async () => {
    const client = await server.login('nina');
    client.send('<presence/>');
    expect(condition(await client.expect())).toBe('not-authorized');
  });
});

describe('stream errors (§4.9.3)', () => {
  const CASES: [xml: string, condition: string][] = [
    ["<message to='otto@test'><body>x</body></message>", 'not-authorized'],
    ["<iq type='get' id='1'><ping xmlns='urn:xmpp:ping'/></iq>", 'not-authorized'],
    ['<a><b></a>', 'not-well-formed'],
    ['<!-- hello -->', 'restricted-xml'],
    ["<thing xmlns='urn:x'/>", 'unsupported-stanza-type'],
  ];
  for (const [xml, expected] of CASES) {
    test(`${xml} → ${expected}`, async () => {
      expect(await errorAfter(xml)).toBe(expected);
    });
  }

  test('a from that is not the sender’s ends the stream with invalid-from (§8.1.2.1)', async () => {
    const client = await server.session('nina');
    client.send("<message from='otto@test' to='otto@test'><body>x</body></message>");
    expect(condition(await client.expect())).toBe('invalid-from');
  });

  test('bytes that are no XML at all get a header and an error', async () => {
    const client = await server.connect();
    client.send('GET / HTTP/1.1\r\n\r\n');
    expect((await client.expect()).name).toBe('stream:error');
  });
});

describe('closing (§4.4)', () => {
  test('our closing tag answers the client’s', async () => {
    const client = await server.session('nina');
    await client.close();
    await expect(client.closed()).resolves.toBeUndefined();
  });

  test('what was sent before the closing tag is still handled', async () => {
    const otto = await server.session('otto', { resource: 'reader' });
    otto.send('<presence/>');
    await otto.expect();
    const nina = await server.session('nina');
    nina.send(`<message to='${otto.jid}' type='chat' id='last'><body>bye</body></message></stream:stream>`);
    await otto.find((element) => element.attrs.id === 'last');
  });
});

describe('keeping within time', () => {
  let now = 1_000_000;
  let timed: TestServer;
  beforeAll(async () => {
    timed = await startTestServer({
      now: () => now,
      tickMs: 10,
      config: { limits: { loginSeconds: 30, idleSeconds: 300, pendingPerAddress: 2 } },
    });
    await timed.createAccounts('nina');
  });
  afterAll(() => timed.stop());

  test('who does not log in within loginSeconds is told so', async () => {
    const slow = await timed.connect();
    await slow.openStream();
    now += 31_000;
    expect(condition(await slow.expect())).toBe('connection-timeout');
    await slow.closed();
  });

  test('a session that is silent for idleSeconds is asked, and without an answer its connection ends', async () => {
    const client = await timed.session('nina');
    client.send("<enable xmlns='urn:xmpp:sm:3' resume='true'/>");
    expect((await client.expect()).name).toBe('enabled');
    now += 301_000;
    expect((await client.expect()).name).toBe('r');
    now += 61_000;
    expect(condition(await client.expect())).toBe('connection-timeout');
  });

  test('one address may have pendingPerAddress connections before a log-in', async () => {
    const [first, second] = [await timed.connect(), await timed.connect()];
    await expect(timed.connect()).rejects.toThrow();
    await first.openStream();
    await first.authenticate('nina', PASSWORD);
    await expect(timed.connect()).resolves.toBeDefined();
    second.destroy();
  });
});

test('who sends too fast is slowed down, not thrown out, and nobody else waits', async () => {
  const slow = await startTestServer({ config: { limits: { stanzasPerSecond: 100 } } });
  try {
    await slow.createAccounts('nina', 'otto');
    const [nina, otto] = [await slow.session('nina'), await slow.session('otto')];
    // A burst of ten seconds' worth is free; the 100 beyond cost a second.
    const burst = Array.from(
      { length: 1100 },
      (_, i) => `<message to='${otto.jid}' id='f${i}'><body/></message>`,
    );
    const began = performance.now();
    nina.send(burst.join(''));
    await otto.settle();
    const other = performance.now() - began;
    await nina.settle();
    const own = performance.now() - began;
    await otto.find((one) => one.attrs.id === 'f1099');
    expect(own).toBeGreaterThan(700);
    expect(other).toBeLessThan(own);
  } finally {
    await slow.stop();
  }
}, 15_000);
