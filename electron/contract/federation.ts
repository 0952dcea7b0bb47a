/** Other servers: with whom colleagues can talk, with whom they do, and what stands in the way. */
import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { errorMap } from './errors.ts';

const base = oc.errors(errorMap);
const domainText = z.string().trim().min(1).max(1023);
const domain = z.object({ domain: domainText });

/** `open`: with everybody. `listed`: only with the companies that were named. `closed`: only among ourselves. */
export const federationPolicy = z.enum(['open', 'listed', 'closed']);
export type FederationPolicy = z.infer<typeof federationPolicy>;

/** What the office decided about one other company. */
export const company = z.object({
  /** Named: colleagues may talk with it, and with what is below its name, where only named ones are let in. */
  allowed: z.boolean(),
  /** Only a certificate proves that it is them; being called back at their address is not enough (XEP-0220). */
  certificate: z.boolean(),
  /** `host` or `host:port` to connect to, instead of asking their domain's records; empty without. */
  target: z.string().max(262),
  /** PEM text of authorities that may vouch for it, and for nobody else: its private one, or its own certificate; empty without. */
  authority: z.string().max(32 * 1024),
});
export type Company = z.infer<typeof company>;

/** Every way it can fail, from the first step to the last; the same list as the server's (server/s2s/report.ts). */
export const federationCode = z.enum([
  'policy.closed',
  'policy.not-listed',
  'policy.blocked',
  'dns.no-domain',
  'dns.no-server',
  'dns.not-offered',
  'dns.no-answer',
  'dns.bogus',
  'connect.refused',
  'connect.timeout',
  'connect.unreachable',
  'connect.closed',
  'tls.required',
  'tls.failed',
  'tls.timeout',
  'certificate.none',
  'certificate.name-mismatch',
  'certificate.expired',
  'certificate.not-yet-valid',
  'certificate.self-signed',
  'certificate.unknown-authority',
  'certificate.chain-incomplete',
  'certificate.wrong-purpose',
  'certificate.weak',
  'certificate.name-constraint',
  'certificate.dane-mismatch',
  'certificate.malformed',
  'auth.refused',
  'auth.not-offered',
  'auth.timeout',
  'dialback.denied',
  'dialback.failed',
  'dialback.unreachable',
  'dialback.not-allowed',
  'stream.host-unknown',
  'stream.refused',
  'stream.protocol',
  'stream.timeout',
  'stream.lost',
  'queue.full',
  'queue.expired',
]);
export type FederationCode = z.infer<typeof federationCode>;

/** Who can mend it: the office, the other company's administrator, either, or time. */
export const mender = z.enum(['us', 'them', 'either', 'time']);
export type Mender = z.infer<typeof mender>;

export const federationProblem = z.object({
  code: federationCode,
  who: mender,
  at: z.number(),
  /** `out`: we tried to reach them; `in`: they tried to reach us. */
  direction: z.enum(['in', 'out']),
  /** The exact technical words: a stream error, a DNS answer, a certificate's names; null where there are none. */
  detail: z.string().nullable(),
  /** The `host:port` it happened with. */
  target: z.string().nullable(),
  certificate: z.object({ subject: z.string(), issuer: z.string(), expires: z.number() }).nullable(),
});
export type FederationProblem = z.infer<typeof federationProblem>;

export const federationLink = z.object({
  direction: z.enum(['in', 'out']),
  /** Stanzas flow both ways on it (XEP-0288). */
  bidirectional: z.boolean(),
  /** Our domain at this end. */
  local: z.string(),
  since: z.number(),
  address: z.string(),
  port: z.number().nullable(),
  security: z.object({
    how: z.enum(['none', 'starttls', 'direct']),
    version: z.string().nullable(),
    cipher: z.string().nullable(),
  }),
  /** How they proved to be themselves. */
  proof: z.enum(['certificate', 'dane', 'dialback', 'nothing']),
  /** Acknowledged stanza by stanza (XEP-0198). */
  managed: z.boolean(),
  /** What is wrong with the certificate they showed, where something else was good enough; null: nothing. */
  flaw: z.object({ code: federationCode, because: z.string() }).nullable(),
});
export type FederationLink = z.infer<typeof federationLink>;

