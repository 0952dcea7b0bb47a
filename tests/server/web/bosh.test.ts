/** Streams over BOSH, XEP-0124 and XEP-0206: sessions, their rules, and every terminal condition that can arise. */
import { createHash } from 'node:crypto';
import { Agent } from 'node:https';
import type { Element } from 'ltx';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { parseXml } from '../../../server/kernel/xml.ts';
import { type Answer, ask, type Site, startSite } from './site.ts';

const BIND =
  "<iq xmlns='jabber:client' type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>";
const auth = (name: string) =>
  `<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>${Buffer.from(`\0${name}\0secret`).toString('base64')}</auth>`;

let site: Site;
let agent: Agent;
beforeAll(async () => {
  site = await startSite();
  await site.createAccounts('nina', 'otto');
  agent = new Agent({ keepAlive: true });
});
afterAll(async () => {
  agent.destroy();
  await site.stop();
});

const clients: Client[] = [];
afterEach(async () => {
  for (const client of clients.splice(0))
    if (client.sid) await client.ask({ type: 'terminate' }).catch(() => {});
});

interface Client {
  sid: string;
  rid: number;
  /** The next request. */
  ask(attrs?: Record<string, string | undefined>, payload?: string): Promise<Element>;
  /** A request as it is. */
  post(body: string, headers?: Record<string, string>): Promise<Answer>;
}

