/** A guide filled: what one person types, where the name leads to the server and where it does not; and how that is decided. */
import { describe, expect, it } from 'vitest';
import type { DnsReport } from '../../../electron/contract/dns.ts';
import type { FilledStep, GuideWay } from '../../../electron/contract/guides.ts';
import type { Room } from '../../../electron/contract/index.ts';
import { readGuide, readGuides } from '../../../electron/manager/guides/all.ts';
import { fillGuide, plainText } from '../../../electron/manager/guides/fill.ts';
import { createGuides, forSystem } from '../../../electron/manager/guides/guides.ts';
import { wayIn } from '../../../electron/manager/guides/way.ts';
import { problem } from '../../../electron/manager/problem.ts';
import type { Office } from '../../../electron/manager/settings.ts';

const MARIE = {
  address: 'marie@office.example',
  username: 'marie',
  host: 'office.example',
  name: 'Marie L.',
};
const WAY: GuideWay = {
  ...{ domain: 'office.example', way: 'found', because: 'dns-right', at: 1 },
  ...{ hosts: ['xmpp.office.example', '192.168.1.4'], ports: { starttls: 5222, direct: 5223 } },
  ...{ authority: null, rooms: 'conference.office.example', room: null, chat: 'https://x.example/chat' },
};
const TYPED: GuideWay = { ...WAY, way: 'typed', because: 'lan' };
const rows = (steps: readonly FilledStep[]) =>
  steps.flatMap(({ fields }) => fields.map(({ name, act, value }) => `${name} | ${act} | ${value}`));

describe('Pidgin, by row S100', () => {
  const fill = (way: GuideWay, tls: 'starttls' | 'direct', password?: string) =>
    rows(fillGuide(readGuide('pidgin'), { person: MARIE, way, tls, password }, 'en').steps);

  const basic = [
    ...['Protocol: | choose | XMPP', 'Username | type | marie', 'Domain | type | office.example'],
    ...['Resource | leave | ', 'Password | type | the password you were given'],
    ...['Remember password | tick | ', 'Local alias: | type | Marie L.'],
  ];
  const advanced = (security: string, port: number) => [
    ...[
      `Connection security | choose | ${security}`,
      'Allow plaintext auth over unencrypted streams | untick | ',
    ],
    ...[`Connect port | type | ${port}`, 'Connect server | type | xmpp.office.example'],
    'File transfer proxies | leave | ',
  ];

  it('nothing but address and password where the name leads here', () => {
    expect(fill(WAY, 'starttls')).toEqual(basic);
  });
  it('host, port and encryption where it does not', () => {
    expect(fill(TYPED, 'starttls')).toEqual([...basic, ...advanced('Require encryption', 5222)]);
  });
  it('old-style SSL at its own port', () => {
    expect(fill(TYPED, 'direct')).toEqual([...basic, ...advanced('Use old-style SSL', 5223)]);
  });
  it('the work-around of row S101: the certificate where Pidgin looks first, fetched as the port speaks', () => {
    const authority = { fingerprint: 'AA', sha1: 'BB', until: 9, file: 'a.crt' };
    const command = (tls: 'starttls' | 'direct') =>
      fill({ ...TYPED, authority }, tls).find((row) => row.startsWith('in a terminal'));
    expect(command('starttls')).toContain(
      '-connect xmpp.office.example:5222 -starttls xmpp -xmpphost office.example',
    );
    expect(command('direct')).toContain('-connect xmpp.office.example:5223 -servername office.example');
    expect(command('direct')).toContain('~/.purple/certificates/x509/tls_peers/office.example');
  });
  it('the password itself where it is known for a moment', () => {
    expect(fill(WAY, 'starttls', 'geheim')).toContain('Password | type | geheim');
  });
});

describe('what else a guide knows', () => {
  const fill = (id: 'dino' | 'thunderbird' | 'gajim' | 'converse', more: Partial<GuideWay> = {}) =>
    fillGuide(readGuide(id), { person: MARIE, way: { ...TYPED, ...more }, tls: 'direct' }, 'fr');

  it('a program that goes by the name alone is stuck where there is none', () => {
    expect(fill('dino').stuck).toBe(true);
    expect(fill('dino', { way: 'found' }).stuck).toBe(false);
    expect(fill('converse').stuck).toBe(false);
  });
  it('a program without old-style TLS is told the usual port', () => {
    expect(rows(fill('thunderbird').steps)).toContain('Port | type | 5222');
  });
  it('the certificate is a step only where the office vouches for itself', () => {
    const ids = (more: Partial<GuideWay>) => fill('gajim', more).steps.map(({ id }) => id);
    expect(ids({})).not.toContain('certificate');
    expect(ids({ authority: { fingerprint: 'AA', sha1: 'BB', until: 9, file: 'a.crt' } })).toContain(
      'certificate',
    );
  });
  it.each([
    ['gajim', ['SHA-256 AA']],
    ['psi', ['SHA-1 BB']],
    ['profanity', ['SHA-1 BB']],
    ['siskin', ['SHA-1 BB', 'SHA-256 AA']],
  ] as const)('the fingerprint %s shows, to be compared', (id, expected) => {
    const authority = { fingerprint: 'AA', sha1: 'BB', until: 9, file: 'a.crt' };
    const shown = (more: Partial<GuideWay>) =>
      fillGuide(readGuide(id), { person: MARIE, way: { ...TYPED, ...more }, tls: 'starttls' }, 'en')
        .fingerprints;
    expect(shown({ authority }).map(({ digest, value }) => `${digest} ${value}`)).toEqual(expected);
    expect(shown({})).toEqual([]);
  });
  it('a room to begin with, or where rooms are', () => {
    const text = (room: GuideWay['room']) => plainText(fill('gajim', { room }).rooms.text, 'fr');
    expect(text({ address: 'tous@conference.office.example', name: 'Tous' })).toContain('tous@');
    expect(text(null)).toContain('salon@conference.office.example');
  });
  it('who reads it sees which words are the program’s', () => {
    expect(plainText(fill('gajim').steps[0]!.text, 'fr')).toContain('«\u00A0Comptes\u00A0»');
  });
  it.each([
    ['android', ['Conversations', 'Cheogram']],
    ['ios', ['Monal', 'Siskin IM']],
    ['windows', ['Gajim', 'Converse.js', 'Psi+', 'Pidgin', 'Thunderbird']],
    ['macos', ['Monal', 'Beagle IM', 'Converse.js', 'Psi+', 'Thunderbird', 'Profanity']],
    ['browser', ['Converse.js']],
  ] as const)('on %s, the best first', (system, names) => {
    expect(forSystem(readGuides(), system).map(({ name }) => name)).toEqual(names);
  });
});

