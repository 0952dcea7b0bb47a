/** What holds of every plan, whatever the office and the world are like. Specs: RFC 1034 §3.6.2, RFC 2782, RFC 1035 §2.3.4. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plannedRecord } from '../../../electron/contract/domains.ts';
import { registrable } from '../../../electron/manager/dns/plan/addresses.ts';
import { dnsPlan, type PlanFacts } from '../../../electron/manager/dns/plan/plan.ts';
import { isWanted } from '../../../electron/manager/office-doors.ts';
import { servedDomains, serverHost } from '../../../electron/manager/office-names.ts';
import { anyFacts, factsOf } from './facts.ts';

const RUNS = { numRuns: 300 };
const setsOf = (facts: PlanFacts) => dnsPlan(facts).records.map(({ set }) => set);
const holds = (title: string, check: (facts: PlanFacts) => void) =>
  it(title, { timeout: 60_000 }, () => fc.assert(fc.property(anyFacts, check), RUNS));
const targetsOf = (sets: ReturnType<typeof setsOf>) =>
  sets.flatMap(({ type, values }) =>
    type === 'SRV' ? values.map((value) => value.split(' ')[3]!.slice(0, -1)) : [],
  );

describe('every plan', () => {
  holds('has each name and type once, in the contract’s shape, and no value twice', (facts) => {
    const { records } = dnsPlan(facts);
    for (const record of records) expect(plannedRecord.parse(record)).toEqual(record);
    const keys = records.map(({ set }) => `${set.name} ${set.type}`);
    expect(new Set(keys).size).toBe(keys.length);
    for (const { set } of records) {
      expect(set.values.length).toBeGreaterThan(0);
      expect(new Set(set.values).size).toBe(set.values.length);
    }
  });

  holds(
    'has no CNAME beside other data, planned or there already, nor where a zone or a domain of ours begins',
    (facts) => {
      const sets = setsOf(facts);
      for (const { name, type } of sets) {
        if (type !== 'CNAME') continue;
        expect(sets.filter((one) => one.name === name)).toHaveLength(1);
        expect([
          registrable(facts.domain),
          ...servedDomains(facts.office),
          ...(facts.occupied ?? []),
        ]).not.toContain(name);
      }
    },
  );

  holds('has no CNAME at the target of SRV, whichever of the office’s plans it is in', (facts) => {
    const targets = new Set(targetsOf(setsOf(facts)));
    const all = servedDomains(facts.office).flatMap((domain) => setsOf({ ...facts, domain }));
    expect(all.filter(({ name, type }) => type === 'CNAME' && targets.has(name))).toEqual([]);
  });

  holds('has an address for every target of SRV, or says where it comes from', (facts) => {
    const all = servedDomains(facts.office).map((domain) => dnsPlan({ ...facts, domain }));
    const addressed = all.flatMap(({ records }) =>
      records.filter(({ set }) => set.type === 'A' || set.type === 'AAAA').map(({ set }) => set.name),
    );
    const said = all.flatMap(({ gaps }) =>
      gaps.filter(({ code }) => code !== 'host-meta').map(({ subject }) => subject),
    );
    for (const target of targetsOf(setsOf(facts))) expect([...addressed, ...said]).toContain(target);
  });

  holds('has names that DNS can have, within the zone of its domain', (facts) => {
    const zone = registrable(facts.domain);
    for (const { name, values } of setsOf(facts)) {
      expect(name.length).toBeLessThanOrEqual(253);
      expect(name === zone || name.endsWith(`.${zone}`)).toBe(true);
      for (const one of name.split('.')) expect(one).toMatch(/^_?[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/);
      for (const value of values) expect(value).toMatch(/^[\x20-\x7e]+$/);
    }
  });

  holds('has no record for a closed door', (facts) => {
    const names = setsOf(facts).map(({ name }) => name);
    const asks = (pattern: RegExp) => names.some((name) => pattern.test(name));
    if (!isWanted('companies', facts.office)) expect(asks(/-server\._tcp/)).toBe(false);
    if (!isWanted('calls', facts.office)) expect(asks(/^_(stun|turn)/)).toBe(false);
    if (!facts.onePortOpen && facts.office.ports.direct !== 443 && facts.office.ports.starttls !== 443)
      expect(targetPorts(facts)).not.toContain('443');
  });
  const targetPorts = (facts: PlanFacts) =>
    setsOf(facts).flatMap(({ name, values }) =>
      name.includes('-client._tcp') ? values.map((value) => value.split(' ')[2]) : [],
    );

  holds('is the same when asked again, and when what it wanted is there already', (facts) => {
    const plan = dnsPlan(facts);
    expect(dnsPlan(facts)).toEqual(plan);
    const caa = plan.records.find(({ set }) => set.type === 'CAA');
    if (caa) {
      const again = dnsPlan({ ...facts, caa: { name: caa.set.name, values: caa.set.values } });
      expect(again.records.find(({ set }) => set.type === 'CAA')?.set).toEqual(caa.set);
    }
  });

  holds('takes nobody’s permission to sign away', (facts) => {
    const caa = setsOf(facts).find(({ type }) => type === 'CAA');
    if (!caa || !facts.caa) return;
    const others = facts.caa.values.filter((value) => !/";"/.test(value));
    for (const value of others) expect(caa.values).toContain(value);
  });

  holds('points every SRV at the one server', (facts) => {
    for (const target of targetsOf(setsOf(facts))) expect(target).toBe(serverHost(facts.office));
  });
});

it('the checks can fail: a CNAME at the server’s name would be seen', () => {
  const sets = setsOf(factsOf());
  const wrong = sets.map((set) => (set.type === 'A' ? { ...set, type: 'CNAME' as const } : set));
  const targets = new Set(targetsOf(wrong));
  expect(wrong.filter(({ name, type }) => type === 'CNAME' && targets.has(name))).not.toEqual([]);
});
