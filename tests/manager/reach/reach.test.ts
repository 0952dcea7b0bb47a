/** The area: when it looks by itself, what it keeps, whose word it takes once; and the doctor's look at ports. */
import { expect, test } from 'vitest';
import { doctorText } from '../../../electron/cli/doctor-text.ts';
import type { DnsReport, WalkTarget } from '../../../electron/contract/dns.ts';
import type { ReachState } from '../../../electron/contract/reach.ts';
import type { Kept } from '../../../electron/manager/database.ts';
import { diagnose } from '../../../electron/manager/doctor/registry.ts';
import { createEvents } from '../../../electron/manager/events.ts';
import { createReachChecker } from '../../../electron/manager/reach/checker.ts';
import { publicAddresses } from '../../../electron/manager/reach/managed.ts';
import type { Partners } from '../../../electron/manager/reach/partners/partners.ts';
import type { Eyes, Knocking } from '../../../electron/manager/reach/prober.ts';
import { createReach } from '../../../electron/manager/reach/reach.ts';
import type { Seen } from '../../../electron/manager/reach/seen.ts';
import type { Office } from '../../../electron/manager/settings.ts';
import { createFakeClock } from '../../support/clock.ts';

const OFFICE: Office = {
  way: 'domain',
  domain: 'office.example',
  ports: { starttls: 5222, direct: 5223 },
  admins: [],
};
const OWN = new Map([['ab'.repeat(32), null]]);
const ADDRESSES = { v4: ['93.184.77.10'], v6: [] };
/** Nobody is looked at in these tests; that is what prober.ts is for. */
const BLIND: Eyes = { stream: async () => ({ is: 'silent' }), certificate: async () => null };

function kept(): Kept {
  const values = new Map<string, string>();
  return {
    get: (name) => (values.has(name) ? JSON.parse(values.get(name)!) : undefined),
    set: (name, value) => void values.set(name, JSON.stringify(value)),
  };
}

function open({ memory = kept(), running = true, seen = (): Seen => ({ is: 'refused' }) } = {}) {
  const clock = createFakeClock();
  const events = createEvents(clock);
  const told: string[] = [];
  events.listen(({ type }) => told.push(type));
  let looks = 0;
  const partners: Partners = {
    ...{
      list: () => [],
      invitation: async () => ({ code: '', fingerprint: '' }),
      add: async () => undefined,
    },
    ...{ remove: async () => '', begin() {}, wake() {}, close: async () => undefined },
    ask: async (_, doors) => {
      const places = doors.map((door): Knocking => ({ door, family: 'v4', address: ADDRESSES.v4[0]! }));
      return { name: 'friend.example', places, seen: places.map(seen) };
    },
  };
  const reach = createReach({
    ...{ kept: memory, events, clock, partners, office: () => OFFICE, cards: () => [] },
    ...{ addresses: () => ADDRESSES, own: async () => OWN, credential: async () => undefined },
    running: () => running,
    probe: async () => seen(),
    eyes: async () => {
      looks++;
      return BLIND;
    },
    unexpected: (error) => {
      throw error;
    },
  });
  return { reach, clock, events, told, memory, looks: () => looks };
}

const findings = ({ findings: all }: ReachState) => [...new Set(all.map(({ code }) => code))];

test('a minute after something changed it looks, and once for many changes; then once a day', async () => {
  const { reach, clock, events, looks, told } = open();
  reach.begin();
  events.emit({ type: 'doors.changed' });
  events.emit({ type: 'firewall.changed' });
  events.emit({ type: 'router.changed' });
  clock.advance(59_000);
  expect(looks()).toBe(0);
  clock.advance(1_000);
  await reach.check('here', null);
  expect(looks()).toBe(1);
  clock.advance(86_400_000);
  await reach.check('here', null);
  expect(looks()).toBe(2);
  expect(told.filter((type) => type === 'findings.changed').length).toBeLessThanOrEqual(2);
  await reach.close();
});

test('without a server there is nothing to look at', async () => {
  const { reach, clock, events, looks } = open({ running: false });
  reach.begin();
  events.emit({ type: 'doors.changed' });
  clock.advance(120_000);
  expect(looks()).toBe(0);
  await reach.close();
});

test('what a partner saw is told on Home once, and kept over a restart', async () => {
  const { reach, told, memory } = open();
  await reach.check('partner', null);
  expect(findings(reach.state())[0]).toBe('reach.all-closed');
  expect(told.filter((type) => type === 'findings.changed')).toHaveLength(1);
  await reach.check('partner', null);
  expect(told.filter((type) => type === 'findings.changed')).toHaveLength(1);
  await reach.close();
  const again = open({ memory }).reach;
  expect(again.state().views.map(({ name }) => name)).toEqual(['friend.example']);
  expect(again.standing().outside).toBe('closed');
});

