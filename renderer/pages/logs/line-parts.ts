/**
 * A log line as people read it: who it is about, and what else it tells, apart from the message.
 */
import type { LogEntry } from '../../api/types.ts';

export type LineParts = {
  /** The first part of the address, as colleagues say it: "nina". Null where the line is about nobody. */
  who: string | null;
  /** The values that tell more: a condition, an address, a mechanism. */
  rest: string;
};

/** Fields that name a person, best first. */
const PEOPLE = ['account', 'jid', 'user', 'person', 'session'] as const;
/** Said by the person already, or by the line itself. */
const SILENT = new Set<string>([...PEOPLE, 'host', 'domain', 'pid', 'hostname', 'subsystem']);
/** A value longer than this is in the details, not in the row. */
const LONGEST = 160;

export function lineParts({ fields, message }: Pick<LogEntry, 'fields' | 'message'>): LineParts {
  const named = PEOPLE.map((name) => fields[name]).find((value) => typeof value === 'string' && value !== '');
  const who = named === undefined ? null : localPart(String(named));
  const rest = Object.entries(fields)
    // A session's own name ("c2s-12") is nobody's: it stays among the rest.
    .filter(([name]) => !SILENT.has(name) || (name === 'session' && who === null))
    // Nothing twice; lists and objects are for the details.
    .filter(([, value]) => value !== '' && value !== message && !/^[[{]/.test(String(value)))
    .map(([name, value]) => worded(name, value));
  return { who, rest: rest.join('  ') };
}

function localPart(address: string): string | null {
  const bare = address.replace(/\/.*$/su, '');
  const at = bare.lastIndexOf('@');
  if (at > 0) return bare.slice(0, at);
  return /^[^\s.:]+$/u.test(bare) && !/^(c2s|s2s)/u.test(bare) ? bare : null;
}

/** A word speaks for itself; a number or a yes needs its name. Of a stack only the first line. */
function worded(name: string, value: string | number | boolean): string {
  if (typeof value !== 'string') return `${name}=${value}`;
  const [first = ''] = value.split('\n');
  return first.length > LONGEST ? `${first.slice(0, LONGEST)}…` : first;
}
