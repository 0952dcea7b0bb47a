/** From a domain to its servers, over a name server that answers as the test wants. */
import { afterEach, describe, expect, test } from 'vitest';
import { createLog } from '../../../server/kernel/log.ts';
import { createNames, type Names, type NamesParts } from '../../../server/s2s/names/index.ts';
import { type DnsServer, type Manners, SECURE, startDnsServer, type Zone } from '../../support/dns-server.ts';

const ending = new AbortController();
const log = createLog({ level: 'error', write: () => {} });
const started: DnsServer[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((server) => server.stop()));
});

async function names(
  zone: Zone,
  { manners, secure, ...more }: Partial<NamesParts> & { manners?: Manners; secure?: boolean } = {},
) {
  const server = await startDnsServer(zone, manners, secure);
  started.push(server);
  const found: Names = createNames({
    servers: [server.text],
    signal: ending.signal,
    log,
    random: () => 0,
    ...more,
  });
  return { ...found, asked: () => server.asked.map(({ name, type }) => `${name} ${type}`) };
}

const srv = (target: string, port: number, priority = 10, weight = 0) => ({ target, port, priority, weight });
/** `host:port tls because` for each target, or the code. */
async function find(
  zone: Zone,
  domain: string,
  more: Parameters<typeof names>[1] = {},
): Promise<string | string[]> {
  const found = await (await names(zone, more)).find(domain).catch((error) => error);
  if ('code' in found) return found.code;
  return found.targets.map(
    ({ host, port, tls, because }: Record<string, unknown>) => `${host}:${port} ${tls} ${because}`,
  );
}

const BOTH: Zone = {
  '_xmpps-server._tcp.partner.example SRV': [srv('x.partner.example', 5270, 5)],
  '_xmpp-server._tcp.partner.example SRV': [srv('y.partner.example', 5269, 10)],
};

type Row = [title: string, zone: Zone, domain: string, found: string | string[]];
const ROWS: Row[] = [
  [
    'both services',
    BOTH,
    'partner.example',
    ['x.partner.example:5270 direct srv.direct', 'y.partner.example:5269 starttls srv.starttls'],
  ],
  [
    'no SRV: the domain itself',
    { 'partner.example A': ['192.0.2.1'] },
    'partner.example',
    ['partner.example:5269 starttls no-srv'],
  ],
  [
    'an alias to SRV records',
    {
      '_xmpp-server._tcp.partner.example CNAME': ['srv.hoster.example'],
      'srv.hoster.example SRV': [srv('x.hoster.example', 5269)],
    },
    'partner.example',
    ['x.hoster.example:5269 starttls srv.starttls'],
  ],
  [
    'not offered',
    { '_xmpp-server._tcp.partner.example SRV': [srv('.', 0)] },
    'partner.example',
    'dns.not-offered',
  ],
  [
    'umlauts',
    { '_xmpp-server._tcp.xn--bcher-kva.example SRV': [srv('x.example', 5269)] },
    'bücher.example',
    ['x.example:5269 starttls srv.starttls'],
  ],
  ['an IPv4 address', {}, '192.0.2.7', ['192.0.2.7:5269 starttls literal']],
  ['an IPv6 address', {}, '[2001:db8::7]', ['2001:db8::7:5269 starttls literal']],
  [
    'a host no host can be called',
    { '_xmpp-server._tcp.partner.example SRV': [srv('no/host.example', 5269)] },
    'partner.example',
    'dns.no-server',
  ],
  [
    'an address as a target, which is no host',
    { '_xmpp-server._tcp.partner.example SRV': [srv('[::1]', 5269)] },
    'partner.example',
    'dns.no-server',
  ],
];
test.each(ROWS)('%s', async (_, zone, domain, found) => {
  expect(await find(zone, domain)).toEqual(found);
});

describe('answers that could not be had', () => {
  /** One of the two services cannot be asked for. */
  const failing = (service: string): Manners => ({
    answer: ({ name }, answer) =>
      name.startsWith(service) ? { ...answer, flags: 2, answers: [], authorities: [] } : answer,
  });

  test('one of the two is enough', async () => {
    expect(await find(BOTH, 'partner.example', { manners: failing('_xmpps-') })).toEqual([
      'y.partner.example:5269 starttls srv.starttls',
    ]);
  });

  test('but not to know that there is neither', async () => {
    expect(
      await find({ 'partner.example A': ['192.0.2.1'] }, 'partner.example', { manners: failing('_xmpps-') }),
    ).toBe('dns.no-answer');
  });

  test('nor in a signed zone, where somebody may keep it from us', async () => {
    expect(await find(BOTH, 'partner.example', { manners: failing('_xmpps-'), secure: true })).toBe(
      'dns.no-answer',
    );
  });
});

