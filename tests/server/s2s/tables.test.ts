/** What decides without a network: with whom we speak, when we try again, what waits, what goes back, what may come in. */
import { Element } from 'ltx';
import { describe, expect, test } from 'vitest';
import type { Log } from '../../../server/kernel/log.ts';
import { adopt, release } from '../../../server/kernel/rescope.ts';
import { parseXml } from '../../../server/kernel/xml.ts';
import { createCrowd } from '../../../server/s2s/accept.ts';
import { waitAfter } from '../../../server/s2s/backoff.ts';
import { federation } from '../../../server/s2s/options.ts';
import { policyFor } from '../../../server/s2s/policy.ts';
import { bounceFor, mayRetry } from '../../../server/s2s/problems.ts';
import { createStanzaQueue } from '../../../server/s2s/queue.ts';
import { createRecords } from '../../../server/s2s/records.ts';
import { FEDERATION_CODES } from '../../../server/s2s/report.ts';
import { createRoutes } from '../../../server/s2s/routes.ts';
import { waitingFor } from '../../../server/s2s/waiting.ts';

describe('with whom we speak', () => {
  const hosts = {
    'partner.example': { policy: 'allow', authenticate: 'certificate' },
    'bad.example': { policy: 'block' },
    '*.example': { tls: 'optional' },
    '*.lab.example': { policy: 'allow', target: '192.0.2.7:5270' },
    'public.lab.example': { policy: 'block' },
  };
  test.each([
    ['open', 'elsewhere.org', true, 'federation.policy is open'],
    ['open', 'bad.example', false, 'federation.hosts["bad.example"]'],
    ['open', 'x.bad.example', true, 'federation.policy is open'],
    ['listed', 'elsewhere.org', false, 'federation.policy is listed'],
    ['listed', 'partner.example', true, 'federation.hosts["partner.example"]'],
    ['listed', 'other.example', false, 'federation.policy is listed'],
    ['listed', 'a.b.lab.example', true, 'federation.hosts["*.lab.example"]'],
    ['listed', 'lab.example', false, 'federation.policy is listed'],
    ['listed', 'public.lab.example', false, 'federation.hosts["public.lab.example"]'],
    ['closed', 'partner.example', false, 'federation.policy is closed'],
  ])('%s: %s', (policy, domain, allowed, because) => {
    expect(policyFor(federation.parse({ policy, hosts }), domain)).toMatchObject({ allowed, because });
  });
  test.each([
    ['partner.example', { authenticate: 'certificate', tls: 'required', target: undefined }],
    ['some.example', { authenticate: 'dialback', tls: 'optional', target: undefined }],
    ['a.lab.example', { authenticate: 'dialback', tls: 'required', target: '192.0.2.7:5270' }],
    ['elsewhere.org', { authenticate: 'dialback', tls: 'required', target: undefined }],
  ])('what %s must prove, and where it is', (domain, terms) => {
    expect(policyFor(federation.parse({ hosts }), domain)).toMatchObject(terms);
  });
  test.each(['a b', '*', '*.', '.example', 'a@b', '**.example'])('%j is no entry', (pattern) => {
    expect(federation.safeParse({ hosts: { [pattern]: {} } }).success).toBe(false);
  });
  test.each([
    ['192.0.2.53', true],
    ['192.0.2.53:5353', true],
    ['2001:db8::53', true],
    ['[2001:db8::53]:53', true],
    ['ns.example.org', false],
    ['192.0.2.53:x', false],
    ['', false],
  ])('the name server %j', (server, good) => {
    expect(federation.safeParse({ dns: { servers: [server] } }).success).toBe(good);
  });
});

describe('when it is tried again', () => {
  test('soon at first, then less often, and never later than two minutes', () => {
    const waits = Array.from({ length: 10 }, (_, index) => waitAfter(index + 1, 0) / 1000);
    expect(waits).toEqual([1, 3, 8, 15, 30, 60, 60, 120, 120, 120]);
  });
  test('not all at the same time', () => {
    expect(waitAfter(6, 0.999)).toBeGreaterThanOrEqual(48_000);
    expect(waitAfter(6, 0.999)).toBeLessThan(49_000);
  });
});

describe('which error a stanza goes back with', () => {
  /** RFC 6120 §10.4.3 has three groups; the rest is ours. */
  const EXPECTED: Record<string, readonly string[]> = {
    'remote-server-not-found cancel': ['policy.closed', 'dns.'],
    'policy-violation cancel': ['policy.not-listed', 'policy.blocked'],
    'remote-server-timeout wait': [
      'connect.',
      'tls.timeout',
      'auth.timeout',
      'dialback.failed',
      'dialback.unreachable',
      'stream.timeout',
      'stream.lost',
      'queue.expired',
    ],
    'remote-server-timeout cancel': [
      'tls.required',
      'tls.failed',
      'certificate.',
      'auth.refused',
      'auth.not-offered',
      'dialback.not-allowed',
      'stream.refused',
      'stream.host-unknown',
      'stream.protocol',
    ],
    'internal-server-error cancel': ['dialback.denied'],
    'resource-constraint wait': ['queue.full'],
  };
  test.each(FEDERATION_CODES)('%s', (code) => {
    const { condition, type, text } = bounceFor(code);
    const fits = EXPECTED[`${condition} ${type}`]?.some(
      (name) => code === name || (name.endsWith('.') && code.startsWith(name)),
    );
    expect([condition, type, fits]).toEqual([condition, type, true]);
    expect(text).toMatch(/^[A-Z].*\.$/);
    // Who is told to wait is waited for, too. Without a DNS server it is not the domain that is missing.
    if (type === 'wait') expect(mayRetry(code)).toBe(true);
  });
});

