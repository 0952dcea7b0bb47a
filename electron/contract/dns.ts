/**
 * What the world's DNS says of the office's domains: a first look (survey), the comparison with the plan (report), and
 * who looks when. Values are as in records.ts; times are milliseconds since the epoch.
 */
import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { planGap, plannedRecord } from './domains.ts';
import { errorMap } from './errors.ts';
import { doctorFinding } from './findings/finding.ts';

const base = oc.errors(errorMap);
const domainText = z.string().trim().min(1).max(1023);
const domain = z.object({ domain: domainText });

/** Whom we ask. `zone`: a name server of the domain itself. `resolver`: a public one. `system`: what this computer uses. */
export const asker = z.object({
  /** Stable within a report: `ns1.example.net/192.0.2.53`, `9.9.9.9/udp`, `https://dns.example/dns-query`. */
  id: z.string(),
  kind: z.enum(['zone', 'resolver', 'system']),
  /** `ns1.example.net`, `Quad9`; empty where it has none. */
  name: z.string(),
  address: z.string(),
  over: z.enum(['udp', 'tcp', 'doh']),
});
export type Asker = z.infer<typeof asker>;

/**
 * `waiting`: the domain's own name servers are right; somebody still remembers the old answer, until `until`.
 * `not-checked`: nobody could be asked.
 */
export const recordState = z.enum(['found', 'different', 'missing', 'waiting', 'not-checked']);
export type RecordState = z.infer<typeof recordState>;

/** What one asker said to one question. */
export const seen = z.object({
  /** The id of an asker of the report. */
  asker: z.string(),
  state: z.enum(['right', 'other', 'none', 'not-checked']),
  /** As in a record set; empty: there are none. */
  values: z.array(z.string()),
  /** Seconds it may still be remembered; null when it did not say. */
  ttl: z.number().nullable(),
  /** Why there is no answer: `timeout`, `refused`, `servfail`, `bogus`, `unreachable`; null when there is one. */
  problem: z.string().nullable(),
});
export type Seen = z.infer<typeof seen>;

export const planRow = z.object({
  record: plannedRecord,
  state: recordState,
  /** What is there instead of what is planned, or with it; empty when nothing is. */
  found: z.array(z.string()),
  seen: z.array(seen),
  /** When the last who remembers the old answer forgets it; null when not waiting, or nobody can say. */
  until: z.number().nullable(),
});
export type PlanRow = z.infer<typeof planRow>;

/** One step of the way a program takes from the domain to a server, in its order. */
export const walkStep = z.object({
  step: z.enum(['srv', 'no-srv', 'not-offered', 'order', 'address', 'connect', 'stream']),
  ok: z.boolean(),
  /** What was asked or tried: `_xmpps-client._tcp.example.org SRV`, `203.0.113.5:5223`. */
  subject: z.string(),
  /** What came of it, line by line, in technical words. */
  detail: z.array(z.string()),
});
export type WalkStep = z.infer<typeof walkStep>;

/** A door that a program could use, in the order in which it tries them. */
export const walkTarget = z.object({
  host: z.string(),
  port: z.number(),
  tls: z.enum(['starttls', 'direct']),
  /** `srv`: a record names it. `fallback`: there are no records, so it is the domain's own address. */
  because: z.enum(['srv', 'fallback']),
  priority: z.number(),
  weight: z.number(),
  addresses: z.array(
    z.object({
      address: z.string(),
      /** `not-tried`: a better one answered already, or this computer has no such network. */
      answers: z.enum(['yes', 'refused', 'timeout', 'unreachable', 'not-tried']),
    }),
  ),
});
export type WalkTarget = z.infer<typeof walkTarget>;

/** As a colleague's phone finds the server, and as another company's server does. */
export const walk = z.object({
  who: z.enum(['phone', 'server']),
  steps: z.array(walkStep),
  targets: z.array(walkTarget),
  /** The index in `targets` of the one it ends at; null: it gets nowhere. */
  chosen: z.number().nullable(),
});
export type Walk = z.infer<typeof walk>;

export const dnsReport = z.object({
  domain: z.string(),
  at: z.number(),
  askers: z.array(asker),
  plan: z.array(planRow),
  /** What the plan could not say. */
  gaps: z.array(planGap),
  /** Root causes first; what follows from one names its code in `dependsOn`. */
  findings: z.array(doctorFinding),
  walks: z.array(walk),
  /** What could not be found out from here: `zone-servers`, `resolvers`, `ipv6`, `ports`, `lines` of the plan. */
  notChecked: z.array(z.string()),
});
export type DnsReport = z.infer<typeof dnsReport>;

