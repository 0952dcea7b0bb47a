/**
 * The domains the office serves, their names, and the plan of their DNS records.
 * Specs: RFC 6120 §3.2, XEP-0368, RFC 2782. Words for purposes and groups: findings/records.ts, in both languages.
 */
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { errorMap } from './errors.ts';
import { recordSet } from './records.ts';

const base = oc.errors(errorMap);

/** What the records are for, in the order in which they are shown. */
export const recordGroup = z.enum([
  'server',
  'programs',
  'servers',
  'services',
  'calls',
  'web',
  'certificate',
]);
export type RecordGroup = z.infer<typeof recordGroup>;

/** What one set is for: `findings/records.ts` says it, and what breaks without. */
export const recordPurpose = z.enum([
  'server.address-v4',
  'server.address-v6',
  'programs.direct',
  'programs.starttls',
  'servers.direct',
  'servers.starttls',
  'rooms.servers-direct',
  'rooms.servers-starttls',
  'feeds.servers-direct',
  'feeds.servers-starttls',
  'services.rooms',
  'services.upload',
  'services.feeds',
  'services.relay',
  'services.web',
  'services.guests',
  'guests.programs-direct',
  'guests.programs-starttls',
  'calls.stun-udp',
  'calls.stun-tcp',
  'calls.stuns',
  'calls.turn-udp',
  'calls.turn-tcp',
  'calls.turns',
  'web.alternatives',
  'certificate.authority',
  'certificate.pin',
  'certificate.proof',
]);
export type RecordPurpose = z.infer<typeof recordPurpose>;

export const recordNeed = z.enum(['required', 'recommended', 'optional']);
export type RecordNeed = z.infer<typeof recordNeed>;

export const plannedRecord = z.object({
  /** All values of this name and type as they should be. */
  set: recordSet,
  group: recordGroup,
  purpose: recordPurpose,
  need: recordNeed,
  /** Why it is in the plan, as a code: `usual`, `one-port`, `custom-port`, `website-elsewhere`, `caa-exists` … */
  because: z.string().max(80),
  /** `add`: other values at this name and type stay (TXT, CAA); `replace`: the set is ours alone. */
  mode: z.enum(['replace', 'add']),
});
export type PlannedRecord = z.infer<typeof plannedRecord>;

/** What the plan could not say, and what stands in the way. */
export const planGap = z.object({
  code: z.enum([
    /** No public address of the server is known: its A and AAAA rows are missing. */
    'address-unknown',
    /** The server's host is in somebody else's zone: its addresses are theirs to publish. */
    'server-elsewhere',
    /** The domain has a website: these files have to be put there for programs in browsers. */
    'host-meta',
    /** A name of ours would be a CNAME where one may not be; addresses are planned instead. */
    'no-cname',
  ]),
  /** The name, or the address on the web, it is about. */
  subject: z.string().max(1023),
});
export type PlanGap = z.infer<typeof planGap>;

export const dnsPlan = z.object({
  /** As DNS has it. */
  domain: z.string().max(253),
  records: z.array(plannedRecord).max(200),
  gaps: z.array(planGap).max(50),
});
export type DnsPlan = z.infer<typeof dnsPlan>;

export const serviceId = z.enum(['conference', 'upload', 'pubsub', 'proxy']);
export type ServiceId = z.infer<typeof serviceId>;

/** How the office's records are made; what is absent is as the plan has it. */
export const planChoices = z.object({
  /** Which door programs try first: a row of electron/manager/dns/plan/schemes.ts. */
  scheme: z.enum(['direct-first', 'one-port-first', 'starttls-first', 'even', 'weighted']).optional(),
  /** `names`: each service has a name in DNS. `one`: all is on the server's host; other servers find rooms through SRV. */
  layout: z.enum(['names', 'one']).optional(),
  /** Seconds. */
  ttl: z.number().int().min(60).max(604_800).optional(),
  /** Say in DNS which authority may sign, though nobody has so far. */
  caa: z.boolean().optional(),
  /** The zone the proofs for the certificate are handed on to. */
  proofZone: z.string().max(253).optional(),
});
export type PlanChoices = z.infer<typeof planChoices>;

/** What an expert may want otherwise; each can be changed at any time, and only changes the records that are planned. */
export const nameChoices = z.object({
  /** The host programs connect to. */
  server: z.string().max(253),
  scheme: planChoices.shape.scheme.unwrap(),
  layout: planChoices.shape.layout.unwrap(),
  ttl: planChoices.shape.ttl.unwrap(),
  caa: z.boolean(),
});
export type NameChoices = z.infer<typeof nameChoices>;
const namesChosen = z.object({ chosen: nameChoices, usual: nameChoices });

