/** The manager itself: who it is, what happened since, jobs, and the log of changes. */
import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { NO_WAY_BACK, type NoWayBack } from './change-actions.ts';
import { errorMap } from './errors.ts';
import { notice } from './notices.ts';
import { job, serverState } from './shapes.ts';
import { who } from './who.ts';

const base = oc.errors(errorMap);

/** Numbered events: a page that reconnects asks "since N" and misses nothing. */
export const managerEvent = z.object({
  n: z.number(),
  at: z.number(),
  event: z.discriminatedUnion('type', [
    /** The number asked for is no longer kept, or is from another run: load everything anew. */
    z.object({ type: z.literal('resync') }),
    z.object({ type: z.literal('server.state'), status: serverState }),
    /** Someone was added, changed or removed, or connected or left. */
    // `address` is empty when it may have been anybody.
    z.object({ type: z.literal('people.changed'), address: z.string() }),
    // `address` is empty when it may have been any room.
    z.object({ type: z.literal('rooms.changed'), address: z.string() }),
    /** A file was deleted, or how long they are kept was changed. */
    z.object({ type: z.literal('files.changed') }),
    z.object({ type: z.literal('teams.changed') }),
    /** Somebody asked for an account, was let in or not; an invitation was made, used or taken back. */
    z.object({ type: z.literal('joining.changed') }),
    /** Somebody is kept out, or not any more; a report came, or was dealt with. */
    z.object({ type: z.literal('safety.changed') }),
    /** With whom colleagues may talk, or how it stands with another server. */
    z.object({ type: z.literal('federation.changed') }),
    z.object({ type: z.literal('doors.changed') }),
    /** The firewall was looked at, or a change of it counts, was kept or taken back. */
    z.object({ type: z.literal('firewall.changed') }),
    /** A bridge was added, changed or removed, came or went. */
    z.object({ type: z.literal('bridges.changed'), address: z.string() }),
    /** A web server stands in front now, or not any more. */
    z.object({ type: z.literal('website.changed') }),
    /** A token for a program was made, revoked or restored. */
    z.object({ type: z.literal('programs.changed') }),
    z.object({ type: z.literal('webchat.changed') }),
    z.object({ type: z.literal('setup.changed') }),
    z.object({ type: z.literal('settings.changed') }),
    z.object({ type: z.literal('findings.changed') }),
    /** Another certificate is in force, or trusted here. */
    z.object({ type: z.literal('certificates.changed') }),
    /** How it stands with the certificate of a domain: an order's progress, a problem, what is served. */
    z.object({ type: z.literal('certificate.state'), domain: z.string() }),
    /** What the world's DNS says of a domain, or what it should say. */
    z.object({ type: z.literal('dns.changed'), domain: z.string() }),
    /** An access to a provider came or went; records were applied or put back; somebody was asked to. */
    z.object({ type: z.literal('dns-providers.changed') }),
    /** A proof waits for a person to put it into the zone, was seen there, or is not needed any more. */
    z.object({ type: z.literal('dns-proofs.changed') }),
    /** Somebody looked whether people of outside come in, or a partner office came or went. */
    z.object({ type: z.literal('reach.changed') }),
    /** The router was looked at, was asked for doors, or answered otherwise. */
    z.object({ type: z.literal('router.changed') }),
    /** The public address was looked at, or what follows it was chosen. */
    z.object({ type: z.literal('addresses.changed') }),
    /** Another minute was counted. */
    z.object({ type: z.literal('numbers.changed') }),
    /** Somebody has to know now; a face shows it where the person is. */
    z.object({ type: z.literal('notice'), notice }),
    /** Who is told of what, and how, was chosen otherwise. */
    z.object({ type: z.literal('notices.changed') }),
    /** There is a new version, or how far it is. */
    z.object({ type: z.literal('updates.changed') }),
    /** A backup was made, opened or removed, goes on, or is planned otherwise. */
    z.object({ type: z.literal('backups.changed') }),
    z.object({ type: z.literal('job'), job }),
    z.object({ type: z.literal('change'), id: z.number() }),
  ]),
});
export type ManagerEvent = z.infer<typeof managerEvent>;

export const change = z.object({
  id: z.number(),
  at: z.number(),
  /** Which area did what: `people.add`, `settings.set`, `setup.apply`, `server.stop`… */
  action: z.string(),
  subject: z.string(),
  state: z.enum(['applied', 'kept', 'rolled-back', 'failed']),
  before: z.string().nullable(),
  after: z.string().nullable(),
  /** Who did it. */
  who,
});
export type Change = z.infer<typeof change>;

/** As the page History shows it. */
export const shownChange = change.extend({
  /** Whether one press puts it back: nobody has changed the same thing since, and what was before is known. */
  canPutBack: z.boolean(),
  /** Why not, where it is not; the sentences are change-actions.ts'. */
  noWayBack: z.enum(Object.keys(NO_WAY_BACK) as [NoWayBack, ...NoWayBack[]]).nullable(),
});
export type ShownChange = z.infer<typeof shownChange>;

export const app = {
  info: base.output(
    z.object({
      name: z.literal('Chatelaine'),
      version: z.string(),
      /** Which face this is, so that it shows only what it can do. */
      face: z.enum(['desktop', 'headless']),
      platform: z.enum(['linux', 'darwin', 'win32']),
      /** What this machine runs, in its maker's words: `Debian GNU/Linux 12 (bookworm)`. */
      system: z.string(),
      hostname: z.string(),
      dataDir: z.string(),
      setUp: z.boolean(),
      recovery: z.object({ reason: z.string() }).nullable(),
      licences: z.string(),
    }),
  ),
  events: base.input(z.object({ since: z.number().nullable() })).output(eventIterator(managerEvent)),
  jobs: base.output(z.array(job)),
  cancelJob: base.input(z.object({ id: z.string() })).output(z.object({})),
  changes: base
    .input(z.object({ before: z.number().nullable(), limit: z.number().int().min(1).max(200) }))
    .output(z.array(shownChange)),
  /** Refused with `change.not-undoable`, with `change.since` where it was changed past the log, and with what the area itself refuses. */
  putBack: base.input(z.object({ id: z.number().int().positive() })).output(z.object({})),
};
