/** Which trouble with other servers concerns real people: what they wrote did not get there. Pure. */
import type { EngineProblem, EngineRemote } from '../engines/federation.ts';
import { WHO } from './who.ts';

const HOUR_MS = 60 * 60 * 1000;
/** What nobody noticed for so long concerns nobody any more. */
const FRESH_MS = 24 * HOUR_MS;
/** A slip of the pen came back to who wrote it, with the reason: said once, quietly, and then it is over. */
const SLIP_MS = HOUR_MS;

export interface Trouble {
  readonly domain: string;
  readonly code: EngineProblem['code'];
  readonly at: number;
  /** The office itself can do something about it. */
  readonly ours: boolean;
}

type Traffic = Pick<EngineRemote, 'sent' | 'received' | 'links'>;
const neverWorked = ({ sent, received, links }: Traffic): boolean =>
  sent + received === 0 && links.length === 0;

/** A name below one of ours that is no service of ours and no company either: somebody made it up, or mistyped a room. */
export const isMadeUp = (remote: Pick<EngineRemote, 'domain'> & Traffic, own: readonly string[]): boolean =>
  neverWorked(remote) && own.some((domain) => remote.domain.endsWith(`.${domain}`));

/** Newest first. Strangers who knock and are refused are no trouble of ours, and what the office forbids is as it should be. */
export function troubles(
  domains: readonly EngineRemote[],
  now: number,
  own: readonly string[] = [],
): Trouble[] {
  return domains
    .flatMap((remote): Trouble[] => {
      const { domain, state, allowed, problem, bounced, queued } = remote;
      if (problem === null || !allowed || (state !== 'waiting' && state !== 'refused')) return [];
      if (problem.code.startsWith('policy.') || bounced + queued === 0) return [];
      if (isMadeUp(remote, own)) return [];
      const isSlip = problem.code === 'dns.no-domain' && neverWorked(remote);
      if (now - problem.at > (isSlip ? SLIP_MS : FRESH_MS)) return [];
      const who = isSlip ? 'them' : WHO[problem.code];
      return [{ domain, code: problem.code, at: problem.at, ours: who === 'us' || who === 'either' }];
    })
    .sort((one, other) => other.at - one.at);
}