/**
 * `works`: a connection stands. `idle`: nobody needs one now; the last one was good. `connecting`: being made.
 * `waiting`: it failed and is tried again at `nextAttempt`. `refused`: a rule of theirs or ours forbids it.
 */
export const remoteDomain = z.object({
  domain: z.string(),
  state: z.enum(['works', 'idle', 'connecting', 'waiting', 'refused']),
  /** The office's rules let it in now. */
  allowed: z.boolean(),
  links: z.array(federationLink),
  /** Stanzas since the server started. */
  sent: z.number(),
  received: z.number(),
  /** What came back to colleagues because it could not be delivered. */
  bounced: z.number(),
  /** What waits for a connection now. */
  queued: z.number(),
  firstSeen: z.number(),
  lastActive: z.number().nullable(),
  nextAttempt: z.number().nullable(),
  /** How many times in a row it failed. */
  failures: z.number(),
  problem: federationProblem.nullable(),
});
export type RemoteDomain = z.infer<typeof remoteDomain>;

/** One certificate that was decided to be trusted. */
export const trustedCertificate = z.object({
  subject: z.string(),
  /** SHA-256, with colons. */
  fingerprint: z.string(),
  validUntil: z.number(),
  /** It vouches for others; else it stands for itself. */
  authority: z.boolean(),
});
export type TrustedCertificate = z.infer<typeof trustedCertificate>;

const decided = z.object({
  policy: federationPolicy,
  companies: z.array(
    company.extend({
      domain: z.string(),
      /** What stands in `authority`. */
      trusted: z.array(trustedCertificate),
    }),
  ),
});

const answer = decided.extend({
  /** The office's own domain, and whether that name exists beyond its own network. */
  domain: z.string(),
  way: z.enum(['domain', 'lan']),
  running: z.boolean(),
  /** Ports for other servers, open or not. */
  ports: z.array(z.object({ port: z.number(), tls: z.enum(['starttls', 'direct']), open: z.boolean() })),
  incoming: z.number(),
  outgoing: z.number(),
  domains: z.array(remoteDomain),
});
export type Federation = z.infer<typeof answer>;

/** The steps of a try in their order; it stops after the first that failed. */
export const tryStep = z.object({
  step: z.enum(['lookup', 'connect', 'secure', 'authenticate', 'ping']),
  ok: z.boolean(),
  ms: z.number(),
  problem: federationProblem.nullable(),
  detail: z.string().nullable(),
});
export type TryStep = z.infer<typeof tryStep>;

const trial = z.discriminatedUnion('type', [
  /** `domain` as it was read. */
  z.object({ type: z.literal('started'), domain: z.string() }),
  z.object({ type: z.literal('step'), step: tryStep }),
  z.object({ type: z.literal('done'), ok: z.boolean() }),
]);
export type Trial = z.infer<typeof trial>;

export const federation = {
  get: base.output(answer),
  /** Between `closed` and the others the server restarts, to open or close its ports. */
  setPolicy: base.input(z.object({ policy: federationPolicy })).output(decided),
  /**
   * What is left out stays. A company about which nothing is decided is none. Refused with `input.invalid`: `target` (`malformed`),
   * `authority` (`private-key`, `malformed`, `too-many`, `expired`).
   */
  setCompany: base
    .input(company.partial().extend({ domain: domainText }))
    .output(decided.extend({ domain: z.string() })),
  /** Do not wait for the next attempt. */
  retry: base.input(domain).output(z.object({})),
  /** Every step, as it ends. Cancelled with the call. */
  try: base.input(domain).output(eventIterator(trial)),
};
