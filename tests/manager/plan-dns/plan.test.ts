/** The plan for offices as they are: every record, in order. Values as in contract/records.ts. */
import { describe, expect, it, test } from 'vitest';
import { recordPurpose } from '../../../electron/contract/domains.ts';
import { RECORD_WORDS } from '../../../electron/contract/findings/records.ts';
import { dnsPlan, expectedRecords, type PlanFacts } from '../../../electron/manager/dns/plan/plan.ts';
import type { SCHEMES } from '../../../electron/manager/dns/plan/schemes.ts';
import type { Office } from '../../../electron/manager/settings.ts';
import { factsOf } from './facts.ts';

type Given = Parameters<typeof factsOf>[0];

/** `NAME TYPE VALUE`, a line each; what nothing breaks without only where asked for. */
function lines(given: Given, { optional = false } = {}): string[] {
  return expectedRecords(factsOf(given))
    .filter(({ need }) => optional || need !== 'optional')
    .flatMap(({ set }) => set.values.map((value) => `${set.name} ${set.type} ${value}`));
}
const matching = (given: Given, pattern: RegExp, options = { optional: true }) =>
  lines(given, options).filter((line) => pattern.test(line));

const USUAL = [
  'xmpp.example.org A 203.0.113.5',
  'xmpp.example.org AAAA 2001:db8::5',
  '_xmpps-client._tcp.example.org SRV 5 0 5223 xmpp.example.org.',
  '_xmpp-client._tcp.example.org SRV 10 0 5222 xmpp.example.org.',
  '_xmpps-server._tcp.example.org SRV 5 0 5270 xmpp.example.org.',
  '_xmpp-server._tcp.example.org SRV 10 0 5269 xmpp.example.org.',
  'conference.example.org CNAME xmpp.example.org.',
  'upload.example.org CNAME xmpp.example.org.',
  'pubsub.example.org CNAME xmpp.example.org.',
];

