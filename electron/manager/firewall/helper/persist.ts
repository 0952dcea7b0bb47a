/**
 * Keeps rules over a restart of the machine, in each firewall's own way, with the smallest edit of its files.
 * ufw and firewalld remember by themselves (firewalld when told so); for nftables a file of ours is read after the office's own;
 * for iptables our lines stand in the file that iptables-persistent reads.
 */
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Run } from '../../run.ts';
import { commandsFor, iptablesRule, nftRules, type Operation, undoCommandsFor } from '../operations.ts';
import { TAG } from '../rule-set.ts';
import { runCommand } from './run-all.ts';

export interface Persisted {
  /** Files that were changed. */
  readonly files: readonly string[];
  /** Nothing on this machine brings these rules back after it restarts. */
  readonly forgotten: readonly ('nftables' | 'iptables')[];
}

const NFT_CONF = '/etc/nftables.conf';
const NFT_OURS = '/etc/nftables.d/chatelaine.nft';
const INCLUDE = `include "${NFT_OURS}"`;
const iptablesFile = (family: 'v4' | 'v6') => `/etc/iptables/rules.${family}`;

/** `root` is for tests, which have files of their own. */
export async function persist(run: Run, list: readonly Operation[], root = '/'): Promise<Persisted> {
  const files: string[] = [];
  const forgotten: Persisted['forgotten'][number][] = [];
  const nft = list.filter((one) => one.firewall === 'nftables');
  if (nft.length > 0) {
    if (existsSync(join(root, NFT_CONF))) files.push(...keepNftables(root, nft));
    else forgotten.push('nftables');
  }
  for (const family of ['v4', 'v6'] as const) {
    const own = list.filter((one) => one.firewall === 'iptables' && one.family === family);
    if (own.length === 0) continue;
    const file = join(root, iptablesFile(family));
    if (existsSync(file)) {
      const lines = own.map((one) => `-I INPUT 1 ${words(iptablesRule(one.flow, family))}`);
      replace(file, withLines(readFileSync(file, 'utf8'), lines));
      files.push(iptablesFile(family));
    } else if (!forgotten.includes('iptables')) forgotten.push('iptables');
  }
  for (const command of commandsFor(list.filter((one) => one.firewall === 'firewalld')))
    await runCommand(run, { ...command, args: ['--permanent', ...command.args] });
  return { files, forgotten };
}

/** Forgets them again. */
export async function unpersist(run: Run, list: readonly Operation[], root = '/'): Promise<void> {
  const isOurs = (line: string) => list.some(({ flow }) => line.includes(`"${TAG}${flow.id}"`));
  const files = [NFT_OURS, iptablesFile('v4'), iptablesFile('v6')].map((file) => join(root, file));
  for (const file of files.filter((name) => existsSync(name))) {
    const before = readFileSync(file, 'utf8');
    const after = before.split('\n').filter((line) => !isOurs(line));
    if (after.join('\n') !== before) replace(file, after.join('\n'));
  }
  for (const command of undoCommandsFor(
    list.filter((one) => one.firewall === 'firewalld'),
    [],
  ))
    await runCommand(run, { ...command, args: ['--permanent', ...command.args] });
}

type Nft = Extract<Operation, { firewall: 'nftables' }>;

/** At the head of the chain: which numbers the office's rules get at the next start, nobody knows. */
function keepNftables(root: string, list: readonly Nft[]): string[] {
  const [conf, ours] = [join(root, NFT_CONF), join(root, NFT_OURS)];
  const was = existsSync(ours) ? readFileSync(ours, 'utf8') : '# Rules that Chatelaine added.\n';
  const lines = list.flatMap((one) =>
    nftRules(one).map((rule) => `insert rule ${one.family} ${one.table} ${one.chain} ${rule}`),
  );
  mkdirSync(dirname(ours), { recursive: true });
  replace(
    ours,
    was +
      lines
        .filter((line) => !was.includes(line))
        .map((line) => `${line}\n`)
        .join(''),
  );
  const text = readFileSync(conf, 'utf8');
  if (text.includes(INCLUDE)) return [NFT_OURS];
  replace(conf, `${text}${text.endsWith('\n') ? '' : '\n'}${INCLUDE}\n`);
  return [NFT_OURS, NFT_CONF];
}

/** Before the end of the table `filter`; lines that are there already stay as they are. */
function withLines(text: string, lines: readonly string[]): string {
  const rows = text.split('\n');
  const start = rows.findIndex((row) => row.trim() === '*filter');
  const end = rows.findIndex((row, at) => at > start && row.trim() === 'COMMIT');
  const fresh = lines.filter((line) => !rows.includes(line));
  if (start < 0 || end < 0)
    return `${text}${text.endsWith('\n') ? '' : '\n'}*filter\n${fresh.join('\n')}\nCOMMIT\n`;
  return rows.toSpliced(end, 0, ...fresh).join('\n');
}

const words = (args: readonly string[]) =>
  args.map((arg) => (arg.startsWith(TAG) ? `"${arg}"` : arg)).join(' ');

/**
 * Whole or not at all: a half-written rule file is a machine without a firewall at its next start. As open or closed to others as it
 * was: some offices show their rules to nobody, and Debian's nftables.conf is a program.
 */
function replace(file: string, text: string): void {
  const mode = existsSync(file) ? statSync(file).mode & 0o777 : 0o644;
  writeFileSync(`${file}.chatelaine-new`, text, { mode: 0o600, flush: true });
  chmodSync(`${file}.chatelaine-new`, mode);
  renameSync(`${file}.chatelaine-new`, file);
}
