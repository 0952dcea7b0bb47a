/**
 * Any log of this machine, whatever its size, as a view: sources and a filter, counted, shown by number, followed. A view
 * lives as long as its `watch` is read (electron/manager/logs/view).
 *
 * Numbers of a view stay: its newest line at the opening is -1, what is written later is 0, 1, 2 …, and what is found before
 * gets smaller numbers while older lines are counted. `generation` tells that they were given anew.
 */
import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { errorMap } from './errors.ts';
import { logEvent, logPart } from './log-events.ts';
import { logLevel } from './logs.ts';

const base = oc.errors(errorMap);
const nothing = z.object({});

/** `server`, `manager`, `journal`, or the path of a file. */
export const logSourceId = z.string().min(1).max(1023);
const sourceIds = z.array(logSourceId).min(1).max(20);

export const logSource = z.object({
  id: logSourceId,
  /** `own`: our server and manager; `found`: looked for by ourselves; `opened`: named by somebody. */
  kind: z.enum(['own', 'found', 'opened', 'journal']),
  program: z.enum([
    ...['server', 'manager', 'ejabberd', 'prosody', 'nginx', 'apache', 'biboumi', 'coturn', 'mail', 'login'],
    ...['system', 'journal', 'other'],
  ] as const),
  /** Null for the journal. */
  path: z.string().nullable(),
  /** Of all its files together, packed ones as they lie there; null where nobody may look. */
  bytes: z.number().nullable(),
  files: z.number().int(),
  /** When somebody last wrote to it. */
  writtenAt: z.number().nullable(),
  /** Null: it may be read. Otherwise why not, and what a technician types to change that; the account needs a new log-in after it. */
  trouble: z
    .object({
      reason: z.enum(['forbidden', 'missing', 'folder', 'special', 'damaged']),
      /** The group whose members may read it; null where no group may. */
      group: z.string().max(64).nullable(),
      /** Program and arguments, as they are typed; empty where nothing of the kind helps. */
      command: z.string().max(1400),
    })
    .nullable(),
});
export type LogSource = z.infer<typeof logSource>;

/** All of it together must be true of a line. Null and '' leave it out. */
export const logViewFilter = z.object({
  /** This level and worse, as the program itself ranks its line. */
  level: logLevel,
  /** Every word occurs somewhere in the line; letters of ASCII in either case. */
  text: z.string().max(200),
  /** An address, or the name before its @. */
  person: z.string().max(1023).nullable(),
  /** An IP address, a domain or the name of a machine. */
  host: z.string().max(255).nullable(),
  /** A part of contract/log-events.ts (`login`, `servers` …), or the program's own word for it. */
  subsystem: z.string().max(100).nullable(),
  /** A known line: a key of log-lines/. */
  code: z.string().max(60).nullable(),
  /** Milliseconds, both included. */
  since: z.number().nullable(),
  until: z.number().nullable(),
});
export type LogViewFilter = z.infer<typeof logViewFilter>;

/** Where a line stands: of which source, by bytes of a file's contents, so that rotation and packing change nothing. */
export const logPlace = z.string().min(1).max(1100);

/** What a line of the list shows. */
export const logRow = z.object({
  /** In this view; 0 where it was asked for without one. */
  number: z.number().int(),
  place: logPlace,
  source: logSourceId,
  /** Where its program writes no time: that of the line before. */
  time: z.number(),
  level: logLevel,
  /** The program's own word for the part of it that says so. */
  subsystem: z.string().max(200),
  part: logPart,
  /** The first line of it, cut at 400 characters. */
  message: z.string().max(410),
  /** What its fields tell beside that, for the list; empty where the message holds all of it. */
  rest: z.string().max(300),
  /** There is more of it than `message`. */
  more: z.boolean(),
  who: z.string().max(3071).nullable(),
  /** A key of log-lines/; null where we do not know the line. */
  code: z.string().max(60).nullable(),
});
export type LogRow = z.infer<typeof logRow>;

/** All of one line. */
export const logFull = z.object({
  row: logRow,
  /** Of `electron/manager/logs/formats`. */
  format: z.string().max(20),
  /** File and byte in it, for an expert. */
  file: z.string(),
  at: z.number(),
  /** The whole message and the fields that stand in it. */
  message: z.string(),
  fields: z.record(z.string(), z.union([z.string(), z.number()])),
  /** As written, lines with `\n` between; mistakes of encoding as `\xE9`. Cut at 64 kB. */
  raw: z.string(),
  event: logEvent,
});
export type LogFull = z.infer<typeof logFull>;

/**
 * Something happened to a source while the view was open; the view went on by itself.
 * `rotated`: a new file was begun · `cut`: what was there is nowhere any more · `vanished`: it is gone, and waited for ·
 * `unreadable`: it may not be read any more · `damaged`: a packed file of it is · `no-room`: packed files of it are not opened, the disk is full ·
 * `restarted`: the reader ended and was started again
 */
export const logNotice = z.object({
  code: z.enum(['rotated', 'cut', 'vanished', 'unreadable', 'damaged', 'no-room', 'restarted']),
  source: z.string().max(1023),
  at: z.number(),
});
export type LogNotice = z.infer<typeof logNotice>;

