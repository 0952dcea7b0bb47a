/** XEP-0114 on the wire: the handshake, and each way a stream can be refused or ended. One table. */
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { componentHeader, connectComponentPort, handshakeFor } from '../../support/component-client.ts';
import type { RawClient } from '../../support/xmpp-client.ts';
import { type ComponentStage, SECRET, stageWith } from './stage.ts';

let stage: ComponentStage;
beforeAll(async () => {
  stage = await stageWith({ domains: ['irc.test', 'bot.test', 'other.example'] });
  await stage.test.createAccounts('nina', 'otto');
});
afterAll(() => stage.stop());

const conditionOf = (error: { getChildElements(): { name: string }[] }) => error.getChildElements()[0]?.name;

async function opened(domain = 'irc.test'): Promise<RawClient> {
  const client = await connectComponentPort(stage.port);
  await client.openHeader(componentHeader(domain));
  return client;
}

describe('the header', () => {
  it('is answered with the component’s own domain and a stream id', async () => {
    const client = await opened();
    expect(client.header?.attrs).toMatchObject({
      xmlns: 'jabber:component:accept',
      from: 'irc.test',
      id: expect.stringMatching(/^.{16,}$/),
    });
    client.destroy();
  });

  const wrong: [what: string, header: string, condition: string][] = [
    ['a domain that is no component’s', componentHeader('nobody.test'), 'host-unknown'],
    ['a served domain', componentHeader('test'), 'host-unknown'],
    ['no domain at all', componentHeader('two@@signs'), 'host-unknown'],
    ['an account', componentHeader('nina@irc.test'), 'host-unknown'],
    ['no address', componentHeader('x').replace(" to='x'", ''), 'improper-addressing'],
    ['a client’s namespace', componentHeader('irc.test', 'jabber:client'), 'invalid-namespace'],
    ['the other direction’s', componentHeader('irc.test', 'jabber:component:connect'), 'invalid-namespace'],
    [
      'another stream namespace',
      "<stream:stream xmlns='jabber:component:accept' xmlns:stream='http://example.org/' to='irc.test'>",
      'invalid-namespace',
    ],
    [
      'another element',
      "<stream:flow xmlns='jabber:component:accept' xmlns:stream='http://etherx.jabber.org/streams' to='irc.test'>",
      'bad-format',
    ],
    [
      'another prefix',
      "<s:stream xmlns='jabber:component:accept' xmlns:s='http://etherx.jabber.org/streams' to='irc.test'>",
      'bad-namespace-prefix',
    ],
    ['no XML', 'GET / HTTP/1.1\r\n\r\n', 'not-well-formed'],
    ['a document type', '<!DOCTYPE x><stream:stream>', 'restricted-xml'],
  ];
  it.each(wrong)('%s: a header, the error, the end', async (_what, header, condition) => {
    const client = await connectComponentPort(stage.port);
    await client.openHeader(header);
    expect(conditionOf(await client.expect())).toBe(condition);
    await client.closed();
  });
});

