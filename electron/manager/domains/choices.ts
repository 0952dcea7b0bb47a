/** What of the names an expert may want otherwise. Pure. What is as usual is left out of what is kept. */
import type { NameChoices, PlanChoices } from '../../contract/domains.ts';
import { namesOf, SERVER_LABEL, servedDomains, serverHost } from '../office-names.ts';
import { problem } from '../problem.ts';
import type { Office } from '../settings.ts';

const USUAL = { scheme: 'direct-first', layout: 'names', ttl: 3600, caa: false } as const;

export function choicesOf(office: Office): { chosen: NameChoices; usual: NameChoices } {
  const usual = { server: `${SERVER_LABEL}.${office.domain}`, ...USUAL };
  const { scheme, layout, ttl, caa } = office.dns ?? {};
  const given = Object.fromEntries(
    Object.entries({ scheme, layout, ttl, caa }).filter(([, value]) => value !== undefined),
  );
  return { chosen: { ...usual, ...given, server: serverHost(office) }, usual };
}

/** The part of the office that says so. `server` as DNS has it. Refused with `domain.refused`. */
export function decideChoices(office: Office, wish: NameChoices): Pick<Office, 'names' | 'dns'> {
  const { usual } = choicesOf(office);
  assertNoService(office, wish.server);
  const { server: _server, ...labels } = office.names ?? {};
  const names = { ...labels, ...(wish.server !== usual.server && { server: wish.server }) };
  const dns: PlanChoices = {
    ...(wish.scheme !== usual.scheme && { scheme: wish.scheme }),
    ...(wish.layout !== usual.layout && { layout: wish.layout }),
    ...(wish.ttl !== usual.ttl && { ttl: wish.ttl }),
    ...(wish.caa !== usual.caa && { caa: wish.caa }),
    ...(office.dns?.proofZone !== undefined && { proofZone: office.dns.proofZone }),
  };
  return {
    names: Object.keys(names).length > 0 ? names : undefined,
    dns: Object.keys(dns).length > 0 ? dns : undefined,
  };
}

/** A host SRV points at has addresses, and the names of services are aliases of it: it cannot be one of them. */
function assertNoService(office: Office, server: string): void {
  const taken = servedDomains(office).flatMap((domain) => {
    const { services, guests } = namesOf(office, domain);
    return [...services.map(({ name }) => name), ...(guests === null ? [] : [guests])];
  });
  if (taken.includes(server)) throw problem('domain.refused', { domain: server, reason: 'service' });
}
