/**
 * The definitions for computers without systemd, as `service install --print` writes them, run by the keepers they are for: supervisord
 * and OpenRC of Debian's packages, and a System V script by itself. Each is talked to by a program of another make, and ends in order.
 */
import { copyFileSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { describeWith } from '../support/need.ts';
import { type BootedBox, bootBox, whyNoBox } from './box.ts';

const NODE = process.execPath;
const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const TALK = fileURLToPath(new URL('talk.py', import.meta.url));
const DATA = '/home/anne/.local/share/chatelaine';
const AUTHORITY = `${DATA}/certificates/authority.pem`;

/** Not to be installed where systemd is: it brings scripts of its own. Unpacked in the box (.ci/run has it fetched). */
const ARCHIVES = '/var/cache/apt/archives';
const openrc = ['openrc', 'librc1', 'libeinfo1'].map((name) =>
  existsSync(ARCHIVES) ? readdirSync(ARCHIVES).find((file) => file.startsWith(`${name}_`)) : undefined,
);

const reason = whyNoBox();
const PATIENCE = { timeout: 30_000, interval: 200 };

describeWith(
  ['python3', 'slixmpp', 'dpkg-deb'],
  `other keepers${reason ? ` [skipped: ${reason}]` : ''}`,
  () => {
    if (reason) return test.skip(reason, () => undefined);
    let box: BootedBox;
    let password = '';
    const shell = (script: string) => box.must('sh', ['-c', script]);
    const asAnne = ['--reuid=anne', '--regid=anne', '--init-groups', '--reset-env', 'env', 'HOME=/home/anne'];
    const anne = (...args: string[]) => box.must('setpriv', [...asAnne, NODE, CLI, ...args]);
    const definition = (keeper: string) =>
      box.must(NODE, [CLI, 'service', 'install', '--print', '--for', keeper, '--data', DATA]);
    const put = async (keeper: string, file: string, mode: string) => {
      const text = await definition(keeper);
      await box.must(
        'sh',
        ['-c', 'mkdir -p "$(dirname "$1")"; cat > "$1"; chmod "$2" "$1"', 'sh', file, mode],
        {
          input: text,
        },
      );
    };
    const UP = 'for i in $(seq 300); do ss -ltn | grep -q ":5222 " && exit 0; sleep 0.1; done; exit 1';
    const DOWN = 'for i in $(seq 300); do ss -ltn | grep -q ":5222 " || exit 0; sleep 0.1; done; exit 1';
    const talks = async (text: string) =>
      JSON.parse(
        await box.must('env', [
          ...[`AUTHORITY=${AUTHORITY}`, 'python3', '/var/talk.py', 'send'],
          ...['sophie@atelier.local', password, 'otto@atelier.local', 'otter-otter', text],
        ]),
      );
    const manager = async () => Number(JSON.parse(await shell(`cat ${DATA}/manager.pid`)).pid);
    const kill = async () => {
      const before = await manager();
      await shell(`kill -KILL ${before}`);
      return before;
    };
    const comesBack = (before: number) =>
      shell(
        `for i in $(seq 400); do grep -qs pid ${DATA}/manager.pid && ! grep -q '"pid":${before},' ${DATA}/manager.pid && exit 0; sleep 0.1; done; exit 1`,
      );
    /** It said good-bye itself: who is killed leaves the note of who has the folder, and a server. */
    const endedInOrder = async () => {
      await shell(DOWN);
      expect([
        existsSync(box.path(`${DATA}/manager.pid`)),
        existsSync(box.path(`${DATA}/server.pid`)),
      ]).toEqual([false, false]);
      const nobody =
        'for i in $(seq 50); do pgrep -u anne -f dist/ >/dev/null || exit 0; sleep 0.1; done; ps -u anne -o pid,args';
      expect(await shell(nobody)).toBe('');
    };
    const ownFiles = async () =>
      expect((await shell(`find ${DATA} ! -user anne -print`)).trim(), 'files of others in the folder').toBe(
        '',
      );

    beforeAll(async () => {
      box = await bootBox();
      copyFileSync(TALK, box.path('/var/talk.py'));
      await box.must('useradd', ['--create-home', 'anne']);
      const args = ['setup', '--lan', '--name', 'atelier.local', '--admin', 'sophie', '--yes', '--json'];
      password = JSON.parse(await anne(...args)).password;
      // As on a computer where it never ran: a keeper opens its file before anything of ours is there.
      await shell(`rm -rf ${DATA}/logs`);
    }, 120_000);
    afterAll(() => box?.stop(), 60_000);

    const otto = () =>
      anne(
        'ctl',
        '--config',
        `${DATA}/server/server.json`,
        'register',
        'otto',
        'atelier.local',
        'otter-otter',
      ).catch((error) => {
        // Of the keeper before.
        if (!/already|conflict/i.test(String(error))) throw error;
      });

    describeWith(['supervisord'], 'supervisord', () => {
      const ctl = (...args: string[]) => box.run('supervisorctl', args);
      test('starts it, has it talked to, begins it anew, ends it in order', async () => {
        await put('supervisord', '/etc/supervisor/conf.d/chatelaine.conf', '0644');
        await shell('mkdir -p /var/log/supervisor && supervisord -c /etc/supervisor/supervisord.conf');
        await shell(UP);
        await otto();
        expect(await talks('by supervisord')).toEqual({ heard: 'by supervisord' });
        // It calls a program running that has lasted for `startsecs`; until then 'STARTING', and its code is 3.
        await vi.waitFor(async () => {
          const { out, code } = await ctl('status', 'chatelaine');
          expect([out, code]).toEqual([expect.stringMatching(/^chatelaine +RUNNING/), 0]);
        }, PATIENCE);
        await comesBack(await kill());
        await shell(UP);
        expect(await talks('and again')).toEqual({ heard: 'and again' });
        expect((await ctl('restart', 'chatelaine')).code).toBe(0);
        await shell(UP);
        expect((await ctl('stop', 'chatelaine')).code).toBe(0);
        expect((await ctl('status', 'chatelaine')).code).toBe(3);
        await endedInOrder();
        await ownFiles();
        // Its own end takes it with it, and nobody is begun anew.
        await ctl('start', 'chatelaine');
        await shell(UP);
        await ctl('shutdown');
        await endedInOrder();
      }, 180_000);
    });

    test('System V: start, stop, restart, reload and status, with the exit codes of the LSB', async () => {
      await put('sysvinit', '/etc/init.d/chatelaine', '0755');
      const script = async (action: string) => (await box.run('/etc/init.d/chatelaine', [action])).code;
      // SPEC: LSB 5.0, "Init Script Actions": status 0 runs, 1 dead with its pid file, 3 does not run; started twice and stopped twice is 0; 7 not running.
      expect([await script('status'), await script('stop'), await script('reload')]).toEqual([3, 0, 7]);
      expect(await script('start')).toBe(0);
      await shell(UP);
      await otto();
      expect(await talks('by a script')).toEqual({ heard: 'by a script' });
      expect([await script('status'), await script('start'), await script('reload')]).toEqual([0, 0, 0]);
      await vi.waitFor(
        async () => expect(await shell(`cat ${DATA}/logs/manager.log`)).toContain('asked to reload'),
        PATIENCE,
      );
      const before = await manager();
      expect(await script('restart')).toBe(0);
      await comesBack(before);
      await shell(UP);
      await kill();
      await shell(
        `for i in $(seq 100); do /etc/init.d/chatelaine status; [ $? = 1 ] && exit 0; sleep 0.1; done; exit 1`,
      );
      expect(await script('start')).toBe(0);
      await shell(UP);
      expect(await talks('after a crash')).toEqual({ heard: 'after a crash' });
      expect([await script('stop'), await script('status')]).toEqual([0, 3]);
      await endedInOrder();
      await ownFiles();
      expect([await script('nonsense'), await script('')]).toEqual([3, 2]);
      await shell('rm /etc/init.d/chatelaine');
    }, 180_000);

    test.skipIf(openrc.includes(undefined))(
      'OpenRC: its script is started, talked to, begun anew by supervise-daemon, ended in order',
      async () => {
        for (const file of openrc)
          await shell(
            `dpkg-deb --fsys-tarfile ${join(ARCHIVES, file!)} | tar -x -C / --keep-directory-symlink && ldconfig`,
          );
        // What a computer that booted with OpenRC has: its notes, a run level, and something that is the network.
        await shell(
          'cd / && mkdir -p /run/openrc && cd /run/openrc && mkdir -p starting started stopping inactive wasinactive failed hotplugged daemons options exclusive scheduled init.d tmp && touch /run/openrc/softlevel && rm -f /etc/init.d/networking && printf "#!/sbin/openrc-run\\ndepend() { provide net; }\\nstart() { return 0; }\\n" > /etc/init.d/net.lo && chmod 755 /etc/init.d/net.lo',
        );
        await put('openrc', '/etc/init.d/chatelaine', '0755');
        const rc = (...args: string[]) => box.run('rc-service', ['chatelaine', ...args]);
        expect((await rc('status')).code).toBe(3);
        const started = await rc('start');
        expect([started.code, started.code === 0 ? '' : started.out + started.err]).toEqual([0, '']);
        await shell(UP);
        await otto();
        expect(await talks('by OpenRC')).toEqual({ heard: 'by OpenRC' });
        expect([(await rc('status')).code, (await rc('reload')).code]).toEqual([0, 0]);
        await comesBack(await kill());
        await shell(UP);
        expect(await talks('and again')).toEqual({ heard: 'and again' });
        const before = await manager();
        expect((await rc('restart')).code).toBe(0);
        await comesBack(before);
        await shell(UP);
        expect([(await rc('stop')).code, (await rc('status')).code]).toEqual([0, 3]);
        await endedInOrder();
        await ownFiles();
      },
      180_000,
    );
  },
);
