/**
 * Who is behind a name server, a mail server or a website, as far as names tell. A flat table: by the end of the name.
 * `id` is that of contract/domains.ts's export forms and contract/dns-providers.ts where there is one.
 */
import type { Hoster } from '../../../contract/dns.ts';

type Row = readonly [suffix: string, id: string, name: string];

const ZONES: readonly Row[] = [
  ['ovh.net', 'ovh', 'OVHcloud'],
  ['ovh.ca', 'ovh', 'OVHcloud'],
  ['anycast.me', 'ovh', 'OVHcloud'],
  ['gandi.net', 'gandi', 'Gandi'],
  ['ns.cloudflare.com', 'cloudflare', 'Cloudflare'],
  ['ns.hetzner.com', 'hetzner', 'Hetzner'],
  ['ns.hetzner.de', 'hetzner', 'Hetzner'],
  ['second-ns.com', 'hetzner', 'Hetzner'],
  ['second-ns.de', 'hetzner', 'Hetzner'],
  ['first-ns.de', 'hetzner', 'Hetzner'],
  ['your-server.de', 'hetzner', 'Hetzner'],
  ['desec.io', 'desec', 'deSEC'],
  ['desec.org', 'desec', 'deSEC'],
  ['ui-dns.com', 'ionos', 'IONOS'],
  ['ui-dns.de', 'ionos', 'IONOS'],
  ['ui-dns.org', 'ionos', 'IONOS'],
  ['ui-dns.biz', 'ionos', 'IONOS'],
  ['1and1.com', 'ionos', 'IONOS'],
  ['infomaniak.ch', 'infomaniak', 'Infomaniak'],
  ['infomaniak.com', 'infomaniak', 'Infomaniak'],
  ['domaincontrol.com', 'godaddy', 'GoDaddy'],
  ['registrar-servers.com', 'namecheap', 'Namecheap'],
  ['namecheaphosting.com', 'namecheap', 'Namecheap'],
  ['o2switch.net', 'o2switch', 'o2switch'],
  ['awsdns.com', 'route53', 'Amazon Route 53'],
  ['azure-dns.com', 'azure', 'Azure DNS'],
  ['azure-dns.net', 'azure', 'Azure DNS'],
  ['azure-dns.org', 'azure', 'Azure DNS'],
  ['azure-dns.info', 'azure', 'Azure DNS'],
  ['googledomains.com', 'google', 'Google Cloud DNS'],
  ['dnsimple.com', 'dnsimple', 'DNSimple'],
  ['dnsmadeeasy.com', 'dnsmadeeasy', 'DNS Made Easy'],
  ['nsone.net', 'ns1', 'NS1'],
  ['digitalocean.com', 'digitalocean', 'DigitalOcean'],
  ['linode.com', 'linode', 'Linode'],
  ['scaleway.com', 'scaleway', 'Scaleway'],
  ['online.net', 'scaleway', 'Scaleway'],
  ['lws.fr', 'lws', 'LWS'],
  ['amen.fr', 'amen', 'Amen'],
  ['wixdns.net', 'wix', 'Wix'],
  ['squarespacedns.com', 'squarespace', 'Squarespace'],
  ['porkbun.com', 'porkbun', 'Porkbun'],
  ['he.net', 'he', 'Hurricane Electric'],
  ['inwx.de', 'inwx', 'INWX'],
  ['netcup.net', 'netcup', 'netcup'],
  ['strato.de', 'strato', 'STRATO'],
  ['combell.net', 'combell', 'Combell'],
  ['transip.net', 'transip', 'TransIP'],
  ['alwaysdata.com', 'alwaysdata', 'alwaysdata'],
  ['alwaysdata.net', 'alwaysdata', 'alwaysdata'],
  ['ex2.fr', 'ex2', 'Ex2'],
  ['planethoster.net', 'planethoster', 'PlanetHoster'],
];

const MAIL: readonly Row[] = [
  ['google.com', 'google', 'Google'],
  ['googlemail.com', 'google', 'Google'],
  ['outlook.com', 'microsoft', 'Microsoft 365'],
  ['ovh.net', 'ovh', 'OVHcloud'],
  ['mail.gandi.net', 'gandi', 'Gandi'],
  ['ik2.com', 'infomaniak', 'Infomaniak'],
  ['infomaniak.ch', 'infomaniak', 'Infomaniak'],
  ['ionos.com', 'ionos', 'IONOS'],
  ['ionos.fr', 'ionos', 'IONOS'],
  ['kundenserver.de', 'ionos', 'IONOS'],
  ['protonmail.ch', 'proton', 'Proton'],
  ['o2switch.net', 'o2switch', 'o2switch'],
  ['zoho.com', 'zoho', 'Zoho'],
  ['zoho.eu', 'zoho', 'Zoho'],
  ['messagingengine.com', 'fastmail', 'Fastmail'],
  ['mailbox.org', 'mailbox', 'mailbox.org'],
  ['secureserver.net', 'godaddy', 'GoDaddy'],
  ['your-server.de', 'hetzner', 'Hetzner'],
  ['alwaysdata.com', 'alwaysdata', 'alwaysdata'],
  ['mailo.com', 'mailo', 'Mailo'],
];

/** Aliases of `www`, where the domain's own address says nothing. */
const WEB: readonly Row[] = [
  ['github.io', 'github', 'GitHub Pages'],
  ['gitlab.io', 'gitlab', 'GitLab Pages'],
  ['netlify.app', 'netlify', 'Netlify'],
  ['netlify.com', 'netlify', 'Netlify'],
  ['vercel-dns.com', 'vercel', 'Vercel'],
  ['wixdns.net', 'wix', 'Wix'],
  ['squarespace.com', 'squarespace', 'Squarespace'],
  ['myshopify.com', 'shopify', 'Shopify'],
  ['wordpress.com', 'wordpress', 'WordPress.com'],
  ['webflow.com', 'webflow', 'Webflow'],
  ['ovh.net', 'ovh', 'OVHcloud'],
  ['cdn.cloudflare.net', 'cloudflare', 'Cloudflare'],
  ['alwaysdata.net', 'alwaysdata', 'alwaysdata'],
];

/** Amazon's name servers end in a number and any of four endings: `ns-12.awsdns-34.co.uk`. */
const AWS = /\.awsdns-\d+\.(?:com|net|org|co\.uk)$/;

function find(rows: readonly Row[], names: readonly string[]): Hoster | null {
  for (const name of names) {
    if (rows === ZONES && AWS.test(name)) return { id: 'route53', name: 'Amazon Route 53' };
    const row = rows.find(([suffix]) => name === suffix || name.endsWith(`.${suffix}`));
    if (row) return { id: row[1], name: row[2] };
  }
  return null;
}

/** @param names lower case, without a final dot. */
export const zoneHoster = (names: readonly string[]): Hoster | null => find(ZONES, names);
export const mailHoster = (names: readonly string[]): Hoster | null => find(MAIL, names);
/** @param names what the website's name is an alias of. */
export const webHoster = (names: readonly string[]): Hoster | null => find(WEB, names);
