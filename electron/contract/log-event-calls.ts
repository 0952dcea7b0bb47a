/** Lines put together, told as a story, and shared: what the page Logs asks beside the view itself (log-view.ts). */
import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { errorMap } from './errors.ts';
import { exportFormat, replacement, timelineItem } from './log-events.ts';
import { logPlace, logSourceId, logViewFilter } from './log-view.ts';

const base = oc.errors(errorMap);
const sources = z.array(logSourceId).min(1).max(20);
const timeline = z.object({
  items: z.array(timelineItem),
  /** There was more than is shown. */
  truncated: z.boolean(),
});

export const logEvents = {
  /** What belongs to this line, in these sources, the oldest first, itself among them (`because.code` `self`). */
  timeline: base.input(z.object({ place: logPlace, sources })).output(timeline),
  /** What happened to this person around that time. */
  person: base
    .input(
      z.object({
        person: z.string().min(1).max(1023),
        at: z.number(),
        /** Before and after. */
        minutes: z.number().min(1).max(720),
        sources,
      }),
    )
    .output(timeline),
  /** The copy for support, and what was replaced by what, before anything is copied: of these lines, or of the newest that fit. */
  preview: base
    .input(
      z.union([
        z.object({ places: z.array(logPlace).min(1).max(500) }),
        z.object({ sources, filter: logViewFilter, newest: z.number().int().min(1).max(2000) }),
      ]),
    )
    .output(
      z.object({
        text: z.string(),
        replaced: z.array(replacement),
        lines: z.number().int(),
        /** Older lines were left out. */
        cut: z.boolean(),
      }),
    ),
  /** What a view shows as a file, in pieces: `shared` as a copy for support is. */
  export: base
    .input(z.object({ sources, filter: logViewFilter, format: exportFormat, shared: z.boolean() }))
    .output(
      eventIterator(
        z.object({
          text: z.string(),
          /** So far. */
          entries: z.number().int(),
          /** The time of the last line so far; of progress between the filter's times. */
          time: z.number().nullable(),
          ended: z.boolean(),
          /** At the end: there was more than a file may have. */
          cut: z.boolean(),
        }),
      ),
    ),
};
