/** Dialback against servers that answer rightly, wrongly or not at all: XEP-0220 in each of its roles, and its key (XEP-0185). */
import type { Element } from 'ltx';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { createDialbackKeys } from '../../../server/s2s/dialback.ts';
import {
  dialbackAnswer,
  type FakeConnection,
  type FakeServer,
  STREAM_ID,
  startFakeServer,
} from '../../support/fake-xmpp-server.ts';
import { createDirectory, waitFor } from '../../support/federation.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { connectClient, type RawClient } from '../../support/xmpp-client.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

describe('the key', () => {
  // XEP-0220 §2.1.1 and §2.2.2, XEP-0185 §3.
  test.each([
    [
      's3cr3tf0rd14lb4ck',
      'montague.example',
      'capulet.example',
      'D60000229F',
      'b4835385f37fe2895af6c196b59097b16862406db80559900d96bf6fa7d23df3',
    ],
    [
      'd14lb4ck43v3r',
      'capulet.example',
      'montague.example',
      '417GAF25',
      '225cc5aa6a071133249d25fef42ae516fc7a86c523aa1c6980a7f73e784c972d',
    ],
    [
      's3cr3tf0rd14lb4ck',
      'xmpp.example.com',
      'example.org',
      'D60000229F',
      '37c69b1cf07a3f67c04a5ef5902fa5114f2c76fe4a2686482ba5b89323075643',
    ],
  ])('of %s for %s from %s', (secret, to, from, id, key) => {
    const keys = createDialbackKeys(secret);
    expect(keys.make({ from, to }, id)).toBe(key);
    expect(keys.isRight(key, { from, to }, id)).toBe(true);
    expect(keys.isRight(key, { from: to, to: from }, id)).toBe(false);
    expect(keys.isRight(key.slice(1), { from, to }, id)).toBe(false);
  });
});

let server: TestServer;
/** Whose server is a fake; each test has its own, so that they can share servers of ours. */
let remote = '';
let tests = 0;
const directory = createDirectory();
/** One for each `federation` of the configuration. */
const servers = new Map<string, Promise<TestServer>>();
const fakes: FakeServer[] = [];
afterEach(() => Promise.all(fakes.splice(0).map((fake) => fake.stop())));
afterAll(async () => {
  for (const each of servers.values()) await (await each).stop();
});

async function start(federation: Record<string, unknown> = {}): Promise<void> {
  tests += 1;
  remote = `remote${tests}.test`;
  const name = JSON.stringify(federation);
  const known = servers.get(name) ?? startOne(federation);
  servers.set(name, known);
  server = await known;
}

async function startOne(federation: Record<string, unknown>): Promise<TestServer> {
  const made = await startTestServer({
    directory: directory.names,
    tickMs: 100,
    config: {
      listen: [
        { type: 'c2s', port: 0, tls: 'direct', address: '127.0.0.1' },
        { type: 's2s', port: 0, tls: 'starttls', address: '127.0.0.1' },
      ],
      federation: { tls: 'optional', dane: false, ...federation },
    },
  });
  await made.createAccounts('nina');
  return made;
}

async function fake(...args: Parameters<typeof startFakeServer>): Promise<FakeServer> {
  const made = await startFakeServer(...args);
  fakes.push(made);
  directory.put(remote, { port: made.port });
  return made;
}

const DIALBACK = "<dialback xmlns='urn:xmpp:features:dialback'><errors/></dialback>";
const head = () =>
  `<stream:stream xmlns='jabber:server' xmlns:db='jabber:server:dialback' xmlns:stream='http://etherx.jabber.org/streams' from='${remote}' to='test' version='1.0'>`;