describe('what has to be there', () => {
  it('is this for an office as most are: the website and the mail on the domain itself are not touched', () => {
    expect(lines({})).toEqual(USUAL);
    expect(dnsPlan(factsOf()).gaps).toEqual([
      { code: 'host-meta', subject: 'https://example.org/.well-known/host-meta' },
    ]);
  });

  const without = (...patterns: RegExp[]) => USUAL.filter((line) => !patterns.some((one) => one.test(line)));
  const rename = (line: string) => line.replaceAll('xmpp.example.org', 'chat.example.org');
  const rows: [string, Given, string[]][] = [
    ['no IPv6', { addresses: { v4: ['203.0.113.5'], v6: [] } }, without(/AAAA/)],
    ['IPv6 only', { addresses: { v4: [], v6: ['2001:db8::5'] } }, without(/ A /)],
    ['the address is not known yet', { addresses: { v4: [], v6: [] } }, without(/ A /, /AAAA/)],
    [
      'nobody outside: neither servers nor names only they look up',
      { office: { federation: { policy: 'closed', companies: {} } } },
      without(/-server/, /^conference/, /^pubsub/),
    ],
    ['a network of its own', { office: { way: 'lan' } }, []],
    ['the server has another name', { office: { names: { server: 'chat.example.org' } } }, USUAL.map(rename)],
    [
      'the server is the domain itself: addresses there, the web and services as ever',
      { office: { names: { server: 'example.org' } } },
      [
        ...USUAL.slice(0, 2).map((line) => line.replace('xmpp.example.org', 'example.org')),
        ...USUAL.slice(2, 6).map((line) => line.replace(' xmpp.example.org.', ' example.org.')),
        'xmpp.example.org CNAME example.org.',
        ...USUAL.slice(6).map((line) => line.replace(' xmpp.example.org.', ' example.org.')),
      ],
    ],
    [
      'the server is in somebody else’s domain',
      { office: { names: { server: 'vps7.hoster.example' } } },
      [
        ...USUAL.slice(2, 6).map((line) => line.replace('xmpp.example.org.', 'vps7.hoster.example.')),
        'xmpp.example.org CNAME vps7.hoster.example.',
        ...USUAL.slice(6).map((line) => line.replace('xmpp.example.org.', 'vps7.hoster.example.')),
      ],
    ],
    [
      'rooms are called otherwise',
      { office: { names: { conference: 'muc' } } },
      USUAL.map((line) => line.replace('conference', 'muc')),
    ],
    [
      'all on one host: rooms are found through SRV, and nothing else has a name',
      { office: { dns: { layout: 'one' } } },
      [
        ...USUAL.slice(0, 6),
        '_xmpps-server._tcp.conference.example.org SRV 5 0 5270 xmpp.example.org.',
        '_xmpp-server._tcp.conference.example.org SRV 10 0 5269 xmpp.example.org.',
        '_xmpps-server._tcp.pubsub.example.org SRV 5 0 5270 xmpp.example.org.',
        '_xmpp-server._tcp.pubsub.example.org SRV 10 0 5269 xmpp.example.org.',
      ],
    ],
    [
      'a web server in front on another machine: its name is its own',
      { office: { website: { program: 'nginx', name: 'chat.example.org', machine: '192.0.2.9' } } },
      without(/^upload/),
    ],
    [
      'a web server in front on this machine',
      { office: { website: { program: 'nginx', name: 'chat.example.org', machine: null } } },
      [...USUAL.slice(0, 6), 'chat.example.org CNAME xmpp.example.org.', ...without(/^upload/).slice(6)],
    ],
    [
      'guests come in',
      { office: { guests: { label: 'guests' } } },
      [
        ...USUAL.slice(0, 4),
        '_xmpps-client._tcp.guests.example.org SRV 5 0 5223 xmpp.example.org.',
        '_xmpp-client._tcp.guests.example.org SRV 10 0 5222 xmpp.example.org.',
        ...USUAL.slice(4, 6),
        'guests.example.org CNAME xmpp.example.org.',
        ...USUAL.slice(6),
      ],
    ],
    [
      'a second domain: the same server, names of its own for the web and services',
      { office: { otherDomains: ['second.example'] }, domain: 'second.example' },
      [
        ...USUAL.slice(2, 6).map((line) => line.replace('.example.org SRV', '.second.example SRV')),
        'xmpp.second.example CNAME xmpp.example.org.',
        ...USUAL.slice(6).map((line) => line.replace(/^(\w+)\.example\.org/, '$1.second.example')),
      ],
    ],
    [
      'a domain below another one',
      { office: { domain: 'chat.example.org' }, domain: 'chat.example.org' },
      USUAL.map((line) => line.replaceAll('example.org', 'chat.example.org')),
    ],
    [
      'a name that has other data, or begins a zone of its own, has addresses instead of an alias',
      { occupied: ['upload.example.org'], apexes: ['conference.example.org'] },
      USUAL.flatMap((line) =>
        /^(upload|conference)/.test(line)
          ? [line.replace(/CNAME.*/, 'A 203.0.113.5'), line.replace(/CNAME.*/, 'AAAA 2001:db8::5')]
          : [line],
      ),
    ],
  ];
  test.each(rows)('%s', (_, given, expected) => expect(lines(given)).toEqual(expected));

  test.each<[string, Given, PlanFacts['domain'][]]>([
    ['the address is not known', { addresses: { v4: [], v6: [] } }, ['address-unknown xmpp.example.org']],
    [
      'the server is elsewhere',
      { office: { names: { server: 'vps7.hoster.example' } } },
      ['server-elsewhere vps7.hoster.example'],
    ],
    [
      'the server is in another domain of ours: its plan has the addresses',
      { office: { otherDomains: ['second.example'] }, domain: 'second.example' },
      [],
    ],
    [
      'an alias is not possible, and no address known',
      { occupied: ['upload.example.org'], addresses: { v4: [], v6: [] } },
      ['address-unknown xmpp.example.org', 'no-cname upload.example.org'],
    ],
  ])('says what it cannot say: %s', (_, given, expected) =>
    expect(
      dnsPlan(factsOf(given))
        .gaps.filter(({ code }) => code !== 'host-meta')
        .map(({ code, subject }) => `${code} ${subject}`),
    ).toEqual(expected),
  );

  it('asks for no file on a website where the server is the domain itself', () => {
    expect(dnsPlan(factsOf({ office: { names: { server: 'example.org' } } })).gaps).toEqual([]);
  });
});

