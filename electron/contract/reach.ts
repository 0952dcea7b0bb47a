/**
 * Whether people of outside come in by each door, and who says so: this computer, another one that somebody ran a line on, or a partner
 * office's Chatelaine that agreed to knock. Times are milliseconds since the epoch.
 */
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { doorId } from './doors.ts';
import { errorMap } from './errors.ts';
import { doctorFinding } from './findings/finding.ts';

const base = oc.errors(errorMap);

export const reachFamily = z.enum(['v4', 'v6']);
export type ReachFamily = z.infer<typeof reachFamily>;

/** What is spoken at a door. `relay`: a packet through the relay for calls, and back. */
export const reachSpeech = z.enum([
  'client-starttls',
  'client-direct',
  'server-starttls',
  'server-direct',
  'https',
  'stun',
  'stun-tls',
  'relay',
  'socks5',
]);
export type ReachSpeech = z.infer<typeof reachSpeech>;

/** One door as somebody who comes sees it. */
export const reachDoor = z.object({
  /** `client-starttls-tcp-5222`: the same at every look. */
  id: z.string().max(40),
  door: doorId,
  speech: reachSpeech,
  transport: z.enum(['tcp', 'udp']),
  port: z.number().int().min(1).max(65_535),
  /** Whom one asks for there, in ASCII: a name or an address. */
  name: z
    .string()
    .max(253)
    .regex(/^[\w.:-]*$/),
});
export type ReachDoor = z.infer<typeof reachDoor>;

/**
 * `closed`: a refusal came back. `filtered`: nothing came back. `other-program`: something else has the port. `other-server`: a chat
 * server that does not know the domain. `not-checked`: nobody could look, and `because` says why.
 */
export const reachVerdict = z.enum([
  'open',
  'closed',
  'filtered',
  'other-program',
  'other-server',
  'wrong-certificate',
  'no-encryption',
  'mute',
  'relay-broken',
  'not-checked',
]);
export type ReachVerdict = z.infer<typeof reachVerdict>;

export const reachBecause = z.enum([
  // open
  'right-server',
  'answers',
  'relays',
  // closed, filtered
  'refused',
  'no-answer',
  'no-way',
  'turned-away',
  // somebody else
  'speaks-ssh',
  'speaks-http',
  'speaks-other',
  'domain-unknown',
  // certificate and encryption
  'certificate-name',
  'certificate-expired',
  'certificate-not-yet',
  'certificate-untrusted',
  'certificate-not-ours',
  'no-starttls',
  'tls-failed',
  'no-alpn',
  // mute, relay
  'says-nothing',
  'hangs-up',
  'relay-refused',
  'relay-lost',
  // not checked
  'only-from-here',
  'other-address',
  'own-address',
  'no-hairpin',
  'no-address',
  'no-family-there',
  'no-tool-there',
  'no-credential',
  'not-asked',
]);
export type ReachBecause = z.infer<typeof reachBecause>;

export const reachCell = z.object({
  /** Of a `ReachDoor`. */
  id: z.string().max(40),
  family: reachFamily,
  /** Empty where there is none to knock at. */
  address: z.string().max(45),
  verdict: reachVerdict,
  because: reachBecause,
  /** What was tried and what came of it, line by line, in technical words. */
  evidence: z.array(z.string().max(500)).max(12),
});
export type ReachCell = z.infer<typeof reachCell>;

/** `local`: this computer at its own addresses. `public`: from here at the public ones. */
export const reachFrom = z.enum(['local', 'public', 'machine', 'partner']);
export type ReachFrom = z.infer<typeof reachFrom>;

/** What one of them saw. */
export const reachView = z.object({
  from: reachFrom,
  /** The partner's domain; null for the others. */
  name: z.string().max(253).nullable(),
  at: z.number(),
  /** Whether a computer of this network gets to its own public address: `no` says nothing about the doors. */
  hairpin: z.enum(['yes', 'no', 'not-needed', 'unknown']),
  cells: z.array(reachCell).max(200),
});
export type ReachView = z.infer<typeof reachView>;

/** A door in one family, by the best word there is. */
export const reachRow = reachCell.extend({
  from: reachFrom.nullable(),
  by: z.string().max(253).nullable(),
  at: z.number().nullable(),
});
export type ReachRow = z.infer<typeof reachRow>;

export const reachPartner = z.object({
  /** Of its key; what it is removed by. */
  id: z.string().max(64),
  /** Its domain. */
  name: z.string().max(253),
  /** Where its web is. */
  url: z.string().max(300),
  addedAt: z.number(),
  /** When it last knocked for us, and when we last did for it; null: never since this manager started. */
  askedAt: z.number().nullable(),
  servedAt: z.number().nullable(),
  /** Why it did not the last time; null: it did, or was not asked. */
  trouble: z.enum(['no-answer', 'unknown-there', 'busy', 'not-genuine', 'old', 'refused']).nullable(),
});
export type ReachPartner = z.infer<typeof reachPartner>;

export const reachState = z.object({
  doors: z.array(reachDoor).max(40),
  /** The office's public addresses, as its records have them. */
  addresses: z.object({ v4: z.array(z.string()).max(8), v6: z.array(z.string()).max(8) }),
  /** Every door in every family that has an address. */
  rows: z.array(reachRow).max(200),
  views: z.array(reachView).max(20),
  findings: z.array(doctorFinding).max(60),
  /** Since when somebody looks; null: nobody does. */
  checkingSince: z.number().nullable(),
  partners: z.array(reachPartner).max(20),
});
export type ReachState = z.infer<typeof reachState>;

export const reachCommand = z.object({
  /** For a terminal of Linux or macOS. */
  sh: z.string().max(20_000),
  /** For PowerShell of Windows. */
  powershell: z.string().max(20_000),
  /** Until when its answer is taken. */
  until: z.number(),
});
export type ReachCommand = z.infer<typeof reachCommand>;

export const reach = {
  state: base.output(reachState),
  /** Looks now: from here, or with a partner's help. One that runs already is joined. Refused with `reach.partner-*`. */
  check: base
    .input(z.object({ from: z.enum(['here', 'partner']), partner: z.string().max(64).nullable() }))
    .output(reachState),
  /** A line to run on a computer elsewhere. Refused with `reach.no-address`. */
  command: base.output(reachCommand),
  /** What that line printed. Refused with `reach.code-invalid`. */
  paste: base.input(z.object({ code: z.string().max(8000) })).output(reachState),
  /** What a partner has to be given, so that it knows us. */
  invitation: base.output(z.object({ code: z.string().max(2000), fingerprint: z.string().max(64) })),
  /** Each may knock for the other from then on. Refused with `reach.partner-code`. */
  addPartner: base.input(z.object({ code: z.string().max(2000) })).output(reachState),
  removePartner: base.input(z.object({ id: z.string().max(64) })).output(reachState),
};
