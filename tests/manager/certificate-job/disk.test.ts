/** A disk that is really full, on a small file system of memory: what was issued finds no room, the old one serves, and nothing is ordered twice. */
import { execFileSync } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { belongs } from '../../../electron/manager/certificates/job/pairs.ts';
import { temporaryFolder } from '../../support/host.ts';
import { createWorld, HOUR } from './world.ts';

/** Until nothing more can be written. */
function fill(file: string): void {
  const open = openSync(file, 'w');
  const block = Buffer.alloc(4096);
  try {
    for (;;) writeSync(open, block);
  } catch (error) {
    expect((error as NodeJS.ErrnoException).code).toBe('ENOSPC');
  } finally {
    closeSync(open);
  }
}

/** Whether a file system of 256 KB is there now. */
function mounted(folder: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'chatelaine-test', folder], { stdio: 'pipe' });
    return true;
  } catch {
    return false;
  }
}

const root = process.getuid?.() === 0;
describe(`a full disk${root ? '' : ' [skipped: not root, who may mount one]'}`, () => {
  test.runIf(root)(
    'stops what is new, never what is there; and goes on with the same order',
    async ({ skip }) => {
      using folder = temporaryFolder();
      if (!mounted(folder.path)) skip('this machine lets nobody mount a file system');
      try {
        const world = await createWorld({ folder: folder.path });
        void world.job.sourceChanged();
        await world.job.idle();
        const before = world.inForce().fingerprint256;
        const full = join(folder.path, 'full');
        const inside = () => readdirSync(folder.path, { recursive: true, encoding: 'utf8' });
        world.authority.at = async (place) => {
          if (place === 'issued') fill(full);
        };
        world.job.order({ rehearse: false });
        await world.job.idle();
        const { problem, state } = await world.job.status();
        expect([state.state, problem?.finding.code]).toEqual(['failed', 'certificate.disk-full']);
        expect([world.inForce().fingerprint256, world.served]).toEqual([before, before]);
        const chains = inside().filter((name) => name.endsWith('fullchain.pem'));
        for (const chain of chains)
          expect(readFileSync(join(folder.path, chain), 'utf8')).toContain('END CERT');

        // With room again: the order that stands, with its key.
        world.authority.at = async () => {};
        const asked = world.authority.issued.at(-1)!;
        rmSync(full);
        world.job.order({ rehearse: false });
        await world.job.idle();
        expect((await world.job.status()).problem).toBeNull();
        expect(world.served).not.toBe(before);
        expect(world.authority.issued.at(-1)).toMatchObject({ id: asked.id, key: asked.key });
        const { chain, key } = world.job.files();
        expect(belongs(readFileSync(chain, 'utf8'), readFileSync(key, 'utf8'))).toBe(true);
        expect(inside().filter((name) => /tmp/.test(name))).toEqual([]);

        // A disk that is full before anything begins.
        fill(full);
        world.job.order({ rehearse: false });
        await world.job.idle();
        expect((await world.job.status()).problem?.finding.code).toBe('certificate.disk-full');
        rmSync(full);
        await world.pass(HOUR, HOUR / 4);
        expect((await world.job.status()).problem).toBeNull();
        expect(world.unexpected).toEqual([]);
      } finally {
        execFileSync('umount', [folder.path]);
      }
    },
  );
});
