/** launchd and Windows' Task Scheduler, asked with their own programs. Never run here (README, "What was never run"). */
import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ServiceScope } from '../../contract/machine-service.ts';
import { readIfThere, writeAtomically } from '../files.ts';
import { type Installed, type Keeper, type KeeperParts, must } from './keeper.ts';
import { LABEL, launchdPlist, plistFile } from './launchd.ts';
import { TASK, taskFile, taskXml } from './windows.ts';

/** SPEC: launchctl(1): a service is named DOMAIN/LABEL; a daemon's domain is `system`, an agent's `gui/UID`. */
export function createLaunchd({ run, home }: KeeperParts, uid: number): Keeper {
  const domain = (scope: ServiceScope) => (scope === 'system' ? 'system' : `gui/${uid}`);
  const file = (scope: ServiceScope) => plistFile({ scope, home });
  return {
    async look() {
      for (const scope of ['system', 'user'] as const) {
        const text = await readIfThere(file(scope));
        if (text === undefined) continue;
        const shown = await run('launchctl', ['print', `${domain(scope)}/${LABEL}`]);
        const state: Installed['state'] = /state = running/.test(shown.stdout) ? 'running' : 'stopped';
        const folder = /<string>--data<\/string>\s*<string>([^<]*)</.exec(text)?.[1] ?? null;
        return { scope, file: file(scope), starts: shown.exitCode === 0, state, otherFolder: folder };
      }
      return null;
    },
    async put(plan) {
      const { scope } = plan;
      const before = await readIfThere(file(scope));
      await mkdir(dirname(file(scope)), { recursive: true });
      // SPEC: launchd refuses a list that others may write to.
      await writeAtomically(file(scope), launchdPlist(plan), 0o644);
      return async () => {
        await run('launchctl', ['bootout', `${domain(scope)}/${LABEL}`]);
        if (before === undefined) await rm(file(scope), { force: true });
        else await writeAtomically(file(scope), before, 0o644);
      };
    },
    async start(scope) {
      await run('launchctl', ['bootout', `${domain(scope)}/${LABEL}`]);
      await must(run, 'launchctl', ['bootstrap', domain(scope), file(scope)]);
    },
    async remove(scope) {
      await must(run, 'launchctl', ['bootout', `${domain(scope)}/${LABEL}`]);
      await rm(file(scope), { force: true });
    },
  };
}

export function createTaskScheduler({ run }: KeeperParts): Keeper {
  return {
    async look() {
      const { exitCode, stdout } = await run('schtasks', ['/Query', '/TN', TASK, '/XML', 'ONE']);
      if (exitCode !== 0) return null;
      const scope = stdout.includes('<BootTrigger>') ? 'system' : 'user';
      const folder = /--data (?:&quot;(.*?)&quot;|([^<\s]+))/.exec(stdout);
      const { stdout: listed } = await run('schtasks', ['/Query', '/TN', TASK, '/FO', 'CSV', '/NH']);
      // The word for "running" is in the language of the system; the one we can tell is none of ours.
      const state: Installed['state'] = /"(Running|En cours[^"]*)"/i.test(listed) ? 'running' : 'unknown';
      return { scope, file: TASK, starts: true, state, otherFolder: folder?.[1] ?? folder?.[2] ?? null };
    },
    async put(plan) {
      const file = join(tmpdir(), `chatelaine-task-${process.pid}.xml`);
      await writeAtomically(file, taskFile(taskXml(plan)));
      try {
        await must(run, 'schtasks', ['/Create', '/TN', TASK, '/XML', file, '/F']);
      } finally {
        await rm(file, { force: true });
      }
      return async () => void (await run('schtasks', ['/Delete', '/TN', TASK, '/F']));
    },
    async start() {
      await must(run, 'schtasks', ['/Run', '/TN', TASK]);
    },
    async remove() {
      await run('schtasks', ['/End', '/TN', TASK]);
      await must(run, 'schtasks', ['/Delete', '/TN', TASK, '/F']);
    },
  };
}
