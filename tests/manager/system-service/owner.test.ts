/** Whose folder a command works in, what status says to a script, and how long one waits for a service that takes over. */
import { join, resolve } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { becomeOwner, folderOf } from '../../../electron/cli/owner.ts';
import { statusCode } from '../../../electron/cli/service.ts';
import { comes } from '../../../electron/local/successor.ts';
import { createFakeClock } from '../../support/clock.ts';
import { temporaryFolder } from '../../support/host.ts';

describe('the folder of a command', () => {
  test.each([
    ['audit', ['--data', '/srv/office'], '/srv/office'],
    ['start', ['--data=/srv/office', '--json'], '/srv/office'],
    ['backup', ['create', '--data', '/srv/office'], '/srv/office'],
    ['certificate', ['renew', '--data', '/srv/office'], '/srv/office'],
    ['server', ['--config', '/srv/office/server/server.json'], '/srv/office/server'],
    ['ctl', ['--config=/srv/office/server/server.json', 'stats'], '/srv/office/server'],
    ['server', ['--help'], undefined],
    // Root stays root for what only root may; it writes nothing of its own there.
    ['service', ['remove', '--data', '/srv/office'], undefined],
    ['firewall', ['apply', '--data', '/srv/office'], undefined],
    ['certificate', ['hand-over', 'prosody', '--data', '/srv/office'], undefined],
    ['help', [], undefined],
  ] as const)('%s %j: %s', (command, args, folder) => {
    expect(folderOf(command, args)).toBe(folder);
  });

  test('what follows "--" is no option of ours', () => {
    vi.stubEnv('CHATELAINE_DATA', '/srv/ours');
    expect(folderOf('audit', ['--', '--data', '/etc'])).toBe('/srv/ours');
    vi.unstubAllEnvs();
  });

  test('a folder of our own, or none, changes nobody', async () => {
    using folder = temporaryFolder();
    const before = process.getuid?.();
    await becomeOwner('audit', ['--data', folder.path]);
    await becomeOwner('audit', ['--data', join(folder.path, 'not', 'there')]);
    expect(process.getuid?.()).toBe(before);
    expect(resolve(folder.path)).toBe(folder.path);
  });
});

test.each([
  ['running', 0],
  ['waiting', 3],
  ['stopped', 3],
  ['failed', 3],
  ['unknown', 4],
  [undefined, 4],
] as const)('status of a service that is %s: %i', (state, code) => expect(statusCode(state)).toBe(code));

describe('waiting for a successor', () => {
  const clock = {
    now: Date.now,
    after: (ms: number, run: () => void) => {
      const timer = setTimeout(run, ms);
      return { cancel: () => clearTimeout(timer) };
    },
  };

  test('one that is not coming is not waited for', async () => {
    using folder = temporaryFolder();
    let looks = 0;
    const began = Date.now();
    expect(await comes(folder.path, 60_000, clock, { coming: async () => ++looks < 2 })).toBe(false);
    expect([looks, Date.now() - began < 30_000]).toEqual([2, true]);
  }, 40_000);

  test('a keeper that does not answer says nothing about it; a signal ends the wait', async () => {
    using folder = temporaryFolder();
    const stop = new AbortController();
    const fake = createFakeClock();
    const waiting = comes(folder.path, 60_000, fake, {
      coming: () => Promise.reject(new Error('no bus')),
      signal: stop.signal,
    });
    await new Promise((done) => setTimeout(done, 50));
    fake.advance(5_000);
    expect(await Promise.race([waiting, new Promise((done) => setTimeout(() => done('waits'), 100))])).toBe(
      'waits',
    );
    stop.abort();
    expect(await waiting).toBe(false);
  });
});
