/**
 * What the page, the certificate job and the ACME client (RFC 8555) tell each other: authorities, ways of proof, progress,
 * and why an authority said no. Codes and data only; the sentences are in findings/acme.ts.
 */
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { errorMap } from './errors.ts';
import { doctorFinding } from './findings/finding.ts';

const base = oc.errors(errorMap);

/** Rows of electron/manager/certificates/acme/authorities.ts; `custom` is an address of one's own (step-ca). */
export const authorityId = z.enum(['letsencrypt', 'letsencrypt-staging', 'google', 'zerossl', 'custom']);
export type AuthorityId = z.infer<typeof authorityId>;

/** How a name is proved. Each belongs to one type of challenge. */
export const proofWay = z.enum([
  /** HTTP-01: our own small listener on port 80. */
  'http-listener',
  /** HTTP-01: a file in a folder of the web server that has port 80. */
  'http-webroot',
  /** HTTP-01: the web server that has port 80 passes the path on to us. */
  'http-proxy',
  /** TLS-ALPN-01: our server's own port 443. */
  'tls-alpn',
  /** DNS-01: a record written through the provider, or where a CNAME leads. */
  'dns-provider',
  /** DNS-01: a record somebody types in. */
  'dns-by-hand',
]);
export type ProofWay = z.infer<typeof proofWay>;

/** What an order is doing. `name` is as it stands in the certificate (`*.example.org` for a wildcard). */
export const acmeProgress = z.discriminatedUnion('step', [
  z.object({ step: z.literal('account') }),
  z.object({ step: z.literal('ordered'), names: z.array(z.string()), resumed: z.boolean() }),
  z.object({
    step: z.literal('name'),
    name: z.string(),
    /** Null when the authority remembers an earlier proof. */
    way: proofWay.nullable(),
    state: z.enum(['waiting', 'presenting', 'presented', 'asked', 'proved', 'failed']),
  }),
  z.object({ step: z.literal('finalizing') }),
  z.object({ step: z.literal('fetching') }),
]);
export type AcmeProgress = z.infer<typeof acmeProgress>;

/** Why it did not work. SPEC: RFC 8555 §6.7 and RFC 9773 §7.4 for what begins with a word of theirs; the rest is what we found ourselves. */
export const acmeReason = z.enum([
  // The authority's own words.
  'accountDoesNotExist',
  'alreadyReplaced',
  'alreadyRevoked',
  'badCSR',
  'badNonce',
  'badPublicKey',
  'badRevocationReason',
  'badSignatureAlgorithm',
  'caa',
  'compound',
  'connection',
  'dns',
  'externalAccountRequired',
  'incorrectResponse',
  'invalidContact',
  'invalidProfile',
  'malformed',
  'orderNotReady',
  'rateLimited',
  'rejectedIdentifier',
  'serverInternal',
  'tls',
  'unauthorized',
  'unsupportedContact',
  'unsupportedIdentifier',
  'userActionRequired',
  // What came of it before or beside an answer.
  /** Not reachable: no network, no answer in time, TLS not to be trusted. */
  'unreachable',
  /** An answer that is none of ACME's, or too long. */
  'nonsense',
  /** The authority does not offer the challenge our way needs. */
  'noChallenge',
  /** It took longer than an order may. */
  'tookTooLong',
  /** The order ended as invalid and did not say why. */
  'orderInvalid',
  /** The chain we were given does not fit the key or the names. */
  'wrongCertificate',
  /** Our own count says that the authority's limit would be reached. */
  'ourLimit',
  /** The proof cannot be seen from here, so that the authority was not asked. */
  'notSeen',
]);
export type AcmeReason = z.infer<typeof acmeReason>;

/** Who may try again: `later` by the caller's own table, `after` not before so many milliseconds, `never` until somebody changes something. */
export const acmeRetry = z.discriminatedUnion('retry', [
  z.object({ retry: z.literal('later') }),
  z.object({ retry: z.literal('never') }),
  z.object({ retry: z.literal('after'), ms: z.number() }),
]);
export type AcmeRetry = z.infer<typeof acmeRetry>;

