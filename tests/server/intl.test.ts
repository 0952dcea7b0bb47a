/** People and domains of all scripts, end to end: they log in and talk, however their name is typed (RFC 7622, RFC 8265). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PASSWORD, startTestServer, type TestServer } from '../support/server.ts';
import type { RawClient } from '../support/xmpp-client.ts';

/** How the account was made, how its owner types it elsewhere, and the one way the server writes it. */
const PEOPLE: [made: string, typed: string, name: string, why: string][] = [
  ['fußball', 'FUẞBALL', 'fußball', 'sharp s, which is kept'],
  ['σίσυφος', 'ΣΊΣΥΦΟΣ', 'σίσυφος', 'final sigma, which is kept'],
  ['ｎｉｎａ', 'Nina', 'nina', 'fullwidth letters'],
  ['ﾀﾛｳ', 'タロウ', 'タロウ', 'halfwidth katakana'],
  ['שָׁלוֹם', 'ש\u05b8\u05c1לו\u05b9ם', 'ש\u05b8\u05c1לו\u05b9ם', 'Hebrew with points in either order'],
  ['محمد٤', 'محمد٤', 'محمد٤', 'Arabic with its digits at the end'],
  ['zoe\u0308', 'ZOË', 'zoë', 'decomposed and composed'],
  ['L·L', 'l·l', 'l·l', 'middle dot between two l'],
  ['क्\u200dष', 'क्\u200dष', 'क्\u200dष', 'joiner after a virama'],
];

/** Names that are none, and what is wrong with them. */
const NOBODY: [name: string, why: string][] = [
  ['henryⅣ', 'roman numeral four: compatibility'],
  ['שלוםa', 'both directions'],
  ['a\u200db', 'joiner without a virama'],
  ['ﬀ', 'ligature'],
  ['♚', 'symbol'],
];

const DOMAIN = 'bücher.test';
let server: TestServer;

/** Logs in to `domain` as a client that writes it so; the certificate is for another of the server's names. */
async function logIn(user: string, domain: string): Promise<RawClient & { jid: string }> {
  const client = await server.connect();
  await client.openStream({ to: domain });
  const message = Buffer.from(`\0${user}\0${PASSWORD}`).toString('base64');
  client.send(`<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>${message}</auth>`);
  const answer = await client.expect();
  if (answer.name !== 'success') throw new Error(`not logged in: ${answer}`);
  await client.openStream({ to: domain });
  return Object.assign(client, { jid: await client.bind('tél') });
}

beforeAll(async () => {
  server = await startTestServer({ hosts: ['test', 'xn--bcher-kva.test'] });
  for (const [made] of PEOPLE) await server.createAccounts(`${made}@${DOMAIN}`);
  await server.createAccounts('otto');
});
afterAll(() => server.stop());

