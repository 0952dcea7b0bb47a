/** A manager killed while somebody leaves: the next one goes on to the end, and all of it can still be given back. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../support/host.ts';
import { freePort } from '../../support/ports.ts';

const CHILD = join(import.meta.dirname, 'leave-child.ts');

function start(folder: string, point: string, ports: readonly number[]) {
  const child: ChildProcess = spawn(process.execPath, [CHILD, folder, point, ...ports.map(String)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const line = once(createInterface({ input: child.stdout! }), 'line').then(([text]) => JSON.parse(text));
  return { child, line, ended: once(child, 'exit') };
}

test('killed between two steps, and again in the copy: the third goes on, and the way back is whole', async () => {
  using folder = temporaryFolder();
  const ports = [await freePort(), await freePort()];
  for (const point of ['handed over', 'copying']) {
    const killed = start(folder.path, point, ports);
    expect(await killed.line).toEqual({ at: point });
    killed.child.kill('SIGKILL');
    await killed.ended;
  }
  const last = start(folder.path, 'recover', ports);
  expect(await last.line).toEqual({
    ...{ name: 'leave:marie@example.org', job: 'done' },
    after: {
      ...{ state: 'left', copy: expect.any(Number), disabled: true, team: ['zoe@example.org'] },
      room: { 'sophie@example.org': 'owner', 'zoe@example.org': 'owner' },
    },
    back: {
      ...{ state: null, copy: null, disabled: false, team: ['marie@example.org', 'zoe@example.org'] },
      room: { 'sophie@example.org': 'owner', 'marie@example.org': 'owner' },
    },
  });
  await last.ended;
}, 120_000);
