/**
 * The helper beside Debian's own nftables, iptables (both kinds) and ufw, in network namespaces: opened, seen from outside,
 * kept or taken back, and then every rule is as it was, to the byte.
 */
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { changesFor } from '../../../electron/manager/firewall/changes-for.ts';
import { flowsOf } from '../../../electron/manager/firewall/flows.ts';
import type { Operation } from '../../../electron/manager/firewall/operations.ts';
import { flowStates } from '../../../electron/manager/firewall/plan.ts';
import { rawState } from '../../../electron/manager/firewall/raw.ts';
import { type Seen, seen } from '../../../electron/manager/firewall/seen.ts';
import { DEFAULT_SETTINGS, type Office } from '../../../electron/manager/settings.ts';
import { describeWith } from '../../support/need.ts';
import { describeInNetworks } from '../../support/need-network.ts';
import { type Box, type Helper, openBox } from './box.ts';

const OFFICE: Office = {
  ...{ way: 'domain', domain: 'example.org', admins: [] },
  ports: { starttls: 5222, direct: 5223 },
};
const FLOWS = flowsOf({ office: OFFICE, httpChallenge: false, monitors: [] });
const CLI = fileURLToPath(new URL('../../../electron/cli.ts', import.meta.url));
const FAMILIES = ['v4', 'v6'] as const;

/** Rule sets as machines have them; `open` are ports that let people in before. */
const KINDS: readonly {
  name: string;
  program: string;
  args: string[];
  rules: string;
  open: number[];
  ruler: string;
}[] = [
  {
    ...{ name: 'nftables, all closed but remote access', program: 'nft', args: ['-f', '-'], open: [22] },
    ...{
      ruler: 'nftables',
      rules: `table inet filter {
  chain input {
    type filter hook input priority filter; policy drop;
    ct state vmap { established : accept, related : accept, invalid : drop }
    iifname "lo" accept
    meta l4proto ipv6-icmp accept
    tcp dport 22 accept
  }
}
`,
    },
  },
  {
    ...{
      name: 'nftables, a table for each family and a refusal at the end',
      program: 'nft',
      args: ['-f', '-'],
    },
    ...{
      open: [22, 5222],
      ruler: 'nftables',
      rules: `table ip one {
  set allowed { type inet_service; elements = { 22, 5222 } }
  chain trusted { tcp dport @allowed accept; }
  chain in { type filter hook input priority 0; policy accept; ct state established,related accept; jump trusted; reject; }
}
table ip6 two {
  chain in { type filter hook input priority 0; policy drop; ct state established,related accept; icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept; tcp dport { 22, 5222 } accept; }
}
`,
    },
  },
  {
    ...{
      name: 'iptables, the seed’s own way: IPv4 closed, IPv6 forgotten',
      program: 'iptables-restore',
      args: [],
      open: [22],
    },
    ...{
      ruler: 'iptables',
      rules: `*filter
:INPUT DROP [0:0]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
-A INPUT -i lo -j ACCEPT
-A INPUT -m state --state RELATED,ESTABLISHED -j ACCEPT
-A INPUT -p tcp -m multiport --dports 22 -j ACCEPT
-A INPUT -s 192.0.2.0/24 -p udp -m multiport --dports 161,162 -j ACCEPT
-A INPUT -j REJECT --reject-with icmp-port-unreachable
COMMIT
`,
    },
  },
  {
    ...{ name: 'iptables, the old tables', program: 'iptables-legacy-restore', args: [], open: [22] },
    ...{
      ruler: 'iptables',
      rules: `*filter
:INPUT DROP [0:0]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:office - [0:0]
-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A INPUT -j office
-A office -p tcp -m tcp --dport 22 -j ACCEPT
COMMIT
`,
    },
  },
];

