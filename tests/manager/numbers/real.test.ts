/**
 * Numbers and notices with the real manager, its real server and a real client: what is counted, what Prometheus reads, what a probe
 * says, and an administrator who is told by chat; then the server is killed, and nobody is told twice.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { judge, lineOf, readProbeArgs, STATUS } from '../../../electron/cli/probe.ts';
import type { NumberSpan } from '../../../electron/contract/index.ts';
import { createBundledEngine } from '../../../electron/manager/engines/bundled/bundled.ts';
import { type Manager, openManager } from '../../../electron/manager/manager.ts';
import { run } from '../../../electron/manager/run.ts';
import { temporaryFolder, testHost } from '../../support/host.ts';
import { describeWith } from '../../support/need.ts';
import { freePort } from '../../support/ports.ts';
import { connectClient } from '../../support/xmpp-client.ts';

const DOMAIN = 'atelier.local';
const PASSWORD = 'correct horse battery';
const ADMIN = `sophie@${DOMAIN}`;
const folder = temporaryFolder();
const nobody = { session: null, signal: undefined } as never;
const host = testHost(folder.path);
const engine = createBundledEngine({ host, run, clock: host.clock, admins: () => [] });
let manager: Manager;
let calls: Manager['calls'];
let ports: { starttls: number; direct: number };

beforeAll(async () => {
  ports = { starttls: await freePort(), direct: await freePort() };
  manager = await openManager({ host });
  ({ calls } = manager);
  await manager.begin();
  const admin = { username: 'sophie', displayName: 'Sophie Martin' };
  await calls.setup.save({ answers: { way: 'lan', domain: DOMAIN, admin, ports } }, nobody);
  await calls.setup.password({ password: PASSWORD }, nobody);
  const { jobId } = await calls.setup.apply(undefined, nobody);
  expect(await manager.areas?.jobs.ended(jobId)).toMatchObject({ state: 'done' });
}, 60_000);
afterAll(async () => {
  await manager.close();
  folder[Symbol.dispose]();
});

async function logIn(resource: string) {
  const ca = readFileSync(join(folder.path, 'certificates/authority.pem'), 'utf8');
  const client = await connectClient({ port: ports.direct, host: DOMAIN, tls: 'direct', ca });
  await client.openStream();
  await client.authenticate('sophie', PASSWORD);
  await client.bind(resource);
  client.send('<presence/>');
  await client.settle();
  return client;
}

/** The newest value there is of each number. */
const lastOf = ({ series }: NumberSpan) =>
  Object.fromEntries(
    Object.entries(series).flatMap(([id, { value }]) => {
      const last = value.findLast((one) => one !== null);
      return last === undefined ? [] : [[id, last]];
    }),
  );

