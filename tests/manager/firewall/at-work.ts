/** The helper in a box, asked as the manager asks it: looks, changes, and what comes in from outside meanwhile. */
import { changesFor } from '../../../electron/manager/firewall/changes-for.ts';
import { type Flow, flowsOf } from '../../../electron/manager/firewall/flows.ts';
import type { Operation } from '../../../electron/manager/firewall/operations.ts';
import { rawState } from '../../../electron/manager/firewall/raw.ts';
import { type FirewallReport, reportOf } from '../../../electron/manager/firewall/report.ts';
import { FAMILIES } from '../../../electron/manager/firewall/rule-set.ts';
import { seen } from '../../../electron/manager/firewall/seen.ts';
import type { Office } from '../../../electron/manager/settings.ts';
import type { Box, Helper } from './box.ts';

/** An office with two doors: what is shown with two is shown with ten, and takes a fifth of the time. */
export const SMALL: Office = {
  ...{ way: 'domain', domain: 'example.org', admins: [] },
  ports: { starttls: 5222, direct: 5223 },
  doors: { calls: false, files: false },
  federation: { policy: 'closed', companies: {} },
  website: { program: 'nginx', name: 'chat.example.org', machine: null },
};
export const DOORS: readonly Flow[] = flowsOf({ office: SMALL, httpChallenge: false });

export interface AtWork {
  readonly helper: Helper;
  look(): Promise<FirewallReport>;
  /** What the last look would have done. */
  apply(seconds?: number, operations?: readonly Operation[]): Promise<Record<string, unknown>>;
  /** All rules of every kind, without counters. */
  rules(): Promise<string>;
  /** `v4 5222` and whether one comes in. */
  comeIn(ports: readonly number[], patience?: number): Promise<Record<string, boolean>>;
}

export function atWork(box: Box, flows: readonly Flow[] = DOORS): AtWork {
  const helper = box.helper();
  let last: { fingerprint: string; operations: Operation[] } | undefined;
  return {
    helper,
    async look() {
      const answer = await helper.ask({ do: 'look' });
      const raw = rawState.parse(answer.raw);
      last = { fingerprint: String(answer.fingerprint), operations: changesFor(seen(raw), flows, FAMILIES) };
      return reportOf(raw, { flows, admin: [] });
    },
    apply: (seconds = 60, operations = last!.operations) =>
      helper.ask({ do: 'apply', operations, seconds, fingerprint: last!.fingerprint }),
    rules: () => rulesOf(box),
    async comeIn(ports, patience) {
      const wanted = ports.flatMap((port) => FAMILIES.map((family) => [family, port] as const));
      return Object.fromEntries(
        await Promise.all(
          wanted.map(async ([family, port]) => [
            `${family} ${port}`,
            await box.comesIn(family, port, patience),
          ]),
        ),
      );
    },
  };
}

export async function rulesOf(box: Box): Promise<string> {
  const listed = await Promise.all([
    box.inside('nft', ['-s', 'list', 'ruleset']),
    ...['iptables-legacy-save', 'ip6tables-legacy-save'].map((program) =>
      box.inside(program, []).catch(() => ''),
    ),
  ]);
  return listed
    .join('')
    .replace(/^#.*$/gm, '')
    .replace(/\[\d+:\d+\]/g, '');
}
