/** What was seen, as a verdict: a row for each thing that can be seen. */
import { describe, expect, test } from 'vitest';
import { FINDINGS, wordsOfFinding } from '../../../electron/contract/findings/index.ts';
import {
  BECAUSE,
  CODE_TROUBLE,
  FROM,
  PARTNER_CODE_TROUBLE,
  SPEECH,
  TROUBLE,
  VERDICT,
} from '../../../electron/contract/findings/reach-words.ts';
import {
  type ReachRow,
  type ReachSpeech,
  type ReachView,
  reachBecause,
  reachVerdict,
} from '../../../electron/contract/reach.ts';
import { reachDoors } from '../../../electron/manager/reach/doors.ts';
import { findingsOf } from '../../../electron/manager/reach/findings.ts';
import { judge, type OwnCertificates } from '../../../electron/manager/reach/judge.ts';
import { atOurs, cellOf, localPlaces, publicView } from '../../../electron/manager/reach/places.ts';
import { FRESH_MS, rowsOf, standingOf } from '../../../electron/manager/reach/rows.ts';
import type { CertificateSeen, Seen } from '../../../electron/manager/reach/seen.ts';
import type { Office } from '../../../electron/manager/settings.ts';

const OURS = 'a'.repeat(64);
const certificate = (more: Partial<CertificateSeen> = {}): CertificateSeen => ({
  ...{ fingerprint: OURS, names: ['office.example'], flaw: null },
  ...more,
});
const answers = (more: Partial<CertificateSeen> | null, alpn: boolean | null = null): Seen => ({
  ...{ is: 'answers', alpn, said: '' },
  certificate: more && certificate(more),
});
const OWN: OwnCertificates = new Map([[OURS, null]]);
const NOBODY: OwnCertificates = new Map();

const TABLE: readonly (readonly [string, ReachSpeech, Seen, OwnCertificates, string])[] = [
  ['the right certificate', 'client-starttls', answers({}), OWN, 'open right-server'],
  [
    'of our own authority, seen by a stranger',
    'client-direct',
    answers({ flaw: 'untrusted' }),
    OWN,
    'open right-server',
  ],
  [
    'the same at somebody we know nothing of',
    'client-direct',
    answers({ flaw: 'untrusted' }),
    NOBODY,
    'wrong-certificate certificate-untrusted',
  ],
  [
    'ours, and for another name',
    'https',
    answers({ flaw: 'name' }),
    OWN,
    'wrong-certificate certificate-name',
  ],
  [
    'ours, run out by our own word',
    'client-direct',
    answers({ flaw: undefined }),
    new Map([[OURS, 'expired']]),
    'wrong-certificate certificate-expired',
  ],
  [
    'ours by the first letters of its fingerprint',
    'client-direct',
    answers({ fingerprint: 'a'.repeat(16), flaw: undefined }),
    OWN,
    'open right-server',
  ],
  [
    'another one that nobody could judge',
    'client-direct',
    answers({ fingerprint: 'b'.repeat(64), flaw: undefined }),
    OWN,
    'wrong-certificate certificate-not-ours',
  ],
  [
    'another one that is good: a web server in front',
    'https',
    answers({ fingerprint: 'b'.repeat(64) }),
    OWN,
    'open right-server',
  ],
  ['no agreement on the protocol', 'server-direct', answers({}, false), OWN, 'open no-alpn'],
  ['no certificate is shown there', 'stun', answers(null), OWN, 'open answers'],
  ['a packet through the relay', 'relay', answers(null), OWN, 'open relays'],
  ['a reset', 'client-starttls', { is: 'refused' }, OWN, 'closed refused'],
  ['silence', 'client-starttls', { is: 'silent' }, OWN, 'filtered no-answer'],
  ['a router says no', 'client-starttls', { is: 'no-way', code: 'EHOSTUNREACH' }, OWN, 'filtered no-way'],
  ['SSH', 'client-starttls', { is: 'other', said: 'SSH-2.0-OpenSSH_9.2' }, OWN, 'other-program speaks-ssh'],
  [
    'a web server',
    'client-starttls',
    { is: 'other', said: 'HTTP/1.1 400 Bad Request' },
    OWN,
    'other-program speaks-http',
  ],
  ['something else', 'client-starttls', { is: 'other', said: '220 mail' }, OWN, 'other-program speaks-other'],
  [
    'another chat server',
    'server-starttls',
    { is: 'domain-unknown', condition: 'host-unknown' },
    OWN,
    'other-server domain-unknown',
  ],
  [
    'strangers are turned away',
    'client-direct',
    { is: 'turned-away', condition: 'policy-violation' },
    OWN,
    'closed turned-away',
  ],
  ['no STARTTLS', 'client-starttls', { is: 'no-starttls' }, OWN, 'no-encryption no-starttls'],
  [
    'TLS does not come about',
    'client-direct',
    { is: 'tls-failed', why: 'x' },
    OWN,
    'no-encryption tls-failed',
  ],
  ['takes the connection, and nothing comes', 'client-direct', { is: 'mute' }, OWN, 'mute says-nothing'],
  ['hangs up', 'client-direct', { is: 'hangs-up' }, OWN, 'mute hangs-up'],
  ['the relay says no', 'relay', { is: 'relay-refused', why: '486' }, OWN, 'relay-broken relay-refused'],
  [
    'the packet is lost',
    'relay',
    { is: 'relay-lost', way: 'back', relayed: '' },
    OWN,
    'relay-broken relay-lost',
  ],
  [
    'no IPv6 where it was tried',
    'client-direct',
    { is: 'unable', why: 'no-family-there' },
    OWN,
    'not-checked no-family-there',
  ],
];