describe('the handshake', () => {
  const wrong: [what: string, xml: (id: string | undefined) => string][] = [
    ['another secret', (id) => handshakeFor(id, 'guessed')],
    ['another stream’s', () => handshakeFor('3BF96D32', SECRET)],
    ['nothing', () => '<handshake/>'],
    ['capital letters', (id) => handshakeFor(id, SECRET).replace(/>[0-9a-f]+/, (hex) => hex.toUpperCase())],
    [
      'in another namespace',
      (id) => handshakeFor(id, SECRET).replace('<handshake', "<handshake xmlns='jabber:client'"),
    ],
    ['a stanza instead', () => "<message from='irc.test' to='nina@test'><body>hello</body></message>"],
    ['SASL instead', () => "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='EXTERNAL'/>"],
  ];
  it.each(wrong)('%s: not-authorized, and the end', async (_what, xml) => {
    const client = await opened();
    client.send(xml(client.header?.attrs.id));
    expect(conditionOf(await client.expect())).toBe('not-authorized');
    await client.closed();
  });

  it('succeeds with an empty element', async () => {
    const client = await opened();
    client.send(handshakeFor(client.header?.attrs.id, SECRET));
    expect(String(await client.expect())).toBe('<handshake/>');
    expect(stage.test.server.components.at('irc.test')?.state.at).toBe('attached');
    await client.close();
  });

  it('a second stream for the same component is refused while the first lives, and welcome after it', async () => {
    const first = await stage.attach('bot.test');
    const second = await opened('bot.test');
    expect(conditionOf(await second.expect())).toBe('conflict');
    await second.closed();
    await first.settle();
    await first.close();
    await (await stage.attach('bot.test')).close();
  });

  it('two that shake hands at once: one of them stays', async () => {
    const both = [await opened('bot.test'), await opened('bot.test')];
    for (const client of both) client.send(handshakeFor(client.header?.attrs.id, SECRET));
    const answers = await Promise.all(
      both.map((client) => client.expect().then(() => client.received.length)),
    );
    expect(answers).toHaveLength(2);
    await both[1]!.closed();
    expect(both[1]!.received.map(conditionOf)).toEqual(['conflict']);
    await both[0]!.close();
  });

  it.skipIf(process.platform === 'win32')(
    'a secret everybody may read, or none, is not used; nothing is said about why',
    async () => {
      const secret = join(stage.folder, 'secret');
      chmodSync(secret, 0o644);
      const client = await opened();
      expect(conditionOf(await client.expect())).toBe('internal-server-error');
      expect(stage.test.server.components.at('irc.test')?.state).toMatchObject({
        at: 'unusable',
        because: expect.stringContaining('everybody on this computer may read'),
      });
      chmodSync(secret, 0o600);
      writeFileSync(secret, '');
      const empty = await opened();
      expect(conditionOf(await empty.expect())).toBe('internal-server-error');
      writeFileSync(secret, SECRET);
      await (await stage.attach('irc.test')).close();
    },
  );

  it('never says the secret, to nobody', () => {
    expect(JSON.stringify(stage.test.log)).not.toContain(SECRET);
  });
});

describe('bounds', () => {
  it('one stanza has a size, a depth, and so many attributes', async () => {
    const attributes = Array.from({ length: 70 }, (_, index) => ` a${index}='x'`).join('');
    const tooMuch = [
      `<message from='irc.test' to='nina@test'><body>${'x'.repeat(300_000)}</body></message>`,
      `<message from='irc.test' to='nina@test'>${'<a>'.repeat(70)}`,
      `<message from='irc.test' to='nina@test'${attributes}/>`,
    ];
    for (const xml of tooMuch) {
      const client = await stage.attach('irc.test');
      client.send(xml);
      expect(conditionOf(await client.expect())).toBe('policy-violation');
      await client.closed();
    }
  });

  it('who does not shake hands in time has to go; who has shaken hands may be silent', async () => {
    let now = 1_000_000;
    const slow = await stageWith({ now: () => now, tickMs: 20, config: { limits: { loginSeconds: 30 } } });
    try {
      const attached = await slow.attach('irc.test');
      const [silent, half] = [await connectComponentPort(slow.port), await connectComponentPort(slow.port)];
      await half.openHeader(
        "<stream:stream xmlns='jabber:component:accept' xmlns:stream='http://etherx.jabber.org/streams' to='nobody.test'>",
      );
      now += 31_000;
      await silent.closed();
      await half.closed();
      await attached.settle();
    } finally {
      await slow.stop();
    }
  });

  it('one that floods is slowed down, and a quiet session does not notice', async () => {
    const limited = await stageWith({ config: { limits: {} } });
    try {
      await limited.test.createAccounts('nina');
      const nina = await limited.test.session('nina');
      const flood = await limited.attach('irc.test');
      const many = 60_000;
      flood.send("<message type='error' from='irc.test' to='nobody@test'/>".repeat(many));
      const before = performance.now();
      for (let asked = 0; asked < 20; asked += 1) await nina.settle();
      expect((performance.now() - before) / 20).toBeLessThan(1000);
      // A burst of ten seconds' worth was taken; the rest waits in its own socket.
      expect(limited.test.server.components.at('irc.test')!.received).toBeLessThan(many);
    } finally {
      await limited.stop();
    }
  }, 60_000);

  it('only so many connections of one address may be undecided', async () => {
    const small = await stageWith({ config: { limits: { pendingPerAddress: 3 } } });
    try {
      const pending = [];
      for (let count = 0; count < 3; count += 1) pending.push(await connectComponentPort(small.port));
      const more = await connectComponentPort(small.port);
      await more.closed();
      for (const one of pending) one.destroy();
      // Those that have shaken hands do not count.
      await expect
        .poll(async () => (await small.attach('irc.test').catch(() => undefined)) !== undefined, {
          timeout: 10_000,
        })
        .toBe(true);
    } finally {
      await small.stop();
    }
  });
});

