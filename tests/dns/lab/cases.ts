/**
 * The zones: what each says besides or instead of a good one, and the one finding expected of it. A line is as in a zone file, below the
 * domain; `without` takes away lines of the good zone.
 */
import type { DnsCode } from '../../../electron/contract/findings/dns.ts';
import type { Office } from '../../../electron/manager/settings.ts';
import { AT } from './places.ts';

export interface Case {
  /** The label below `lab.`; the domain is named after what is wrong with it. */
  readonly name: string;
  /** The root cause; null: nothing at all is to be found. */
  readonly expects: DnsCode | null;
  readonly without?: RegExp;
  readonly with?: readonly string[];
  /** What the office has decided otherwise. */
  readonly office?: Partial<Office>;
  readonly learned?: { readonly tlsa?: readonly string[]; readonly signed?: boolean };
  /** Name servers in the zone above, and in the zone; `$` stands for the domain. */
  readonly servers?: readonly string[];
  /** Further lines of the zone above: glue, DS. */
  readonly above?: readonly string[];
  /** Lines of the second name server's copy, in place of `with`; and its serial. */
  readonly second?: {
    readonly with?: readonly string[];
    readonly without?: RegExp;
    readonly serial?: number;
  };
  readonly signed?: 'good' | 'expired' | 'forged' | 'no-keys' | 'other-ds' | 'no-ds';
  /** Seconds for all lines. */
  readonly ttl?: number;
  /** Who is to sign the certificate. */
  readonly authority?: string;
  /** The name servers of `servers` do not have the zone. */
  readonly nowhere?: boolean;
  /** A zone of its own below the domain, on the first name server. */
  readonly below?: { readonly label: string; readonly lines: readonly string[] };
  /** Somebody else's domain: there is no plan. */
  readonly stranger?: boolean;
  /** What Prosody calls it is of no interest: it knows no such setting. */
  readonly notForProsody?: boolean;
}

/** A zone that has all that is planned for an office with nothing special. */
export const GOOD: readonly string[] = [
  `@ A ${AT.website}`,
  `@ AAAA ${AT.website6}`,
  `www A ${AT.website}`,
  '@ MX 10 mail',
  `mail A ${AT.website}`,
  `xmpp A ${AT.office4}`,
  `xmpp AAAA ${AT.office6}`,
  '_xmpps-client._tcp SRV 5 0 5223 xmpp',
  '_xmpp-client._tcp SRV 10 0 5222 xmpp',
  '_xmpps-server._tcp SRV 5 0 5270 xmpp',
  '_xmpp-server._tcp SRV 10 0 5269 xmpp',
  'conference CNAME xmpp',
  'upload CNAME xmpp',
  'pubsub CNAME xmpp',
  'proxy CNAME xmpp',
];

const CHAT = /^_xmpp|^xmpp |^conference|^upload|^pubsub|^proxy/;
const SRV = /^_xmpp/;
/** Of what is on the certificate, below the domain. */
const PROOFS = ['', '.xmpp', '.conference', '.upload', '.pubsub', '.proxy'] as const;

