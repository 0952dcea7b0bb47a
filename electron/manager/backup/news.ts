/** What Home says of backups, if anything. Pure. */
import { BACKUP_FINDINGS } from '../../contract/findings/backups.ts';
import { type DoctorFinding, makeFinding } from '../../contract/findings/finding.ts';
import type { Book, Planned } from './notebook.ts';

const DAY_MS = 86_400_000;
/** Days of use without any, before it is said; and without a new one, where they are made every night. */
const LATE_MS = 3 * DAY_MS;

export interface NewsFacts {
  readonly plan: Planned;
  readonly book: Book;
  readonly now: number;
  readonly isSetUp: boolean;
}

export function newsOf({ plan: { plan, plannedAt }, book, now, isSetUp }: NewsFacts): DoctorFinding | null {
  if (!isSetUp) return null;
  const { lastGoodAt, failure } = book;
  const subject = plan.target.kind;
  if (failure) {
    const data = { since: failure.since, at: failure.at, problem: failure.problem.code };
    return makeFinding(BACKUP_FINDINGS, 'backup.failed', { subject, data });
  }
  const since = lastGoodAt ?? plannedAt;
  if (now - since <= LATE_MS) return null;
  const code = plan.on || lastGoodAt !== null ? 'backup.late' : 'backup.none';
  return makeFinding(BACKUP_FINDINGS, code, { subject, data: { since, at: now } });
}
