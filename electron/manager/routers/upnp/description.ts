/** What a router says it can do (UPnP IGD:1 and IGD:2): the services we may ask, and its name. Pure. */
import { shorten } from '../client.ts';
import { type Place, placeOf } from './http.ts';
import { allOf, readXml, textOf } from './xml.ts';

export interface Service {
  readonly type: string;
  readonly at: Place;
}

export interface Description {
  /** `FRITZ!Box 7590`; null where it does not say. */
  readonly name: string | null;
  /** Connections to the provider, the best kind first: a box may have several, and not all are up. */
  readonly connections: readonly Service[];
  /** Holes in the IPv6 firewall (IGD:2); null where it offers none. */
  readonly firewall6: Service | null;
}

const CONNECTIONS = [
  'urn:schemas-upnp-org:service:WANIPConnection:2',
  'urn:schemas-upnp-org:service:WANIPConnection:1',
  'urn:schemas-upnp-org:service:WANPPPConnection:1',
];
const FIREWALL6 = 'urn:schemas-upnp-org:service:WANIPv6FirewallControl:1';
const MOST_CONNECTIONS = 4;

/** Throws `RouterRefused` for a description that is none, or whose services are elsewhere. */
export function readDescription(
  text: string,
  location: string,
  router: Pick<Place, 'gateway' | 'source'>,
): Description {
  const root = readXml(text);
  // UPnP Device Architecture 1.0 §2.1: where there is a URLBase, addresses are relative to it.
  const base = allOf(root, 'URLBase')[0]?.text.trim() || location;
  const offered = allOf(root, 'service').map((service) => ({
    type: textOf(service, 'serviceType'),
    control: textOf(service, 'controlURL'),
  }));
  const of = (type: string): Service[] =>
    offered
      .filter((one) => one.type === type)
      .map(({ control }) => ({ type, at: placeOf(control, base, router) }));
  const device = allOf(root, 'device')[0];
  const name = device ? shorten(textOf(device, 'friendlyName') || textOf(device, 'modelName')) : '';
  return {
    name: name.slice(0, 100) || null,
    connections: CONNECTIONS.flatMap(of).slice(0, MOST_CONNECTIONS),
    firewall6: of(FIREWALL6)[0] ?? null,
  };
}
