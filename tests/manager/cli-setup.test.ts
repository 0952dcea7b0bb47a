/** `chatelaine setup` as a person meets it: the plan, the question, Ctrl C. Real processes on a real terminal. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../support/host.ts';
import { describeWith } from '../support/need.ts';
import { freePort } from '../support/ports.ts';

const CLI = join(import.meta.dirname, '../../electron/cli.ts');
const WHO = ['--lan', '--name', 'atelier.local', '--admin', 'sophie'];

/** Runs `setup`, on a terminal if asked; `said(pattern)` resolves when its output shows it. */
async function setup(data: string, more: readonly string[], terminal: boolean) {
  const ports = ['--port', String(await freePort()), '--tls-port', String(await freePort())];
  const words = [process.execPath, CLI, 'setup', ...WHO, ...ports, '--data', data, ...more];
  const [program, ...args] = terminal ? ['script', '-qec', words.join(' '), '/dev/null'] : words;
  const child = spawn(program!, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  let output = '';
  const waiting = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      output += chunk;
      for (const look of waiting) look();
    });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const said = (pattern: RegExp) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (pattern.test(output)) resolve();
      };
      waiting.add(look);
      look();
    });
  return { child, ended, said, output: () => output };
}

describe('setup that asks', { timeout: 30_000 }, () => {
  test.each([
    ['no', 'n\n'],
    ['nothing at all: the end of the input', ''],
  ])('answered with %s, it does nothing', async (_, answer) => {
    using folder = temporaryFolder();
    const { child, ended, said, output } = await setup(folder.path, [], false);
    await said(/Go on\?/);
    expect(output()).toMatch(/1\. Everything is kept in .*\n.*authority.*\n.*atelier\.local.*\n/);
    child.stdin.end(answer);
    expect(await ended).toBe(1);
    expect(existsSync(join(folder.path, 'certificates'))).toBe(false);
    expect(existsSync(join(folder.path, 'manager.pid'))).toBe(false);
  });
});

describeWith(['script'], 'setup on a terminal', () => {
  test('Ctrl C at the question ends it with a sentence', { timeout: 30_000 }, async () => {
    using folder = temporaryFolder();
    const { child, ended, said, output } = await setup(folder.path, [], true);
    await said(/Go on\?/);
    child.stdin.write('\u0003');
    expect(await ended).toBe(130);
    expect(output()).toMatch(/Interrupted\. Nothing is lost/);
    expect(existsSync(join(folder.path, 'manager.pid'))).toBe(false);
  });

  test('Ctrl C in the middle too; run again, it is set up', { timeout: 60_000 }, async () => {
    using folder = temporaryFolder();
    const first = await setup(folder.path, ['--yes'], true);
    await first.said(/no firewall/);
    first.child.stdin.write('\u0003');
    expect(await first.ended).toBe(130);
    expect(existsSync(join(folder.path, 'manager.pid'))).toBe(false);
    const second = await setup(folder.path, ['--yes'], true);
    expect([await second.ended, second.output()]).toEqual([0, expect.stringMatching(/All is set up/)]);
    const third = await setup(folder.path, ['--yes'], true);
    expect([await third.ended, third.output()]).toEqual([
      1,
      expect.stringMatching(/set up already\. “chatelaine serve” runs it/),
    ]);
    expect(readFileSync(join(folder.path, 'logs/manager.log'), 'utf8')).not.toMatch(/unexpected/);
  });
});
