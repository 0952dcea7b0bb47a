/**
 * For a website at a hoster, where nothing can be passed on: what programs look for there, as files to be put in place. Pure. Specs: XEP-0156.
 * They say the same as the server itself (server/modules/host-meta.ts), and have to be made anew when the address changes.
 */
import type { WrittenFile } from './front.ts';

/** server/net/http/address.ts. */
const WAYS = [
  { rel: 'urn:xmpp:alt-connections:websocket', scheme: 'wss', path: '/xmpp-websocket' },
  { rel: 'urn:xmpp:alt-connections:xbosh', scheme: 'https', path: '/http-bind' },
] as const;

export type HosterFile = Pick<WrittenFile, 'place' | 'text'> & { readonly fileName: string };

/** @param address where the world finds Chatelaine's web: `https://chat.office.example`. */
export function hosterFiles(address: string): HosterFile[] {
  const links = WAYS.map(({ rel, scheme, path }) => ({
    rel,
    href: address.replace(/^https/, scheme) + path,
  }));
  const lines = links.map(({ rel, href }) => `  <Link rel="${rel}" href="${href}"/>`);
  return [
    {
      ...{ fileName: 'host-meta.json', place: '.well-known/host-meta.json' },
      text: `${JSON.stringify({ links }, null, 2)}\n`,
    },
    {
      ...{ fileName: 'host-meta', place: '.well-known/host-meta' },
      text: `<?xml version='1.0' encoding='utf-8'?>\n<XRD xmlns="http://docs.oasis-open.org/ns/xri/xrd-1.0">\n${lines.join('\n')}\n</XRD>\n`,
    },
    {
      ...{ fileName: 'htaccess.txt', place: '.well-known/.htaccess' },
      text: `# Programs in browsers look into this folder for where chat is. Most hosters use Apache, which reads this file.
# What the two files are.
<Files "host-meta">
  ForceType "application/xrd+xml; charset=utf-8"
</Files>
<Files "host-meta.json">
  ForceType application/json
</Files>
# Pages of any site may read them (CORS); there is nothing secret in them.
<FilesMatch "^host-meta(\\.json)?$">
  Header set Access-Control-Allow-Origin "*"
</FilesMatch>
`,
    },
  ];
}
