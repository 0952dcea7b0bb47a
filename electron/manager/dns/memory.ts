/** What was found in the DNS, kept over a restart: the last report of each domain, and since when it has been right. */
import { z } from 'zod';
import { type DnsReport, dnsReport, type PublicResolver, publicResolver } from '../../contract/dns.ts';
import type { Kept } from '../database.ts';
import type { Learned } from './plan/from-office.ts';

const remembered = z.object({
  report: dnsReport.nullable(),
  last: z.enum(['right', 'wrong', 'unknown']).nullable(),
  /** Looks in a row that were not right. */
  bad: z.number(),
  rightAt: z.number().nullable(),
  nextAt: z.number().nullable(),
  /** The plan it was compared with. */
  planKey: z.string(),
  learned: z.object({
    signed: z.boolean().optional(),
    apexes: z.array(z.string()).optional(),
    caa: z
      .object({ name: z.string(), values: z.array(z.string()) })
      .nullable()
      .optional(),
  }),
});
type Remembered = Omit<z.infer<typeof remembered>, 'report' | 'learned'> & {
  readonly report: DnsReport | null;
  readonly learned: Learned;
};

export interface Memory {
  of(domain: string): Remembered;
  set(domain: string, part: Partial<Remembered>): void;
  /** Null: the usual ones. */
  resolvers(): readonly PublicResolver[] | null;
  setResolvers(resolvers: readonly PublicResolver[] | null): void;
}

const NOTHING: Remembered = {
  ...{ report: null, last: null, bad: 0, rightAt: null, nextAt: null, planKey: '', learned: {} },
};

const nameOf = (domain: string) => `dns.${domain}`;

export function createMemory(kept: Kept): Memory {
  const known = new Map<string, Remembered>();
  let resolvers: readonly PublicResolver[] | null | undefined;

  function of(domain: string): Remembered {
    const here = known.get(domain);
    if (here) return here;
    // Written by another version, perhaps: then it is looked up anew.
    const read = remembered.safeParse(kept.get(nameOf(domain)));
    const found = read.success ? (read.data as Remembered) : NOTHING;
    known.set(domain, found);
    return found;
  }

  return {
    of,
    set(domain, part) {
      const next = { ...of(domain), ...part };
      known.set(domain, next);
      // When the next look is due is found out anew at each start.
      if (Object.keys(part).some((key) => key !== 'nextAt')) kept.set(nameOf(domain), next);
    },
    resolvers() {
      if (resolvers === undefined) {
        const read = z.array(publicResolver).max(4).safeParse(kept.get('dns-resolvers'));
        resolvers = read.success ? read.data : null;
      }
      return resolvers;
    },
    setResolvers(next) {
      resolvers = next;
      kept.set('dns-resolvers', next);
    },
  };
}
