/** The firewall in a running manager, beside a helper in memory: looks, a change from plan to end, what is noted, every refusal. */
import { setImmediate } from 'node:timers/promises';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import type { Change, ManagerEvent } from '../../../electron/contract/index.ts';
import { createFirewallArea, type FirewallAreaParts } from '../../../electron/manager/firewall/area.ts';
import { createHelperDesk } from '../../../electron/manager/firewall/desk.ts';
import { HelperGone, type HelperLine } from '../../../electron/manager/firewall/elevate.ts';
import { reportWindows } from '../../../electron/manager/firewall/elsewhere/elsewhere.ts';
import type { WindowsAnswer } from '../../../electron/manager/firewall/elsewhere/windows.ts';
import { flowsOf } from '../../../electron/manager/firewall/flows.ts';
import { lookFile } from '../../../electron/manager/firewall/look-file.ts';
import type { Operation } from '../../../electron/manager/firewall/operations.ts';
import type { RawState } from '../../../electron/manager/firewall/raw.ts';
import { createFakeClock } from '../../support/clock.ts';
import { closedSeen } from '../../support/fake-firewall.ts';
import { temporaryFolder } from '../../support/host.ts';

const OFFICE = {
  ...{ way: 'domain' as const, domain: 'example.org', admins: [] },
  ports: { starttls: 5222, direct: 5223 },
};
const WANTS = { flows: flowsOf({ office: OFFICE, httpChallenge: false }), admin: [] };
const WINDOW = 'window-of-sophie';

/** What root reads where iptables lets in remote access, and what we have opened. */
function raw(ours: readonly Operation[], remoteAccess: boolean): RawState {
  const opened = ours.flatMap(({ flow }) =>
    'ports' in flow
      ? [
          `-A INPUT -p ${flow.protocol} -m ${flow.protocol} --dport ${flow.ports.from}:${flow.ports.to} -m comment --comment "chatelaine:${flow.id}" -j ACCEPT`,
        ]
      : [],
  );
  const ssh = remoteAccess ? ['-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT'] : [];
  const rules = ['-A INPUT -i lo -j ACCEPT', ...opened, ...ssh];
  const saved = ['*filter', ':INPUT DROP [0:0]', ':OUTPUT ACCEPT [0:0]', ...rules, 'COMMIT', ''].join('\n');
  return {
    ...{ nftables: null, ipset: null, ufw: null, firewalld: null, interface: 'eth0', addresses: '' },
    iptables: [{ family: 'v4', legacy: false, saved }],
    sockets: 'tcp LISTEN 0 128 0.0.0.0:22 0.0.0.0:* users:(("sshd",pid=7,fd=3))',
    containers: [],
    kept: { nftables: false, iptables: true, nftablesStarts: null, iptablesStarts: true },
  };
}

type Ask = Parameters<HelperLine['ask']>[0];