describe('in which order programs try the doors', () => {
  const clients = (
    scheme: keyof typeof SCHEMES | undefined,
    office: Partial<Office> = {},
    onePortOpen = true,
  ) =>
    matching({ onePortOpen, office: { ...office, dns: { scheme } } }, /-client\._tcp/)
      .map((line) => line.replace(/^_(xmpps?)-client._tcp.example.org SRV (.*) xmpp.example.org.$/, '$1 $2'))
      .join(' · ');
  test.each<[string, keyof typeof SCHEMES | undefined, string]>([
    ['by itself', undefined, 'xmpps 5 0 5223 · xmpps 20 0 443 · xmpp 10 0 5222 · xmpp 20 0 443'],
    [
      '443 preferred (S10, S14)',
      'one-port-first',
      'xmpps 4 0 5223 · xmpps 3 0 443 · xmpp 4 0 5222 · xmpp 3 0 443',
    ],
    ['programs choose (S9, S13)', 'even', 'xmpps 0 5 5223 · xmpps 10 5 443 · xmpp 0 5 5222 · xmpp 10 5 443'],
    [
      'with weights (S11, S15)',
      'weighted',
      'xmpps 5 10 5223 · xmpps 20 10 443 · xmpp 10 10 5222 · xmpp 20 10 443',
    ],
    ['STARTTLS first', 'starttls-first', 'xmpps 5 0 5223 · xmpps 20 0 443 · xmpp 4 0 5222 · xmpp 20 0 443'],
  ])('%s', (_, scheme, expected) => expect(clients(scheme)).toBe(expected));

  it('names 443 only while it is open', () => {
    expect(clients(undefined, { onePort: true }, false)).toBe('xmpps 5 0 5223 · xmpp 10 0 5222');
  });
  it('has other ports, for others as well, and says 443 once (S12, S16, S18)', () => {
    const office = {
      ports: { starttls: 49_222, direct: 443 },
      otherPorts: { servers: 49_269, serversDirect: 49_270 },
    };
    expect(clients(undefined, office)).toBe('xmpps 5 0 443 · xmpp 10 0 49222 · xmpp 20 0 443');
    expect(matching({ office }, /_xmpp-server/)).toEqual([
      '_xmpp-server._tcp.example.org SRV 10 0 49269 xmpp.example.org.',
      // Without SRV others would look on 5269.
      '_xmpp-server._tcp.conference.example.org SRV 10 0 49269 xmpp.example.org.',
      '_xmpp-server._tcp.pubsub.example.org SRV 10 0 49269 xmpp.example.org.',
    ]);
  });
});

describe('what nothing breaks without', () => {
  it('are STUN and TURN, on the ports there are (S20)', () => {
    expect(matching({ office: { otherPorts: { stunDirect: 443 } } }, /stun|turn/)).toEqual([
      '_stun._udp.example.org SRV 0 0 3478 xmpp.example.org.',
      '_stun._tcp.example.org SRV 0 0 3478 xmpp.example.org.',
      '_stuns._tcp.example.org SRV 0 0 443 xmpp.example.org.',
      '_turn._udp.example.org SRV 0 0 3478 xmpp.example.org.',
      '_turn._tcp.example.org SRV 0 0 3478 xmpp.example.org.',
      '_turns._tcp.example.org SRV 0 0 443 xmpp.example.org.',
    ]);
    expect(matching({ office: { doors: { calls: false } } }, /stun|turn/)).toEqual([]);
  });
  it('is the old way for browsers (S21), where the web is', () => {
    const texts = (given: Given) => matching(given, /_xmppconnect/).map((line) => line.split('TXT ')[1]);
    expect(texts({})).toEqual([
      '"_xmpp-client-xbosh=https://xmpp.example.org:5443/http-bind"',
      '"_xmpp-client-websocket=wss://xmpp.example.org:5443/xmpp-websocket"',
    ]);
    expect(texts({ onePortOpen: true })[0]).toBe('"_xmpp-client-xbosh=https://xmpp.example.org/http-bind"');
    const second = { office: { otherDomains: ['second.example'] }, domain: 'second.example' };
    expect(texts(second)[0]).toBe('"_xmpp-client-xbosh=https://xmpp.second.example:5443/http-bind"');
    const website = { program: 'nginx', name: 'chat.example.org', machine: null } as const;
    expect(texts({ office: { website } })[1]).toBe(
      '"_xmpp-client-websocket=wss://chat.example.org/xmpp-websocket"',
    );
  });
  it('is the relay’s name, while there is a relay', () => {
    expect(matching({}, /^proxy/)).toEqual(['proxy.example.org CNAME xmpp.example.org.']);
    expect(matching({ office: { doors: { files: false } } }, /^proxy/)).toEqual([]);
  });
});