describe('what the configuration says', () => {
  const rows: [text: string, tls: 'direct' | 'starttls' | undefined, target: string][] = [
    ['x.partner.example', undefined, 'x.partner.example:5269 starttls'],
    ['x.partner.example:5270', undefined, 'x.partner.example:5270 direct'],
    ['x.partner.example:443', 'direct', 'x.partner.example:443 direct'],
    ['x.partner.example', 'direct', 'x.partner.example:5270 direct'],
    ['192.0.2.7:5269', undefined, '192.0.2.7:5269 starttls'],
    ['[2001:db8::7]:5269', undefined, '2001:db8::7:5269 starttls'],
    ['[2001:db8::7]', undefined, '2001:db8::7:5269 starttls'],
    ['2001:db8::7', undefined, '2001:db8::7:5269 starttls'],
    ['bücher.example', undefined, 'xn--bcher-kva.example:5269 starttls'],
    ['x.partner.example:0', undefined, 'dns.no-server'],
    ['x.partner.example:99999', undefined, 'dns.no-server'],
    ['http://x.partner.example', undefined, 'dns.no-server'],
    ['', undefined, 'dns.no-server'],
  ];
  test.each(rows)('%s, %s', async (text, tls, expected) => {
    const own = await names(BOTH);
    const found = await own.find('partner.example', { target: text, tls }).then(
      ({ targets: [target] }) => `${target!.host}:${target!.port} ${target!.tls}`,
      ({ code }) => code,
    );
    expect(found).toBe(expected);
    expect(own.asked()).toEqual([]);
  });
});

describe('DANE', () => {
  const tlsa = { usage: 3, selector: 1, matchingType: 1, certificate: Buffer.alloc(32, 7) };
  const SIGNED: Zone = {
    '_xmpp-server._tcp.partner.example SRV': [srv('x.partner.example', 5269)],
    'x.partner.example A': ['192.0.2.1'],
    '_5269._tcp.x.partner.example TLSA': [tlsa],
  };
  const found = async (more: Parameters<typeof names>[1]) =>
    (await (await names(SIGNED, more)).find('partner.example')).targets.map((target) => target.tlsa);
  const record = { usage: 3, selector: 1, matching: 1, data: Buffer.alloc(32, 7) };
  const unsigned = (type: string): Manners => ({
    answer: (asked, answer) => ({
      ...answer,
      flags: asked.type === type ? answer.flags! & ~SECURE : answer.flags,
    }),
  });

  test('the records of a signed zone', async () => {
    expect(await found({ secure: true })).toEqual([[record]]);
  });

  test('for the domain itself, where there is no SRV', async () => {
    const zone = { 'partner.example A': ['192.0.2.1'], '_5269._tcp.partner.example TLSA': [tlsa] };
    const { targets } = await (await names(zone, { secure: true })).find('partner.example');
    expect(targets.map((target) => target.tlsa)).toEqual([[record]]);
  });

  test.each(['SRV', 'A', 'AAAA', 'TLSA'])('nothing when %s is not secure', async (type) => {
    expect(await found({ secure: true, manners: unsigned(type) })).toEqual([undefined]);
  });

  test('nothing, and nothing asked, when nobody vouches', async () => {
    const own = await names(SIGNED);
    expect((await own.find('partner.example')).targets[0]!.tlsa).toBeUndefined();
    expect(own.asked().some((question) => question.endsWith('TLSA'))).toBe(false);
  });

  test('nothing when it is switched off', async () => {
    expect(await found({ secure: true, dane: false })).toEqual([undefined]);
  });

  test('a target whose records could not be had is passed over', async () => {
    const zone = {
      ...SIGNED,
      '_xmpps-server._tcp.partner.example SRV': [srv('y.partner.example', 5270, 5)],
      'y.partner.example A': ['192.0.2.2'],
    };
    const manners: Manners = {
      answer: ({ name }, answer) =>
        name.startsWith('_5270.') ? { ...answer, flags: 2, answers: [], authorities: [] } : answer,
    };
    const { targets } = await (await names(zone, { secure: true, manners })).find('partner.example');
    expect(targets.map(({ host }) => host)).toEqual(['x.partner.example']);
  });

  test('and with none left there is no way to it', async () => {
    const manners: Manners = {
      answer: ({ type }, answer) =>
        type === 'TLSA' ? { ...answer, flags: 2, answers: [], authorities: [] } : answer,
    };
    expect(await find(SIGNED, 'partner.example', { secure: true, manners })).toBe('dns.no-answer');
  });
});
