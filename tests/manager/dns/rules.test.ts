/** Rules that no zone file can bring about, and what follows from what. Whole zones are in tests/dns. */
import { describe, expect, test } from 'vitest';
import type { Walk } from '../../../electron/contract/dns.ts';
import type { PlannedRecord } from '../../../electron/contract/domains.ts';
import {
  type AskedServer,
  resolverAskers,
  systemAskers,
  zoneAsker,
} from '../../../electron/manager/dns/ask/askers.ts';
import type { Heard } from '../../../electron/manager/dns/ask/asking.ts';
import type { Zone } from '../../../electron/manager/dns/ask/zone.ts';
import { zoneHoster } from '../../../electron/manager/dns/survey/hosters.ts';
import { surveyOf } from '../../../electron/manager/dns/survey/survey.ts';
import { withCauses } from '../../../electron/manager/dns/verify/causes.ts';
import { compareRow } from '../../../electron/manager/dns/verify/compare.ts';
import { slips } from '../../../electron/manager/dns/verify/gather.ts';
import { judge } from '../../../electron/manager/dns/verify/judge.ts';
import { kindOf } from '../../../electron/manager/dns/verify/rules/addresses.ts';
import { readCaa, readText } from '../../../electron/manager/dns/verify/values.ts';
import { createView } from '../../../electron/manager/dns/verify/view.ts';
import type { RecordLine, Said } from '../../../server/dns/index.ts';

const DOMAIN = 'example.org';
const NS1 = zoneAsker('ns1.example.net', '192.0.2.53');
const NS2 = zoneAsker('ns2.example.net', '198.51.100.53');
const [PUBLIC] = resolverAskers({ name: 'Public', address: '9.9.9.9', port: 53, url: null });
const [SYSTEM] = systemAskers([{ address: '127.0.0.1', port: 53, vouches: true }]);

const SAID: Said = {
  ...{ is: 'said', code: 'NOERROR', authoritative: true, recursive: false, verified: false },
  ...{ truncated: false, answers: [], authority: [], additional: [], extended: null },
};

/** `ns1 xmpp A 192.0.2.5 60` */
function heard(
  asker: AskedServer,
  name: string,
  type: Heard['type'],
  values: readonly string[],
  more: Partial<Said & { ttl: number }> = {},
): Heard {
  const { ttl = 3600, ...said } = more;
  const answers = values.map((value): RecordLine => ({ name, type, ttl, value }));
  return {
    ...{ asker, name, type, problem: null, detail: 'NOERROR' },
    said: {
      ...SAID,
      answers,
      authoritative: asker.kind === 'zone',
      recursive: asker.kind !== 'zone',
      ...said,
    },
  };
}
const failed = (asker: AskedServer, name: string, type: Heard['type'], problem: Heard['problem']): Heard => ({
  ...{ asker, name, type, said: null, problem, detail: String(problem) },
});

const ZONE: Zone = {
  ...{ registered: 'yes', name: DOMAIN, parent: 'org', ds: [], evidence: [] },
  servers: [NS1, NS2].map(({ name, address }) => ({ name, addresses: [address], glue: [], delegated: true })),
};
const viewOf = (all: readonly Heard[], zone = ZONE) =>
  createView({
    ...{
      domain: DOMAIN,
      zone,
      at: 1_000_000,
      zoneAskers: [NS1, NS2],
      resolvers: [PUBLIC!],
      system: [SYSTEM!],
    },
    heard: all,
  });

const HOST = 'xmpp.example.org';
const record = (type: PlannedRecord['set']['type'], values: string[], name = HOST): PlannedRecord => ({
  set: { name, type, ttl: 3600, values },
  ...{ group: 'server', purpose: 'server.address-v4', need: 'required', because: 'usual', mode: 'replace' },
});
const A = record('A', ['192.0.2.5']);

