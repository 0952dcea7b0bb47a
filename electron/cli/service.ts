/** `chatelaine service`: the manager when nobody is logged in; put in place, taken away, looked at. */
import { chown, mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import type { Language } from '../contract/findings/finding.ts';
import { type MachineServiceState, type ServiceKeeper, serviceKeeper } from '../contract/machine-service.ts';
import { callRunning } from '../local/client.ts';
import { dataFolder } from '../manager/data-folder.ts';
import { finishWipeClosed, isWipePending } from '../manager/factory/closed.ts';
import type { Host } from '../manager/host.ts';
import { problem } from '../manager/problem.ts';
import { run } from '../manager/run.ts';
import { type Account, findAccount, lowPortsIn, ownerOf } from '../manager/system-service/account.ts';
import { createMachineService } from '../manager/system-service/area.ts';
import { definition } from '../manager/system-service/definition.ts';
import { installService } from '../manager/system-service/install.ts';
import { KeeperRefused } from '../manager/system-service/keeper.ts';
import { keeperOfThis } from '../manager/system-service/keepers.ts';
import { hindranceOf, type ServicePlan } from '../manager/system-service/plan.ts';
import { createNodeHost } from '../node-host.ts';
import { SERVICE } from './manuals/service.ts';
import { languageOf, readLine } from './options.ts';
import { failed, wrongUsage } from './outcome.ts';
import { becomeOwner } from './owner.ts';
import { serviceText } from './service-text.ts';

const ACTIONS = ['status', 'install', 'remove'] as const;
type Action = (typeof ACTIONS)[number];

export interface ServiceArgs {
  readonly action: Action;
  readonly user: boolean;
  readonly account: string | undefined;
  readonly lowPorts: boolean;
  readonly print: boolean;
  readonly keeper: ServiceKeeper | undefined;
  readonly language: Language;
  readonly data: string | undefined;
  readonly json: boolean;
}

/** What the command line asks for, or a sentence about what is wrong with it. */
export function readServiceArgs(
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): ServiceArgs | string {
  const line = readLine(args, SERVICE.options, { actions: ACTIONS });
  if (typeof line === 'string') return line;
  const { action, values } = line;
  const keeper = serviceKeeper.safeParse(values.for);
  if (values.for !== undefined && !keeper.success)
    return `--for is one of ${serviceKeeper.options.join(', ')}.`;
  if (values.for !== undefined && !values.print) return '--for belongs to --print.';
  return {
    ...{
      action,
      user: values.user,
      account: values.account,
      lowPorts: values['low-ports'],
    },
    ...{
      print: values.print,
      keeper: keeper.data,
      language: values.lang ?? languageOf(env),
      data: values.data,
      json: values.json,
    },
  };
}

/** Exit codes: 0 done, or it runs; 1 it did not work; 2 asked wrongly; 3 it does not run; 4 there is none, or nobody knows. */
export async function service(args: readonly string[]): Promise<number> {
  const asked = readServiceArgs(args);
  if (typeof asked === 'string') return wrongUsage('service', asked);
  try {
    return await ACTS[asked.action](asked, await hereFor(asked));
  } catch (error) {
    const shown =
      error instanceof KeeperRefused ? problem('machine-service.failed', { said: error.said }) : error;
    return failed(shown, asked);
  }
}

interface Here {
  readonly host: Host;
  readonly account: Account;
  readonly plan: ServicePlan;
}

/** Whose service it would be: with sudo that of whoever typed it, not root's. */
async function hereFor({ data, account: named, user, lowPorts }: ServiceArgs): Promise<Here> {
  const before = process.getuid?.() === 0 ? process.env.SUDO_USER : undefined;
  const asker = await accountCalled(named ?? before ?? process.getuid?.() ?? process.env.USERNAME ?? '');
  const given = data ?? process.env.CHATELAINE_DATA;
  const dataDir =
    given === undefined && asker.home !== homedir()
      ? resolve(asker.home, '.local/share/chatelaine')
      : dataFolder(data);
  const owner = await ownerOf(dataDir);
  const account = owner === undefined || named !== undefined ? asker : await accountCalled(owner);
  const host = createNodeHost(dataDir);
  const scope: ServicePlan['scope'] = user ? 'user' : 'system';
  const plan = {
    ...{ scope, node: host.node, cli: host.entries.cli, dataDir, account: account.name, home: account.home },
    lowPorts: lowPorts || (await lowPortsIn(dataDir)),
  };
  return { host, account, plan };
}

async function accountCalled(who: string | number): Promise<Account> {
  const found = await findAccount(run, who);
  if (!found) throw new Error(`There is no account ${who} on this computer.`);
  return found;
}

const keeperOf = (home: string) => keeperOfThis({ run, home });

/** The state as the page has it, whoever asks. */
function stateOf({ host, account }: Here): Promise<MachineServiceState> {
  const nobody = { events: { emit: () => undefined }, changes: { note: () => 0 }, leave: () => undefined };
  const about = { host, env: {}, account: account.name, helper: '', ...keeperOf(account.home) };
  return createMachineService({ ...about, ...nobody } as never).state();
}

const ACTS: Readonly<Record<Action, (asked: ServiceArgs, here: Here) => Promise<number>>> = {
  async status(asked, here) {
    const state = await stateOf(here);
    say(asked, state);
    return statusCode(state.installed?.state);
  },

  async install(asked, { host, account, plan }) {
    const { kind, keeper } = keeperOf(account.home);
    if (asked.print) {
      process.stdout.write(definition(asked.keeper ?? kind ?? 'systemd', plan));
      return 0;
    }
    const state = await stateOf({ host, account, plan });
    if (state.hindrance) throw problem('machine-service.not-possible', { reason: state.hindrance });
    const hindrance = hindranceOf({ ...plan, env: process.env, packaged: false });
    if (hindrance) throw problem('machine-service.not-possible', { reason: hindrance });
    assertRights(plan.scope);
    await folderOf(plan, account);
    const running = await callRunning(plan.dataDir);
    try {
      await installService({
        keeper,
        plan,
        handOver: async () => void (await running?.client.machineService.handOver()),
      });
    } finally {
      await running?.close();
    }
    say(asked, await stateOf({ host, account, plan }));
    return 0;
  },

  async remove(asked, here) {
    const { keeper } = keeperOf(here.account.home);
    const { installed, hindrance } = await stateOf(here);
    if (installed) {
      if (hindrance === 'package') throw problem('machine-service.not-possible', { reason: 'package' });
      assertRights(installed.scope);
      await keeper.remove(installed.scope);
    }
    say(asked, await stateOf(here));
    await finishReset(installed?.otherFolder ?? here.plan.dataDir);
    return 0;
  },
};

/** SPEC: LSB 5.0, "Init Script Actions", and systemctl(1): 0 it runs, 3 it does not, 4 no such unit or unknown. */
export function statusCode(
  state: NonNullable<MachineServiceState['installed']>['state'] | undefined,
): 0 | 3 | 4 {
  if (state === 'running') return 0;
  return state === undefined || state === 'unknown' ? 4 : 3;
}

/** An uninstall that was decided while the service ran, and that the service was killed before: nobody starts again to finish it. */
async function finishReset(dataDir: string): Promise<void> {
  if (!isWipePending(dataDir)) return;
  await becomeOwner('reset', ['--data', dataDir]);
  await finishWipeClosed(dataDir);
}

function assertRights(scope: ServicePlan['scope']): void {
  const isRoot = process.getuid?.() === 0;
  if (process.platform !== 'win32' && scope === 'system' && !isRoot)
    throw problem('machine-service.not-possible', { reason: 'no-rights' });
  // Root's own systemctl --user is not the account's.
  if (scope === 'user' && isRoot) throw problem('machine-service.not-possible', { reason: 'root-account' });
}

/** A fresh computer has none yet: it is made as its account would have made it. */
async function folderOf({ dataDir }: ServicePlan, { uid, gid }: Account): Promise<void> {
  const first = await mkdir(dataDir, { recursive: true, mode: 0o700 });
  if (first === undefined || process.getuid?.() !== 0) return;
  for (let path = dataDir; path.length >= first.length; path = resolve(path, '..'))
    await chown(path, uid, gid);
}

function say({ json, language }: ServiceArgs, state: MachineServiceState): void {
  process.stdout.write(json ? `${JSON.stringify(state)}\n` : serviceText(state, language));
}
