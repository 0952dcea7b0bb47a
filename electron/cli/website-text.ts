/** What can be wrong with a web server in front, as sentences for a terminal. English only, as the manuals are. */
import type { WebsiteCheck, WebsiteTrouble } from '../contract/index.ts';

const SENTENCES: Readonly<Record<WebsiteTrouble, (data: WebsiteCheck['data']) => string>> = {
  offline: ({ name }) =>
    `This computer could not ask for ${name}: it has no internet at the moment, or its resolver does not answer. Nothing else was checked.`,
  'no-address': ({ name }) => `${name} is not in DNS. Add A and AAAA records with the web server's address.`,
  'no-answer': ({ name, detail }) =>
    `${name} does not answer (${detail}). Port 443 has to lead to the web server.`,
  refused: ({ name }) => `No web server listens at ${name}. Start it, with the site switched on.`,
  'tls-broken': ({ name, detail }) => `No TLS at ${name} (${detail}).`,
  'certificate-expired': ({ name, detail }) =>
    `The certificate of ${name} has run out (${detail}). Renew it.`,
  'certificate-name': ({ name, detail }) => `The certificate is not for ${name} (${detail}).`,
  'certificate-unknown': ({ name, detail }) =>
    `Nobody vouches for the certificate of ${name} (${detail}). Use the file with the full chain.`,
  'chatelaine-away': ({ status }) =>
    `The web server does not reach Chatelaine (${status}). See that it runs, and the address and port in the site.`,
  'other-site': ({ status }) =>
    `Another site answers under this name (${status}). Put the site in place and load it.`,
  redirected: ({ location }) => `The web server redirects to ${location}.`,
  'not-encrypted': ({ header }) => `${header} does not arrive as https: log-ins from browsers are refused.`,
  'person-unknown': ({ header }) => `${header} does not arrive: everybody seems to come from the web server.`,
  'proxy-not-trusted': ({ address }) =>
    `The web server at ${address} is not the one that was named (--machine).`,
  'name-lost': ({ came, name }) => `Host arrives as "${came}" instead of ${name}.`,
  'file-too-small': ({ status, megabytes, limit, server }) =>
    `${server || 'The web server'} stops files over ${limit} MB (${status}); Chatelaine takes ${megabytes}. Raise its limit for bodies.`,
  'upload-refused': ({ status, server }) =>
    `A file with a slot is refused (${status}) by ${server || 'something on the way'}: method PUT, query and body have to be passed on as they are.`,
  'download-broken': ({ status, server }) =>
    `A file does not come back as it was sent (${status}, ${server || 'no Server header'}): nothing may cache or rewrite what is under /upload/.`,
  'range-lost': ({ header, status }) =>
    `${header} is not passed on (${status}): downloads cannot be taken up again.`,
  'header-lost': ({ header }) => `${header} is taken away from files on the way.`,
  'file-collected': () =>
    'The web server collects bodies before it passes them on. Switch its request buffering off.',
  'cors-missing': ({ header, status }) => `${header} does not arrive (${status}).`,
  'cors-twice': ({ came }) => `CORS headers come twice (${came}). Take the web server's own away.`,
  'no-websocket': ({ status }) => `No WebSocket (${status}): Upgrade and Connection have to be passed on.`,
  'bosh-broken': ({ status }) => `BOSH does not answer (${status}).`,
  'website-away': ({ name, detail }) =>
    `https://${name} cannot be reached from here (${detail}). The website has to answer there; "--domain" prints the lines for it.`,
  'host-meta-missing': ({ name, status }) =>
    `https://${name}/.well-known/host-meta.json is not there (${status}). "--domain" prints the lines for it.`,
  'host-meta-other': ({ name, came }) => `host-meta of ${name} leads to ${came}.`,
  'host-meta-cors': ({ name, header }) => `host-meta of ${name} comes without ${header}: *.`,
};

export const troubleText = (trouble: WebsiteTrouble, data: WebsiteCheck['data']): string =>
  SENTENCES[trouble](data);
