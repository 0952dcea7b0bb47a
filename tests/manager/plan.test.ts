/** The plan before it is carried out, what is found wrong afterwards, and small decisions beside them. */
import { describe, expect, test } from 'vitest';
import type { DnsTrouble } from '../../electron/manager/dns/dns.ts';
import { createEvents } from '../../electron/manager/events.ts';
import { type FindingFacts, findings } from '../../electron/manager/overview.ts';
import { generatePassword, PASSWORD_BITS } from '../../electron/manager/password.ts';
import { assertPortFree, listeningInode, portOwner } from '../../electron/manager/port-owner.ts';
import type { Office } from '../../electron/manager/settings.ts';
import { plan } from '../../electron/manager/setup/plan.ts';
import { readUsername } from '../../electron/manager/username.ts';
import { createFakeClock } from '../support/clock.ts';
import { holdPort } from '../support/ports.ts';

const office: Office = {
  way: 'domain',
  domain: 'example.org',
  ports: { starttls: 5222, direct: 5223 },
  admins: ['sophie@example.org'],
};

test('the plan names everything it will touch, in order', () => {
  const made = plan({
    office,
    admin: { address: 'sophie@example.org', displayName: 'Sophie Martin' },
    dataDir: '/data',
    authorityFile: '/data/certificates/authority.pem',
    certificate: {
      chain: '/data/certificates/example.org/fullchain.pem',
      key: '/data/certificates/example.org/privkey.pem',
    },
    certificateNames: ['example.org', '192.168.1.20'],
    configuration: { file: '/data/server/server.json', text: '{}\n' },
  });
  expect(made).toEqual({
    items: [
      { code: 'folder', data: { folder: '/data' }, exact: ['/data'] },
      {
        code: 'authority',
        data: { domain: 'example.org', years: 10 },
        exact: ['/data/certificates/authority.pem'],
      },
      {
        code: 'certificate',
        data: { domain: 'example.org', names: 2 },
        exact: [
          'example.org',
          '192.168.1.20',
          '/data/certificates/example.org/fullchain.pem',
          '/data/certificates/example.org/privkey.pem',
        ],
      },
      {
        code: 'configuration',
        data: {
          ...{ starttls: 5222, direct: 5223, programs: '5222, 5223', web: '5443' },
          ...{ companies: '5269, 5270', calls: '3478, 5349', files: '7777' },
        },
        exact: ['/data/server/server.json', '{}\n'],
      },
      {
        code: 'administrator',
        data: { address: 'sophie@example.org', displayName: 'Sophie Martin' },
        exact: ['sophie@example.org'],
      },
      {
        ...{ code: 'start', data: { starttls: 5222, direct: 5223 } },
        exact: [
          ...['TCP 5222', 'TCP 5223', 'TCP 5443', 'TCP 5269', 'TCP 5270', 'UDP 3478', 'TCP 3478', 'TCP 5349'],
          ...['TCP 7777', 'UDP 49152-49351'],
        ],
      },
    ],
    ports: [
      { type: 'c2s', port: 5222, address: '::', tls: 'starttls' },
      { type: 'c2s', port: 5223, address: '::', tls: 'direct' },
      { type: 'http', port: 5443, address: '::', tls: 'direct' },
      { type: 's2s', port: 5269, address: '::', tls: 'starttls' },
      { type: 's2s', port: 5270, address: '::', tls: 'direct' },
      { type: 'stun', port: 3478, address: '::', tls: 'none' },
      { type: 'stun', port: 5349, address: '::', tls: 'direct' },
      { type: 'proxy65', port: 7777, address: '::', tls: 'none' },
    ],
    certificateNames: ['example.org', '192.168.1.20'],
    address: 'sophie@example.org',
  });
});