/** Zones in which all is well, however they are laid out. */
const WELL: readonly Case[] = [
  { name: 'good', expects: null },
  {
    name: 'good-all-on-one',
    expects: null,
    without: /^(?:@ A|@ AAAA|www|xmpp |_xmpp|conference|upload|pubsub|proxy)/,
    with: [
      `@ A ${AT.office4}`,
      `@ AAAA ${AT.office6}`,
      '_xmpps-client._tcp SRV 0 0 5223 @',
      '_xmpp-client._tcp SRV 0 0 5222 @',
      '_xmpps-server._tcp SRV 0 0 5270 @',
      '_xmpp-server._tcp SRV 0 0 5269 @',
      'xmpp CNAME @',
      'conference CNAME @',
      'upload CNAME @',
      'pubsub CNAME @',
    ],
    office: { names: { server: 'good-all-on-one.lab' } },
  },
  {
    name: 'good-services-by-srv',
    expects: null,
    without: /^(?:conference|upload|pubsub|proxy)/,
    with: [
      '_xmpps-server._tcp.conference SRV 5 0 5270 xmpp',
      '_xmpp-server._tcp.conference SRV 5 0 5269 xmpp',
      '_xmpps-server._tcp.pubsub SRV 5 0 5270 xmpp',
      '_xmpp-server._tcp.pubsub SRV 5 0 5269 xmpp',
    ],
    office: { dns: { layout: 'one' } },
  },
  {
    name: 'good-renamed',
    expects: null,
    without: CHAT,
    with: [
      `chat A ${AT.office4}`,
      `chat AAAA ${AT.office6}`,
      '_xmpps-client._tcp SRV 5 0 5223 chat',
      '_xmpp-client._tcp SRV 10 0 5222 chat',
      '_xmpps-server._tcp SRV 5 0 5270 chat',
      '_xmpp-server._tcp SRV 10 0 5269 chat',
      'muc CNAME chat',
      'files CNAME chat',
      'feeds CNAME chat',
    ],
    office: {
      names: { server: 'chat.good-renamed.lab', conference: 'muc', upload: 'files', pubsub: 'feeds' },
    },
  },
  {
    name: 'good-custom-ports',
    expects: null,
    without: SRV,
    with: [
      '_xmpps-client._tcp SRV 5 0 2223 xmpp',
      '_xmpp-client._tcp SRV 10 0 2222 xmpp',
      '_xmpps-server._tcp SRV 5 0 2270 xmpp',
      '_xmpp-server._tcp SRV 10 0 2269 xmpp',
      '_xmpps-server._tcp.conference SRV 5 0 2270 xmpp',
      '_xmpp-server._tcp.conference SRV 10 0 2269 xmpp',
      '_xmpps-server._tcp.pubsub SRV 5 0 2270 xmpp',
      '_xmpp-server._tcp.pubsub SRV 10 0 2269 xmpp',
    ],
    office: {
      ports: { starttls: 2222, direct: 2223 },
      otherPorts: { servers: 2269, serversDirect: 2270 },
    },
    notForProsody: true,
  },
  {
    name: 'good-443-fallback',
    expects: null,
    with: ['_xmpps-client._tcp SRV 20 0 443 xmpp', '_xmpp-client._tcp SRV 20 0 443 xmpp'],
    office: { onePort: true },
  },
  {
    name: 'good-v4-only',
    expects: null,
    without: /AAAA/,
    office: { addresses: { v4: [AT.office4] } },
  },
  {
    name: 'good-v6-only',
    expects: null,
    without: /^xmpp A /,
    office: { addresses: { v6: [AT.office6] } },
  },
  { name: 'good-signed', expects: null, signed: 'good' },
  { name: 'good-half-signed', expects: null, signed: 'no-ds' },
  {
    name: 'good-addresses-for-services',
    expects: null,
    without: /^(?:conference|upload|pubsub|proxy)/,
    with: ['conference', 'upload', 'pubsub'].flatMap((one) => [
      `${one} A ${AT.office4}`,
      `${one} AAAA ${AT.office6}`,
    ]),
  },
  {
    name: 'good-closed',
    expects: null,
    without: /server\._tcp/,
    office: { federation: { policy: 'closed', companies: {} } },
    notForProsody: true,
  },
  { name: 'good-wildcard', expects: null, with: [`* A ${AT.website}`, `* AAAA ${AT.website6}`] },
  { name: 'good-wildcard-alias', expects: null, with: ['* CNAME www'] },
  {
    name: 'good-wildcard-mail',
    expects: null,
    with: ['* MX 10 mail', '* TXT "v=spf1 -all"'],
  },
  {
    name: 'good-host-handed-on',
    expects: null,
    without: /^xmpp /,
    with: ['xmpp NS ns1.provider.lab.'],
    below: { label: 'xmpp', lines: [`@ A ${AT.office4}`, `@ AAAA ${AT.office6}`] },
  },
  {
    name: 'good-caa',
    expects: null,
    with: ['@ CAA 0 issue "letsencrypt.org"'],
    authority: 'letsencrypt.org',
  },
  {
    name: 'good-caa-parameters',
    expects: null,
    with: ['@ CAA 0 issue "letsencrypt.org; validationmethods=dns-01"', '@ CAA 0 issue "sectigo.com"'],
    authority: 'letsencrypt.org',
  },
  {
    name: 'good-weights',
    expects: null,
    without: SRV,
    with: [
      '_xmpps-client._tcp SRV 0 10 5223 xmpp',
      '_xmpp-client._tcp SRV 0 10 5222 xmpp',
      '_xmpps-server._tcp SRV 0 10 5270 xmpp',
      '_xmpp-server._tcp SRV 0 10 5269 xmpp',
    ],
  },
  {
    name: 'good-other-name',
    expects: null,
    without: SRV,
    with: [
      `talk A ${AT.office4}`,
      `talk AAAA ${AT.office6}`,
      ...[
        '_xmpps-client._tcp SRV 5 0 5223',
        '_xmpp-client._tcp SRV 10 0 5222',
        '_xmpps-server._tcp SRV 5 0 5270',
        '_xmpp-server._tcp SRV 10 0 5269',
      ].map((line) => `${line} talk`),
    ],
  },
  {
    name: 'good-own-servers',
    expects: null,
    servers: ['ns.$', 'ns2.provider.lab.'],
    above: [`ns.good-own-servers A ${AT.ns1}`],
    with: [`ns A ${AT.ns1}`],
  },
  {
    name: 'good-server-elsewhere',
    expects: null,
    without: CHAT,
    with: [
      '_xmpps-client._tcp SRV 5 0 5223 xmpp.good.lab.',
      '_xmpp-client._tcp SRV 10 0 5222 xmpp.good.lab.',
      '_xmpps-server._tcp SRV 5 0 5270 xmpp.good.lab.',
      '_xmpp-server._tcp SRV 10 0 5269 xmpp.good.lab.',
      'conference CNAME xmpp.good.lab.',
      'upload CNAME xmpp.good.lab.',
      'pubsub CNAME xmpp.good.lab.',
      'xmpp CNAME xmpp.good.lab.',
    ],
    office: { names: { server: 'xmpp.good.lab' } },
  },
  { name: 'good-strangers', expects: null, stranger: true },
  {
    name: 'good-fallback',
    expects: null,
    stranger: true,
    without: /^(?:@ A|@ AAAA|_xmpp)/,
    with: [`@ A ${AT.office4}`, `@ AAAA ${AT.office6}`],
  },
];

