/** Other servers and doors: what the office decides, what becomes of it in the server's configuration, and what Home tells. */
import { X509Certificate } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { federationCode } from '../../electron/contract/federation.ts';
import { doorsNow } from '../../electron/manager/doors/doors.ts';
import { configurationText, listensAlike } from '../../electron/manager/engines/bundled/configuration.ts';
import type { EngineRemote } from '../../electron/manager/engines/federation.ts';
import { readTarget } from '../../electron/manager/federation/target.ts';
import { isMadeUp, troubles } from '../../electron/manager/federation/trouble.ts';
import { WHO } from '../../electron/manager/federation/who.ts';
import { type Manager, openManager } from '../../electron/manager/manager.ts';
import { federationOf } from '../../electron/manager/office-doors.ts';
import { readOutsideDomain } from '../../electron/manager/outside-domain.ts';
import { atMostEvery } from '../../electron/manager/pace.ts';
import type { Office } from '../../electron/manager/settings.ts';
import { FEDERATION_CODES } from '../../server/s2s/report.ts';
import { createFakeClock } from '../support/clock.ts';
import { freshProblem, freshRemote } from '../support/fake-federation.ts';
import { createFakeEngine, type FakeEngine, temporaryFolder, testHost } from '../support/host.ts';
import { makeAuthority } from '../support/pki.ts';

const OFFICE: Office = {
  ...{ way: 'domain', domain: 'example.org', ports: { starttls: 5222, direct: 5223 } },
  admins: ['sophie@example.org'],
};
const caller = { session: null, signal: undefined };

it('every code of the server’s is one of the contract’s, and somebody can mend it', () => {
  expect(federationCode.options).toEqual([...FEDERATION_CODES]);
  expect(Object.keys(WHO)).toEqual([...FEDERATION_CODES]);
});

describe('the configuration', () => {
  const certificate = () => ({ chain: '/data/c.pem', key: '/data/c.key' });
  const written = (part: Partial<Office>) =>
    JSON.parse(configurationText('/data', { ...OFFICE, ...part }, certificate)) as {
      listen: { type: string; port: number; tls?: string; optional?: boolean }[];
      federation: unknown;
      modules?: Record<string, unknown>;
    };
  const ports = (part: Partial<Office>) =>
    written(part)
      .listen.filter(({ type }) => ['c2s', 'http', 's2s', 'stun', 'proxy65'].includes(type))
      .map(({ type, port, tls, optional }) =>
        [type, port, tls, optional && 'optional'].filter(Boolean).join(' '),
      );
  const PROGRAMS = ['c2s 5222 starttls', 'c2s 5223 direct', 'http 5443 direct optional'];
  const COMPANIES = ['s2s 5269 starttls optional', 's2s 5270 direct optional'];
  const CALLS = ['stun 3478 none optional', 'stun 5349 direct optional'];
  const FILES = ['proxy65 7777 optional'];

  it.each<[string, Partial<Office>, string[]]>([
    ['an office that decided nothing', {}, [...PROGRAMS, ...COMPANIES, ...CALLS, ...FILES]],
    ['a name of this network only', { way: 'lan' }, [...PROGRAMS, ...CALLS, ...FILES]],
    [
      'a name of this network only, with a partner in it',
      { way: 'lan', federation: { policy: 'listed', companies: {} } },
      [...PROGRAMS, ...COMPANIES, ...CALLS, ...FILES],
    ],
    [
      'nobody outside',
      { federation: { policy: 'closed', companies: {} } },
      [...PROGRAMS, ...CALLS, ...FILES],
    ],
    ['no calls', { doors: { calls: false } }, [...PROGRAMS, ...COMPANIES, ...FILES]],
    ['no relay for files', { doors: { files: false } }, [...PROGRAMS, ...COMPANIES, ...CALLS]],
    [
      'another number',
      { otherPorts: { servers: 15_269 }, doors: { calls: false, files: false } },
      [...PROGRAMS, 's2s 15269 starttls optional', COMPANIES[1]!],
    ],
  ])('the ports of %s', (_, part, expected) => expect(ports(part)).toEqual(expected));

  it('has what was decided about single companies, and nothing else', () => {
    const companies = {
      'partner.example': { allowed: true, certificate: true },
      'old.example': { target: '192.0.2.7:5269' },
    };
    expect(written({ federation: { policy: 'listed', companies } }).federation).toEqual({
      policy: 'listed',
      hosts: {
        'partner.example': { policy: 'allow', authenticate: 'certificate' },
        '*.partner.example': { policy: 'allow', authenticate: 'certificate' },
        'old.example': { target: '192.0.2.7:5269' },
        '*.old.example': { target: '192.0.2.7:5269' },
      },
    });
    expect(written({}).federation).toEqual({ policy: 'open' });
  });

  it('has a range of relay ports only where the office chose one', () => {
    const turn = (part: Partial<Office>) => written(part).modules?.turn;
    expect(turn({})).toEqual({ name: 'xmpp.example.org' });
    const relay = { from: 50_000, to: 50_099 };
    expect(turn({ doors: { relay } })).toEqual({ name: 'xmpp.example.org', relayPorts: relay });
    expect(turn({ doors: { relay, calls: false } })).toBeUndefined();
  });

  it('is taken over by a reload unless a port comes or goes', () => {
    const text = (part: Partial<Office>) => configurationText('/data', { ...OFFICE, ...part }, certificate);
    const listed: Partial<Office> = { federation: { policy: 'listed', companies: {} } };
    expect(listensAlike(text({}), text(listed))).toBe(true);
    expect(listensAlike(text({}), text({ keepDays: { people: 1, rooms: 1 } }))).toBe(true);
    expect(listensAlike(text({}), text({ doors: { calls: false } }))).toBe(false);
    expect(listensAlike('somebody broke it', text({}))).toBe(false);
  });
});

