/** From what was seen to what a page shows of it: the same facts, without what only the rules' inside knows. Pure. */
import { createHash } from 'node:crypto';
import type { DoctorFinding } from '../../contract/findings/finding.ts';
import type { FirewallFlow, FirewallLook, FirewallPreview, FirewallSeen } from '../../contract/index.ts';
import type { Judged } from './evaluate.ts';
import type { FirewallState } from './firewall.ts';
import type { Listener } from './listeners.ts';
import type { Operation } from './operations.ts';
import type { Change } from './preview.ts';
import type { FlowReport } from './report.ts';
import { shellLine, shellScript } from './script.ts';

export interface ToldParts {
  readonly at: number;
  readonly by: FirewallSeen['by'];
  readonly findings: readonly DoctorFinding[];
}

export function told(state: FirewallState, { at, by, findings }: ToldParts): FirewallSeen {
  const { ruler, because, flows, operations, commands, changes, kept, remote, listeners } = state;
  const { support } = state;
  const opens = new Set(operations.map(({ flow }) => flow.id));
  const remotePorts = [...new Set(remote.map(({ port }) => port))];
  return {
    ...{ at, by, because: cut(because), firewall: ruler.firewall },
    flows: flows
      .filter(({ flow }) => flow.direction === 'in')
      .slice(0, 200)
      .map((one) => flowTold(one, opens)),
    plan:
      // Among rules that are being taken back, what is missing is another in a moment.
      commands.length === 0 || state.guarded
        ? null
        : {
            id: planId(operations),
            // Where there are only commands to copy, each is one.
            rules: operations.length || commands.length,
            previews: changes.slice(0, 50).map(previewTold),
            commands: commands.map(shellLine),
            script: support === 'full' ? shellScript(commands, INTRO) : '',
          },
    kept: kept.length,
    remoteAccess: remotePorts.slice(0, 20),
    web: WEB_PORTS.flatMap((port) => {
      const found = listeners.find((one) => one.protocol === 'tcp' && one.port === port && !isLocal(one));
      return found ? [{ port, ...who(found) }] : [];
    }),
    findings: findings.slice(0, 100),
  };
}

const WEB_PORTS = [80, 443];
const INTRO = [
  'Opens what chat needs on this computer, as Chatelaine would. Run it as root.',
  'It only adds: nothing is removed and nothing is closed.',
];

/** Of exactly these operations in exactly these places. */
export const planId = (operations: readonly Operation[]): string =>
  createHash('sha256').update(JSON.stringify(operations)).digest('hex').slice(0, 24);

function flowTold({ flow, now, listener }: FlowReport, opens: ReadonlySet<string>): FirewallFlow {
  const { id, why, protocol, ports, need, from } = flow;
  const judged = (one: Judged | undefined) =>
    one ? { verdict: one.verdict, rule: one.verdict === 'accept' ? '' : cut(one.text) } : null;
  const { by } = listener;
  return {
    ...{ id, why, protocol, need, ports: { ...ports }, from: from && [...from] },
    now: { v4: judged(now.v4), v6: judged(now.v6) },
    heard: { ...listener.state },
    // Whether that is our own server, only the manager knows.
    by: by && { ...who(by), pid: by.pid, address: by.address.slice(0, 100), ours: false },
    opens: opens.has(id),
  };
}

/** Node names its threads, so that what the system calls the process says nothing. */
const who = ({ program, container }: Listener) => ({
  program: program === 'MainThread' ? 'node' : (program?.slice(0, 200) ?? null),
  container: container?.slice(0, 200) ?? null,
});
const isLocal = ({ scope }: Listener) => scope === 'this-machine';
const cut = (text: string) => text.slice(0, 2000);

/** Around what is new, this many lines of what was there. */
const AROUND = 3;

/** Numbers before and after, and only the lines that show where it goes. */
export function previewTold({ place, lines }: Change): FirewallPreview {
  let [was, is] = [0, 0];
  const numbered = lines.map(({ kind, text }) => {
    if (kind !== 'added' && kind !== 'changed-to') was++;
    if (kind !== 'changed-from') is++;
    return {
      was: kind === 'added' || kind === 'changed-to' ? null : was,
      is: kind === 'changed-from' ? null : is,
      text: cut(text),
    };
  });
  const isNew = (at: number) =>
    numbered[at] !== undefined && (numbered[at].was === null || numbered[at].is === null);
  const near = (at: number) => {
    for (let by = -AROUND; by <= AROUND; by++) if (isNew(at + by)) return true;
    // What holds the rules, and its end.
    return at === 0 || at === numbered.length - 1;
  };
  const rows = numbered.flatMap((row, at) => {
    if (near(at)) return [row];
    return near(at - 1) ? [{ was: null, is: null, text: '…' }] : [];
  });
  return { title: cut(place), rows: rows.slice(0, 200) };
}

/** Whose a listener is, only who runs the server knows. */
export function withOurs(look: FirewallLook, pid: number | undefined): FirewallLook {
  const marked = (seen: FirewallSeen): FirewallSeen => ({
    ...seen,
    flows: seen.flows.map((flow) => ({
      ...flow,
      by: flow.by && { ...flow.by, ours: pid !== undefined && flow.by.pid === pid },
    })),
  });
  if (look.state === 'seen') return { ...look, seen: marked(look.seen) };
  return look.state === 'failed' ? { ...look, last: look.last && marked(look.last) } : look;
}