describe('stanzas from a component', () => {
  const ending: [what: string, xml: string, condition: string][] = [
    ['from another domain', "<message from='nina@test' to='otto@test'/>", 'invalid-from'],
    ['from another component', "<message from='bot.test' to='otto@test'/>", 'invalid-from'],
    ['from a domain below its own', "<message from='x@evil.irc.test' to='otto@test'/>", 'invalid-from'],
    ['from a domain its own is below', "<message from='test' to='otto@test'/>", 'invalid-from'],
    ['a malformed address elsewhere', "<message from='&quot;@test' to='otto@test'/>", 'invalid-from'],
    ['without a from', "<message to='otto@test'/>", 'improper-addressing'],
    ['with an empty from', "<message from='' to='otto@test'/>", 'improper-addressing'],
    ['without a to', "<message from='irc.test'/>", 'improper-addressing'],
    ['of a client', "<message xmlns='jabber:client' from='irc.test' to='otto@test'/>", 'invalid-namespace'],
    ['no stanza', "<query xmlns='jabber:iq:version' from='irc.test' to='test'/>", 'unsupported-stanza-type'],
    ['a second handshake', '<handshake>x</handshake>', 'unsupported-stanza-type'],
    ['not XML', '<message><<', 'not-well-formed'],
  ];
  it.each(ending)('%s: the stream ends', async (_what, xml, condition) => {
    const client = await stage.attach('irc.test');
    client.send(xml);
    expect(conditionOf(await client.expect())).toBe(condition);
    await client.closed();
    expect(stage.test.server.components.at('irc.test')?.state.at).toBe('waiting');
  });

  const refused: [what: string, xml: string, condition: string][] = [
    ['to what is no address', "<message id='a' from='irc.test' to='&quot;@test'/>", 'jid-malformed'],
    [
      'from a bad name at its own domain',
      "<message id='a' from='a&quot;b@irc.test' to='nina@test'/>",
      'jid-malformed',
    ],
    [
      'an iq without an id',
      "<iq type='get' from='irc.test' to='test'><query xmlns='a'/></iq>",
      'bad-request',
    ],
    [
      'an iq of two elements',
      "<iq id='a' type='get' from='irc.test' to='test'><a xmlns='a'/><b xmlns='b'/></iq>",
      'bad-request',
    ],
    ['an iq of no type', "<iq id='a' from='irc.test' to='test'><query xmlns='a'/></iq>", 'bad-request'],
    [
      'a query nobody answers',
      "<iq id='a' type='get' from='irc.test' to='test'><query xmlns='no:such'/></iq>",
      'service-unavailable',
    ],
    [
      'to nobody’s account',
      "<message id='a' from='irc.test' to='nobody@test'><body>x</body></message>",
      'service-unavailable',
    ],
  ];
  it.each(refused)('%s: the stanza comes back, the stream stays', async (_what, xml, condition) => {
    const client = await stage.attach('irc.test');
    client.send(xml);
    const answer = await client.expect();
    expect(answer.attrs.type).toBe('error');
    expect(answer.getNS()).toBe('jabber:component:accept');
    expect(answer.getChild('error')?.getChildElements()[0]?.name).toBe(condition);
    await client.settle();
    await client.close();
  });

  it('a component that is thrown out leaves the others alone', async () => {
    const [good, bad] = [await stage.attach('bot.test'), await stage.attach('irc.test')];
    bad.send("<message from='bot.test' to='otto@test'/>");
    await bad.closed();
    await good.settle();
    await good.close();
  });
});
