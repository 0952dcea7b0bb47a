/** What a domain's report comes to: the count, the sentence, who is cut off. Tables. */
import { describe, expect, it } from 'vitest';
import type { DnsReport, PlanRow, RecordState } from '../../electron/contract/dns.ts';
import type { RecordGroup, RecordNeed } from '../../electron/contract/domains.ts';
import type { DoctorFinding } from '../../electron/contract/findings/finding.ts';
import {
  type Cut,
  causesOf,
  cutOf,
  groupsOf,
  type Standing,
  saidOf,
  splitName,
  standingOf,
  tallyOf,
  waitsUntil,
  worthSaying,
} from '../../renderer/parts/names/arrange.ts';

const row = (
  group: RecordGroup,
  state: RecordState,
  more: { need?: RecordNeed; until?: number | null } = {},
): PlanRow => ({
  record: {
    set: { name: 'xmpp.example.org', type: 'A', ttl: 3600, values: ['203.0.113.5'] },
    ...{
      group,
      purpose: 'server.address-v4',
      need: more.need ?? 'required',
      because: 'usual',
      mode: 'replace',
    },
  },
  ...{ state, found: [], seen: [], until: more.until ?? null },
});
const finding = (code: string, more: Partial<DoctorFinding> = {}): DoctorFinding => ({
  ...{
    code,
    severity: 'broken',
    subject: 'example.org',
    data: {},
    who: 'you',
    dependsOn: null,
    evidence: [],
  },
  ...more,
});
const report = (plan: PlanRow[], findings: DoctorFinding[] = []): DnsReport => ({
  ...{ domain: 'example.org', at: 1, askers: [], plan, gaps: [], findings, walks: [], notChecked: [] },
});

describe('how a domain stands', () => {
  const found = row('server', 'found');
  it.each<[string, DnsReport | null, Standing]>([
    ['nobody has looked', null, 'never'],
    ['nobody answered', report([row('server', 'not-checked')]), 'unchecked'],
    ['some could not be asked', report([found, row('programs', 'not-checked')]), 'unchecked'],
    ['all is there', report([found]), 'right'],
    ['an optional line is missing', report([found, row('calls', 'missing', { need: 'optional' })]), 'right'],
    ['one is missing', report([found, row('programs', 'missing')]), 'incomplete'],
    ['one is another', report([found, row('programs', 'different')]), 'incomplete'],
    ['one is remembered otherwise', report([found, row('programs', 'waiting')]), 'waiting'],
    ['all there, and something is broken', report([found], [finding('dns.lame')]), 'blocked'],
    [
      'all there, and something is worth knowing',
      report([found], [finding('dns.ttl-short', { severity: 'warning' })]),
      'right',
    ],
  ])('%s', (_, given, standing) => expect(standingOf(given)).toBe(standing));
});

it('says whom it cuts off, the gravest first', () => {
  const table: [PlanRow[], Cut | null][] = [
    [[row('server', 'found'), row('programs', 'found')], null],
    [[row('server', 'missing'), row('programs', 'found')], 'programs'],
    [[row('server', 'found'), row('programs', 'missing'), row('programs', 'different')], 'programs'],
    // One door of two is enough.
    [[row('programs', 'missing'), row('programs', 'found')], 'some'],
    [[row('programs', 'found'), row('servers', 'missing'), row('services', 'missing')], 'servers'],
    [[row('programs', 'found'), row('services', 'missing'), row('services', 'found')], 'services'],
    [[row('programs', 'found'), row('calls', 'missing')], 'calls'],
    [[row('programs', 'found'), row('calls', 'missing', { need: 'optional' })], null],
    [[row('programs', 'waiting')], null],
  ];
  expect(table.map(([plan]) => cutOf(plan))).toEqual(table.map(([, cut]) => cut));
});

it('counts and groups what matters, and keeps the optional apart', () => {
  const plan = [
    row('server', 'found'),
    row('programs', 'waiting', { until: 20 }),
    row('programs', 'missing'),
    row('calls', 'missing', { need: 'optional' }),
  ];
  expect(tallyOf(plan)).toEqual({
    ...{ total: 3, found: 1, waiting: 1, different: 0, missing: 1, 'not-checked': 0 },
  });
  const shape = (which: 'counted' | 'optional') =>
    groupsOf(plan, which).map(({ group, rows, found }) => [group, rows.length, found]);
  expect(shape('counted')).toEqual([
    ['server', 1, 1],
    ['programs', 2, 0],
  ]);
  expect(shape('optional')).toEqual([['calls', 1, 0]]);
  expect(waitsUntil(plan)).toBe(20);
  expect(waitsUntil([...plan, row('server', 'waiting')])).toBeNull();
});

it('says who has a line and who has not, the domain’s own name servers as one where they agree', () => {
  const askers = [
    ...['ns1', 'ns2'].map((name) => ({
      id: name,
      kind: 'zone' as const,
      name,
      address: '',
      over: 'udp' as const,
    })),
    { id: 'q', kind: 'resolver' as const, name: 'Quad9', address: '9.9.9.9', over: 'udp' as const },
    { id: 's', kind: 'system' as const, name: '', address: '192.168.1.1', over: 'udp' as const },
  ];
  const seen = (states: PlanRow['seen'][number]['state'][]) => ({
    ...row('server', 'waiting'),
    seen: states.map((state, index) => ({
      ...{ asker: askers[index]!.id, state, values: [], ttl: state === 'right' ? 60 : null, problem: null },
    })),
  });
  expect(saidOf(seen(['right', 'right', 'none', 'not-checked']), askers, 'its own')).toEqual({
    ...{ have: ['its own'], haveNot: ['Quad9'], silent: ['192.168.1.1'], ttl: 60 },
  });
  expect(saidOf(seen(['right', 'other', 'right', 'right']), askers, 'its own')).toMatchObject({
    ...{ have: ['ns1', 'Quad9', '192.168.1.1'], haveNot: ['ns2'] },
  });
});

it('is calm about what was never there, and not about what went missing', () => {
  const findings = [
    finding('dns.missing-programs'),
    finding('dns.no-chat', { dependsOn: 'dns.missing-programs' }),
    finding('dns.lame'),
  ];
  expect(worthSaying(findings, null).map(({ code }) => code)).toEqual(['dns.lame']);
  expect(worthSaying(findings, 1)).toEqual(findings);
  expect(causesOf(findings).map(({ root, effects }) => [root.code, effects.map(({ code }) => code)])).toEqual(
    [
      ['dns.missing-programs', ['dns.no-chat']],
      ['dns.lame', []],
    ],
  );
});

it('shows first what differs in a name', () => {
  expect(splitName('_xmpp-client._tcp.example.org', 'example.org')).toEqual({
    ...{ label: '_xmpp-client._tcp', rest: '.example.org' },
  });
  expect(splitName('example.org', 'example.org')).toEqual({ label: 'example.org', rest: '' });
  expect(splitName('xmpp.notexample.org', 'example.org')).toEqual({ label: 'xmpp.notexample.org', rest: '' });
});
