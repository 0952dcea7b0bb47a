/** The certificate of each served domain: where it comes from, how it stands, its renewal. One independent job for each. */
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { authorityId, proofWay } from './acme.ts';
import { brokerHost, servedCell } from './certificate-sources.ts';
import { errorMap } from './errors.ts';
import { doctorFinding } from './findings/finding.ts';
import { recordSet } from './records.ts';
import { certificate } from './shapes.ts';

const base = oc.errors(errorMap);
const domainText = z.string().min(1).max(1023);
const nameText = z.string().max(255);

/**
 * Where a certificate comes from. `local`: the office's own authority, of this network only. `authority`: a public one, by
 * itself. `file`: a file or folder of this computer, watched. `given`: once, by hand. `machine`: another computer, by SSH.
 */
export const certificateSource = z.discriminatedUnion('from', [
  z.object({ from: z.literal('local') }),
  z.object({
    from: z.literal('authority'),
    authority: authorityId,
    /** Of `custom`: the address of its directory, and the certificates it is trusted by, in PEM, where they are its own. */
    directory: z.url().max(1000).nullable(),
    directoryCa: z.string().max(20_000).nullable(),
    email: z.string().max(254).nullable(),
    /** Null: whichever will work. */
    way: proofWay.nullable(),
    /** The folder of the website, for `http-webroot`. */
    webroot: z.string().max(4096).nullable(),
    profile: z.string().max(64).nullable(),
  }),
  z.object({ from: z.literal('file'), path: z.string().max(4096) }),
  z.object({ from: z.literal('given') }),
  z.object({
    from: z.literal('machine'),
    ...brokerHost.shape,
    /** Of its key, compared by a person. */
    fingerprint: z.string().max(100),
  }),
]);
export type CertificateSource = z.infer<typeof certificateSource>;

/** A certificate as the page tells it, with what an expert wants to copy. Never its key. */
export const certificateFacts = certificate.extend({
  serial: z.string(),
  /** SHA-256 of the public key, in hex: what a TLSA 3 1 1 record holds. */
  publicKey: z.string(),
  /** `EC P-256`, `RSA 2048`. */
  keyType: z.string(),
  chain: z.array(z.object({ subject: z.string(), issuer: z.string(), validUntil: z.number() })).max(10),
  /** Signed by the office's own authority. */
  local: z.boolean(),
});
export type CertificateDetails = z.infer<typeof certificateFacts>;

/** What went wrong, in a code of electron/contract/findings, and what is done about it. */
export const certificateProblem = z.object({
  finding: doctorFinding,
  at: z.number(),
  /** When it is tried again by itself; null: only when a person asks, or something changed. */
  retryAt: z.number().nullable(),
  /** How many times in a row it failed. */
  tries: z.number(),
});
export type CertificateProblem = z.infer<typeof certificateProblem>;

/** How far the proof of one name is. */
export const nameProgress = z.object({
  name: nameText,
  /** Null where the authority remembers an earlier proof. */
  way: proofWay.nullable(),
  state: z.enum(['waiting', 'presenting', 'presented', 'asked', 'proved', 'failed']),
  /** The record to add by hand, while it is waited for. */
  record: recordSet.nullable(),
  /** When it was last looked for, by hand only. */
  lookedAt: z.number().nullable(),
});
export type NameProgress = z.infer<typeof nameProgress>;

/**
 * How it stands with one certificate.
 *
 *    none ──an office is set up──▶ resting ◀──────────────── every port shows it ─────────────── checking
 *                                   │  ▲ ▲                                                          ▲  │
 *         time, names, a person     │  │ └──────── stopped by a person ──────┐                      │  │ one shows
 *                                   ▼  │                                     │                      │  │ another
 *                                planned ──its turn──▶ proving ──▶ issued ──▶ installing ───────────┘  │
 *                                   ▲                   │  ▲  └──── a rehearsal ends here: resting     │
 *                                   │                   ▼  │ seen                                      ▼
 *                                   │            needs-you(record)                           put back: failed
 *                                   └───retryAt── failed(problem) ◀── at any step ─────────────────────┘
 *
 * Whatever happens between `planned` and `resting`, the certificate in force stays in force.
 */