describe('a running office', { timeout: 60_000 }, () => {
  test('is counted: by the server, by this computer, and kept', async () => {
    const client = await logIn('desk');
    await manager.areas!.numbers.look();
    client.send(`<message to='${ADMIN}' type='chat'><body>a note to myself</body></message>`);
    await client.settle();
    await manager.areas!.numbers.look();
    const span = await calls.numbers.range({ range: 'hour' }, nobody);
    const last = lastOf(span);
    expect(last).toMatchObject({
      up: 1,
      people: 1,
      accounts: 1,
      sessions: 1,
      s2sIn: 0,
      s2sOut: 0,
      loginsFailed: 0,
    });
    // The first look saw a process that had just begun, the second what came after.
    expect(last.sent).toBeGreaterThanOrEqual(1);
    for (const id of ['free', 'used', 'serverMemory', 'managerMemory', 'database', 'certificate'])
      expect([id, (last[id] as number) > 0]).toEqual([id, true]);
    const now = await calls.numbers.now(undefined, nobody);
    expect(now).toMatchObject({ values: { people: 1 }, disk: { kind: 'unknown' }, lastDay: { up: 1 } });
    await client.close();
  });

  test('by a probe, in the words and with the exit codes of the Monitoring Plugins', async () => {
    const rows = await engine.numbers!.read();
    const asked = (...args: string[]) => {
      const found = readProbeArgs(args);
      if (typeof found === 'string' || 'list' in found) throw new Error(String(found));
      const probed = judge(found, rows, Date.now());
      return [STATUS[probed.status], lineOf(probed, found)] as const;
    };
    expect(asked('registered_users')).toEqual([
      0,
      'REGISTERED_USERS OK - 1 accounts | registered_users=1;;;0;',
    ]);
    expect(asked('registered_users', '-w', '2:', '-c', '~:5')).toEqual([
      1,
      'REGISTERED_USERS WARNING - 1 accounts | registered_users=1;2:;~:5;0;',
    ]);
    expect(asked('certificate', '--critical', '100000:')[0]).toBe(2);
    expect(asked('incoming_s2s_number')[1]).toContain('incoming_s2s_number=0');
    const ctl = await Promise.all(
      ['incoming_s2s_number', 'outgoing_s2s_number', 'connected_users_number'].map(ctlAnswer),
    );
    expect(ctl).toEqual([
      '0',
      '0',
      String(
        rows.filter(({ name }) => name === 'chatelaine_sessions').reduce((sum, { value }) => sum + value, 0),
      ),
    ]);
  });

  test('and the administrator is told by chat, once they ask for a test', async () => {
    const client = await logIn('phone');
    expect(await calls.notices.test({ way: 'xmpp' }, nobody)).toEqual({ ok: true, told: [ADMIN] });
    const message = await client.find((element) => element.name === 'message');
    expect([message.attrs.from, message.getChildText('body')]).toEqual([
      DOMAIN,
      expect.stringContaining(`Chatelaine of ${DOMAIN}`),
    ]);
    await client.close();
    await calls.notices.set({ xmpp: { on: true, to: [`nobody@${DOMAIN}`] } }, nobody);
    expect(await calls.notices.test({ way: 'xmpp' }, nobody)).toMatchObject({
      ok: false,
      problem: 'person-unknown',
    });
    expect(await calls.notices.test({ way: 'mail' }, nobody)).toMatchObject({
      ok: false,
      problem: 'not-configured',
    });
  });

  test('a relay’s password is told to no page and is in no change', async () => {
    const secret = 'staple-battery-77';
    const state = await calls.notices.set({ password: secret }, nobody);
    expect(state.password).toBe(true);
    const changes = await calls.app.changes({ before: null, limit: 50 }, nobody);
    expect(JSON.stringify([state, changes])).not.toContain(secret);
    expect((await calls.notices.set({ password: '' }, nobody)).password).toBe(false);
  });

  test('while the server is stopped only this computer is counted, and nothing else is nought', async () => {
    await calls.server.stop(undefined, nobody);
    await manager.areas!.numbers.look();
    const { values } = await calls.numbers.now(undefined, nobody);
    expect(values).toMatchObject({ up: 0, free: expect.any(Number) });
    expect(Object.keys(values)).not.toContain('people');
    expect(await calls.notices.test({ way: 'xmpp' }, nobody)).toMatchObject({
      ok: false,
      problem: 'server-down',
    });
    await calls.server.start(undefined, nobody);
    const { marks } = await calls.numbers.range({ range: 'hour' }, nobody);
    expect(marks.map(({ kind }) => kind)).toEqual(['stop', 'start']);
  });
});

/** As a person types it. */
async function ctlAnswer(command: string): Promise<string> {
  const file = join(folder.path, 'server/server.json');
  const ran = await run(host.node, [host.entries.cli, 'ctl', '--config', file, command]);
  return ran.stdout.trim();
}

describeWith(['promtool'], 'alerts for Prometheus', () => {
  test('are rules Prometheus takes, and fire when they should', { timeout: 60_000 }, () => {
    const rules = join(import.meta.dirname, '../../../resources/prometheus');
    const checked = spawnSync('promtool', ['check', 'rules', join(rules, 'chatelaine-alerts.yml')], {
      encoding: 'utf8',
    });
    expect([checked.status, checked.stderr]).toEqual([0, '']);
    const tested = spawnSync('promtool', ['test', 'rules', join(import.meta.dirname, 'alerts.test.yml')], {
      encoding: 'utf8',
    });
    expect([tested.status, tested.stdout, tested.stderr].join('\n')).toContain('SUCCESS');
  });
});
