/** An order whose process is killed at each of its steps: the next one goes on with it, and nothing is left lying about. */
import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newKey } from '../../../electron/manager/certificates/issue.ts';
import { describeWith } from '../../support/need.ts';
import { PEBBLE, type Pebble, startPebble } from '../../support/pebble.ts';
import { freePort } from '../../support/ports.ts';
import { type Front, startFront } from './faults.ts';
import { type Life, live } from './order-child.ts';

const CHILD = fileURLToPath(new URL('order-child.ts', import.meta.url));

describeWith(PEBBLE, 'an order whose process was killed', () => {
  let pebble: Pebble;
  let front: Front;
  let site: Server;
  let root: string;
  let port: number;
  beforeAll(async () => {
    port = await freePort();
    pebble = await startPebble({ httpPort: port });
    front = await startFront(pebble);
    root = mkdtempSync(join(tmpdir(), 'killed-'));
    // The website: each name has its own folder.
    site = createServer((request, response) => {
      try {
        const name = request.headers.host!.split(':')[0]!;
        response.end(
          readFileSync(join(root, `site-${name.split('.')[1]}`, new URL(request.url!, 'http://x').pathname)),
        );
      } catch {
        response.writeHead(404).end();
      }
    });
    await new Promise<void>((resolve) => site.listen(port, '127.0.0.1', resolve));
  }, 60_000);
  afterAll(async () => {
    site.close();
    await front.stop();
    await pebble.stop();
    rmSync(root, { recursive: true, force: true });
  });

  async function killed(dies: string): Promise<Life> {
    const folder = mkdtempSync(join(root, 'data-'));
    const webroot = join(root, `site-${dies}`);
    mkdirSync(webroot, { recursive: true });
    const life: Life = {
      ...{ folder, webroot, port, dies, directory: front.directory, ca: front.ca, keyPem: await newKey() },
      names: [`a.${dies}.example.org`, `b.${dies}.example.org`],
    };
    const file = join(folder, 'life.json');
    writeFileSync(file, JSON.stringify(life));
    const child = spawn(process.execPath, [CHILD, file], { stdio: ['ignore', 'ignore', 'inherit'] });
    const how = await new Promise((resolve) =>
      child.once('close', (code, signal) => resolve(signal ?? code)),
    );
    expect(how).toBe('SIGKILL');
    return { ...life, dies: null };
  }

  const orders = (name: string) =>
    front.asked.filter(
      ({ path, payload, status }) =>
        path === '/order-plz' && status === 201 && JSON.stringify(payload).includes(name),
    ).length;

  test.concurrent.each([
    ['account', 1],
    ['ordered', 1],
    ['presenting', 1],
    ['presented', 1],
    ['asked', 1],
    ['proved', 1],
    ['finalizing', 1],
    ['fetching', 1],
  ])(
    'at "%s" is gone on with: one order in all, and no proof is left',
    async (dies, expected) => {
      const life = await killed(dies);
      const { acme, obtain, store } = live(life);
      const { chain } = await obtain();
      expect(chain).toContain('BEGIN CERTIFICATE');
      expect(readdirSync(life.webroot)).toEqual([]);
      expect(orders(life.names[0]!)).toBe(expected);
      await acme.settle('office');
      expect(await store.journals()).toEqual([]);
      // Half-written files would be beside the whole ones.
      expect(
        readdirSync(join(life.folder, 'secrets', 'acme')).filter((name) => !name.endsWith('.json')),
      ).toEqual([]);
      expect(
        readdirSync(join(life.folder, 'certificates', 'acme')).filter((name) => !name.endsWith('.json')),
      ).toEqual([]);
    },
    120_000,
  );

  test('is swept up when nobody goes on with it', async () => {
    const life = await killed('asked');
    expect(readdirSync(life.webroot)).toEqual(['.well-known']);
    const { acme, challengers, store } = live(life);
    const signal = AbortSignal.timeout(30_000);
    // As it is left when the process ends in the middle of noting.
    const half = join(life.folder, 'certificates', 'acme', 'order-office.json.0123456789ab.tmp');
    writeFileSync(half, '{');
    expect(await acme.sweep(challengers, new Set(['office']), signal)).toEqual([]);
    expect(readdirSync(life.webroot)).toEqual(['.well-known']);
    // Nobody there who could: it stays noted.
    expect(await acme.sweep({}, new Set(), signal)).toEqual([]);
    expect(await acme.sweep(challengers, new Set(), signal)).toEqual(['office']);
    expect(readdirSync(life.webroot)).toEqual([]);
    expect(await store.journals()).toEqual([]);
    expect(existsSync(half)).toBe(false);
  }, 120_000);
});
