/**
 * A refusal that crosses the border to the page: a code of the contract's closed table, with its data.
 * Thrown by any area, turned into a typed answer by `transport/dispatcher.ts`. Everything else thrown is a bug.
 */
import type { ProblemCode, ProblemData } from '../contract/index.ts';

export class ProblemError<C extends ProblemCode = ProblemCode> extends Error {
  readonly code: C;
  readonly data: ProblemData<C>;

  constructor(code: C, data: ProblemData<C>, options?: ErrorOptions) {
    super(code, options);
    this.name = 'ProblemError';
    this.code = code;
    this.data = data;
  }
}

/** `throw problem('port.in-use', { port: 5222 })`. */
export function problem<C extends ProblemCode>(
  code: C,
  data: ProblemData<C>,
  cause?: unknown,
): ProblemError<C> {
  return new ProblemError(code, data, cause === undefined ? undefined : { cause });
}

/** An error as one line of the log: a problem with its data, anything else in its own words. */
export const explain = (error: unknown): string =>
  error instanceof ProblemError ? `${error.code} ${JSON.stringify(error.data)}` : String(error);

/** @returns the system error's code (`ENOENT`, …), if `error` carries one. */
export function systemCode(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : undefined;
}

export function isDiskFull(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT', 'SQLITE_FULL'].includes(systemCode(error) ?? '');
}

/** What a failed write to `folder` means for the person, or the error itself when it is none of theirs. */
export function diskProblem(error: unknown, folder: string): unknown {
  if (isDiskFull(error)) return problem('disk.full', { folder }, error);
  const reason = UNWRITABLE[systemCode(error) ?? ''];
  return reason ? problem('data.unwritable', { folder, reason }, error) : error;
}

const UNWRITABLE: Readonly<Record<string, ProblemData<'data.unwritable'>['reason']>> = {
  ENOTDIR: 'not-a-folder',
  EEXIST: 'not-a-folder',
  EROFS: 'read-only',
  EACCES: 'not-allowed',
  EPERM: 'not-allowed',
  // Also what a folder answers that is there and takes nothing in, such as /proc.
  ENOENT: 'impossible',
  ELOOP: 'impossible',
  ENAMETOOLONG: 'impossible',
};
