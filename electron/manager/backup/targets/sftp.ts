/**
 * Backups on another computer, by the system's own sftp (OpenSSH): a key of ours alone, the other known by the key it had the first
 * time. What was sent is fetched again and compared before it gets its name. Nothing is remembered of passwords: none is used.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { BackupTarget, ProblemData } from '../../../contract/index.ts';
import { privateFolder, readIfThere } from '../../files.ts';
import { problem } from '../../problem.ts';
import type { Ran, Run } from '../../run.ts';
import { isUnfinished, readName } from '../name.ts';
import type { Target } from './target.ts';

type Machine = Extract<BackupTarget, { kind: 'sftp' }>;

export interface SftpParts {
  readonly machine: Machine;
  readonly run: Run;
  readonly data: string;
  /** Where files from there are kept while they are read. */
  readonly work: string;
  readonly hostname: string;
}

const TRANSFER_MS = 12 * 3_600_000;
const ASK_MS = 60_000;

const keyFile = (data: string) => join(data, 'secrets', 'backup-ssh');
const knownHosts = (data: string) => join(data, 'secrets', 'known_hosts');

/** Our public key, made when it is first asked for. Throws `backup.remote` without OpenSSH. */
export async function sftpPublicKey(data: string, run: Run, hostname: string): Promise<string> {
  const file = keyFile(data);
  const there = await readIfThere(`${file}.pub`);
  if (there) return there.trim();
  await privateFolder(join(data, 'secrets'));
  await rm(file, { force: true });
  const made = await run('ssh-keygen', [
    '-q',
    '-t',
    'ed25519',
    '-N',
    '',
    '-C',
    `chatelaine@${hostname}`,
    '-f',
    file,
  ]);
  if (made.why === 'not-found') throw problem('backup.remote', { because: 'no-program', said: '' });
  if (made.exitCode !== 0) throw problem('backup.remote', { because: 'other', said: lastLine(made) });
  return (await readFile(`${file}.pub`, 'utf8')).trim();
}

/** Within a batch of sftp(1): quotes for blanks, backslashes before quotes. A line end would be another command. */
export function quoted(path: string): string {
  if (/[\r\n\0]/.test(path)) throw problem('backup.remote', { because: 'folder', said: '' });
  return `"${path.replace(/[\\"*?[\]]/g, (letter) => `\\${letter}`)}"`;
}

/** Within a value of ssh_config(5). */
const inOption = (path: string) => `"${path.replaceAll('%', '%%')}"`;

/** ssh_config(5): nothing of this account's own SSH plays a part, nobody is asked anything, a changed host key is refused. */
export function sftpArgs({ host, port, user }: Machine, data: string): string[] {
  const options = [
    ...['BatchMode=yes', 'IdentitiesOnly=yes', 'IdentityAgent=none', 'PreferredAuthentications=publickey'],
    ...['StrictHostKeyChecking=accept-new', `UserKnownHostsFile=${inOption(knownHosts(data))}`],
    ...[
      'GlobalKnownHostsFile=none',
      'UpdateHostKeys=no',
      'CheckHostIP=no',
      'ControlMaster=no',
      'ControlPath=none',
    ],
    ...[
      'ConnectTimeout=15',
      'ServerAliveInterval=15',
      'ServerAliveCountMax=4',
      'LogLevel=ERROR',
      `Port=${port}`,
      `User=${user}`,
    ],
  ];
  // `-b -` reads commands from standard input, and ends at the first that fails.
  return [
    '-F',
    'none',
    '-i',
    keyFile(data),
    ...options.flatMap((option) => ['-o', option]),
    '-b',
    '-',
    '--',
    host.includes(':') ? `[${host}]` : host,
  ];
}

type Because = ProblemData<'backup.remote'>['because'];

