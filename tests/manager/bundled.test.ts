/** The manager with its real server and a real client: verified TLS, devices, events, and kill -9 while somebody chats. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ManagerEvent } from '../../electron/contract/index.ts';
import { look } from '../../electron/manager/certificates/served/shown.ts';
import { type Manager, openManager } from '../../electron/manager/manager.ts';
import { portOwner } from '../../electron/manager/port-owner.ts';
import { temporaryFolder, testHost } from '../support/host.ts';
import { freePort, holdPort } from '../support/ports.ts';
import { connectClient, type RawClient } from '../support/xmpp-client.ts';

const DOMAIN = 'atelier.local';
const folder = temporaryFolder();
const nobody = { session: null, signal: undefined };
let manager: Manager;
let ports: { starttls: number; direct: number };
let calls: Manager['calls'];

beforeAll(async () => {
  ports = { starttls: await freePort(), direct: await freePort() };
  manager = await openManager({ host: testHost(folder.path) });
  ({ calls } = manager);
  await manager.begin();
  const admin = { username: 'sophie', displayName: 'Sophie Martin' };
  await calls.setup.save({ answers: { way: 'lan', domain: DOMAIN, admin, ports } }, nobody);
  await calls.setup.password({ password: 'correct horse battery' }, nobody);
  const { jobId } = await calls.setup.apply(undefined, nobody);
  expect(await manager.areas?.jobs.ended(jobId)).toMatchObject({ state: 'done' });
}, 30_000);

afterAll(async () => {
  await manager.close();
  folder[Symbol.dispose]();
});

/** Logs in with the certificate checked against the office's own authority. */
async function logIn(
  username: string,
  password: string,
  resource: string,
  tls: 'starttls' | 'direct' = 'starttls',
) {
  const ca = readFileSync(join(folder.path, 'certificates/authority.pem'), 'utf8');
  const client = await connectClient({ port: ports[tls], host: DOMAIN, tls, ca });
  await (tls === 'starttls' ? client.startTls() : client.openStream());
  await client.authenticate(username, password);
  await client.bind(resource);
  return client;
}

/** Collects events until one fits. */
async function event(
  fits: (event: ManagerEvent['event']) => boolean,
  cause: () => Promise<unknown> | unknown,
) {
  const abort = new AbortController();
  const events = await calls.app.events({ since: null }, { session: null, signal: abort.signal });
  const first = events.next();
  await cause();
  for (let told = await first; !told.done; told = await events.next()) {
    if (fits(told.value.event)) return abort.abort();
  }
  throw new Error('the events ended');
}

const about = (address: string) => (told: ManagerEvent['event']) =>
  told.type === 'people.changed' && told.address === address;

