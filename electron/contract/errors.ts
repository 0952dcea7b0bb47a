/**
 * Every code with which a call may be refused, with the data its sentences need. `problem-words/` has what happened and what
 * to do for each code in each language; the compiler holds it to that.
 */
import { z } from 'zod';
import { NO_WAY_BACK, type NoWayBack } from './change-actions.ts';

const none = z.object({});

export const problems = {
  /** The caller is not logged in to this manager, or its link was used or has run out. */
  'access.denied': none,
  /** Something dangerous: the browser's person gives the password or a passkey first; where there is none, sets one. */
  'access.confirm': none,
  'access.password-weak': z.object({
    reason: z.enum(['short', 'long', 'common', 'plain']),
    /** Characters. */
    minimum: z.number(),
  }),
  /** The office network is let in only where a password or a passkey is set. */
  'access.password-needed': none,
  /** Without it nobody of the office network could come in any more. */
  'access.last-way': none,
  /** The domain that was typed is not the office's. */
  'factory.name': none,
  /** Passkeys need a name, and TLS. */
  'access.passkey-impossible': z.object({ because: z.enum(['ip-address', 'not-secure']) }),
  'access.passkey-refused': z.object({ reason: z.enum(['wrong', 'too-many']) }),
  /** This computer has no address in an office network. */
  'access.lan-impossible': none,
  /** The manager could not start and only answers what recovery mode can. */
  'manager.recovery': z.object({ reason: z.string() }),
  /** Another manager already works on this data folder. */
  'data.locked': z.object({ folder: z.string(), pid: z.number().optional() }),
  'data.unwritable': z.object({
    folder: z.string(),
    reason: z
      .enum(['not-a-folder', 'not-ours', 'shared', 'read-only', 'not-allowed', 'impossible'])
      .optional(),
  }),
  'disk.full': z.object({ folder: z.string() }),
  /** A value was refused; `field` is its path, `reason` a code of its own. */
  'input.invalid': z.object({ field: z.string(), reason: z.string() }),
  'settings.refused': z.object({ field: z.string(), reason: z.string() }),
  /** A log of this machine: not there, not ours to read, a folder, packed and damaged, or no ordinary file (a device, /proc). */
  'log.unreadable': z.object({
    file: z.string(),
    /** `unlisted`: nobody has opened it, or it was taken out of the list. */
    reason: z.enum(['missing', 'forbidden', 'folder', 'damaged', 'special', 'unlisted']),
  }),
  /** The view ended with the page that opened it. */
  'log-view.gone': none,
  /** So many are open, or saved, as can be. */
  'log-view.too-many': z.object({ most: z.number() }),
  /** It was changed so long ago that nobody has noted it any more. */
  'change.unknown': none,
  /** Something else was changed in the same place since, or nothing is known of what was before. */
  'change.not-undoable': z.object({
    because: z.enum(Object.keys(NO_WAY_BACK) as [NoWayBack, ...NoWayBack[]]),
  }),
  /** It was changed since, past the log; `now` is what is there, for a person to read. */
  'change.since': z.object({ now: z.string().max(500) }),
  'setup.not-done': none,
  'setup.already-done': none,
  /** The administrator's password is kept in memory only and was lost with a restart: it has to be chosen again. */
  'setup.password-needed': none,
  'domain.invalid': z.object({
    value: z.string(),
    reason: z.enum(['empty', 'url', 'email', 'no-dot', 'label', 'too-long', 'public-suffix', 'ip-address']),
    suggestion: z.string().optional(),
  }),
  /** `served`: it is already. `service`: a service of ours has this name. `main`: the first one cannot go. */
  'domain.refused': z.object({
    domain: z.string(),
    reason: z.enum(['served', 'service', 'main', 'unknown', 'too-many', 'lan']),
  }),
  'port.in-use': z.object({ port: z.number(), by: z.string().optional() }),
  'port.forbidden': z.object({ port: z.number() }),
  'server.not-running': none,
  'server.start-failed': z.object({ exitCode: z.number().nullable(), lastLines: z.array(z.string()) }),
  /** It was started, and started again, and never said that it is ready. */
  'server.timeout': z.object({ seconds: z.number() }),
  'server.config-refused': z.object({ sentences: z.array(z.string()) }),
  'person.exists': z.object({ address: z.string() }),
  'person.unknown': z.object({ address: z.string() }),
  'person.name-invalid': z.object({ value: z.string() }),
  'person.password-weak': z.object({ minimum: z.number() }),
  /** An invitation that is still good keeps this address free for whoever opens it. */
  'joining.invited': z.object({ address: z.string() }),
  /** The last administrator cannot be removed or disabled. */
  'person.last-admin': z.object({ address: z.string() }),
  'room.exists': z.object({ address: z.string() }),
  'room.unknown': z.object({ address: z.string() }),
  'room.name-invalid': z.object({ value: z.string() }),
  /** The only one who runs the room cannot stop doing so. */
  'room.last-owner': z.object({ address: z.string() }),
  /** They left the room in the meantime. */
  'room.not-there': z.object({ nick: z.string() }),
  /** The message was taken back already, or is too old to be kept. */
  'room.message-gone': none,
  /** The server does not accept an option of a room; `said` is its sentence. */
  'room.refused': z.object({ said: z.string() }),
  'team.unknown': none,
  /** No more people fit into it. */
  'team.full': none,
  /** There are as many as can be. */
  'team.too-many': none,
  /** Somebody else dealt with it in the meantime: an application, an invitation, a report. */
  'entry.gone': none,
  /** It is no address of a server or a person elsewhere. */
  'address.invalid': z.object({ value: z.string(), reason: z.enum(['malformed', 'own']) }),
  /** The server does not do it; `said` is its sentence. */
  'server.refused': z.object({ said: z.string() }),
  'device.gone': z.object({ address: z.string() }),
  /** A chat program that is open writes its own files: it has to be closed first. */
  'client.running': z.object({ program: z.string() }),
  /** The program's file is left as it is; `trouble` is one of contract/client-setup.ts. */
  'client.trouble': z.object({ program: z.string(), file: z.string(), trouble: z.string() }),
  /** The program or a person has written there since. */
  'client.changed-since': z.object({ program: z.string() }),
  'client.plan-changed': none,
  /** Not, or no longer, among those that were found. */
  'client.unknown': none,
  /** The page is looked at from another computer. */
  'client.not-here': none,
  'trust.not-possible': z.object({ reason: z.enum(['no-rights', 'no-tool', 'unsupported']) }),
  'program.failed': z.object({
    program: z.string(),
    exitCode: z.number().nullable(),
    lastLines: z.array(z.string()),
  }),
  /** Whoever keeps the zone does not let this access in. `right`: the exact right that is missing; `said`: its own words. */
  'dns-provider.denied': z.object({
    provider: z.string(),
    reason: z.enum(['wrong', 'expired', 'right-missing']),
    right: z.string().optional(),
    said: z.string(),
  }),
  /** No access, or not this one, covers the zone of the name. */
  'dns-provider.no-zone': z.object({ provider: z.string().optional(), name: z.string() }),
  /** Asked too often. `until`: milliseconds since the epoch; absent where it does not say. */
  'dns-provider.too-often': z.object({ provider: z.string(), until: z.number().optional() }),
  /** It cannot be reached, or does not answer as it should. */
  'dns-provider.down': z.object({
    provider: z.string(),
    reason: z.enum(['unreachable', 'timeout', 'server-error', 'unreadable']),
    said: z.string(),
  }),
  /** It does not take a record; `said` is its sentence. */
  'dns-provider.refused': z.object({ provider: z.string(), name: z.string(), said: z.string() }),
  /** Somebody else changed a set between our look and our hand. Values in zone file format. */
  'dns-provider.changed': z.object({
    name: z.string(),
    type: z.string(),
    expected: z.array(z.string()),
    found: z.array(z.string()),
  }),
  /** What was shown is no longer so: look again. */
  'dns-apply.outdated': none,
  /** There is nothing to do: all is as it should be, or nothing was agreed to. */
  'dns-apply.nothing': none,
  'dns-apply.unknown': none,
  /** Records are being applied, or put back, at this moment. */
  'dns-apply.busy': none,
  /** A proof for the certificate was not told by every name server of the zone in time. */
  'dns-proof.not-seen': z.object({ name: z.string() }),
  /** Sets that somebody changed since we wrote them; none was put back. */
  'dns-undo.changed': z.object({ keys: z.array(z.string()) }),
  /** There is no certificate from before, or it is not good any more. */
  'certificate.no-previous': none,
  /** There is no way to become root here. `reason` `denied`: the person said no, or the password was wrong. */
  'firewall.not-possible': z.object({
    reason: z.enum(['no-rights', 'denied', 'plan-only']),
    said: z.string(),
  }),
  /** The firewall did not take it, or could not be read; nothing has changed. `said` is its sentence. */
  'firewall.refused': z.object({ said: z.string() }),
  /** The rules are others by now than those that were shown. */
  'firewall.outdated': none,
  /** Another change waits to be kept at this moment. */
  'firewall.busy': none,
  /** It was taken back already. */
  'firewall.too-late': none,
  /** The office has no public address anybody could knock at. */
  'reach.no-address': none,
  /** What was pasted is no answer of a computer elsewhere that counts. */
  'reach.code-invalid': z.object({ reason: z.enum(['malformed', 'incomplete', 'foreign', 'expired']) }),
  'reach.partner-code': z.object({ reason: z.enum(['malformed', 'ourselves', 'known', 'too-many']) }),
  'reach.partner-unknown': none,
  /** It did not knock for us. `reason` as in contract/reach.ts. */
  'reach.partner-silent': z.object({
    name: z.string(),
    reason: z.enum(['no-answer', 'unknown-there', 'busy', 'not-genuine', 'old', 'refused']),
  }),
  /** There is nobody with that address who could take over. */
  'leaving.successor': z.object({ address: z.string() }),
  /** This person has not left, or is gone for good. */
  'leaving.unknown': z.object({ address: z.string() }),
  /** It is under way: it ends first. */
  'leaving.busy': z.object({ address: z.string() }),
  /** No copy was made, or it was handed out and forgotten. */
  'leaving.no-copy': z.object({ address: z.string() }),
  /** Nothing here can put the service in place, or take it away. `reason` as in contract/machine-service.ts. */
  'machine-service.not-possible': z.object({
    reason: z.enum([
      'no-keeper',
      'passing-place',
      'root-account',
      'package',
      'no-rights',
      'denied',
      'elsewhere',
    ]),
  }),
  /** It was tried, and all is as before. `said` is the system's sentence. */
  'machine-service.failed': z.object({ said: z.string() }),
  /** Nobody announces new versions for this copy, or its package manager brings them. */
  'update.not-here': none,
  /** There is no newer version for this copy. */
  'update.none': none,
  /** It is being exchanged at this moment. */
  'update.too-late': none,
  /** The version before is not kept any more. */
  'update.no-way-back': none,
  /** Found out before anything was written. Bytes. */
  'backup.no-room': z.object({ folder: z.string(), needed: z.number(), free: z.number() }),
  /** A folder for backups, or one on the way, cannot be used; `reason` is the system's code (`EROFS`, `EACCES`, `ENOENT`…). */
  'backup.folder': z.object({ folder: z.string(), reason: z.string() }),
  /** The disk or share that belongs there is not plugged in. */
  'backup.not-mounted': z.object({ folder: z.string() }),
  /** The computer backups are sent to; `said` is the words of ssh. */
  'backup.remote': z.object({
    because: z.enum(['no-program', 'unreachable', 'host-key', 'denied', 'folder', 'full', 'other']),
    said: z.string(),
  }),
  /** Locked, and nothing that was tried opens it. */
  'backup.locked': none,
  /** Backups are to be locked, and with which words is not known. */
  'backup.no-key': none,
  /** Not a public key of age (`age1…`). */
  'backup.recipient': none,
  'backup.not-ours': none,
  /** Cut short or changed since. */
  'backup.damaged': z.object({ said: z.string() }),
  /** It was written, opened again, and is not what it should be. */
  'backup.drill': z.object({ because: z.string(), said: z.string() }),
  /** Made by a Chatelaine newer than this one. */
  'backup.newer': z.object({ version: z.string() }),
  /** No such backup, snapshot, or part of one. */
  'backup.unknown': none,
  /** One piece of such work at a time. */
  'backup.busy': none,
  /** Terminals are switched off on these pages. */
  'terminal.off': none,
  /** It ended, or is somebody else's. */
  'terminal.gone': none,
  /** What it needs is not on this computer. */
  'terminal.not-here': z.object({ said: z.string() }),
  'terminal.too-many': z.object({ most: z.number() }),
  /** That is no name of a computer, or of an account there. */
  'terminal.target': none,
  'job.unknown': none,
  'job.cancelled': none,
  /** A bug of ours. The log has the rest under `reference`. */
  'manager.unexpected': z.object({ reference: z.string() }),
} as const;

export type ProblemCode = keyof typeof problems;
export type ProblemData<C extends ProblemCode> = z.infer<(typeof problems)[C]>;
export type Problem = { [C in ProblemCode]: { code: C; data: ProblemData<C> } }[ProblemCode];

/** The same table in the shape oRPC wants: `{ code: { data } }`. */
export const errorMap = Object.fromEntries(
  Object.entries(problems).map(([code, data]) => [code, { data }]),
) as {
  [C in ProblemCode]: { data: (typeof problems)[C] };
};
