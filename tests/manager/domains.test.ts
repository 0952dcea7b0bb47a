/** The office's names, what is typed for a domain, and the area that adds and takes away domains. */
import { describe, expect, it, test, vi } from 'vitest';
import { movingCode, readAs } from '../../electron/contract/domains.ts';
import { MOVING_WORDS, READ_WORDS } from '../../electron/contract/findings/domains.ts';
import { planFacts } from '../../electron/manager/dns/plan/from-office.ts';
import { dnsPlan } from '../../electron/manager/dns/plan/plan.ts';
import { createDomains } from '../../electron/manager/domains/domains.ts';
import { configurationText } from '../../electron/manager/engines/bundled/configuration.ts';
import { webAddressOf } from '../../electron/manager/office-doors.ts';
import { certificateNames, namesOf, servedDomains, serverHost } from '../../electron/manager/office-names.ts';
import { ProblemError, problem } from '../../electron/manager/problem.ts';
import { type Office, office as officeShape } from '../../electron/manager/settings.ts';
import { readModel } from '../../electron/manager/setup/domain.ts';
import { parseConfig } from '../../server/config.ts';

const OFFICE: Office = {
  ...{ way: 'domain', domain: 'example.org', ports: { starttls: 5222, direct: 5223 } },
  admins: ['sophie@example.org'],
};

describe('what is typed', () => {
  const short = (typed: string) => {
    const found = readModel(typed);
    return 'names' in found ? [found.names.domain, ...found.read].join(' ') : found.reason;
  };
  test.each([
    ['example.org', 'example.org'],
    [' Example.ORG. ', 'example.org'],
    ['https://www.example.org/contact', 'example.org url www'],
    ['sophie@example.org', 'example.org email'],
    ['www.example.co.uk', 'example.co.uk www'],
    ['bücher.example', 'xn--bcher-kva.example idn'],
    ['chat.example.org', 'chat.example.org subdomain'],
    ['xmpp.example.org', 'xmpp.example.org server-name'],
    ['sophie@example.org/Gajim', 'example.org email'],
    ['atelier.local', 'atelier.local one-network'],
    ['xmpp.atelier.corp', 'xmpp.atelier.corp one-network'],
    ['sophie.martin@gmail.com', 'gmail.com email mail-service'],
    ['orange.fr', 'orange.fr mail-service'],
    // Somebody's own, there.
    ['atelier.orange.fr', 'atelier.orange.fr subdomain'],
    // Its own beginning is all there is of it.
    ['www.fr', 'www.fr'],
    ['fabrik', 'no-dot'],
    ['co.uk', 'public-suffix'],
    ['192.0.2.7', 'ip-address'],
    ['http://192.0.2.7/', 'ip-address'],
    ['exa mple.org', 'label'],
  ])('%s', (typed, expected) => expect(short(typed)).toBe(expected));

  it('becomes a model of names, with what moving costs', () => {
    const found = readModel('Bücher.example');
    expect(found).toMatchObject({
      ...{ display: 'bücher.example', registrable: 'xn--bcher-kva.example', isSubdomain: false },
      names: {
        ...{ domain: 'xn--bcher-kva.example', server: 'xmpp.xn--bcher-kva.example', guests: null },
        web: 'xmpp.xn--bcher-kva.example',
      },
    });
    expect('moving' in found && found.moving.map(({ code }) => code).sort()).toEqual(
      [...movingCode.options].sort(),
    );
  });

  it('has words for all of it, in both languages', () => {
    for (const code of readAs.options)
      for (const language of ['en', 'fr'] as const)
        expect(READ_WORDS[code][language]('example.org')).toMatch(/example\.org.*\.$/);
    for (const code of movingCode.options) {
      expect(MOVING_WORDS[code].en).toMatch(/\.$/);
      expect(MOVING_WORDS[code].fr).not.toMatch(/ [:;!?]/);
    }
  });
});

