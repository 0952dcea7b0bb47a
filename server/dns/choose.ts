/**
 * The order in which a domain's servers are tried. Pure.
 * Specs: RFC 2782, XEP-0368 1.1.0, RFC 6120 §3.2.
 */
import type { RecordOf } from './answer.ts';

export type SrvRecord = RecordOf<'SRV'>;

/** A record, and which of the two services it was found under. */
export interface Offer extends SrvRecord {
  readonly tls: 'direct' | 'starttls';
}

export type Choice =
  | { readonly is: 'offers'; readonly offers: readonly Offer[] }
  /** The domain says that it takes no part. */
  | { readonly is: 'not-offered' }
  /** It says nothing: then its own address, at the usual port. */
  | { readonly is: 'address' };

/** How many servers of one domain are worth trying. */
const MAX_OFFERS = 16;

/**
 * @param direct records of `_xmpps-server`, @param starttls those of `_xmpp-server`.
 * @param random from 0 up to 1.
 */
export function choose(
  direct: readonly SrvRecord[],
  starttls: readonly SrvRecord[],
  random: () => number,
): Choice {
  const all: Offer[] = [
    ...direct.map((record) => ({ ...record, tls: 'direct' as const })),
    ...starttls.map((record) => ({ ...record, tls: 'starttls' as const })),
  ];
  if (all.length === 0) return { is: 'address' };
  // SPEC: RFC 6120 §3.2.1: a target of "." "means that the service is decidedly not available at this domain".
  // SPEC: XEP-0368 §3: of one of the two services only, it "MUST NOT perform A/AAAA fallback" either.
  const offers = all.filter(({ target, port }) => target !== '' && port > 0);
  if (offers.length === 0) return { is: 'not-offered' };
  return { is: 'offers', offers: order(offers, random).slice(0, MAX_OFFERS) };
}

/**
 * SPEC: XEP-0368 §3: "Both 'xmpp-' and 'xmpps-' records SHOULD be treated as the same record with regard to connection order as
 * specified by RFC 2782, in that all priorities and weights are mixed."
 */
export function order(offers: readonly Offer[], random: () => number): Offer[] {
  const priorities = [...new Set(offers.map(({ priority }) => priority))].sort((one, other) => one - other);
  return priorities.flatMap((priority) =>
    byWeight(
      offers.filter((each) => each.priority === priority),
      random,
    ),
  );
}

/**
 * SPEC: RFC 2782: "To select a target to be contacted next, arrange all SRV RRs (that have not been ordered yet) in any order, except
 * that all those with weight 0 are placed at the beginning of the list. Compute the sum of the weights of those RRs, and with each RR
 * associate the running sum in the selected order. Then choose a uniform random number between 0 and the sum computed (inclusive),
 * and select the RR whose running sum value is the first in the selected order which is greater than or equal to the random number
 * selected."
 */
function byWeight(offers: readonly Offer[], random: () => number): Offer[] {
  const left = [...offers].sort((one, other) => Number(one.weight !== 0) - Number(other.weight !== 0));
  const chosen: Offer[] = [];
  while (left.length > 0) {
    const sum = left.reduce((total, { weight }) => total + weight, 0);
    const drawn = Math.floor(random() * (sum + 1));
    let running = 0;
    const at = left.findIndex(({ weight }) => {
      running += weight;
      return running >= drawn;
    });
    chosen.push(...left.splice(at, 1));
  }
  return chosen;
}
