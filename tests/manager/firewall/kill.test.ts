/**
 * Killed at every step: the helper, or the helper and its guard, just before and just after each command of each firewall, while rules
 * are put in, kept and taken back. Then all is as it was before, rules and files, or as it was to be; never anything between.
 */
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import type { Operation } from '../../../electron/manager/firewall/operations.ts';
import { describeInNetworks } from '../../support/need-network.ts';
import { type AtWork, atWork, rulesOf } from './at-work.ts';
import { type Box, openBox } from './box.ts';

vi.setConfig({ testTimeout: 60_000 });

const NFT = `table inet filter {
  chain input {
    type filter hook input priority filter; policy drop;
    ct state established,related accept
    icmpv6 type { nd-router-advert, nd-neighbor-solicit, nd-neighbor-advert } accept
    tcp dport 22 accept
  }
}
`;
const IPTABLES = `*filter
:INPUT DROP [0:0]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A INPUT -p ipv6-icmp -j ACCEPT
-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT
COMMIT
`;
const FOR_V4 = IPTABLES.replace('-A INPUT -p ipv6-icmp -j ACCEPT\n', '');

/** Which call of a program, as the script that stands in for it counts those it is asked about. */
interface Step {
  readonly firewall: 'nftables' | 'iptables';
  readonly program: string;
  /** The words with which it changes something. */
  readonly args: string;
  /** The first or the second such call. */
  readonly call: number;
}

const STEPS: readonly Step[] = [
  { firewall: 'nftables', program: 'nft', args: '-f -', call: 1 },
  { firewall: 'iptables', program: 'iptables-restore', args: '--noflush --wait 10', call: 1 },
  { firewall: 'iptables', program: 'iptables-restore', args: '--noflush --wait 10', call: 2 },
];
const WHO = ['the helper', 'the helper and its guard'] as const;
/** Each state there is in between once: before the second call is after the first. */
const CASES = STEPS.flatMap((step) =>
  WHO.flatMap((who) =>
    (['before', 'after'] as const)
      .filter((when) => step.firewall === 'nftables' || (step.call === 1) === (when === 'after'))
      .map((when) => ({ ...step, who, when })),
  ),
);