describe('names of all scripts', () => {
  it.each(PEOPLE)('%s, typed %s, is %s (%s)', async (made, typed, name) => {
    const desk = await logIn(made, DOMAIN);
    expect(desk.jid).toBe(`${name}@${DOMAIN}/tél`);
    desk.send('<presence/>');
    const other = await logIn(typed, 'XN--BCHER-KVA.test');
    // The same account and, decomposed or not, the same resource: the newcomer takes the place (RFC 6120 §7.7.2.2).
    expect(other.jid).toBe(desk.jid);
    expect(
      (await desk.find((element) => element.name === 'stream:error')).getChild('conflict'),
    ).toBeDefined();

    other.send('<presence/>');
    await other.settle();
    const otto = await server.session('otto', { resource: 'desk' });
    otto.send(`<message to='${typed}@BÜCHER。test' type='chat' id='m1'><body>שלום ${typed}</body></message>`);
    const received = await other.find(({ attrs }) => attrs.id === 'm1');
    expect({ from: received.attrs.from, body: received.getChildText('body') }).toEqual({
      from: 'otto@test/desk',
      body: `שלום ${typed}`,
    });
    other.send("<message to='ＯＴＴＯ@TEST/desk' type='chat' id='m2'><body>back</body></message>");
    expect((await otto.find(({ attrs }) => attrs.id === 'm2')).attrs.from).toBe(`${name}@${DOMAIN}/tél`);
    await Promise.all([other.close(), otto.close()]);
  });

  it.each(NOBODY)('%s is nobody (%s)', async (name) => {
    await expect(server.server.accounts.create(name, DOMAIN, PASSWORD)).resolves.toBeTypeOf('string');
    await expect(logIn(name, DOMAIN)).rejects.toThrow(/not-authorized|malformed-request/);
    const otto = await server.session('otto');
    // SPEC: RFC 6120 §8.3.3.8: "The sending entity has [...] communicated (e.g., in the 'to' address of a stanza) an XMPP
    // address or aspect thereof that violates the rules defined in [XMPP-ADDR]"
    otto.send(`<message to='${name}@${DOMAIN}' type='chat' id='m3'><body>hello</body></message>`);
    const refused = await otto.find(({ attrs }) => attrs.id === 'm3');
    expect(refused.attrs.type).toBe('error');
    expect(refused.getChild('error')?.getChild('jid-malformed')).toBeDefined();
    await otto.close();
  });

  it.each(PEOPLE)('%s, typed %s, stands in the roster as %s', async (_made, typed, name) => {
    const otto = await server.session('otto');
    const address = `${name}@${DOMAIN}`;
    await otto.query('get', "<query xmlns='jabber:iq:roster'/>");
    const set = (more: string) =>
      otto.query(
        'set',
        `<query xmlns='jabber:iq:roster'><item jid='${typed}@XN--BCHER-KVA.TEST.' ${more}/></query>`,
      );
    const pushed = async () => {
      const push = await otto.find((one) => one.attrs.type === 'set' && one.getChild('query') !== undefined);
      return push.getChild('query')?.getChild('item')?.attrs.jid;
    };
    expect([(await set("name='x'")).attrs.type, await pushed()]).toEqual(['result', address]);
    otto.send(`<presence type='subscribe' to='${typed}@BÜCHER。test'/>`);
    expect(await pushed()).toBe(address);
    expect([(await set("subscription='remove'")).attrs.type, await pushed()]).toEqual(['result', address]);
    await otto.close();
  });

  // RFC 7622 §3.2: A-labels become U-labels, a final dot goes; RFC 5895 §2: case and width are mapped.
  const DOMAINS = [
    'BÜCHER.TEST',
    'bu\u0308cher.test',
    'xn--bcher-kva.test',
    'bücher.test.',
    'ｂücher。ｔｅｓｔ',
  ];
  it.each(DOMAINS)('%s is our domain', async (domain) => {
    const otto = await server.session('otto');
    const answer = await otto.query('get', "<ping xmlns='urn:xmpp:ping'/>", domain);
    expect([answer.attrs.type, answer.attrs.from]).toEqual(['result', DOMAIN]);
    await otto.close();
  });

  // RFC 7622 §3.1: "domainpart = IP-literal / IPv4address / ifqdn"; §3.2 to §3.4: 1023 octets a part.
  const ELSEWHERE: [address: string, condition: string][] = [
    ['a@192.0.2.1', 'remote-server-not-found'],
    ['a@[2001:DB8::1]', 'remote-server-not-found'],
    ['a@[2001:db8::1', 'jid-malformed'],
    ['a@2001:db8::1', 'jid-malformed'],
    ['a@[fe80::1%25eth0]', 'jid-malformed'],
    ['a%b@nowhere.invalid', 'remote-server-not-found'],
    [`${'é'.repeat(511)}@nowhere.invalid`, 'remote-server-not-found'],
    [`${'é'.repeat(512)}@nowhere.invalid`, 'jid-malformed'],
    [`a@nowhere.invalid/${'é'.repeat(511)}`, 'remote-server-not-found'],
    [`a@nowhere.invalid/${'é'.repeat(512)}`, 'jid-malformed'],
    ['a@xn--a.invalid', 'jid-malformed'],
    ['a@nowhere..invalid', 'jid-malformed'],
  ];
  it.each(ELSEWHERE)('%s: %s', async (address, condition) => {
    const otto = await server.session('otto');
    otto.send(`<message to='${address}' id='m4'><body>x</body></message>`);
    const refused = await otto.find(({ attrs }) => attrs.id === 'm4');
    expect(refused.getChild('error')?.getChildElements()[0]?.name).toBe(condition);
    await otto.close();
  });

  it('keeps ß and ss, ς and σ apart', async () => {
    for (const stranger of ['fussball', 'σίσυφοσ'])
      await expect(logIn(stranger, DOMAIN)).rejects.toThrow(/not-authorized/);
  });
});
