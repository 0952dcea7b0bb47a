/** Logs with a JSON object in each line: our own, and journald's as `journalctl -o json` prints it. */
import { z } from 'zod';
import { readEntry } from '../entry.ts';
import { type Format, known, type Level } from './format.ts';

/** As `entry.ts` reads it, for the files of an earlier run. */
export const chatelaine: Format = {
  id: 'chatelaine',
  begins: (line) => /^\{.*"(?:message|msg|event)":/.test(line),
  read(text) {
    const entry = readEntry({ seq: 0, source: 'server', raw: text, readAt: Number.NaN });
    if (entry.subsystem === 'output') return undefined;
    const fields = Object.fromEntries(
      Object.entries(entry.fields).map(([name, value]) => [
        name,
        typeof value === 'boolean' ? String(value) : value,
      ]),
    );
    return {
      time: known(entry.time),
      level: entry.level,
      subsystem: entry.subsystem,
      message: entry.message,
      fields,
    };
  },
};

const journalLine = z.object({
  /** Microseconds. */
  __REALTIME_TIMESTAMP: z.coerce.number(),
  /** Bytes where it is no UTF-8. */
  MESSAGE: z.union([z.string(), z.array(z.number().int().min(0).max(255)), z.null()]),
  PRIORITY: z.coerce.number().int().min(0).max(7).default(6),
  SYSLOG_IDENTIFIER: z.string().optional(),
  _SYSTEMD_UNIT: z.string().optional(),
  _PID: z.coerce.number().optional(),
  _HOSTNAME: z.string().optional(),
});

/** SPEC: RFC 5424 §6.2.1: 0 emergency … 3 error, 4 warning, 5 notice, 6 informational, 7 debug. */
const levelOf = (priority: number): Level =>
  priority <= 3 ? 'error' : priority === 4 ? 'warn' : priority === 7 ? 'debug' : 'info';

export const journal: Format = {
  id: 'journal',
  begins: (line) => line.startsWith('{') && line.includes('"__REALTIME_TIMESTAMP"'),
  read(text) {
    let parsed: unknown;
    try {
      parsed = JSON.parse(text);
    } catch {
      return undefined;
    }
    const line = journalLine.safeParse(parsed).data;
    if (!line) return undefined;
    const { MESSAGE: said } = line;
    return {
      time: known(line.__REALTIME_TIMESTAMP / 1000),
      level: levelOf(line.PRIORITY),
      subsystem: line.SYSLOG_IDENTIFIER ?? line._SYSTEMD_UNIT ?? '',
      message: typeof said === 'string' ? said : Buffer.from(said ?? []).toString('utf8'),
      fields: {
        ...(line._SYSTEMD_UNIT && { unit: line._SYSTEMD_UNIT }),
        ...(line._PID !== undefined && { pid: line._PID }),
        ...(line._HOSTNAME && { host: line._HOSTNAME }),
      },
    };
  },
};