/** The domain as a whole. */
const ZONE: readonly Case[] = [
  { name: 'not-registered', expects: 'dns.not-registered', nowhere: true, servers: [] },
  {
    name: 'servers-silent',
    expects: 'dns.servers-silent',
    servers: ['silent.provider.lab.'],
    nowhere: true,
  },
  { name: 'all-lame', expects: 'dns.lame', servers: ['other.provider.lab.'], nowhere: true },
  { name: 'one-lame', expects: 'dns.server-lame', servers: ['ns1.provider.lab.', 'other.provider.lab.'] },
  {
    name: 'one-silent',
    expects: 'dns.server-silent',
    servers: ['ns1.provider.lab.', 'silent.provider.lab.'],
  },
  {
    name: 'no-such-server',
    expects: 'dns.server-without-address',
    servers: ['ns1.provider.lab.', 'nosuch.provider.lab.'],
  },
  {
    name: 'glue-missing',
    expects: 'dns.glue-missing',
    servers: ['ns1.provider.lab.', 'ns.$'],
    with: [`ns A ${AT.ns2}`],
  },
  {
    name: 'glue-old',
    expects: 'dns.glue-differs',
    servers: ['ns1.provider.lab.', 'ns.$'],
    above: [`ns.glue-old A ${AT.nobody}`],
    with: [`ns A ${AT.ns2}`],
  },
  {
    name: 'delegation-differs',
    expects: 'dns.delegation-differs',
    servers: ['ns1.provider.lab.', 'ns2.provider.lab.'],
    without: /never/,
    with: ['@ NS third.provider.lab.'],
  },
  { name: 'udp-only', expects: 'dns.tcp-refused', servers: ['ns1.provider.lab.', 'deaf.provider.lab.'] },
  {
    name: 'alias-at-domain',
    expects: 'dns.alias-beside',
    servers: ['odd.provider.lab.'],
    nowhere: true,
    notForProsody: true,
  },
  {
    name: 'second-lags',
    expects: 'dns.servers-disagree',
    second: { without: SRV, serial: 1 },
  },
  {
    name: 'second-differs',
    expects: 'dns.servers-disagree',
    second: { without: /^xmpp A /, with: [`xmpp A ${AT.old}`], serial: 7 },
  },
  { name: 'signatures-expired', expects: 'dns.signatures-expired', signed: 'expired' },
  { name: 'ds-orphaned', expects: 'dns.ds-orphaned', signed: 'no-keys' },
  { name: 'ds-of-other-key', expects: 'dns.bogus', signed: 'other-ds' },
  { name: 'forged-record', expects: 'dns.bogus', signed: 'forged' },
];