describe('we are the Receiving Server', () => {
  interface Row {
    /** What their own server does with our question. */
    readonly theirs: string;
    readonly onVerify?: (verify: Element, connection: FakeConnection) => void;
    readonly greeting?: string;
    readonly features?: string;
    readonly gone?: 'domain' | 'server';
    readonly answer: string;
  }
  const ROWS: readonly Row[] = [
    {
      theirs: 'says the key is right',
      onVerify: (v, c) => c.send(dialbackAnswer(v, 'valid')),
      answer: 'valid',
    },
    {
      theirs: 'has no version, and says the key is right',
      ...{ features: undefined, onVerify: (v, c) => c.send(dialbackAnswer(v, 'valid')), answer: 'valid' },
    },
    {
      theirs: 'says the key is wrong: the end of the stream (§2.2.1)',
      ...{ onVerify: (v, c) => c.send(dialbackAnswer(v, 'invalid')), answer: 'invalid · end' },
    },
    {
      theirs: 'does not know the domain (§2.5)',
      onVerify: (v, c) => c.send(dialbackAnswer(v, 'error', { error: 'item-not-found' })),
      answer: 'error remote-server-not-found',
    },
    {
      theirs: 'does not serve the domain (§2.5)',
      greeting:
        "<stream:stream xmlns='jabber:server' xmlns:stream='http://etherx.jabber.org/streams' id='x' version='1.0'><stream:error><host-unknown xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error></stream:stream>",
      answer: 'error remote-server-not-found',
    },
    {
      theirs: 'closes without an answer (§2.5)',
      ...{ onVerify: (_, c) => c.socket.end(), answer: 'error remote-server-timeout' },
    },
    { theirs: 'never answers', onVerify: () => {}, answer: 'error remote-server-timeout' },
    {
      theirs: 'answers for another stream',
      onVerify: (v, c) => c.send(dialbackAnswer(v, 'valid', { id: 'another' })),
      answer: 'error remote-server-timeout',
    },
    {
      theirs: 'answers another question',
      onVerify: (v, c) =>
        c.send(dialbackAnswer(v, 'valid').replaceAll(`from='${remote}'`, "from='other.test'")),
      answer: 'error remote-server-timeout',
    },
    { theirs: 'is not there', gone: 'server', answer: 'error remote-connection-failed' },
    { theirs: 'is not to be found', gone: 'domain', answer: 'error remote-server-not-found' },
  ];

  test.each(ROWS)('their own server $theirs', async (row) => {
    await start({ limits: { negotiateSeconds: 1 } });
    const authoritative = await fake({
      features: 'features' in row ? row.features : DIALBACK,
      ...(row.greeting && { greeting: () => row.greeting! }),
      onElement(element, connection) {
        if (element.name === 'db:verify') row.onVerify?.(element, connection);
      },
    });
    if (row.gone === 'domain') directory.remove(remote);
    if (row.gone === 'server') await authoritative.stop();

    const peer = await connectPeer();
    peer.send(`<db:result from='${remote}' to='test'>their key</db:result>`);
    const got = await peer.find(({ name }) => name === 'db:result', 'an answer');
    const condition = got.getChild('error')?.getChildElements()[0]?.name;
    const said = [got.attrs.type, condition].filter((part) => part !== undefined).join(' ');
    if (row.answer.endsWith('end')) {
      await peer.closed();
      expect(`${said} · end`).toBe(row.answer);
    } else expect(said).toBe(row.answer);
    expect(got.attrs).toMatchObject({ from: 'test', to: remote });

    const asked = authoritative.received.find(({ name }) => name === 'db:verify');
    // §2.1.2: the id is that of the stream the key was given on.
    if (asked) {
      expect(asked.attrs).toMatchObject({ from: 'test', to: remote, id: peer.header?.attrs.id });
      expect(asked.getText()).toBe('their key');
    }
    if (row.answer === 'valid') {
      peer.send(`<iq type='get' id='i' from='${remote}' to='test'><ping xmlns='urn:xmpp:ping'/></iq>`);
      await waitFor(() => authoritative.received.some(({ name }) => name === 'db:result'));
    } else if (!row.answer.endsWith('end')) {
      // Not let in: the stream stands, and a stanza ends it.
      peer.send(`<message from='a@${remote}' to='nina@test'><body>forged</body></message>`);
      const error = await peer.find(({ name }) => name === 'stream:error', 'a stream error');
      expect(error.getChild('not-authorized')).toBeDefined();
    }
  });

  test('one question at a time for one key, and other pairs go on meanwhile', async () => {
    await start();
    let verify: Element | undefined;
    let answer: ((type: string) => void) | undefined;
    const authoritative = await fake({
      features: DIALBACK,
      onElement(element, connection) {
        if (element.name !== 'db:verify') return;
        verify ??= element;
        answer ??= (type) => connection.send(dialbackAnswer(verify!, type));
      },
    });
    const peer = await connectPeer();
    for (let times = 0; times < 3; times++)
      peer.send(`<db:result from='${remote}' to='test'>their key</db:result>`);
    peer.send(`<db:result from='${remote}' to='other.test'>their key</db:result>`);
    const refused = await peer.expect();
    expect(refused.attrs).toMatchObject({ from: 'other.test', type: 'error' });
    await waitFor(() => answer !== undefined);
    answer!('valid');
    expect((await peer.expect()).attrs).toMatchObject({ from: 'test', type: 'valid' });
    expect(authoritative.received.filter(({ name }) => name === 'db:verify')).toHaveLength(1);
  });

  test('a wrong key beside a right one is <forbidden/>, and the stream goes on (§2.2.1)', async () => {
    await start();
    await fake({
      features: DIALBACK,
      onElement(element, connection) {
        if (element.name === 'db:verify')
          connection.send(dialbackAnswer(element, element.attrs.from === 'test' ? 'valid' : 'invalid'));
      },
    });
    const peer = await connectPeer();
    peer.send(`<db:result from='${remote}' to='test'>their key</db:result>`);
    expect((await peer.expect()).attrs.type).toBe('valid');
    peer.send(`<db:result from='${remote}' to='conference.test'>their key</db:result>`);
    const refused = await peer.expect();
    expect(refused.getChild('error')?.getChildElements()[0]?.name).toBe('forbidden');
    peer.send(`<db:result from='${remote}' to='test'>their key</db:result>`);
    expect((await peer.expect()).attrs.type).toBe('valid');
  });

  test('more pairs than one connection may carry (§2.5)', async () => {
    await start({ limits: { pairs: 1 } });
    await fake({
      features: DIALBACK,
      onElement(element, connection) {
        if (element.name === 'db:verify') connection.send(dialbackAnswer(element, 'valid'));
      },
    });
    const peer = await connectPeer();
    peer.send(`<db:result from='${remote}' to='test'>their key</db:result>`);
    expect((await peer.expect()).attrs.type).toBe('valid');
    peer.send(`<db:result from='${remote}' to='conference.test'>their key</db:result>`);
    const refused = await peer.expect();
    expect(refused.getChild('error')?.getChildElements()[0]?.name).toBe('resource-constraint');
  });

  test('who proves nothing may not try for ever', async () => {
    await start();
    const theirs = await fake({
      features: DIALBACK,
      onElement(element, connection) {
        if (element.name === 'db:verify')
          connection.send(dialbackAnswer(element, 'error', { error: 'item-not-found' }));
      },
    });
    const peer = await connectPeer();
    for (let tried = 0; tried < 9; tried++) {
      peer.send(`<db:result from='${remote}' to='test'>a key</db:result>`);
      expect((await peer.expect()).attrs.type).toBe('error');
    }
    peer.send(`<db:result from='${remote}' to='test'>a key</db:result>`);
    expect((await peer.expect()).attrs.type).toBe('error');
    expect((await peer.expect()).getChild('policy-violation')).toBeDefined();
    expect(theirs.received.filter(({ name }) => name === 'db:verify')).toHaveLength(10);
  });

  test('where only a certificate counts, nobody is called back', async () => {
    await start({ authenticate: 'certificate' });
    const authoritative = await fake({ features: DIALBACK, onElement: () => {} });
    const peer = await connectPeer();
    peer.send(`<db:result from='${remote}' to='test'>their key</db:result>`);
    const got = await peer.expect();
    expect(got.getChild('error')?.getChildElements()[0]?.name).toBe('not-authorized');
    expect(authoritative.connections).toBe(0);
  });
});

