/** Backups on another computer, with a real sshd: sent, compared, listed, fetched, removed; and every way it says no. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  createSftpTarget,
  quoted,
  sftpArgs,
  sftpPublicKey,
  whatSftpMeans,
} from '../../../electron/manager/backup/targets/sftp.ts';
import { run } from '../../../electron/manager/run.ts';
import { temporaryFolder } from '../../support/host.ts';
import { describeWith } from '../../support/need.ts';
import { createSshd, type Sshd } from '../../support/sshd.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 60_000 });

const NAME = 'chatelaine-atelier.example-20261122-021000.tar.zst.age';
const machine = { kind: 'sftp', host: 'nas.local', port: 22, user: 'backup', path: 'chat' } as const;

describe('how sftp is called', () => {
  test('names cannot become commands, and nothing of this account’s own SSH plays a part', () => {
    expect(quoted('a "b" *c')).toBe('"a \\"b\\" \\*c"');
    expect(() => quoted('a\nrm *')).toThrow();
    const args = sftpArgs({ ...machine, host: '-oProxyCommand=evil' }, '/data').join(' ');
    expect(args).toMatch(
      /-F none .*BatchMode=yes.*StrictHostKeyChecking=accept-new.* -- -oProxyCommand=evil$/,
    );
  });
  test.each([
    ['Host key verification failed.', 'host-key'],
    ['backup@nas: Permission denied (publickey).', 'denied'],
    ['ssh: connect to host nas port 22: Connection refused', 'unreachable'],
    ['remote open "/x/y.part": Permission denied', 'folder'],
    ['something nobody has heard of', 'other'],
  ])('“%s” is %s', (stderr, because) => {
    expect(whatSftpMeans({ exitCode: 255, stdout: '', stderr, why: 'ended' })).toBe(because);
  });
});

describeWith(['sshd', 'sftp', 'ssh-keygen'], 'with a real sshd', () => {
  const folder = temporaryFolder();
  const at = (name: string) => join(folder.path, name);
  let sshd: Sshd;

  beforeAll(async () => {
    mkdirSync(at('data'));
    mkdirSync(at('there'));
    sshd = await createSshd(folder.path);
    await sshd.start();
  });
  afterAll(async () => {
    await sshd.stop();
    folder[Symbol.dispose]();
  });

  const target = (path: string) =>
    createSftpTarget({
      machine: { kind: 'sftp', host: '127.0.0.1', port: sshd.port, user: userInfo().username, path },
      ...{ run, data: at('data'), work: at('work'), hostname: 'atelier' },
    });

  test('not let in before our key is there; then sent, compared, listed, fetched and removed', async () => {
    const place = target(at('there/my backups'));
    await expect(place.ready()).rejects.toMatchObject({ code: 'backup.remote', data: { because: 'denied' } });
    const key = await sftpPublicKey(at('data'), run, 'atelier');
    expect(key).toMatch(/^ssh-ed25519 \S+ chatelaine@atelier$/);
    writeFileSync(at('authorized_keys'), `${key}\n`);
    await place.ready();
    writeFileSync(at('one'), Buffer.alloc(300_000, 7));
    await place.send(at('one'), NAME);
    writeFileSync(at('there/my backups/holiday.jpg'), 'somebody else’s');
    writeFileSync(at(`there/my backups/${NAME}.part`), 'half of one');
    expect(await place.list()).toEqual([{ name: NAME, bytes: 300_000 }]);
    const fetched = await place.fetch(NAME);
    expect(readFileSync(fetched.file).equals(readFileSync(at('one')))).toBe(true);
    await fetched.done();
    await place.tidy();
    await place.remove(NAME);
    expect(readdirSync(at('there/my backups'))).toEqual(['holiday.jpg']);
    expect(readdirSync(at('work'))).toEqual([]);
  });

  test('another host key is refused, and said so', async () => {
    writeFileSync(
      at('data/secrets/known_hosts'),
      `[127.0.0.1]:${sshd.port} ${execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', at('other')]) && readFileSync(at('other.pub'), 'utf8')}`,
    );
    await expect(target(at('there')).ready()).rejects.toMatchObject({ data: { because: 'host-key' } });
    writeFileSync(at('data/secrets/known_hosts'), '');
  });

  test('a folder that cannot be written to', async () => {
    mkdirSync(at('closed'));
    writeFileSync(at('closed/file'), '');
    chmodSync(at('closed'), 0o500);
    // Root may write everywhere: a file in the way stands for it.
    await expect(target(at('closed/file')).ready()).rejects.toMatchObject({
      data: { because: expect.stringMatching(/folder|full/) },
    });
  });
});
