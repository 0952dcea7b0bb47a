/** Our account taken out of files that others have written to since, and what a failed write means. */
import { dirname } from 'node:path';
import { diskProblem, isDiskFull, ProblemError, problem } from '../problem.ts';
import { readBytes } from './find.ts';
import { hashOf, type KeptSetUp, type KeptSetUps } from './kept.ts';
import { removeRow, rowsTrouble } from './row-edit.ts';
import { withoutAccount } from './text-edit.ts';
import { withRows, writeText } from './write.ts';

/** Our account and what was made for it; all else stays as it is now. */
export async function takeOut(kept: KeptSetUps, one: KeptSetUp, name: string): Promise<void> {
  const [main] = one.files;
  const { account, trust } = one;
  try {
    if (account?.kind === 'text') {
      const text = await readBytes(main!.path);
      const without = text === undefined ? undefined : withoutAccount(text, account);
      if (without !== undefined) await writeText(main!.path, without);
    } else if (account?.kind === 'rows' && (await hashOf(main!.path)) !== null) {
      withRows(main!.path, (database) => removeRow(database, account));
    }
  } catch (error) {
    throw refusal(error, name, main!.path);
  }
  if (trust === null) return;
  const ours = one.files.find(({ path }) => path === trust.path);
  if (ours && ours.after === (await hashOf(trust.path))) return kept.putFileBack(one, trust.path);
  if (trust.how === 'file') return one.done ? undefined : kept.putFileBack(one, trust.path);
  const text = await readBytes(trust.path);
  const without = text === undefined ? undefined : withoutAccount(text, { own: trust.own });
  if (without !== undefined) await writeText(trust.path, without);
}

/** What a failed write means for the person. */
export function refusal(error: unknown, program: string, file: string): unknown {
  if (error instanceof ProblemError) return error;
  if (isDiskFull(error)) return diskProblem(error, dirname(file));
  if (!String((error as { code?: unknown }).code ?? '').startsWith('SQLITE_')) return error;
  return problem('client.trouble', { program, file, trouble: rowsTrouble(error) }, error);
}
