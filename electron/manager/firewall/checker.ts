/** The doctor's look at this computer's own firewall: only its administrator may read it. */
import type { Checker } from '../doctor/registry.ts';
import { startHelper } from './elevate.ts';
import { firewallFindings } from './findings.ts';
import { adminDoorsOf, flowsOf } from './flows.ts';
import { rawState } from './raw.ts';
import { reportOf } from './report.ts';

export interface CheckerParts {
  readonly platform: NodeJS.Platform;
  readonly uid: number | undefined;
  /** Where the manager's own pages are. */
  readonly web: { readonly port: number };
}

/** Whoever knocks at the doors finds these out, and more. */
const ASKED_ELSEWHERE = [
  'firewall.nobody-at-all',
  'firewall.nobody',
  'firewall.this-machine-only',
  'firewall.one-family',
];

export function createFirewallChecker({ platform, uid, web }: CheckerParts): Checker {
  return {
    topic: 'ports',
    async check({ office }) {
      // Somebody else's domain has no doors here.
      if (!office) return { findings: [], notChecked: [] };
      if (platform !== 'linux' || uid !== 0) return { findings: [], notChecked: ['ports.firewall'] };
      const helper = startHelper('root');
      try {
        const answer = await helper.ask({ do: 'look' });
        const raw = rawState.safeParse(answer.raw);
        if (!raw.success) return { findings: [], notChecked: ['ports.firewall'] };
        const wants = { flows: flowsOf({ office, httpChallenge: false }), admin: adminDoorsOf(office, web) };
        const aaaa = (office.addresses?.v6?.length ?? 0) > 0;
        const found = firewallFindings(reportOf(raw.data, wants), { aaaa });
        return { findings: found.filter(({ code }) => !ASKED_ELSEWHERE.includes(code)), notChecked: [] };
      } finally {
        await helper.close();
      }
    },
  };
}
