/**
 * Which of the names that are looked for a certificate covers, and by which of its own. Pure.
 * Specs: RFC 9525 §6, RFC 6120 §13.7.1.2, RFC 4985.
 */
import { domainToASCII } from 'node:url';
import { isName, type Presented, wordsOf } from '../../../../server/x509/index.ts';

/** A name somebody looks for, and where. */
export interface WantedName {
  /** In ASCII, lower case. */
  readonly name: string;
  /** `address`: what people's addresses end in. */
  readonly what: 'address' | 'rooms' | 'upload' | 'feeds' | 'relay' | 'web' | 'guests' | 'host';
  readonly ports: readonly number[];
  readonly required: boolean;
}

export interface Coverage extends WantedName {
  /** The name on the certificate that covers it. */
  readonly by: string | null;
  /** `xmpp`: only by a name that chat programs alone understand, and not all of them. `star`: a wildcard looks as if it did. */
  readonly how: 'dns' | 'xmpp' | 'star' | 'none';
}

export function coverage(presented: readonly Presented[], wanted: readonly WantedName[]): Coverage[] {
  return wanted.map((one) => ({ ...one, ...coveredBy(presented, one.name) }));
}

function coveredBy(presented: readonly Presented[], wanted: string): Pick<Coverage, 'by' | 'how'> {
  const plain = presented.find((one) => one.type === 'dns' && isName(one.name, wanted));
  if (plain) return { by: wordsOf(plain), how: 'dns' };
  const chat = presented.find((one) => isChatName(one, wanted));
  if (chat) return { by: wordsOf(chat), how: 'xmpp' };
  const star = presented.find((one) => one.type === 'dns' && seemsToCover(one.name, wanted));
  return star ? { by: wordsOf(star), how: 'star' } : { by: null, how: 'none' };
}

function isChatName(one: Presented, wanted: string): boolean {
  if (one.type === 'srv') return one.service.startsWith('xmpp-') && one.name === wanted;
  return one.type === 'xmpp' && domainToASCII(one.address) === wanted;
}

/** What people take a star for: the name itself, and whatever is below it. */
function seemsToCover(star: string, wanted: string): boolean {
  if (!star.startsWith('*.')) return false;
  const parent = star.slice(2);
  return wanted === parent || wanted.endsWith(`.${parent}`);
}