export const certificateState = z.discriminatedUnion('state', [
  z.object({ state: z.literal('none') }),
  /** `until`: when it renews by itself; null: it never does. */
  z.object({ state: z.literal('resting'), until: z.number().nullable() }),
  z.object({ state: z.literal('planned'), at: z.number(), because: z.string() }),
  z.object({
    state: z.enum(['proving', 'needs-you']),
    since: z.number(),
    rehearsal: z.boolean(),
    authority: z.string(),
    names: z.array(nameProgress).max(100),
  }),
  z.object({
    state: z.enum(['issued', 'installing', 'checking']),
    since: z.number(),
    rehearsal: z.boolean(),
  }),
  z.object({ state: z.literal('failed'), problem: certificateProblem }),
]);
export type CertificateState = z.infer<typeof certificateState>;

/** What happened to it, the latest first. */
export const certificateEvent = z.object({
  at: z.number(),
  what: z.enum([
    'ordered',
    'rehearsed',
    'installed',
    'renewed',
    'failed',
    'put-back',
    'rolled-back',
    'source',
    'stopped',
  ]),
  /** Whose: the authority's or the place's name. */
  by: z.string(),
  /** A code of electron/contract/findings for what failed. */
  code: z.string().nullable(),
  fingerprint: z.string().nullable(),
});
export type CertificateEvent = z.infer<typeof certificateEvent>;

/** When it renews, and why then. */
export const renewalPlan = z.object({
  at: z.number(),
  because: z.enum(['authority-asks', 'two-thirds', 'file-changes', 'names', 'never']),
  /** The window the authority asks for (RFC 9773). */
  window: z.object({ start: z.number(), end: z.number() }).nullable(),
});
export type RenewalPlan = z.infer<typeof renewalPlan>;

export const certificateStatus = z.object({
  domain: z.string(),
  source: certificateSource,
  /** How the authority or place is called; empty for the office's own. */
  sourceName: z.string(),
  state: certificateState,
  current: certificateFacts.nullable(),
  /** The one before, while it is still good: it can be put back. */
  previous: certificateFacts.nullable(),
  renewal: renewalPlan.nullable(),
  /** The same key is used again, so that TLSA records stay. */
  keepsKey: z.boolean(),
  /** What a stranger is shown, port by port and name by name; empty until it was looked. */
  served: z.array(servedCell).max(1000),
  servedAt: z.number().nullable(),
  /** The last trouble, until it is over. */
  problem: certificateProblem.nullable(),
  findings: z.array(doctorFinding).max(200),
  history: z.array(certificateEvent).max(50),
  /** The last order line by line, for an expert. */
  orderLog: z.array(z.string().max(500)).max(200),
});
export type CertificateStatus = z.infer<typeof certificateStatus>;

/** What ordering would do. */
export const certificatePlan = z.object({
  domain: z.string(),
  /** The source's own name, such as Let's Encrypt. */
  authority: z.string(),
  names: z
    .array(
      z.object({
        name: nameText,
        need: z.enum(['required', 'optional']),
        way: proofWay.nullable(),
        /** A code of the way's table: why this way, or why the name is left out. */
        because: z.string(),
        leftOut: z.boolean(),
      }),
    )
    .max(100),
  /** What stops it, or is worth knowing before. */
  findings: z.array(doctorFinding).max(100),
  possible: z.boolean(),
});
export type CertificatePlan = z.infer<typeof certificatePlan>;

const one = z.object({ domain: domainText });

export const certificates = {
  list: base.output(z.object({ certificates: z.array(certificateStatus).max(100) })),
  /** What would be done with `source`; nothing is done. */
  plan: base.input(one.extend({ source: certificateSource })).output(certificatePlan),
  /**
   * Another source from now on. The certificate in force stays until one of the new source is there.
   * `ticket`: of what was inspected (contract/certificate-sources.ts), for `given`, `file` and `machine`.
   */
  chooseSource: base
    .input(one.extend({ source: certificateSource, ticket: z.string().max(64).nullable() }))
    .output(certificateStatus),
  /** Now. A rehearsal asks the authority's own practice ground, and installs nothing. */
  order: base.input(one.extend({ rehearse: z.boolean() })).output(certificateStatus),
  /** Stops what is under way; what was published is taken away again. */
  cancel: base.input(one).output(certificateStatus),
  /** The one before, in force again while it is still good. */
  putBack: base.input(one).output(certificateStatus),
  /** Connects to every port with every name, now. */
  check: base.input(one).output(certificateStatus),
};
