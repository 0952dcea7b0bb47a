/**
 * Which ports the server has, and what for: the one list behind the configuration, the plan and the page. Pure.
 * Colleagues' programs must get in, so that a taken port stops the start; all else is optional.
 */
import type { DoorId, RelayRange } from '../contract/index.ts';
import { webHost } from './office-names.ts';
import type { FederationRule, Office } from './settings.ts';

/** A row of the server's `listen` (server/config-schema.ts), and what it is for. */
export interface OfficeDoor {
  readonly door: DoorId;
  readonly type: 'c2s' | 'http' | 's2s' | 'stun' | 'proxy65' | 'multiplex';
  readonly port: number;
  readonly tls: 'starttls' | 'direct' | 'none';
  /** The server starts without it. */
  readonly optional: boolean;
}

/** Where everybody looks first: RFC 6120 §3.2.1, XEP-0368, RFC 8489 §8, XEP-0065. */
export const USUAL_PORTS = {
  // Beside whatever has 443.
  ...{ web: 5443, servers: 5269, serversDirect: 5270 },
  ...{ stun: 3478, stunDirect: 5349, files: 7777 },
} as const;

/** The port every network lets out; one for everything (server/net/multiplex). */
export const ONE_PORT = 443;

/** Where a web server on this machine finds the web, in the clear; open on loopback only (electron/manager/website). */
export const BEHIND_PORT = 5290;

/** Where a web server on this machine passes an authority's questions on to; open on loopback only, while there is something to prove. */
export const PROOF_PORT = 5291;

/** Where programs on this computer find the server's commands; open on loopback only. */
export const adminPort = ({ otherPorts }: Pick<Office, 'otherPorts'>): number => otherPorts?.admin ?? 5280;

/** And where, over TLS, those on other computers do, once they may. */
export const programsPort = ({ otherPorts }: Pick<Office, 'otherPorts'>): number =>
  otherPorts?.programs ?? 5281;

/** Where the world finds the web. `onePort`: the port for everything is open. */
export function webAddressOf(
  { domain, names, website, otherPorts }: Pick<Office, 'domain' | 'names' | 'website' | 'otherPorts'>,
  onePort = false,
): string {
  if (website) return `https://${website.name}`;
  return `https://${webHost({ domain, names }, domain)}${onePort ? '' : `:${otherPorts?.web ?? USUAL_PORTS.web}`}`;
}

/** Whether the office wants the port for everything, and the server that runs has it. */
export const isOnePortOpen = (
  { onePort }: Pick<Office, 'onePort'>,
  opened: { readonly ports: readonly { readonly port: number }[] } | undefined,
): boolean => onePort === true && (opened?.ports.some(({ port }) => port === ONE_PORT) ?? false);

/** As many as an office of fifty needs, and few enough for a firewall; the server's own default (server/modules/turn/options.ts). */
export const USUAL_RELAY: RelayRange = { from: 49_152, to: 49_351 };

/** A name that is of this network only is found by nobody else: such an office talks among itself until it says otherwise. */
export const federationOf = ({ federation, way }: Pick<Office, 'federation' | 'way'>): FederationRule =>
  federation ?? { policy: way === 'lan' ? 'closed' : 'open', companies: {} };

export const relayOf = ({ doors }: Pick<Office, 'doors'>): RelayRange => doors?.relay ?? USUAL_RELAY;

/** Whether the office wants this door open. */
export function isWanted(door: DoorId, office: Office): boolean {
  if (door === 'companies') return federationOf(office).policy !== 'closed';
  return door === 'calls' || door === 'files' ? (office.doors?.[door] ?? true) : true;
}

/** All there could be, wanted or not, in the order in which they are told. */
export function allDoors({ ports, otherPorts, onePort }: Office): OfficeDoor[] {
  const at = { ...USUAL_PORTS, ...otherPorts };
  return [
    { door: 'programs', type: 'c2s', port: ports.starttls, tls: 'starttls', optional: false },
    { door: 'programs', type: 'c2s', port: ports.direct, tls: 'direct', optional: false },
    // Uploads, invitations and web clients.
    { door: 'web', type: 'http', port: at.web, tls: 'direct', optional: true },
    ...(onePort
      ? [{ door: 'web', type: 'multiplex', port: ONE_PORT, tls: 'direct', optional: true } as const]
      : []),
    { door: 'companies', type: 's2s', port: at.servers, tls: 'starttls', optional: true },
    { door: 'companies', type: 's2s', port: at.serversDirect, tls: 'direct', optional: true },
    { door: 'calls', type: 'stun', port: at.stun, tls: 'none', optional: true },
    { door: 'calls', type: 'stun', port: at.stunDirect, tls: 'direct', optional: true },
    { door: 'files', type: 'proxy65', port: at.files, tls: 'none', optional: true },
  ];
}

/** Those the office wants open. */
export const officeDoors = (office: Office): OfficeDoor[] =>
  allDoors(office).filter(({ door }) => isWanted(door, office));

/** What a row listens on: STUN in the clear is at home on UDP and TCP alike (RFC 8489 §6.2). */
export const transportsOf = ({ type, tls }: Pick<OfficeDoor, 'type' | 'tls'>): ('tcp' | 'udp')[] =>
  type === 'stun' && tls === 'none' ? ['udp', 'tcp'] : ['tcp'];
