/** What each keeper is told: pure texts, and how they stand up to odd paths and to their own programs. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { accountOfLine, wantsLowPorts } from '../../../electron/manager/system-service/account.ts';
import { definition } from '../../../electron/manager/system-service/definition.ts';
import { healthOf, statusLine } from '../../../electron/manager/system-service/health.ts';
import { keeperHere } from '../../../electron/manager/system-service/keeper.ts';
import { shellQuoted } from '../../../electron/manager/system-service/other-keepers.ts';
import { hindranceOf, type ServicePlan } from '../../../electron/manager/system-service/plan.ts';
import { dataOfUnit, lowPortsDropIn, systemdUnit } from '../../../electron/manager/system-service/systemd.ts';
import { stateOf } from '../../../electron/manager/system-service/systemd-keeper.ts';
import { taskFile, windowsQuoted } from '../../../electron/manager/system-service/windows.ts';
import { describeWith } from '../../support/need.ts';

const plan: ServicePlan = {
  ...{ scope: 'system', node: '/opt/Chatelaine/node', cli: '/opt/Chatelaine/dist/cli.js' },
  ...{ dataDir: '/srv/chat', account: 'anne', home: '/home/anne', lowPorts: false },
};
const lines = (text: string) => text.split('\n');
const folder = mkdtempSync(join(tmpdir(), 'chatelaine-units-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('systemd', () => {
  test('a low port is one capability, and none otherwise', () => {
    expect(lines(systemdUnit(plan)).filter((line) => line.includes('Capabilit'))).toEqual([
      'CapabilityBoundingSet=',
      'AmbientCapabilities=',
    ]);
    const low = ['AmbientCapabilities=CAP_NET_BIND_SERVICE', 'CapabilityBoundingSet=CAP_NET_BIND_SERVICE'];
    expect(
      lines(systemdUnit({ ...plan, lowPorts: true })).filter((line) => line.includes('Capabilit')),
    ).toEqual(low);
    expect(lowPortsDropIn()).toBe(`[Service]\n${low.join('\n')}\n`);
  });

  test('a folder in a home is all of that home that is seen', () => {
    const text = lines(systemdUnit({ ...plan, dataDir: '/home/anne/.local/share/chatelaine' }));
    expect(text).toEqual(
      expect.arrayContaining(['ProtectHome=tmpfs', 'BindPaths=/home/anne/.local/share/chatelaine']),
    );
    expect(lines(systemdUnit(plan))).toContain('ProtectHome=yes');
  });

  test('a unit of one account asks for nothing of root', () => {
    const text = systemdUnit({ ...plan, scope: 'user' });
    expect([
      text.includes('User='),
      text.includes('ProtectSystem'),
      text.includes('WantedBy=default.target'),
    ]).toEqual([false, false, true]);
  });

  test.each([
    '/srv/chat',
    '/srv/the office',
    '/srv/100%',
    '/srv/"q"',
    '/srv/$HOME',
    '/srv/a\\b',
    "/srv/it's",
  ])('the folder %s is read back as it was written', (dataDir) => {
    expect(dataOfUnit(systemdUnit({ ...plan, dataDir }))).toBe(dataDir);
  });

  test('what could be another line of it is refused', () => {
    expect(() => systemdUnit({ ...plan, dataDir: '/srv/x\nExecStartPre=/bin/sh' })).toThrow(/plain text/);
    expect(() => systemdUnit({ ...plan, account: 'anne;root' })).toThrow(/plain name/);
  });

  test('its state, as systemctl shows it', () => {
    expect(stateOf('ActiveState=active\nUnitFileState=enabled\n')).toEqual({
      state: 'running',
      starts: true,
    });
    expect(stateOf('ActiveState=failed\nUnitFileState=disabled\n')).toEqual({
      state: 'failed',
      starts: false,
    });
    expect(stateOf('ActiveState=activating\nUnitFileState=enabled\n').state).toBe('waiting');
    expect(stateOf('')).toEqual({ state: 'unknown', starts: false });
  });
});

describeWith(['systemd-analyze'], 'systemd itself', () => {
  const analyzed = (name: string, text: string) => {
    const file = join(folder, name);
    writeFileSync(file, text);
    const done = spawnSync('systemd-analyze', ['security', '--offline=true', '--no-pager', file], {
      encoding: 'utf8',
    });
    const [, level, word] = /Overall exposure level for \S+: ([\d.]+) (\w+)/.exec(done.stdout) ?? [];
    console.log(`systemd-analyze security ${name}: ${level} ${word}`);
    return { level: Number(level), word };
  };

  test.each([
    ['plain.service', plan],
    ['home.service', { ...plan, dataDir: '/home/anne/chat' }],
    ['low-ports.service', { ...plan, lowPorts: true }],
  ])('%s is well protected', (name, one) => {
    const { level, word } = analyzed(name, systemdUnit(one));
    expect([word, level < 2.5]).toEqual(['OK', true]);
  });

  test('it finds nothing wrong with the unit', () => {
    // Programs that are there: it looks.
    const file = join(folder, 'chatelaine.service');
    writeFileSync(file, systemdUnit({ ...plan, node: process.execPath }).replace('User=anne', 'User=root'));
    const done = spawnSync('systemd-analyze', ['verify', '--man=no', file], { encoding: 'utf8' });
    expect([
      done.status,
      done.stderr.split('\n').filter((line) => line.includes('chatelaine.service')),
    ]).toEqual([0, []]);
  });
});

describe('the others', () => {
  test('launchd: begun anew after a crash, as the account, and never as root', () => {
    const text = definition('launchd', { ...plan, dataDir: '/Users/anne/a & b' });
    expect(text).toContain('<string>/Users/anne/a &amp; b</string>');
    expect(text).toMatch(/<key>UserName<\/key>\n {2}<string>anne<\/string>/);
    expect(text).toMatch(/<key>KeepAlive<\/key>\n {2}<dict>\n {4}<key>SuccessfulExit<\/key>\n {4}<false\/>/);
    expect(definition('launchd', { ...plan, scope: 'user' })).not.toContain('UserName');
  });

  test('Windows: at boot, with nobody logged in, without a time limit', () => {
    const text = definition('windows', {
      ...plan,
      dataDir: 'C:\\Users\\Anne Roy\\Chatelaine',
      account: 'OFFICE\\anne',
    });
    for (const part of [
      '<BootTrigger>',
      '<LogonType>S4U</LogonType>',
      '<ExecutionTimeLimit>PT0S</ExecutionTimeLimit>',
      '<RunLevel>LeastPrivilege</RunLevel>',
    ])
      expect(text).toContain(part);
    expect(text).toContain('--data &quot;C:\\Users\\Anne Roy\\Chatelaine&quot;</Arguments>');
    expect(taskFile(text).subarray(0, 4)).toEqual(Buffer.from([0xff, 0xfe, 0x3c, 0]));
    expect([windowsQuoted('a b\\'), windowsQuoted('a"b')]).toEqual(['"a b\\\\"', '"a\\"b"']);
  });

  test('supervisord: in the foreground, begun anew, ended as a group by SIGINT', () => {
    const text = definition('supervisord', { ...plan, dataDir: '/srv/50% off' });
    expect(text).toContain("--data '/srv/50%% off'");
    for (const line of [
      'autostart=true',
      'autorestart=unexpected',
      'stopsignal=INT',
      'stopasgroup=true',
      'killasgroup=true',
      'user=anne',
    ])
      expect(lines(text)).toContain(line);
  });

  test.each(['openrc', 'sysvinit'] as const)(
    '%s is a shell script that shells can read, also with odd paths',
    (keeper) => {
      const text = definition(keeper, { ...plan, dataDir: "/srv/it's $HOME" });
      expect(spawnSync('sh', ['-n'], { input: text }).status).toBe(0);
      expect(text).not.toMatch(/@[A-Z]+@/);
    },
  );

  test('a word of a shell script is that word', () => {
    for (const word of ['plain', 'a b', "it's", '$HOME', '`x`', 'a\\b', ''])
      expect(spawnSync('sh', ['-c', `printf %s ${shellQuoted(word)}`], { encoding: 'utf8' }).stdout).toBe(
        word,
      );
  });
});

describe('decisions', () => {
  const facts = { node: '/opt/node', cli: '/opt/cli.js', account: 'anne', env: {}, packaged: false };
  test.each([
    [facts, undefined],
    [{ ...facts, packaged: true }, 'package'],
    [{ ...facts, env: { APPIMAGE: '/home/anne/Chatelaine.AppImage' } }, 'passing-place'],
    [{ ...facts, node: '/tmp/.mount_ChatelXYZ/node' }, 'passing-place'],
    [{ ...facts, cli: '/Volumes/Chatelaine/cli.js' }, 'passing-place'],
    [{ ...facts, account: 'root' }, 'root-account'],
  ])('%j: %s', (one, hindrance) => {
    expect(hindranceOf(one)).toBe(hindrance);
  });

  test('which keeper', () => {
    const has =
      (...paths: string[]) =>
      (path: string) =>
        paths.includes(path);
    expect(keeperHere('linux', has('/run/systemd/system'))).toBe('systemd');
    expect(keeperHere('linux', has('/run/openrc'))).toBe('openrc');
    expect(keeperHere('linux', has())).toBeUndefined();
    expect([keeperHere('darwin', has()), keeperHere('win32', has())]).toEqual(['launchd', 'windows']);
  });

  test.each([
    [{ office: { ports: { starttls: 5222, direct: 5223 } } }, false],
    [{ office: { ports: { starttls: 5222, direct: 443 } } }, true],
    [{ office: { ports: {}, otherPorts: { web: 443 } } }, true],
    [{ office: { ports: {}, onePort: true } }, true],
    [{ office: { ports: {}, certificates: { 'example.org': { from: 'authority' } } } }, true],
    [{ office: { ports: {}, certificates: { 'example.org': { from: 'local' } } } }, false],
    [{ office: null, values: { web: { port: 80 } } }, true],
    [{}, false],
  ])('low ports of %j: %s', (settings, low) => {
    expect(wantsLowPorts(settings)).toBe(low);
  });

  test('the watchdog is told of what the supervisor does not mend by itself, and of nothing else', () => {
    const now = 1_000_000;
    const about = { exit: '', firstLines: [], lastLines: [] };
    const rows = [
      [{ state: 'running', since: 0, pid: 1 }, true],
      [{ state: 'starting', since: now - 20_000 }, true],
      [{ state: 'starting', since: now - 130_000 }, false],
      [{ state: 'stopping', since: now - 130_000 }, false],
      [{ state: 'waiting', since: 0, nextAt: now + 5_000, attempt: 1, exit: '' }, true],
      [{ state: 'waiting', since: 0, nextAt: now - 130_000, attempt: 1, exit: '' }, false],
      [{ state: 'failed', since: 0, ...about }, true],
      [{ state: 'stopped', since: 0 }, true],
      [{ state: 'not-set-up' }, true],
    ] as const;
    for (const [state, well] of rows)
      expect([state.state, healthOf(state as never, now).well]).toEqual([state.state, well]);
    expect(statusLine({ state: 'running', since: 0, pid: 1 }, 'example.org')).toBe('Serving example.org');
  });

  test('an account as the system lists it', () => {
    expect(accountOfLine('anne:x:1000:1001:Anne,,,:/home/anne:/bin/bash\n')).toEqual({
      name: 'anne',
      uid: 1000,
      gid: 1001,
      home: '/home/anne',
    });
    expect(accountOfLine('nobody-at-all')).toBeUndefined();
  });
});
