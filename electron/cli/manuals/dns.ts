/** The manual of `chatelaine dns`, and its options. */
import { DATA, LANG, manual } from './manual.ts';

export const DNS = manual({
  name: 'dns',
  about: "the DNS records of the office's domains",
  usage: [
    'plan [DOMAIN] [OPTIONS]',
    'providers [--connect NAME --fields FILE | --forget ID]',
    'apply [DOMAIN] [--replace KEY,...|all] [--dry-run] [--yes]',
    'undo [ID] [--leave KEY,...] [--list] [--yes]',
  ],
  text: `"plan" prints every record a domain needs for what the office wants: where the server is,
how programs and other servers find it, names of services, what the certificate needs.
Without DOMAIN, of each domain the office serves; a domain nobody serves yet is planned
as it would be. Nothing is asked or changed: what depends on the domain as it is (CAA,
TLSA) is named by "chatelaine doctor" and the page Network, Names.

"providers" shows who keeps the zones, as far as we have access: ovh, gandi, cloudflare,
hetzner, desec, or a name server that takes updates (rfc2136). --connect tests an access
and keeps it where only this account can read it. Its lines NAME=VALUE come from FILE, or
from standard input for -, never from the arguments, which everybody here can see:
      printf 'token=%s\\n' "$TOKEN" | chatelaine dns providers --connect gandi --fields -

"apply" looks at what is there, shows what would be done, asks, and does it. Records we
made are changed, missing ones made, texts and CAA joined with what is there. Somebody
else's record is replaced only when --replace names it, as "NAME TYPE", or says all.
Mail, name servers and other texts are never touched. "undo" puts back what was there,
and stops where somebody has changed a record since, unless --leave names it.

Where Chatelaine runs on this data folder, it is the one that does it.`,
  options: {
    format: {
      value: 'zone|table|fields',
      among: ['zone', 'table', 'fields'],
      of: ['plan'],
      help: "zone: text for a zone file, with what each record is for (the default); table: for a mail to whoever manages the domain; fields: box by box, as a provider's form wants it",
    },
    provider: {
      value: 'X',
      of: ['plan'],
      help: 'whose form: plain, ovh, gandi, cloudflare, hetzner, ionos, infomaniak, godaddy, namecheap, o2switch. Alone it means --format fields',
    },
    address: {
      value: 'IP,...',
      of: ['plan'],
      help: "the server's public addresses, where the office has not decided them",
    },
    zone: { value: 'NAME', of: ['plan'], help: 'where the zone begins, if not at the name registered' },
    connect: { value: 'NAME', of: ['providers'], help: 'test an access, and keep it' },
    fields: {
      value: 'FILE',
      of: ['providers'],
      help: 'with --connect: the lines NAME=VALUE of the form; "-" is standard input',
    },
    forget: { value: 'ID', of: ['providers'], help: 'forget an access' },
    optional: { of: ['plan', 'apply'], help: 'also records nothing breaks without' },
    replace: {
      value: 'KEY,...|all',
      of: ['apply'],
      help: "somebody else's records that are replaced",
    },
    'dry-run': { of: ['apply'], help: 'only show it' },
    list: { of: ['undo'], help: 'what was applied, with the ID of each' },
    leave: { value: 'KEY,...', of: ['undo'], help: 'leave these as they are: somebody changed them since' },
    yes: { of: ['apply', 'undo'], help: 'do not ask' },
    lang: LANG,
    json: {
      help: 'plan: [{"domain","records":[{"set","group","purpose","need",…}],"gaps"}]; providers: {"forms","accesses"}; apply and undo: the look, or {"id","state","steps","problem"} of what was done',
    },
    data: DATA,
  },
  exits: {
    0: 'done',
    1: 'it did not work, or the answer was no',
    2: 'wrong usage',
  },
});
