/**
 * A domain's address book in memory: what stands in it, who remembers an old answer, and the report the manager would make of
 * it. The plan is the real one (electron/manager/dns/plan).
 */
import type {
  DnsReport,
  DomainSurvey,
  PlanRow,
  PublicResolver,
  Seen,
  Walk,
} from '../../electron/contract/dns.ts';
import type { Applied, DynamicState, ProviderAccess } from '../../electron/contract/dns-providers.ts';
import type { DnsPlan, PlannedRecord } from '../../electron/contract/domains.ts';
import type { DoctorFinding } from '../../electron/contract/findings/finding.ts';
import { planFacts } from '../../electron/manager/dns/plan/from-office.ts';
import { dnsPlan } from '../../electron/manager/dns/plan/plan.ts';
import type { Office } from '../../electron/manager/settings.ts';

/** What of the fake state concerns names. */
export interface NamesFacts {
  /** `NAME TYPE` to its values. */
  zone: Map<string, string[]>;
  /** Lines some still remember otherwise, until then. */
  late: Map<string, number>;
  /** Nobody can be asked. */
  offline: boolean;
  /** Nobody has looked yet. */
  neverLooked: boolean;
  rightAt: number | null;
  dnsFindings: DoctorFinding[];
  /** Null: the usual ones. */
  resolvers: PublicResolver[] | null;
  survey: Partial<DomainSurvey>;
  addresses: { v4: string[]; v6: string[] };
  otherDomains: string[];
  guests: { label: string } | undefined;
  names?: Office['names'];
  dns?: Office['dns'];
  accesses: ProviderAccess[];
  applied: Applied[];
  asked: { who: string; at: number } | null;
  dynamic: Pick<DynamicState, 'choice' | 'look' | 'nextLook' | 'wanted'>;
  /** The line at which applying fails. */
  failLine: string | null;
}

export const freshNames = (): NamesFacts => ({
  ...{ zone: new Map(), late: new Map(), offline: false, neverLooked: false, rightAt: null, dnsFindings: [] },
  ...{ resolvers: null, survey: {} },
  addresses: { v4: ['203.0.113.24'], v6: ['2001:db8:4f2:18::24'] },
  ...{ otherDomains: [], guests: undefined, accesses: [], applied: [], asked: null, failLine: null },
  dynamic: {
    choice: { on: false, update: false, sources: { stun: [], echo: [] } },
    ...{ look: null, nextLook: null, wanted: [] },
  },
});

export const OFFERED = { stun: ['stun.example.net:3478'], echo: ['https://address.example.org/'] };

export const keyOf = ({ name, type }: { name: string; type: string }): string => `${name} ${type}`;

export interface NamesState extends NamesFacts {
  readonly domain: string;
  readonly answers: { readonly way: Office['way'] | null; readonly ports: Office['ports'] };
}

export const officeOf = (state: NamesState): Office => ({
  ...{ way: state.answers.way ?? 'domain', domain: state.domain, ports: state.answers.ports, admins: [] },
  ...{ addresses: state.addresses, otherDomains: state.otherDomains },
  ...(state.guests && { guests: state.guests }),
  ...{ names: state.names, dns: state.dns },
});

export const planOf = (state: NamesState, domain: string): DnsPlan =>
  dnsPlan(planFacts(officeOf(state), domain, undefined));

/** Every line of the plan as it should be: the domain is right. */
export function fillZone(state: NamesState, but: (record: PlannedRecord) => boolean = () => false): void {
  for (const domain of [state.domain, ...state.otherDomains])
    for (const record of planOf(state, domain).records)
      if (!but(record)) state.zone.set(keyOf(record.set), [...record.set.values]);
}

const ASKERS: DnsReport['askers'] = [
  ...(['dns200.anycast.example', 'ns200.anycast.example'] as const).map((name, index) => ({
    ...{ id: `${name}/192.0.2.${index + 1}`, kind: 'zone' as const, name, address: `192.0.2.${index + 1}` },
    over: 'udp' as const,
  })),
  { id: '9.9.9.9/udp', kind: 'resolver', name: 'Quad9', address: '9.9.9.9', over: 'udp' },
  { id: 'cloudflare/doh', kind: 'resolver', name: 'Cloudflare', address: '1.1.1.1', over: 'doh' },
];

function rowOf(state: NamesState, record: PlannedRecord): PlanRow {
  const there = state.zone.get(keyOf(record.set)) ?? [];
  const until = state.late.get(keyOf(record.set));
  const right = record.set.values.every((value) => there.includes(value));
  const seen = ASKERS.map(({ id, kind }): Seen => {
    if (state.offline) return { asker: id, state: 'not-checked', values: [], ttl: null, problem: 'timeout' };
    const old = until !== undefined && kind === 'resolver';
    if (there.length === 0 || old) return { asker: id, state: 'none', values: [], ttl: 3600, problem: null };
    return { asker: id, state: right ? 'right' : 'other', values: there, ttl: 3600, problem: null };
  });
  const known = state.offline
    ? 'not-checked'
    : until !== undefined
      ? 'waiting'
      : right
        ? 'found'
        : there.length > 0
          ? 'different'
          : 'missing';
  return {
    ...{ record, state: known, seen },
    found: right ? [] : there,
    until: until ?? null,
  };
}

const walk = (who: Walk['who'], state: NamesState): Walk => {
  const label = who === 'phone' ? '_xmpps-client' : '_xmpps-server';
  const host = `xmpp.${state.domain}`;
  const [address = '203.0.113.24'] = state.addresses.v4;
  const port = who === 'phone' ? 5223 : 5270;
  const found = state.zone.has(`${label}._tcp.${state.domain} SRV`);
  return {
    who,
    steps: [
      {
        ...{ step: 'srv', ok: found, subject: `${label}._tcp.${state.domain} SRV` },
        detail: found ? [`5 0 ${port} ${host}.`] : ['NXDOMAIN'],
      },
      ...(found
        ? ([
            { step: 'address', ok: true, subject: `${host} A`, detail: [address] },
            { step: 'connect', ok: true, subject: `${address}:${port}`, detail: ['TLSv1.3'] },
          ] as const)
        : []),
    ].map((step) => ({ ...step, detail: [...step.detail] })) as Walk['steps'],
    targets: found
      ? [
          {
            ...{ host, port, tls: 'direct', because: 'srv', priority: 5, weight: 0 },
            addresses: [{ address, answers: 'yes' }],
          },
        ]
      : [],
    chosen: found ? 0 : null,
  };
};

export function reportOf(state: NamesState, domain: string): DnsReport {
  const { records, gaps } = planOf(state, domain);
  return {
    ...{ domain, at: Date.now() - 12_000, askers: ASKERS, gaps, findings: state.dnsFindings },
    plan: records.map((record) => rowOf(state, record)),
    walks: [walk('phone', state), walk('server', state)],
    notChecked: ['ipv6', 'ports'],
  };
}

export const surveyOf = (state: NamesState, domain: string): DomainSurvey => ({
  ...{ domain, at: Date.now(), registered: 'yes', zone: domain },
  nameServers: ['dns200.anycast.example', 'ns200.anycast.example'],
  provider: { id: 'ovh', name: 'OVHcloud' },
  addresses: { v4: ['198.51.100.80'], v6: [] },
  website: { addresses: ['198.51.100.80'], at: { id: 'o2switch', name: 'o2switch' } },
  mail: { servers: ['mx1.mail.example'], at: { id: 'gandi', name: 'Gandi' } },
  ...{ chat: [], caa: null, dnssec: 'unsigned', wildcard: [], findings: [] },
  ...state.survey,
});