describeInNetworks(['nft', 'iptables'], 'killed at every step', () => {
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

  const conf = (firewall: Step['firewall']) =>
    join(box.etc, firewall === 'nftables' ? 'nftables.conf' : 'iptables/rules.v4');

  async function load(firewall: Step['firewall']): Promise<void> {
    mkdirSync(dirname(conf(firewall)), { recursive: true });
    if (firewall === 'nftables') {
      writeFileSync(conf(firewall), `#!/usr/sbin/nft -f\nflush ruleset\n${NFT}`);
      await box.inside('nft', ['-f', '-'], NFT);
      return;
    }
    writeFileSync(conf(firewall), FOR_V4);
    writeFileSync(join(box.etc, 'iptables/rules.v6'), IPTABLES);
    await box.inside('iptables-restore', [], FOR_V4);
    await box.inside('ip6tables-restore', [], IPTABLES);
  }

  const filesNow = () =>
    ['nftables.conf', 'nftables.d/chatelaine.nft', 'iptables/rules.v4', 'iptables/rules.v6'].map((name) => {
      const file = join(box.etc, name);
      return existsSync(file) ? readFileSync(file, 'utf8') : '';
    });

  /** At the given call of the program it kills whom it should, before or after the real one has done its work. */
  function killAt(
    { program, args, call }: Pick<Step, 'program' | 'args' | 'call'>,
    who: string,
    when: string,
  ) {
    const guard =
      who === WHO[1]
        ? `kill -9 $(cat /run/chatelaine-firewall/*.json | sed 's/.*"guard":\\([0-9]*\\).*/\\1/')`
        : ':';
    box.instead(
      program,
      `case "$*" in *'${args}'*) ;; *) exec $REAL "$@" ;; esac
echo x >> $BOX/calls
[ "$(wc -l < $BOX/calls)" = ${call} ] || exec $REAL "$@"
if [ ${when} = before ]; then ${guard}; kill -9 $PPID; exec sleep 0; fi
$REAL "$@"
${guard}
kill -9 $PPID`,
    );
  }

  /** What is asked of a helper that is killed while it works gets no answer. */
  async function dies(answer: Promise<unknown>): Promise<void> {
    await expect(answer).rejects.toThrow('ended without an answer');
  }

  async function guardGone(): Promise<void> {
    const pid = Number(
      /"guard":(\d+)/.exec(
        await box.inside('sh', ['-c', 'cat /run/chatelaine-firewall/*.json 2>/dev/null || true']),
      )?.[1],
    );
    if (!pid) return;
    const path = `/proc/${pid}/cmdline`;
    while (existsSync(path) && readFileSync(path, 'utf8') !== '')
      await new Promise((resolve) => setTimeout(resolve, 20));
  }

  it.each(CASES)(
    '$firewall, call $call: $who, $when the rules are put in',
    async ({ who, when, firewall, ...step }) => {
      await load(firewall);
      killAt(step, who, when);
      work = atWork(box);
      const before = await work.rules();
      await work.look();
      await dies(work.apply());
      await guardGone();
      if (who === WHO[1]) {
        // Nobody is left: whoever comes next takes it back.
        work = atWork(box);
        await work.look();
      }
      expect(await rulesOf(box)).toBe(before);
    },
  );

  it.each([
    ['nftables', 'nft', '-c -f'],
    ['iptables', 'iptables-restore', '--test'],
  ] as const)(
    '%s: killed while it is kept, rules and files are as before',
    async (firewall, program, args) => {
      await load(firewall);
      killAt({ program, args, call: 1 }, WHO[0], 'after');
      work = atWork(box);
      const [before, files] = [await work.rules(), filesNow()];
      await work.look();
      await work.apply();
      await dies(work.helper.ask({ do: 'keep' }));
      await guardGone();
      expect(await rulesOf(box)).toBe(before);
      // For nftables one line remains that takes in a file with nothing in it.
      expect(filesNow().join('')).not.toContain('chatelaine:');
      if (firewall === 'iptables') expect(filesNow()).toEqual(files);
    },
  );

  it('killed while kept rules are taken away: asked again, all is as before', async () => {
    await load('nftables');
    // The first one is the change itself.
    killAt({ program: 'nft', args: '-f -', call: 2 }, WHO[0], 'after');
    work = atWork(box);
    const before = await work.rules();
    const operations: Operation[] = [...(await work.look()).operations];
    await work.apply();
    await work.helper.ask({ do: 'keep' });
    await dies(work.helper.ask({ do: 'remove', operations }));
    work = atWork(box);
    expect(await work.helper.ask({ do: 'remove', operations })).toMatchObject({ removed: true });
    expect(await rulesOf(box)).toBe(before);
    expect(filesNow().join('')).not.toContain('chatelaine:');
  });

  it.each([
    [
      'a disk that is full',
      'mkdir -p /etc/nftables.d && mount -t tmpfs -o size=4096 none /etc/nftables.d && head -c 4096 /dev/zero > /etc/nftables.d/other',
      'ENOSPC',
    ],
    ['an /etc that may not be written', 'mount -o remount,bind,ro /etc', 'EROFS'],
  ])('%s: in force all the same, and said', async (_, script, said) => {
    await load('nftables');
    box.prepare(script);
    work = atWork(box);
    await work.look();
    await work.apply();
    expect(await work.helper.ask({ do: 'keep' })).toMatchObject({
      ...{ kept: true },
      persisted: { files: [], failed: [{ file: '/etc/nftables.conf', said: expect.stringContaining(said) }] },
    });
    expect(await rulesOf(box)).toContain('chatelaine:programs-tcp-5222');
    expect(readFileSync(conf('nftables'), 'utf8')).not.toContain('chatelaine');
  });

  it('a file that its own program would refuse is put back', async () => {
    await load('nftables');
    // Somebody has moved the chain: what is in force now is not what the file makes.
    writeFileSync(conf('nftables'), '#!/usr/sbin/nft -f\nflush ruleset\ntable inet other { }\n');
    chmodSync(conf('nftables'), 0o755);
    const files = filesNow();
    work = atWork(box);
    await work.look();
    await work.apply();
    expect(await work.helper.ask({ do: 'keep' })).toMatchObject({ persisted: { files: [], failed: [{}] } });
    expect(filesNow()).toEqual(files);
  });

  it('two at once, and rules that somebody has changed since the look: refused, and nothing is changed', async () => {
    await load('nftables');
    work = atWork(box);
    await work.look();
    const other = atWork(box);
    await other.look();
    await work.apply();
    expect(await other.apply()).toEqual({ refused: 'busy' });
    await work.helper.ask({ do: 'back' });
    await box.inside('nft', ['insert', 'rule', 'inet', 'filter', 'input', 'tcp', 'dport', '25', 'accept']);
    const before = await rulesOf(box);
    expect(await other.apply()).toEqual({ refused: 'changed' });
    await other.helper.kill();
    expect(await rulesOf(box)).toBe(before);
  });

  it('a firewall that does worse than it is told: who is cut off cannot say "keep", and is back by itself', async () => {
    await load('nftables');
    await box.listen([22]);
    const session = await box.session(22);
    await session.echo('before');
    // The program that should let people in at one port refuses everybody instead, before all other rules.
    box.instead(
      'nft',
      `[ "$*" = '-f -' ] || exec $REAL "$@"\nsed -E 's/^(add|insert) rule (\\S+ \\S+ \\S+) (position [0-9]+ )?tcp dport 5222 accept/insert rule \\2 drop/' | $REAL -f -`,
    );
    work = atWork(box);
    const before = await work.rules();
    await work.look();
    expect(await work.apply(5)).toMatchObject({ applied: true });
    const echo = session.echo('after');
    expect(await box.comesIn('v4', 22)).toBe(false);
    await guardGone();
    // The very same conversation, with nobody's help: what was lost is sent again (RFC 9293 §3.8).
    await echo;
    session.end();
    expect(await rulesOf(box)).toBe(before);
  });
});
