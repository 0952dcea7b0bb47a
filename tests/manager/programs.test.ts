/** Programs and the chat in the browser, from the manager's call to the real server: a token made here works there, and its end is the end. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { configurationText } from '../../electron/manager/engines/bundled/configuration.ts';
import { type Manager, openManager } from '../../electron/manager/manager.ts';
import { isOnePortOpen } from '../../electron/manager/office-doors.ts';
import type { Office } from '../../electron/manager/settings.ts';
import { chatBase } from '../../electron/manager/webchat/webchat.ts';
import { temporaryFolder, testHost } from '../support/host.ts';
import { freePort } from '../support/ports.ts';

const DOMAIN = 'atelier.local';
const nobody = { session: null, signal: undefined };
const folder = temporaryFolder();
let manager: Manager;
let calls: Manager['calls'];

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
  const names = ['web', 'admin', 'servers', 'serversDirect', 'stun', 'stunDirect', 'files', 'components'];
  const numbers: [string, number][] = [];
  for (const name of names) numbers.push([name, await freePort()]);
  await manager.areas!.service.decide({ otherPorts: Object.fromEntries(numbers) });
}, 60_000);
afterAll(async () => {
  await manager.close();
  folder[Symbol.dispose]();
});

describe('access for programs', { timeout: 30_000 }, () => {
  const post = async (address: string, token: string, command: string, args: unknown) => {
    const response = await fetch(`${address}/${command}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(args),
    });
    return { status: response.status, value: await response.json() };
  };

  test('a website asks whether a password is right, until its access is taken back; the history knows, without the token', async () => {
    const { token, program } = await calls.programs.create(
      { name: 'Website', use: 'passwords', days: 0 },
      nobody,
    );
    expect(program).toMatchObject({ name: 'Website', use: 'passwords', expires: null, lastUsed: null });
    const { address, programs } = await calls.programs.list(undefined, nobody);
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/api$/);
    expect(programs).toEqual([program]);
    const ask = (password: string) =>
      post(address!, token, 'check_password', { user: 'sophie', host: DOMAIN, password });
    expect([(await ask('correct horse battery')).value, (await ask('wrong')).value]).toEqual([true, false]);
    expect((await post(address!, token, 'registered_users', { host: DOMAIN })).status).toBe(403);

    await calls.programs.revoke({ id: program.id }, nobody);
    expect((await ask('correct horse battery')).status).toBe(401);
    expect((await calls.programs.list(undefined, nobody)).programs).toEqual([]);
    await calls.programs.restore({ id: program.id }, nobody);
    expect((await ask('correct horse battery')).value).toBe(true);
    expect((await calls.programs.list(undefined, nobody)).programs[0]).toMatchObject({
      ...{ lastFrom: '127.0.0.1', lastUsed: expect.any(Number) },
    });
    const acts = await calls.programs.lately(undefined, nobody);
    expect(acts).toContainEqual({
      ...{ at: expect.any(Number), who: `token Website (${program.id})`, from: '127.0.0.1' },
      ...{ command: 'check_password', about: `user=sophie host=${DOMAIN}` },
      ...{ outcome: 'done', because: '', times: expect.any(Number) },
    });
    expect(acts.map(({ because }) => because)).toEqual(
      expect.arrayContaining(['not-allowed', 'token.refused']),
    );
    expect(JSON.stringify(acts)).not.toContain('battery');
    const changes = await calls.app.changes({ before: null, limit: 20 }, nobody);
    expect(changes.map(({ action }) => action).slice(0, 3)).toEqual([
      ...['programs.restore', 'programs.revoke', 'programs.create'],
    ]);
    expect(JSON.stringify(changes)).not.toContain(token.slice(-43));
  });

  test.each(['passwords', 'read', 'people', 'rooms', 'people-rooms', 'everything'] as const)(
    'what it may do is read back as it was chosen: %s',
    async (use) => {
      const { program } = await calls.programs.create({ name: `For ${use}`, use, days: 7 }, nobody);
      const { programs } = await calls.programs.list(undefined, nobody);
      expect(programs.find(({ id }) => id === program.id)).toMatchObject({
        use,
        expires: expect.any(Number),
      });
    },
  );

  test('one that is gone is told so', async () => {
    await expect(calls.programs.revoke({ id: 'none' }, nobody)).rejects.toMatchObject({ code: 'entry.gone' });
  });
});

describe('the chat in the browser', { timeout: 30_000 }, () => {
  const office: Office = {
    ...{ way: 'domain', domain: 'example.org', ports: { starttls: 5222, direct: 5223 } },
    admins: [],
  };
  const configured = (webchat: Office['webchat']) =>
    JSON.parse(
      configurationText('/data', { ...office, ...(webchat && { webchat }) }, () => ({
        chain: '/c',
        key: '/k',
      })),
    );

  test.each([
    [undefined, undefined],
    [{ on: true, name: '' }, {}],
    [{ on: true, name: 'Martin' }, { name: 'Martin' }],
    [{ on: false, name: 'Martin' }, { enabled: false }],
  ])('%j is written as %j', (webchat, options) => {
    const { listen, modules } = configured(webchat);
    expect(modules?.webchat).toEqual(options);
    // For programs on this computer alone: there is no address, and the server's default is loopback.
    expect(listen).toContainEqual({ type: 'admin', port: 5280, optional: true });
  });

  const lan: Office = { ...office, way: 'lan', domain: 'atelier.local' };
  test.each<[string, Office, string[], string]>([
    ['a domain of the internet', office, ['192.168.1.47'], 'https://xmpp.example.org:5443'],
    ['a name of this network: by address', lan, ['192.168.1.47', 'atelier'], 'https://192.168.1.47:5443'],
    ['on another port', { ...lan, otherPorts: { web: 8443 } }, ['fd00::7'], 'https://[fd00::7]:8443'],
    ['no address', lan, [], 'https://xmpp.atelier.local:5443'],
    [
      'behind a website',
      { ...lan, website: { program: 'nginx', name: 'chat.example.org', machine: null } },
      ['192.168.1.47'],
      'https://chat.example.org',
    ],
  ])('is found at: %s', (_, at, addresses, expected) => {
    expect(chatBase(at, addresses)).toBe(expected);
  });

  test('is found on the web’s own port where the server has that', () => {
    expect(chatBase(office, [], true)).toBe('https://xmpp.example.org');
    expect(chatBase(lan, ['192.168.1.47'], true)).toBe('https://192.168.1.47');
    const opened = { ports: [{ port: 443 }] };
    expect([isOnePortOpen({ onePort: true }, opened), isOnePortOpen({}, opened)]).toEqual([true, false]);
    expect([
      isOnePortOpen({ onePort: true }, { ports: [] }),
      isOnePortOpen({ onePort: true }, undefined),
    ]).toEqual([false, false]);
  });

  test('is switched off and on without a restart', async () => {
    const was = (await calls.server.overview(undefined, nobody)).status;
    const set = (on: boolean) => calls.webchat.set({ on }, nobody);
    expect(await calls.webchat.get(undefined, nobody)).toMatchObject({ on: true, name: '' });
    const { address } = await set(false);
    expect(address).toMatch(/^https:\/\/.+:\d+\/chat$/);
    expect(await set(true)).toMatchObject({ on: true });
    expect((await calls.server.overview(undefined, nobody)).status).toEqual(was);
  });
});
