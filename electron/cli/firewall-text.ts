/** The firewall in sentences for a terminal. */
import type { Judged, Verdict } from '../manager/firewall/evaluate.ts';
import type { Flow, FlowReason } from '../manager/firewall/flows.ts';
import type { FlowState } from '../manager/firewall/plan.ts';
import type { Ruler } from '../manager/firewall/seen.ts';

export const rulerText = (ruler: Ruler): string =>
  ruler.firewall === 'none'
    ? 'No firewall decides here: everybody comes in.'
    : `The firewall here is ${ruler.firewall}.`;

export const closedText = (count: number): string =>
  `${count} ${count === 1 ? 'rule is' : 'rules are'} missing. "chatelaine firewall plan" shows them; "apply" puts them in, and takes them back unless you say "keep".`;

const FOR: Readonly<Record<FlowReason, string>> = {
  programs: 'chat programs of colleagues',
  web: 'files, invitations, chat in the browser',
  companies: 'servers of other companies',
  calls: 'calls',
  'calls-relay': 'sound and pictures of calls',
  files: 'files from program to program',
  certificate: "the certificate's proof",
  monitoring: 'who watches this machine',
  'remote-access': 'remote access',
  names: 'names',
  'web-out': 'the web',
};

const WORDS: Readonly<Record<Verdict, string>> = { accept: 'open', drop: 'CLOSED', unknown: 'not sure' };

/** `tcp 5222   IPv4 open     IPv6 CLOSED  chat programs of colleagues`, and the rule that decides under what is not open. */
export function flowText({ ports, protocol, why }: Flow, now: FlowState['now']): string {
  const range = ports.from === ports.to ? String(ports.from) : `${ports.from}-${ports.to}`;
  const word = (judged: Judged | undefined) => (judged ? WORDS[judged.verdict] : '-').padEnd(8);
  const line = `${protocol} ${range.padEnd(12)} IPv4 ${word(now.v4)} IPv6 ${word(now.v6)} ${FOR[why]}`;
  const deciding = [
    ...new Set([now.v4, now.v6].flatMap((one) => (one && one.verdict !== 'accept' ? [one.text] : []))),
  ];
  return [line, ...deciding.map((text) => `                   by: ${text}`)].join('\n');
}
