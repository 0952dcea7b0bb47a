import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { openStorage } from '../../../server/storage/index.ts';
import { quietLog } from '../../support/log.ts';

it('kill -9 loses nothing that was called committed', async () => {
  const data = mkdtempSync(join(tmpdir(), 'chatelaine-kill-'));
  const child = spawn(process.execPath, [join(import.meta.dirname, 'kill-child.ts'), data], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const printed: number[] = [];
  const exited = once(child, 'exit');
  for await (const line of createInterface(child.stdout)) {
    printed.push(Number(line));
    if (printed.length === 2000) child.kill('SIGKILL');
  }
  await exited;

  const storage = await openStorage({ data, log: quietLog });
  const kept = new Set(
    storage
      .keyval('t', Number)
      .entries('nina')
      .map(([, value]) => value),
  );
  await storage.close();
  rmSync(data, { recursive: true });
  expect(printed.length).toBeGreaterThanOrEqual(2000);
  // A line cut by the kill is not a promise: only whole numbers that follow each other count.
  const promised = printed.filter((value, index) => value === index + 1);
  expect(promised.filter((value) => !kept.has(value))).toEqual([]);
});
