/** What a keeper of programs can be asked, and which one this computer has. */
import { existsSync } from 'node:fs';
import type { MachineServiceState, ServiceKeeper, ServiceScope } from '../../contract/machine-service.ts';
import type { Run } from '../run.ts';
import type { ServicePlan } from './plan.ts';

export type Installed = NonNullable<MachineServiceState['installed']>;

/** The keeper, or the account's rights, would not. `said` is its sentence. */
export class KeeperRefused extends Error {
  readonly said: string;
  constructor(said: string) {
    super(said || 'refused without a word');
    this.name = 'KeeperRefused';
    this.said = said;
  }
}

export interface Keeper {
  /** What is there, of either scope; null where nothing is. `otherFolder` names its data folder, for the area to compare. */
  look(): Promise<Installed | null>;
  /** Puts the definition in place and has it start with the computer. Resolves to how to take that back. */
  put(plan: ServicePlan): Promise<() => Promise<void>>;
  /** Resolves once it is up; rejects with the reason. */
  start(scope: ServiceScope): Promise<void>;
  /** Ends it in order, and takes its definition away. The data stays. */
  remove(scope: ServiceScope): Promise<void>;
}

export interface KeeperParts {
  readonly run: Run;
  readonly home: string;
}

/** Which keeper this computer has; undefined where none that we know runs. */
export function keeperHere(
  platform: NodeJS.Platform,
  exists: (path: string) => boolean = existsSync,
): ServiceKeeper | undefined {
  if (platform === 'darwin') return 'launchd';
  if (platform === 'win32') return 'windows';
  // SPEC: sd_booted(3): "checks whether the directory /run/systemd/system/ exists".
  if (exists('/run/systemd/system')) return 'systemd';
  if (exists('/run/openrc')) return 'openrc';
  if (exists('/run/supervisord.sock') || exists('/run/supervisor.sock')) return 'supervisord';
  return undefined;
}

/** Runs a program to its end. Throws a KeeperRefused with what it said where it did not do it. */
export async function must(
  run: Run,
  program: string,
  args: readonly string[],
  timeoutMs = 60_000,
): Promise<string> {
  const ran = await run(program, args, { timeoutMs });
  if (ran.exitCode === 0) return ran.stdout;
  const said = (ran.stderr.trim() || ran.stdout.trim() || ran.why).slice(-800);
  throw new KeeperRefused(ran.why === 'ended' ? said : `${program}: ${said}`);
}
