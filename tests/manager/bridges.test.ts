/** Bridges in the manager: what people type, what is written for Biboumi and the server, how each is, and what is noted. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BridgeState, Change } from '../../electron/contract/index.ts';
import {
  biboumiCommand,
  biboumiConfiguration,
  installCommand,
} from '../../electron/manager/bridges/biboumi.ts';
import { type BridgesArea, createBridges } from '../../electron/manager/bridges/bridges.ts';
import { readAddress, readBridgeName, readNetwork } from '../../electron/manager/bridges/names.ts';
import { type BridgeFacts, stateOf } from '../../electron/manager/bridges/state.ts';
import type { EngineComponent } from '../../electron/manager/engines/bridges.ts';
import { configurationText } from '../../electron/manager/engines/bundled/configuration.ts';
import { createEvents } from '../../electron/manager/events.ts';
import { systemClock } from '../../electron/manager/host.ts';
import { problem } from '../../electron/manager/problem.ts';
import type { Office } from '../../electron/manager/settings.ts';
import { createAttachedProgram } from '../../electron/manager/supervisor/attached.ts';
import type { ChildEvents } from '../../electron/manager/supervisor/child.ts';
import { createOrphanNote } from '../../electron/manager/supervisor/orphan.ts';
import { temporaryFolder } from '../support/host.ts';

describe('what people type', () => {
  it.each([
    ['irc', 'irc.example.org'],
    [' IRC ', 'irc.example.org'],
    ['bot-2', 'bot-2.example.org'],
    ['büro', 'xn--bro-hoa.example.org'],
  ])('%j is %s', (typed, address) => expect(readAddress(typed, 'example.org', [])).toBe(address));

  it.each([
    ['', 'empty'],
    ['a b', 'malformed'],
    ['irc.sub', 'malformed'],
    ['-irc', 'malformed'],
    ['../../etc', 'malformed'],
    ['irc/x', 'malformed'],
    ['x'.repeat(64), 'malformed'],
    ['conference', 'taken'],
    ['upload', 'taken'],
    ['irc', 'taken'],
  ])('%j is refused: %s', (typed, reason) =>
    expect(() => readAddress(typed, 'example.org', ['irc.example.org'])).toThrow(
      expect.objectContaining({ code: 'input.invalid', data: { field: 'label', reason } }),
    ),
  );

  it.each([
    ['', null],
    [' irc.Libera.chat. ', 'irc.libera.chat'],
    ['192.0.2.7', '192.0.2.7'],
    ['localhost', 'localhost'],
  ])('the network %j is %j', (typed, network) => expect(readNetwork(typed)).toBe(network));
  it.each(['irc libera', 'irc.libera.chat\nadmin=me@evil', 'irc:6667', 'a=b', '#debian', '/etc'])(
    'the network %j is refused',
    (typed) => expect(() => readNetwork(typed)).toThrow(expect.objectContaining({ code: 'input.invalid' })),
  );

  it('a name has something in it, and an end', () => {
    expect(readBridgeName('  Lager \n Bot ')).toBe('Lager Bot');
    for (const typed of ['', '  ', 'x'.repeat(101)])
      expect(() => readBridgeName(typed)).toThrow(expect.objectContaining({ code: 'input.invalid' }));
  });
});

describe('Biboumi', () => {
  const settings = {
    ...{
      address: 'irc.example.org',
      secret: 's3cret',
      port: 5347,
      network: null,
      folder: '/data/bridges/irc.example.org',
    },
    admins: ['sophie@example.org', 'otto@example.org'],
  };
  it('is configured to keep to itself: no identity of people, no open port, no talk in the log', () => {
    expect(biboumiConfiguration(settings).split('\n')).toEqual([
      'hostname=irc.example.org',
      'password=s3cret',
      'xmpp_server_ip=127.0.0.1',
      'port=5347',
      'admin=sophie@example.org:otto@example.org',
      'db_name=/data/bridges/irc.example.org/biboumi.sqlite',
      'realname_from_jid=false',
      'identd_port=0',
      'log_file=',
      'log_level=2',
      '',
    ]);
    expect(biboumiConfiguration({ ...settings, network: 'irc.libera.chat' })).toContain(
      'fixed_irc_server=irc.libera.chat\n',
    );
  });
  it('no value becomes an option of its own', () => {
    expect(() => biboumiConfiguration({ ...settings, admins: ['a@b\nlog_level=0'] })).toThrow(
      'a line break in admin',
    );
  });
  it('comes by a command that is known, or by none', () => {
    const has =
      (...programs: string[]) =>
      (name: string) =>
        programs.includes(name);
    expect(installCommand('linux', has('apt'))).toMatch(/^sudo apt install biboumi/);
    expect(installCommand('linux', has('dnf'))).toBe('sudo dnf install biboumi');
    expect(installCommand('linux', has())).toBeNull();
    expect(installCommand('darwin', has('apt'))).toBeNull();
  });
  it('ends with the manager where the system can do that', () => {
    expect(biboumiCommand('/usr/bin/biboumi', '/x/biboumi.cfg', undefined)).toEqual({
      ...{ program: '/usr/bin/biboumi', args: ['/x/biboumi.cfg'] },
    });
    expect(biboumiCommand('/usr/bin/biboumi', '/x/biboumi.cfg', '/usr/bin/setpriv')).toEqual({
      program: '/usr/bin/setpriv',
      args: ['--pdeathsig', 'TERM', '/usr/bin/biboumi', '/x/biboumi.cfg'],
    });
  });
});

describe('how a bridge is', () => {
  const facts: BridgeFacts = {
    ...{ bridge: { kind: 'irc', on: true }, running: true, port: 5347, usualPort: 5347, installed: true },
    ...{ supervisor: undefined, component: undefined, now: 1000 },
  };
  const component = (state: EngineComponent['state'], because: string | null = null): EngineComponent => ({
    ...{ address: 'irc.example.org', state, since: 7, because },
  });
  const program = { kind: 'program', on: true } as const;
  const failed = { ...{ state: 'failed' as const, since: 1, exit: '' }, firstLines: [], lastLines: ['no'] };
  it.each<[what: string, more: Partial<BridgeFacts>, state: BridgeState]>([
    ['switched off', { bridge: { kind: 'irc', on: false }, running: false }, { state: 'off' }],
    ['the server is stopped', { running: false, port: undefined }, { state: 'server-stopped' }],
    ['the port is somebody else’s', { port: undefined }, { state: 'no-door', port: 5347 }],
    ['there', { component: component('attached') }, { state: 'connected', since: 7 }],
    [
      'there, though not from our own Biboumi',
      { component: component('attached'), installed: false },
      { state: 'connected', since: 7 },
    ],
    [
      'its secret is lost',
      { component: component('unusable', 'no secret') },
      { state: 'failed', lastLines: ['no secret'] },
    ],
    ['not installed', { installed: false }, { state: 'not-installed' }],
    ['about to come', {}, { state: 'starting' }],
    [
      'it ended',
      { supervisor: { state: 'waiting', since: 1, nextAt: 9, attempt: 1, exit: '' } },
      { state: 'coming-back', nextAt: 9 },
    ],
    ['it ended too often', { supervisor: failed }, { state: 'failed', lastLines: ['no'] }],
    [
      'a program that is away',
      { bridge: program, component: component('waiting', 'gone') },
      { state: 'waiting', since: 7, because: 'gone' },
    ],
    [
      'a program the server does not know yet',
      { bridge: program },
      { state: 'waiting', since: 1000, because: null },
    ],
  ])('%s', (_what, more, state) => expect(stateOf({ ...facts, ...more })).toEqual(state));
});

describe('the area', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let office: Office;
  let bridges: BridgesArea;
  let notes: Omit<Change, 'id' | 'at' | 'who'>[];
  let started: { program: string; args: readonly string[]; events: ChildEvents; ended: boolean }[];
  let components: EngineComponent[];
  let installed: boolean;
  /** Ports that are other programs'. */
  let taken: Set<number>;
  const events = createEvents(systemClock);

  beforeEach(async () => {
    folder = temporaryFolder();
    office = {
      ...{ way: 'domain', domain: 'example.org', admins: [] },
      ports: { starttls: 5222, direct: 5223 },
    };
    [notes, started, components, installed, taken] = [[], [], [], true, new Set()];
    bridges = createBridges({
      ...{
        dataDir: folder.path,
        platform: 'linux',
        clock: systemClock,
        events,
        log: pino({ level: 'silent' }),
      },
      engine: { components: async () => components },
      changes: { note: (change) => notes.push(change), page: () => [] },
      office: () => office,
      isSetUp: () => true,
      change: async (part) => void Object.assign(office, part),
      serverState: () => 'running',
      assertPortFree: async (port) => {
        if (taken.has(port)) throw problem('port.in-use', { port, by: 'prosody' });
      },
      portOwner: async () => 'prosody',
      opened: () => {
        const port = office.otherPorts?.components ?? 5347;
        return { ports: taken.has(port) ? [] : [{ type: 'component', port }] };
      },
      findProgram: (name) => (installed && name === 'biboumi' ? '/usr/bin/biboumi' : undefined),
      startChild({ program, args }, childEvents) {
        const child = { program, args, events: childEvents, ended: false };
        started.push(child);
        const end = () => {
          child.ended = true;
          childEvents.exited(0, null);
        };
        return { pid: undefined, terminate: end, kill: end };
      },
      keepRunning: createAttachedProgram,
      orphanNote: (file) => createOrphanNote(file, systemClock),
    });
    await bridges.begin();
  });
  afterEach(async () => {
    await bridges.close();
    folder[Symbol.dispose]();
  });
  const irc = { kind: 'irc', label: 'irc', network: '', rights: true } as const;
  const bot = { kind: 'program', label: 'bot', name: 'Bot', rights: false } as const;
  const file = (address: string, name: string) => join(folder.path, 'bridges', address, name);

  it('IRC: a secret and a configuration that nobody else may read, and Biboumi started with it', async () => {
    const { bridge, secret } = await bridges.add(irc);
    expect(secret).toBeNull();
    expect(bridge).toMatchObject({ address: 'irc.example.org', name: 'IRC', state: { state: 'starting' } });
    expect(started).toMatchObject([
      { program: '/usr/bin/biboumi', args: [file('irc.example.org', 'biboumi.cfg')] },
    ]);
    const text = readFileSync(file('irc.example.org', 'biboumi.cfg'), 'utf8');
    expect(text).toContain(`password=${readFileSync(file('irc.example.org', 'secret'), 'utf8')}\n`);
    for (const name of ['biboumi.cfg', 'secret'])
      expect(statSync(file('irc.example.org', name)).mode & 0o777).toBe(0o600);
    components = [{ address: 'irc.example.org', state: 'attached', since: 5, because: null }];
    expect((await bridges.list()).bridges[0]?.state).toEqual({ state: 'connected', since: 5 });
    expect(started).toHaveLength(1);
  });

  it('it is noted, without the secret', async () => {
    await bridges.add(bot);
    await bridges.change('bot.example.org', { rights: true });
    await bridges.renew('bot.example.org');
    await bridges.remove('bot.example.org');
    expect(notes.map(({ action, subject }) => `${action} ${subject}`)).toEqual([
      'bridges.add bot.example.org',
      'bridges.change bot.example.org',
      'bridges.renew bot.example.org',
      'bridges.remove bot.example.org',
    ]);
    const secret = readFileSync(file('bot.example.org', 'secret'), 'utf8');
    expect(JSON.stringify([notes, office])).not.toContain(secret);
  });

  it('a program is told its secret once, and another when somebody asks', async () => {
    const { secret } = await bridges.add(bot);
    expect(secret).toMatch(/^[\w-]{32}$/);
    expect(readFileSync(file('bot.example.org', 'secret'), 'utf8')).toBe(secret);
    const renewed = await bridges.renew('bot.example.org');
    expect(renewed.secret).not.toBe(secret);
    expect(JSON.stringify(await bridges.list())).not.toContain(renewed.secret);
    expect(started).toEqual([]);
  });

  it('not installed: it waits, and starts once it is', async () => {
    installed = false;
    await bridges.add(irc);
    expect((await bridges.list()).biboumi).toEqual({ installed: false, possible: true, command: null });
    expect(started).toEqual([]);
    installed = true;
    await bridges.list();
    expect(started).toHaveLength(1);
  });

  it('one that ends comes back; switched off it does not', async () => {
    await bridges.add(irc);
    components = [{ address: 'irc.example.org', state: 'attached', since: 5, because: null }];
    await bridges.list();
    components = [];
    started[0]!.events.exited(null, 'SIGKILL');
    expect((await bridges.list()).bridges[0]?.state.state).toBe('coming-back');
    await expect.poll(() => started.length, { timeout: 10_000 }).toBe(2);
    await bridges.change('irc.example.org', { on: false });
    expect((await bridges.list()).bridges[0]?.state).toEqual({ state: 'off' });
    expect(started[1]!.ended).toBe(true);
  });

  it('two offices on one computer: the first bridge finds a door of its own, and that is told and noted', async () => {
    taken = new Set([5347, 5348]);
    expect(await bridges.list()).toMatchObject({
      ...{ port: null, door: { port: 5347, closed: true, by: 'prosody' } },
    });
    await bridges.add(irc);
    expect(office.otherPorts).toEqual({ components: 5349 });
    expect(readFileSync(file('irc.example.org', 'biboumi.cfg'), 'utf8')).toContain('port=5349\n');
    expect(await bridges.list()).toMatchObject({ port: 5349, door: { port: 5349, closed: false, by: null } });
    expect(notes[0]).toMatchObject({ action: 'bridges.port', before: '5347', after: '5349' });
  });

  it('another port is another configuration; one that is taken is refused, and changes nothing', async () => {
    await bridges.add(irc);
    components = [{ address: 'irc.example.org', state: 'attached', since: 5, because: null }];
    await bridges.list();
    taken.add(5400);
    await expect(bridges.setPort(5400)).rejects.toMatchObject({ code: 'port.in-use' });
    expect(office.otherPorts).toBeUndefined();
    expect((await bridges.setPort(5401)).door).toEqual({ port: 5401, closed: false, by: null });
    await expect.poll(() => started.length, { timeout: 10_000 }).toBe(2);
    expect(started[0]!.ended).toBe(true);
    expect(readFileSync(file('irc.example.org', 'biboumi.cfg'), 'utf8')).toContain('port=5401\n');
    expect((await bridges.setPort(null)).door.port).toBe(5347);
  });

  it('somebody else takes the door later: the next free one is a press away', async () => {
    await bridges.add(bot);
    taken.add(5347);
    expect((await bridges.list()).bridges[0]?.state).toEqual({ state: 'no-door', port: 5347 });
    expect((await bridges.setPort(null)).bridges[0]?.state.state).toBe('waiting');
  });

  it('another network is another configuration, for a program that is started again', async () => {
    await bridges.add(irc);
    components = [{ address: 'irc.example.org', state: 'attached', since: 5, because: null }];
    await bridges.list();
    await bridges.change('irc.example.org', { network: 'irc.libera.chat' });
    await expect.poll(() => started.length, { timeout: 10_000 }).toBe(2);
    expect(readFileSync(file('irc.example.org', 'biboumi.cfg'), 'utf8')).toContain(
      'fixed_irc_server=irc.libera.chat\n',
    );
  });

  it('removed it can come back as it was, until the manager ends', async () => {
    await bridges.add(bot);
    const secret = readFileSync(file('bot.example.org', 'secret'), 'utf8');
    await bridges.remove('bot.example.org');
    expect(office.bridges).toEqual({});
    expect(await bridges.restore('bot.example.org')).toMatchObject({
      address: 'bot.example.org',
      name: 'Bot',
    });
    expect(readFileSync(file('bot.example.org', 'secret'), 'utf8')).toBe(secret);
    await bridges.remove('bot.example.org');
    await bridges.begin();
    expect(existsSync(file('bot.example.org', 'secret'))).toBe(false);
    await expect(bridges.change('bot.example.org', {})).rejects.toMatchObject({ code: 'entry.gone' });
    await expect(bridges.renew('irc.example.org')).rejects.toMatchObject({ code: 'entry.gone' });
    await expect(bridges.restore('nothing.example.org')).rejects.toMatchObject({ code: 'entry.gone' });
  });

  it('the server’s configuration names them with their secrets’ files, and their rights where they have any', async () => {
    await bridges.add(irc);
    await bridges.add(bot);
    await bridges.change('bot.example.org', { on: false });
    const read = () =>
      JSON.parse(configurationText(folder.path, office, () => ({ chain: '/c', key: '/k' }))) as Record<
        string,
        never
      >;
    expect(read()).toMatchObject({
      components: {
        'irc.example.org': {
          secret: '../bridges/irc.example.org/secret',
          host: 'example.org',
          name: 'IRC',
          access: 'local',
        },
      },
      modules: {
        privileges: {
          components: { 'irc.example.org': { roster: 'both', message: 'outgoing', presence: 'roster' } },
        },
      },
    });
    // What somebody else runs is not let in while it is off.
    expect(Object.keys(read().components!)).toEqual(['irc.example.org']);
    expect(read().listen).toContainEqual({ type: 'component', port: 5347, optional: true });
  });
});