/** Who a zone, a website or mail is with, as far as names tell: `ovh`, `gandi`, `cloudflare` … (electron/manager/dns/survey). */
export const hoster = z.object({ id: z.string(), name: z.string() });
export type Hoster = z.infer<typeof hoster>;

/** What is there before anything is planned. */
export const domainSurvey = z.object({
  domain: z.string(),
  at: z.number(),
  /** `unknown`: nobody answered. */
  registered: z.enum(['yes', 'no', 'unknown']),
  /** The zone its records are kept in: itself, or the domain above; null when unknown. */
  zone: z.string().nullable(),
  nameServers: z.array(z.string()),
  /** Who keeps the zone, where its name servers tell. */
  provider: hoster.nullable(),
  addresses: z.object({ v4: z.array(z.string()), v6: z.array(z.string()) }),
  /** What stays where it is: who has the website and the mail, or null when there is none; `name` is the machine's where we know no better. */
  website: z.object({ addresses: z.array(z.string()), at: hoster.nullable() }).nullable(),
  mail: z.object({ servers: z.array(z.string()), at: hoster.nullable() }).nullable(),
  /** What of chat is there already: values by `NAME TYPE`. */
  chat: z.array(z.object({ name: z.string(), type: z.string(), values: z.array(z.string()) })),
  /** Values of CAA that count for the domain, wherever above it they stand. */
  caa: z.object({ name: z.string(), values: z.array(z.string()) }).nullable(),
  dnssec: z.enum(['unsigned', 'signed', 'half-signed', 'bogus', 'unknown']),
  /** Whether names nobody has written are answered all the same: by type, what they say. */
  wildcard: z.array(z.object({ type: z.string(), values: z.array(z.string()) })),
  findings: z.array(doctorFinding),
});
export type DomainSurvey = z.infer<typeof domainSurvey>;

/**
 * By itself, until all is right, and then once a day:
 *
 *   off ──switched on, plan changed──▶ looking ──all is right──▶ resting ──a day──▶ looking
 *                                     ▲   │ not yet
 *                                     │   ▼
 *                                     waiting (the next look at `nextAt`)
 */
export const dnsWatch = z.discriminatedUnion('state', [
  z.object({ state: z.literal('off') }),
  z.object({ state: z.literal('looking'), since: z.number() }),
  z.object({ state: z.literal('waiting'), nextAt: z.number() }),
  z.object({ state: z.literal('resting'), nextAt: z.number() }),
]);
export type DnsWatch = z.infer<typeof dnsWatch>;

export const dnsState = z.object({
  domain: z.string(),
  /** The last look; null: nobody has looked yet. */
  report: dnsReport.nullable(),
  watch: dnsWatch,
  /** When everything was right for the last time. */
  rightAt: z.number().nullable(),
});
export type DnsState = z.infer<typeof dnsState>;

const progress = z.discriminatedUnion('type', [
  z.object({ type: z.literal('started'), domain: z.string() }),
  /** `answered` of `questions` so far, which grows while more is found to ask. */
  z.object({ type: z.literal('asking'), answered: z.number(), questions: z.number() }),
  z.object({ type: z.literal('done'), report: dnsReport }),
]);
export type DnsProgress = z.infer<typeof progress>;

/** A resolver that is asked what the world sees: by its address over UDP and TCP, and by its `url` over HTTPS (RFC 8484). */
export const publicResolver = z.object({
  name: z.string().max(100),
  address: z.union([z.ipv4(), z.ipv6()]),
  port: z.number().int().min(1).max(65_535).default(53),
  url: z
    .url({ protocol: /^https$/ })
    .max(500)
    .nullable()
    .default(null),
});
export type PublicResolver = z.infer<typeof publicResolver>;

export const dns = {
  /** Reads what exists, of any domain; a few seconds, cancelled with the call. Refused with `domain.invalid`. */
  survey: base.input(domain).output(domainSurvey),
  /** Each of the office's domains with its last report; empty before the set-up. */
  list: base.output(z.array(dnsState)),
  /** Refused with `input.invalid` for a domain the office does not have. */
  report: base.input(domain).output(dnsState),
  /** Looks now. Cancelled with the call. One that runs already is joined. */
  check: base.input(domain).output(eventIterator(progress)),
  /** The state now and whenever it changes. While somebody follows, it looks more often. */
  watch: base.input(domain).output(eventIterator(dnsState)),
  /** Whom it asks. */
  resolvers: base.output(z.object({ resolvers: z.array(publicResolver), usual: z.boolean() })),
  setResolvers: base
    .input(z.object({ resolvers: z.array(publicResolver).min(1).max(4).nullable() }))
    .output(z.object({ resolvers: z.array(publicResolver), usual: z.boolean() })),
};
