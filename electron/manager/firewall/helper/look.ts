/** Asks every firewall there may be what it has. Only root gets an answer. */
import { existsSync } from 'node:fs';
import type { Run } from '../../run.ts';
import type { RawState } from '../raw.ts';
import { runCommand } from './run-all.ts';

/** Throws a CommandFailed where a program that is there does not answer. */
export async function look(run: Run): Promise<RawState> {
  const by = await worldInterface(run);
  return {
    nftables: await nftables(run),
    iptables: await iptables(run),
    ufw: await ifThere(run, 'ufw', ['status']),
    firewalld: await firewalld(run, by),
    interface: by,
    sockets: await sockets(run),
    kept: { nftables: existsSync('/etc/nftables.conf'), iptables: existsSync('/etc/iptables') },
  };
}

async function sockets(run: Run): Promise<string> {
  const ran = await run('ss', ['-H', '-l', '-n', '-t', '-u', '-p', '-e'], { timeoutMs: 10_000 });
  return ran.exitCode === 0 ? ran.stdout : '';
}

/** Null where the program is not installed. */
async function ifThere(run: Run, program: string, args: readonly string[]): Promise<string | null> {
  const ran = await run(program, ['--version'], { timeoutMs: 10_000 });
  return ran.why === 'not-found' ? null : runCommand(run, { program, args });
}

async function nftables(run: Run): Promise<RawState['nftables']> {
  const json = await ifThere(run, 'nft', ['-j', 'list', 'ruleset']);
  if (json === null) return null;
  return { json, listing: await runCommand(run, { program: 'nft', args: ['-a', 'list', 'ruleset'] }) };
}

/** iptables speaks to nftables nowadays; the old kernel tables are a second set beside it, which may be in force, too. */
async function iptables(run: Run): Promise<RawState['iptables']> {
  const found: RawState['iptables'] = [];
  for (const legacy of [false, true])
    for (const family of ['v4', 'v6'] as const) {
      const program = `${family === 'v4' ? 'iptables' : 'ip6tables'}${legacy ? '-legacy' : ''}-save`;
      // A kernel without the old tables refuses to list them: then nothing is in force there.
      const ran = await run(program, ['-t', 'filter'], { timeoutMs: 10_000 });
      if (ran.exitCode === 0) found.push({ family, legacy, saved: ran.stdout });
    }
  return found;
}

async function firewalld(run: Run, by: string | null): Promise<RawState['firewalld']> {
  const state = await run('firewall-cmd', ['--state'], { timeoutMs: 10_000 });
  if (state.exitCode !== 0) return null;
  const own = by
    ? await run('firewall-cmd', [`--get-zone-of-interface=${by}`], { timeoutMs: 10_000 })
    : undefined;
  if (own?.exitCode === 0) return { zone: own.stdout.trim() };
  return { zone: (await runCommand(run, { program: 'firewall-cmd', args: ['--get-default-zone'] })).trim() };
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
