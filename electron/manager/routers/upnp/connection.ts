/**
 * Doors over IPv4 by UPnP (WANIPConnection:1 and :2, WANPPPConnection:1). Looks first whose a door is: some boxes give
 * one device's door to another without a word, and a rule somebody made by hand is not ours to change.
 */
import { isIPv4 } from 'node:net';
import { type Lease, type PortWish, type RouterClient, RouterRefused } from '../client.ts';
import type { Service } from './description.ts';
import { call, SoapFault } from './soap.ts';

/** NoSuchEntryInArray. */
const NO_ENTRY = 714;
/** OnlyPermanentLeasesSupported: IGD:1 boxes that forget nothing by themselves. */
const ONLY_PERMANENT = 725;

interface Entry {
  /** The device it leads to. */
  readonly client: string;
  readonly port: number;
  readonly name: string;
}

/** @param source our address towards the router: the only one anything is asked for. */
export function createUpnp4(connection: Service, source: string): RouterClient {
  const key = ({ transport, port }: PortWish) =>
    [
      ['NewRemoteHost', ''],
      ['NewExternalPort', port],
      ['NewProtocol', transport.toUpperCase()],
    ] as const;

  async function entryOf(wish: PortWish, signal: AbortSignal): Promise<Entry | null> {
    try {
      const out = await call(connection, 'GetSpecificPortMappingEntry', key(wish), signal);
      return {
        client: out('NewInternalClient'),
        port: Number(out('NewInternalPort')),
        name: out('NewPortMappingDescription'),
      };
    } catch (error) {
      // Boxes that do not know the question, or word "none" otherwise: adding tells.
      if (error instanceof SoapFault && (error.number === NO_ENTRY || error.number < 600)) return null;
      throw error;
    }
  }

  const isOurs = (entry: Entry, { name, formerly }: PortWish) =>
    entry.client === source || (entry.client === formerly && entry.name === name);

  async function add(wish: PortWish, seconds: number, signal: AbortSignal): Promise<void> {
    const input = [
      ...key(wish),
      ['NewInternalPort', wish.port],
      ['NewInternalClient', source],
      ['NewEnabled', 1],
      ['NewPortMappingDescription', wish.name],
      ['NewLeaseDuration', seconds],
    ] as const;
    await call(connection, 'AddPortMapping', input, signal);
  }

  const remove = (wish: PortWish, signal: AbortSignal) =>
    call(connection, 'DeletePortMapping', key(wish), signal);

  return {
    ...{ protocol: 'upnp', family: 'v4' },
    async hello(signal) {
      const out = await call(connection, 'GetExternalIPAddress', [], signal);
      const address = out('NewExternalIPAddress');
      if (isIPv4(address) && address !== '0.0.0.0') return { address };
      const status = await call(connection, 'GetStatusInfo', [], signal);
      return { address: null, connected: status('NewConnectionStatus') === 'Connected' };
    },
    async map(wish, seconds, signal): Promise<Lease> {
      const entry = await entryOf(wish, signal);
      const lease = { port: wish.port, address: null, token: null };
      if (entry && !isOurs(entry, wish))
        throw new RouterRefused('taken', `${entry.client}:${entry.port} ${entry.name}`);
      // Somebody made this very rule by hand: it does what we want, and stays theirs.
      if (entry && entry.name !== wish.name && entry.port === wish.port)
        return { ...lease, seconds: null, there: true };
      if (entry && entry.client !== source) await remove(wish, signal);
      try {
        await add(wish, seconds, signal);
        return { ...lease, seconds, there: false };
      } catch (error) {
        if (!(error instanceof SoapFault) || error.number !== ONLY_PERMANENT) throw error;
        await add(wish, 0, signal);
        return { ...lease, seconds: null, there: false };
      }
    },
    async unmap(wish, signal) {
      const entry = await entryOf(wish, signal);
      if (!entry || !isOurs(entry, wish) || entry.name !== wish.name) return;
      try {
        await remove(wish, signal);
      } catch (error) {
        if (!(error instanceof SoapFault) || error.number !== NO_ENTRY) throw error;
      }
    },
    async holds(wish, signal) {
      const entry = await entryOf(wish, signal);
      return entry !== null && entry.client === source;
    },
  };
}
