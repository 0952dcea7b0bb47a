/** What an authority answers, as far as we read it: every text and list has a bound, and the rest is left aside. */
import { z } from 'zod';

const url = z.url({ protocol: /^https$/ }).max(2000);
const text = z.string().max(4000);
const time = z.string().max(40);

/** SPEC: RFC 8555 §7.1.1; `renewalInfo` is RFC 9773 §3, `profiles` draft-ietf-acme-profiles. */
export const directory = z.object({
  newNonce: url,
  newAccount: url,
  newOrder: url,
  revokeCert: url.optional(),
  keyChange: url.optional(),
  renewalInfo: url.optional(),
  meta: z
    .object({
      termsOfService: text.optional(),
      website: text.optional(),
      caaIdentities: z.array(z.string().max(255)).max(20).optional(),
      externalAccountRequired: z.boolean().optional(),
      profiles: z.record(z.string().max(100), text).optional(),
    })
    .optional(),
});
export type Directory = z.infer<typeof directory>;

const identifier = z.object({ type: z.string().max(20), value: z.string().max(255) });

/** SPEC: RFC 7807 and RFC 8555 §6.7, §6.7.1. */
const plainProblem = z.object({
  type: z.string().max(300).default('about:blank'),
  detail: text.optional(),
  instance: z.string().max(2000).optional(),
  identifier: identifier.optional(),
});
export const problemDocument = plainProblem.extend({
  subproblems: z.array(plainProblem).max(100).optional(),
});
export type ProblemDocument = z.infer<typeof problemDocument>;

export const account = z.object({
  status: z.enum(['valid', 'deactivated', 'revoked']),
});

/** SPEC: RFC 8555 §7.1.3. */
export const order = z.object({
  status: z.enum(['pending', 'ready', 'processing', 'valid', 'invalid']),
  identifiers: z.array(identifier).max(200),
  authorizations: z.array(url).max(200),
  finalize: url,
  certificate: url.optional(),
  error: problemDocument.optional(),
});
export type Order = z.infer<typeof order>;

const challenge = z.object({
  type: z.string().max(50),
  url,
  status: z.enum(['pending', 'processing', 'valid', 'invalid']),
  // SPEC: RFC 8555 §8.3: "It MUST NOT contain any characters outside the base64url alphabet". It becomes a file's name.
  token: z
    .string()
    .regex(/^[A-Za-z0-9_-]{16,512}$/)
    .optional(),
  error: problemDocument.optional(),
});

/** SPEC: RFC 8555 §7.1.4. */
export const authorization = z.object({
  identifier,
  status: z.enum(['pending', 'valid', 'invalid', 'deactivated', 'expired', 'revoked']),
  // One of a kind we do not know must not cost us those we do.
  challenges: z
    .array(z.unknown())
    .max(50)
    .transform((all) => all.flatMap((one) => challenge.safeParse(one).data ?? [])),
  wildcard: z.boolean().optional(),
});
export type Authorization = z.infer<typeof authorization>;
export type AuthorityChallenge = z.infer<typeof challenge>;

/** SPEC: RFC 9773 §4.2. */
export const renewalInfo = z.object({
  suggestedWindow: z.object({ start: time, end: time }),
  explanationURL: z.string().max(1000).optional(),
});