function setUp(dataDir: string, change: Partial<FirewallAreaParts> = {}) {
  const clock = createFakeClock();
  const events: ManagerEvent['event'][] = [];
  const changes: Omit<Change, 'id' | 'at' | 'who'>[] = [];
  const kept = new Map<string, unknown>();
  const firewall = {
    rules: [] as Operation[],
    pending: [] as Operation[],
    remoteAccess: true,
    /** Answers in place of the firewall's, by what is asked. */
    instead: new Map<Ask['do'], object | Error>(),
    starts: 0,
  };
  const gone = Promise.withResolvers<void>();
  function answer(request: Ask): object {
    switch (request.do) {
      case 'look':
        return {
          raw: raw([...firewall.rules, ...firewall.pending], firewall.remoteAccess),
          fingerprint: 'f'.repeat(64),
        };
      case 'apply':
        firewall.pending = request.operations;
        return { applied: true, until: clock.now() + request.seconds * 1000 };
      case 'keep':
        firewall.rules.push(...firewall.pending.splice(0));
        return { kept: true, persisted: { files: ['/etc/iptables/rules.v4'], forgotten: [], failed: [] } };
      case 'back':
        return { back: firewall.pending.splice(0).length > 0 };
      case 'remove':
        firewall.rules = [];
        return { removed: true };
    }
  }
  const line: HelperLine = {
    ended: gone.promise,
    async ask(request) {
      const other = firewall.instead.get(request.do);
      if (other instanceof Error) throw other;
      return JSON.parse(JSON.stringify(other ?? answer(request)));
    },
    close: async () => void firewall.pending.splice(0),
  };
  const area = createFirewallArea({
    ...{ dataDir, elsewhere: undefined, elevation: 'root', file: lookFile(dataDir), clock },
    helper: createHelperDesk({
      start() {
        firewall.starts++;
        return line;
      },
      ...{ clock, restMs: 60_000 },
    }),
    ...{ command: ['chatelaine'], wants: () => WANTS, isSetUp: () => true, aaaa: () => false },
    ...{ people: async () => ({ remoteAccess: [], sessions: [] }), serverPid: () => 4711 },
    kept: { get: (name) => kept.get(name), set: (name, value) => void kept.set(name, value) },
    log: pino({ level: 'silent' }),
    events: {
      emit: (event: ManagerEvent['event']) => void events.push(event),
      listen: () => () => {},
    } as never,
    changes: { note: (one) => changes.push(one), page: () => [] },
    ...change,
  });
  const plan = () => {
    const { look } = area.state();
    return (look.state === 'seen' && look.seen.plan?.id) || 'none';
  };
  return { area, clock, events, changes, kept, firewall, plan, gone };
}

const notes = (changes: readonly Omit<Change, 'id' | 'at' | 'who'>[]) =>
  changes.map(({ action, subject, state, before }) => `${action} ${subject} ${state} ${before ?? '-'}`);

it('looks, applies what was shown, keeps it, and takes it back: each noted', async () => {
  using folder = temporaryFolder();
  const { area, changes, firewall, plan, kept } = setUp(folder.path);
  const looked = await area.look();
  expect(looked).toMatchObject({ access: 'root', countdown: null, last: null });
  expect(area.standing()).toMatchObject({ state: 'closed' });
  const rules = looked.look.state === 'seen' ? (looked.look.seen.plan?.rules ?? 0) : 0;
  expect(rules).toBeGreaterThan(4);
  const counting = await area.apply({ plan: plan(), window: WINDOW });
  expect(counting.countdown).toMatchObject({ window: WINDOW, left: 60_000, rules });
  expect(kept.get('firewall.counting')).toEqual({ rules });
  await expect(area.apply({ plan: plan(), window: WINDOW })).rejects.toThrow('firewall.busy');
  await expect(area.undo()).rejects.toThrow('firewall.busy');
  await expect(area.keep('another')).rejects.toThrow('firewall.too-late');
  const { last } = await area.keep(counting.countdown!.id);
  expect(last).toMatchObject({ outcome: 'kept', files: ['/etc/iptables/rules.v4'], unwritten: [] });
  expect(kept.get('firewall.counting')).toBeNull();
  expect(area.standing()).toMatchObject({ state: 'closed' });
  await area.look();
  expect(area.state().look).toMatchObject({ seen: { kept: rules, plan: null } });
  expect(area.standing()).toMatchObject({ state: 'open', closed: 0 });
  await area.undo();
  expect(firewall.rules).toEqual([]);
  expect(area.state()).toMatchObject({ last: { outcome: 'undone', rules } });
  expect(notes(changes)).toEqual([`firewall.apply ${rules} kept -`, `firewall.undo ${rules} applied -`]);
  expect(changes[0]!.after).toContain('--dport 5222');
  await area.close();
});

it('a window that is not heard any more: as before, noted as tried', async () => {
  using folder = temporaryFolder();
  const { area, clock, changes, firewall, plan } = setUp(folder.path);
  await area.look();
  const { countdown } = await area.apply({ plan: plan(), window: WINDOW });
  for (let second = 0; second < 20; second++) {
    if (second < 5) area.alive({ id: countdown!.id, window: WINDOW });
    clock.advance(1000);
    await setImmediate();
  }
  expect(firewall.pending).toEqual([]);
  expect(area.state()).toMatchObject({ countdown: null, last: { outcome: 'window' } });
  expect(notes(changes)).toEqual([`firewall.try ${countdown!.rules} rolled-back window`]);
  expect(() => area.alive({ id: countdown!.id, window: WINDOW })).toThrow('firewall.too-late');
  await area.close();
});