test.each(TABLE)('%s', (_, speech, seen, own, expected) => {
  expect(Object.values(judge({ speech }, seen, own)).join(' ')).toBe(expected);
});

const OFFICE: Office = {
  way: 'domain',
  domain: 'office.example',
  ports: { starttls: 5222, direct: 5223 },
  admins: [],
};
const DOORS = reachDoors(OFFICE);
const ADDRESSES = { v4: ['93.184.77.10'], v6: ['2a01:4f8:77::10'] };
const CARDS = ['192.168.1.5', '2a01:4f8:77::10'];
const view = (
  from: ReachView['from'],
  at: number,
  seen: Seen,
  families: readonly ('v4' | 'v6')[] = ['v4', 'v6'],
): ReachView => ({
  ...{ from, at, name: from === 'partner' ? 'friend.example' : null, hairpin: 'not-needed' },
  cells: families.flatMap((family) =>
    DOORS.map((door) =>
      cellOf(
        { door, family, address: from === 'local' ? CARDS[family === 'v4' ? 0 : 1]! : ADDRESSES[family][0]! },
        seen,
        OWN,
      ),
    ),
  ),
});
const GOOD = answers({});
const rows = (views: readonly ReachView[], now = 1000) =>
  rowsOf({ doors: DOORS, addresses: ADDRESSES, views, now });
const said = (all: readonly ReachRow[]) => [
  ...new Set(all.map(({ verdict, because, from }) => `${verdict} ${because} ${from}`)),
];

describe('the doors of an office', () => {
  test('each as somebody who comes sees it', () => {
    expect(DOORS.map(({ id, name }) => `${id} ${name}`)).toEqual([
      'client-starttls-tcp-5222 office.example',
      'client-direct-tcp-5223 office.example',
      'https-tcp-5443 xmpp.office.example',
      'server-starttls-tcp-5269 office.example',
      'server-direct-tcp-5270 office.example',
      'stun-udp-3478 xmpp.office.example',
      'stun-tcp-3478 xmpp.office.example',
      'stun-tls-tcp-5349 xmpp.office.example',
      'socks5-tcp-7777 office.example',
      'relay-udp-3478 xmpp.office.example',
    ]);
  });

  test('one port for everything is two ways in; behind a website the web is another computer’s', () => {
    const ids = (more: Partial<Office>) => reachDoors({ ...OFFICE, ...more }).map(({ id }) => id);
    expect(ids({ onePort: true })).toEqual(
      expect.arrayContaining(['https-tcp-443', 'client-direct-tcp-443']),
    );
    expect(
      ids({ website: { program: 'nginx', name: 'chat.office.example', machine: null } }).some((id) =>
        id.startsWith('https'),
      ),
    ).toBe(false);
    expect(
      ids({ doors: { calls: false, files: false }, federation: { policy: 'closed', companies: {} } }),
    ).toEqual([...['client-starttls-tcp-5222', 'client-direct-tcp-5223', 'https-tcp-5443']]);
  });

  test('this computer is tried at loopback and at its own addresses, in the families it has', () => {
    const addresses = (cards: readonly string[]) => [
      ...new Set(localPlaces(DOORS, cards).map(({ address }) => address)),
    ];
    expect(addresses(CARDS)).toEqual(['127.0.0.1', '192.168.1.5', '::1', '2a01:4f8:77::10']);
    expect(addresses([])).toEqual(['127.0.0.1']);
  });
});

