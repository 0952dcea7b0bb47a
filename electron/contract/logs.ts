/** Lines of the server and of the manager. */
import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { errorMap } from './errors.ts';

const base = oc.errors(errorMap);

export const logLevel = z.enum(['debug', 'info', 'warn', 'error']);
export const logEntry = z.object({
  /** Ascending over both sources, within one run of the manager. */
  seq: z.number(),
  time: z.number(),
  level: logLevel,
  source: z.enum(['server', 'manager']),
  subsystem: z.string(),
  message: z.string(),
  fields: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  /** As written. */
  raw: z.string(),
});
export type LogEntry = z.infer<typeof logEntry>;

export const logFilter = z.object({
  /** This level and worse. */
  level: logLevel,
  source: z.enum(['server', 'manager', 'both']),
  /** Case-insensitive; every word must occur somewhere in the line. */
  search: z.string().max(200),
});
export type LogFilter = z.infer<typeof logFilter>;

export const logs = {
  /** The newest lines that match, oldest first; `before` pages back. */
  page: base
    .input(logFilter.extend({ before: z.number().nullable(), limit: z.number().int().min(1).max(1000) }))
    .output(
      z.object({ entries: z.array(logEntry), more: z.boolean(), matched: z.number(), total: z.number() }),
    ),
  /** Batches of matching lines after `after`, as they are written. */
  follow: base
    .input(logFilter.extend({ after: z.number() }))
    .output(eventIterator(z.object({ entries: z.array(logEntry) }))),
};
