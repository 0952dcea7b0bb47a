/** The core's refusals in the contract's words. */
import { ProblemError, problem } from '../problem.ts';
import { type Elevation, HelperGone } from './elevate.ts';
import { FirewallRefused } from './firewall.ts';

/** Refused with `firewall.not-possible` where nobody could become root here. */
export function assertPossible({
  elsewhere,
  elevation,
}: {
  readonly elsewhere: unknown;
  readonly elevation: Elevation | undefined;
}): void {
  if (elsewhere) throw problem('firewall.not-possible', { reason: 'plan-only', said: '' });
  if (!elevation) throw problem('firewall.not-possible', { reason: 'no-rights', said: '' });
}

/** The firewall's or the system's own words. */
export const saidBy = (error: unknown): string =>
  (error instanceof HelperGone || error instanceof FirewallRefused
    ? error.said
    : error instanceof Error
      ? error.message
      : String(error)
  ).slice(0, 2000);

/** Rejects with a code of the contract; with what it was where that is a bug. */
export async function asking<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    const said = saidBy(error);
    if (error instanceof HelperGone)
      throw problem('firewall.not-possible', { reason: error.denied ? 'denied' : 'no-rights', said }, error);
    if (!(error instanceof FirewallRefused)) throw error;
    if (error.why === 'busy') throw problem('firewall.busy', {}, error);
    if (error.why === 'changed') throw problem('firewall.outdated', {}, error);
    if (error.why === 'too-late') throw problem('firewall.too-late', {}, error);
    throw problem('firewall.refused', { said }, error);
  }
}
