/** Holes in a router's IPv6 firewall by UPnP (WANIPv6FirewallControl:1): each has a number by which it lives on and ends. */
import { type Lease, type PortWish, type RouterClient, RouterRefused } from '../client.ts';
import type { Service } from './description.ts';
import { call, SoapFault } from './soap.ts';

/** NoSuchEntry; and what miniupnpd says to a number of before its own start. */
const FORGOTTEN = [704, 402];
const NUMBERS = { tcp: 6, udp: 17 } as const;
/** WANIPv6FirewallControl:1 has leases of a day at most. */
const MOST_SECONDS = 86_400;

/** @param source our public address, the only one a hole is asked for. */
export function createUpnp6(service: Service, source: string): RouterClient {
  async function status(signal: AbortSignal) {
    const out = await call(service, 'GetFirewallStatus', [], signal);
    return { closed: out('FirewallEnabled') === '1', lets: out('InboundPinholeAllowed') === '1' };
  }

  /** False where the router does not know the number any more. */
  async function onNumber(
    action: string,
    input: readonly (readonly [string, string | number])[],
    signal: AbortSignal,
  ) {
    try {
      await call(service, action, input, signal);
      return true;
    } catch (error) {
      if (error instanceof SoapFault && FORGOTTEN.includes(error.number)) return false;
      throw error;
    }
  }

  return {
    ...{ protocol: 'upnp', family: 'v6' },
    async hello(signal) {
      const { closed, lets } = await status(signal);
      if (closed && !lets) throw new RouterRefused('not-allowed', 'InboundPinholeAllowed=0');
      return { address: null };
    },
    async map({ transport, port, token }: PortWish, seconds, signal): Promise<Lease> {
      const lease = { port, address: null, there: false };
      const { closed } = await status(signal);
      // Whoever switched it off lets everybody in.
      if (!closed) return { ...lease, seconds: null, token: null, there: true };
      const time = Math.min(seconds, MOST_SECONDS);
      const longer = [
        ['UniqueID', token ?? ''],
        ['NewLeaseTime', time],
      ] as const;
      if (token !== null && (await onNumber('UpdatePinhole', longer, signal)))
        return { ...lease, seconds: time, token };
      const input = [
        ['RemoteHost', ''],
        ['RemotePort', 0],
        ['InternalClient', source],
        ['InternalPort', port],
        ['Protocol', NUMBERS[transport]],
        ['LeaseTime', time],
      ] as const;
      const out = await call(service, 'AddPinhole', input, signal);
      return { ...lease, seconds: time, token: out('UniqueID').slice(0, 40) };
    },
    async unmap({ token }, signal) {
      if (token !== null) await onNumber('DeletePinhole', [['UniqueID', token]], signal);
    },
    holds: async ({ token }, signal) =>
      token === null || onNumber('GetPinholePackets', [['UniqueID', token]], signal),
  };
}