/** The first row that fits what it said. */
const MEANS: readonly (readonly [RegExp, Because])[] = [
  [/IDENTIFICATION HAS CHANGED|Host key verification failed/i, 'host-key'],
  [/Permission denied \(|Too many authentication failures/i, 'denied'],
  [/No space left|quota|Failure$/im, 'full'],
  [/No such file|Permission denied|not a directory|Can't (create|ls|stat)|Couldn't/i, 'folder'],
  [
    /Could not resolve|timed out|refused|No route|Network is unreachable|Connection (closed|reset)/i,
    'unreachable',
  ],
];

const lastLine = ({ stderr, stdout }: Ran): string =>
  (stderr.trim().split(/\r?\n/).at(-1) || stdout.trim().split(/\r?\n/).at(-1) || '').slice(0, 300);

export function whatSftpMeans(ran: Ran): Because | undefined {
  if (ran.why === 'ended' && ran.exitCode === 0) return undefined;
  if (ran.why === 'not-found') return 'no-program';
  if (ran.why === 'timeout') return 'unreachable';
  return MEANS.find(([said]) => said.test(ran.stderr))?.[1] ?? 'other';
}

async function sumOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

export function createSftpTarget({ machine, run, data, work, hostname }: SftpParts): Target {
  const at = (name: string) => `${machine.path.replace(/\/+$/, '') || '/'}/${name}`;

  async function batch(commands: readonly string[], timeoutMs = ASK_MS, signal?: AbortSignal): Promise<Ran> {
    await sftpPublicKey(data, run, hostname);
    const ran = await run('sftp', sftpArgs(machine, data), {
      ...{ input: `${commands.join('\n')}\n`, timeoutMs, ...(signal && { signal }) },
      outputBytes: 4 * 1024 * 1024,
    });
    if (ran.why === 'cancelled') throw problem('job.cancelled', {});
    const because = whatSftpMeans(ran);
    if (because) throw problem('backup.remote', { because, said: lastLine(ran) });
    return ran;
  }

  /** sftp repeats each command behind a prompt; names are the other lines, with the folder before them. */
  async function names(): Promise<Map<string, number>> {
    const { stdout } = await batch([`ls -ln ${quoted(machine.path)}`]);
    const found = new Map<string, number>();
    for (const line of stdout.split(/\r?\n/)) {
      const row = /^-\S+\s+\S+\s+\S+\s+\S+\s+(\d+)\s.*?(\S+)$/.exec(line);
      const name = row?.[2]?.slice(row[2].lastIndexOf('/') + 1);
      if (row && name) found.set(name, Number(row[1]));
    }
    return found;
  }

  async function fetch(name: string, signal?: AbortSignal) {
    await privateFolder(work);
    const file = join(work, name);
    await batch([`get ${quoted(at(name))} ${quoted(file)}`], TRANSFER_MS, signal);
    return { file, done: () => rm(file, { force: true }) };
  }

  return {
    folder: undefined,
    async ready(signal) {
      // That it may be written to is shown by writing.
      const [probe, here] = [at(`.chatelaine-${process.pid}.part`), join(work, 'probe')];
      await privateFolder(work);
      await writeFile(here, 'Chatelaine looks whether it may write here.\n');
      const commands = [
        `-mkdir ${quoted(machine.path)}`,
        `put ${quoted(here)} ${quoted(probe)}`,
        `rm ${quoted(probe)}`,
      ];
      await batch(commands, ASK_MS, signal).finally(() => rm(here, { force: true }));
      return { free: null };
    },
    async list() {
      return [...(await names())]
        .filter(([name]) => readName(name))
        .map(([name, bytes]) => ({ name, bytes }));
    },
    async send(file, name, signal) {
      const part = at(`${name}.part`);
      await batch(
        [`-mkdir ${quoted(machine.path)}`, `put ${quoted(file)} ${quoted(part)}`],
        TRANSFER_MS,
        signal,
      );
      const back = await fetch(`${name}.part`, signal);
      try {
        const [sent, arrived] = [await sumOf(file), await sumOf(back.file)];
        if (sent !== arrived || (await stat(file)).size !== (await stat(back.file)).size)
          throw problem('backup.damaged', { said: 'what arrived there is not what was sent' });
      } finally {
        await back.done();
      }
      await batch([`rename ${quoted(part)} ${quoted(at(name))}`], ASK_MS, signal);
    },
    fetch,
    async remove(name) {
      await batch([`-rm ${quoted(at(name))}`]);
    },
    async tidy() {
      const left = [...(await names()).keys()].filter(isUnfinished);
      if (left.length > 0) await batch(left.map((name) => `-rm ${quoted(at(name))}`));
    },
  };
}
