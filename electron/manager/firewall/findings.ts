/** What of a look at the firewall is amiss, in the codes of contract/findings/firewall.ts. Pure. */
import { type DoctorFinding, makeFinding } from '../../contract/findings/finding.ts';
import { FIREWALL } from '../../contract/findings/firewall.ts';
import type { Judged } from './evaluate.ts';
import type { Flow } from './flows.ts';
import type { FirewallReport, FlowReport } from './report.ts';
import { FAMILIES, type Family } from './rule-set.ts';

export interface FindingFacts {
  /** The DNS names an IPv6 address of this machine. */
  readonly aaaa: boolean;
}

/** The worst first within each subject; a stopped server is said once. */
export function firewallFindings(report: FirewallReport, { aaaa }: FindingFacts): DoctorFinding[] {
  return [
    ...doors(report, aaaa),
    ...listeners(report, aaaa),
    ...basics(report),
    ...report.admin
      .filter(({ open }) => open.length > 0)
      .map((one) =>
        makeFinding(FIREWALL, 'firewall.admin-open', {
          subject: `tcp ${one.door.port}`,
          data: { door: one.door.what, port: one.door.port, families: one.open.map(nameOf) },
          evidence: one.listener.by
            ? [`${one.listener.by.program ?? '?'} ${one.listener.by.address}:${one.door.port}`]
            : [],
        }),
      ),
    ...lasting(report),
    ...together(report),
  ];
}

/** `tcp 5222`, `udp 49152-49351`: as every firewall has them. */
export const doorText = ({ protocol, ports: { from, to } }: Pick<Flow, 'protocol' | 'ports'>): string =>
  `${protocol} ${from === to ? from : `${from}-${to}`}`;
const nameOf = (family: Family) => (family === 'v4' ? 'IPv4' : 'IPv6');
const doorsText = (list: readonly FlowReport[]) =>
  [...new Set(list.map(({ flow }) => doorText(flow)))].join(', ');
const isFor = (verdict: Judged['verdict']) => (one: Judged | undefined) => one?.verdict === verdict;
const judgedOf = (now: FlowReport['now']) => FAMILIES.flatMap((family) => now[family] ?? []);

function doors({ flows, ruler, operations, basics: all }: FirewallReport, aaaa: boolean): DoctorFinding[] {
  const firewall = ruler.firewall;
  const hasV6 = all.some(({ family, needed }) => family === 'v6' && needed);
  const sent = flows.filter(({ now }) => judgedOf(now).some((one) => one.sent?.to));
  const rest = flows.filter((one) => !sent.includes(one));
  // A machine without IPv6 misses nothing there.
  const shut = (one: FlowReport, family: Family) =>
    isFor('drop')(one.now[family]) && (family === 'v4' || hasV6);
  const only6 = rest.filter((one) => shut(one, 'v6') && !shut(one, 'v4') && isFor('accept')(one.now.v4));
  const closed = rest.filter((one) => (shut(one, 'v4') || shut(one, 'v6')) && !only6.includes(one));
  const v6 = aaaa ? only6 : [];
  const needed = closed.filter(({ flow }) => flow.need === 'required');
  const useful = [
    ...closed.filter(({ flow }) => flow.need !== 'required'),
    ...only6.filter((one) => !v6.includes(one)),
  ];
  const wins = closed.filter(({ after }) => judgedOf(after).some(isFor('drop')));
  const unsure = rest.filter(({ now }) => judgedOf(now).some(isFor('unknown')));
  const about = { firewall, planned: operations.length > 0 };
  const evidence = (list: readonly FlowReport[], verdict: Judged['verdict']) =>
    list.flatMap(({ flow, now }) => {
      const found = judgedOf(now).find(isFor(verdict));
      return found ? [`${doorText(flow)}: ${found.text} (${found.chain ?? '-'})`.slice(0, 2000)] : [];
    });
  return [
    ...(needed.length > 0 ? [finding('firewall.closed', needed, about, evidence(needed, 'drop'))] : []),
    ...(v6.length > 0 ? [finding('firewall.v4-only', v6, about, evidence(v6, 'drop'))] : []),
    ...(useful.length > 0 ? [finding('firewall.closed-some', useful, about, evidence(useful, 'drop'))] : []),
    ...byRule(wins, ({ after }) => judgedOf(after).find(isFor('drop'))).map(([rule, list]) =>
      finding('firewall.rule-above', list, { ...about, rule }, []),
    ),
    ...byRule(unsure, ({ now }) => judgedOf(now).find(isFor('unknown'))).map(([rule, list]) =>
      finding('firewall.unsure', list, { ...about, rule }, []),
    ),
    ...sent.map((one) => {
      const to = judgedOf(one.now).find((judged) => judged.sent?.to)!.sent!;
      const container = one.published?.container ?? to.to!;
      return finding('firewall.elsewhere', [one], { ...about, container, rule: to.text }, []);
    }),
  ];
}