describe('what a person types', () => {
  it.each([
    [' Partner.Example. ', 'partner.example'],
    ['xn--mnchen-3ya.example', 'münchen.example'],
    ['MÜNCHEN.example', 'münchen.example'],
  ])('%j is %s', (typed, domain) => expect(readOutsideDomain(typed, 'example.org')).toBe(domain));
  it.each([
    ['', 'malformed'],
    ['partner', 'malformed'],
    ['sophie@partner.example', 'malformed'],
    ['https://partner.example', 'malformed'],
    ['co.uk', 'malformed'],
    ['Example.org', 'own'],
  ])('%j is refused as %s', (typed, reason) =>
    expect(() => readOutsideDomain(typed, 'example.org')).toThrow(
      expect.objectContaining({ code: 'address.invalid', data: expect.objectContaining({ reason }) }),
    ),
  );

  it.each([
    ['', ''],
    ['xmpp.partner.example', 'xmpp.partner.example'],
    [' XMPP.partner.example.:5270 ', 'xmpp.partner.example:5270'],
    ['192.0.2.7', '192.0.2.7'],
    ['192.0.2.7:05269', '192.0.2.7:5269'],
    ['2001:db8::7', '[2001:db8::7]'],
    ['[2001:db8::7]:5269', '[2001:db8::7]:5269'],
  ])('the target %j is %s', (typed, target) => expect(readTarget(typed)).toBe(target));
  it.each(['a b', 'partner.example:0', 'partner.example:70000', '[partner.example]', ':5269', 'a@b', '[::1'])(
    'the target %j cannot be',
    (typed) => expect(() => readTarget(typed)).toThrow('input.invalid'),
  );
});

