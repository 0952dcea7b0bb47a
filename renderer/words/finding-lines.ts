/** Which lines of the logs a finding stands on. Pure. */
import type { Finding } from '../api/types.ts';
import { around, type LogsQuery } from './logs-link.ts';

const DAY = 24 * 60;

/** @returns the lines behind it; null where no line of a log says more than the finding itself. */
export function linesOf({
  code,
  at,
  subject,
  data,
}: Pick<Finding, 'code' | 'at' | 'subject' | 'data'>): Partial<LogsQuery> | null {
  switch (code) {
    case 'server.failed':
    case 'server.restarting':
    case 'server.restarted-itself':
      return { level: 'warn', time: around(at, 10) };
    case 'certificate.expired':
    case 'certificate.expires-soon':
    case 'certificate.not-renewed':
    case 'certificate.revoked':
      return { part: 'certificates', time: { kind: 'last', minutes: 7 * DAY } };
    case 'federation.trouble':
      return { host: String(data.domain ?? subject), time: { kind: 'last', minutes: DAY } };
    case 'people.waiting':
    case 'reports.new':
      return { part: 'safety', time: { kind: 'last', minutes: 7 * DAY } };
    case 'bridges.down':
      return { part: 'bridges', time: { kind: 'last', minutes: DAY } };
    case 'website.broken':
      return { part: 'web', time: { kind: 'last', minutes: DAY } };
    case 'reach.trouble':
    case 'firewall.closed':
    case 'doors.closed':
      return { part: 'connection', level: 'warn', time: { kind: 'last', minutes: DAY } };
    case 'names.trouble':
      return { sources: ['manager'], text: String(data.domain ?? ''), time: { kind: 'last', minutes: DAY } };
    case 'attack.guessing':
      return { part: 'login', level: 'warn', time: { kind: 'last', minutes: 60 } };
    case 'disk.low':
    case 'disk.fills':
      return { part: 'disk', time: { kind: 'last', minutes: 7 * DAY } };
    case 'update.failed':
    case 'update.rolled-back':
    case 'machine-service.broken':
    case 'settings.recovered':
      return { sources: ['manager'], level: 'warn', time: around(at, 30) };
    case 'server.stopped':
    case 'people.nobody-yet':
    case 'people.removed-soon':
    case 'names.not-checked':
    case 'update.available':
      return null;
    default:
      // One of a newer kind: what went wrong around then.
      return { level: 'warn', time: around(at, 30) };
  }
}
