/** Whether a name is still free for a domain or for guests. Pure. */
import { namesOf, servedDomains } from '../office-names.ts';
import { problem } from '../problem.ts';
import type { Office } from '../settings.ts';

/** A label of its own: letters, digits and hyphens (RFC 1034 §3.5). */
const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** Names that stand for something else already: services of every domain, the server, guests, bridges. */
function taken(office: Office, domains: readonly string[]): Set<string> {
  const names = domains.flatMap((domain) => {
    const { server, web, services, guests } = namesOf(office, domain);
    return [server, web, ...services.map(({ name }) => name), ...(guests === null ? [] : [guests])];
  });
  return new Set([...names, ...Object.keys(office.bridges ?? {})]);
}

/** Refused with `domain.refused`: served already, or a service has the name, or one of its own services would be a domain of ours. */
export function assertFree(office: Office, domain: string): void {
  const all = servedDomains(office);
  if (all.includes(domain)) throw problem('domain.refused', { domain, reason: 'served' });
  const services = taken(office, [...all, domain]);
  if ([domain, ...all].some((one) => services.has(one) && !isServerItself(office, one)))
    throw problem('domain.refused', { domain, reason: 'service' });
}

/** A server may be called like the domain: then all is on one machine, and that is no clash. */
const isServerItself = (office: Office, domain: string): boolean =>
  office.names?.server === domain && servedDomains(office).includes(domain);

/** In DNS's spelling. Refused with `settings.refused`. */
export function readLabel(typed: string): string {
  const label = typed.trim().toLowerCase();
  if (!LABEL.test(label)) throw problem('settings.refused', { field: 'guests', reason: 'malformed' });
  return label;
}
