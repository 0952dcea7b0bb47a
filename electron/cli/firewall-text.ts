/** The firewall in sentences for a terminal. */
import type { Judged, Verdict } from '../manager/firewall/evaluate.ts';
import type { Flow, FlowReason } from '../manager/firewall/flows.ts';
import type { FlowListener } from '../manager/firewall/listeners.ts';
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

/**
 * `tcp 5222   IPv4 open     IPv6 CLOSED  chat programs of colleagues`; under it the rule that decides where it is not open,
 * and who listens where that is not as it should be.
 */
export function flowText(
  { ports, protocol, why }: Flow,
  now: FlowState['now'],
  listener: FlowListener,
): string {
  const range = ports.from === ports.to ? String(ports.from) : `${ports.from}-${ports.to}`;
  const word = (judged: Judged | undefined) => (judged ? WORDS[judged.verdict] : '-').padEnd(8);
  const line = `${protocol} ${range.padEnd(12)} IPv4 ${word(now.v4)} IPv6 ${word(now.v6)} ${FOR[why]}`;
  const deciding = [
    ...new Set([now.v4, now.v6].flatMap((one) => (one && one.verdict !== 'accept' ? [one.text] : []))),
  ];
  const notes = [...deciding.map((text) => `by: ${text}`), ...listenerText(why, listener)];
  return [line, ...notes.map((text) => `                   ${text}`)].join('\n');
}

function listenerText(why: FlowReason, { state, by }: FlowListener): string[] {
  // Opened for each call, and for the moment of a proof.
  if (why === 'calls-relay' || why === 'certificate' || why === 'monitoring') return [];
  const who = by?.program
    ? `${by.program}${by.container ? ` in the container ${by.container}` : ''}`
    : 'a program';
  if (!by) return ['nobody listens there now'];
  if (state.v4 === 'this-machine-only' && state.v6 !== 'listening')
    return [`${who} listens there, but for this machine only (${by.address})`];
  if (state.v4 === 'listening' && state.v6 !== 'listening') return [`${who} listens there over IPv4 only`];
  return state.v4 !== 'listening' && state.v6 === 'listening' ? [`${who} listens there over IPv6 only`] : [];
}
