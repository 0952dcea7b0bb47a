/** The manual of `chatelaine domains`, and its options. */
import { DATA, LANG, manual } from './manual.ts';

export const DOMAINS = manual({
  name: 'domains',
  about: 'the domains the office serves',
  usage: [
    '[list] [--json]',
    'add DOMAIN',
    'remove DOMAIN',
    'guests NAME|off',
    'set [--server NAME] [--layout names|one] [--scheme X] [--ttl N]',
  ],
  text: `Addresses may end in more than one domain: each has people, rooms, a certificate and a
plan of DNS records of its own, and all lead to one server. "add" makes a certificate
for the domain and has the server check it. "remove" deletes nothing: its people cannot
connect, and are back when the domain is added again. The first domain stays.

"guests NAME" lets people without an account in, under NAME.DOMAIN of the first domain,
each with an address for as long as the visit lasts.

"set" is for experts: it changes names and the records that are planned. Another server
name gives the web another address as well: links to files sent before lead to the old.

Where Chatelaine runs on this data folder, its server takes it over at once; else at its
next start.`,
  options: {
    server: { value: 'NAME', help: 'the host programs connect to. Default: xmpp. before the first domain' },
    layout: {
      value: 'L',
      help: "names: each service has a name in DNS (the default); one: all is on the server's host, and other servers find rooms by SRV",
    },
    scheme: {
      value: 'X',
      help: 'which door programs try first: direct-first (the default; 443 last), one-port-first (443 first), starttls-first, even, weighted',
    },
    ttl: { value: 'N', help: 'for how many seconds records may be remembered. Default: 3600' },
    json: { help: 'print {"domains":[{"domain","server","web","services","guests"}]}' },
    lang: LANG,
    data: DATA,
  },
  exits: {
    0: 'done',
    1: 'it did not work',
    2: 'wrong usage',
  },
});
