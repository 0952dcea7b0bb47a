/**
 * journald's own log, as a file: what `journalctl` prints is written to a file of ours while somebody looks, so that it is
 * read as every other one.
 */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { LogSource } from '../../../../contract/index.ts';
import type { Run } from '../../../run.ts';

/** The newest lines; older ones are journalctl's business. */
const MOST_LINES = 200_000;
/** And then no more is written: somebody left the page open on a machine that shouts. */
const MOST_BYTES = 512 * 1024 * 1024;
const FIELDS = 'MESSAGE,PRIORITY,SYSLOG_IDENTIFIER,_SYSTEMD_UNIT,_PID,_HOSTNAME';
const READY_MS = 3000;

/** Null where there is no journal. */
export async function journalSource(run: Run, program: string | undefined): Promise<LogSource | null> {
  if (program === undefined) return null;
  const { exitCode, stdout, stderr } = await run(
    program,
    ['--lines=1', '--output=json', '--output-fields=MESSAGE', '--no-pager'],
    { timeoutMs: 5000, outputBytes: 64 * 1024 },
  );
  if (exitCode !== 0) return null;
  const at = /"__REALTIME_TIMESTAMP"\s*:\s*"(\d+)"/.exec(stdout)?.[1];
  // SPEC: journalctl(1): 'Members of the groups "systemd-journal", "adm", and "wheel" can read all journal files.' Others are told
  // so on standard error.
  const forbidden = /systemd-journal/.test(stderr);
  if (at === undefined && !forbidden) return null;
  return {
    ...{ id: 'journal', kind: 'journal', program: 'journal', path: null, bytes: null, files: 0 },
    writtenAt: at === undefined ? null : Math.floor(Number(at) / 1000),
    trouble: forbidden
      ? {
          ...{ reason: 'forbidden', group: 'systemd-journal' },
          command: `adduser ${userInfo().username} systemd-journal`,
        }
      : null,
  };
}

export interface JournalFile {
  readonly file: string;
  close(): Promise<void>;
}

/** Resolves when it has begun to write. */
export async function spoolJournal(program: string, folder: string): Promise<JournalFile> {
  const file = join(folder, `journal-${randomUUID()}.json`);
  const out = createWriteStream(file, { mode: 0o600 });
  await once(out, 'open');
  const child = spawn(
    program,
    [`--lines=${MOST_LINES}`, '--follow', '--output=json', `--output-fields=${FIELDS}`, '--no-pager'],
    { stdio: ['ignore', 'pipe', 'ignore'], windowsHide: true },
  );
  let written = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    written += chunk.length;
    if (written > MOST_BYTES) child.kill('SIGTERM');
    else if (!out.write(chunk)) {
      child.stdout.pause();
      out.once('drain', () => child.stdout.resume());
    }
  });
  // Disk full: what is there stays readable.
  out.on('error', () => child.kill('SIGTERM'));
  const ended = new Promise<void>((resolve) => {
    child.on('close', () => resolve());
    child.on('error', () => resolve());
  });
  await Promise.race([
    once(child.stdout, 'data'),
    ended,
    new Promise((resolve) => setTimeout(resolve, READY_MS).unref()),
  ]);
  return {
    file,
    async close() {
      child.kill('SIGTERM');
      await ended;
      out.end();
      await rm(file, { force: true });
    },
  };
}