describe('a row of the plan', () => {
  const row = (all: readonly Heard[], planned = A) => compareRow(planned, viewOf(all));
  const by = (values: string[], more?: Parameters<typeof heard>[4]) => (asker: AskedServer) =>
    heard(asker, HOST, 'A', values, more);
  const right = by(['192.0.2.5']);
  const old = by(['192.0.2.4'], { ttl: 120 });
  const none = by([]);

  test.each([
    ['all say it', [right(NS1), right(NS2), right(PUBLIC!)], 'found', null],
    ['a resolver remembers the old one', [right(NS1), right(NS2), old(PUBLIC!)], 'waiting', 1_120_000],
    [
      'a resolver remembers that there was none',
      [
        right(NS1),
        by([], { authority: [{ name: DOMAIN, type: 'SOA', ttl: 600, value: 'a. b. 1 2 3 4 300' }] })(PUBLIC!),
      ],
      'waiting',
      1_300_000,
    ],
    ['one name server has it', [right(NS1), none(NS2)], 'waiting', null],
    ['none has it', [none(NS1), none(NS2), none(PUBLIC!)], 'missing', null],
    ['all have another', [old(NS1), old(NS2)], 'different', null],
    ['another beside it', [by(['192.0.2.5', '192.0.2.4'])(NS1)], 'different', null],
    [
      'name servers cannot be asked, resolvers say it',
      [failed(NS1, HOST, 'A', 'timeout'), right(PUBLIC!)],
      'found',
      null,
    ],
    [
      'nobody can be asked',
      [failed(NS1, HOST, 'A', 'timeout'), failed(PUBLIC!, HOST, 'A', 'servfail')],
      'not-checked',
      null,
    ],
    ['only this network says so', [right(SYSTEM!)], 'not-checked', null],
  ] as const)('%s', (_, all, state, until) => {
    const found = row(all);
    expect([found.state, found.until]).toEqual([state, until]);
  });

  test('what was found instead, and who said what', () => {
    const { found, seen } = row([old(NS1), failed(NS2, HOST, 'A', 'timeout'), right(PUBLIC!)]);
    expect(found).toEqual(['192.0.2.4']);
    expect(seen.map(({ asker, state, problem }) => [asker, state, problem])).toEqual([
      ['ns1.example.net/192.0.2.53', 'other', null],
      ['ns2.example.net/198.51.100.53', 'not-checked', 'timeout'],
      ['9.9.9.9/udp', 'right', null],
    ]);
  });

  test('priorities and weights are the office’s own business; ports and machines are not', () => {
    const name = `_xmpp-client._tcp.${DOMAIN}`;
    const srv = record('SRV', ['10 0 5222 xmpp.example.org.'], name);
    const state = (value: string) => row([heard(NS1, name, 'SRV', [value]), right(NS1)], srv).state;
    expect(state('0 100 5222 xmpp.example.org.')).toBe('found');
    expect(state('10 0 5223 xmpp.example.org.')).toBe('different');
    expect(state('10 0 5222 other.example.org.')).toBe('different');
  });

  test('an alias that a provider flattens into addresses does what it should', () => {
    const name = 'conference.example.org';
    const alias = record('CNAME', [`${HOST}.`], name);
    const flat = [heard(NS1, name, 'CNAME', []), heard(NS1, name, 'A', ['192.0.2.5']), right(NS1)];
    expect(row(flat, alias).state).toBe('found');
    const wrong = [heard(NS1, name, 'CNAME', []), heard(NS1, name, 'A', ['192.0.2.80']), right(NS1)];
    expect(row(wrong, alias).state).toBe('different');
  });
});

describe('what no zone file shows', () => {
  const found = (all: readonly Heard[], walks: readonly Walk[] = [], zone = ZONE) =>
    judge({ ...{ domain: DOMAIN, view: viewOf(all, zone), rows: [], walks, label: 'x', authority: null } })
      .filter(({ dependsOn }) => dependsOn === null)
      .map(({ code }) => code);

  test('a network that answers in the place of name servers', () => {
    const soa = ['ns1.example.net. admin. 1 2 3 4 5'];
    const proxied = [NS1, NS2].map((asker) => ({
      ...heard(asker, DOMAIN, 'SOA', soa, { authoritative: false, recursive: true }),
      problem: 'lame' as const,
    }));
    expect(found(proxied)).toEqual(['dns.intercepted']);
  });

  test('our own network is away: nothing is wrong with the domain', () => {
    expect(found([NS1, NS2, PUBLIC!].map((asker) => failed(asker, DOMAIN, 'SOA', 'timeout')))).toEqual([]);
  });

  test('name servers are silent while resolvers answer: it is us who do not reach them', () => {
    const silent = [NS1, NS2].map((asker) => failed(asker, DOMAIN, 'SOA', 'timeout'));
    expect(found([...silent, heard(PUBLIC!, DOMAIN, 'SOA', ['a. b. 1 2 3 4 5'])])).toEqual([]);
    expect(found([...silent, failed(PUBLIC!, DOMAIN, 'SOA', 'servfail')])).toEqual(['dns.servers-silent']);
  });

  test('one of several addresses is silent', () => {
    const target = {
      ...{ host: HOST, port: 5222, tls: 'starttls', because: 'srv', priority: 0, weight: 0 },
      addresses: [
        { address: '93.184.215.14', answers: 'yes' },
        { address: '93.184.215.15', answers: 'timeout' },
      ],
    } as Walk['targets'][number];
    expect(found([], [{ who: 'phone', steps: [], targets: [target], chosen: 0 }])).toEqual([
      'dns.address-silent',
    ]);
  });
});

