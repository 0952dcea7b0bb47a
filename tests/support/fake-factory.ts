/** Back to the beginning, in memory: the manager's own plan, over what the fake office has. */
import { implement } from '@orpc/server';
import type { Job, ManagerEvent } from '../../electron/contract/index.ts';
import { contract } from '../../electron/contract/index.ts';
import { factoryPlanOf } from '../../electron/manager/factory/plan.ts';

const DATA = '/home/sophie/.local/share/chatelaine';
const STEPS = ['copy', 'clients', 'router', 'firewall', 'trust', 'dns', 'stop', 'data'];

export function factoryRouter(
  state: { setUp: boolean; domain: string; people: readonly unknown[]; jobs: Job[] },
  emit: (event: ManagerEvent['event']) => void,
) {
  const os = implement(contract);
  return {
    plan: os.factory.plan.handler(({ input }) =>
      factoryPlanOf(
        {
          ...{ dataDir: DATA, domains: state.setUp ? [state.domain] : [], people: state.people.length },
          ours: ['certificates', 'logs', 'manager.sqlite', 'secrets', 'server', 'settings.json'],
          ...{ copies: ['backups', 'snapshots'], foreign: ['notes de Sophie.odt'] },
          amounts: {
            ours: { bytes: 48_312_000, files: 1204, atLeast: false },
            copies: { bytes: 12_400_000, files: 340, atLeast: false },
            foreign: { bytes: 31_000, files: 1, atLeast: false },
          },
          clients: [{ id: 'c1', program: 'gajim', address: `sophie@${state.domain}`, files: [] }],
          firewall: { rules: 4, command: 'sudo chatelaine firewall undo' },
          router: ['tcp 5222', 'tcp 5269'],
          trust: { trusted: true, possible: true, commands: [] },
          dns: [{ id: 'd1', domain: state.domain, lines: [`_xmpp-client._tcp.${state.domain} SRV`] }],
          ...{ certificates: [state.domain], backups: '/media/sauvegardes' },
          service: {
            file: '/etc/systemd/system/chatelaine.service',
            commands: ['sudo chatelaine service remove'],
          },
          program: { place: '/opt/Chatelaine', commands: ['sudo apt purge chatelaine'] },
          comesBack: true,
        },
        input,
      ),
    ),
    start: os.factory.start.handler(() => {
      const job: Job = {
        ...{ id: 'reset-1', name: 'factory.reset', state: 'done', problem: null },
        ...{ startedAt: Date.now(), endedAt: Date.now() },
        steps: STEPS.map((code) => ({ code, state: 'done', data: {} })),
      };
      state.jobs.unshift(job);
      emit({ type: 'job', job });
      return { jobId: job.id };
    }),
  };
}
