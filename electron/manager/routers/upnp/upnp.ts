/** A router found by UPnP: its name, and a client for each family it has something to offer for. */
import { type RouterClient, RouterRefused } from '../client.ts';
import { createUpnp4 } from './connection.ts';
import { type Description, readDescription, type Service } from './description.ts';
import { createUpnp6 } from './firewall6.ts';
import { exchange, placeOf } from './http.ts';
import { call } from './soap.ts';
import { findDescription } from './ssdp.ts';

export interface UpnpRouter {
  readonly name: string | null;
  readonly v4: RouterClient | null;
  readonly v6: RouterClient | null;
}

export interface UpnpParts {
  /** IPv4: where the description is. */
  readonly gateway: string;
  readonly source: string;
  /** IPv6: where holes are asked for, from the address they are for; null where there is no IPv6. */
  readonly six: { readonly gateway: string; readonly source: string } | null;
}

/** Rejects with `RouterSilent` where the router does not speak it, and with `RouterRefused` for nonsense. */
export async function findUpnp(
  { gateway, source, six }: UpnpParts,
  signal: AbortSignal,
): Promise<UpnpRouter> {
  const location = await findDescription(gateway, source, signal);
  const at = placeOf(location, undefined, { gateway, source });
  const { status, text } = await exchange(at, null, signal);
  if (status !== 200) throw new RouterRefused('strange', `HTTP status ${status}`);
  const description = readDescription(text, location, { gateway, source });
  const connection = await connected(description, signal);
  const { firewall6, name } = description;
  return {
    name,
    v4: connection && createUpnp4(connection, source),
    // Without a password a hole may be opened for oneself alone: so it is asked from the very address it is for.
    v6: firewall6 && six && createUpnp6({ ...firewall6, at: { ...firewall6.at, ...six } }, six.source),
  };
}

/** The connection that is up; the first where none says so. */
async function connected({ connections }: Description, signal: AbortSignal): Promise<Service | null> {
  if (connections.length > 1)
    for (const one of connections) {
      const status = await call(one, 'GetStatusInfo', [], signal).catch(() => null);
      signal.throwIfAborted();
      if (status?.('NewConnectionStatus') === 'Connected') return one;
    }
  return connections[0] ?? null;
}
