/**
 * The Debian package from its making to its end, on a computer that boots: installed, set up, talked to by a program of another make, upgraded
 * with everything in place, hardened as it says, removed with the data kept, purged with nothing left.
 */
import { execFile } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeWith } from '../support/need.ts';
import { type BootedBox, bootBox, whyNoBox } from './box.ts';

const exec = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const architecture = process.arch === 'arm64' ? 'arm64' : 'amd64';
const TALK = fileURLToPath(new URL('talk.py', import.meta.url));

const reason = whyNoBox();
const needs = ['dpkg-deb', 'python3', 'slixmpp', 'adduser'];

describeWith(needs, `the Debian package${reason ? ` [skipped: ${reason}]` : ''}`, () => {
  if (reason) return test.skip(reason, () => undefined);
  const folder = mkdtempSync(join(tmpdir(), 'chatelaine-deb-'));
  const deb = (version: string) => join(folder, `chatelaine_${version}_${architecture}.deb`);
  let box: BootedBox;
  let password = '';

  const make = (version: string) =>
    exec(process.execPath, [
      join(root, 'resources/tools/deb.mjs'),
      ...['--out', folder, '--stage', join(folder, 'stage'), '--fast', '--version', version],
    ]);
  const install = async (version: string) => {
    copyFileSync(deb(version), box.path('/tmp/chatelaine.deb'));
    return box.must('dpkg', ['--force-unsafe-io', '-i', '/tmp/chatelaine.deb']);
  };
  const talk = async (...args: string[]) => JSON.parse(await box.must('python3', ['/var/talk.py', ...args]));
  let before: string[] = [];
  /** Of the places a package writes to; what others keep there of their own. */
  const files = async () =>
    (await box.must('find', ['/etc', '/usr', '/var', '/opt', '/srv', '/home', '-xdev']))
      .split('\n')
      .filter(
        (path) =>
          !/^\/var\/(lib\/(dpkg|systemd|NetworkManager)|log|cache\/man|tmp|talk\.py)|^\/etc\/(passwd|group|shadow|gshadow|subuid|subgid|\.pwd)|__pycache__/.test(
            path,
          ),
      );
  const shown = async (name: string) =>
    (await box.must('systemctl', ['show', '-P', name, 'chatelaine'])).trim();

  beforeAll(async () => {
    const { stage } = (await import(join(root, 'resources/tools/stage.mjs'))) as {
      stage: (parts: { to: string; kind: string }) => void;
    };
    stage({ to: join(folder, 'stage'), kind: 'deb' });
    await make('0.0.1');
    await make('9.0.0');
    box = await bootBox();
    // The checkout may lie where the box has a folder of its own.
    copyFileSync(TALK, box.path('/var/talk.py'));
    before = await files();
  }, 120_000);
  afterAll(async () => {
    await box?.stop();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  test('the same sources give the same bytes', async () => {
    const before = readFileSync(deb('9.0.0'));
    await make('9.0.0');
    expect(readFileSync(deb('9.0.0')).equals(before)).toBe(true);
  }, 60_000);

  test('installed: the service is there, ready, as an account of its own, and waits for its setup', async () => {
    await install('0.0.1');
    expect(await Promise.all(['ActiveState', 'StatusText', 'UnitFileState', 'User'].map(shown))).toEqual([
      'active',
      'Waiting for its first setup: chatelaine setup, or its page',
      'enabled',
      'chatelaine',
    ]);
    expect((await box.must('stat', ['-c', '%U %a', '/var/lib/chatelaine'])).trim()).toBe('chatelaine 700');
  }, 60_000);

  test('systemd calls the running unit well protected', async () => {
    const text = await box.must('systemd-analyze', ['security', '--no-pager', 'chatelaine.service']);
    const [, level, word] = /Overall exposure level for chatelaine.service: ([\d.]+) (\w+)/.exec(text) ?? [];
    console.log(`systemd-analyze security chatelaine.service: ${level} ${word}`);
    expect([word, Number(level) < 2.5]).toEqual(['OK', true]);
  }, 60_000);

  test('set up from the command line while the service runs; the server comes up in it', async () => {
    const args = ['setup', '--lan', '--name', 'atelier.local', '--admin', 'sophie', '--yes', '--json'];
    password = JSON.parse(await box.must('chatelaine', args)).password;
    expect(password).toMatch(/^[a-z-]{12,}$/);
    await box.must('chatelaine', [
      'ctl',
      '--config',
      '/var/lib/chatelaine/server/server.json',
      'register',
      'otto',
      'atelier.local',
      'otter-otter',
    ]);
  }, 60_000);

  test('a program of another make talks', async () => {
    expect(
      await talk(
        'send',
        'sophie@atelier.local',
        password,
        'otto@atelier.local',
        'otter-otter',
        'before the upgrade',
      ),
    ).toEqual({
      heard: 'before the upgrade',
    });
  }, 60_000);

  test('an account of somebody else is told how, and does not start a second server', async () => {
    const { code, err } = await box.run('setpriv', [
      '--reuid=65534',
      '--clear-groups',
      'chatelaine',
      'setup',
      '--lan',
      '--admin',
      'eve',
    ]);
    expect([code, err]).toEqual([77, expect.stringContaining('sudo chatelaine setup --lan --admin eve')]);
  });

  test('killed, it comes back by itself', async () => {
    const before = await shown('MainPID');
    await box.must('systemctl', ['kill', '--kill-who=main', '--signal=KILL', 'chatelaine']);
    const again =
      'for i in $(seq 300); do [ "$(systemctl show -P NRestarts chatelaine)" != 0 ] && exit 0; sleep 0.1; done; exit 1';
    await box.must('sh', ['-c', again]);
    // Begun already: this only waits until it is ready.
    await box.must('systemctl', ['start', 'chatelaine']);
    expect([await shown('ActiveState'), (await shown('MainPID')) !== before]).toEqual(['active', true]);
  }, 60_000);

  test('upgraded from a version with older tables: another version, the same people and messages', async () => {
    // What 0.0.1 would have left had it been a year old: the tables before their last steps.
    await box.must('systemctl', ['stop', 'chatelaine']);
    const older = `const { default: Database } = await import('/usr/lib/chatelaine/node_modules/better-sqlite3/lib/index.js');
      const server = new Database('/var/lib/chatelaine/server/data.sqlite');
      server.exec('ALTER TABLE saved_sessions DROP COLUMN ahead; ALTER TABLE session_queue DROP COLUMN queued_at; PRAGMA user_version = 3');
      const manager = new Database('/var/lib/chatelaine/manager.sqlite');
      manager.exec('DROP TRIGGER changes_stay; DROP INDEX changes_by_action');
      for (const column of ['face', 'name', 'address', 'session']) manager.exec('ALTER TABLE changes DROP COLUMN ' + column);
      manager.exec('PRAGMA user_version = 1');`;
    const asIt = ['--reuid=chatelaine', '--regid=chatelaine', '--clear-groups'];
    const own = '/usr/lib/chatelaine/runtime/bin/node';
    await box.must('setpriv', [...asIt, own, '--input-type=module', '-e', older]);
    await install('9.0.0');
    const steps = async (file: string) =>
      (await box.must('od', ['-An', '-tu1', '-j63', '-N1', `/var/lib/chatelaine/${file}`])).trim();
    expect(JSON.parse(await box.must('chatelaine', ['version', '--json'])).schema).toMatchObject({
      manager: expect.any(Number),
    });
    expect((await box.must('chatelaine', ['version'])).trim()).toBe('9.0.0');
    expect(await shown('ActiveState')).toBe('active');
    expect((await talk('read', 'otto@atelier.local', 'otter-otter')).said).toEqual(['before the upgrade']);
    // Closed, so that it stands in the files themselves.
    await box.must('systemctl', ['stop', 'chatelaine']);
    const migrated = [
      Number(await steps('server/data.sqlite')) > 3,
      Number(await steps('manager.sqlite')) > 1,
    ];
    expect(migrated).toEqual([true, true]);
    // The package manager asked nobody; the new version kept the state before it by itself.
    expect(await box.must('ls', ['/var/lib/chatelaine/snapshots'])).toMatch(/^\d{8}-\d{6}-update$/m);
    await box.must('systemctl', ['start', 'chatelaine']);
  }, 90_000);

  test('an older version that cannot read the data is not put in its place, and says why', async () => {
    await box.must('systemctl', ['stop', 'chatelaine']);
    // Written by a version of next year.
    const bytes = (number: string) =>
      box.must('sh', [
        '-c',
        `printf '\\${number}' | dd of=/var/lib/chatelaine/manager.sqlite bs=1 seek=63 conv=notrunc 2>/dev/null`,
      ]);
    const now = (
      await box.must('od', ['-An', '-to1', '-j63', '-N1', '/var/lib/chatelaine/manager.sqlite'])
    ).trim();
    await bytes('143');
    copyFileSync(deb('0.0.1'), box.path('/tmp/older.deb'));
    const { code, err } = await box.run('dpkg', ['--force-unsafe-io', '-i', '/tmp/older.deb']);
    expect([code, err]).toEqual([
      1,
      expect.stringContaining(
        'chatelaine 0.0.1 is older than the data in /var/lib/chatelaine, and cannot read them',
      ),
    ]);
    expect((await box.must('chatelaine', ['version'])).trim()).toBe('9.0.0');
    expect(await box.must('dpkg', ['-s', 'chatelaine'])).toContain('Status: install ok installed');
    await bytes(now);
    await box.must('systemctl', ['start', 'chatelaine']);
  }, 60_000);

  test('what an administrator wrote into the settings of the service survives an upgrade', async () => {
    await box.must('sh', ['-c', 'echo "# ours" >> /etc/default/chatelaine']);
    copyFileSync(deb('9.0.0'), box.path('/tmp/chatelaine.deb'));
    await box.must('dpkg', ['--force-unsafe-io', '--force-confold', '-i', '/tmp/chatelaine.deb']);
    expect(await box.must('cat', ['/etc/default/chatelaine'])).toContain('# ours');
  }, 90_000);

  test('manual, completion and what the unit says are in place', async () => {
    const page = await box.must('sh', ['-c', 'zcat /usr/share/man/man1/chatelaine.1.gz']);
    expect(page).toContain('.SS chatelaine service');
    expect(
      (
        await box.run('sh', [
          '-c',
          'command -v groff >/dev/null || exit 0; zcat /usr/share/man/man1/chatelaine.1.gz | groff -K utf8 -man -ww -z',
        ])
      ).err,
    ).toBe('');
    const completed =
      'source /usr/share/bash-completion/completions/chatelaine; COMP_WORDS=(chatelaine serv); COMP_CWORD=1; _chatelaine; declare -p COMPREPLY';
    expect(await box.must('bash', ['-c', completed])).toContain('([0]="serve" [1]="service" [2]="server")');
    expect(await box.must('chatelaine', ['service', 'status'])).toContain('Chatelaine runs as a service.');
  }, 30_000);

  test('removed: the data stays, and that is said', async () => {
    const said = await box.must('dpkg', ['-r', 'chatelaine']);
    expect(said).toContain('Kept: /var/lib/chatelaine');
    expect([
      existsSync(box.path('/var/lib/chatelaine/settings.json')),
      existsSync(box.path('/usr/bin/chatelaine')),
    ]).toEqual([true, false]);
    expect((await box.run('pgrep', ['-u', 'chatelaine'])).out).toBe('');
  }, 60_000);

  test('purged: nothing is left but what it says', async () => {
    const said = await box.must('dpkg', ['-P', 'chatelaine']);
    expect(said).toContain('Removed for good: /var/lib/chatelaine');
    const left =
      'find / -xdev \\( -path /proc -o -path /tmp -o -path /run \\) -prune -o -newer /etc/machine-id -name "*chatelaine*" -print';
    expect((await box.must('sh', ['-c', `${left}; getent passwd chatelaine || true`])).trim()).toBe('');
    // As piuparts does: every path there was before, and no other, but what dpkg, the journal and we here write.
    const after = await files();
    const [was, is] = [new Set(before), new Set(after)];
    expect({
      more: after.filter((path) => !was.has(path)),
      fewer: before.filter((path) => !is.has(path)),
    }).toEqual({ more: [], fewer: [] });
  }, 180_000);
});