describe('at the public address from here', () => {
  const about = { doors: DOORS, addresses: { v4: ADDRESSES.v4, v6: [] }, at: 0 };
  const tried = (of: (id: string) => Seen) =>
    DOORS.map((door) => cellOf({ door, family: 'v4' as const, address: ADDRESSES.v4[0]! }, of(door.id), OWN));

  test('our own server answers there: what is closed is closed', () => {
    const found = publicView(
      tried((id) => (id.startsWith('client-starttls') ? GOOD : { is: 'refused' })),
      { ...about, cards: [] },
    );
    expect([found.hairpin, ...new Set(found.cells.map(({ verdict }) => verdict))]).toEqual([
      'yes',
      'open',
      'closed',
    ]);
  });

  test('nobody answers, or only the box itself: nothing is called closed', () => {
    for (const seen of [
      { is: 'refused' },
      { is: 'silent' },
      { is: 'other', said: 'HTTP/1.1 200 OK' },
    ] as const) {
      const found = publicView(
        tried(() => seen),
        { ...about, cards: [] },
      );
      expect([found.hairpin, ...new Set(found.cells.map(({ because }) => because))]).toEqual([
        'no',
        'no-hairpin',
      ]);
    }
    // The web of a box looks like a web; it is no proof that packets are turned round.
    const box = publicView(
      tried((id) => (id.startsWith('https') ? answers({ fingerprint: 'b'.repeat(64) }) : { is: 'refused' })),
      { ...about, cards: [] },
    );
    expect(box.hairpin).toBe('no');
  });

  test('an address of this computer itself says nothing of outside', () => {
    const found = publicView([], { ...about, cards: ADDRESSES.v4 });
    expect([found.hairpin, ...new Set(found.cells.map(({ because }) => because))]).toEqual([
      'not-needed',
      'own-address',
    ]);
  });
});

describe('the best word there is', () => {
  test('what only this computer says proves nothing, unless it is bad', () => {
    expect(said(rows([view('local', 500, GOOD)]))).toEqual(['not-checked only-from-here local']);
    expect(said(rows([view('local', 500, { is: 'refused' })]))).toEqual(['closed refused local']);
  });
  test('somebody outside counts more than the way round, and a partner for two days', () => {
    const partner = view('partner', 400, { is: 'silent' });
    expect(said(rows([view('local', 500, GOOD), view('public', 500, GOOD), partner]))).toEqual([
      'filtered no-answer partner',
    ]);
    expect(said(rows([view('local', 500, GOOD), partner], 400 + FRESH_MS))).toEqual([
      'not-checked only-from-here local',
    ]);
  });
  test('a server that has stopped since is closed, whatever was seen before', () => {
    expect(said(rows([view('local', 500, { is: 'refused' }), view('partner', 400, GOOD)]))).toEqual([
      'closed refused local',
    ]);
    expect(said(rows([view('partner', 600, GOOD), view('local', 500, { is: 'refused' })]))).toEqual([
      'open right-server partner',
      'open relays partner',
    ]);
  });
  test('a partner without IPv6 leaves that open', () => {
    const found = rows([view('partner', 500, GOOD, ['v4']), view('local', 500, GOOD)]);
    expect(said(found.filter(({ family }) => family === 'v6'))).toEqual(['not-checked only-from-here local']);
    expect(standingOf(found, DOORS)).toEqual({ outside: 'open', at: 500 });
  });
  test('a partner that sees us come from elsewhere has knocked elsewhere: that is no news, neither good nor bad', () => {
    for (const seen of [GOOD, { is: 'refused' } as const]) {
      const one = view('partner', 500, seen, ['v4']);
      const cells = one.cells.map((cell) => atOurs({ ...cell, address: '81.2.69.160' }, ADDRESSES));
      const found = rows([{ ...one, cells }, view('local', 400, GOOD, ['v4'])]);
      expect(said(found.filter(({ family }) => family === 'v4'))).toEqual([
        'not-checked other-address partner',
      ]);
      expect(standingOf(found, DOORS).outside).toBe('unknown');
      expect(findingsOf({ rows: found, doors: DOORS, published: { v4: true, v6: true } })).toMatchObject([
        { code: 'reach.not-proved' },
      ]);
    }
    const [cell] = view('partner', 500, GOOD, ['v6']).cells;
    const written = ADDRESSES.v6.map((address) => address.toUpperCase().replace('::', ':0::'));
    expect(atOurs(cell!, { v4: [], v6: written })).toBe(cell);
    expect(atOurs(cell!, { v4: [], v6: [] })).toBe(cell);
  });
  test('nobody has looked', () => {
    expect(said(rows([]))).toEqual(['not-checked not-asked null']);
    expect(standingOf(rows([]), DOORS)).toEqual({ outside: 'unknown', at: null });
  });
});

