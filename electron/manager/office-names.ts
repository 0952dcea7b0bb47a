/**
 * The office's names: what addresses end in, the host programs connect to, the hosts of services. The one list behind the
 * configuration, the plan of DNS records and the certificate. Pure; all in ASCII, as DNS has them.
 */
import type { DomainNames, ServiceId } from '../contract/domains.ts';
import type { Office } from './settings.ts';

/** What the hosts of services are called below each domain; also what the server calls them by itself. */
export const SERVICE_LABELS: Readonly<Record<ServiceId, string>> = {
  conference: 'conference',
  upload: 'upload',
  pubsub: 'pubsub',
  proxy: 'proxy',
};
export const SERVER_LABEL = 'xmpp';

type Naming = Pick<Office, 'domain' | 'names' | 'otherDomains' | 'guests' | 'website' | 'doors'>;

/** Every domain the office serves, the first one first. */
export const servedDomains = ({
  domain,
  otherDomains,
}: Pick<Office, 'domain' | 'otherDomains'>): string[] => [...new Set([domain, ...(otherDomains ?? [])])];

/** Where SRV points, for each domain alike. */
export const serverHost = ({ domain, names }: Pick<Office, 'domain' | 'names'>): string =>
  names?.server ?? `${SERVER_LABEL}.${domain}`;

/** What web addresses of a domain begin with, when no web server stands in front. */
export const webHost = (office: Pick<Office, 'domain' | 'names'>, domain: string): string =>
  `${webLabel(office)}.${domain}`;

/** A server called `chat.example.org` has its web there; one with a name elsewhere keeps the usual one below each domain. */
export function webLabel({ domain, names }: Pick<Office, 'domain' | 'names'>): string {
  const server = names?.server;
  return server?.endsWith(`.${domain}`) ? server.slice(0, -domain.length - 1) : SERVER_LABEL;
}

export const serviceHost = ({ names }: Pick<Office, 'names'>, service: ServiceId, domain: string): string =>
  `${names?.[service] ?? SERVICE_LABELS[service]}.${domain}`;

/** Whether there is any use for it: the relay for files may be turned off. */
export const isServiceWanted = (service: ServiceId, office: Pick<Office, 'doors'>): boolean =>
  service !== 'proxy' || (office.doors?.files ?? true);

export const guestHost = ({ domain, guests }: Pick<Office, 'domain' | 'guests'>): string | null =>
  guests ? `${guests.label}.${domain}` : null;

/** The names of one of its domains. */
export function namesOf(office: Naming, domain: string = office.domain): DomainNames {
  const services = (Object.keys(SERVICE_LABELS) as ServiceId[])
    .filter((service) => isServiceWanted(service, office))
    .map((service) => ({ service, name: serviceHost(office, service, domain) }));
  return {
    domain,
    server: serverHost(office),
    web: office.website && domain === office.domain ? office.website.name : webHost(office, domain),
    services,
    guests: domain === office.domain ? guestHost(office) : null,
  };
}

/** A name for a domain's certificate: without a required one it is no use. */
export interface CertificateName {
  readonly name: string;
  readonly need: 'required' | 'optional';
  /** Who looks for it there. */
  readonly because: 'address-domain' | 'rooms' | 'upload' | 'feeds' | 'relay' | 'web' | 'guests';
}

const SERVICE_BECAUSE = { conference: 'rooms', upload: 'upload', pubsub: 'feeds', proxy: 'relay' } as const;

/** Where all is on one host, only what other servers speak to has a name of its own. */
const hasName = ({ dns }: Pick<Office, 'dns'>, service: ServiceId): boolean =>
  dns?.layout !== 'one' || service === 'conference' || service === 'pubsub';

/**
 * What the certificate of one domain has to be valid for, the address domain first.
 *
 * SPEC: RFC 6120 §13.7.1.2 has programs look for the name their person's address ends in, never for where SRV led them: so the
 * domain is required although the website on it is elsewhere.
 */
export function certificateNames(office: Office, domain: string = office.domain): CertificateName[] {
  const names = namesOf(office, domain);
  const found: CertificateName[] = [
    { name: domain, need: 'required', because: 'address-domain' },
    // Uploads and invitations are opened in browsers and programs, which refuse another name.
    {
      name: webHost(office, domain),
      need: office.website || domain !== office.domain ? 'optional' : 'required',
      because: 'web',
    },
    ...names.services
      .filter(({ service }) => hasName(office, service))
      .map(({ service, name }) => ({
        name,
        // Colleagues are served without them: other servers look for the rooms' own name, and uploads fall back to the web's.
        need: 'optional' as const,
        because: SERVICE_BECAUSE[service],
      })),
    ...(names.guests === null
      ? []
      : [{ name: names.guests, need: 'optional' as const, because: 'guests' as const }]),
  ];
  const seen = new Set<string>();
  return found.filter(({ name }) => !seen.has(name) && seen.add(name));
}
