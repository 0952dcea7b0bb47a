/** The domains of the server's configuration and the names of their services. Pure; what is as the server has it anyway is left out. */

import { isWanted } from '../../office-doors.ts';
import {
  guestHost,
  SERVER_LABEL,
  SERVICE_LABELS,
  servedDomains,
  serverHost,
  webLabel,
} from '../../office-names.ts';
import type { Office } from '../../settings.ts';
import type { CertificateFiles, CertificateOf } from '../engine.ts';

export interface HostParts {
  readonly certificateOf: CertificateOf;
  /** As it is written into the file. */
  readonly path: (file: string) => string;
}

/** `hosts` of server/config-schema.ts: each domain with its certificate, and where guests come in. */
export function hostsSection(office: Office, { certificateOf, path }: HostParts) {
  const pair = ({ chain, key }: CertificateFiles) => ({ chain: path(chain), key: path(key) });
  const open = office.joining !== undefined && office.joining !== 'invited';
  const people = {
    registration: open ? 'open' : 'closed',
    // Whoever looks after the server looks after all of it.
    admins: office.admins,
  };
  const guests = guestHost(office);
  return {
    ...Object.fromEntries(
      servedDomains(office).map((domain) => [
        domain,
        { certificate: pair(certificateOf(domain)), ...people },
      ]),
    ),
    // Below the first domain, whose certificate has its name (office-names.ts). What is about the whole server is for who administers
    // every host of it: one without administrators would leave nobody.
    ...(guests !== null && {
      [guests]: {
        ...{ certificate: pair(certificateOf(office.domain)), registration: 'closed', anonymous: true },
        admins: office.admins,
      },
    }),
  };
}

/** Where the web is, when no web server stands in front: `web` of the configuration. */
export function webSection(office: Office): { web?: { name: string } } {
  const label = webLabel(office);
  return label === SERVER_LABEL ? {} : { web: { name: `${label}.{host}` } };
}

/** The modules that stand for services with names of their own: where a name or an address was decided. */
export function serviceModules(office: Office): Record<string, Record<string, unknown>> {
  const { names, addresses } = office;
  const address = (service: keyof typeof SERVICE_LABELS) => {
    const label = names?.[service];
    return label === undefined || label === SERVICE_LABELS[service] ? {} : { address: `${label}.{host}` };
  };
  // The domain itself leads to the website, which relays nothing. On a network of its own the server has no other name.
  const found = office.way === 'domain' ? { name: serverHost(office) } : {};
  const seen = [...(addresses?.v4 ?? []).slice(0, 2), ...(addresses?.v6 ?? []).slice(0, 2)];
  const { address: domain } = address('pubsub');
  return {
    muc: address('conference'),
    upload: address('upload'),
    pubsub: domain === undefined ? {} : { domain },
    proxy65: { ...address('proxy'), ...(isWanted('files', office) && found) },
    turn: isWanted('calls', office) ? { ...found, ...(seen.length > 0 && { addresses: seen }) } : {},
  };
}