describe('manager and server together', { timeout: 30_000 }, () => {
  let otto: RawClient;
  let password: string;
  const address = `otto@${DOMAIN}`;

  test('a colleague logs in with the password shown once, and is seen with the device', async () => {
    ({ password } = await calls.people.add({ username: 'otto', displayName: 'Otto Blum' }, nobody));
    await event(about(address), async () => {
      otto = await logIn('otto', password, 'desk', 'direct');
      otto.send('<presence><show>away</show><status>lunch</status><priority>5</priority></presence>');
      await otto.settle();
    });
    const person = await calls.people.get({ address }, nobody);
    expect(person).toMatchObject({
      displayName: 'Otto Blum',
      admin: false,
      disabled: false,
      lastLogin: expect.any(Number),
    });
    expect(person.devices).toEqual([
      {
        address: `${address}/desk`,
        resource: 'desk',
        since: expect.any(Number),
        detached: false,
        remoteAddress: expect.stringContaining('127.0.0.1'),
        show: 'away',
        status: 'lunch',
        priority: 5,
      },
    ]);
    expect((await calls.server.overview(undefined, nobody)).people).toEqual({ total: 2, online: 1 });
  });

  test('one device is disconnected', async () => {
    await calls.people.disconnect({ address: `${address}/desk` }, nobody);
    await otto.closed();
    expect((await calls.people.get({ address }, nobody)).devices).toEqual([]);
  });

  test('disabled, nobody gets in; enabled again and with a new password, only with that one', async () => {
    await calls.people.setDisabled({ address, disabled: true }, nobody);
    await expect(logIn('otto', password, 'desk')).rejects.toThrow(/account-disabled|not-authorized/);
    await calls.people.setDisabled({ address, disabled: false }, nobody);
    const { password: fresh } = await calls.people.resetPassword({ address }, nobody);
    await expect(logIn('otto', password, 'desk')).rejects.toThrow('not-authorized');
    await (await logIn('otto', fresh, 'desk')).close();
    password = fresh;
  });

  test('what would go with an account is counted', async () => {
    const sophie = await logIn('sophie', 'correct horse battery', 'phone');
    sophie.send(`<message to='${address}' type='chat' id='m1'><body>hello</body></message>`);
    await sophie.settle();
    expect(await calls.people.removalPreview({ address }, nobody)).toEqual({
      contacts: 0,
      archivedMessages: 1,
      waitingMessages: 1,
    });
    await sophie.close();
  });

  test('after a restart pages are told to look again: who came back before anybody listened was not told', async () => {
    await event(about(''), () => calls.server.restart(undefined, nobody));
  });

  test('a look of ours at a door is no news in the log; that of a stranger is', async () => {
    const failures = async () => {
      const of = { level: 'debug', source: 'server', search: 'TLS failed' } as const;
      const { entries } = await calls.logs.page({ ...of, before: null, limit: 500 }, nobody);
      return entries.map(({ level }) => level);
    };
    const { direct } = ports;
    const hangUp = `require('net').connect(${direct}, '127.0.0.1').on('connect', function () { this.destroy(); });`;
    await look({ how: 'xmpp-client-direct', name: DOMAIN, host: '127.0.0.1', port: direct }, { old: true });
    await expect.poll(failures, { timeout: 20_000 }).toHaveLength(1);
    await promisify(execFile)(process.execPath, ['-e', hangUp]);
    await expect.poll(failures, { timeout: 20_000 }).toEqual(['debug', 'info']);
  });

  test('somebody who guesses passwords of many is told on Home', async () => {
    const codes = async () =>
      (await calls.server.overview(undefined, nobody)).findings.map(({ code }) => code);
    expect(await codes()).not.toContain('attack.guessing');
    await event(
      ({ type }) => type === 'findings.changed',
      () =>
        Promise.all(
          ['otto', 'sophie', 'nobody', 'admin'].map((name) =>
            logIn(name, 'not this one', 'x').catch(() => 0),
          ),
        ),
    );
    await expect.poll(codes, { timeout: 20_000 }).toContain('attack.guessing');
    const { findings } = await calls.server.overview(undefined, nobody);
    const guessing = findings.find(({ code }) => code === 'attack.guessing');
    expect(guessing).toMatchObject({ severity: 'warning', data: { shape: 'many-accounts', accounts: 4 } });
  });

  test('killed with kill -9, the server comes back by itself and says so', async () => {
    const { status } = await calls.server.overview(undefined, nobody);
    if (status.state !== 'running') throw new Error(status.state);
    const running = (told: ManagerEvent['event']) =>
      told.type === 'server.state' && told.status.state === 'running';
    await event(running, () => process.kill(status.pid, 'SIGKILL'));
    const after = await calls.server.overview(undefined, nobody);
    expect(after.findings.map(({ code }) => code)).toContain('server.restarted-itself');
    await (await logIn('otto', password, 'desk')).close();
  });

  test('rules for files are checked by the server, in force at once, and nobody is disconnected', async () => {
    const client = await logIn('otto', password, 'files');
    const before = await calls.files.overview(undefined, nobody);
    expect(before).toMatchObject({ people: [], biggest: [], rules: { keepDays: 365 } });
    const rules = { ...before.rules, keepDays: 14 };
    expect(await calls.files.preview(rules, nobody)).toEqual({ files: 0, bytes: 0, people: 0 });
    await calls.files.setRules(rules, nobody);
    await expect
      .poll(async () => (await calls.files.overview(undefined, nobody)).rules, { timeout: 20_000 })
      .toEqual(rules);
    await client.query('get', "<ping xmlns='urn:xmpp:ping'/>", DOMAIN);
    await client.close();
    const asked = { address: `otto@${DOMAIN}`, handle: 'x'.repeat(22) };
    await expect(calls.files.remove(asked, nobody)).rejects.toMatchObject({ code: 'entry.gone' });
    expect((await calls.files.of({ address: asked.address }, nobody)).files).toEqual([]);
  });

  test('what needs a running server says so while it is stopped', async () => {
    await calls.server.stop(undefined, nobody);
    await expect(calls.people.list(undefined, nobody)).rejects.toMatchObject({ code: 'server.not-running' });
    await calls.server.start(undefined, nobody);
  });

  test.each(['0.0.0.0', '127.0.0.1', '::', '::1'])(
    'a port taken on %s is told with its number and who has it; the server is not lost over it',
    async (address) => {
      await calls.server.stop(undefined, nobody);
      {
        await using _ = await holdPort(ports.starttls, address);
        const taken = { port: ports.starttls, by: await portOwner(ports.starttls) };
        if (process.platform === 'linux') expect(taken.by).toBeTypeOf('string');
        await expect(calls.server.start(undefined, nobody)).rejects.toMatchObject({
          code: 'port.in-use',
          data: taken,
        });
        const { status, findings } = await calls.server.overview(undefined, nobody);
        expect(status.state).toBe('failed');
        expect(findings[0]).toMatchObject({
          code: 'server.failed',
          data: { problem: 'port.in-use', ...taken },
        });
      }
      expect(await calls.server.start(undefined, nobody)).toMatchObject({ state: 'running' });
    },
  );
});
