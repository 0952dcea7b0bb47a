/** The service seen from the page: what may be done from here, what is asked of the helper, and what is refused. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { readServiceArgs } from '../../../electron/cli/service.ts';
import {
  createMachineService,
  type MachineServiceParts,
} from '../../../electron/manager/system-service/area.ts';
import {
  type ServiceAnswer,
  type ServiceHelperParts,
  serveRequest,
} from '../../../electron/manager/system-service/helper.ts';
import {
  type Installed,
  type Keeper,
  KeeperRefused,
} from '../../../electron/manager/system-service/keeper.ts';
import { testHost } from '../../support/host.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'chatelaine-service-'));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));
const installed: Installed = {
  ...{
    scope: 'system',
    file: '/etc/systemd/system/chatelaine.service',
    starts: true,
    state: 'running',
    otherFolder: dataDir,
  },
};

function area(
  more: Partial<MachineServiceParts> & {
    found?: Installed | null;
    elevation?: 'pkexec' | 'root' | undefined;
  } = {},
) {
  const { found = null, elevation, ...rest } = more;
  const leave = vi.fn();
  const note = vi.fn(() => 1);
  const startHelper = vi.fn(async (): Promise<ServiceAnswer> => ({ placed: true }));
  const keeper = { look: async () => found } as unknown as Keeper;
  const service = createMachineService({
    ...{ host: testHost(dataDir, { elevation }), env: {}, kind: 'systemd', keeper, account: 'anne' },
    ...{ helper: '/opt/helper.js', startHelper, leave, events: { emit: () => undefined }, changes: { note } },
    ...rest,
  });
  return { service, leave, note, startHelper };
}

describe('the page', () => {
  test('with a window to ask in: through pkexec, noted, and the folder is handed over', async () => {
    const { service, leave, note, startHelper } = area({ elevation: 'pkexec' });
    expect(await service.state()).toMatchObject({
      way: 'asks',
      installed: null,
      hindrance: null,
      isThis: false,
    });
    await service.install('system');
    expect(startHelper).toHaveBeenCalledExactlyOnceWith(['pkexec', process.execPath, '/opt/helper.js'], {
      do: 'install',
      scope: 'system',
      dataDir,
    });
    expect(note).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ action: 'machine-service.install', state: 'applied' }),
    );
    await vi.waitFor(() => expect(leave).toHaveBeenCalledOnce());
  });

  test('without one: the exact commands, and nothing by itself', async () => {
    const { service, startHelper } = area();
    const { way, commands } = await service.state();
    expect([way, commands.install[0]]).toEqual([
      'commands',
      expect.stringMatching(/^sudo .* service install --data /),
    ]);
    await expect(service.install('system')).rejects.toMatchObject({
      code: 'machine-service.not-possible',
      data: { reason: 'no-rights' },
    });
    expect(startHelper).not.toHaveBeenCalled();
  });

  test('what the helper did not do is said, and this manager stays', async () => {
    const failed = area({ elevation: 'pkexec', startHelper: async () => ({ failed: 'no space left' }) });
    await expect(failed.service.install('system')).rejects.toMatchObject({
      code: 'machine-service.failed',
      data: { said: 'no space left' },
    });
    const denied = area({ elevation: 'pkexec', startHelper: async () => ({ refused: 'denied' }) });
    await expect(denied.service.install('system')).rejects.toMatchObject({ data: { reason: 'denied' } });
    expect([failed.leave, denied.leave].map((spy) => spy.mock.calls.length)).toEqual([0, 0]);
  });

  test.each([
    [{ env: { APPIMAGE: '/x' } }, 'passing-place'],
    [{ account: 'root' }, 'root-account'],
    [{ kind: undefined }, 'no-keeper'],
    [{ found: { ...installed, file: '/usr/lib/systemd/system/chatelaine.service' } }, 'package'],
  ] as const)('%j is in the way', async (more, hindrance) => {
    const { service } = area({ elevation: 'pkexec', ...more } as never);
    expect((await service.state()).hindrance).toBe(hindrance);
    await expect(service.install('system')).rejects.toMatchObject({ data: { reason: hindrance } });
  });

  test('Home is told of one that fails, or does not start with the computer; not of another folder’s', async () => {
    const trouble = async (found: Installed) => {
      const { service } = area({ found });
      await service.state();
      return service.trouble()?.data.state;
    };
    expect(await trouble(installed)).toBeUndefined();
    expect(await trouble({ ...installed, state: 'failed' })).toBe('failed');
    expect(await trouble({ ...installed, starts: false })).toBe('disabled');
    expect(await trouble({ ...installed, state: 'failed', otherFolder: '/srv/other' })).toBeUndefined();
  });
});

describe('the helper', () => {
  const uid = userInfo().uid;
  async function asked(
    request: object | string,
    more: Partial<ServiceHelperParts> & { keeper?: never } = {},
    keeper: Partial<Keeper> = {},
  ) {
    const answers: ServiceAnswer[] = [];
    const put = vi.fn(async () => async () => undefined);
    const full = {
      look: async () => null,
      put,
      start: async () => undefined,
      remove: async () => undefined,
      ...keeper,
    };
    const line = typeof request === 'string' ? request : JSON.stringify(request);
    const run = async () => ({
      exitCode: 0,
      stdout: `anne:x:${uid}:${uid}::/home/anne:/bin/sh\n`,
      stderr: '',
      why: 'ended' as const,
    });
    const parts = { run, node: '/opt/node', cli: '/opt/cli.js', asker: uid, keeper: () => full as Keeper };
    await serveRequest(line, { ...parts, ...more, answer: (answer) => answers.push(answer) });
    return { answers, put };
  }

  test('nothing but its two requests, as they are', async () => {
    for (const odd of [
      '',
      '{}',
      '[]',
      '{"do":"install"}',
      JSON.stringify({ do: 'remove', scope: 'system', unit: 'ssh' }),
      'x'.repeat(20_000),
    ]) {
      const { answers, put } = await asked(odd);
      expect([Object.keys(answers[0] ?? {})[0], put.mock.calls.length]).toEqual([
        expect.stringMatching(/refused|failed/),
        0,
      ]);
    }
  });

  test('a folder of somebody else’s, one that is not there, and a relative one are refused', async () => {
    const install = (path: string) => ({ do: 'install', scope: 'system', dataDir: path });
    expect((await asked(install(dataDir), { asker: uid + 1 })).answers).toEqual([{ refused: 'not-yours' }]);
    expect((await asked(install(join(dataDir, 'none')))).answers).toEqual([{ refused: 'folder' }]);
    expect((await asked(install('data'))).answers).toEqual([{ refused: 'folder' }]);
  });

  test('as root it does nothing below somebody’s home, where a link could lead anywhere', async () => {
    const remove = vi.fn(async () => undefined);
    const user = { scope: 'user', dataDir };
    for (const request of [
      { do: 'install', ...user },
      { do: 'remove', scope: 'user' },
    ]) {
      const { answers, put } = await asked(request, { asRoot: true, asker: uid + 1 }, { remove });
      expect([answers, put.mock.calls.length, remove.mock.calls.length]).toEqual([
        [{ refused: 'scope' }],
        0,
        0,
      ]);
    }
  });

  test.runIf(uid === 0)('a service as root is refused', async () => {
    expect((await asked({ do: 'install', scope: 'system', dataDir })).answers).toEqual([
      { refused: 'root-account' },
    ]);
  });

  test('one that does not come up is taken back, and said', async () => {
    const back = vi.fn(async () => undefined);
    const start = async () => {
      throw new KeeperRefused('Job failed.');
    };
    const { installService } = await import('../../../electron/manager/system-service/install.ts');
    const keeper = { put: async () => back, start } as unknown as Keeper;
    const handOver = vi.fn(async () => undefined);
    await expect(installService({ keeper, plan: {} as never, handOver })).rejects.toThrow('Job failed.');
    expect([back.mock.calls.length, handOver.mock.calls.length, existsSync(dataDir)]).toEqual([1, 1, true]);
  });
});

test('the command line', () => {
  expect(readServiceArgs(['install', '--user', '--data', '/srv/x'], {})).toMatchObject({
    action: 'install',
    user: true,
    data: '/srv/x',
    language: 'en',
  });
  expect(readServiceArgs(['status'], { LANG: 'fr_FR.UTF-8' })).toMatchObject({ language: 'fr' });
  expect([
    readServiceArgs([], {}),
    readServiceArgs(['instal'], {}),
    readServiceArgs(['install', '--for', 'systemd'], {}),
    readServiceArgs(['install', '--print', '--for', 'init'], {}),
    readServiceArgs(['remove', '--print'], {}),
  ]).toEqual([
    'Say what to do: status, install, remove.',
    'There is nothing called instal. Did you mean install?',
    '--for belongs to --print.',
    '--for is one of systemd, launchd, windows, supervisord, openrc, sysvinit.',
    '--print belongs to "install".',
  ]);
});
