/**
 * Where else we can be reached. Specs: XEP-0156 1.4.0, XEP-0487 0.1.0, RFC 6415.
 * Tells programs in browsers, which cannot ask DNS, where WebSocket and BOSH are: as XRD and as JSON.
 * It lists what is really open. A web server that has the domain's port 443 passes these addresses on, or copies them.
 */
import { z } from 'zod';
import {
  type AlternativeConnection,
  HttpError,
  type HttpRequest,
  type HttpResponse,
} from '../kernel/http.ts';
import { defineModule } from '../kernel/module.ts';
import { xml } from './support/elements.ts';

const XRD = 'http://docs.oasis-open.org/ns/xri/xrd-1.0';

const options = z.object({
  /** Addresses of this server as the world sees it; with them, everything a program needs is in one file (XEP-0487). */
  addresses: z
    .array(z.union([z.ipv4(), z.ipv6()], { error: 'must be an IP address' }))
    .max(20)
    .default([]),
  /** Those of the web server in front, where the web is shown by one; without them its links are as XEP-0156 has them. */
  webAddresses: z
    .array(z.union([z.ipv4(), z.ipv6()], { error: 'must be an IP address' }))
    .max(20)
    .default([]),
  /** Seconds that file may be kept. §2.1 of XEP-0487 counts them, its §5 wants a week at most. */
  ttl: z.int().min(60).max(604_800).default(3000),
});

/** What the world is told to try first, and how often (RFC 2782). */
const RANK: Readonly<Record<string, { priority: number; weight: number }>> = {
  'urn:xmpp:alt-connections:tls': { priority: 10, weight: 50 },
  'urn:xmpp:alt-connections:s2s-tls': { priority: 10, weight: 50 },
  'urn:xmpp:alt-connections:websocket': { priority: 20, weight: 50 },
  'urn:xmpp:alt-connections:xbosh': { priority: 30, weight: 50 },
};

export const hostMeta = defineModule({
  name: 'host-meta',
  specs: ['XEP-0156 1.4.0', 'XEP-0487 0.1.0'],
  options,
  setup(ctx) {
    const serve = (path: string, type: string, write: (host: string) => string) =>
      ctx.http.route({
        ...{ method: 'GET', path: `/.well-known/${path}` },
        // XEP-0156 §3: "Special value * ensures that the request will only succeed if it is invoked without user credentials".
        cors: {},
        handler: ({ host }: HttpRequest): HttpResponse => {
          if (host === undefined) throw new HttpError(404);
          return {
            status: 200,
            headers: { 'content-type': type, 'cache-control': 'max-age=300' },
            body: write(host),
          };
        },
      });

    /** XEP-0156 §2.1 has two kinds, both addresses. */
    const byAddress = (host: string) => ctx.http.connections(host).filter((one) => 'href' in one);

    // §2.2: "MUST offer the information in the Extensible Resource Descriptor (XRD) format and SHOULD additionally provide the
    // JRD format".
    serve('host-meta', 'application/xrd+xml; charset=utf-8', (host) => {
      const links = byAddress(host).map(({ rel, href }) => xml('Link', { rel, href }));
      return `<?xml version='1.0' encoding='utf-8'?>\n${xml('XRD', { xmlns: XRD }, ...links)}\n`;
    });
    serve('host-meta.json', 'application/json', (host) => `${JSON.stringify(describe(host))}\n`);

    function describe(host: string) {
      const { addresses, webAddresses, ttl } = ctx.options;
      // XEP-0487 §2.1: "ips" are mandatory; without, §2.2: "if the top level "xmpp" object does not exist, XEP-0156 rules apply".
      if (addresses.length === 0) return { links: byAddress(host).map(asWritten) };
      return {
        xmpp: { ttl },
        links: ctx.http.connections(host).map((one) => {
          const ips = 'href' in one && one.elsewhere ? webAddresses : addresses;
          if (ips.length === 0) return asWritten(one);
          return { ...asWritten(one), ...RANK[one.rel], ips, sni: nameOf(one) ?? host };
        }),
      };
    }
  },
});

/** Without what is ours to know. */
const asWritten = (one: AlternativeConnection) =>
  'href' in one ? { rel: one.rel, href: one.href } : { rel: one.rel, port: one.port };

/** XEP-0487 §2.1: the "name to send in the TLS/QUIC SNI extension". */
const nameOf = (one: AlternativeConnection): string | undefined =>
  'href' in one ? new URL(one.href).hostname : undefined;