describe('what Home tells', () => {
  const NOW = 100 * 86_400_000;
  const failed = freshProblem('certificate.expired', { at: NOW - 1000 });
  it.each([
    ['what was written came back', { state: 'waiting', bounced: 1, problem: failed }, ['theirs']],
    ['what was written waits', { state: 'waiting', queued: 2, problem: failed }, ['theirs']],
    [
      'they cannot find us',
      { state: 'refused', bounced: 1, problem: freshProblem('dialback.unreachable', { at: NOW }) },
      ['ours'],
    ],
    ['a stranger knocked and was refused', { state: 'refused', problem: failed }, []],
    ['it works again', { state: 'works', bounced: 3, problem: null }, []],
    [
      'the office forbids it',
      { state: 'refused', bounced: 3, problem: freshProblem('policy.not-listed', { at: NOW }) },
      [],
    ],
    ['the office forbids it since', { state: 'refused', allowed: false, bounced: 3, problem: failed }, []],
    [
      'it was the day before yesterday',
      {
        state: 'waiting',
        bounced: 3,
        problem: freshProblem('certificate.expired', { at: NOW - 2 * 86_400_000 }),
      },
      [],
    ],
  ] as const)('%s', (_, part, expected) => {
    const found = troubles([freshRemote('partner.example', part)], NOW);
    expect(found.map(({ ours }) => (ours ? 'ours' : 'theirs'))).toEqual(expected);
  });

  const nothing: Partial<EngineRemote> = {
    ...{ state: 'refused', sent: 0, received: 0, links: [], bounced: 1 },
  };
  const noDomain = (at: number) => freshProblem('dns.no-domain', { at });
  it.each([
    ['a slip of the pen: once, quietly', { ...nothing, problem: noDomain(NOW - 60_000) }, ['theirs']],
    ['a slip of the pen two hours ago', { ...nothing, problem: noDomain(NOW - 7_200_000) }, []],
    [
      'a domain that worked before and is no more',
      { ...nothing, sent: 5, problem: noDomain(NOW - 7_200_000) },
      ['ours'],
    ],
  ] as const)('%s', (_, part, expected) => {
    const found = troubles([freshRemote('partnre.example', part)], NOW);
    expect(found.map(({ ours }) => (ours ? 'ours' : 'theirs'))).toEqual(expected);
  });

  it.each([
    ['rom.example.org', nothing, true],
    ['rom.example.org', { ...nothing, received: 1 }, false],
    ['notexample.org', nothing, false],
    ['partner.example', nothing, false],
  ] as const)('%s below our own name: no company (%j: %s)', (domain, part, expected) => {
    const remote = freshRemote(domain, { ...part, problem: noDomain(NOW) });
    expect(isMadeUp(remote, ['example.org'])).toBe(expected);
    if (expected) expect(troubles([remote], NOW, ['example.org'])).toEqual([]);
  });
});

describe('the doors', () => {
  const state = (office: Office, opened: Parameters<typeof doorsNow>[1]) =>
    doorsNow(office, opened).map(
      ({ id, wanted, ports }) =>
        `${id}${wanted ? '' : ' (not wanted)'}: ${ports.map((one) => `${one.transport} ${one.port} ${one.state}${one.why ? ` ${one.why}` : ''}`).join(', ')}`,
    );
  const office = { ...OFFICE, doors: { files: false } };

  it('are as the server said when it got ready', () => {
    const open = (type: string, port: number, transport?: string) => ({ type, port, transport });
    const opened = {
      ports: [
        ...[open('c2s', 5222), open('c2s', 5223), open('http', 5443), open('s2s', 5269), open('s2s', 5270)],
        ...[open('stun', 3478, 'udp'), open('stun', 5349)],
      ],
      closed: [{ type: 'stun', port: 3478, code: 'port.in-use' }],
    };
    expect(state(office, opened)).toEqual([
      'programs: tcp 5222 open, tcp 5223 open',
      'web: tcp 5443 open',
      'companies: tcp 5269 open, tcp 5270 open',
      'calls: udp 3478 open, tcp 3478 closed port.in-use, tcp 5349 open',
      'files (not wanted): tcp 7777 unknown',
    ]);
  });

  it('are not known while it does not run', () =>
    expect(state(office, undefined)[0]).toBe('programs: tcp 5222 unknown, tcp 5223 unknown'));
});

it('what happens too often is told at once, and then once more at the end', () => {
  const clock = createFakeClock();
  let told = 0;
  const tell = atMostEvery(1000, clock, () => void told++);
  tell();
  expect(told).toBe(1);
  for (let count = 0; count < 5; count++) tell();
  expect(told).toBe(1);
  clock.advance(1000);
  expect(told).toBe(2);
  clock.advance(1000);
  tell();
  expect(told).toBe(3);
});

