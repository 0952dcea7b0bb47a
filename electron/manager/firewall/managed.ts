/** The firewall of a running manager, put together from what the manager has: its office, its server, its log of changes. */
import { dirname, extname, join } from 'node:path';
import type { Logger } from 'pino';
import type { Changes } from '../changes.ts';
import type { Kept } from '../database.ts';
import type { Events } from '../events.ts';
import type { Host } from '../host.ts';
import { officeDoors, transportsOf } from '../office-doors.ts';
import type { Run } from '../run.ts';
import type { Office } from '../settings.ts';
import type { Undo } from '../undo.ts';
import { createFirewallArea, type FirewallArea } from './area.ts';
import type { People } from './countdown.ts';
import { createHelperDesk } from './desk.ts';
import { startHelper } from './elevate.ts';
import { isElsewhere, lookElsewhere } from './elsewhere/elsewhere.ts';
import { adminDoorsOf, type Flow, flowsOf } from './flows.ts';
import { lookFile } from './look-file.ts';
import { createMonitors, type Monitors } from './monitors.ts';
import { healthy, readSessions, SS_ARGS } from './sessions.ts';

export interface ManagedFirewall {
  readonly area: FirewallArea & Monitors;
  /** What has to come in and go out for this office; nothing before the set-up. */
  readonly flows: () => readonly Flow[];
}

export interface ManagedFirewallParts {
  readonly host: Host;
  readonly run: Run;
  readonly kept: Kept;
  readonly log: Logger;
  readonly events: Events;
  readonly changes: Changes;
  readonly undo: Pick<Undo, 'register'>;
  /** Null before the set-up. */
  readonly office: () => Office | null;
  /** Puts in force what the office decided. */
  readonly change: (part: Partial<Office>) => Promise<void>;
  /** Where the manager's own pages are. */
  readonly web: () => { readonly address: string; readonly port: number };
  readonly serverPid: () => number | undefined;
}

/** A page that is read slowly asks again within this time; then the helper ends. */
const REST_MS = 60_000;
/** Where the system asks the person each time: long enough to look, read the plan and apply. */
const REST_ASKED_MS = 10 * 60_000;

export function createManagedFirewall(parts: ManagedFirewallParts): ManagedFirewall {
  const { host, run, office } = parts;
  const { dataDir, clock, elevation, entries, node, platform } = host;
  const flows = () => {
    const now = office();
    return now ? flowsOf({ office: now, httpChallenge: provesByHttp(now) }) : [];
  };
  const wants = () => {
    const now = office();
    return { flows: flows(), admin: now ? adminDoorsOf(now, parts.web()) : [] };
  };
  const helperEntry = join(dirname(entries.cli), `firewall-helper${extname(entries.cli)}`);
  const area = createFirewallArea({
    ...parts,
    ...{ dataDir, clock, elevation, wants, file: lookFile(dataDir) },
    elsewhere: isElsewhere(platform) ? () => lookElsewhere(platform, run, wants()) : undefined,
    helper: createHelperDesk({
      // Nobody asks it anything where there is no way to become root.
      start: () => startHelper(elevation ?? 'root', { node, entry: helperEntry }),
      ...{ clock, restMs: elevation === 'root' ? REST_MS : REST_ASKED_MS },
    }),
    command: [node, entries.cli],
    isSetUp: () => office() !== null,
    aaaa: () => (office()?.addresses?.v6 ?? host.addresses().filter((one) => one.includes(':'))).length > 0,
    people: (remoteAccess) => peopleNow(run, office(), remoteAccess),
  });
  parts.undo.register({
    // What was tried and not kept has changed nothing.
    actions: ['firewall.apply', 'firewall.undo'],
    scope: 'all',
    possible: ({ action }) => action === 'firewall.apply',
    async putBack() {
      await area.undo();
    },
  });
  const deciding = { ...parts, changed: () => parts.events.emit({ type: 'doors.changed' }) };
  return { area: { ...area, ...createMonitors(deciding) }, flows };
}

/** An authority comes to port 80 to see a proof. */
const provesByHttp = ({ certificates = {} }: Office): boolean =>
  Object.values(certificates).some(
    (source) => source.from === 'authority' && (source.way?.startsWith('http') ?? false),
  );

/** Who is connected now, read without any right; undefined where `ss` is not there. */
async function peopleNow(
  run: Run,
  office: Office | null,
  remoteAccess: readonly number[],
): Promise<People | undefined> {
  const ran = await run('ss', SS_ARGS, { timeoutMs: 5000 });
  if (ran.exitCode !== 0) return undefined;
  const ports = (office ? officeDoors(office) : [])
    .filter((row) => transportsOf(row).includes('tcp'))
    .map(({ port }) => port);
  return {
    remoteAccess: healthy(readSessions(ran.stdout, new Set(remoteAccess))),
    sessions: healthy(readSessions(ran.stdout, new Set(ports))),
  };
}