test('the answer of a computer elsewhere is taken once, and only for the line that was made here', async () => {
  const { reach, clock } = open();
  const { sh } = await reach.command();
  const nonce = /chr1-([a-z0-9]{24})-/.exec(sh)![1]!;
  const words = 'c'.concat('ab'.repeat(32), ',').repeat(9);
  const code = `chr1-${nonce}-${words}-${words.length}`;
  const refused = (text: string) =>
    reach.paste(text).then(
      () => 'taken',
      ({ data }) => data.reason,
    );
  expect(await refused(code.replace(nonce, 'a'.repeat(24)))).toBe('foreign');
  expect(await refused(code)).toBe('taken');
  expect(await refused(code)).toBe('foreign');
  expect(
    reach
      .state()
      .rows.filter(({ from }) => from === 'machine')
      .every(({ verdict }) => verdict === 'open'),
  ).toBe(true);
  const late = /chr1-([a-z0-9]{24})-/.exec((await reach.command()).sh)![1]!;
  clock.advance(3_600_001);
  expect(await refused(code.replace(nonce, late))).toBe('expired');
});

test('where the world is led: the records, else what a person wrote down, else what this computer has that is public', () => {
  const target = (address: string): WalkTarget => ({
    ...{ host: 'xmpp.office.example', port: 5222, tls: 'starttls', because: 'srv', priority: 0, weight: 0 },
    addresses: [{ address, answers: 'yes' }],
  });
  const walks = [
    { who: 'phone', steps: [], chosen: 0, targets: [target('93.184.77.10'), target('2a01:4f8::1')] },
  ] as const;
  expect(publicAddresses(OFFICE, walks as never, [])).toEqual({ v4: ['93.184.77.10'], v6: ['2a01:4f8::1'] });
  expect(publicAddresses({ ...OFFICE, addresses: { v4: ['93.184.77.11'] } }, [], [])).toEqual({
    v4: ['93.184.77.11'],
    v6: [],
  });
  expect(publicAddresses(OFFICE, [], ['192.168.1.5', '2a01:4f8::2', 'fd00::1'])).toEqual({
    v4: [],
    v6: ['2a01:4f8::2'],
  });
  expect(publicAddresses({ ...OFFICE, way: 'lan' }, [], ['93.184.77.10'])).toEqual({ v4: [], v6: [] });
});

const REPORT: DnsReport = {
  ...{ domain: 'office.example', at: 0, askers: [], plan: [], gaps: [], findings: [], notChecked: [] },
  walks: [
    {
      ...{ who: 'phone', steps: [], chosen: 0 },
      targets: [
        {
          ...{
            host: 'xmpp.office.example',
            port: 5222,
            tls: 'starttls',
            because: 'srv',
            priority: 0,
            weight: 0,
          },
          addresses: [
            { address: '93.184.77.10', answers: 'yes' },
            { address: '2a01:4f8:77::10', answers: 'not-tried' },
          ],
        },
      ],
    },
  ],
};

async function doctor(office: Office | null, seen: (at: Knocking) => Seen, cards: string[] = []) {
  const checker = createReachChecker({
    eyes: async () => BLIND,
    cards: () => cards,
    probe: async (at) => seen(at),
  });
  const diagnosis = await diagnose({
    ...{ domain: 'office.example', office, dns: async () => REPORT, only: ['ports'] },
    ...{ checkers: [checker], signal: new AbortController().signal },
  });
  const { findings: found, notChecked, unable } = diagnosis;
  // A topic with a finding is not called fine as well.
  expect(found.length > 0 && doctorText(diagnosis, ['ports'], 'en').includes('Nothing wrong')).toBe(false);
  return {
    found: found.map(({ code, subject, severity }) => `${severity} ${code} ${subject}`),
    notChecked,
    unable,
  };
}
const RIGHT: Seen = {
  is: 'answers',
  certificate: { fingerprint: 'ab'.repeat(32), names: [], flaw: null },
  alpn: null,
  said: '',
};

test('the doctor, as a stranger: every address of the records, in both families', async () => {
  expect(await doctor(null, ({ family }) => (family === 'v6' ? { is: 'silent' } : RIGHT))).toEqual({
    found: ['warning reach.filtered [2a01:4f8:77::10]:5222'],
    ...{ notChecked: [], unable: [] },
  });
  expect((await doctor(null, () => ({ is: 'other', said: 'SSH-2.0-x' }))).found).toEqual([
    'broken reach.other-program 93.184.77.10:5222',
    'broken reach.other-program [2a01:4f8:77::10]:5222',
  ]);
  // A computer without IPv6 says nothing about it.
  expect(
    await doctor(null, ({ family }) => (family === 'v6' ? { is: 'unable', why: 'no-family-there' } : RIGHT)),
  ).toMatchObject({ found: [] });
});

test('the doctor, at home: nobody listening is broken; the public address that cannot be tried from here is not checked', async () => {
  const at = (address: string) => address === '127.0.0.1' || address === '192.168.1.5';
  const inside = await doctor(OFFICE, ({ address }) => (at(address) ? RIGHT : { is: 'refused' }), [
    '192.168.1.5',
  ]);
  expect(inside).toEqual({
    found: ['info reach.not-proved 192.168.1.5'],
    notChecked: ['ports.outside'],
    unable: [],
  });
  const dead = await doctor(OFFICE, () => ({ is: 'refused' }), ['192.168.1.5']);
  expect(dead.found).toContain('broken reach.server-down 192.168.1.5');
});