describe('we are the Initiating Server', () => {
  interface Row {
    readonly theirs: string;
    readonly onResult?: (result: Element, connection: FakeConnection) => void;
    readonly greeting?: string;
    readonly features?: string;
    readonly federation?: Record<string, unknown>;
    /** The error nina gets for her message; undefined when it arrives. */
    readonly error?: string;
    /** What the report says. */
    readonly code?: string;
  }
  const refuse = (error: string) => (result: Element, connection: FakeConnection) =>
    connection.send(dialbackAnswer(result, 'error', { error }));
  const streamError = (condition: string) =>
    `<stream:stream xmlns='jabber:server' xmlns:stream='http://etherx.jabber.org/streams' id='x' version='1.0'><stream:error><${condition} xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error></stream:stream>`;
  const SOON = { limits: { negotiateSeconds: 1, queueSeconds: 1 } };

  const ROWS: readonly Row[] = [
    { theirs: 'let us in', onResult: (r, c) => c.send(dialbackAnswer(r, 'valid')) },
    {
      theirs: 'let us in, without a version',
      ...{ features: undefined, onResult: (r, c) => c.send(dialbackAnswer(r, 'valid')) },
    },
    {
      theirs: 'say we are not who we are (§2.1.1)',
      onResult: (r, c) => c.send(dialbackAnswer(r, 'invalid')),
      ...{ error: 'internal-server-error', code: 'dialback.denied' },
    },
    {
      theirs: 'do not serve the domain',
      ...{
        onResult: refuse('item-not-found'),
        error: 'remote-server-timeout',
        code: 'stream.host-unknown',
      },
    },
    {
      theirs: 'want a certificate',
      ...{ onResult: refuse('not-authorized'), error: 'remote-server-timeout', code: 'dialback.not-allowed' },
    },
    {
      theirs: 'cannot reach us: tried again until the message has waited too long',
      ...{ onResult: refuse('remote-connection-failed'), federation: SOON },
      ...{ error: 'remote-server-timeout', code: 'dialback.unreachable' },
    },
    {
      theirs: 'never answer',
      ...{ onResult: () => {}, federation: SOON, error: 'remote-server-timeout', code: 'auth.timeout' },
    },
    {
      theirs: 'let in another pair, which nobody asked for (§3.1)',
      onResult: (r, c) => c.send(dialbackAnswer(r, 'valid').replaceAll("to='test'", "to='conference.test'")),
      ...{ federation: SOON, error: 'remote-server-timeout', code: 'auth.timeout' },
    },
    {
      theirs: 'close',
      ...{
        onResult: (_, c) => c.socket.end(),
        federation: SOON,
        error: 'remote-server-timeout',
        code: 'connect.closed',
      },
    },
    {
      theirs: 'do not serve the domain (a stream error)',
      ...{
        greeting: streamError('host-unknown'),
        error: 'remote-server-timeout',
        code: 'stream.host-unknown',
      },
    },
    {
      theirs: 'do not want us (a stream error)',
      ...{
        greeting: streamError('policy-violation'),
        error: 'remote-server-timeout',
        code: 'stream.refused',
      },
    },
    {
      theirs: 'speak something else',
      greeting: "<html xmlns='http://www.w3.org/1999/xhtml'>",
      ...{ error: 'remote-server-timeout', code: 'stream.protocol' },
    },
    {
      theirs: 'do not encrypt, and we want it',
      ...{ federation: { tls: 'required' }, error: 'remote-server-timeout', code: 'tls.required' },
    },
    {
      theirs: 'show no certificate, and we want one',
      federation: { authenticate: 'certificate' },
      ...{ error: 'remote-server-timeout', code: 'certificate.none' },
    },
    {
      theirs: 'do not know dialback',
      greeting:
        "<stream:stream xmlns='jabber:server' xmlns:stream='http://etherx.jabber.org/streams' id='x' version='1.0'><stream:features/>",
      ...{ error: 'remote-server-timeout', code: 'auth.not-offered' },
    },
  ];

  test.each(ROWS)('they $theirs', async (row) => {
    await start(row.federation);
    const theirs = await fake({
      features: 'features' in row ? row.features : DIALBACK,
      ...(row.greeting && { greeting: () => row.greeting! }),
      onElement(element, connection) {
        if (element.name === 'db:result') row.onResult?.(element, connection);
      },
    });
    const nina = await server.session('nina', { resource: 'desk' });
    nina.send(`<message to='otto@${remote}' id='m1'><body>hello</body></message>`);
    if (row.error === undefined) {
      await waitFor(() => theirs.received.some(({ name }) => name === 'message'));
      const message = theirs.received.find(({ name }) => name === 'message')!;
      expect(message.getNS()).toBe('jabber:server');
      expect(message.getChild('body')?.getNS()).toBe('jabber:server');
      expect(message.attrs).toMatchObject({ from: 'nina@test/desk', to: `otto@${remote}` });
    } else {
      const error = await nina.find(({ attrs }) => attrs.id === 'm1' && attrs.type === 'error', 'an error');
      expect(error.attrs.from).toBe(`otto@${remote}`);
      expect(error.getChild('error')?.getChildElements()[0]?.name).toBe(row.error);
    }
    const result = theirs.received.find(({ name }) => name === 'db:result');
    if (result) expect(result.attrs).toMatchObject({ from: 'test', to: remote });
    const report = server.server.federation.report().domains.find(({ domain }) => domain === remote);
    expect(report?.problem?.code).toBe(row.code);
    // Nothing of what is refused was ever said to them.
    if (row.error !== undefined) expect(theirs.received.some(({ name }) => name === 'message')).toBe(false);
  });
});

