/**
 * What the authority says of the certificate in force: whether it still stands by it. Asked after each renewal and once a day, with the
 * look at the doors, and remembered. Who cannot be asked today is asked tomorrow, and what was withdrawn once stays withdrawn.
 */
import { X509Certificate } from 'node:crypto';
import { z } from 'zod';
import type { Kept } from '../database.ts';
import { readIfThere } from '../files.ts';
import type { Withdrawn } from '../overview.ts';
import type { Revocation } from './judge/judge.ts';
import type { AskOutside } from './judge/outside.ts';
import { askRevocation } from './judge/revocation.ts';

const remembered = z.object({
  /** SHA-256, as `AB:CD:…`: of another certificate it says nothing. */
  fingerprint: z.string(),
  said: z.object({
    state: z.enum(['good', 'revoked']),
    at: z.number().nullable(),
    how: z.enum(['ocsp', 'crl']),
    detail: z.string(),
  }),
  /** When the authority said so. */
  askedAt: z.number(),
});
type Remembered = z.infer<typeof remembered>;

export interface Standing {
  /** @param chain PEM, with the issuer. Never throws; resolves to whether it was withdrawn, as far as is known. */
  ask(domain: string, chain: string, signal: AbortSignal): Promise<boolean>;
  /** What was said of the first certificate of `chain`; undefined: nobody has said anything. */
  of(domain: string, chain: string): Revocation | undefined;
}

export interface StandingParts {
  readonly kept: Kept;
  readonly ask: AskOutside;
  readonly now: () => number;
}

const nameOf = (domain: string) => `certificate-standing:${domain}`;

export function createStanding({ kept, ask, now }: StandingParts): Standing {
  function known(domain: string, chain: string): Remembered | undefined {
    const found = remembered.safeParse(kept.get(nameOf(domain))).data;
    return found?.fingerprint === fingerprintOf(chain) ? found : undefined;
  }
  return {
    async ask(domain, chain, signal) {
      const before = known(domain, chain);
      if (before?.said.state === 'revoked') return true;
      const { state, at, how, detail } = await askRevocation(chain, { ask, now }, signal);
      if (state !== 'good' && state !== 'revoked') return false;
      const fingerprint = fingerprintOf(chain);
      if (fingerprint === undefined) return false;
      const said = { state, at, how, detail: detail.slice(0, 500) };
      kept.set(nameOf(domain), { fingerprint, said, askedAt: now() } satisfies Remembered);
      return state === 'revoked';
    },
    of: (domain, chain) => known(domain, chain)?.said,
  };
}

/** Those of `domains` whose certificate in force was withdrawn, as far as their authorities were asked. */
export async function withdrawnAmong(
  domains: readonly string[],
  jobs: {
    isLocal(domain: string): boolean;
    files(domain: string): { readonly chain: string };
  },
  standing: Pick<Standing, 'of'>,
): Promise<Withdrawn[]> {
  const found: Withdrawn[] = [];
  for (const domain of domains) {
    // The office's own authority withdraws nothing.
    const chain = jobs.isLocal(domain) ? undefined : await readIfThere(jobs.files(domain).chain);
    const said = chain === undefined ? undefined : standing.of(domain, chain);
    if (said?.state === 'revoked') found.push({ domain, at: said.at });
  }
  return found;
}

function fingerprintOf(chain: string): string | undefined {
  try {
    return new X509Certificate(chain).fingerprint256;
  } catch {
    // What cannot be read is judged by whoever reads it.
    return undefined;
  }
}