describe('findings', () => {
  const DAY = 86_400_000;
  const NOW = 100 * DAY;
  const certificate = {
    subject: '',
    issuer: '',
    names: [],
    fingerprint: '',
    validFrom: 0,
    validUntil: NOW + 90 * DAY,
    renewsAt: 0,
  };
  const well: FindingFacts = {
    now: NOW,
    status: { state: 'running', since: 0, pid: 1 },
    domain: 'example.org',
    failure: undefined,
    restartedItselfAt: undefined,
    certificate,
    renewalFailure: null,
    people: 5,
    freeBytes: 1e12,
    settingsRecovered: false,
    waiting: 0,
    reports: 0,
    closed: [],
    troubles: [],
    bridges: [],
    website: null,
    firewall: null,
    names: null,
  };
  const failure = { at: NOW, cause: 'disk' };
  const fills = (days: number) => ({
    ...({ kind: 'fills', at: NOW + days * DAY } as const),
    ...{ early: NOW, late: null, bytesPerDay: 1e9 },
  });
  const names = (part: Partial<DnsTrouble>): DnsTrouble => ({
    ...{
      state: 'trouble',
      domain: 'example.org',
      missing: 0,
      total: 9,
      finding: null,
      wasRight: false,
      at: 1,
    },
    ...part,
  });
  test.each<[string, Partial<FindingFacts>, string[]]>([
    ['all is well: only what nobody checked', {}, ['names.not-checked']],
    ['before the set-up', { status: { state: 'not-set-up' } }, []],
    [
      'failed',
      { status: { state: 'failed', since: 1, exit: 'x', firstLines: [], lastLines: [] } },
      ['server.failed', 'names.not-checked'],
    ],
    [
      'coming back',
      { status: { state: 'waiting', since: 1, nextAt: 2, attempt: 1, exit: 'x' } },
      ['server.restarting', 'names.not-checked'],
    ],
    ['stopped', { status: { state: 'stopped', since: 1 } }, ['server.stopped', 'names.not-checked']],
    [
      'came back by itself today',
      { restartedItselfAt: NOW - 1 },
      ['server.restarted-itself', 'names.not-checked'],
    ],
    ['came back by itself last week', { restartedItselfAt: NOW - 7 * DAY }, ['names.not-checked']],
    [
      'the certificate ran out',
      { certificate: { ...certificate, validUntil: NOW } },
      ['certificate.expired', 'names.not-checked'],
    ],
    [
      'the certificate runs out because it cannot be renewed: one cause',
      { certificate: { ...certificate, validUntil: NOW + DAY }, renewalFailure: failure },
      ['certificate.not-renewed', 'certificate.expires-soon<certificate.not-renewed', 'names.not-checked'],
    ],
    ['nobody yet but you', { people: 1 }, ['people.nobody-yet', 'names.not-checked']],
    ['nobody knows how many', { people: undefined }, ['names.not-checked']],
    [
      'the disk is nearly full: that it fills is no second line',
      { freeBytes: 5e8, disk: fills(20) },
      ['disk.low', 'names.not-checked'],
    ],
    ['the disk is full in twenty days', { disk: fills(20) }, ['disk.fills', 'names.not-checked']],
    ['the disk is full in two hundred days', { disk: fills(200) }, ['names.not-checked']],
    [
      'somebody guesses passwords',
      { attack: { shape: 'many-accounts', accounts: 6, addresses: 1, tries: 18 } },
      ['attack.guessing', 'names.not-checked'],
    ],
    [
      'the authorities of two domains have withdrawn their certificates',
      { withdrawn: ['example.org', 'example.net'].map((domain) => ({ domain, at: NOW - DAY })) },
      ['certificate.revoked', 'certificate.revoked', 'names.not-checked'],
    ],
    [
      'two have left, and one of them goes in three days',
      {
        removals: [
          { address: 'marie@example.org', name: 'Marie', removeAt: NOW + 3 * DAY, copy: true },
          { address: 'otto@example.org', name: 'Otto', removeAt: NOW + 6 * DAY, copy: false },
        ],
      },
      ['people.removed-soon', 'names.not-checked'],
    ],
    [
      'somebody has left, and goes next week',
      { removals: [{ address: 'otto@example.org', name: 'Otto', removeAt: NOW + 6 * DAY, copy: false }] },
      ['names.not-checked'],
    ],
    ['two wait for an account', { waiting: 2 }, ['people.waiting', 'names.not-checked']],
    [
      'a port of calls is taken',
      {
        closed: [
          {
            ...{ id: 'calls', wanted: true, choice: true },
            ports: [
              {
                ...{ port: 3478, transport: 'udp', tls: 'none' },
                ...{ state: 'closed', why: 'port.in-use', by: null },
              },
            ],
          },
        ],
      },
      ['doors.closed', 'names.not-checked'],
    ],
    [
      'what was written to another company did not get there: they have to mend it',
      { troubles: [{ domain: 'partner.example', code: 'certificate.expired', at: NOW, ours: false }] },
      ['federation.trouble', 'names.not-checked'],
    ],
    [
      'the bridge to IRC does not stay up; a bot of somebody else is away, which is theirs to mend',
      {
        bridges: (['irc', 'program'] as const).map((kind) => ({
          ...{ address: `${kind}.example.org`, kind, name: kind, network: null, rights: false, on: true },
          state: { state: 'failed', lastLines: [] },
        })),
      },
      ['bridges.down', 'names.not-checked'],
    ],
    [
      'the web server in front does not let everything through any more',
      {
        website: {
          ...{ name: 'chat.example.org', id: 'files', trouble: 'file-too-small', at: NOW, times: 2 },
          data: { limit: 1 },
        },
      },
      ['website.broken', 'names.not-checked'],
    ],
    [
      'its lines were never all there: work that is left',
      { names: names({ state: 'trouble', missing: 5 }) },
      ['names.trouble'],
    ],
    ['its lines are on their way', { names: names({ state: 'waiting' }) }, ['names.trouble']],
    ['its lines are right', { names: names({ state: 'fine' }) }, []],
    ['nobody could be asked', { names: names({ state: 'not-checked' }) }, ['names.not-checked']],
    ['somebody was reported', { reports: 1 }, ['reports.new', 'names.not-checked']],
    ['settings were broken', { settingsRecovered: true }, ['settings.recovered', 'names.not-checked']],
  ])('%s', (_, facts, codes) => {
    const found = findings({ ...well, ...facts });
    expect(found.map(({ code, dependsOn }) => (dependsOn ? `${code}<${dependsOn}` : code))).toEqual(codes);
  });
});