it('remote access shut by somebody else in the same minute: as before, and told', async () => {
  using folder = temporaryFolder();
  const { area, clock, firewall, plan } = setUp(folder.path);
  await area.look();
  const { countdown } = await area.apply({ plan: plan(), window: WINDOW });
  firewall.remoteAccess = false;
  for (let second = 0; second < 20; second++) {
    if (area.state().countdown) area.alive({ id: countdown!.id, window: WINDOW });
    clock.advance(1000);
    await setImmediate();
  }
  expect(area.state().last).toMatchObject({ outcome: 'closed', lost: ['tcp 22'] });
  await area.close();
});

it('the helper killed while it counts: its guard has put all back', async () => {
  using folder = temporaryFolder();
  const { area, plan, gone } = setUp(folder.path);
  await area.look();
  await area.apply({ plan: plan(), window: WINDOW });
  gone.resolve();
  await expect.poll(() => area.state().last?.outcome).toBe('ended');
  expect(area.state().countdown).toBeNull();
  await area.close();
});

it('looks by itself once an hour, and tells only what is new', async () => {
  using folder = temporaryFolder();
  const { area, clock, events, firewall } = setUp(folder.path);
  await area.begin();
  clock.advance(61_000);
  await expect.poll(() => area.state().look.state).toBe('seen');
  const told = () => events.filter(({ type }) => type === 'firewall.changed').length;
  const first = told();
  const hour = async () => {
    const { starts } = firewall;
    clock.advance(60 * 60_000);
    await expect.poll(() => firewall.starts).toBe(starts + 1);
    // Behind the look that is under way.
    await area.undo();
  };
  await hour();
  expect(told()).toBe(first);
  firewall.remoteAccess = false;
  await hour();
  expect(told()).toBe(first + 1);
  await area.close();
});

it('a plan that is another by now is not applied', async () => {
  using folder = temporaryFolder();
  const { area, firewall, plan } = setUp(folder.path);
  await area.look();
  const shown = plan();
  await expect(area.apply({ plan: 'something-else', window: WINDOW })).rejects.toThrow('firewall.outdated');
  firewall.instead.set('apply', { refused: 'changed' });
  await expect(area.apply({ plan: shown, window: WINDOW })).rejects.toThrow('firewall.outdated');
  expect(area.state().countdown).toBeNull();
  await area.close();
});

it.each<[name: string, answer: object | Error, code: string]>([
  ['the firewall does not take it', { failed: 'iptables: no', command: 'iptables' }, 'firewall.refused'],
  ['another program counts', { refused: 'busy' }, 'firewall.busy'],
  ['the person said no', new HelperGone('Request dismissed', true), 'firewall.not-possible'],
])('%s: refused, and nothing counts', async (_, answer, code) => {
  using folder = temporaryFolder();
  const { area, firewall, plan, kept } = setUp(folder.path);
  await area.look();
  firewall.instead.set('apply', answer);
  await expect(area.apply({ plan: plan(), window: WINDOW })).rejects.toThrow(code);
  expect([area.state().countdown, kept.get('firewall.counting')]).toEqual([null, null]);
  await area.close();
});

it('a look that fails says why, and keeps what was known', async () => {
  using folder = temporaryFolder();
  const { area, firewall } = setUp(folder.path);
  firewall.instead.set('look', { failed: 'nft: Operation not permitted', command: 'nft' });
  await area.look();
  expect(area.state().look).toMatchObject({
    state: 'failed',
    said: 'nft: Operation not permitted',
    last: null,
  });
  expect(area.standing().state).toBe('unknown');
  firewall.instead.clear();
  await area.look();
  firewall.instead.set('look', new HelperGone('no answer within 60 seconds'));
  await area.look();
  expect(area.state().look).toMatchObject({ state: 'failed', last: { firewall: 'iptables' } });
  expect(area.standing().state).toBe('closed');
  await area.close();
});

