/** The web behind a web server: rows of the configuration, and the server's mirror (server/modules/web-check.ts). */
import { z } from 'zod';
import { BEHIND_PORT, webAddressOf } from '../../office-doors.ts';
import type { Office } from '../../settings.ts';
import type { WebsiteEngine } from '../website.ts';
import type { Online } from './commands.ts';

export const createWebsiteEngine = (online: Online): WebsiteEngine => ({
  mirror: async () => z.object({ path: z.string() }).parse(await online('web_check')).path,
});

/** On this machine the web server speaks to a port of its own, in the clear and for nobody else. Pure. */
export const websiteListeners = ({ website }: Office) =>
  website?.machine === null ? [{ type: 'http', port: BEHIND_PORT, tls: 'none', optional: true }] : [];

/** Where the world finds the web, and whose word counts for who people are. */
export function websiteSection(office: Office): { web?: { url: string; forwarders?: string[] } } {
  const { website } = office;
  if (!website) return {};
  const url = webAddressOf(office);
  const forwarders = website.machine === null ? undefined : ['127.0.0.1', '::1', website.machine];
  return { web: { url, ...(forwarders && { forwarders }) } };
}