describe('names', () => {
  it('are one server, and services below each domain', () => {
    const office = { ...OFFICE, otherDomains: ['second.example', 'example.org'], guests: { label: 'visit' } };
    expect(servedDomains(office)).toEqual(['example.org', 'second.example']);
    expect(namesOf(office, 'second.example')).toEqual({
      ...{ domain: 'second.example', server: 'xmpp.example.org', web: 'xmpp.second.example', guests: null },
      services: [
        { service: 'conference', name: 'conference.second.example' },
        { service: 'upload', name: 'upload.second.example' },
        { service: 'pubsub', name: 'pubsub.second.example' },
        { service: 'proxy', name: 'proxy.second.example' },
      ],
    });
    expect(namesOf(office).guests).toBe('visit.example.org');
    expect(serverHost({ ...OFFICE, names: { server: 'chat.example.org' } })).toBe('chat.example.org');
  });

  it('the web is where the server is', () => {
    expect(webAddressOf(OFFICE)).toBe('https://xmpp.example.org:5443');
    expect(webAddressOf({ ...OFFICE, names: { server: 'chat.example.org' } }, true)).toBe(
      'https://chat.example.org',
    );
  });

  const certified = (part: Partial<Office>, domain?: string) =>
    certificateNames({ ...OFFICE, ...part }, domain).map(
      ({ name, need }) => `${need === 'required' ? '!' : ''}${name}`,
    );
  test.each<[string, Partial<Office>, string | undefined, string]>([
    [
      'the usual',
      {},
      undefined,
      '!example.org !xmpp.example.org conference.example.org upload.example.org pubsub.example.org proxy.example.org',
    ],
    [
      'a second domain',
      { otherDomains: ['second.example'] },
      'second.example',
      '!second.example xmpp.second.example conference.second.example upload.second.example pubsub.second.example proxy.second.example',
    ],
    [
      'no relay for files, guests',
      { doors: { files: false }, guests: { label: 'visit' } },
      undefined,
      '!example.org !xmpp.example.org conference.example.org upload.example.org pubsub.example.org visit.example.org',
    ],
    [
      'all on one host',
      { dns: { layout: 'one' } },
      undefined,
      '!example.org !xmpp.example.org conference.example.org pubsub.example.org',
    ],
    [
      'a web server in front has the web’s',
      { website: { program: 'nginx', name: 'xmpp.example.org', machine: null } },
      undefined,
      '!example.org xmpp.example.org conference.example.org upload.example.org pubsub.example.org proxy.example.org',
    ],
    [
      'the server is the domain itself',
      { names: { server: 'example.org' } },
      undefined,
      '!example.org !xmpp.example.org conference.example.org upload.example.org pubsub.example.org proxy.example.org',
    ],
  ])('on the certificate: %s', (_, part, domain, expected) =>
    expect(certified(part, domain).join(' ')).toBe(expected),
  );
});

describe('the server’s configuration', () => {
  const written = (part: Partial<Office>) =>
    JSON.parse(
      configurationText('/data', { ...OFFICE, ...part }, (domain) => ({
        chain: `/data/certificates/${domain}/c.pem`,
        key: `/data/certificates/${domain}/k.pem`,
      })),
    );
  it('has a host for each domain, with its certificate, and one for guests', () => {
    const { hosts } = written({
      otherDomains: ['second.example'],
      guests: { label: 'visit' },
      joining: 'anyone',
    });
    const pair = (domain: string) => ({
      chain: `../certificates/${domain}/c.pem`,
      key: `../certificates/${domain}/k.pem`,
    });
    const people = { registration: 'open', admins: ['sophie@example.org'] };
    expect(hosts).toEqual({
      'example.org': { certificate: pair('example.org'), ...people },
      'second.example': { certificate: pair('second.example'), ...people },
      // Commands about the whole server are for who looks after all its domains: guests' own must not lock everybody out.
      'visit.example.org': {
        ...{ certificate: pair('example.org'), registration: 'closed', anonymous: true },
        admins: ['sophie@example.org'],
      },
    });
  });
  it('calls services as the office does, and says where relays are', () => {
    const { modules, web } = written({
      names: {
        server: 'chat.example.org',
        conference: 'muc',
        upload: 'files',
        pubsub: 'news',
        proxy: 'relay',
      },
      addresses: { v4: ['203.0.113.5'], v6: ['2001:db8::5'] },
    });
    expect(web).toEqual({ name: 'chat.{host}' });
    expect(modules).toMatchObject({
      muc: { address: 'muc.{host}' },
      upload: { address: 'files.{host}' },
      pubsub: { domain: 'news.{host}' },
      proxy65: { address: 'relay.{host}', name: 'chat.example.org' },
      turn: { name: 'chat.example.org', addresses: ['203.0.113.5', '2001:db8::5'] },
    });
  });
  it('is one the server takes', () => {
    const text = JSON.stringify(
      written({ otherDomains: ['second.example'], names: { conference: 'muc' }, guests: { label: 'visit' } }),
    );
    expect('config' in parseConfig(text, '/data/server/server.json')).toBe(true);
  });
  it('says nothing of names where the network is the office’s own: there is only one', () => {
    expect(written({ way: 'lan', domain: 'chatelaine.local' }).modules).toBeUndefined();
  });
  it('is remembered as it was decided', () => {
    const decided: Office = {
      ...OFFICE,
      ...{
        otherDomains: ['second.example'],
        guests: { label: 'visit' },
        names: { server: 'chat.example.org' },
      },
      ...{ addresses: { v4: ['203.0.113.5'] }, dns: { scheme: 'even', layout: 'one', ttl: 300 } },
    };
    expect(officeShape.parse(decided)).toEqual(decided);
    expect(officeShape.safeParse({ ...OFFICE, guests: { label: '-x' } }).success).toBe(false);
  });
});

