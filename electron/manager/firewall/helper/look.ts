/** Asks every firewall there may be what it has. Only root gets an answer. */
import { existsSync } from 'node:fs';
import type { Run } from '../../run.ts';
import { MAX_TEXT, type RawState } from '../raw.ts';
import { CommandFailed, runCommand } from './run-all.ts';

/** Throws a CommandFailed where a program that is there does not answer. All are asked at once: they only read. */
export async function look(run: Run): Promise<RawState> {
  const [nft, tables, zone, ipset, ufw, addresses, sockets, running, nftablesStarts, iptablesStarts] =
    await Promise.all([
      nftables(run),
      iptables(run),
      worldInterface(run).then(async (by) => ({ by, firewalld: await firewalld(run, by) })),
      answerOf(run, 'ipset', ['save']),
      ifThere(run, 'ufw', ['status']),
      answerOf(run, 'ip', ['-j', 'addr', 'show']),
      answerOf(run, 'ss', ['-H', '-l', '-n', '-t', '-u', '-p', '-e']),
      containers(run),
      starts(run, 'nftables.service'),
      starts(run, 'netfilter-persistent.service'),
    ]);
  return {
    ...{ nftables: nft, iptables: tables, ipset, ufw, firewalld: zone.firewalld, interface: zone.by },
    ...{ addresses: addresses ?? '', sockets: sockets ?? '', containers: running },
    kept: {
      ...{ nftables: existsSync('/etc/nftables.conf'), iptables: existsSync('/etc/iptables') },
      ...{ nftablesStarts, iptablesStarts },
    },
  };
}

/** Null where it is not installed, does not answer, or says more than anybody needs to know. */
async function answerOf(run: Run, program: string, args: readonly string[]): Promise<string | null> {
  const ran = await run(program, args, { timeoutMs: 10_000, outputBytes: MAX_TEXT });
  return ran.exitCode === 0 && ran.stdout.length < MAX_TEXT ? ran.stdout : null;
}

/** Null where the program is not installed. Throws a CommandFailed where it does not answer. */
async function ifThere(run: Run, program: string, args: readonly string[]): Promise<string | null> {
  const ran = await run(program, args, { outputBytes: MAX_TEXT });
  if (ran.why === 'not-found') return null;
  if (ran.exitCode === 0) return ran.stdout;
  throw new CommandFailed([program, ...args].join(' '), ran.stderr.trim().slice(0, 2000) || ran.why);
}

/** Lists of addresses can be longer than all rules together: then they are left out, and what is in them nobody knows. */
async function nftables(run: Run): Promise<RawState['nftables']> {
  const listing = await ifThere(run, 'nft', ['-a', '-t', 'list', 'ruleset']);
  if (listing === null) return null;
  const whole = await answerOf(run, 'nft', ['-j', 'list', 'ruleset']);
  if (whole !== null) return { json: whole, listing, terse: false };
  const json = await runCommand(run, { program: 'nft', args: ['-j', '-t', 'list', 'ruleset'] });
  return { json, listing, terse: true };
}

/** iptables speaks to nftables nowadays; the old kernel tables are a second set beside it, which may be in force, too. */
async function iptables(run: Run): Promise<RawState['iptables']> {
  const found: RawState['iptables'] = [];
  for (const legacy of [false, true])
    for (const family of ['v4', 'v6'] as const) {
      const program = `${family === 'v4' ? 'iptables' : 'ip6tables'}${legacy ? '-legacy' : ''}-save`;
      // Tables in use only: to name one would make the kernel load it. A kernel without the old ones refuses.
      const ran = await run(program, [], { timeoutMs: 10_000, outputBytes: MAX_TEXT });
      if (ran.exitCode !== 0) continue;
      // Rules we have not read must not be taken for rules that are not there.
      if (ran.stdout.length >= MAX_TEXT) throw new CommandFailed(program, 'more rules than can be read');
      found.push({ family, legacy, saved: ran.stdout });
    }
  // Where the system's own program is the old one, both names show the same rules.
  const same = found.some(({ legacy }) => legacy) && (await isLegacy(run));
  return found.filter(({ legacy }) => legacy || !same);
}

const isLegacy = async (run: Run) => /\(legacy\)/.test((await run('iptables', ['--version'])).stdout);

async function firewalld(run: Run, by: string | null): Promise<RawState['firewalld']> {
  const state = await run('firewall-cmd', ['--state'], { timeoutMs: 10_000 });
  if (state.exitCode !== 0) return null;
  const own = by
    ? await run('firewall-cmd', [`--get-zone-of-interface=${by}`], { timeoutMs: 10_000 })
    : undefined;
  const zone =
    own?.exitCode === 0
      ? own.stdout.trim()
      : (await runCommand(run, { program: 'firewall-cmd', args: ['--get-default-zone'] })).trim();
  const listed = await runCommand(run, { program: 'firewall-cmd', args: [`--zone=${zone}`, '--list-all'] });
  return { zone, listed };
}

/** SPEC: docker-ps(1), podman-ps(1): both know these two fields. Neither is started by being asked. */
async function containers(run: Run): Promise<RawState['containers']> {
  const found: RawState['containers'] = [];
  for (const by of ['docker', 'podman'] as const) {
    const listed = await answerOf(run, by, ['ps', '--format', '{{.Names}}\t{{.Ports}}']);
    if (listed !== null) found.push({ by, listed });
  }
  return found;
}

/** SPEC: systemctl(1), is-enabled: 0 where it is, and a word. Null where there is no systemd. */
async function starts(run: Run, unit: string): Promise<boolean | null> {
  const ran = await run('systemctl', ['is-enabled', unit], { timeoutMs: 10_000 });
  if (ran.why !== 'ended') return null;
  const word = ran.stdout.trim();
  if (/^(enabled|enabled-runtime|static|alias|indirect|generated)$/.test(word)) return true;
  return /^(disabled|masked|masked-runtime)$/.test(word) ? false : null;
}

async function worldInterface(run: Run): Promise<string | null> {
  for (const family of ['-4', '-6']) {
    const ran = await run('ip', ['-j', family, 'route', 'show', 'default'], { timeoutMs: 10_000 });
    const routes = ran.exitCode === 0 ? (JSON.parse(ran.stdout || '[]') as { dev?: string }[]) : [];
    const found = routes.find(({ dev }) => dev !== undefined)?.dev;
    if (found) return found;
  }
  return null;
}