/** Records that are missing, or in the wrong place. */
const RECORDS: readonly Case[] = [
  {
    name: 'host-handed-on',
    expects: 'dns.unanswered',
    without: /^xmpp /,
    with: ['xmpp NS other.provider.lab.'],
  },
  {
    name: 'host-of-dead-domain',
    expects: 'dns.unanswered',
    without: CHAT,
    with: [
      '_xmpps-client._tcp SRV 5 0 5223 xmpp.all-lame.lab.',
      '_xmpp-client._tcp SRV 10 0 5222 xmpp.all-lame.lab.',
      '_xmpps-server._tcp SRV 5 0 5270 xmpp.all-lame.lab.',
      '_xmpp-server._tcp SRV 10 0 5269 xmpp.all-lame.lab.',
      ...['conference', 'upload', 'pubsub', 'xmpp'].map((one) => `${one} CNAME xmpp.all-lame.lab.`),
    ],
    office: { names: { server: 'xmpp.all-lame.lab' } },
  },
  {
    name: 'planned-host-of-dead-domain',
    expects: 'dns.unanswered',
    office: { names: { server: 'xmpp.all-lame.lab' } },
    notForProsody: true,
  },
  {
    name: 'parked',
    expects: 'dns.no-records',
    without: /./,
    with: [`@ A ${AT.website}`, `* A ${AT.website}`],
  },
  {
    name: 'no-guests',
    expects: 'dns.missing-services',
    office: { guests: { label: 'guests' } },
    notForProsody: true,
  },
  {
    name: 'alias-for-service',
    expects: 'dns.different',
    without: /^_xmpp-client/,
    with: ['_xmpp-client._tcp CNAME xmpp'],
  },
  { name: 'nothing-yet', expects: 'dns.no-records', without: CHAT },
  { name: 'no-server-address', expects: 'dns.missing-server', without: /^xmpp / },
  { name: 'no-v6', expects: 'dns.missing-server', without: /^xmpp AAAA/ },
  { name: 'no-v4', expects: 'dns.missing-server', without: /^xmpp A / },
  { name: 'no-client-srv', expects: 'dns.missing-programs', without: /client\._tcp/ },
  { name: 'no-starttls-srv', expects: 'dns.missing-programs', without: /^_xmpp-client/ },
  { name: 'no-direct-srv', expects: 'dns.missing-programs', without: /^_xmpps-client/ },
  { name: 'no-server-srv', expects: 'dns.missing-servers', without: /server\._tcp/ },
  { name: 'no-rooms', expects: 'dns.missing-services', without: /^conference/ },
  { name: 'no-services', expects: 'dns.missing-services', without: /^(?:conference|upload|pubsub|proxy)/ },
  {
    name: 'name-doubled',
    expects: 'dns.name-doubled',
    without: /^_xmpp-client/,
    with: ['_xmpp-client._tcp.name-doubled.lab SRV 10 0 5222 xmpp'],
  },
  {
    name: 'host-doubled',
    expects: 'dns.name-doubled',
    without: /^xmpp /,
    with: [`xmpp.host-doubled.lab A ${AT.office4}`, `xmpp.host-doubled.lab AAAA ${AT.office6}`],
  },
  {
    name: 'no-underscore',
    expects: 'dns.name-mistyped',
    without: /^_xmpp-client/,
    with: ['xmpp-client._tcp SRV 10 0 5222 xmpp'],
  },
  {
    name: 'no-second-underscore',
    expects: 'dns.name-mistyped',
    without: /^_xmpp-server/,
    with: ['_xmpp-server.tcp SRV 10 0 5269 xmpp'],
  },
  {
    name: 'udp-for-tcp',
    expects: 'dns.name-mistyped',
    without: /^_xmpp-client/,
    with: ['_xmpp-client._udp SRV 10 0 5222 xmpp'],
  },
  {
    name: 'below-host',
    expects: 'dns.below-host',
    without: /^_xmpp-client/,
    with: ['_xmpp-client._tcp.xmpp SRV 10 0 5222 xmpp'],
  },
  {
    name: 'stale-server-srv',
    expects: 'dns.stale-record',
    office: { federation: { policy: 'closed', companies: {} } },
    without: /^_xmpps-server/,
    notForProsody: true,
  },
  { name: 'ttl-week', expects: 'dns.ttl-long', ttl: 604_800 },
  { name: 'ttl-none', expects: 'dns.ttl-short', ttl: 1 },
  { name: 'old-remembered', expects: 'dns.old-remembered' },
];

