/**
 * Every port under every name a stranger may come to, and what a certificate has to name because of that. Pure.
 * P2: it is the names of components and of the web that are forgotten, and nobody finds out why rooms or files do not work.
 */
import type { ServedHow } from '../../../contract/certificate-sources.ts';
import { type OfficeDoor, officeDoors } from '../../office-doors.ts';
import { certificateNames, namesOf, servedDomains, serverHost, webHost } from '../../office-names.ts';
import type { Office } from '../../settings.ts';
import type { WantedName } from '../judge/names.ts';
import type { Endpoint } from './shown.ts';

export interface ExpectedEndpoint extends Endpoint {
  /** Whose certificate it shows: the one of this address domain. */
  readonly domain: string;
  /** Our server answers there; else a web server in front with a certificate of its own. */
  readonly ours: boolean;
}

type Names = ReturnType<typeof namesOf>;
/** Behind which ports, and under which names of a domain. */
interface Way {
  readonly how: ServedHow;
  names(office: Office, names: Names): readonly string[];
}

const accounts: Way['names'] = (_, { domain, guests }) => (guests ? [domain, guests] : [domain]);
/** Other servers come to services by their own names, rooms above all. */
const everybody: Way['names'] = (office, names) => [
  ...accounts(office, names),
  ...names.services.map(({ name }) => name),
];
const web: Way['names'] = (office, { domain }) => [webHost(office, domain)];
/** As the server names it to programs (engines/bundled/hosts.ts): on a network of its own it has no other name than the domain. */
const relay: Way['names'] = (office, { domain }) => [office.way === 'domain' ? serverHost(office) : domain];

function waysOf({ type, tls }: OfficeDoor): readonly Way[] {
  const direct = tls === 'direct';
  switch (type) {
    case 'c2s':
      return [{ how: direct ? 'xmpp-client-direct' : 'xmpp-client-starttls', names: accounts }];
    case 's2s':
      return [{ how: direct ? 'xmpp-server-direct' : 'xmpp-server-starttls', names: everybody }];
    case 'http':
      return [{ how: 'https', names: web }];
    case 'multiplex':
      return [
        { how: 'xmpp-client-direct', names: accounts },
        { how: 'https', names: web },
      ];
    case 'stun':
      return direct ? [{ how: 'turns', names: relay }] : [];
    case 'proxy65':
      return [];
  }
}

export function expectedEndpoints(office: Office, domains = servedDomains(office)): ExpectedEndpoint[] {
  const host = serverHost(office);
  return domains.flatMap((domain) => {
    const names = namesOf(office, domain);
    const own = officeDoors(office).flatMap((door) =>
      waysOf(door)
        // The relay has one name, that of the machine; it is the first domain's.
        .filter(({ how }) => how !== 'turns' || domain === office.domain)
        .flatMap(({ how, names: of }) =>
          of(office, names).map((name) => ({ how, name, host, port: door.port, domain, ours: true })),
        ),
    );
    if (!office.website || domain !== office.domain) return own;
    const { name } = office.website;
    // Behind a website ours answers in the clear, and to it alone.
    const rest = own.filter(({ how }) => how !== 'https');
    return [...rest, { how: 'https' as const, name, host: name, port: 443, domain, ours: false }];
  });
}

const WHAT = {
  'address-domain': 'address',
  rooms: 'rooms',
  upload: 'upload',
  feeds: 'feeds',
  relay: 'relay',
  web: 'web',
  guests: 'guests',
  'server-host': 'host',
} as const;

/** What the certificate of one domain has to name, and at which ports somebody looks for it. */
export function wantedNames(office: Office, domain: string = office.domain): WantedName[] {
  const endpoints = expectedEndpoints(office, [domain]);
  return certificateNames(office, domain).map(({ name, need, because }) => ({
    ...{ name, what: WHAT[because], required: need === 'required' },
    ports: [...new Set(endpoints.filter((one) => one.name === name).map(({ port }) => port))],
  }));
}