describe('the area', () => {
  function area(given: Partial<Office> = {}) {
    const state = { office: { ...OFFICE, ...given } as Office };
    const noted: unknown[] = [];
    const prepared: string[] = [];
    const settled: string[] = [];
    const before: string[] = [];
    const certified: string[] = [];
    const events = { emit: vi.fn(), listen: () => () => {}, follow: vi.fn() };
    const accounts = [
      ...['sophie', 'zoe'].map((name) => ({ address: `${name}@example.org` })),
      { address: 'otto@second.example' },
    ];
    const running = { now: true };
    const domains = createDomains({
      engine: {
        accounts: {
          list: async (host: string) => {
            if (!running.now) throw problem('server.not-running', {});
            return accounts.filter(({ address }) => address.endsWith(`@${host}`)) as never;
          },
        },
        rooms: { list: async () => ({ service: '', rooms: [{}, {}] as never }) },
      },
      changes: { note: (change) => noted.push(change), page: () => [] },
      events: events as never,
      office: () => state.office,
      async change(part) {
        state.office = { ...state.office, ...part };
      },
      readModel,
      async prepare(domain) {
        expect(servedDomains(state.office)).not.toContain(domain);
        prepared.push(domain);
      },
      async certify() {
        certified.push(servedDomains(state.office).join(' '));
      },
      settle: async (domain) => void settled.push(domain),
      beforeRemoval: async () => void before.push(servedDomains(state.office).join(' ')),
      planOf: (office, domain) => dnsPlan(planFacts(office, domain, undefined)),
    });
    return { domains, state, noted, prepared, settled, before, certified, running, events };
  }
  const refused = async (work: Promise<unknown> | (() => unknown)) => {
    try {
      await (typeof work === 'function' ? work() : work);
    } catch (error) {
      if (error instanceof ProblemError) return `${error.code} ${(error.data as { reason?: string }).reason}`;
      throw error;
    }
    return 'taken';
  };

  it('adds a domain once its certificate is there, notes it and tells', async () => {
    const { domains, state, noted, prepared, settled, certified, events } = area();
    const list = await domains.add('https://www.Second.example/');
    expect(list.map(({ names, main, people }) => [names.domain, main, people])).toEqual([
      ['example.org', true, 2],
      ['second.example', false, 1],
    ]);
    expect([prepared, settled]).toEqual([['second.example'], ['second.example']]);
    expect(certified).toEqual(['example.org second.example']);
    expect(state.office.otherDomains).toEqual(['second.example']);
    expect(noted).toEqual([
      {
        ...{ action: 'domains.add', subject: 'second.example', state: 'applied' },
        ...{ before: '{}', after: '{"otherDomains":["second.example"]}' },
      },
    ]);
    expect(events.emit).toHaveBeenCalledWith({ type: 'dns.changed', domain: 'second.example' });
  });

  it('takes one away, says before whom that concerns, and brings it back with the same people', async () => {
    const { domains, state, before } = area({ otherDomains: ['second.example', 'third.example'] });
    expect(await domains.removalPreview('second.example')).toEqual({
      ...{ domain: 'second.example', people: ['otto@second.example'], rooms: 2 },
    });
    await domains.remove('Second.Example');
    expect(state.office.otherDomains).toEqual(['third.example']);
    // A way back was made while it was still there.
    expect(before).toEqual(['example.org second.example third.example']);
    const back = await domains.add('second.example');
    expect(back.find(({ names }) => names.domain === 'second.example')?.people).toBe(1);
  });

  test.each<[string, Partial<Office>, string, string]>([
    ['the first again', {}, 'example.org', 'domain.refused served'],
    ['the server’s name', {}, 'xmpp.example.org', 'domain.refused service'],
    ['the name of the rooms', {}, 'conference.example.org', 'domain.refused service'],
    [
      'a domain whose rooms are called like the first',
      { domain: 'conference.big.example' },
      'big.example',
      'domain.refused service',
    ],
    ['where guests come in', { guests: { label: 'visit' } }, 'visit.example.org', 'domain.refused service'],
    [
      'a bridge',
      { bridges: { 'irc.example.org': {} as never } },
      'irc.example.org',
      'domain.refused service',
    ],
    ['on a network of its own', { way: 'lan' }, 'second.example', 'domain.refused lan'],
    ['no domain at all', {}, 'fabrik', 'domain.invalid no-dot'],
    [
      'one too many',
      { otherDomains: Array.from({ length: 19 }, (_, n) => `d${n}.example`) },
      'second.example',
      'domain.refused too-many',
    ],
    ['another one', {}, 'second.example', 'taken'],
    ['below the first', {}, 'team.example.org', 'taken'],
    [
      'where the server is called like the first',
      { names: { server: 'example.org' } },
      'second.example',
      'taken',
    ],
  ])('adding %s', async (_, given, typed, expected) => {
    expect(await refused(area(given).domains.add(typed))).toBe(expected);
  });

  it('keeps the first, and knows only what is served', async () => {
    const { domains } = area({ otherDomains: ['second.example'] });
    expect(await refused(domains.remove('example.org'))).toBe('domain.refused main');
    expect(await refused(domains.remove('other.example'))).toBe('domain.refused unknown');
    expect(await refused(() => domains.plan('other.example'))).toBe('domain.refused unknown');
    expect(domains.plan('second.example').domain).toBe('second.example');
    expect(domains.plan('SECOND.example.').domain).toBe('second.example');
    expect(area({ domain: 'www.example.org' }).domains.plan('www.example.org').domain).toBe(
      'www.example.org',
    );
  });

  it('lets guests in under a name of their own, and not under one that is taken', async () => {
    const { domains, state } = area();
    expect((await domains.setGuests(' Visit '))[0]?.names.guests).toBe('visit.example.org');
    // The same again is no clash with itself.
    expect(await refused(domains.setGuests('visit'))).toBe('taken');
    expect(await refused(domains.setGuests('conference'))).toBe('domain.refused service');
    expect(await refused(domains.setGuests('a.b'))).toBe('settings.refused malformed');
    await domains.setGuests(null);
    expect(state.office.guests).toBeUndefined();
  });

  it('takes what an expert wants otherwise, and keeps only that', async () => {
    const { domains, state } = area({ names: { conference: 'muc' }, dns: { proofZone: 'proofs.example' } });
    expect(domains.choices().chosen).toEqual(domains.choices().usual);
    const wish = { server: ' Chat.Example.org. ', layout: 'one', ttl: 300 } as const;
    expect((await domains.setChoices(wish)).chosen).toEqual({
      ...{ server: 'chat.example.org', layout: 'one', ttl: 300, scheme: 'direct-first', caa: false },
    });
    expect(state.office.names).toEqual({ conference: 'muc', server: 'chat.example.org' });
    expect(state.office.dns).toEqual({ layout: 'one', ttl: 300, proofZone: 'proofs.example' });
    await domains.setChoices(domains.choices().usual);
    expect(state.office.names).toEqual({ conference: 'muc' });
    expect(state.office.dns).toEqual({ proofZone: 'proofs.example' });
    expect(await refused(domains.setChoices({ server: 'muc.example.org' }))).toBe('domain.refused service');
    expect(await refused(domains.setChoices({ server: 'no dots' }))).toBe('domain.invalid label');
    expect(await refused(domains.setChoices({ server: 'example.org' }))).toBe('taken');
    expect(await refused(domains.setChoices({ server: 'vps7.hoster.example' }))).toBe('taken');
  });

  it('does not know how many people there are while the server does not run', async () => {
    const { domains, running } = area();
    running.now = false;
    expect((await domains.list())[0]?.people).toBeNull();
  });
});

describe('the plan does not flap with the server', () => {
  const ports = (opened?: { ports: { port: number }[] }) =>
    planFacts({ ...OFFICE, onePort: true }, 'example.org', opened).onePortOpen;
  it('443 is in it while the server is stopped, and not while somebody else has the port', () => {
    expect(ports()).toBe(true);
    expect(ports({ ports: [{ port: 443 }] })).toBe(true);
    expect(ports({ ports: [{ port: 5222 }] })).toBe(false);
  });
});
