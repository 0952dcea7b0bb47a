/** Notices: what somebody has to know now, by which ways they are told, and what was told. */
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { errorMap } from './errors.ts';
import { findingData } from './findings/finding.ts';

const base = oc.errors(errorMap);

/** What a notice is about; notice-words.ts has the sentences. `test`: somebody pressed the button. */
export const noticeKind = z.enum([
  'server-down',
  'certificate-not-renewed',
  'certificate-expires',
  'certificate-expired',
  'certificate-revoked',
  'disk-filling',
  'disk-low',
  'backup-failing',
  'update-failed',
  'service-broken',
  'attack',
  'test',
]);
export type NoticeKind = z.infer<typeof noticeKind>;

export const notice = z.object({
  id: z.string().max(64),
  kind: noticeKind,
  /** It is over, by itself or by somebody's hand. */
  ended: z.boolean(),
  /** Colleagues cannot work: told at night, too. */
  urgent: z.boolean(),
  /** The domain, or what else it is about. */
  subject: z.string().max(1023),
  data: findingData,
  /** When it began, and when it is told. */
  since: z.number(),
  at: z.number(),
});
export type Notice = z.infer<typeof notice>;

export const noticeWay = z.enum(['desktop', 'xmpp', 'mail']);
export type NoticeWay = z.infer<typeof noticeWay>;

/** As RFC 8314 would have it, on 465; or begun in the clear and encrypted before anything is said (RFC 3207), on 587. */
const security = z.enum(['tls', 'starttls']);

/** An address of mail: what can stand between the angle brackets of RFC 5321 §4.1.2, in the form people have. */
export const mailAddress = z
  .string()
  .trim()
  .max(254)
  .regex(/^[^\s@<>",;:\\()[\]]+@[^\s@<>",;:\\()[\]]+$/);

export const noticeMail = z.object({
  on: z.boolean(),
  host: z
    .string()
    .trim()
    .max(253)
    .regex(/^[A-Za-z0-9._:-]*$/),
  port: z.number().int().min(1).max(65_535),
  security,
  /** Empty: the relay asks for none. */
  user: z
    .string()
    .max(254)
    .regex(/^\P{Cc}*$/u),
  from: z.union([mailAddress, z.literal('')]),
  to: z.array(mailAddress).max(10),
});
export type NoticeMail = z.infer<typeof noticeMail>;

/** Minutes after midnight. */
const minuteOfDay = z.number().int().min(0).max(1_439);

export const noticeConfig = z.object({
  desktop: z.object({ on: z.boolean() }),
  /** `to`: bare addresses; empty: the office's administrators. */
  xmpp: z.object({ on: z.boolean(), to: z.array(z.string().max(3_071)).max(10) }),
  mail: noticeMail,
  /** What can wait does so between these times; the first may be the later one. */
  quiet: z.object({ on: z.boolean(), from: minuteOfDay, to: minuteOfDay }),
});
export type NoticeConfig = z.infer<typeof noticeConfig>;

/** Why a way does not work. The sentences are notice-words.ts'. */
export const wayProblem = z.enum([
  'not-configured',
  'nobody',
  'server-down',
  'person-unknown',
  'name-unknown',
  'unreachable',
  'silent',
  'no-tls',
  'certificate',
  'password',
  'no-login',
  'sender',
  'recipient',
  'relay',
  'refused',
  'broken',
]);
export type WayProblem = z.infer<typeof wayProblem>;

export const wayTrial = z.discriminatedUnion('ok', [
  /** Whom it was given for: addresses, or nothing on the desktop. */
  z.object({ ok: z.literal(true), told: z.array(z.string()) }),
  /** `said`: the other side's own words, for a technician. */
  z.object({ ok: z.literal(false), problem: wayProblem, said: z.string().max(500).nullable() }),
]);
export type WayTrial = z.infer<typeof wayTrial>;

export const noticesState = z.object({
  config: noticeConfig,
  /** Whether a password for the mail relay is kept; it is never told. */
  password: z.boolean(),
  /** Who is told by chat when nobody is chosen. */
  administrators: z.array(z.string()),
  /** The newest first. */
  told: z.array(notice),
  /** What a way answered that did not work at its last try; null: it works, or was not needed. */
  troubles: z.record(noticeWay, z.object({ problem: wayProblem, at: z.number() }).nullable()),
});
export type NoticesState = z.infer<typeof noticesState>;

export const notices = {
  get: base.output(noticesState),
  /** `password`: of the mail relay; left out, it stays; empty, it is forgotten. */
  set: base
    .input(noticeConfig.partial().extend({ password: z.string().max(1_000).optional() }))
    .output(noticesState),
  /** Tells a test by this way now, whatever the hour, and answers how it went. */
  test: base.input(z.object({ way: noticeWay })).output(wayTrial),
};
