/** The services people are told of (XEP-0215): our own, as they are open now, and others the operator names. Pure. */
import type { Element } from 'ltx';
import type { ServedPort } from '../../kernel/ports.ts';
import { xml } from '../support/elements.ts';
import { type Credentials, issue } from './credentials.ts';
import type { ExternalService } from './options.ts';

export const NS_EXTDISCO = 'urn:xmpp:extdisco:2';

/** Without credentials; `secret` makes them. */
export type Offer = ExternalService;

/** What each port is good for: under TLS the names end in s (RFC 7064, RFC 7065). */
export function ownOffers(ports: readonly ServedPort[], host: string, secret: string): Offer[] {
  return ports.flatMap(({ transport, port }) => {
    const s = transport === 'tls' ? 's' : '';
    const at = { host, port, transport: transport === 'udp' ? ('udp' as const) : ('tcp' as const) };
    return [
      { type: `turn${s}`, ...at, secret },
      { type: `stun${s}`, ...at },
    ];
  });
}

export interface Asking {
  /** Who it is, told to nobody. */
  readonly user: (secret: string) => string;
  readonly lifetimeMs: number;
  readonly now: number;
}

/** `<service/>` with credentials for a person, where it needs any. */
export function serviceElement(offer: Offer, { user, lifetimeMs, now }: Asking): Element {
  const { type, host, port, transport, name, secret } = offer;
  const made: Partial<Credentials> = secret
    ? issue({ user: user(secret), secret, lifetimeMs, now })
    : { username: offer.username, password: offer.password };
  return xml('service', {
    ...{ type, host, port, transport, name, username: made.username, password: made.password },
    // §2: "The format MUST adhere to the dateTime format specified in […] and MUST be expressed in UTC."
    expires: made.expires === undefined ? undefined : new Date(made.expires).toISOString(),
    // "A boolean value indicating that username and password credentials are required".
    restricted: made.username === undefined ? undefined : 'true',
  });
}

/** §3.3: by host and type; "the 'port' attribute MAY be provided if there are multiple services with the same host and type". */
export const matches = (
  offer: Offer,
  wanted: { host: string; type: string; port: string | undefined },
): boolean =>
  offer.host === wanted.host &&
  offer.type === wanted.type &&
  (wanted.port === undefined || String(offer.port) === wanted.port);
