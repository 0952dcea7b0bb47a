/** Real routers: miniupnpd by each of its three languages, restarted, readdressed, and in everybody's way. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { describeInNetworks } from '../../support/need-network.ts';
import { type Lab, OFFICE, OFFICE6, type OfficeChild, OTHER, OUTSIDE, openLab, type Told } from './lab.ts';

const PORTS = [
  ['tcp', 5222],
  ['udp', 3478],
] as const;
const states = ({ mappings }: Told) =>
  Object.fromEntries(mappings.map(({ id, state, by }) => [id, by ? `${state} ${by}` : state]));

describeInNetworks(['miniupnpd', 'nft', 'upnpc'], 'a router of its own', () => {
  let lab: Lab;
  let child: OfficeChild | undefined;
  beforeAll(async () => {
    lab = await openLab();
    await lab.daemon();
  }, 60_000);
  /** Nothing of one test is open at the router for the next. */
  async function leave() {
    const one = child;
    child = undefined;
    await one?.tell('unmap').catch(() => undefined);
    await one?.end();
  }
  afterEach(leave);
  afterAll(async () => lab?.close());
  const office = (args: object = {}) => {
    child = lab.child({ seconds: 7200, ports: PORTS, ...args });
    return child;
  };

  for (const [protocol, six] of [
    ['pcp', true],
    ['nat-pmp', false],
    ['upnp', true],
  ] as const)
    test(`${protocol}: asked for, the world comes in; taken back, it does not`, async () => {
      const one = office({ protocols: [protocol] });
      expect((await one.tell('look')).cases).toEqual({ v4: 'ready', v6: six ? 'ready' : 'silent' });
      // A look changes nothing.
      expect(await lab.tries(OUTSIDE, 5222)).not.toBe('the office');
      const asked = await one.tell('map');
      expect(states(asked)).toEqual({
        ...{ 'v4-tcp-5222': `open ${protocol}`, 'v4-udp-3478': `open ${protocol}` },
        ...(six
          ? { 'v6-tcp-5222': `open ${protocol}`, 'v6-udp-3478': `open ${protocol}` }
          : { 'v6-tcp-5222': 'by-hand', 'v6-udp-3478': 'by-hand' }),
      });
      expect(asked.cases.v4).toBe('mapped');
      expect(asked.outside.router).toBe(OUTSIDE);
      expect(asked.here).toEqual({ name: 'accueil', v4: OFFICE, v6: OFFICE6 });
      expect(
        await Promise.all([
          lab.tries(OUTSIDE, 5222),
          lab.tries(OUTSIDE, 3478, 'udp'),
          ...(six ? [lab.tries(OFFICE6, 5222)] : []),
        ]),
      ).toEqual(['the office', 'the office', ...(six ? ['the office'] : [])]);
      await one.tell('unmap');
      const after = await Promise.all([lab.tries(OUTSIDE, 5222), lab.tries(OFFICE6, 5222)]);
      expect(after).not.toContain('the office');
      expect(lab.inRouter('nft', 'list', 'ruleset')).not.toContain('dport 5222');
      const noted = await one.tell<{ action: string; after: string | null }[]>('noted');
      expect(noted.map(({ action }) => action)).toEqual(['router.map', 'router.unmap']);
      expect(noted[1]!.after).toBeNull();
    }, 60_000);

  test('a short lease is renewed in time: the door stays open beyond it', async () => {
    const one = office({ seconds: 6, protocols: ['pcp'], ports: [['tcp', 5222]] });
    const first = (await one.tell('map')).mappings[0]!.until!;
    await one.until(({ mappings }) => mappings.every(({ until }) => until !== null && until > first + 2_000));
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, first + 200 - Date.now())));
    expect(await lab.tries(OUTSIDE, 5222)).toBe('the office');
  }, 60_000);

  test('a router that started again has forgotten: every door is asked for anew, by whatever it was', async () => {
    for (const protocol of ['pcp', 'upnp'] as const) {
      const one = office({ protocols: [protocol] });
      const before = (await one.tell('map')).mappings.map(({ until }) => until!);
      await lab.endDaemon();
      expect(lab.inRouter('nft', 'list', 'ruleset')).not.toContain('dport 5222');
      await lab.daemon();
      await one.until(({ mappings }) =>
        mappings.every(({ until }, at) => until !== null && until > before[at]!),
      );
      expect(await lab.tries(OUTSIDE, 5222)).toBe('the office');
      await leave();
    }
  }, 90_000);

  test('what another device has stays its own, and is told by its address', async () => {
    lab.otherAsks('upnpc', '-a', OTHER, '5222', '5222', 'TCP');
    try {
      const one = office();
      const asked = await one.tell('map');
      expect(states(asked)).toMatchObject({ 'v4-tcp-5222': 'taken', 'v4-udp-3478': 'open pcp' });
      expect(asked.mappings.find(({ id }) => id === 'v4-tcp-5222')!.said).toContain(OTHER);
      expect(asked.cases.v4).toBe('partly');
      expect(lab.inRouter('nft', 'list', 'chain', 'inet', 'filter', 'prerouting_miniupnpd')).toContain(
        `dnat ip to ${OTHER}:5222`,
      );
      await one.tell('unmap');
      // And it stays so: only ours were taken back.
      expect(lab.inRouter('nft', 'list', 'ruleset')).toContain(`dnat ip to ${OTHER}:5222`);
    } finally {
      lab.otherAsks('upnpc', '-d', '5222', 'TCP');
    }
  }, 60_000);

  test('a rule a person made by hand for this computer does, and is left alone', async () => {
    const mine = office({ protocols: ['upnp'], ports: [['tcp', 5222]] });
    // In secure mode a device asks for itself alone: so it is made from the office.
    lab.inOffice('upnpc', '-e', 'by hand', '-a', OFFICE, '5222', '5222', 'TCP');
    const asked = await mine.tell('map');
    expect(states(asked)['v4-tcp-5222']).toBe('there upnp');
    await mine.tell('unmap');
    expect(await lab.tries(OUTSIDE, 5222)).toBe('the office');
    lab.inOffice('upnpc', '-d', '5222', 'TCP');
  }, 60_000);

  test('goes with us where that is wanted', async () => {
    const one = office({ protocols: ['nat-pmp'] });
    await one.tell('mapAndGo');
    expect(await lab.tries(OUTSIDE, 5222)).toBe('the office');
    await one.end();
    child = undefined;
    expect(await lab.tries(OUTSIDE, 5222)).not.toBe('the office');
  }, 60_000);

  test('another device that says it is the router is not believed', async () => {
    await lab.endDaemon();
    const liar = await lab.liar();
    try {
      const told = await office().tell('look');
      expect(told.cases.v4).toBe('silent');
      expect(told.router.name).toBeNull();
      // It was asked, for all are; it answered; and nobody came to its page.
      expect(await liar.said(/M-SEARCH/)).toBeTruthy();
      expect(liar.lines.filter((line) => line.includes('GET'))).toEqual([]);
    } finally {
      await liar.end('SIGKILL');
      await lab.daemon();
    }
  }, 60_000);

  test('another address from the provider is noticed', async () => {
    const one = office({ protocols: ['pcp', 'nat-pmp'] });
    expect((await one.tell('map')).outside.router).toBe(OUTSIDE);
    await lab.endDaemon();
    lab.readdress('5.5.5.20');
    await lab.daemon();
    const after = await one.until(({ outside }) => outside.router === '5.5.5.20');
    expect(after.cases.v4).toBe('mapped');
    // The address is told as soon as it is known; the router that began anew is asked for the doors right after.
    await expect.poll(() => lab.tries('5.5.5.20', 5222), { timeout: 20_000 }).toBe('the office');
  }, 60_000);

  test('refused by its owner is told apart from not there at all', async () => {
    await lab.endDaemon();
    // By UPnP: this miniupnpd never comes back from a NAT-PMP or PCP question where every port is denied.
    await lab.daemon(['deny 0-65535 0.0.0.0/0 0-65535']);
    const refused = await office({ protocols: ['upnp'] }).tell('map');
    expect(refused.cases.v4).toBe('switched-off');
    expect(refused.findings[0]).toMatchObject({
      code: 'router.switched-off',
      data: { said: 'UPnP 606 Action not authorized' },
    });
    await leave();
    await lab.endDaemon();
    const silent = await office().tell('look');
    expect(silent.cases).toEqual({ v4: 'silent', v6: 'silent' });
    expect(silent.answers.every(({ is }) => is === 'silent')).toBe(true);
    expect(silent.findings.map(({ code }) => code)).toEqual(['router.silent', 'router.v6-firewall']);
  }, 90_000);

  // miniupnpd keeps to itself which private address it has, and says there is none.
  for (const [protocol, address, seen, expected] of [
    ['upnp', '192.168.33.10', undefined, [null, 'no-address']],
    ['nat-pmp', '100.64.3.10', undefined, [null, 'offline']],
    ['nat-pmp', '100.64.3.10', '5.6.9.9', [null, 'no-address']],
    ['nat-pmp', '5.6.7.10', '5.6.9.9', ['5.6.7.10', 'carrier-nat']],
    ['upnp', '5.6.7.10', '5.6.7.10', ['5.6.7.10', 'ready']],
  ] as const)
    test(`${protocol}: outside is ${address}${seen ? `, seen as ${seen}` : ''}: ${expected[1]}`, async () => {
      await lab.endDaemon();
      lab.readdress(address);
      await lab.daemon();
      const told = await office({ protocols: [protocol], seen }).tell('look');
      expect([told.outside.router, told.cases.v4]).toEqual(expected);
    }, 60_000);
});