it('without the right it starts nothing, and shows what an administrator saw by hand', async () => {
  using folder = temporaryFolder();
  const { area, firewall, events } = setUp(folder.path, { elevation: undefined });
  await area.begin();
  expect(area.state()).toMatchObject({ access: 'by-hand', look: { state: 'never' } });
  expect(area.state().byHand.apply).toBe(`sudo chatelaine firewall apply --data ${folder.path}`);
  await lookFile(folder.path).write({ ...closedSeen(), by: 'command-line' });
  await expect.poll(() => area.state().look.state).toBe('seen');
  expect(events).toContainEqual({ type: 'firewall.changed' });
  const flows = area.state().look.state === 'seen' ? closedSeen().flows : [];
  expect(flows.length).toBeGreaterThan(0);
  await expect(area.apply({ plan: 'plan-1', window: WINDOW })).rejects.toThrow('firewall.not-possible');
  expect(firewall.starts).toBe(0);
  await area.close();
});

it('killed while one counted, it says so at its next start', async () => {
  using folder = temporaryFolder();
  const { area, kept, changes } = setUp(folder.path);
  kept.set('firewall.counting', { rules: 4 });
  await area.begin();
  expect(area.state().last).toMatchObject({ outcome: 'ended', rules: 4 });
  expect(notes(changes)).toEqual(['firewall.try 4 rolled-back ended']);
  expect(kept.get('firewall.counting')).toBeNull();
  await area.close();
});

it('the helper is there as long as it is needed', async () => {
  using folder = temporaryFolder();
  const { area, clock, firewall, plan } = setUp(folder.path);
  await area.look();
  await area.look();
  expect(firewall.starts).toBe(1);
  clock.advance(61_000);
  await area.look();
  expect(firewall.starts).toBe(2);
  const { countdown } = await area.apply({ plan: plan(), window: WINDOW, seconds: 300 });
  for (let second = 0; second < 120; second++) {
    area.alive({ id: countdown!.id, window: WINDOW });
    clock.advance(1000);
    await setImmediate();
  }
  // Held by what counts, however long nobody asks it anything.
  expect([firewall.starts, area.state().countdown?.left]).toEqual([2, 180_000]);
  await area.close();
  expect(firewall.pending).toEqual([]);
});

it('while rules are being taken back, it looks again until they are as they stay', async () => {
  using folder = temporaryFolder();
  const { area, clock, firewall, plan } = setUp(folder.path);
  const fingerprint = 'f'.repeat(64);
  firewall.instead.set('look', { raw: raw([], true), fingerprint, guarded: true });
  await area.look();
  // What would be offered now is another in a moment.
  expect(plan()).toBe('none');
  const first = clock.now();
  const at = () => {
    const { look } = area.state();
    return look.state === 'seen' ? look.seen.at - first : null;
  };
  clock.advance(3000);
  await expect.poll(at).toBe(3000);
  firewall.instead.delete('look');
  clock.advance(3000);
  await expect.poll(at).toBe(6000);
  expect(plan()).not.toBe('none');
  // Settled: from now on as rarely as ever.
  clock.advance(60_000);
  await setImmediate();
  expect(at()).toBe(6000);
  await area.close();
});

it('Windows and macOS: looked at without a helper, told what to type, and nothing is applied', async () => {
  using folder = temporaryFolder();
  const answer: WindowsAnswer = {
    profiles: [{ name: 'Public', on: 'True', inbound: 'Block' }],
    ...{ networks: ['Public'], rules: [], tcp: [], udp: [] },
  };
  const { area, firewall, plan } = setUp(folder.path, {
    ...{ elevation: undefined, elsewhere: async () => reportWindows(answer, WANTS) },
  });
  const { access, look } = await area.look();
  expect([access, firewall.starts]).toEqual(['plan-only', 0]);
  expect(look).toMatchObject({ seen: { firewall: 'windows', plan: { script: '' } } });
  const commands = look.state === 'seen' ? look.seen.plan!.commands : [];
  expect(commands.some((one) => one.startsWith('New-NetFirewallRule'))).toBe(true);
  expect(area.standing()).toMatchObject({ state: 'closed' });
  await expect(area.apply({ plan: plan(), window: WINDOW })).rejects.toThrow('firewall.not-possible');
  await expect(area.undo()).rejects.toThrow('firewall.not-possible');
});
