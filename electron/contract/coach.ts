/** The coach: who tries to connect, what the server sees of it, and what helps. */
import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { errorMap } from './errors.ts';

const base = oc.errors(errorMap);

/** What happened; coach-words.ts has the sentences. */
export const coachCode = z.enum([
  'connected',
  'wrong-password',
  /** The whole address stands where only the name belongs. */
  'whole-address',
  /** A name nobody here has. */
  'unknown-name',
  'disabled',
  'waiting-for-yes',
  'throttled',
  'wrong-domain',
  /** It said so, or left right after the handshake. */
  'certificate-refused',
  'certificate-perhaps',
  'old-tls',
  'tls-failed',
  'no-encryption',
  'tls-too-soon',
  'tls-expected',
  'browser',
  'not-xmpp',
  'no-way-in',
  'left-at-login',
  'somebody-between',
  'other-account',
  'login-broken',
  'left-at-binding',
  'too-many-devices',
  'too-many-connections',
  'silent',
]);
export type CoachCode = z.infer<typeof coachCode>;

/** What can be done here about it. `none`: it is done at the program, or there is nothing to do. */
export const coachFix = z.enum([
  'none',
  'reset-password',
  'add-person',
  'enable',
  'approve',
  'let-in',
  'trust',
  'values',
  'devices',
  'update-program',
]);
export type CoachFix = z.infer<typeof coachFix>;

export const coachStory = z.object({
  id: z.string(),
  state: z.enum(['connected', 'stuck']),
  code: coachCode,
  fix: coachFix,
  /** Bare address of somebody with an account here; null where that is not known. */
  person: z.string().nullable(),
  /** Not said by the program: nobody else has come from this address. */
  guessed: z.boolean(),
  /** Empty without `person`. */
  displayName: z.string(),
  /** The address or domain the program named; empty when it named none. */
  named: z.string(),
  /** What was probably meant; empty when nothing is near. */
  meant: z.string(),
  /** `Gajim`; empty when it has not said. */
  program: z.string(),
  source: z.string(),
  place: z.enum(['here', 'network', 'internet']),
  times: z.number(),
  since: z.number(),
  at: z.number(),
  /** When it may try again. */
  until: z.number().nullable(),
  /** When the password was last changed here, where that may explain it. */
  passwordChangedAt: z.number().nullable(),
  /** Whether the certificate is one that every device knows by itself. */
  publicCertificate: z.boolean(),
  /** What stood in its way before, the latest first. */
  before: z.array(
    z.object({
      ...{ code: coachCode, times: z.number(), at: z.number() },
      /** As of the story itself, at that time. */
      ...{ named: z.string(), meant: z.string(), until: z.number().nullable() },
    }),
  ),
  /** Exact, for a technician: a line each. */
  technical: z.array(z.string()),
});
export type CoachStory = z.infer<typeof coachStory>;

/** Those who named nothing of this office: scanners, mostly. */
export const coachStrangers = z.object({
  times: z.number(),
  sources: z.number(),
  since: z.number().nullable(),
  at: z.number().nullable(),
  latest: z.array(z.object({ source: z.string(), what: z.string(), at: z.number() })),
});

export const coachNews = z.object({
  /** False: the server does not run, and nobody can connect. */
  running: z.boolean(),
  /** The newest first. */
  stories: z.array(coachStory),
  strangers: coachStrangers,
});
export type CoachNews = z.infer<typeof coachNews>;

export const coach = {
  /** How it stands now, then again whenever that changes, until the caller leaves. With `person` that one's stories only. */
  watch: base.input(z.object({ person: z.string().max(3071).nullable() })).output(eventIterator(coachNews)),
  /** Forgets wrong passwords of an account and an address, so that it may try again at once. */
  letIn: base
    .input(z.object({ address: z.string().max(3071), source: z.string().max(100) }))
    .output(z.object({})),
};
