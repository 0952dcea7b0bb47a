/**
 * TLSA records 3 1 1 (RFC 6698, 7671) in step with the key: the new one is published beside the old one, and known
 * everywhere, before a server shows it; the old one goes afterwards. Pure, but for the interface.
 *
 * SPEC: RFC 7671 §8.1 and §8.4 describe this order of things; where the key stays the same nothing has to be rolled at all,
 * which is why a key that is published is kept over renewals, and one that is not is made anew each time.
 */

export interface TlsaRecords {
  /** The hashes that the domain's TLSA records hold now, and for how many seconds they are remembered; null: there are none. */
  published(
    domain: string,
    signal: AbortSignal,
  ): Promise<{ readonly hashes: readonly string[]; readonly ttl: number } | null>;
  /** Makes them hold exactly these; resolves once every name server tells it, by whatever hand. */
  publish(domain: string, hashes: readonly string[], signal: AbortSignal): Promise<void>;
}

/** Where nothing is published, or nobody can tell. */
export const NO_TLSA: TlsaRecords = { published: async () => null, publish: async () => undefined };

export type Roll =
  | { readonly publish: null; readonly because: 'none-published' | 'known-already' }
  /** `waitSeconds`: until nobody remembers the records without the new one. */
  | { readonly publish: readonly string[]; readonly waitSeconds: number };

/** Before `next` is shown. Hashes are hex, in any case. */
export function rollBefore(
  published: { readonly hashes: readonly string[]; readonly ttl: number } | null,
  next: string,
): Roll {
  if (published === null || published.hashes.length === 0)
    return { publish: null, because: 'none-published' };
  const hashes = published.hashes.map((hash) => hash.toLowerCase());
  if (hashes.includes(next.toLowerCase())) return { publish: null, because: 'known-already' };
  return { publish: [...hashes, next.toLowerCase()], waitSeconds: published.ttl };
}

/** After `current` is shown everywhere: what should be left; null: it is so. */
export function rollAfter(
  published: { readonly hashes: readonly string[] } | null,
  current: string,
): readonly string[] | null {
  if (published === null) return null;
  const hashes = published.hashes.map((hash) => hash.toLowerCase());
  const wanted = current.toLowerCase();
  return hashes.includes(wanted) && hashes.length > 1 ? [wanted] : null;
}
