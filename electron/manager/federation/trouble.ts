/** Which trouble with other servers concerns real people: what they wrote did not get there. Pure. */
import type { EngineProblem, EngineRemote } from '../engines/federation.ts';
import { WHO } from './who.ts';

/** What nobody noticed for so long concerns nobody any more. */
const FRESH_MS = 24 * 60 * 60 * 1000;

export interface Trouble {
  readonly domain: string;
  readonly code: EngineProblem['code'];
  readonly at: number;
  /** The office itself can do something about it. */
  readonly ours: boolean;
}

/** Newest first. Strangers who knock and are refused are no trouble of ours, and what the office forbids is as it should be. */
export function troubles(domains: readonly EngineRemote[], now: number): Trouble[] {
  return domains
    .flatMap(({ domain, state, allowed, problem, bounced, queued }): Trouble[] => {
      if (problem === null || !allowed || (state !== 'waiting' && state !== 'refused')) return [];
      if (problem.code.startsWith('policy.') || bounced + queued === 0) return [];
      if (now - problem.at > FRESH_MS) return [];
      const who = WHO[problem.code];
      return [{ domain, code: problem.code, at: problem.at, ours: who === 'us' || who === 'either' }];
    })
    .sort((one, other) => other.at - one.at);
}