describe('how programs get in', () => {
  type State = 'found' | 'waiting' | 'missing' | 'not-checked';
  const report = (lines: Record<string, State>) =>
    ({
      at: 7,
      plan: Object.entries(lines).map(([purpose, state]) => ({ record: { purpose }, state })),
    }) as unknown as DnsReport;
  const all = (state: State) => ({ 'server.address-v4': state, 'programs.starttls': state });
  const facts = { server: 'xmpp.office.example', addresses: ['192.168.1.4', 'box.local'] };
  const rightAt = 3;

  it.each([
    ['lan', null, null, 'typed', 'lan', '192.168.1.4'],
    ['domain', null, null, 'typed', 'not-asked', 'xmpp.office.example'],
    ['domain', all('found'), rightAt, 'found', 'dns-right', 'xmpp.office.example'],
    ['domain', all('missing'), null, 'typed', 'dns-trouble', '192.168.1.4'],
    [
      'domain',
      { ...all('found'), 'programs.starttls': 'waiting' },
      null,
      'typed',
      'dns-trouble',
      'xmpp.office.example',
    ],
    // XEP-0368 alone is enough.
    [
      'domain',
      { ...all('missing'), 'server.address-v4': 'found', 'programs.direct': 'found' },
      null,
      'found',
      'dns-right',
      'xmpp.office.example',
    ],
    // Nobody answered: what was right before still is, as far as anybody knows.
    ['domain', all('not-checked'), rightAt, 'found', 'dns-right', 'xmpp.office.example'],
    ['domain', all('not-checked'), null, 'typed', 'dns-trouble', 'xmpp.office.example'],
  ] as const)('%s, %o: %s', (way, lines, since, expected, because, host) => {
    const found = wayIn({
      ...{ ...facts, way, rightAt: since },
      report: lines === null ? null : report(lines as Record<string, State>),
    });
    expect({ way: found.way, because: found.because, host: found.hosts[0] }).toEqual({
      ...{ way: expected, because, host },
    });
  });
});

describe('for an office', () => {
  const office = {
    ...{ domain: 'office.example', way: 'lan', admins: [], ports: { starttls: 5222, direct: 5223 } },
  } as unknown as Office;
  const room = (address: string, members: number, more: Partial<Room> = {}) =>
    ({
      address,
      name: address,
      entry: 'everyone',
      temporary: false,
      protected: false,
      members,
      ...more,
    }) as Room;
  const guides = (more: Partial<Parameters<typeof createGuides>[0]> = {}) =>
    createGuides({
      ...{ office: () => office, addresses: () => ['192.168.1.4'], dns: () => undefined, chat: () => null },
      own: async () => ({ fingerprint: 'AA:BB', sha1: 'CC', validUntil: 9 }),
      rooms: async () => [
        room('few@conference.office.example', 1),
        room('all@conference.office.example', 9),
        room('closed@conference.office.example', 20, { entry: 'members' }),
      ],
      person: async (address) => {
        throw problem('person.unknown', { address });
      },
      ...more,
    });

  it('the way is the network’s, the room the liveliest one everybody may enter', async () => {
    expect(await guides().way()).toEqual({
      ...{ domain: 'office.example', way: 'typed', because: 'lan', at: null, hosts: ['192.168.1.4'] },
      ...{ ports: office.ports, rooms: 'conference.office.example', chat: null },
      authority: { fingerprint: 'AA:BB', sha1: 'CC', until: 9, file: 'chatelaine-office.example.crt' },
      room: { address: 'all@conference.office.example', name: 'all@conference.office.example' },
    });
  });
  it('goes without rooms, and without a name, while the server does not run', async () => {
    const notRunning = async () => {
      throw problem('server.not-running', {});
    };
    const made = await guides({ rooms: notRunning, person: notRunning }).fill({
      ...{ address: 'nina@office.example', language: 'en', clients: ['gajim'] },
    });
    expect(made.way.room).toBeNull();
    expect(rows(made.guides[0]!.steps).some((row) => row.endsWith('| nina@office.example'))).toBe(true);
  });
  it('refuses an address that is not the office’s', async () => {
    const fill = guides().fill({ address: 'nina@elsewhere.example', language: 'en' });
    await expect(fill).rejects.toMatchObject({ code: 'input.invalid' });
  });
});
