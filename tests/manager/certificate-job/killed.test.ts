/** A real manager with a real server, killed from outside (kill -9) in the middle of an order at pebble; the next one goes on. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { CertificateStatus } from '../../../electron/contract/certificates.ts';
import { belongs } from '../../../electron/manager/certificates/job/pairs.ts';
import { temporaryFolder } from '../../support/host.ts';
import { describeWith } from '../../support/need.ts';
import { PEBBLE, type Pebble, startPebble } from '../../support/pebble.ts';
import { freePort } from '../../support/ports.ts';
import { type Answer, type Front, startFront } from '../acme/faults.ts';
import type { Life } from './manager-child.ts';

vi.setConfig({ testTimeout: 120_000 });

const DOMAIN = 'haus.example';
const CHILD = fileURLToPath(new URL('manager-child.ts', import.meta.url));

describeWith(PEBBLE, 'a manager that is killed while it orders', () => {
  let pebble: Pebble;
  let front: Front;
  beforeAll(async () => {
    pebble = await startPebble();
    front = await startFront(pebble);
  }, 60_000);
  /** None outlives this file, whatever became of the test: with our standard error in its hands the test command could not end. */
  const children = new Set<ChildProcess>();
  afterAll(async () => {
    for (const child of children) child.kill('SIGKILL');
    await front?.stop();
    await pebble?.stop();
  });

  const files = (folder: string) => readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const placed = () =>
    front.asked.filter(({ path, status }) => path === '/order-plz' && status === 201).length;

  /** What the authority says in place of what was asked of it, as if it were still at it: each process dies at one of them. */
  const held: readonly ((path: string) => Answer | undefined)[] = [
    // The proofs are shown.
    (path) => (path.startsWith('/chalZ/') ? { status: 200, body: {} } : undefined),
    // The certificate is being made.
    (path) => {
      const body = { status: 'processing', authorizations: [], finalize: front.directory };
      return path.startsWith('/finalize-order/') ? { status: 200, body } : undefined;
    },
  ];

  test('the next one goes on with the same order and key, also when that one is killed, too', async () => {
    using folder = temporaryFolder();
    const data = join(folder.path, 'data');
    const life: Life = {
      ...{ data, resolver: pebble.dns, acmePorts: { http: pebble.httpPort, tls: pebble.tlsPort } },
      ports: { starttls: await freePort(), direct: await freePort() },
      otherPorts: { web: await freePort(), components: await freePort(), admin: await freePort() },
    };
    const source: Life['source'] = {
      ...{ from: 'authority', authority: 'custom', directory: front.directory, directoryCa: front.ca },
      ...{ email: null, way: null, webroot: null, profile: null },
    };
    const start = (what: Life): { child: ChildProcess; said: Promise<string> } => {
      const file = join(folder.path, 'life.json');
      writeFileSync(file, JSON.stringify(what));
      const child = spawn(process.execPath, [CHILD, file], { stdio: ['ignore', 'pipe', 'inherit'] });
      children.add(child);
      let text = '';
      child.stdout!.on('data', (chunk) => {
        text += chunk;
      });
      return { child, said: new Promise((resolve) => child.once('close', () => resolve(text))) };
    };

    const keys = () => files(data).filter((name) => /pair-.*privkey\.pem$/.test(name));
    let secret: string | undefined;
    for (const [at, hold] of held.entries()) {
      const reached = new Promise<void>((resolve) => {
        front.fault = {
          before(path) {
            const answer = hold(path);
            if (answer) resolve();
            return answer;
          },
        };
      });
      const { child, said } = start(at === 0 ? { ...life, source } : life);
      const early = said.then((text) => {
        throw new Error(`it ended before it was killed: ${text}`);
      });
      early.catch(() => {});
      await Promise.race([reached, early]);
      child.kill('SIGKILL');
      expect(await said).toBe('');
      secret ??= readFileSync(join(data, keys()[0]!), 'utf8');
      expect(files(data).filter((name) => /order-.*\.json$/.test(name))).toHaveLength(1);
    }
    front.fault = {};

    const now: CertificateStatus = JSON.parse(await start(life).said);
    expect([now.state.state, now.problem]).toEqual(['resting', null]);
    expect(now.current).toMatchObject({ local: false, names: expect.arrayContaining([DOMAIN]) });
    expect(now.served.filter(({ fingerprint }) => fingerprint === now.current!.fingerprint)).not.toEqual([]);
    expect(placed()).toBe(1);
    // The key that was on disk, whole; its chain; and of the order nothing any more.
    const [key] = keys();
    expect([keys().length, readFileSync(join(data, key!), 'utf8')]).toEqual([1, secret]);
    const chain = readFileSync(join(data, key!.replace('privkey', 'fullchain')), 'utf8');
    expect([belongs(chain, secret!), statSync(join(data, key!)).mode & 0o777]).toEqual([true, 0o600]);
    expect(files(data).filter((name) => /order-.*\.json$|\.tmp$/.test(name))).toEqual([]);
  });
});