describe('causes', () => {
  test('one root, with what follows folded under it; what has nothing to do with it stands by itself', () => {
    const findings = withCauses([
      { code: 'dns.nobody-answers', subject: 'host:5222', names: [HOST] },
      { code: 'dns.different', subject: `${HOST} A`, names: [HOST] },
      { code: 'dns.address-private', subject: HOST, names: [HOST] },
      { code: 'dns.missing-services', subject: 'conference', names: ['conference'] },
    ]);
    expect(findings.map(({ code, dependsOn }) => [code, dependsOn])).toEqual([
      ['dns.address-private', null],
      ['dns.missing-services', null],
      ['dns.different', 'dns.address-private'],
      ['dns.nobody-answers', 'dns.address-private'],
    ]);
  });

  test('a line that differs folds where the one who knows why folds', () => {
    const findings = withCauses([
      { code: 'dns.different', subject: 'upload CNAME', names: ['upload'] },
      { code: 'dns.service-elsewhere', subject: 'upload, old', names: ['upload', 'old'] },
      { code: 'dns.target-elsewhere', subject: 'old', names: ['_xmpp-client._tcp', 'old'] },
    ]);
    expect(findings.map(({ code, dependsOn }) => [code, dependsOn])).toEqual([
      ['dns.target-elsewhere', null],
      ['dns.service-elsewhere', 'dns.target-elsewhere'],
      ['dns.different', 'dns.target-elsewhere'],
    ]);
  });

  test('one slip made several times is one finding', () => {
    const [one, ...others] = withCauses([
      {
        code: 'dns.port-wrong',
        subject: 'a',
        names: ['a'],
        data: { record: 'a', port: 1 },
        severity: 'warning',
      },
      {
        code: 'dns.port-wrong',
        subject: 'b',
        names: ['b'],
        data: { record: 'b', port: 1 },
        severity: 'broken',
      },
    ]);
    expect(others).toEqual([]);
    expect(one).toMatchObject({ subject: 'a, b', severity: 'broken', data: { record: ['a', 'b'], port: 1 } });
  });
});

test('slips of the hand that a provider’s form invites', () => {
  expect(slips('_xmpp-client._tcp.example.org', DOMAIN)).toEqual([
    '_xmpp-client._tcp.example.org.example.org',
    'xmpp-client._tcp.example.org',
    'xmpp-client.tcp.example.org',
    '_xmpp-client.tcp.example.org',
    '_xmpp-client._udp.example.org',
    '_xmpp-client.example.org',
    '_xmpp-client._tcp._tcp.example.org',
  ]);
  expect(slips(HOST, DOMAIN)).toEqual(['xmpp.example.org.example.org']);
});

test.each([
  ['192.168.1.20', 'private'],
  ['10.0.0.1', 'private'],
  ['fd00::1', 'private'],
  ['100.64.0.1', 'provider'],
  ['127.0.1.1', 'machine'],
  ['fe80::1', 'link'],
  ['224.0.0.251', 'many'],
  ['203.0.113.9', 'example'],
  ['2001:db8::1', 'example'],
  ['93.184.215.14', undefined],
  ['2606:2800:21f:cb07:6820:80da:af6b:8b2c', undefined],
])('%s is of kind %s', (address, kind) => {
  expect(kindOf(address)).toBe(kind);
});

test('texts and CAA are read as they are written', () => {
  expect(readText('"one" "tw\\"o" "\\233"')).toBe('onetw"o\u00e9');
  expect(readCaa('128 issue "LetsEncrypt.org; validationmethods=dns-01"')).toEqual({
    ...{ critical: true, tag: 'issue', issuer: 'letsencrypt.org', parameters: 'validationmethods=dns-01' },
  });
});

describe('the survey', () => {
  test.each([
    ['dns11.ovh.net', 'ovh'],
    ['ns-123-a.gandi.net', 'gandi'],
    ['kate.ns.cloudflare.com', 'cloudflare'],
    ['helium.ns.hetzner.de', 'hetzner'],
    ['ns1.desec.io', 'desec'],
    ['ns1045.ui-dns.org', 'ionos'],
    ['ns41.infomaniak.com', 'infomaniak'],
    ['ns01.domaincontrol.com', 'godaddy'],
    ['dns1.registrar-servers.com', 'namecheap'],
    ['ns-1234.awsdns-26.co.uk', 'route53'],
    ['ns1.o2switch.net', 'o2switch'],
    ['ns1.nobody.example', undefined],
  ])('%s is %s', (server, id) => {
    expect(zoneHoster([server])?.id).toBe(id);
  });

  test('who has website and mail, what of chat is there, and traps', () => {
    const all = [
      heard(NS1, DOMAIN, 'A', ['192.0.2.80']),
      heard(NS1, DOMAIN, 'AAAA', []),
      heard(NS1, DOMAIN, 'MX', ['10 aspmx.l.google.com.']),
      heard(NS1, DOMAIN, 'CAA', ['0 issue "sectigo.com"']),
      heard(NS1, `_xmpp-client._tcp.${DOMAIN}`, 'SRV', ['0 0 5222 old.example.org.']),
      heard(NS1, `nobody.${DOMAIN}`, 'A', ['192.0.2.80']),
      heard(NS1, DOMAIN, 'DNSKEY', []),
    ];
    expect(surveyOf(viewOf(all), 'nobody')).toMatchObject({
      ...{ registered: 'yes', zone: DOMAIN, dnssec: 'unsigned', provider: null, findings: [] },
      website: { addresses: ['192.0.2.80'], at: null },
      mail: { servers: ['aspmx.l.google.com'], at: { id: 'google' } },
      chat: [{ name: `_xmpp-client._tcp.${DOMAIN}`, type: 'SRV', values: ['0 0 5222 old.example.org.'] }],
      caa: { name: DOMAIN, values: ['0 issue "sectigo.com"'] },
      wildcard: [{ type: 'A', values: ['192.0.2.80'] }],
    });
  });
});
