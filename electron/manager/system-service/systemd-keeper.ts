/** systemd, asked with its own programs: `systemctl`, `loginctl`, `journalctl`. */
import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ServiceScope } from '../../contract/machine-service.ts';
import { readIfThere, writeAtomically } from '../files.ts';
import { type Installed, type Keeper, type KeeperParts, KeeperRefused, must } from './keeper.ts';
import { SERVICE_NAME, START_SECONDS, STOP_SECONDS } from './plan.ts';
import { dataOfUnit, systemdUnit } from './systemd.ts';

const UNIT = `${SERVICE_NAME}.service`;
/** Where a package of the distribution puts its units; ours lies in /etc and goes before. */
const PACKAGED = ['/usr/lib/systemd/system', '/lib/systemd/system'].map((folder) => join(folder, UNIT));

export const unitFile = (scope: ServiceScope, home: string): string =>
  scope === 'system' ? `/etc/systemd/system/${UNIT}` : join(home, '.config/systemd/user', UNIT);

/** The unit came with a package: dpkg and its like look after it. */
export const isPackaged = (file: string): boolean => PACKAGED.includes(file);

const STATES: Readonly<Record<string, Installed['state']>> = {
  ...{ active: 'running', reloading: 'running', activating: 'waiting', deactivating: 'stopped' },
  ...{ inactive: 'stopped', failed: 'failed' },
};
const DISABLED = ['disabled', 'masked', ''];

/** What `systemctl show` prints, as far as it matters here. */
export function stateOf(shown: string): Pick<Installed, 'state' | 'starts'> {
  const value = (name: string) => new RegExp(`^${name}=(.*)$`, 'm').exec(shown)?.[1] ?? '';
  return {
    state: STATES[value('ActiveState')] ?? 'unknown',
    starts: !DISABLED.includes(value('UnitFileState')),
  };
}

export function createSystemd({ run, home }: KeeperParts): Keeper {
  const scoped = (scope: ServiceScope) => (scope === 'user' ? ['--user'] : []);
  const control = (scope: ServiceScope, ...args: string[]) =>
    must(run, 'systemctl', [...scoped(scope), ...args]);

  async function lookAt(scope: ServiceScope, file: string): Promise<Installed | null> {
    const text = await readIfThere(file);
    if (text === undefined) return null;
    const { stdout } = await run('systemctl', [
      ...scoped(scope),
      'show',
      '-p',
      'ActiveState,UnitFileState',
      UNIT,
    ]);
    return { scope, file, ...stateOf(stdout), otherFolder: dataOfUnit(text) ?? null };
  }

  /** The last words of a start that failed. */
  async function lastWords(scope: ServiceScope): Promise<string> {
    const { stdout } = await run('journalctl', [
      ...scoped(scope),
      '-u',
      UNIT,
      '-n',
      '8',
      '--no-pager',
      '-o',
      'cat',
    ]);
    return stdout.trim();
  }

  return {
    async look() {
      for (const scope of ['system', 'user'] as const) {
        const found = await lookAt(scope, unitFile(scope, home));
        if (found) return found;
      }
      for (const file of PACKAGED) {
        const found = await lookAt('system', file);
        if (found) return found;
      }
      return null;
    },
    async put(plan) {
      const { scope } = plan;
      const file = unitFile(scope, home);
      const before = await readIfThere(file);
      const back = async () => {
        await run('systemctl', [...scoped(scope), 'disable', '--now', UNIT], { timeoutMs: 60_000 });
        if (before === undefined) await rm(file, { force: true });
        else await writeAtomically(file, before, 0o644);
        await run('systemctl', [...scoped(scope), 'daemon-reload']);
        // It was there before, and goes on as it was.
        if (before !== undefined)
          await run('systemctl', [...scoped(scope), 'enable', '--now', '--no-block', UNIT]);
      };
      try {
        await mkdir(dirname(file), { recursive: true });
        await writeAtomically(file, systemdUnit(plan), 0o644);
        await control(scope, 'daemon-reload');
        await control(scope, 'enable', UNIT);
        // Without it a user's services end with their last login.
        if (scope === 'user') await must(run, 'loginctl', ['enable-linger']);
      } catch (error) {
        await back();
        throw error;
      }
      return back;
    },
    async start(scope) {
      try {
        const args = [...scoped(scope), 'restart', UNIT];
        await must(run, 'systemctl', args, (START_SECONDS + STOP_SECONDS) * 1000);
      } catch (error) {
        const said = (error as KeeperRefused).said ?? '';
        throw new KeeperRefused([said, await lastWords(scope)].filter(Boolean).join('\n'));
      }
    },
    async remove(scope) {
      await control(scope, 'disable', '--now', UNIT);
      await rm(unitFile(scope, home), { force: true });
      await control(scope, 'daemon-reload');
      await run('systemctl', [...scoped(scope), 'reset-failed', UNIT]);
    },
  };
}
