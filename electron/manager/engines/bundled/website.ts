/** The web behind a web server: rows of the configuration, and the server's mirror (server/modules/web-check.ts). */
import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { BEHIND_PORT, webAddressOf } from '../../office-doors.ts';
import { ProblemError } from '../../problem.ts';
import type { Office } from '../../settings.ts';
import type { WebsiteEngine } from '../website.ts';
import type { Online } from './commands.ts';

export const createWebsiteEngine = (online: Online): WebsiteEngine => ({
  mirror: async () => z.object({ path: z.string() }).parse(await online('web_check')).path,
  async slot(host, bytes) {
    try {
      return slot.parse(await online('upload_check', { host, bytes }));
    } catch (error) {
      // The service is switched off, or has no address.
      if (error instanceof ProblemError && error.code === 'server.refused') return undefined;
      throw error;
    }
  },
});

/** Answer of `upload_check`. */
const slot = z.object({ put: z.string(), get: z.string() });

/** On this machine the web server speaks to a port of its own, in the clear and for nobody else. Pure. */
export const websiteListeners = ({ website }: Office) =>
  website?.machine === null ? [{ type: 'http', port: BEHIND_PORT, tls: 'none', optional: true }] : [];

/**
 * The addresses that programs may be told together with everything else (XEP-0487), where the office knows them: those of the server, and
 * those of the web server in front. A network of its own has none that would mean anything elsewhere. Pure.
 */
export function hostMetaModule(office: Office): Record<string, object> {
  const { way, addresses: { v4 = [], v6 = [] } = {}, website } = office;
  const addresses = [...v4, ...v6];
  if (way === 'lan' || addresses.length === 0) return {};
  const webAddresses = website ? frontAddresses(website.machine, v4, addresses) : [];
  return { 'host-meta': { addresses, ...(webAddresses.length > 0 && { webAddresses }) } };
}

/** Kinds of addresses that mean something in one network only. */
const INSIDE: ReadonlySet<string> = new Set([
  'private',
  'uniqueLocal',
  'linkLocal',
  'loopback',
  'carrierGradeNat',
]);

function frontAddresses(machine: string | null, v4: readonly string[], all: readonly string[]) {
  if (machine === null) return all;
  // Another computer of the same network is behind the same internet box, which shares out its IPv4 address and no IPv6 one.
  return INSIDE.has(ipaddr.parse(machine).range()) ? v4 : [machine];
}

/** Where the world finds the web, and whose word counts for who people are. */
export function websiteSection(office: Office): { web?: { url: string; forwarders?: string[] } } {
  const { website } = office;
  if (!website) return {};
  const url = webAddressOf(office);
  const forwarders = website.machine === null ? undefined : ['127.0.0.1', '::1', website.machine];
  return { web: { url, ...(forwarders && { forwarders }) } };
}