const attributes = (attrs: Record<string, string | undefined>) =>
  Object.entries(attrs)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}='${value}'`)
    .join('');

function newClient(): Client {
  const client: Client = {
    sid: '',
    rid: 1_573_741_820,
    post: (body, headers) =>
      ask(site, '/http-bind', { method: 'POST', body, agent, ...(headers && { headers }) }),
    async ask(attrs = {}, payload = '') {
      client.rid += 1;
      const all = {
        xmlns: 'http://jabber.org/protocol/httpbind',
        rid: String(client.rid),
        sid: client.sid,
        ...attrs,
      };
      const { status, text } = await client.post(`<body${attributes(all)}>${payload}</body>`);
      if (status !== 200) throw new Error(`status ${status}`);
      return parseXml(text);
    },
  };
  clients.push(client);
  return client;
}

const CREATE = {
  ...{ sid: undefined, to: 'test', ver: '1.6', wait: '60', hold: '1', 'xml:lang': 'en' },
  ...{ 'xmlns:xmpp': 'urn:xmpp:xbosh', 'xmpp:version': '1.0' },
};
const RESTART = { to: 'test', 'xmlns:xmpp': 'urn:xmpp:xbosh', 'xmpp:restart': 'true' };

async function created(attrs: Record<string, string | undefined> = {}): Promise<[Client, Element]> {
  const client = newClient();
  const body = await client.ask({ ...CREATE, ...attrs });
  client.sid = body.attrs.sid ?? '';
  return [client, body];
}

async function session(name: string, attrs: Record<string, string | undefined> = {}): Promise<Client> {
  const [client] = await created(attrs);
  expect((await client.ask({}, auth(name))).getChild('success')).toBeDefined();
  expect((await client.ask(RESTART)).getChild('features')?.getChild('bind')).toBeDefined();
  expect((await client.ask({}, BIND)).getChild('iq')?.getChild('bind')).toBeDefined();
  return client;
}

const ended = (condition?: string) => ({
  xmlns: 'http://jabber.org/protocol/httpbind',
  type: 'terminate',
  ...(condition && { condition }),
});

describe('a session', () => {
  test('is created with everything a client must know', async () => {
    const [, body] = await created({ ack: '1' });
    expect(body.attrs).toMatchObject({
      ...{
        wait: '60',
        requests: '2',
        hold: '1',
        inactivity: '60',
        maxpause: '120',
        ver: '1.6',
        from: 'test',
      },
      ...{ 'xmpp:restartlogic': 'true', 'xmpp:version': '1.0', 'xmlns:xmpp': 'urn:xmpp:xbosh' },
      ...{
        ack: '1573741821',
        sid: expect.stringMatching(/^[\w-]{32}$/),
        authid: expect.stringMatching(/^[\w-]{16}$/),
      },
    });
    const features = body.getChild('features', 'http://etherx.jabber.org/streams');
    expect(features?.getChild('mechanisms')).toBeDefined();
    expect(features?.getChild('starttls')).toBeUndefined();
  });

  // §7.2: "The time MUST be less than or equal to the value specified in the session request", 'hold' and 'ver' likewise.
  test('is agreed on, never above what was asked for', async () => {
    const [, small] = await created({ wait: '20', hold: '1', ver: '1.0' });
    expect(small.attrs).toMatchObject({ wait: '20', hold: '1', ver: '1.0' });
    const [, large] = await created({ wait: '9000', hold: '9', ver: '2.0' });
    expect(large.attrs).toMatchObject({ wait: '60', hold: '1', requests: '2', ver: '1.11' });
    const [, polls] = await created({ wait: '0', hold: '0' });
    expect(polls.attrs).toMatchObject({
      wait: '0',
      hold: '0',
      requests: '1',
      polling: '2',
      inactivity: '120',
    });
  });

  test('carries messages to people over TCP', async () => {
    const nina = await session('nina');
    const otto = await site.session('otto', { resource: 'desk' });
    void nina.ask({}, "<message xmlns='jabber:client' to='otto@test/desk'><body>a &lt; b</body></message>");
    expect((await otto.expect()).getChildText('body')).toBe('a < b');
    await otto.close();
  });

  test('holds a request until there is something to say, and answers it then', async () => {
    const nina = await session('nina');
    const otto = await site.session('otto');
    const mine = await nina.ask(
      {},
      "<iq xmlns='jabber:client' type='get' id='p' to='test'><ping xmlns='urn:xmpp:ping'/></iq>",
    );
    const { to } = mine.getChild('iq')!.attrs;
    const waiting = nina.ask();
    otto.send(`<message to='${to}'><body>there you are</body></message>`);
    const message = (await waiting).getChild('message', 'jabber:client');
    expect(message?.getChildText('body')).toBe('there you are');
    await otto.close();
  });

  // §8: "it SHOULD NOT keep more HTTP requests waiting at a time than the number specified in the 'hold' attribute".
  test('lets the older request go when the next one comes', async () => {
    const nina = await session('nina');
    const older = nina.ask();
    const newer = nina.ask();
    expect(String((await older).children)).toBe('');
    const last = nina.ask(
      {},
      "<iq xmlns='jabber:client' type='get' id='p'><ping xmlns='urn:xmpp:ping'/></iq>",
    );
    // In this one or, when the answer takes a turn longer, in the next.
    const early = (await newer).getChild('iq');
    const iq = early ?? (await last).getChild('iq');
    expect(iq?.attrs.id).toBe('p');
  });

  // §14.2: "MUST forward the payloads to the server and respond to the client requests in the order specified by the 'rid'".
  test('puts requests that overtook each other into order', async () => {
    const nina = await session('nina');
    const { rid } = nina;
    nina.rid = rid + 1;
    const second = nina.ask(
      {},
      "<iq xmlns='jabber:client' type='get' id='two'><ping xmlns='urn:xmpp:ping'/></iq>",
    );
    nina.rid = rid;
    const first = nina.ask(
      {},
      "<iq xmlns='jabber:client' type='get' id='one'><ping xmlns='urn:xmpp:ping'/></iq>",
    );
    const ids = (body: Element) => body.getChildren('iq').map(({ attrs }) => attrs.id);
    nina.rid = rid + 2;
    const came = ids(await first);
    if (came.length < 2) came.push(...ids(await second));
    while (came.length < 2) came.push(...ids(await nina.ask()));
    expect(came).toEqual(['one', 'two']);
  });

  // §14.3: "it SHOULD return an HTTP 200 (OK) response that includes the buffered copy of the original XML response".
  test('repeats an answer that got lost, and does nothing twice', async () => {
    const nina = await session('nina');
    const otto = await site.session('otto', { resource: 'desk' });
    const payload =
      "<message xmlns='jabber:client' to='otto@test/desk' id='once'/><iq xmlns='jabber:client' type='get' id='p'><ping xmlns='urn:xmpp:ping'/></iq>";
    const answer = await nina.ask({}, payload);
    nina.rid -= 1;
    expect(String(await nina.ask({}, payload))).toBe(String(answer));
    await otto.settle();
    expect(otto.received.filter(({ attrs }) => attrs.id === 'once').length).toBe(1);
    await otto.close();
  });

  // §14.3: "it SHOULD respond immediately to the existing request with a recoverable binding condition".
  test('gives the place of a held request to its repetition', async () => {
    const nina = await session('nina');
    const held = nina.ask();
    // Once this is answered, the one before it has been heard.
    await nina.post('<not-a-body/>');
    nina.rid -= 1;
    const again = nina.ask();
    expect((await held).attrs.type).toBe('error');
    const last = nina.ask(
      {},
      "<iq xmlns='jabber:client' type='get' id='p'><ping xmlns='urn:xmpp:ping'/></iq>",
    );
    const early = (await again).getChild('iq');
    const iq = early ?? (await last).getChild('iq');
    expect(iq?.attrs.id).toBe('p');
  });

  test('is resumed elsewhere (XEP-0198) when nobody asks any more', async () => {
    const nina = await session('nina');
    const enabled = await nina.ask({}, "<enable xmlns='urn:xmpp:sm:3' resume='true'/>");
    const { id } = enabled.getChild('enabled')!.attrs;
    const [back] = await created();
    await back.ask({}, auth('nina'));
    await back.ask(RESTART);
    const resumed = await back.ask({}, `<resume xmlns='urn:xmpp:sm:3' previd='${id}' h='0'/>`);
    expect(resumed.getChild('resumed')).toBeDefined();
  });

  // §10: the response to a pause "MUST NOT contain any payloads", and all pending requests are answered.
  test('can be paused', async () => {
    const nina = await session('nina');
    const held = nina.ask();
    const paused = nina.ask({ pause: '60' });
    expect([(await held).children, (await paused).children]).toEqual([[], []]);
    const back = await nina.ask(
      {},
      "<iq xmlns='jabber:client' type='get' id='p'><ping xmlns='urn:xmpp:ping'/></iq>",
    );
    expect(back.getChild('iq')?.attrs.id).toBe('p');
  });

  // §13: the oldest connection gets 'terminate', others an empty body, and the payload is forwarded.
  test('is ended by the client, its last words heard', async () => {
    const nina = await session('nina');
    const otto = await site.session('otto', { resource: 'desk' });
    const held = nina.ask();
    const last = nina.ask(
      { type: 'terminate' },
      "<message xmlns='jabber:client' to='otto@test/desk'><body>good-bye</body></message>",
    );
    expect((await held).attrs).toEqual(ended());
    expect((await last).attrs.type).toBeUndefined();
    expect((await otto.expect()).getChildText('body')).toBe('good-bye');
    expect((await nina.ask()).attrs).toEqual(ended('item-not-found'));
    await otto.close();
    nina.sid = '';
  });

  // XEP-0206 §2: stanzas that say no namespace are of jabber:client.
  test('takes stanzas without a namespace', async () => {
    const nina = await session('nina');
    const answer = await nina.ask({}, "<iq type='get' id='p'><ping xmlns='urn:xmpp:ping'/></iq>");
    expect(answer.getChild('iq', 'jabber:client')?.attrs).toMatchObject({ id: 'p', type: 'result' });
  });

  // §15.4: "If the values do not match […] the connection manager MUST NOT process the element, MUST terminate the session".
  test('with keys goes on with the next key only', async () => {
    const keys = ['seed'];
    for (let count = 0; count < 4; count++) keys.push(createHash('sha1').update(keys.at(-1)!).digest('hex'));
    const [nina] = await created({ newkey: keys[4]!.toUpperCase() });
    expect((await nina.ask({ key: keys[3] }, auth('nina'))).getChild('success')).toBeDefined();
    expect((await nina.ask({ ...RESTART, key: keys[2] })).getChild('features')).toBeDefined();
    expect((await nina.ask({ key: keys[2] }, BIND)).attrs).toEqual(ended('item-not-found'));
    nina.sid = '';
  });

  test('may say what its answers are called, and nothing dangerous', async () => {
    const client = newClient();
    const body = (content: string) =>
      `<body${attributes({ ...CREATE, rid: '1', content, xmlns: 'http://jabber.org/protocol/httpbind' })}/>`;
    const typeOf = async (content: string) => (await client.post(body(content))).headers['content-type'];
    expect(await typeOf('text/html; charset=utf-8')).toBe('text/html; charset=utf-8');
    expect(await typeOf('image/svg+xml')).toBe('text/xml; charset=utf-8');
    expect(await typeOf('text/html&#xd;&#xa;Set-Cookie: a=b')).toBe('text/xml; charset=utf-8');
  });
});

describe('requests sent wrong', () => {
  const NS = "xmlns='http://jabber.org/protocol/httpbind'";
  const first = (attrs: Record<string, string | undefined>) =>
    `<body ${NS}${attributes({ ...CREATE, rid: '1', ...attrs })}/>`;

  const WRONG: [what: string, body: string, condition: string][] = [
    ['nothing', '', 'bad-request'],
    ['no XML', 'hello', 'bad-request'],
    ['half of it', `<body ${NS}`, 'bad-request'],
    ['another element', `<html ${NS}/>`, 'bad-request'],
    ['another namespace', "<body xmlns='urn:example' rid='1'/>", 'bad-request'],
    // §6: "The <body/> wrapper MUST NOT contain any XML character data".
    ['text', `<body ${NS} rid='1'>hello</body>`, 'bad-request'],
    ['a comment', `<body ${NS} rid='1'><!-- x --></body>`, 'bad-request'],
    ['an instruction', `<body ${NS} rid='1'><?x y?></body>`, 'bad-request'],
    ['a document type', `<!DOCTYPE a [<!ENTITY b "c">]><body ${NS} rid='1'/>`, 'bad-request'],
    ['an entity', `<body ${NS} rid='1'><a xmlns='a'>&b;</a></body>`, 'bad-request'],
    ['two bodies', `<body ${NS} rid='1'/><body ${NS} rid='2'/>`, 'bad-request'],
    ['no rid', first({ rid: undefined }), 'bad-request'],
    ['a rid that is no number', first({ rid: 'one' }), 'bad-request'],
    ['a negative rid', first({ rid: '-1' }), 'bad-request'],
    ['a rid beyond 2^53', first({ rid: '9007199254740992' }), 'bad-request'],
    // §17.2.
    ['no domain', first({ to: undefined }), 'improper-addressing'],
    ['an empty domain', first({ to: '' }), 'improper-addressing'],
    ['a domain that is not ours', first({ to: 'example.com' }), 'host-unknown'],
    ['an account', first({ to: 'nina@test' }), 'host-unknown'],
    ['an unknown session', `<body ${NS} rid='1' sid='nobody'/>`, 'item-not-found'],
  ];
  test.each(WRONG)('%s', async (_, body, condition) => {
    const answer = await newClient().post(body);
    expect([answer.status, parseXml(answer.text).attrs]).toEqual([200, ended(condition)]);
  });

  // §17.2: for clients that named no version, "a deprecated HTTP Error Condition instead".
  test('by a client of the old kind', async () => {
    const old = { ...CREATE, ver: undefined };
    expect((await newClient().post(first({ ...old, rid: undefined }))).status).toBe(400);
    const [client, body] = await created({ ver: undefined });
    expect(body.attrs.ver).toBeUndefined();
    client.rid += 10;
    await expect(client.ask()).rejects.toThrow('status 404');
    client.sid = '';
  });

  // §14.2: "If it receives a request with a 'rid' greater than the values in the window, then the connection manager MUST
  // terminate the session".
  test('a rid beyond the window, or long forgotten', async () => {
    const ahead = await session('nina');
    const held = ahead.ask();
    ahead.rid += 2;
    expect((await ahead.ask()).attrs).toEqual(ended('item-not-found'));
    expect((await held).attrs).toEqual(ended('other-request'));
    const behind = await session('nina');
    behind.rid -= 4;
    expect((await behind.ask()).attrs).toEqual(ended('item-not-found'));
    ahead.sid = behind.sid = '';
  });

  // §12: "two consecutive empty new requests […] within a period shorter than […] the 'polling' attribute".
  test('polling too often', async () => {
    const [nina] = await created({ wait: '0', hold: '0' });
    expect((await nina.ask()).attrs.type).toBeUndefined();
    expect((await nina.ask()).attrs).toEqual(ended('policy-violation'));
    nina.sid = '';
  });

  test('broken stanzas are a stream error, in its wrapper', async () => {
    const nina = await session('nina');
    const body = await nina.ask({}, "<message xmlns='jabber:client' from='otto@test'/>");
    expect(body.attrs).toMatchObject({ type: 'terminate', condition: 'remote-stream-error' });
    expect(
      body.getChild('error', 'http://etherx.jabber.org/streams')?.getChild('invalid-from'),
    ).toBeDefined();
    expect((await nina.ask()).attrs).toEqual(ended('item-not-found'));
    nina.sid = '';
  });

  test('more than a stanza may have', async () => {
    const { status } = await newClient().post(`<body ${NS} rid='1'>${' '.repeat(600_000)}</body>`);
    expect(status).toBe(413);
  });

  test('in the clear, without a reverse proxy that vouches for TLS', async () => {
    const post = (headers: Record<string, string>) =>
      ask(site, '/http-bind', { method: 'POST', body: first({}), clear: true, headers });
    const elsewhere = parseXml((await post({})).text);
    expect(elsewhere.attrs).toEqual(ended('see-other-uri'));
    expect(elsewhere.getChildText('uri')).toBe(`https://test:${site.web.tls}/http-bind`);
    expect(parseXml((await post({ 'x-forwarded-proto': 'https' })).text).attrs.sid).toBeDefined();
  });

  test('by other methods', async () => {
    const { status, headers } = await ask(site, '/http-bind');
    expect([status, headers.allow]).toEqual([405, 'OPTIONS, POST']);
  });
});

test('web pages of other origins may use it', async () => {
  const { status, headers } = await ask(site, '/http-bind', {
    method: 'OPTIONS',
    headers: { origin: 'null' },
  });
  expect(status).toBe(204);
  expect(headers).toMatchObject({
    'access-control-allow-origin': '*',
    'access-control-allow-methods': 'OPTIONS, POST',
    'access-control-allow-headers': 'Content-Type',
  });
});