export const logViewState = z.object({
  view: z.string().max(40),
  generation: z.number().int(),
  /** Lines there are: first ≤ number < last. */
  first: z.number().int(),
  last: z.number().int(),
  /** All of the sources has been counted: `first` does not move any more. */
  complete: z.boolean(),
  /** Bytes looked at and bytes there are, while it is not complete. */
  done: z.number(),
  of: z.number(),
  /** Of the lines counted, by their own level: debug, info, warn, error. */
  levels: z.tuple([z.number(), z.number(), z.number(), z.number()]),
  /** Times of the first and the last one counted; null where there is none. */
  from: z.number().nullable(),
  to: z.number().nullable(),
  /** Of words, so that searching reads little: `none` too small to need one · `building` · `ready` · `stopped` by somebody · `no-room`. */
  index: z.object({
    state: z.enum(['none', 'building', 'ready', 'stopped', 'no-room']),
    done: z.number(),
    of: z.number(),
  }),
  /** The last ten. */
  notices: z.array(logNotice).max(10),
});
export type LogViewState = z.infer<typeof logViewState>;

export const savedLogView = z.object({
  id: z.string().max(40),
  name: z.string().min(1).max(60),
  sources: sourceIds,
  filter: logViewFilter,
  /** Always so many minutes before now, whatever `since` was when it was saved; without it: the times of the filter. */
  lastMinutes: z.number().int().min(1).max(527_040).nullish(),
});
export type SavedLogView = z.infer<typeof savedLogView>;
const saved = z.object({ views: z.array(savedLogView).max(50) });

const inView = z.object({ view: z.string().max(40) });
const ofSources = z.object({ sources: sourceIds, filter: logViewFilter });
const number = z.number().int();
const rows = z.array(logRow).max(500);

export const logView = {
  /** What there is on this machine, ours first; a log nobody may read is there, with who can change that. */
  sources: base.output(z.object({ sources: z.array(logSource).max(200) })),
  /** A file of this machine, which stays in the list. Refused with `log.unreadable`. */
  openFile: base.input(z.object({ path: z.string().min(1).max(1023) })).output(logSource),
  /** Takes it out of the list; the file stays where it is. */
  closeFile: base.input(z.object({ id: logSourceId })).output(nothing),

  /** A view, and what becomes of it; the first state comes at once, the others four times a second at most. */
  watch: base.input(ofSources).output(eventIterator(logViewState)),
  /** Lines by number, fewer where the view has no more; `generation` is that of the answer. */
  rows: base
    .input(inView.extend({ from: number, count: z.number().int().min(1).max(500) }))
    .output(z.object({ generation: number, from: number, rows })),
  /**
   * The number of the first line at that time or later, or of that place, or of the first line of which that share of all
   * bytes lies before; null where there is none (any more), or it is not counted yet.
   */
  find: base
    .input(
      inView.extend({
        at: z.union([z.object({ time: z.number() }), z.object({ place: logPlace })]),
      }),
    )
    .output(z.object({ generation: number, number: number.nullable() })),
  /** Lines per piece of time: debug, info, warn, error of each. Without `from` and `to`: all there is. `view` keeps its own times. */
  histogram: base
    .input(
      inView.extend({
        from: z.number().nullable(),
        to: z.number().nullable(),
        buckets: z.number().int().min(1).max(400),
        /** Beyond the times of the view's filter: for a strip on which they are chosen. */
        wholeTime: z.boolean(),
      }),
    )
    .output(
      z.object({
        from: z.number(),
        to: z.number(),
        counts: z.array(z.tuple([z.number(), z.number(), z.number(), z.number()])).max(400),
        /** Everything was counted. */
        complete: z.boolean(),
      }),
    ),
  /** What occurs among the newest lines of the view, the most frequent first. */
  values: base
    .input(inView.extend({ what: z.enum(['person', 'host', 'subsystem']), prefix: z.string().max(100) }))
    .output(
      z.object({ values: z.array(z.object({ value: z.string().max(3071), count: z.number() })).max(20) }),
    ),
  /** The newest line that fits, before that time: for "the last one was yesterday at 17:40". */
  newest: base
    .input(ofSources.extend({ before: z.number().nullable() }))
    .output(z.object({ row: logRow.nullable() })),
  /** One line, whole; null where it is nowhere any more. */
  entry: base.input(z.object({ place: logPlace })).output(z.object({ entry: logFull.nullable() })),
  /** The lines around one of its own source, whatever the filter; itself among them. */
  around: base
    .input(
      z.object({
        place: logPlace,
        before: z.number().int().min(0).max(200),
        after: z.number().int().min(0).max(200),
      }),
    )
    .output(z.object({ rows })),
  /** Stops making the index of words, or goes on; searching works without it. */
  setIndexing: base.input(inView.extend({ on: z.boolean() })).output(nothing),

  saved: base.output(saved),
  /** A new one, or another name or content for one that is there. Refused with `log-view.too-many`. */
  save: base.input(savedLogView.extend({ id: z.string().max(40).nullable() })).output(saved),
  remove: base.input(z.object({ id: z.string().max(40) })).output(saved),
};