describe('findings', () => {
  const published = { v4: true, v6: true };
  const found = (views: readonly ReachView[]) =>
    findingsOf({ rows: rows(views), doors: DOORS, published }).map(
      ({ code, severity, dependsOn }) => `${code} ${severity}${dependsOn ? ` < ${dependsOn}` : ''}`,
    );

  test('all closed is one cause, and every door folds under it', () => {
    const all = found([view('partner', 500, { is: 'silent' }, ['v4'])]);
    expect(all[0]).toBe('reach.all-closed broken');
    expect(new Set(all.slice(1))).toEqual(
      new Set(['reach.filtered broken < reach.all-closed', 'reach.filtered warning < reach.all-closed']),
    );
  });
  test('IPv6 alone closed while its address is published costs time, and is no red', () => {
    const half: ReachView = {
      ...view('partner', 500, GOOD, ['v4']),
      cells: [
        ...view('partner', 500, GOOD, ['v4']).cells,
        ...view('partner', 500, { is: 'silent' }, ['v6']).cells,
      ],
    };
    const all = found([half]);
    expect(all[0]).toBe('reach.v6-broken warning');
    expect(all.slice(1).every((one) => one === 'reach.filtered warning < reach.v6-broken')).toBe(true);
  });
  test('one of two doors for the same is a warning; nobody listening is the server’s', () => {
    const one = view('partner', 500, GOOD, ['v4']);
    const cells = one.cells.map((cell) =>
      cell.id === 'client-direct-tcp-5223'
        ? { ...cell, verdict: 'closed' as const, because: 'refused' as const }
        : cell,
    );
    expect(found([{ ...one, cells }])).toEqual(['reach.closed warning']);
    expect(found([view('local', 500, { is: 'refused' })]).filter((one) => !one.includes('<'))).toEqual([
      'reach.server-down broken',
    ]);
  });
  test('no two have one name, though calls come to one number by TCP, by UDP and for the relay', () => {
    const one = view('partner', 500, { is: 'silent' });
    const names = findingsOf({ rows: rows([one]), doors: DOORS, published }).map(
      ({ code, subject }) => `${code} ${subject}`,
    );
    expect(names.filter((name) => /:3478$/.test(name))).toHaveLength(2);
    expect(names.filter((name) => /:3478\/udp$/.test(name))).toHaveLength(2);
    expect(new Set(names).size).toBe(names.length);
  });
  test('nothing wrong here and nobody outside asked is said', () => {
    expect(found([view('local', 500, GOOD)])).toEqual(['reach.not-proved info']);
    expect(found([view('partner', 500, GOOD)])).toEqual([]);
  });

  test('every sentence is there in both languages, whatever it is about', () => {
    for (const [code, kind] of Object.entries(FINDINGS).filter(([name]) => name.startsWith('reach.')))
      for (const door of ['programs', 'companies', 'web', 'calls', 'files'])
        for (const because of reachBecause.options)
          for (const language of ['en', 'fr'] as const) {
            const data = {
              door,
              because,
              port: 5222,
              family: 'v6',
              name: 'office.example',
              said: 'x',
              others: 1,
              transport: 'udp',
              doors: 3,
            };
            const words = wordsOfFinding(
              {
                code,
                severity: kind.severity,
                who: kind.who,
                subject: '[2a01::1]:5222',
                data,
                dependsOn: null,
                evidence: [],
              },
              language,
            )!;
            for (const sentence of Object.values(words)) {
              expect(sentence, `${code} ${language}`).toMatch(/^\S.*[.!”»]$/);
              expect(sentence, `${code} ${language}`).not.toMatch(/undefined|\[object| {2}/);
              // French writes a space before these, which must not break.
              if (language === 'fr') expect(sentence).not.toMatch(/[^\u00a0][:;?!»](?= |$)|«[^\u00a0]/);
            }
          }
    for (const table of [VERDICT, BECAUSE, SPEECH, FROM, TROUBLE, CODE_TROUBLE, PARTNER_CODE_TROUBLE])
      expect(Object.keys(table.fr)).toEqual(Object.keys(table.en));
    expect(Object.keys(VERDICT.en).sort()).toEqual([...reachVerdict.options].sort());
  });
});
