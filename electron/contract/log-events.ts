/**
 * Lines of logs understood: who, from where, which part, what, with what outcome; what belongs together; copies without secrets.
 *
 * The meaning of a code is in log-lines/ (both languages), so that pages, `chatelaine logs --explain` and exports say the same.
 */
import { z } from 'zod';
import { logLevel } from './logs.ts';

/** Whose line it is. `other`: a program we do not know. */
export const logProgram = z.enum([
  ...['chatelaine', 'manager', 'ejabberd', 'prosody', 'nginx', 'apache', 'web', 'biboumi', 'coturn'],
  ...['sshd', 'systemd', 'kernel', 'other'],
] as const);
export type LogProgram = z.infer<typeof logProgram>;

/** What of the office it is about: the same words as the pages, over all programs. */
export const logPart = z.enum([
  ...[
    'login',
    'connection',
    'people',
    'rooms',
    'messages',
    'files',
    'push',
    'calls',
    'servers',
    'certificates',
  ],
  ...['bridges', 'programs', 'web', 'safety', 'disk', 'server', 'computer', 'other'],
] as const);
export type LogPart = z.infer<typeof logPart>;

/** `ok`: it worked; `refused`: somebody said no, on purpose; `failed`: it should have worked; `info`: told. */
export const logOutcome = z.enum(['ok', 'refused', 'failed', 'info']);
export type LogOutcome = z.infer<typeof logOutcome>;

/** One line, understood. Plain data, no larger than its line. */
export const logEvent = z.object({
  /** A key of `LOG_LINES`; null where we do not know the line: then only what can be seen in any text is filled in. */
  code: z.string().max(60).nullable(),
  program: logProgram,
  part: logPart,
  outcome: logOutcome,
  /** As a person ranks it: many an "error" harms nobody. */
  level: logLevel,
  /** The bare address of the person, in small letters; the name before the @ alone where the line has no more. */
  who: z.string().max(3071).nullable(),
  /** The other server, domain, room or site it is about. */
  host: z.string().max(1023).nullable(),
  /** IP address, without brackets and without `::ffff:`. */
  from: z.string().max(45).nullable(),
  /** The port at that address. */
  port: z.number().int().min(0).max(65535).nullable(),
  /** What its sentences are made of. */
  data: z.record(z.string(), z.union([z.string(), z.number()])),
  /** What it shares with lines of the same doing: `process:<0.364.0>`, `session:c2s55d0`, `peer:192.0.2.7:51652`, `request:12`. */
  links: z.array(z.string().max(200)).max(8),
});
export type LogEvent = z.infer<typeof logEvent>;

/** A line as the engine holds it; what `EventReader` takes. */
export interface ReadLine {
  /** Of `electron/manager/logs/formats`. */
  readonly format: string;
  readonly level: z.infer<typeof logLevel>;
  readonly subsystem: string;
  readonly message: string;
  readonly fields: Readonly<Record<string, string | number>>;
}

/** Pure, never throws, time linear in the line; undefined is never answered: an unknown line is an event with code null. */
export type EventReader = (line: ReadLine) => LogEvent;

/** One line among others of a timeline. */
export const timelineItem = z.object({
  /** Of contract/log-view.ts, where it is known: of the line that was chosen. */
  place: z.string().nullable(),
  /** The log it stands in, as the view names it. */
  source: z.string().max(1023),
  time: z.number(),
  raw: z.string(),
  event: logEvent,
  /** Why we think it belongs to it: a key of `BECAUSE` in log-lines/timeline-words.ts, and with what value. */
  because: z.object({ code: z.string().max(40), value: z.string().max(3071) }),
});
export type TimelineItem = z.infer<typeof timelineItem>;

/** What a copy for support has instead of what the line says. */
export const replacement = z.object({
  kind: z.string().max(40),
  /** Stays on this computer: it is never part of the copy. */
  original: z.string(),
  shown: z.string(),
  times: z.number().int(),
});
export type Replacement = z.infer<typeof replacement>;

export const exportFormat = z.enum(['text', 'json', 'csv']);
export type ExportFormat = z.infer<typeof exportFormat>;