describe('certificates', () => {
  const caa = (given: Given) => matching(given, / CAA /).map((line) => line.replace(' CAA', ''));
  const ours = { caa: 'letsencrypt.org' };
  const at = (...values: string[]) => ({ name: 'example.org', values });
  test.each<[string, Given, string[]]>([
    ['nobody is named: everybody may, and it stays so', { authority: ours }, []],
    [
      'asked for, with nobody named',
      { authority: ours, office: { dns: { caa: true } } },
      ['example.org 0 issue "letsencrypt.org"'],
    ],
    ['the authority is not known', { caa: at('0 issue "other.example"') }, []],
    [
      'the website’s authority stays',
      { authority: ours, caa: at('0 issue "other.example"', '0 iodef "mailto:a@example.org"') },
      [
        'example.org 0 issue "other.example"',
        'example.org 0 iodef "mailto:a@example.org"',
        'example.org 0 issue "letsencrypt.org"',
      ],
    ],
    [
      'ours may already',
      { authority: ours, caa: at('0 issue "letsencrypt.org"') },
      ['example.org 0 issue "letsencrypt.org"'],
    ],
    [
      'any account of ours may already: it stays so, for the website’s may be another',
      {
        authority: { ...ours, accountUri: 'https://acme.example/7', methods: ['dns-01', 'tls-alpn-01'] },
        caa: at('0 issue "letsencrypt.org"', '0 issue "other.example"'),
      },
      ['example.org 0 issue "letsencrypt.org"', 'example.org 0 issue "other.example"'],
    ],
    [
      'another account, or another way, is not ours (RFC 8657)',
      {
        authority: { ...ours, accountUri: 'https://acme.example/7', methods: ['dns-01', 'tls-alpn-01'] },
        caa: at(
          '0 issue "letsencrypt.org; accounturi=https://acme.example/1"',
          '0 issue "letsencrypt.org; validationmethods=http-01"',
        ),
      },
      [
        'example.org 0 issue "letsencrypt.org; accounturi=https://acme.example/1"',
        'example.org 0 issue "letsencrypt.org; validationmethods=http-01"',
        'example.org 0 issue "letsencrypt.org; accounturi=https://acme.example/7; validationmethods=dns-01,tls-alpn-01"',
      ],
    ],
    [
      'our account is, in one of our ways',
      {
        authority: { ...ours, accountUri: 'https://acme.example/7', methods: ['dns-01'] },
        caa: at(
          '0 issue "letsencrypt.org; accounturi=https://acme.example/7; validationmethods=http-01,dns-01"',
        ),
      },
      [
        'example.org 0 issue "letsencrypt.org; accounturi=https://acme.example/7; validationmethods=http-01,dns-01"',
      ],
    ],
    [
      'a domain below one that says so: where it says so',
      {
        authority: ours,
        caa: at('0 issue "other.example"'),
        office: { domain: 'chat.example.org' },
        domain: 'chat.example.org',
      },
      ['example.org 0 issue "other.example"', 'example.org 0 issue "letsencrypt.org"'],
    ],
    ['nobody may', { authority: ours, caa: at('0 issue ";"') }, ['example.org 0 issue "letsencrypt.org"']],
    [
      'wildcards have a rule of their own only where there is one',
      { authority: { ...ours, wildcard: true }, caa: at('0 issue "a.example"', '0 issuewild "b.example"') },
      [
        'example.org 0 issue "a.example"',
        'example.org 0 issuewild "b.example"',
        'example.org 0 issue "letsencrypt.org"',
        'example.org 0 issuewild "letsencrypt.org"',
      ],
    ],
    ['only a place to complain to', { authority: ours, caa: at('0 iodef "mailto:a@example.org"') }, []],
  ])('who may sign: %s', (_, given, expected) => expect(caa(given)).toEqual(expected));

  it('says which key is ours at every door, in a signed zone only', () => {
    const tlsa = ['3 1 1 aa', '3 1 1 bb'];
    expect(matching({ tlsa, signed: false }, /TLSA/)).toEqual([]);
    expect(matching({ tlsa, signed: true, onePortOpen: true }, /TLSA/)).toEqual(
      [5223, 5222, 443, 5270, 5269].flatMap((port) =>
        tlsa.map((value) => `_${port}._tcp.xmpp.example.org TLSA ${value}`),
      ),
    );
    // The host is in the first domain's zone: there they stand once.
    const office = { otherDomains: ['second.example'] };
    expect(matching({ office, domain: 'second.example', tlsa, signed: true }, /TLSA/)).toEqual([]);
  });

  it('hands the proof of every name on, where that was chosen', () => {
    expect(matching({}, /_acme/)).toEqual([]);
    expect(matching({ proofZone: 'proofs.example' }, /_acme/)).toEqual(
      ['', 'xmpp.', 'conference.', 'upload.', 'pubsub.', 'proxy.'].map(
        (name) => `_acme-challenge.${name}example.org CNAME ${name}example.org.proofs.example.`,
      ),
    );
  });
});

it('every purpose has words in both languages, whole sentences that are not the same', () => {
  for (const purpose of recordPurpose.options) {
    const { en, fr } = RECORD_WORDS[purpose];
    for (const text of [en.what, en.without, fr.what, fr.without]) expect(text).toMatch(/^\p{Lu}.*\.$/su);
    expect(fr.what).not.toBe(en.what);
    // Before : ; ! ? a French line must not break.
    expect(`${fr.what} ${fr.without}`).not.toMatch(/ [:;!?]/);
  }
});