describe('events', () => {
  test('who fell too far behind, or comes from another run, starts anew', async () => {
    const clock = createFakeClock();
    const events = createEvents(clock);
    const first = clock.now() * 1000;
    for (let count = 0; count < 1200; count++) events.emit({ type: 'settings.changed' });
    const at = async (since: number) => (await events.follow(since).next()).value;
    expect(await at(first + 1)).toMatchObject({ n: first + 1200, event: { type: 'resync' } });
    expect(await at(first + 1199)).toMatchObject({ n: first + 1200, event: { type: 'settings.changed' } });
    expect(await at(first + 5000)).toMatchObject({ event: { type: 'resync' } });
  });
});

describe('ports', () => {
  test.each(['0.0.0.0', '127.0.0.1', '::', '::1'])(
    'one taken on %s is told, with who has it where the system says so',
    async (address) => {
      let port = 0;
      {
        await using held = await holdPort(0, address);
        port = held.port;
        await expect(assertPortFree(port)).rejects.toMatchObject({ code: 'port.in-use', data: { port } });
        if (process.platform === 'linux') expect(await portOwner(port)).toBe('node');
      }
      await assertPortFree(port);
      expect(await portOwner(port)).toBeUndefined();
    },
  );

  test('the table of /proc/net/tcp: listening, and that very port', () => {
    const table = [
      '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
      '   0: 0100007F:1466 0100007F:9C40 01 00000000:00000000 00:00000000 00000000     0        0 111 1',
      '   1: 00000000:1466 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 222 1',
    ].join('\n');
    expect([listeningInode(table, 5222), listeningInode(table, 5223)]).toEqual(['222', undefined]);
  });
});

describe('people', () => {
  test('a generated password is long enough and easy to type', () => {
    expect(PASSWORD_BITS).toBeGreaterThan(80);
    const made = new Set(Array.from({ length: 100 }, generatePassword));
    expect(made.size).toBe(100);
    for (const password of made) expect(password).toMatch(/^[a-hjkmnp-z]{6}(-[a-hjkmnp-z]{6}){2}$/);
  });
  test.each([
    [' Sophie ', 'sophie'],
    ['zoé', 'zoé'],
    ['ZOE\u0301', 'zoé'],
  ])('the name %j becomes %s', (typed, name) => expect(readUsername(typed)).toBe(name));
  test.each(['', '  ', 'a b', 'a@b', 'a/b', '"', 'a\u0000', 'x'.repeat(1024)])('%j is no name', (typed) =>
    expect(() => readUsername(typed)).toThrow('person.name-invalid'),
  );
});

test('a line that was never there is work that is left; one that went missing is trouble', () => {
  const facts = (names: FindingFacts['names']): FindingFacts => ({
    ...{ now: 5, status: { state: 'running', since: 1, pid: 1 }, domain: 'example.org', failure: undefined },
    ...{ restartedItselfAt: undefined, certificate: undefined, renewalFailure: null, people: 3 },
    ...{ freeBytes: undefined, settingsRecovered: false, waiting: 0, reports: 0, closed: [], troubles: [] },
    ...{ bridges: [], website: null, firewall: null, names },
  });
  const about = { domain: 'example.org', missing: 2, total: 9, finding: null, at: 4 };
  const told = (names: FindingFacts['names']) =>
    findings(facts(names)).map(({ code, severity, who, data }) => [
      code,
      severity,
      who,
      data.why ?? data.missing,
    ]);
  expect(told({ ...about, state: 'trouble', wasRight: false })).toEqual([
    ['names.trouble', 'warning', 'you', 2],
  ]);
  expect(told({ ...about, state: 'trouble', wasRight: true })).toEqual([
    ['names.trouble', 'broken', 'you', 2],
  ]);
  expect(told({ ...about, state: 'waiting', wasRight: false })).toEqual([
    ['names.trouble', 'info', 'chatelaine', 2],
  ]);
  expect(told({ ...about, state: 'fine', wasRight: true })).toEqual([]);
  expect(told({ ...about, state: 'not-checked', wasRight: false })).toEqual([
    ['names.not-checked', 'info', 'you', 'offline'],
  ]);
  expect(told({ ...about, state: 'not-checked', wasRight: false, at: null })).toEqual([
    ['names.not-checked', 'info', 'you', 'never'],
  ]);
  expect(told(null)).toEqual([['names.not-checked', 'info', 'you', 'lan']]);
});