describe('we are the Authoritative Server', () => {
  test('the key we gave is right, for that stream and that pair alone', async () => {
    await start();
    const theirs = await fake({ features: DIALBACK, onElement: () => {} });
    const nina = await server.session('nina', { resource: 'desk' });
    nina.send(`<message to='otto@${remote}' id='m1'><body>hello</body></message>`);
    await waitFor(() => theirs.received.some(({ name }) => name === 'db:result'));
    const key = theirs.received.find(({ name }) => name === 'db:result')!.getText();
    const peer = await connectPeer();
    const ask = async (addresses: string, id: string, text = key) => {
      peer.send(`<db:verify ${addresses} id='${id}'>${text}</db:verify>`);
      return (await peer.expect()).attrs.type;
    };
    expect([
      await ask(`from='${remote}' to='test'`, STREAM_ID),
      await ask(`from='${remote}' to='test'`, STREAM_ID, ` ${key}\n`),
      await ask(`from='${remote}' to='test'`, 'another'),
      await ask("from='other.test' to='test'", STREAM_ID),
      await ask(`from='${remote}' to='conference.test'`, STREAM_ID),
      await ask(`from='${remote}' to='test'`, STREAM_ID, key.replace(/^./, 'x')),
    ]).toEqual(['valid', 'valid', 'invalid', 'invalid', 'invalid', 'invalid']);
  });
});

async function connectPeer(): Promise<RawClient> {
  const port = server.server.ports.find(({ type }) => type === 's2s')!.port;
  const peer = await connectClient({ port, host: 'test', tls: 'starttls' });
  await peer.openHeader(head());
  await peer.expect();
  return peer;
}