describe('in the manager', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let engine: FakeEngine;
  let manager: Manager;
  beforeEach(async () => {
    folder = temporaryFolder();
    engine = createFakeEngine();
    manager = await openManager({ host: testHost(folder.path), engine });
    await manager.settings!.setOffice(OFFICE);
  });
  afterEach(async () => {
    await manager.close();
    folder[Symbol.dispose]();
  });
  const notes = async () =>
    (await manager.calls.app.changes({ before: null, limit: 10 }, caller)).map(
      ({ action, subject, before, after }) => [action, subject, before, after],
    );

  it('an office that never decided talks with everybody; one on its own network with nobody', async () => {
    expect(await manager.calls.federation.get(undefined, caller)).toMatchObject({
      ...{ policy: 'open', companies: [], domain: 'example.org', way: 'domain' },
      ports: [
        { port: 5269, tls: 'starttls', open: true },
        { port: 5270, tls: 'direct', open: true },
      ],
    });
    expect(federationOf({ way: 'lan' })).toEqual({ policy: 'closed', companies: {} });
  });

  it('a partner’s private authority counts for it alone, and is shown by its fingerprint', async () => {
    const { federation } = manager.calls;
    const root = await makeAuthority('Partner AG');
    const old = await makeAuthority('Old', { from: -20, to: -10 });
    const set = async (authority: string) =>
      (await federation.setCompany({ domain: 'partner.example', authority }, caller)).companies;
    const [company] = await set(`Subject: anything\n${root.pem}\ngoodbye`);
    expect(company).toMatchObject({ domain: 'partner.example', allowed: false });
    expect(company!.trusted).toEqual([
      {
        ...{ subject: 'Partner AG', authority: true, validUntil: expect.any(Number) },
        fingerprint: new X509Certificate(root.pem).fingerprint256,
      },
    ]);
    expect(company!.authority).not.toContain('goodbye');
    const text = configurationText('/data', manager.settings!.office!, () => ({ chain: '/c', key: '/k' }));
    const { hosts } = JSON.parse(text).federation;
    expect(Object.keys(hosts)).toEqual(['partner.example', '*.partner.example']);
    expect(new X509Certificate(hosts['partner.example'].authorities).subject).toContain('Partner AG');
    for (const [typed, reason] of [
      ['hello', 'malformed'],
      ['-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----', 'malformed'],
      [`${root.pem}\n${root.key}`, 'private-key'],
      [old.pem, 'expired'],
      [root.pem.repeat(11), 'too-many'],
    ])
      await expect(set(typed!)).rejects.toMatchObject({
        ...{ code: 'input.invalid', data: { field: 'authority', reason } },
      });
    expect(await set('')).toEqual([]);
    expect(JSON.stringify(await notes())).not.toContain('PRIVATE');
  });

  it('policy and companies are decided, noted, and put back', async () => {
    const { federation } = manager.calls;
    await federation.setPolicy({ policy: 'listed' }, caller);
    const decided = await federation.setCompany({ domain: ' Partner.example ', allowed: true }, caller);
    expect(decided).toEqual({
      policy: 'listed',
      domain: 'partner.example',
      companies: [
        {
          ...{ domain: 'partner.example', allowed: true, certificate: false, target: '' },
          ...{ authority: '', trusted: [] },
        },
      ],
    });
    await federation.setCompany(
      { domain: 'partner.example', certificate: true, target: 'XMPP.partner.example:5270' },
      caller,
    );
    expect(manager.settings!.office?.federation).toEqual({
      policy: 'listed',
      companies: {
        'partner.example': { allowed: true, certificate: true, target: 'xmpp.partner.example:5270' },
      },
    });
    const off = { allowed: false, certificate: false, target: '' };
    expect((await federation.setCompany({ domain: 'partner.example', ...off }, caller)).companies).toEqual(
      [],
    );
    expect(await notes()).toEqual([
      [
        ...['federation.company', 'partner.example'],
        '{"partner.example":{"allowed":true,"certificate":true,"target":"xmpp.partner.example:5270"}}',
        '{"partner.example":null}',
      ],
      [
        ...['federation.company', 'partner.example'],
        '{"partner.example":{"allowed":true}}',
        '{"partner.example":{"allowed":true,"certificate":true,"target":"xmpp.partner.example:5270"}}',
      ],
      [
        ...['federation.company', 'partner.example'],
        '{"partner.example":null}',
        '{"partner.example":{"allowed":true}}',
      ],
      ['federation.policy', 'example.org', 'open', 'listed'],
    ]);
  });

  it('two pages that decide at once lose nothing of each other', async () => {
    const { federation, doors } = manager.calls;
    await Promise.all([
      federation.setCompany({ domain: 'a.example', allowed: true }, caller),
      federation.setCompany({ domain: 'b.example', allowed: true }, caller),
      federation.setPolicy({ policy: 'listed' }, caller),
      doors.set({ calls: false }, caller),
      doors.set({ files: false }, caller),
    ]);
    const { office } = manager.settings!;
    expect(office?.federation?.policy).toBe('listed');
    expect(Object.keys(office?.federation?.companies ?? {})).toEqual(['a.example', 'b.example']);
    expect(office?.doors).toEqual({ calls: false, files: false });
  });

  it('what the server refuses is not remembered', async () => {
    engine.configure = async () => {
      throw Object.assign(new Error('refused'), { code: 'server.config-refused' });
    };
    const refused = manager.calls.federation.setPolicy({ policy: 'closed' }, caller);
    await expect(refused).rejects.toMatchObject({ code: 'server.config-refused' });
    expect(manager.settings!.office?.federation).toBeUndefined();
  });

  it('each problem says who can mend it, and without a server there is nothing to tell', async () => {
    const problem = freshProblem('certificate.expired', { detail: 'CN=partner.example' });
    engine.outside.domains.set('partner.example', freshRemote('partner.example', { problem }));
    const { federation } = manager.calls;
    expect((await federation.get(undefined, caller)).domains[0]?.problem).toEqual({
      ...problem,
      who: 'them',
    });
    engine.federation.report = async () => {
      throw (await import('../../electron/manager/problem.ts')).problem('server.not-running', {});
    };
    expect(await federation.get(undefined, caller)).toMatchObject({ running: false, domains: [] });
  });

  it('a try tells each step, and leaving it ends it', async () => {
    const { federation } = manager.calls;
    const failed = freshProblem('connect.refused', { target: 'partner.example:5269' });
    engine.outside.tries.set('partner.example', [
      { step: 'lookup', ok: true, ms: 3, problem: null, detail: null },
      { step: 'connect', ok: false, ms: 9, problem: failed, detail: null },
    ]);
    const told: unknown[] = [];
    for await (const one of await federation.try({ domain: 'Partner.example' }, caller)) told.push(one);
    expect(told).toMatchObject([
      { type: 'started', domain: 'partner.example' },
      { type: 'step', step: { step: 'lookup', ok: true } },
      { type: 'step', step: { step: 'connect', ok: false, problem: { who: 'them' } } },
      { type: 'done', ok: false },
    ]);
    engine.outside.stepMs = 60_000;
    const abort = new AbortController();
    const slow = await federation.try({ domain: 'slow.example' }, { ...caller, signal: abort.signal });
    await slow.next();
    const next = slow.next();
    abort.abort();
    expect(await next).toEqual({ done: true, value: undefined });
    expect(engine.outside.abandoned).toEqual(['slow.example']);
  });

  it('calls are turned off and on again; a range that cannot be is refused', async () => {
    const { doors } = manager.calls;
    const calls = async (wish: Parameters<typeof doors.set>[0]) =>
      (await doors.set(wish, caller)).doors.find(({ id }) => id === 'calls')?.wanted;
    expect(await calls({ calls: false })).toBe(false);
    expect(await calls({ calls: true })).toBe(true);
    const relay = { from: 50_000, to: 50_099 };
    expect((await doors.set({ relay }, caller)).relay).toEqual(relay);
    expect(manager.settings!.office?.doors).toEqual({ calls: true, relay });
    for (const [from, to, reason] of [
      [50_010, 50_000, 'order'],
      [50_000, 50_002, 'too-few'],
      [40_000, 60_000, 'too-many'],
      [5000, 6000, 'overlap'],
    ] as const)
      await expect(doors.set({ relay: { from, to } }, caller)).rejects.toMatchObject({
        ...{ code: 'settings.refused', data: { field: 'relay', reason } },
      });
  });
});
