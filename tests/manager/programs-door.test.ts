/** Programs on other computers: what may be decided, what becomes of it in the configuration, and the door itself with a second address. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { request } from 'node:https';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readProgramsArgs } from '../../electron/cli/programs.ts';
import type { ProgramRule } from '../../electron/contract/index.ts';
import { configurationText } from '../../electron/manager/engines/bundled/configuration.ts';
import { type Manager, openManager } from '../../electron/manager/manager.ts';
import { doorFault, SHUT } from '../../electron/manager/programs/door.ts';
import { isWithin, networkFault } from '../../electron/manager/programs/networks.ts';
import type { Office } from '../../electron/manager/settings.ts';
import { temporaryFolder, testHost } from '../support/host.ts';
import { answerCommands } from '../support/line.ts';
import { freePort } from '../support/ports.ts';

const rule = (more: Partial<ProgramRule> = {}): ProgramRule => ({
  ...{ name: 'screen', who: 'anyone', from: ['192.0.2.7'], use: 'status', commands: [] },
  ...more,
});

describe('addresses', () => {
  test.each([
    ['192.0.2.7', undefined],
    ['2001:db8::7', undefined],
    ['10.0.0.0/8', undefined],
    ['2001:db8::/32', undefined],
    ['0.0.0.0/0', 'too-wide'],
    ['::/0', 'too-wide'],
    ['128.0.0.0/1', 'too-wide'],
    ['2000::/3', 'too-wide'],
    // All of IPv4, by its other name.
    ['::/16', 'too-wide'],
    ['::/80', 'too-wide'],
    ['::ffff:0:0/96', 'too-wide'],
    ['::ffff:192.0.2.7', 'too-wide'],
    ['64:ff9b::/96', undefined],
    ['192.0.2.7/33', 'address'],
    ['192.0.2.7/', 'address'],
    ['192.0.2.7/24/8', 'address'],
    ['192.0.2', 'address'],
    ['fe80::1%eth0', 'address'],
    ['office.example', 'address'],
    ['', 'address'],
  ] as const)('%s: %s', (entry, fault) => {
    expect(networkFault(entry)).toBe(fault);
  });

  test.each([
    ['192.0.2.7', ['192.0.2.7'], true],
    ['192.0.2.7', ['192.0.2.0/24'], true],
    ['192.0.2.0/24', ['192.0.2.7'], false],
    ['192.0.2.0/25', ['192.0.2.0/24'], true],
    ['2001:db8::1', ['192.0.2.0/24', '2001:db8::/64'], true],
    ['127.0.0.1', [], true],
    ['::1', [], true],
    ['192.0.2.7', [], false],
  ] as const)('%s within %j: %s', (entry, networks, expected) => {
    expect(isWithin(entry, networks)).toBe(expected);
  });
});

describe('the door', () => {
  const known = new Set(['status', 'check_password']);
  test.each<[string, Parameters<typeof doorFault>[0], ReturnType<typeof doorFault>]>([
    ['nobody', SHUT, undefined],
    ['some', { from: ['192.0.2.7', '2001:db8::/64'], rules: [] }, undefined],
    ['everybody', { from: ['::/0'], rules: [] }, { field: 'from', reason: 'too-wide' }],
    ['a name', { from: ['office.example'], rules: [] }, { field: 'from', reason: 'address' }],
    ['a rule for those let in', { from: ['192.0.2.0/24'], rules: [rule()] }, undefined],
    ['a rule for this computer', { from: [], rules: [rule({ from: ['127.0.0.1'] })] }, undefined],
    ['a rule for others', { from: ['192.0.2.8'], rules: [rule()] }, { field: 'rules', reason: 'outside' }],
    ['two of one name', { from: ['192.0.2.7'], rules: [rule(), rule()] }, { field: 'rules', reason: 'name' }],
    [
      'no such command',
      { from: ['192.0.2.7'], rules: [rule({ use: null, commands: ['status', 'explode'] })] },
      { field: 'commands', reason: 'explode' },
    ],
    [
      'nothing at all',
      { from: ['192.0.2.7'], rules: [rule({ use: null })] },
      { field: 'commands', reason: '' },
    ],
  ])('%s', (_, wish, fault) => {
    expect(doorFault(wish, SHUT, known)).toEqual(fault);
  });

  test('a rule that worked may lose its addresses', () => {
    const before = { from: ['192.0.2.7'], rules: [rule()] };
    expect(doorFault({ ...before, from: [] }, before, known)).toBeUndefined();
  });

  const office: Office = {
    ...{ way: 'domain', domain: 'example.org', ports: { starttls: 5222, direct: 5223 }, admins: [] },
  };
  const written = (programs: Office['programs']) =>
    JSON.parse(configurationText('/data', { ...office, programs }, () => ({ chain: '/c', key: '/k' })));

  test('is written for the server: who, and what without a token', () => {
    const { listen, modules } = written({
      from: ['192.0.2.7', '2001:db8::/64'],
      rules: [
        rule(),
        rule({ name: 'admin access', who: 'administrators', from: ['127.0.0.1'], use: 'everything' }),
        rule({ name: 'script', use: null, commands: ['registered_users'] }),
      ],
    });
    expect(listen.filter(({ type }: { type: string }) => type === 'admin')).toEqual([
      { type: 'admin', port: 5280, optional: true },
      { type: 'admin', port: 5281, tls: 'direct', from: ['192.0.2.7', '2001:db8::/64'], optional: true },
    ]);
    expect(modules.api.rules).toEqual([
      { name: 'screen', who: 'anyone', from: ['192.0.2.7'], scopes: ['status', 'connected_users_number'] },
      { name: 'admin access', who: 'administrators', from: ['127.0.0.1'], scopes: ['all'] },
      { name: 'script', who: 'anyone', from: ['192.0.2.7'], scopes: ['registered_users'] },
    ]);
  });

  test.each([undefined, SHUT])('is no door: %j', (programs) => {
    const { listen, modules } = written(programs);
    expect(listen.filter(({ type }: { type: string }) => type === 'admin')).toHaveLength(1);
    expect(modules?.api).toBeUndefined();
  });
});

describe('on the command line', () => {
  test.each([
    [['let-in'], /Say whom to let in/],
    [['letin'], /nothing called letin\. Did you mean let-in\?/],
    [['allow', 'screen', '--may', 'status'], /Say from where/],
    [['allow', 'screen', '--from', '192.0.2.7'], /Say what/],
    [['disallow'], /Say which rule/],
    [['--form', '1'], /Did you mean --from/],
  ])('%j is told what is wrong', (args, sentence) => {
    expect(readProgramsArgs(args)).toMatch(sentence);
  });

  test.each([
    [['let-in', '192.0.2.8,192.0.2.7'], { from: ['192.0.2.7', '192.0.2.8'], rules: [rule()] }],
    [['shut'], { from: [], rules: [rule()] }],
    [['shut', '192.0.2.9'], { from: ['192.0.2.7'], rules: [rule()] }],
    [['disallow', 'screen'], { from: ['192.0.2.7'], rules: [] }],
    [
      ['allow', 'script', '--from', '192.0.2.7', '--may', 'status,check_password', '--administrators'],
      {
        from: ['192.0.2.7'],
        rules: [
          rule(),
          rule({
            ...{ name: 'script', who: 'administrators', use: null, commands: ['status', 'check_password'] },
          }),
        ],
      },
    ],
  ])('%j', (args, after) => {
    const asked = readProgramsArgs(args);
    if (typeof asked === 'string') throw new Error(asked);
    expect(asked.wish({ from: ['192.0.2.7'], rules: [rule()] })).toEqual(after);
  });
});

const DOMAIN = 'atelier.local';
const nobody = { session: null, signal: undefined };

describe('with a server', { timeout: 60_000 }, () => {
  const folder = temporaryFolder();
  let manager: Manager;
  let calls: Manager['calls'];
  let others: number;
  let ca: string;

  beforeAll(async () => {
    const ports = { starttls: await freePort(), direct: await freePort() };
    manager = await openManager({ host: testHost(folder.path) });
    ({ calls } = manager);
    await manager.begin();
    const admin = { username: 'sophie', displayName: 'Sophie Martin' };
    await calls.setup.save({ answers: { way: 'lan', domain: DOMAIN, admin, ports } }, nobody);
    await calls.setup.password({ password: 'correct horse battery' }, nobody);
    const { jobId } = await calls.setup.apply(undefined, nobody);
    expect(await manager.areas?.jobs.ended(jobId)).toMatchObject({ state: 'done' });
    others = await freePort();
    const names = ['web', 'admin', 'servers', 'serversDirect', 'stun', 'stunDirect', 'files', 'components'];
    const numbers: [string, number][] = [['programs', others]];
    for (const name of names) numbers.push([name, await freePort()]);
    await manager.areas!.service.decide({ otherPorts: Object.fromEntries(numbers) });
    ca = (await calls.connect.authorityPem(undefined, nobody)).pem;
  }, 60_000);
  afterAll(async () => {
    await manager.close();
    folder[Symbol.dispose]();
  });

  /** As a program would that has the address `from` (all of 127.0.0.0/8 are this computer's); undefined where nobody answers. */
  function ask(from: string, command: string, { token, basic }: { token?: string; basic?: string } = {}) {
    const authorization = token ? `Bearer ${token}` : basic && `Basic ${btoa(basic)}`;
    return new Promise<{ status: number; text: string } | undefined>((resolve) => {
      const asked = request(
        {
          ...{ host: '127.0.0.1', port: others, path: `/api/${command}`, method: 'POST', localAddress: from },
          ...{ ca, servername: DOMAIN, agent: false, headers: { ...(authorization && { authorization }) } },
        },
        (response) => {
          let text = '';
          response.setEncoding('utf8').on('data', (part) => {
            text += part;
          });
          response.on('end', () => resolve({ status: response.statusCode!, text }));
        },
      );
      asked.on('error', () => resolve(undefined));
      asked.end();
    });
  }

  test('is shut until an address is named, and then open to that one alone, over TLS', async () => {
    expect((await calls.programs.list(undefined, nobody)).door).toMatchObject({
      state: 'shut',
      port: others,
    });
    expect(await ask('127.0.0.2', 'status')).toBeUndefined();
    const { door } = await calls.programs.setDoor({ from: ['127.0.0.2'] }, nobody);
    expect(door).toMatchObject({ state: 'open', from: ['127.0.0.2'], why: null });
    expect(door.address).toMatch(new RegExp(`^https://.*:${others}/api$`));
    expect(await ask('127.0.0.2', 'status')).toMatchObject({ status: 401 });
    expect(await ask('127.0.0.3', 'status')).toBeUndefined();
    const { token } = await calls.programs.create(
      { ...{ name: 'Script', use: 'read', days: 0 }, from: ['127.0.0.2'] },
      nobody,
    );
    expect(await ask('127.0.0.2', 'status', { token })).toMatchObject({ status: 200 });
    expect(await ask('127.0.0.2', 'stop', { token })).toMatchObject({ status: 403 });
  });

  test('tokens for one address are worth nothing from another', async () => {
    await calls.programs.setDoor({ from: ['127.0.0.2', '127.0.0.3'] }, nobody);
    const made = await calls.programs.create(
      { ...{ name: 'One place', use: null, days: 1 }, commands: ['status'], from: ['127.0.0.2'] },
      nobody,
    );
    expect(made.program).toMatchObject({ use: null, scopes: ['status'], from: ['127.0.0.2'] });
    const { token } = made;
    expect(await ask('127.0.0.2', 'status', { token })).toMatchObject({ status: 200 });
    const elsewhere = await ask('127.0.0.3', 'status', { token });
    expect(elsewhere).toMatchObject({ status: 401, text: expect.stringContaining('from your address') });
  });

  test('rules by address: public commands, and administrators with their own password (S40, S41)', async () => {
    const rules = [
      rule({ name: 'public commands', from: ['127.0.0.2'] }),
      rule({ name: 'admin access', who: 'administrators', from: ['127.0.0.3'], use: 'everything' }),
    ];
    const { door } = await calls.programs.setDoor({ from: ['127.0.0.2', '127.0.0.3'], rules }, nobody);
    expect(door.idle).toEqual([]);
    expect(await ask('127.0.0.2', 'connected_users_number')).toMatchObject({ status: 200, text: '0\n' });
    expect(await ask('127.0.0.2', 'access_tokens')).toMatchObject({ status: 403 });
    expect(await ask('127.0.0.3', 'connected_users_number')).toMatchObject({ status: 401 });
    const basic = `sophie@${DOMAIN}:correct horse battery`;
    expect(await ask('127.0.0.3', 'access_tokens', { basic })).toMatchObject({ status: 200 });
    expect(await ask('127.0.0.2', 'access_tokens', { basic })).toMatchObject({ status: 401 });
  });

  test('is undone by what was before, and noted whole', async () => {
    const { before, after } = (await calls.app.changes({ before: null, limit: 20 }, nobody)).find(
      ({ action }) => action === 'programs.door',
    )!;
    expect(JSON.parse(after!).rules).toHaveLength(2);
    const { door } = await calls.programs.setDoor(JSON.parse(before!), nobody);
    expect(door.rules).toEqual([]);
    expect(await ask('127.0.0.2', 'connected_users_number')).toMatchObject({ status: 401 });
    expect((await calls.programs.setDoor({ from: [] }, nobody)).door.state).toBe('shut');
    expect(await ask('127.0.0.2', 'status')).toBeUndefined();
  });

  test('a mistake changes nothing', async () => {
    const before = await readFile(join(folder.path, 'server', 'server.json'), 'utf8');
    for (const wish of [{ from: ['::/0'] }, { rules: [rule({ use: null, commands: ['explode'] })] }])
      await expect(calls.programs.setDoor(wish, nobody)).rejects.toMatchObject({ code: 'settings.refused' });
    await expect(
      calls.programs.create({ name: 'x', use: 'read', days: 0, from: ['nowhere'] }, nobody),
    ).rejects.toMatchObject({ code: 'settings.refused', data: { field: 'from', reason: 'address' } });
    expect(await readFile(join(folder.path, 'server', 'server.json'), 'utf8')).toBe(before);
  });

  test('the command line does it, through the running manager or without one', async () => {
    const cli = (...args: string[]) =>
      promisify(execFile)(process.execPath, ['electron/cli.ts', 'programs', ...args, '--data', folder.path]);
    // A manager that has no line for commands: the one that starts, or one of an older version.
    await expect(cli('let-in', '192.0.2.7')).rejects.toMatchObject({
      ...{ code: 1, stderr: expect.stringContaining('in its page') },
    });
    const hangUp = await answerCommands(manager, folder.path);
    expect((await cli('let-in', '192.0.2.7')).stdout).toBe('May come: 192.0.2.7\n');
    expect(manager.settings?.office?.programs?.from).toEqual(['192.0.2.7']);
    const [change] = await manager.calls.app.changes({ before: null, limit: 1 }, nobody);
    expect(change).toMatchObject({
      action: 'programs.door',
      who: { face: 'command-line', name: userInfo().username },
    });
    await hangUp();
    await manager.close();
    const all = await cli('allow', 'all', '--from', '192.0.2.7', '--may', 'everything');
    expect(all.stderr).toContain('whoever sits at 192.0.2.7 can do all');
    expect(JSON.parse((await cli('--json')).stdout)).toMatchObject({ rules: [{ use: 'everything' }] });
    manager = await openManager({ host: testHost(folder.path) });
  });
});