/** How the office's names hang together, for the picture of the domain step. All in ASCII, as DNS has them. */
export const domainNames = z.object({
  /** What addresses end in. */
  domain: z.string(),
  /** The machine programs connect to: where SRV points. */
  server: z.string(),
  /** What web addresses begin with: uploads, invitations, programs in browsers. */
  web: z.string(),
  services: z.array(z.object({ service: serviceId, name: z.string() })),
  /** Guests without an account; null: they are not let in. */
  guests: z.string().nullable(),
});
export type DomainNames = z.infer<typeof domainNames>;

export const readAs = z.enum([
  /** A web or mail address: its domain was taken. */
  ...(['url', 'email', 'www'] as const),
  /** With letters that DNS writes otherwise. */
  'idn',
  /** It is below somebody's domain. */
  'subdomain',
  /** It sounds like the server's name, not like what addresses end in; it was taken as it is. */
  'server-name',
  /** Everybody can have an address there: it is the service's own domain. */
  'mail-service',
  /** An ending that the world's DNS does not have. */
  'one-network',
]);
export type ReadAs = z.infer<typeof readAs>;

/** What happens to it when the office moves to another domain. */
export const movingCode = z.enum(['contacts', 'history', 'addresses', 'rooms', 'devices', 'old-addresses']);
export type MovingCode = z.infer<typeof movingCode>;
export const movingCost = z.enum(['lost', 'by-hand', 'kept']);
export type MovingCost = z.infer<typeof movingCost>;

/** What was typed, understood. */
export const domainModel = z.object({
  /** Readable form (`bücher.example`). */
  display: z.string(),
  names: domainNames,
  /** What belongs to somebody at a registry: `example.org` of `chat.example.org`. */
  registrable: z.string(),
  /** Below `registrable`: whoever keeps that zone adds the records there. */
  isSubdomain: z.boolean(),
  /** How what was typed was understood; empty: as it stands. Words: findings/domains.ts. */
  read: z.array(readAs),
  /** What moving to another domain later costs, worst first (P15). Words: findings/domains.ts. */
  moving: z.array(z.object({ code: movingCode, cost: movingCost })),
});
export type DomainModel = z.infer<typeof domainModel>;

export const exportProvider = z.enum([
  'plain',
  'ovh',
  'gandi',
  'cloudflare',
  'hetzner',
  'ionos',
  'infomaniak',
  'godaddy',
  'namecheap',
  'o2switch',
]);
export type ExportProvider = z.infer<typeof exportProvider>;

/** One record as a provider's form wants it: box after box. */
export const providerRow = z.object({
  purpose: recordPurpose,
  need: recordNeed,
  type: z.string(),
  fields: z.array(z.object({ field: z.string(), label: z.string(), value: z.string() })),
});
export type ProviderRow = z.infer<typeof providerRow>;

const domainInput = z.object({ domain: z.string().max(253) });
const planOptions = domainInput.extend({ optional: z.boolean().default(false) });

export const servedDomain = z.object({
  names: domainNames,
  display: z.string(),
  /** The office's first: its people administer the server. */
  main: z.boolean(),
  /** Null while the server does not run. */
  people: z.number().nullable(),
});
export type ServedDomain = z.infer<typeof servedDomain>;

/** What happens when a domain is taken away; nothing of it is deleted. */
export const domainRemoval = z.object({
  domain: z.string(),
  people: z.array(z.string()),
  rooms: z.number(),
});
export type DomainRemoval = z.infer<typeof domainRemoval>;

export const domains = {
  list: base.output(z.array(servedDomain)),
  /** Reads what was typed; refused with `domain.invalid`. Also before the set-up. */
  read: base.input(z.object({ typed: z.string().max(2048) })).output(domainModel),
  /** Another domain beside the first; the server takes it over without dropping anybody. Refused with `domain.refused`. */
  add: base.input(z.object({ typed: z.string().max(2048) })).output(z.array(servedDomain)),
  /** Refused with `domain.refused` for the first one, and for one that is not served. */
  removalPreview: base.input(domainInput).output(domainRemoval),
  /** Its people cannot connect any more; their accounts stay, and come back with the domain. */
  remove: base.input(domainInput).output(z.array(servedDomain)),
  /** Guests without an account, under a name of their own; null: no guests. */
  setGuests: base.input(z.object({ label: z.string().max(63).nullable() })).output(z.array(servedDomain)),
  choices: base.output(namesChosen),
  /** `server` as typed; what is as usual is not kept. Refused with `domain.invalid` and `domain.refused`. */
  setChoices: base.input(nameChoices.partial()).output(namesChosen),
  /** `zone` is BIND zone text; `table` for a mail, as text and HTML. */
  export: base
    .input(planOptions.extend({ format: z.enum(['zone', 'text', 'html']), language: z.enum(['en', 'fr']) }))
    .output(z.object({ fileName: z.string(), text: z.string() })),
  fields: base
    .input(planOptions.extend({ provider: exportProvider, language: z.enum(['en', 'fr']) }))
    .output(z.object({ zone: z.string(), rows: z.array(providerRow) })),
};
