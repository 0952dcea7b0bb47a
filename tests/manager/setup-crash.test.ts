/** The set-up killed in the middle with kill -9, and taken up by the next manager: real server, real processes. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../support/host.ts';
import { freePort } from '../support/ports.ts';

function start(folder: string, point: string, ports: number[]) {
  const args = [join(import.meta.dirname, 'apply-child.ts'), folder, point, ...ports.map(String)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const line = new Promise<Record<string, unknown>>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', (text) => resolve(JSON.parse(text)));
    child.once('exit', () => reject(new Error('the manager ended without a word')));
  });
  return { child, line };
}

const ended = (child: ChildProcess) => new Promise((resolve) => child.once('exit', resolve));

/** Kills a manager at `point` and lets the next one recover. */
async function crashAndRecover(folder: string, point: string, ports: number[]) {
  const first = start(folder, point, ports);
  expect(await first.line).toEqual({ at: point });
  const gone = ended(first.child);
  first.child.kill('SIGKILL');
  await gone;
  const second = start(folder, 'recover', ports);
  const told = await second.line;
  await ended(second.child);
  return told;
}

describe('set-up killed in the middle', { timeout: 60_000 }, () => {
  for (const point of ['before configuration', 'after configuration']) {
    test(`${point}: the password is gone, and asked for again`, async () => {
      using folder = temporaryFolder();
      const ports = [await freePort(), await freePort()];
      const told = await crashAndRecover(folder.path, point, ports);
      expect(told).toMatchObject({ state: 'failed', problem: 'setup.password-needed', step: 'apply' });
      const again = start(folder.path, 'to the end', ports);
      expect(await again.line).toMatchObject({
        state: 'done',
        step: 'firewall',
        people: [{ address: 'sophie@atelier.local' }],
      });
      await ended(again.child);
    });
  }

  test('after the administrator was made: it goes on by itself to the end', async () => {
    using folder = temporaryFolder();
    const ports = [await freePort(), await freePort()];
    const told = await crashAndRecover(folder.path, 'after administrator', ports);
    expect(told).toMatchObject({ state: 'done', step: 'firewall' });
  });
});
