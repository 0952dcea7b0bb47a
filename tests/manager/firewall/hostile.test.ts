/**
 * Rule sets that make it hard: what the model says of each is held against who comes in, then the change is made, seen from outside,
 * and taken back to the byte. The files in `rule-sets` are loaded as they stand.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { firewallFindings } from '../../../electron/manager/firewall/findings.ts';
import type { FirewallReport } from '../../../electron/manager/firewall/report.ts';
import { describeInNetworks } from '../../support/need-network.ts';
import { type AtWork, atWork, rulesOf } from './at-work.ts';
import { type Box, openBox } from './box.ts';

vi.setConfig({ testTimeout: 60_000 });

const rules = (name: string) =>
  readFileSync(fileURLToPath(new URL(`rule-sets/${name}`, import.meta.url)), 'utf8');

/** `v4 5222` by what the model says. */
const said = ({ flows }: FirewallReport, of: 'now' | 'after') =>
  Object.fromEntries(
    flows.flatMap((one) =>
      (['v4', 'v6'] as const).map((family) => [`${family} ${one.flow.ports.from}`, one[of][family]?.verdict]),
    ),
  );
const codes = (report: FirewallReport) =>
  firewallFindings(report, { aaaa: true })
    .map(({ code, subject }) => `${code} ${subject}`)
    .filter((one) => !one.startsWith('firewall.forgotten'));

interface Case {
  readonly name: string;
  readonly load: readonly (readonly [program: string, ...args: string[]])[];
  readonly files: readonly string[];
  /** What comes in before, of 22, 5222 and 5223 for both families. */
  readonly open: string;
  /** And with the change. */
  readonly opened: string;
  /** What is found wrong before, beside closed doors. */
  readonly found: readonly string[];
}

const NFT = ['nft', '-f', '-'] as const;
const ALL = 'v4 22, v6 22, v4 5222, v6 5222, v4 5223, v6 5223';

const CASES: readonly Case[] = [
  {
    ...{ name: 'docker: a door that a container has taken is told, and not opened', files: ['docker.v4'] },
    load: [['iptables-restore']],
    open: 'v4 22, v6 22, v6 5222, v6 5223',
    opened: 'v4 22, v6 22, v4 5222, v6 5222, v6 5223',
    found: ['firewall.closed tcp 5222', 'firewall.elsewhere tcp 5223'],
  },
  {
    ...{ name: 'a busy machine: sets, maps, limits, fail2ban and crowdsec', files: ['busy.nft'] },
    load: [NFT],
    open: 'v4 22, v6 22',
    opened: ALL,
    found: ['firewall.closed tcp 5222, tcp 5223'],
  },
  {
    ...{ name: 'rules above that win: one that is ours to open, one that is not', files: ['above.nft'] },
    load: [NFT],
    open: 'v4 22, v6 22',
    opened: 'v4 22, v6 22, v4 5222, v6 5222',
    found: ['firewall.closed tcp 5222, tcp 5223', 'firewall.rule-above tcp 5223'],
  },
  {
    ...{ name: 'IPv6 without its neighbours', files: ['no-icmpv6.nft'] },
    load: [NFT],
    open: 'v4 22, v4 5222, v4 5223',
    opened: ALL,
    found: ['firewall.neighbours IPv6', 'firewall.packet-too-big IPv6', 'firewall.errors IPv6'],
  },
  {
    ...{ name: 'doors that are translated, and one that is not tracked', files: ['translated.nft'] },
    load: [NFT],
    open: 'v4 22, v6 22',
    opened: ALL,
    found: ['firewall.closed tcp 5222, tcp 5223'],
  },
  {
    name: 'the old tables and the new ones, both closed',
    files: ['both.v4', 'both.v4'],
    load: [['iptables-legacy-restore'], ['iptables-restore']],
    open: 'v4 22, v6 22, v6 5222, v6 5223',
    opened: ALL,
    found: ['firewall.closed tcp 5222, tcp 5223', 'firewall.two-rulers iptables'],
  },
];

describeInNetworks(['nft', 'iptables', 'iptables-legacy'], 'hostile and busy rule sets', () => {
  let box: Box;
  let work: AtWork | undefined;
  beforeAll(async () => {
    box = await openBox();
  }, 60_000);
  afterEach(async () => {
    await work?.helper.kill();
    work = undefined;
    await box.reset();
  }, 30_000);
  afterAll(async () => box?.close());

  it.each(CASES)('$name', async ({ load, files, open, opened, found }) => {
    await box.listen([22, 5222, 5223]);
    for (const [at, [program, ...args]] of load.entries()) await box.inside(program, args, rules(files[at]!));
    await box.forgetNeighbours();
    work = atWork(box);
    const before = await work.rules();
    const report = await work.look();
    const cameIn = async (patience?: number) => {
      const came = await work!.comeIn([22, 5222, 5223], patience);
      return Object.keys(came)
        .filter((key) => came[key])
        .join(', ');
    };
    expect(await cameIn()).toBe(open);
    expect(codes(report)).toEqual(expect.arrayContaining([...found]));
    // Never "open" where nobody comes in; neighbours are a reason of their own.
    for (const [door, verdict] of Object.entries(said(report, 'now')))
      if (verdict === 'accept' && !found.includes('firewall.neighbours IPv6'))
        expect(open.split(', ')).toContain(door);
    expect(await work.apply()).toMatchObject({ applied: true });
    // Neighbours are asked for once a second (RFC 4861 §10, RETRANS_TIMER).
    expect(await cameIn(opened === ALL ? 5000 : undefined)).toBe(opened);
    for (const [door, verdict] of Object.entries(said(report, 'after')))
      expect([door, verdict === 'accept']).toEqual([door, opened.split(', ').includes(door)]);
    expect(await work.helper.ask({ do: 'back' })).toEqual({ back: true });
    expect(await rulesOf(box)).toBe(before);
  });
});