/** Where the lines lead. */
const TARGETS: readonly Case[] = [
  {
    name: 'target-doubled',
    expects: 'dns.target-doubled',
    without: /^_xmpp-client/,
    with: ['_xmpp-client._tcp SRV 10 0 5222 xmpp.target-doubled.lab'],
  },
  {
    name: 'target-is-address',
    expects: 'dns.target-is-address',
    without: /^_xmpp-client/,
    with: [`_xmpp-client._tcp SRV 10 0 5222 ${AT.office4}.`],
  },
  {
    name: 'target-is-address-below',
    expects: 'dns.target-is-address',
    without: /^_xmpp-server/,
    with: [`_xmpp-server._tcp SRV 10 0 5269 ${AT.office4}`],
  },
  {
    name: 'target-alias',
    expects: 'dns.target-alias',
    without: /^xmpp |server-host/,
    with: [`machine A ${AT.office4}`, `machine AAAA ${AT.office6}`, 'xmpp CNAME machine'],
  },
  {
    name: 'target-nowhere',
    expects: 'dns.target-without-address',
    without: /^_xmpp-server/,
    with: ['_xmpp-server._tcp SRV 10 0 5269 xmmp'],
  },
  {
    name: 'target-website',
    expects: 'dns.target-website',
    without: /^_xmpps?-server/,
    with: ['_xmpp-server._tcp SRV 10 0 5269 @', '_xmpps-server._tcp SRV 10 0 5270 @'],
  },
  {
    name: 'target-old-server',
    expects: 'dns.target-elsewhere',
    without: /^_xmpp-client/,
    with: [`old A ${AT.old}`, '_xmpp-client._tcp SRV 10 0 5222 old'],
  },
  {
    name: 'target-old-beside',
    expects: 'dns.target-elsewhere',
    with: [`old A ${AT.old}`, '_xmpp-client._tcp SRV 0 0 5222 old'],
  },
  {
    name: 'target-google',
    expects: 'dns.target-elsewhere',
    without: /^_xmpp-server/,
    with: ['_xmpp-server._tcp SRV 5 0 5269 xmpp-server.l.google.lab.'],
  },
  {
    name: 'rooms-led-to-website',
    expects: 'dns.target-website',
    with: ['_xmpp-server._tcp.conference SRV 10 0 5269 www'],
  },
  {
    name: 'target-dot',
    expects: 'dns.not-offered',
    without: /^_xmpp-server|^_xmpps-server/,
    with: ['_xmpp-server._tcp SRV 0 0 0 .', '_xmpps-server._tcp SRV 0 0 0 .'],
  },
  {
    name: 'port-wrong',
    expects: 'dns.port-wrong',
    without: /^_xmpp-client/,
    with: ['_xmpp-client._tcp SRV 10 0 5322 xmpp'],
  },
  {
    name: 'ports-swapped',
    expects: 'dns.tls-swapped',
    without: /client\._tcp/,
    with: ['_xmpps-client._tcp SRV 5 0 5222 xmpp', '_xmpp-client._tcp SRV 10 0 5223 xmpp'],
  },
  {
    name: 'server-port-for-clients',
    expects: 'dns.port-wrong',
    without: /^_xmpp-client/,
    with: ['_xmpp-client._tcp SRV 10 0 5269 xmpp'],
  },
  {
    name: 'private-address',
    expects: 'dns.address-private',
    without: /^xmpp A /,
    with: ['xmpp A 192.168.1.20'],
  },
  {
    name: 'private-beside',
    expects: 'dns.address-private',
    with: ['xmpp A 10.0.0.5'],
  },
  {
    name: 'loopback',
    expects: 'dns.address-private',
    without: /^xmpp A /,
    with: ['xmpp A 127.0.1.1'],
  },
  {
    name: 'behind-provider',
    expects: 'dns.address-private',
    without: /^xmpp A /,
    with: ['xmpp A 100.64.3.7'],
  },
  {
    name: 'link-local-v6',
    expects: 'dns.address-private',
    without: /^xmpp AAAA/,
    with: ['xmpp AAAA fe80::1'],
  },
  {
    name: 'unique-local-v6',
    expects: 'dns.address-private',
    without: /^xmpp AAAA/,
    with: ['xmpp AAAA fd12:3456::20'],
  },
  {
    name: 'example-address',
    expects: 'dns.address-private',
    without: /^xmpp A /,
    with: ['xmpp A 203.0.113.5'],
  },
  { name: 'old-address', expects: 'dns.address-other', without: /^xmpp A /, with: [`xmpp A ${AT.old}`] },
  { name: 'old-address-beside', expects: 'dns.address-beside', with: [`xmpp A ${AT.old}`] },
  {
    name: 'host-at-website',
    expects: 'dns.address-website',
    without: /^xmpp (?:A|AAAA) /,
    with: [`xmpp A ${AT.website}`, `xmpp AAAA ${AT.website6}`],
  },
  {
    name: 'v6-silent',
    expects: 'dns.v6-silent',
    without: /^xmpp AAAA/,
    with: [`xmpp AAAA ${AT.mute6}`],
    office: { addresses: { v4: [AT.office4], v6: [AT.mute6] } },
  },
  {
    name: 'v6-forgotten',
    expects: 'dns.v6-silent',
    without: /^xmpp AAAA/,
    with: [`xmpp AAAA ${AT.mute6}`],
    office: { addresses: { v4: [AT.office4] } },
  },
  {
    name: 'door-shut',
    expects: 'dns.door-shut',
    without: /^_xmpps-client/,
    with: ['_xmpps-client._tcp SRV 5 0 5224 xmpp'],
    office: { ports: { starttls: 5222, direct: 5224 } },
    notForProsody: true,
  },
  {
    name: 'nobody-home',
    expects: 'dns.nobody-answers',
    without: /^xmpp |server\._tcp/,
    with: [`xmpp A ${AT.old}`],
    office: { addresses: { v4: [AT.old] }, federation: { policy: 'closed', companies: {} } },
    notForProsody: true,
  },
];