describe('what waits', () => {
  const pair = { local: 'here.test', remote: 'there.test' };
  const stanza = (body: string) => new Element('message', { to: 'a@there.test' }).c('body').t(body).up();
  const limits = { queueStanzas: 3, queueBytes: 1000, queuedInAll: 4, queuedBytesInAll: 10_000 };
  const make = (shared = { count: 0, bytes: 0 }) => createStanzaQueue({ most: () => limits, shared });

  test('in order, and no more than so many', () => {
    const queue = make();
    const all = [1, 2, 3, 4].map((at) => waitingFor(stanza(String(at)), pair, at));
    expect(all.map((one) => queue.push(one))).toEqual([true, true, true, false]);
    expect(queue.take()).toEqual(all.slice(0, 3));
    expect(queue.length).toBe(0);
    expect(queue.push(all[3]!)).toBe(true);
  });
  test('no more than so much', () => {
    const queue = make();
    expect(queue.push(waitingFor(stanza('x'.repeat(900)), pair, 1))).toBe(true);
    expect(queue.push(waitingFor(stanza('x'.repeat(200)), pair, 1))).toBe(false);
  });
  test('no more than all queues may hold', () => {
    const shared = { count: 0, bytes: 0 };
    const [one, other] = [make(shared), make(shared)];
    const put = (queue: typeof one) => queue.push(waitingFor(stanza('x'), pair, 1));
    expect([put(one), put(one), put(one), put(other), put(other)]).toEqual([true, true, true, true, false]);
    one.take();
    expect(put(other)).toBe(true);
  });
  test('not for ever', () => {
    const queue = make();
    for (const at of [1, 2, 3]) queue.push(waitingFor(stanza(String(at)), pair, at));
    expect(queue.takeOlder(2).map(({ queuedAt }) => queuedAt)).toEqual([1, 2]);
    expect(queue.take().map(({ queuedAt }) => queuedAt)).toEqual([3]);
  });
});

const silent: Log = { debug() {}, info() {}, warn() {}, error() {}, child: () => silent };

describe('people of ours who name a new domain with every stanza', () => {
  test('cost so many attempts at a time, and so many domains', () => {
    const bounced: string[] = [];
    let attempts = 0;
    const routes = createRoutes({
      limits: () => federation.parse({}).limits,
      records: createRecords({ now: () => 0, tell: () => {} }),
      log: silent,
      ...{ now: () => 0, random: () => 0, keep: () => {} },
      reach() {
        attempts += 1;
        return new Promise(() => {});
      },
      bounce: (_, code) => void bounced.push(code),
    });
    for (let at = 0; at < 10_050; at++)
      routes.send(new Element('message', { from: `p${at % 9}@here.test`, to: `a@${at}.test` }), {
        local: 'here.test',
        remote: `${at}.test`,
      });
    expect(attempts).toBe(200);
    expect(bounced).toEqual(new Array(50).fill('queue.full'));
    routes.stop();
    expect(bounced).toHaveLength(10_050);
  });
});

describe('who connects to us', () => {
  test('leaves room for our own connections, and an address for others', () => {
    const crowd = createCrowd(() => 16);
    const enter = (address: string, times: number) =>
      Array.from({ length: times }, () => crowd.enter(address)).filter(Boolean).length;
    expect([enter('192.0.2.1', 5), enter('192.0.2.2', 5), enter('192.0.2.3', 5)]).toEqual([4, 4, 4]);
    expect(enter('192.0.2.4', 1)).toBe(0);
    crowd.leave('192.0.2.1');
    expect([enter('192.0.2.4', 2), enter('192.0.2.1', 1)]).toEqual([1, 0]);
  });
});

describe('from one content namespace to the other (RFC 6120 §4.8.3)', () => {
  const FORWARDED =
    "<forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client'><body>inner</body></message></forwarded>";
  test.each([
    [
      'the stanza',
      "<message xmlns='jabber:client' to='a@b'><body>x</body></message>",
      "<message to='a@b'><body>x</body></message>",
    ],
    [
      'a child that says it',
      "<message xmlns='jabber:client'><body xmlns='jabber:client'>x</body></message>",
      '<message><body>x</body></message>',
    ],
    [
      'a child of a child',
      "<iq xmlns='jabber:client'><error><x xmlns='jabber:client'/></error></iq>",
      '<iq><error><x/></error></iq>',
    ],
    [
      'not what is inside an extension',
      `<message xmlns='jabber:client'>${FORWARDED}</message>`,
      `<message>${FORWARDED}</message>`,
    ],
  ])('leaving: %s', (_what, inside, outside) => {
    const stanza = parseXml(inside);
    const before = stanza.toString();
    expect(release(stanza).toString()).toBe(parseXml(outside).toString());
    expect(stanza.toString()).toBe(before);
  });
  test.each([
    [
      'the stanza',
      "<message xmlns='jabber:server'><body>x</body></message>",
      "<message xmlns='jabber:client'><body>x</body></message>",
    ],
    [
      'a child that says it',
      "<message xmlns='jabber:server'><body xmlns='jabber:server'>x</body></message>",
      "<message xmlns='jabber:client'><body>x</body></message>",
    ],
    [
      'not what is inside an extension',
      `<message xmlns='jabber:server'>${FORWARDED}</message>`,
      `<message xmlns='jabber:client'>${FORWARDED}</message>`,
    ],
  ])('arriving: %s', (_what, outside, inside) => {
    const stanza = parseXml(outside);
    adopt(stanza);
    expect(stanza.toString()).toBe(parseXml(inside).toString());
    expect(stanza.getChildElements().every((child) => child.getNS() !== 'jabber:server')).toBe(true);
  });
});
