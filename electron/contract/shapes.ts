/** Shapes that several areas share. Times are milliseconds since the epoch (UTC) unless a name says otherwise. */
import { z } from 'zod';
import { doctorFinding } from './findings/finding.ts';

export const severity = z.enum(['broken', 'warning', 'info']);

/**
 * One verdict with its cause and what to do. The sentences are the face's own: it words `code` with `data`.
 * `dependsOn` names the code of the root cause under which this one folds.
 * `server.failed` has `exit`, and where it is known `problem` (a code of errors.ts), with `port` and `by` for `port.in-use`.
 */
export const finding = z.object({
  code: z.enum([
    'server.stopped',
    'server.failed',
    'server.restarting',
    'server.restarted-itself',
    'certificate.expired',
    'certificate.expires-soon',
    'certificate.not-renewed',
    /** The authority does not stand by the certificate of `subject` any more, since `at`; `inner` has the words. */
    'certificate.revoked',
    /** Somebody guesses passwords: `shape`, `accounts`, `addresses`, `tries` of the last hour. */
    'attack.guessing',
    'people.nobody-yet',
    'people.waiting',
    /** The account of `subject` (`name`), who has left, goes for good at `removeAt`, and `others` with it; `copy`: one lies here. */
    'people.removed-soon',
    'reports.new',
    /** What colleagues write to another company does not get there. */
    'federation.trouble',
    /** A port that should be open is not. */
    'doors.closed',
    /** The firewall of this computer keeps people out at `count` doors that chat needs. */
    'firewall.closed',
    /** People of outside do not come in by a door: `problem` is the code of `inner`, the root cause; `others` are further ones. */
    'reach.trouble',
    /** A bridge that should work does not, and waits for somebody here. */
    'bridges.down',
    /** The web server in front let everything through, and does not any more. `data` is the check's (contract/website.ts). */
    'website.broken',
    /**
     * A line of the domain's address book is missing, different or on its way: `state`, `domain`, `missing`, `total`,
     * `wasRight`; `inner` is the root cause, where the doctor found one.
     */
    'names.trouble',
    /** `why`: `lan` (there is nothing to look at), `never`, `offline`. */
    'names.not-checked',
    'disk.low',
    /** At this pace the disk is full at `fullAt`. */
    'disk.fills',
    /** No backup was ever made; none for days; the last one failed. `inner` has the words. */
    'backup.none',
    'backup.late',
    'backup.failed',
    'settings.recovered',
    /** A newer version is there; one did not work; one was tried and taken back. `inner` has the words. */
    'update.available',
    'update.failed',
    'update.rolled-back',
    /** The service that should run this manager when nobody is logged in fails, or does not start with the computer. */
    'machine-service.broken',
  ]),
  severity,
  subject: z.string(),
  data: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  at: z.number(),
  who: z.enum(['you', 'chatelaine', 'technician', 'provider']),
  dependsOn: z.string().optional(),
  /** What the doctor found, behind this one line; worded by findings/. */
  inner: doctorFinding.optional(),
});
export type Finding = z.infer<typeof finding>;

/** States of the supervised server; the machine is drawn in electron/manager/supervisor. */
export const serverState = z.discriminatedUnion('state', [
  z.object({ state: z.literal('not-set-up') }),
  z.object({ state: z.literal('stopped'), since: z.number() }),
  z.object({ state: z.literal('starting'), since: z.number() }),
  z.object({ state: z.literal('running'), since: z.number(), pid: z.number() }),
  z.object({ state: z.literal('stopping'), since: z.number() }),
  /** It ended by itself; the next start is at `nextAt`. `attempt` counts within the restart budget (4 in 60 s). */
  z.object({
    state: z.literal('waiting'),
    since: z.number(),
    nextAt: z.number(),
    attempt: z.number(),
    exit: z.string(),
  }),
  /** The budget is used up, or the configuration was refused. Nothing happens until a person acts. */
  z.object({
    state: z.literal('failed'),
    since: z.number(),
    exit: z.string(),
    firstLines: z.array(z.string()),
    lastLines: z.array(z.string()),
  }),
]);
export type ServerState = z.infer<typeof serverState>;

export const port = z.object({
  type: z.string(),
  port: z.number(),
  address: z.string(),
  tls: z.enum(['starttls', 'direct', 'none']),
});

export const certificate = z.object({
  subject: z.string(),
  issuer: z.string(),
  names: z.array(z.string()),
  validFrom: z.number(),
  validUntil: z.number(),
  renewsAt: z.number(),
  /** SHA-256, upper-case hex pairs with colons. */
  fingerprint: z.string(),
});

export const device = z.object({
  /** Full address. */
  address: z.string(),
  resource: z.string(),
  since: z.number(),
  /** Waiting for the program to come back (XEP-0198). */
  detached: z.boolean(),
  remoteAddress: z.string(),
  show: z.enum(['online', 'away', 'xa', 'dnd', 'chat', 'unavailable']),
  status: z.string(),
  priority: z.number().nullable(),
});
export type Device = z.infer<typeof device>;

export const person = z.object({
  /** Bare address. */
  address: z.string(),
  username: z.string(),
  host: z.string(),
  displayName: z.string(),
  admin: z.boolean(),
  disabled: z.boolean(),
  createdAt: z.number(),
  lastLogin: z.number().nullable(),
  devices: z.array(device),
});
export type Person = z.infer<typeof person>;

export const jobState = z.enum(['running', 'done', 'failed', 'cancelled']);
export const job = z.object({
  id: z.string(),
  /** Same job, same name, once: `setup.apply`, `certificate.renew`. */
  name: z.string(),
  state: jobState,
  startedAt: z.number(),
  endedAt: z.number().nullable(),
  /** Steps in order, by code; the face words them. */
  steps: z.array(
    z.object({
      code: z.string(),
      state: z.enum(['waiting', 'running', 'done', 'failed', 'undone']),
      data: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
    }),
  ),
  problem: z.object({ code: z.string(), data: z.record(z.string(), z.unknown()) }).nullable(),
});
export type Job = z.infer<typeof job>;
