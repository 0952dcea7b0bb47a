/**
 * Keeps rules over a restart of the machine, in each firewall's own way, with the smallest edit of its files.
 * ufw and firewalld remember by themselves (firewalld when told so); for nftables a file of ours is read after the office's own;
 * for iptables our lines stand in the file that iptables-persistent reads. A file its own program would refuse is put back.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Run } from '../../run.ts';
import { commandsFor, iptablesRule, nftRules, type Operation, undoCommandsFor } from '../operations.ts';
import { TAG } from '../rule-set.ts';
import { type Edit, editFiles } from './edit-files.ts';
import { runCommand } from './run-all.ts';

export interface Persisted {
  /** Files that were changed. */
  readonly files: readonly string[];
  /** Nothing on this machine brings these rules back after it restarts. */
  readonly forgotten: readonly ('nftables' | 'iptables')[];
  /** What could not be written, and why; the rules are in force all the same. */
  readonly failed: readonly { readonly file: string; readonly said: string }[];
}

const NFT_CONF = '/etc/nftables.conf';
const NFT_OURS = '/etc/nftables.d/chatelaine.nft';
const INCLUDE = `include "${NFT_OURS}"`;
const HEADER = '# Rules that Chatelaine added.\n';
/** The office's own file takes in all of the folder. */
const INCLUDES_ALL = /^\s*include\s+"\/etc\/nftables\.d\/\*(\.nft)?"/m;
const iptablesFile = (family: 'v4' | 'v6') => `/etc/iptables/rules.${family}`;

type Row = {
  files?: readonly string[];
  forgotten?: 'nftables' | 'iptables';
  failed?: Persisted['failed'][number];
};

/** Never throws for a file. `root` is for tests, which have files of their own. */
export async function persist(run: Run, list: readonly Operation[], root = '/'): Promise<Persisted> {
  const nft = list.filter((one) => one.firewall === 'nftables');
  const rows: Row[] = [];
  if (nft.length > 0)
    rows.push(
      existsSync(join(root, NFT_CONF))
        ? await trying(NFT_CONF, () => keepNftables(run, root, nft))
        : { forgotten: 'nftables' },
    );
  for (const family of ['v4', 'v6'] as const) {
    const own = list.filter((one) => one.firewall === 'iptables').filter((one) => one.family === family);
    if (own.length > 0) rows.push(await keepIptables(run, root, family, own));
  }
  for (const command of permanent(commandsFor(list.filter((one) => one.firewall === 'firewalld'))))
    rows.push(await trying('firewalld', () => runCommand(run, command).then(() => [])));
  return gathered(rows);
}

/** Forgets them again. Never throws for a file. */
export async function unpersist(run: Run, list: readonly Operation[], root = '/'): Promise<Persisted> {
  const isOurs = (line: string) => list.some(({ flow }) => line.includes(`"${TAG}${flow.id}"`));
  const rows: Row[] = [];
  for (const name of [NFT_OURS, iptablesFile('v4'), iptablesFile('v6')]) {
    const file = join(root, name);
    if (!existsSync(file)) continue;
    const before = readFileSync(file, 'utf8');
    const after = before
      .split('\n')
      .filter((line) => !isOurs(line))
      .join('\n');
    if (after === before) continue;
    const edits = name === NFT_OURS && after === HEADER ? withoutOurs(root) : [{ file, text: after }];
    rows.push(await trying(name, () => editFiles(edits).then(() => [name])));
  }
  const own = list.filter((one) => one.firewall === 'firewalld');
  for (const command of permanent(undoCommandsFor(own, [])))
    rows.push(await trying('firewalld', () => runCommand(run, command).then(() => [])));
  return gathered(rows);
}

/** The last rule of ours takes the file along, and first of all the line that reads it: without the file it would stop all others. */
function withoutOurs(root: string): Edit[] {
  const conf = join(root, NFT_CONF);
  const text = existsSync(conf) ? readFileSync(conf, 'utf8') : '';
  const edits: Edit[] = text.includes(INCLUDE) ? [{ file: conf, text: withoutInclude(text) }] : [];
  return [...edits, { file: join(root, NFT_OURS), text: null }];
}

const withInclude = (text: string): string =>
  `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${INCLUDE}\n`;
const withoutInclude = (text: string): string =>
  text
    .split('\n')
    .filter((line) => line.trim() !== INCLUDE)
    .join('\n');

const permanent = (commands: ReturnType<typeof commandsFor>) =>
  commands.map((command) => ({ ...command, args: ['--permanent', ...command.args] }));

const gathered = (rows: readonly Row[]): Persisted => ({
  files: [...new Set(rows.flatMap(({ files = [] }) => files))],
  forgotten: [...new Set(rows.flatMap(({ forgotten }) => forgotten ?? []))],
  failed: rows.flatMap(({ failed }) => failed ?? []),
});

/** A full disk and a folder that may not be written are no reason to give up the rules that are in force. */
async function trying(file: string, work: () => Promise<readonly string[]>): Promise<Row> {
  try {
    return { files: await work() };
  } catch (error) {
    return { failed: { file, said: (error as Error).message.slice(0, 500) } };
  }
}

type Nft = Extract<Operation, { firewall: 'nftables' }>;
type Iptables = Extract<Operation, { firewall: 'iptables' }>;

/** At the head of the chain: which numbers the office's rules get at the next start, nobody knows. */
async function keepNftables(run: Run, root: string, list: readonly Nft[]): Promise<string[]> {
  const [conf, ours] = [join(root, NFT_CONF), join(root, NFT_OURS)];
  const was = existsSync(ours) ? readFileSync(ours, 'utf8') : HEADER;
  const lines = list.flatMap((one) =>
    nftRules(one).map((rule) => `insert rule ${one.family} ${one.table} ${one.chain} ${rule}`),
  );
  const fresh = lines.filter((line) => !was.includes(line)).map((line) => `${line}\n`);
  const text = readFileSync(conf, 'utf8');
  const isIncluded = text.includes(INCLUDE) || INCLUDES_ALL.test(text);
  const edits = [
    { file: ours, text: was + fresh.join('') },
    ...(isIncluded ? [] : [{ file: conf, text: withInclude(text) }]),
  ];
  // SPEC: nft(8), `--check`: "Check commands validity without actually applying the changes."
  await editFiles(
    edits,
    async () => void (await runCommand(run, { program: 'nft', args: ['-c', '-f', conf] })),
  );
  return isIncluded ? [NFT_OURS] : [NFT_OURS, NFT_CONF];
}

async function keepIptables(
  run: Run,
  root: string,
  family: 'v4' | 'v6',
  list: readonly Iptables[],
): Promise<Row> {
  const name = iptablesFile(family);
  const file = join(root, name);
  const program = family === 'v4' ? 'iptables' : 'ip6tables';
  // What reads the file at the start is the plain program; the old tables are its own only where the system says so.
  const isTheirs = async ({ legacy }: Iptables) =>
    !legacy || /legacy/.test((await run(program, ['--version'])).stdout);
  if (!existsSync(file) || !(await isTheirs(list[0]!))) return { forgotten: 'iptables' };
  return trying(name, async () => {
    const lines = list.map((one) => `-I INPUT 1 ${words(iptablesRule(one.flow, family))}`);
    const text = withLines(readFileSync(file, 'utf8'), lines);
    // SPEC: iptables-restore(8), `--test`: "Only parse and construct the ruleset, but do not commit it."
    const command = { program: `${program}-restore`, args: ['--test'], input: text };
    await editFiles([{ file, text }], async () => void (await runCommand(run, command)));
    return [name];
  });
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
