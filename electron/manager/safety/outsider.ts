/** A server, or somebody elsewhere, as a person types it. Pure; the server has the last word. */
import { domainToUnicode } from 'node:url';
import { readOutsideDomain } from '../outside-domain.ts';
import { ProblemError, problem } from '../problem.ts';
import { readUsername } from '../username.ts';

const MAX = 3071;

/** Refused with `address.invalid`: also for our own domains, whose people have a switch of their own. */
export function readOutsider(typed: string, own: readonly string[]): string {
  const refused = (reason: 'malformed' | 'own') =>
    problem('address.invalid', { value: typed.slice(0, 200), reason });
  const text = typed.trim().toLowerCase();
  if (text.length > MAX) throw refused('malformed');
  const at = text.lastIndexOf('@');
  try {
    const domain = readOutsideDomain(text.slice(at + 1), own[0] ?? '');
    if (own.some((one) => domainToUnicode(one) === domain)) throw refused('own');
    return at < 0 ? domain : `${readUsername(text.slice(0, at))}@${domain}`;
  } catch (error) {
    const ours = error instanceof ProblemError && 'reason' in error.data && error.data.reason === 'own';
    throw refused(ours ? 'own' : 'malformed');
  }
}