type Code = keyof typeof FIREWALL;
const finding = (code: Code, list: readonly FlowReport[], data: DoctorFinding['data'], evidence: string[]) =>
  makeFinding(FIREWALL, code, {
    subject: doorsText(list).slice(0, 1000),
    data,
    evidence: evidence.slice(0, 50),
  });

/** Doors that one and the same rule decides about, together. */
function byRule(
  list: readonly FlowReport[],
  ruleOf: (one: FlowReport) => Judged | undefined,
): [string, FlowReport[]][] {
  const found = new Map<string, FlowReport[]>();
  for (const one of list) {
    const rule = ruleOf(one)?.text.slice(0, 500) ?? '';
    found.set(rule, [...(found.get(rule) ?? []), one]);
  }
  return [...found];
}

/** Doors where somebody always listens while the server runs; relay ports and proofs come and go. */
const ALWAYS = (flow: Flow) => !['calls-relay', 'certificate', 'monitoring'].includes(flow.why);

function listeners({ flows }: FirewallReport, aaaa: boolean): DoctorFinding[] {
  const own = flows.filter(({ flow, published }) => ALWAYS(flow) && published === null);
  const nobody = own.filter(({ listener }) => listener.by === null);
  if (own.length > 0 && nobody.length === own.length) return [finding('firewall.nobody-at-all', own, {}, [])];
  const heard = own.filter(({ listener }) => listener.by !== null);
  return [
    ...(nobody.length > 0 ? [finding('firewall.nobody', nobody, {}, [])] : []),
    ...heard.flatMap((one) => {
      const { state, by } = one.listener;
      const data = { program: by!.program ?? '?', address: by!.address, port: by!.port };
      if (state.v4 !== 'listening' && state.v6 !== 'listening')
        return [finding('firewall.this-machine-only', [one], data, [])];
      if (state.v4 === 'listening' && state.v6 !== 'listening')
        return aaaa ? [finding('firewall.one-family', [one], { ...data, family: 'IPv4' }, [])] : [];
      return state.v4 === 'listening'
        ? []
        : [finding('firewall.one-family', [one], { ...data, family: 'IPv6' }, [])];
    }),
  ];
}

const OF_BASIC = {
  ...{ neighbours: 'firewall.neighbours', 'packet-too-big': 'firewall.packet-too-big' },
  ...{ errors: 'firewall.errors', dhcp6: 'firewall.dhcp6', echo: null },
} as const;

function basics({ basics: all }: FirewallReport): DoctorFinding[] {
  return all.flatMap(({ what, family, now, after, needed }) => {
    const code = OF_BASIC[what];
    if (!needed || code === null || now.verdict !== 'drop') return [];
    const data = { rule: now.text.slice(0, 500), planned: after === 'accept' };
    return [
      makeFinding(FIREWALL, code, { subject: nameOf(family), data, evidence: [now.text.slice(0, 2000)] }),
    ];
  });
}

function lasting({ lasting: how, ruler }: FirewallReport): DoctorFinding[] {
  if (how.state === 'lasts') return [];
  const data = { firewall: ruler.firewall, notStarted: how.notStarted };
  return [makeFinding(FIREWALL, 'firewall.forgotten', { subject: ruler.firewall, data })];
}

/** Docker and the like keep their own rules beside; that is no second firewall. */
const RULERS = ['ufw', 'firewalld', 'nftables', 'iptables', 'iptables-legacy'];

function together({ besides, ruler }: FirewallReport): DoctorFinding[] {
  const others = besides.filter(({ name }) => RULERS.includes(name));
  if (others.length === 0) return [];
  const data = { firewall: ruler.firewall, others: others.map(({ name }) => name) };
  const evidence = others.flatMap(({ chains }) => chains);
  return [makeFinding(FIREWALL, 'firewall.two-rulers', { subject: ruler.firewall, data, evidence })];
}