/** Aliases, wildcards, certificates, who sees what. */
const NAMES: readonly Case[] = [
  {
    name: 'wildcard-hides-rooms',
    expects: 'dns.wildcard',
    without: /^(?:conference|upload|pubsub|proxy)/,
    with: [`* A ${AT.website}`],
  },
  {
    name: 'wildcard-alias',
    expects: 'dns.wildcard',
    without: /^(?:conference|upload|pubsub|proxy)/,
    with: ['* CNAME www'],
  },
  {
    name: 'wildcard-hides-host',
    expects: 'dns.wildcard',
    without: /^xmpp |^(?:conference|upload|pubsub|proxy)/,
    with: [`* A ${AT.website}`, `* AAAA ${AT.website6}`],
  },
  {
    name: 'rooms-at-website',
    expects: 'dns.service-elsewhere',
    without: /^conference/,
    with: ['conference CNAME www'],
  },
  {
    name: 'upload-old-server',
    expects: 'dns.service-elsewhere',
    without: /^upload/,
    with: [`upload A ${AT.old}`],
  },
  {
    name: 'alias-nowhere',
    expects: 'dns.alias-dangling',
    without: /^conference/,
    with: ['conference CNAME xmmp'],
  },
  {
    name: 'alias-circle',
    expects: 'dns.alias-dangling',
    without: /^(?:conference|upload)/,
    with: ['conference CNAME upload', 'upload CNAME conference'],
  },
  { name: 'split-view', expects: 'dns.split-view' },
  {
    name: 'caa-other',
    expects: 'dns.caa-forbids',
    with: ['@ CAA 0 issue "sectigo.com"'],
    authority: 'letsencrypt.org',
    notForProsody: true,
  },
  {
    name: 'caa-nobody',
    expects: 'dns.caa-forbids',
    with: ['@ CAA 0 issue ";"'],
    authority: 'letsencrypt.org',
    notForProsody: true,
  },
  {
    name: 'caa-at-host',
    expects: 'dns.caa-forbids',
    with: ['@ CAA 0 issue "letsencrypt.org"', 'xmpp CAA 0 issue "digicert.com"'],
    authority: 'letsencrypt.org',
    notForProsody: true,
  },
  {
    name: 'caa-critical',
    expects: 'dns.caa-forbids',
    with: ['@ CAA 128 tbs "unknown"', '@ CAA 0 issue "letsencrypt.org"'],
    authority: 'letsencrypt.org',
    notForProsody: true,
  },
  {
    name: 'pin-old',
    expects: 'dns.pin-wrong',
    signed: 'good',
    learned: { signed: true, tlsa: [`3 1 1 ${'AB'.repeat(32)}`] },
    with: [5222, 5223, 5269, 5270].map((port) => `_${port}._tcp.xmpp TLSA 3 1 1 ${'CD'.repeat(32)}`),
    notForProsody: true,
  },
  {
    name: 'proof-elsewhere',
    expects: 'dns.proof-elsewhere',
    with: PROOFS.map((one) => `_acme-challenge${one} CNAME www.good.lab.`),
    office: { dns: { proofZone: 'good.lab' } },
    notForProsody: true,
  },
  {
    name: 'proof-not-handed-on',
    expects: 'dns.missing-certificate',
    office: { dns: { proofZone: 'good.lab' } },
    notForProsody: true,
  },
  {
    name: 'text-quoted',
    expects: 'dns.text-quoted',
    with: [
      '_xmppconnect TXT "\\"_xmpp-client-xbosh=https://xmpp.text-quoted.lab:5443/http-bind\\""',
      '_xmppconnect TXT "\\"_xmpp-client-websocket=wss://xmpp.text-quoted.lab:5443/xmpp-websocket\\""',
    ],
    notForProsody: true,
  },
  {
    name: 'text-split',
    expects: 'dns.text-split',
    with: [
      '_xmppconnect TXT "_xmpp-client-xbosh=https://xmpp.text-split.lab:5443/http-bind"',
      '_xmppconnect TXT "_xmpp-client-websocket=wss://xmpp.text-split"',
      '_xmppconnect TXT ".lab:5443/xmpp-websocket"',
    ],
    notForProsody: true,
  },
  {
    name: 'text-glued',
    expects: 'dns.text-split',
    with: [
      '_xmppconnect TXT "_xmpp-client-xbosh=https://xmpp.text-glued.lab:5443/http-bind" "_xmpp-client-websocket=wss://xmpp.text-glued.lab:5443/xmpp-websocket"',
    ],
    notForProsody: true,
  },
  {
    name: 'text-old',
    expects: 'dns.text-other',
    with: ['_xmppconnect TXT "_xmpp-client-xbosh=https://old.example.net/bosh"'],
    notForProsody: true,
  },
  { name: 'no-chat', expects: 'dns.no-chat', without: CHAT, stranger: true },
  { name: 'no-way-for-apps', expects: 'dns.no-way', without: /client\._tcp/, stranger: true },
  { name: 'no-way-for-servers', expects: 'dns.no-way', without: /server\._tcp/, stranger: true },
  {
    name: 'chat-closed',
    expects: 'dns.closed',
    without: CHAT,
    with: ['_xmpp-client', '_xmpps-client', '_xmpp-server', '_xmpps-server'].map(
      (one) => `${one}._tcp SRV 0 0 0 .`,
    ),
    stranger: true,
  },
];

export const WRONG: readonly Case[] = [...ZONE, ...RECORDS, ...TARGETS, ...NAMES];
export const CASES: readonly Case[] = [...WELL, ...WRONG];

/** The lines of a case's zone. */
export function linesOf(one: Pick<Case, 'without' | 'with'>): string[] {
  return [...GOOD.filter((line) => !one.without?.test(line)), ...(one.with ?? [])];
}

export const serversOf = ({ servers }: Case): readonly string[] =>
  servers ?? ['ns1.provider.lab.', 'ns2.provider.lab.'];

/** What the office of a case has decided. */
export const officeOf = ({ name, office }: Case): Office =>
  ({
    ...{ way: 'domain', domain: `${name}.lab`, admins: [], ports: { starttls: 5222, direct: 5223 } },
    addresses: { v4: [AT.office4], v6: [AT.office6] },
    ...office,
  }) as Office;
