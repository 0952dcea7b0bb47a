/** The service of this computer, seen from the manager: whether it is there, and putting it in place from the page. */
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { type DoctorFinding, makeFinding } from '../../contract/findings/finding.ts';
import { MACHINE_SERVICE_FINDINGS } from '../../contract/findings/machine-service.ts';
import type {
  MachineServiceState,
  ServiceHindrance,
  ServiceKeeper,
  ServiceScope,
} from '../../contract/machine-service.ts';
import type { Changes } from '../changes.ts';
import type { Events } from '../events.ts';
import type { Host, Timer } from '../host.ts';
import { problem } from '../problem.ts';
import type { ServiceAnswer, ServiceRequest } from './helper.ts';
import type { Keeper } from './keeper.ts';
import { shellQuoted } from './other-keepers.ts';
import { hindranceOf } from './plan.ts';

export interface MachineService {
  /** Looks now, and from time to time: what Home says of it comes from there. */
  begin(): void;
  close(): void;
  state(): Promise<MachineServiceState>;
  install(scope: ServiceScope): Promise<MachineServiceState>;
  remove(): Promise<MachineServiceState>;
  /** This manager ends; the service takes the folder. */
  handOver(): void;
  /** What Home says of it; null when all is well. From the last look. */
  trouble(): DoctorFinding | null;
}

export interface MachineServiceParts {
  readonly host: Pick<Host, 'dataDir' | 'node' | 'entries' | 'elevation' | 'platform' | 'clock'>;
  readonly env: { readonly [name: string]: string | undefined };
  readonly kind: ServiceKeeper | undefined;
  readonly keeper: Keeper;
  readonly account: string;
  /** The helper's entry file (service-helper.ts). */
  readonly helper: string;
  readonly startHelper?: StartHelper;
  readonly leave: () => void;
  readonly events: Pick<Events, 'emit'>;
  readonly changes: Pick<Changes, 'note'>;
}

/** Sends one request; resolves to the first answer. The helper goes on by itself. */
export type StartHelper = (command: readonly string[], request: ServiceRequest) => Promise<ServiceAnswer>;

/** Somebody looks for a password first. */
const ANSWER_MS = 240_000;

export const startHelper: StartHelper = ([program = '', ...args], request) =>
  new Promise((answered, reject) => {
    // Of a group of its own: it outlives us.
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], shell: false, detached: true });
    let said = '';
    const timer = setTimeout(() => child.kill(), ANSWER_MS);
    child.stderr.on('data', (chunk) => {
      said = (said + String(chunk)).slice(-800);
    });
    child.on('error', reject);
    child.stdin.on('error', () => undefined);
    const lines = createInterface({ input: child.stdout });
    lines.once('line', (line) => {
      clearTimeout(timer);
      child.unref();
      answered(JSON.parse(line) as ServiceAnswer);
    });
    child.once('close', (code) => {
      clearTimeout(timer);
      // SPEC: pkexec(1): 126 where the person dismissed the dialog, 127 where they are not authorised.
      answered(
        code === 126 || code === 127
          ? { refused: 'denied' }
          : { failed: said.trim() || `it ended with ${code}` },
      );
    });
    child.stdin.write(`${JSON.stringify(request)}\n`);
  });

/** A service is broken by hand, seldom and for long. */
const LOOK_EVERY_MS = 60 * 60 * 1000;

const KEEPERS_WITH_HANDS: readonly (ServiceKeeper | undefined)[] = ['systemd', 'launchd', 'windows'];

export function createMachineService(parts: MachineServiceParts): MachineService {
  const { host, env, kind, keeper, account, events, changes } = parts;
  const { dataDir, node, entries, elevation } = host;
  let troubled: DoctorFinding | null = null;

  const command = (...words: readonly string[]) =>
    [node, entries.cli, 'service', ...words, '--data', dataDir].map(shellQuoted).join(' ');

  const commands = () => ({
    install: [`sudo ${command('install')}`],
    remove: [`sudo ${command('remove')}`],
  });

  async function state(): Promise<MachineServiceState> {
    const found = await keeper.look();
    const packaged = found !== null && /^\/(usr\/)?lib\//.test(found.file);
    const otherFolder =
      found?.otherFolder && resolve(found.otherFolder) !== resolve(dataDir) ? found.otherFolder : null;
    const hindrance: ServiceHindrance | undefined = !KEEPERS_WITH_HANDS.includes(kind)
      ? 'no-keeper'
      : hindranceOf({ node, cli: entries.cli, account, env, packaged });
    const broken = found !== null && otherFolder === null && (found.state === 'failed' || !found.starts);
    const was = troubled?.data.state;
    const data = { state: found?.state === 'failed' ? 'failed' : 'disabled' };
    troubled = broken
      ? makeFinding(MACHINE_SERVICE_FINDINGS, 'machine-service.broken', { subject: found.file, data })
      : null;
    if (was !== troubled?.data.state) events.emit({ type: 'findings.changed' });
    return {
      keeper: kind ?? null,
      installed: found && { ...found, otherFolder },
      isThis: env.CHATELAINE_SERVICE !== undefined,
      hindrance: hindrance ?? null,
      way: elevation === 'root' ? 'now' : elevation === 'pkexec' && kind === 'systemd' ? 'asks' : 'commands',
      commands: packaged
        ? {
            install: ['sudo systemctl enable --now chatelaine'],
            remove: ['sudo systemctl disable --now chatelaine'],
          }
        : commands(),
      account,
      dataDir,
    };
  }

  /** Through the helper: as root for the system's own service, as we are for this account's. */
  async function ask(request: ServiceRequest): Promise<void> {
    const helper = [node, parts.helper];
    const asRoot = request.scope === 'system' && elevation !== 'root';
    const answer = await (parts.startHelper ?? startHelper)(asRoot ? ['pkexec', ...helper] : helper, request);
    if ('refused' in answer)
      throw problem('machine-service.not-possible', {
        reason: answer.refused === 'denied' ? 'denied' : 'elsewhere',
      });
    if ('failed' in answer) throw problem('machine-service.failed', { said: answer.failed });
  }

  let timer: Timer | undefined;
  function look(): void {
    // A keeper that does not answer is asked again; the page shows why when somebody looks.
    state().catch(() => undefined);
    timer = host.clock.after(LOOK_EVERY_MS, look);
  }

  return {
    begin: look,
    close: () => timer?.cancel(),
    state,
    trouble: () => troubled,
    handOver: parts.leave,
    async install(scope) {
      const before = await state();
      if (before.hindrance) throw problem('machine-service.not-possible', { reason: before.hindrance });
      if (scope === 'system' && before.way === 'commands')
        throw problem('machine-service.not-possible', { reason: 'no-rights' });
      await ask({ do: 'install', scope, dataDir });
      changes.note({
        ...{ action: 'machine-service.install', subject: scope, state: 'applied' },
        ...{ before: before.installed?.file ?? '', after: scope },
      });
      const after = await state();
      // The answer goes out first.
      setImmediate(parts.leave);
      return after;
    },
    async remove() {
      const before = await state();
      const { installed } = before;
      if (!installed) return before;
      if (before.hindrance === 'package' || (installed.scope === 'system' && before.way === 'commands'))
        throw problem('machine-service.not-possible', { reason: before.hindrance ?? 'no-rights' });
      changes.note({
        ...{ action: 'machine-service.remove', subject: installed.scope, state: 'applied' },
        ...{ before: installed.file, after: '' },
      });
      await ask({ do: 'remove', scope: installed.scope });
      return state();
    },
  };
}
