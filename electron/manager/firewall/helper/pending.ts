/**
 * What was done and nobody has confirmed yet, on disk: whoever finds it without its guard takes it back.
 * One file for each network namespace, in a folder of root's that a restart of the machine empties (as it does the rules).
 */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { operations } from '../operations.ts';

const pending = z.strictObject({
  operations,
  /** Of `operations`, those that were begun; ufw and firewalld do one after the other. */
  begun: z.array(z.number().int()),
  /** nftables' numbers of rules of ours that were there before: those stay. */
  before: z.array(z.number().int()),
  /** Milliseconds since the epoch. */
  until: z.number(),
  /** Who takes it back in time. */
  guard: z.number().int().nullable(),
  /** A person has said so, and it is being written for the next start of this machine. */
  decided: z.literal('keep').nullable(),
});
export type Pending = z.infer<typeof pending>;

export interface PendingFile {
  read(): Pending | undefined;
  write(value: Pending): void;
  remove(): void;
}

export function pendingFile(folder = '/run/chatelaine-firewall'): PendingFile {
  const namespace = /\d+/.exec(readlinkSync('/proc/self/ns/net'))?.[0] ?? '0';
  const file = join(folder, `${namespace}.json`);
  return {
    read: () => (existsSync(file) ? pending.parse(JSON.parse(readFileSync(file, 'utf8'))) : undefined),
    write(value) {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      chmodSync(folder, 0o700);
      // Whole or not at all: it is read after a crash.
      writeFileSync(`${file}.new`, JSON.stringify(value), { mode: 0o600, flush: true });
      renameSync(`${file}.new`, file);
    },
    remove: () => rmSync(file, { force: true }),
  };
}
