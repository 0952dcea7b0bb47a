/** The TLSA records of the office's own ports: asked of the DNS, and written through whoever may write there. */
import { Resolver } from 'node:dns/promises';
import { RENEWAL } from '../../../contract/findings/certificate-renewal.ts';
import { makeFinding } from '../../../contract/findings/finding.ts';
import type { RecordSet } from '../../../contract/records.ts';
import { systemCode } from '../../problem.ts';
import { OriginError } from './origin.ts';
import type { TlsaRecords } from './tlsa.ts';

export interface TlsaPlaces {
  /** Where TLSA records of a domain belong by its plan, with the seconds they are to be remembered; none in an unsigned zone. */
  places(domain: string): readonly { readonly name: string; readonly ttl: number }[];
  /** Whether somebody here may write at that name. */
  covers(name: string): Promise<boolean>;
  put(sets: readonly RecordSet[], signal: AbortSignal): Promise<void>;
  /** `IP` or `IP:PORT`; undefined: the system's. */
  readonly resolver: string | undefined;
}

const TIMEOUT_MS = 5_000;
const NOTHING = ['ENODATA', 'ENOTFOUND'];

export function createTlsaRecords({ places, covers, put, resolver }: TlsaPlaces): TlsaRecords {
  /** Hashes of `3 1 1` records; rejects where nobody answers: not knowing is no reason to go on. */
  async function ask(name: string, signal: AbortSignal): Promise<string[]> {
    const asked = new Resolver({ timeout: TIMEOUT_MS, tries: 2 });
    if (resolver !== undefined) asked.setServers([resolver]);
    signal.addEventListener('abort', () => asked.cancel(), { once: true });
    try {
      const found = await asked.resolveTlsa(name);
      return found
        .filter(({ certUsage, selector, match }) => certUsage === 3 && selector === 1 && match === 1)
        .map(({ data }) => Buffer.from(data).toString('hex'));
    } catch (error) {
      if (NOTHING.includes(systemCode(error) ?? '')) return [];
      throw error;
    }
  }

  return {
    async published(domain, signal) {
      const all = places(domain);
      const found = await Promise.all(all.map(({ name }) => ask(name, signal)));
      const hashes = [...new Set(found.flat())];
      return hashes.length === 0 ? null : { hashes, ttl: Math.max(...all.map(({ ttl }) => ttl)) };
    },
    async publish(domain, hashes, signal) {
      const values = hashes.map((hash) => `3 1 1 ${hash}`);
      const sets = places(domain).map(({ name, ttl }): RecordSet => ({ name, type: 'TLSA', ttl, values }));
      const covered = await Promise.all(sets.map(({ name }) => covers(name)));
      if (covered.every(Boolean)) return put(sets, signal);
      const evidence = sets.map(({ name, ttl }) =>
        values.map((value) => `${name}. ${ttl} IN TLSA ${value}`).join('\n'),
      );
      throw new OriginError(makeFinding(RENEWAL, 'certificate.pin-by-hand', { subject: domain, evidence }), {
        retry: 'later',
      });
    },
  };
}