describeInNetworks([], 'a firewall, opened and taken back', () => {
  let box: Box;
  let helper: Helper | undefined;
  beforeAll(async () => {
    box = await openBox();
  }, 60_000);
  afterEach(async () => {
    await helper?.kill();
    helper = undefined;
    await box.reset();
  }, 30_000);
  afterAll(async () => box?.close());

  const rulesNow = async () =>
    [
      await box.inside('nft', ['-s', 'list', 'ruleset']),
      await box.inside('iptables-legacy-save', ['-t', 'filter']).catch(() => ''),
    ]
      .join('')
      .replace(/^#.*$/gm, '')
      .replace(/\[\d+:\d+\]/g, '');
  let fingerprint = '';
  const look = async (): Promise<Seen> => {
    const answer = await helper!.ask({ do: 'look' });
    fingerprint = String(answer.fingerprint);
    return seen(rawState.parse(answer.raw));
  };
  const apply = (operations: readonly Operation[], seconds = 60) =>
    helper!.ask({ do: 'apply', operations, seconds, fingerprint });
  const closed = (now: Seen) =>
    flowStates(now, FLOWS, FAMILIES).filter(({ now: by }) =>
      Object.values(by).some(({ verdict }) => verdict !== 'accept'),
    );
  const cameIn = async (ports: readonly number[]) =>
    Object.fromEntries(
      await Promise.all(
        ports.flatMap((port) =>
          FAMILIES.map(async (family) => [`${family} ${port}`, await box.comesIn(family, port)]),
        ),
      ),
    );

  async function begin(kind: (typeof KINDS)[number]) {
    await box.listen([22, 5222, 5269]);
    await box.inside(kind.program, kind.args, kind.rules);
    helper = box.helper();
    const before = await rulesNow();
    return { before, now: await look() };
  }

  describeWith(['nft', 'iptables', 'iptables-legacy'], 'with its own programs', () => {
    it.each(KINDS)(
      '$name: what we expect is what comes in, before, while and after',
      async (kind) => {
        const { before, now } = await begin(kind);
        expect(now.ruler.firewall).toBe(kind.ruler);
        const v6IsOpen = kind.program.startsWith('iptables');
        const expected = (open: readonly number[]) =>
          Object.fromEntries(
            [22, 5222, 5269].flatMap((port) => [
              [`v4 ${port}`, open.includes(port)],
              [`v6 ${port}`, v6IsOpen || open.includes(port)],
            ]),
          );
        expect(await cameIn([22, 5222, 5269])).toEqual(expected(kind.open));
        const operations = changesFor(now, FLOWS, FAMILIES);
        expect(await apply(operations)).toMatchObject({ applied: true });
        expect(closed(await look())).toEqual([]);
        expect(await cameIn([22, 5222, 5269])).toEqual(expected([22, 5222, 5269]));
        // Everything is open now: there is nothing more to do.
        expect(changesFor(await look(), FLOWS, FAMILIES)).toEqual([]);
        expect(await helper!.ask({ do: 'back' })).toEqual({ back: true });
        expect(await rulesNow()).toBe(before);
      },
      60_000,
    );

    it.each([
      ['nftables', KINDS[0]!, '/etc/nftables.conf', ['nft', '-f', '/etc/nftables.conf']],
      ['iptables', KINDS[2]!, '/etc/iptables/rules.v4', ['iptables-restore', '/etc/iptables/rules.v4']],
    ] as const)(
      '%s: kept, it stays when the manager is gone and when the machine starts again; removed later, all is as before',
      async (_, kind, file, [load, ...args]) => {
        const path = join(box.etc, file.slice('/etc'.length));
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, kind.rules);
        chmodSync(path, 0o750);
        await box.inside(load, args);
        helper = box.helper();
        const [before, now] = [await rulesNow(), await look()];
        const operations = changesFor(now, FLOWS, FAMILIES);
        await apply(operations);
        expect(await helper.ask({ do: 'keep' })).toMatchObject({ kept: true, persisted: { forgotten: [] } });
        // Whoever could not read it cannot read it now.
        expect(statSync(path).mode & 0o777).toBe(0o750);
        await helper.end();
        helper = box.helper();
        expect(closed(await look())).toEqual([]);
        await box.inside('nft', ['flush', 'ruleset']);
        await box.inside(load, args);
        expect(closed(await look())).toEqual([]);
        expect(await helper.ask({ do: 'remove', operations })).toMatchObject({ removed: true });
        expect(await rulesNow()).toBe(before);
        expect([readFileSync(path, 'utf8'), statSync(path).mode & 0o777]).toEqual([kind.rules, 0o750]);
        expect(existsSync(join(box.etc, 'nftables.d/chatelaine.nft'))).toBe(false);
        await box.inside('nft', ['flush', 'ruleset']);
        await box.inside(load, args);
        expect(await rulesNow()).toBe(before);
      },
      60_000,
    );

    it.each([
      ['the manager ends', (): Promise<void> => helper!.end()],
      ['the helper is killed', (): Promise<void> => helper!.kill()],
      ['nobody says a word for the time given', async (): Promise<void> => undefined],
    ] as const)(
      'unless confirmed: %s, and all is as before',
      async (_, happens) => {
        const { before, now } = await begin(KINDS[3]!);
        const operations = changesFor(now, FLOWS, FAMILIES);
        await apply(operations, 5);
        const { guard } = JSON.parse(readFileSync(await pendingPath(), 'utf8')) as { guard: number };
        expect(await rulesNow()).not.toBe(before);
        await happens();
        await gone(guard);
        expect(await rulesNow()).toBe(before);
      },
      60_000,
    );

    it('lets in named networks of both kinds, and nobody else', async () => {
      const { before, now } = await begin(KINDS[0]!);
      const monitors = ['192.0.2.1', '198.51.100.0/24', '2001:db8::1'];
      const flows = flowsOf({ office: OFFICE, httpChallenge: false, monitors });
      const operations = changesFor(now, flows, FAMILIES);
      expect(await apply(operations)).toMatchObject({ applied: true });
      const rules = (await rulesNow()).split('\n').filter((line) => line.includes('161-162'));
      expect(rules).toHaveLength(2);
      for (const rule of rules) expect(rule).toMatch(/ip6? saddr /);
      expect(await helper!.ask({ do: 'back' })).toEqual({ back: true });
      expect(await rulesNow()).toBe(before);
    }, 60_000);

    it('takes operations only, whatever else is written to it', async () => {
      const { before } = await begin(KINDS[0]!);
      const flow = { id: 'x', protocol: 'tcp', ports: { from: 22, to: 22 }, from: null };
      const place = { firewall: 'nftables', family: 'inet', table: 'filter', chain: 'input', before: null };
      for (const request of [
        { do: 'run', command: 'id' },
        { do: 'apply', operations: [{ ...place, chain: 'input; flush ruleset', flow }], seconds: 60 },
        { do: 'apply', operations: [{ ...place, flow: { ...flow, id: 'x" drop #' } }], seconds: 60 },
        {
          do: 'apply',
          operations: [{ ...place, flow: { ...flow, from: ['0.0.0.0/0; drop'] } }],
          seconds: 60,
        },
        // Nobody in the list would be everybody in the rule.
        { do: 'apply', operations: [{ ...place, flow: { ...flow, from: [] } }], seconds: 60 },
        {
          do: 'apply',
          operations: [{ firewall: 'iptables', legacy: false, family: 'v4', chain: 'OUTPUT', at: 1, flow }],
          seconds: 60,
        },
      ])
        expect(
          await helper!.ask({ ...request, ...('operations' in request && { fingerprint }) }),
        ).toMatchObject({
          refused: 'invalid',
        });
      expect(await rulesNow()).toBe(before);
    }, 60_000);
  });

  describeWith(['nft'], 'on the command line', () => {
    it('tells, plans, applies, and takes back', async () => {
      await box.inside('nft', ['-f', '-'], KINDS[0]!.rules);
      await box.listen([5222]);
      const before = await rulesNow();
      const data = join(box.state, 'data');
      mkdirSync(data, { recursive: true });
      const settings = { version: 1, values: DEFAULT_SETTINGS, office: OFFICE };
      writeFileSync(join(data, 'settings.json'), JSON.stringify(settings));
      const chatelaine = async (...words: string[]) => {
        const args = [CLI, 'firewall', ...words, '--data', data];
        return box.inside(process.execPath, args).then(
          (out) => ({ code: 0, out }),
          ({ code, stdout }: { code: number; stdout: string }) => ({ code, out: stdout }),
        );
      };
      const told = await chatelaine('status');
      expect(told.code).toBe(1);
      expect(told.out).toContain('The firewall here is nftables.');
      expect(told.out).toMatch(
        /tcp 5222 +IPv4 CLOSED +IPv6 CLOSED +chat programs of colleagues\n +by: policy drop/,
      );
      expect(told.out).toMatch(/nobody listens at tcp 5223/);
      const french = await chatelaine('status', '--lang', 'fr');
      expect(french.out).toMatch(/tcp 5222 +IPv4 FERMÉ +IPv6 FERMÉ +les applications de chat des collègues/);
      expect(french.out).toMatch(/Il manque \d+ règles\. «\schatelaine firewall plan\s» les montre/);
      const planned = await chatelaine('plan');
      expect(planned.out).toContain(
        'add rule inet filter input tcp dport 5222 accept comment "chatelaine:programs-tcp-5222"',
      );
      // Nobody on the other end of the terminal: nobody says the word.
      expect(await chatelaine('apply', '--seconds', '5')).toMatchObject({ code: 1 });
      expect(await rulesNow()).toBe(before);
      expect(await chatelaine('apply', '--yes')).toMatchObject({ code: 0 });
      expect(await chatelaine('status')).toMatchObject({ code: 0 });
      expect(await chatelaine('undo', '--json')).toEqual({ code: 0, out: '{"removed":10}\n' });
      expect(await rulesNow()).toBe(before);
    }, 120_000);
  });

  async function pendingPath(): Promise<string> {
    const namespace = /\d+/.exec(await box.inside('readlink', ['/proc/self/ns/net']))?.[0];
    return join(box.state, 'chatelaine-firewall', `${namespace}.json`);
  }
});

/** Resolves when no process has this number any more. */
async function gone(pid: number): Promise<void> {
  // One whose parent was killed too may stay in the table of processes, without what it was started with.
  while (existsSync(`/proc/${pid}/cmdline`) && readFileSync(`/proc/${pid}/cmdline`, 'utf8') !== '') {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
