/** Files of the system, changed together: all of them and then accepted by who reads them, or none. */
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';

export interface Edit {
  readonly file: string;
  /** Null: it goes. */
  readonly text: string | null;
}

/** Throws what the system or `accepted` says; then every file is as it was. */
export async function editFiles(edits: readonly Edit[], accepted?: () => Promise<void>): Promise<void> {
  const before = edits.map(({ file }) => ({
    file,
    text: existsSync(file) ? readFileSync(file, 'utf8') : null,
  }));
  try {
    for (const { file, text } of edits) put(file, text);
    await accepted?.();
  } catch (error) {
    for (const { file, text } of before) {
      rmSync(fresh(file), { force: true });
      if (text === null || !existsSync(file) || readFileSync(file, 'utf8') !== text) put(file, text);
    }
    throw error;
  }
}

const put = (file: string, text: string | null): void =>
  text === null ? rmSync(file, { force: true }) : replace(file, text);

const fresh = (file: string) => `${file}.chatelaine-new`;

/**
 * Whole or not at all: a half-written rule file is a machine without a firewall at its next start. As open or closed to others as it
 * was: some offices show their rules to nobody, and Debian's nftables.conf is a program.
 */
function replace(file: string, text: string): void {
  // WHY not `recursive`: where nothing may be written, Node then says that the folder is missing.
  if (!existsSync(dirname(file))) mkdirSync(dirname(file));
  const was = existsSync(file) ? statSync(file) : undefined;
  writeFileSync(fresh(file), text, { mode: 0o600, flush: true });
  chmodSync(fresh(file), was ? was.mode & 0o777 : 0o644);
  if (was) chownSync(fresh(file), was.uid, was.gid);
  renameSync(fresh(file), file);
}
