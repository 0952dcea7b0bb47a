/** What a line of ours tells beside its sentence: the values of its fields, as they fit into a row of the list. Pure. */

/** A value longer than this is in the explanation, not in the row. */
const LONGEST = 80;
const MOST = 300;
/** Whom it is about has a column of its own; the rest is about the program, not about what happened. */
const SILENT = new Set(['account', 'jid', 'user', 'person', 'session', 'host', 'domain', 'pid', 'hostname']);

/** @returns words in the order of the fields; empty for a line that holds all of it in its sentence already */
export function restOf(message: string, fields: Readonly<Record<string, string | number>>): string {
  const words = Object.entries(fields)
    .filter(([name, value]) => !SILENT.has(name) && value !== '' && !/^[[{]/.test(String(value)))
    .filter(([, value]) => typeof value === 'number' || !message.includes(value))
    .map(([name, value]) => (typeof value === 'number' ? `${name}=${value}` : firstLine(value)));
  return words.join('  ').slice(0, MOST);
}

function firstLine(value: string): string {
  const [first = ''] = value.split('\n', 1);
  return first.length > LONGEST ? `${first.slice(0, LONGEST)}…` : first;
}
