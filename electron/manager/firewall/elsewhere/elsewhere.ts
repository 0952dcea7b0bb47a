/** The firewalls of Windows and macOS: looked at as anybody may, and what to type. Nothing is changed by us, and we have never run there. */

import type { Run } from '../../run.ts';
import type { Listener } from '../listeners.ts';
import { listenerOf } from '../listeners.ts';
import type { Command, OperationFlow } from '../operations.ts';
import { flowStates, type Here, visitors } from '../plan.ts';
import type { FirewallReport, Wants } from '../report.ts';
import type { RuleSet } from '../rule-set.ts';
import { FAMILIES } from '../rule-set.ts';
import { judgeHere } from '../seen.ts';
import { applicationCommands, type MacAnswer, pfCommands, readMacos, SOCKET_FILTER } from './macos.ts';
import {
  readWindows,
  WINDOWS_QUESTION,
  type WindowsAnswer,
  windowsAnswer,
  windowsCommand,
  windowsListeners,
} from './windows.ts';

export type Elsewhere = 'win32' | 'darwin';
export const isElsewhere = (platform: string): platform is Elsewhere =>
  platform === 'win32' || platform === 'darwin';

/** Throws an Error where the system does not answer. */
export async function lookElsewhere(platform: Elsewhere, run: Run, wants: Wants): Promise<FirewallReport> {
  if (platform === 'win32') return reportWindows(await askWindows(run), wants);
  return reportMacos(await askMacos(run), wants, process.execPath);
}

async function askWindows(run: Run): Promise<WindowsAnswer> {
  const args = ['-NoProfile', '-NonInteractive', '-Command', WINDOWS_QUESTION];
  const ran = await run('powershell.exe', args, { timeoutMs: 120_000, outputBytes: 8 * 1024 * 1024 });
  if (ran.exitCode !== 0) throw new Error(`powershell.exe: ${ran.stderr.trim().slice(0, 500) || ran.why}`);
  return windowsAnswer.parse(JSON.parse(ran.stdout));
}

async function askMacos(run: Run): Promise<MacAnswer> {
  const said = async (program: string, ...args: string[]) => {
    const ran = await run(program, args);
    return ran.exitCode === 0 ? ran.stdout : null;
  };
  return {
    state: (await said(SOCKET_FILTER, '--getglobalstate')) ?? '',
    blockAll: (await said(SOCKET_FILTER, '--getblockall')) ?? '',
    apps: (await said(SOCKET_FILTER, '--listapps')) ?? '',
    pfInfo: await said('pfctl', '-s', 'info'),
    pfRules: await said('pfctl', '-s', 'rules'),
  };
}

export function reportWindows(answer: WindowsAnswer, wants: Wants): FirewallReport {
  const set = readWindows(answer);
  const names = set.chains.map(({ id }) => id.replace('windows ', ''));
  const because = names.length > 0 ? `on for ${names.join(', ')}` : 'off for the networks in use';
  return reportOf(
    { firewall: 'windows', because, set, listeners: windowsListeners(answer), wants },
    (missing) => missing.map(windowsCommand),
  );
}

/** @param program the file that listens. */
export function reportMacos(answer: MacAnswer, wants: Wants, program: string): FirewallReport {
  const set = readMacos(answer, program);
  const because = set.chains.map(({ id }) => id.replace('macos ', '')).join(', ') || 'off';
  return reportOf({ firewall: 'macos', because, set, listeners: [], wants }, (missing) => [
    ...(missing.length > 0 && set.chains.some(({ id }) => id === 'macos application')
      ? applicationCommands(program)
      : []),
    ...(missing.length > 0 && set.chains.some(({ id }) => id === 'macos pf') ? pfCommands(missing) : []),
  ]);
}

interface Parts {
  readonly firewall: 'windows' | 'macos';
  readonly because: string;
  readonly set: RuleSet;
  readonly listeners: readonly Listener[];
  readonly wants: Wants;
}

function reportOf(
  { firewall, because, set, listeners, wants }: Parts,
  commandsFor: (missing: OperationFlow[]) => Command[],
): FirewallReport {
  const here: Here = { set, interface: null, addresses: [] };
  const states = flowStates(here, wants.flows, FAMILIES);
  const missing = states.filter(({ now }) => Object.values(now).some(({ verdict }) => verdict !== 'accept'));
  const wanted = missing.map(({ flow: { id, protocol, ports, from } }) => ({
    ...{ id, protocol, ports: { ...ports } },
    from: from && [...from],
  }));
  return {
    ...{
      ruler: set.chains.length === 0 ? { firewall: 'none' } : { firewall },
      because,
      support: 'plan-only',
    },
    flows: states.map((one) => ({
      ...{ ...one, after: one.now, published: null, listener: listenerOf(one.flow, listeners) },
    })),
    admin: wants.admin.map((door) => {
      const flow = { ports: { from: door.port, to: door.port }, protocol: 'tcp' as const, from: null };
      const state = (family: 'v4' | 'v6') => judgeHere(here, visitors(flow, family, null)[0]!);
      const now = { v4: state('v4'), v6: state('v6') };
      const listener = listenerOf(flow, listeners);
      const open = FAMILIES.filter(
        (family) =>
          door.what !== 'programs' &&
          now[family].verdict === 'accept' &&
          listener.state[family] === 'listening',
      );
      return { door, now, listener, open };
    }),
    ...{ besides: [], remote: [], basics: [], published: [], operations: [], changes: [], listeners },
    // Both keep what was typed.
    lasting: { state: 'lasts', by: null, notStarted: false },
    commands: commandsFor(wanted),
  };
}
