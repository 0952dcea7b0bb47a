/** Another company's domain as a person types it. Pure; the server has the last word. */
import { domainToASCII, domainToUnicode } from 'node:url';
import { parse } from 'tldts';
import { problem } from './problem.ts';

const HOST = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/;
/** RFC 1035 §2.3.4. */
const MAX = 253;

/** In its readable form, as servers compare domains (RFC 7622 §3.2.1). Refused with `address.invalid`: also for our own, about which nothing is to be decided as for others. */
export function readOutsideDomain(typed: string, own: string): string {
  const refused = (reason: 'malformed' | 'own') =>
    problem('address.invalid', { value: typed.slice(0, 200), reason });
  const domain = domainToASCII(typed.trim().toLowerCase().replace(/\.$/, ''));
  if (domain.length > MAX || !HOST.test(domain)) throw refused('malformed');
  // An ending that many companies share: a rule for it would be one for all of them.
  const { publicSuffix, isIcann } = parse(domain);
  if (isIcann && publicSuffix === domain) throw refused('malformed');
  if (domain === own) throw refused('own');
  return domainToUnicode(domain);
}