/** One name that could not be proved. */
export const acmeNameFailure = z.object({
  name: z.string().max(255),
  reason: acmeReason,
  way: proofWay.nullable(),
  /** The authority's own words, for an expert. */
  said: z.string().max(1000),
});
export type AcmeNameFailure = z.infer<typeof acmeNameFailure>;

export const acmeFailure = z.object({
  reason: acmeReason,
  retry: acmeRetry,
  /** Host of the authority. */
  authority: z.string().max(255),
  /** The authority's own words, or what the system said; never a secret. */
  said: z.string().max(1000),
  /** Where the authority wants a person to look (`userActionRequired`); https only. */
  link: z.string().max(1000).nullable(),
  names: z.array(acmeNameFailure).max(100),
});
export type AcmeFailure = z.infer<typeof acmeFailure>;

/** An authority to choose from, as the page tells it. */
export const authorityRow = z.object({
  id: authorityId,
  /** Its own name. */
  name: z.string(),
  /** Of its directory; empty for one of the office's own. */
  directory: z.string(),
  /** It wants to know whose customer the office is (external account binding). */
  needsBinding: z.boolean(),
  /** Such a binding is kept here. */
  bound: z.boolean(),
  /** It has a practice ground that costs nothing. */
  practice: z.boolean(),
  /** Where key ID and key are found. */
  bindingAt: z.string().nullable(),
  /** Its terms and what else it says of itself. */
  website: z.string().nullable(),
});
export type AuthorityRow = z.infer<typeof authorityRow>;

const binding = z.object({
  authority: authorityId,
  kid: z.string().min(1).max(500),
  /** base64url, as the authority shows it. Kept where nobody else can read it, and never told again. */
  macKey: z
    .string()
    .max(1000)
    .regex(/^[A-Za-z0-9_-]{16,}={0,2}$/),
});

/** SPEC: RFC 5280 §5.3.1: the reasons an authority takes from whoever has the certificate. */
export const withdrawalReason = z.enum([
  'unspecified',
  'key-compromise',
  'affiliation-changed',
  'superseded',
  'cessation-of-operation',
]);
export type WithdrawalReason = z.infer<typeof withdrawalReason>;

const atAuthority = [
  /** The certificate of `domain` does not come from a public authority. */
  z.object({ state: z.literal('no-authority'), domain: z.string() }),
  /** The authority said no, or could not be asked; all is as it was. */
  z.object({ state: z.literal('refused'), finding: doctorFinding }),
] as const;
export const withdrawal = z.discriminatedUnion('state', [
  /** SHA-256, as openssl prints it. */
  z.object({ state: z.literal('withdrawn'), fingerprint: z.string() }),
  /** Nobody could connect to `domain` any more. */
  z.object({ state: z.literal('in-force'), domain: z.string() }),
  ...atAuthority,
]);
export type Withdrawal = z.infer<typeof withdrawal>;
export const accountKeyChange = z.discriminatedUnion('state', [
  z.object({ state: z.literal('changed') }),
  ...atAuthority,
]);
export type AccountKeyChange = z.infer<typeof accountKeyChange>;

/** Without it the office's first domain. */
const ofDomain = z.object({ domain: z.string().max(253).optional() });

export const acme = {
  authorities: base.output(z.array(authorityRow)),
  /** Of `custom`, too, where one's own authority wants it. */
  keepBinding: base.input(binding).output(z.array(authorityRow)),
  forgetBinding: base.input(z.object({ authority: authorityId })).output(z.array(authorityRow)),
  /**
   * Asks the authority to withdraw a certificate of ours, after its key was stolen say. Noted. Refused with `setup.not-done`,
   * `input.invalid` where `certificate` (PEM, its own certificate first) is none, `access.confirm`.
   */
  withdraw: base
    .input(ofDomain.extend({ certificate: z.string().max(100_000), reason: withdrawalReason }))
    .output(withdrawal),
  /** Another key for the account at the authority; certificates stay as they are. Noted. Refused as `withdraw` is. */
  newAccountKey: base.input(ofDomain).output(accountKeyChange),
};
