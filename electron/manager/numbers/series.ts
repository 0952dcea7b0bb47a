/** What is counted, and where of the server's numbers it is found. A table; pure. */
import type { NumberId } from '../../contract/numbers.ts';
import type { NumberRow } from '../engines/numbers.ts';

/** `level` is how it stands; `flow` is what happened since the last look. */
export type Kind = 'level' | 'flow';

type Find = (rows: readonly NumberRow[]) => number | undefined;

const of =
  (name: string, labels: Readonly<Record<string, string>> = {}) =>
  (rows: readonly NumberRow[]) =>
    rows.filter(
      (row) => row.name === name && Object.entries(labels).every(([key, value]) => row.labels[key] === value),
    );

/** Of several lines the sum; undefined where there is none. */
const sum =
  (...where: Parameters<typeof of>): Find =>
  (rows) => {
    const found = of(...where)(rows);
    return found.length === 0 ? undefined : found.reduce((total, { value }) => total + value, 0);
  };

const least =
  (...where: Parameters<typeof of>): Find =>
  (rows) => {
    const found = of(...where)(rows);
    return found.length === 0 ? undefined : Math.min(...found.map(({ value }) => value));
  };

const times =
  (factor: number, find: Find): Find =>
  (rows) => {
    const found = find(rows);
    return found === undefined ? undefined : found * factor;
  };

const MS = 1_000;

/** Those the server tells; all else is this computer's (machine.ts). */
const SERVER: Partial<Record<NumberId, Find>> = {
  people: sum('chatelaine_people_online'),
  accounts: sum('chatelaine_accounts'),
  sessions: sum('chatelaine_sessions', { state: 'live' }),
  sent: sum('chatelaine_stanzas', { kind: 'message', direction: 'from_people' }),
  received: sum('chatelaine_stanzas', { kind: 'message', direction: 'to_people' }),
  archived: sum('chatelaine_archived_messages'),
  database: sum('chatelaine_database_bytes'),
  s2sIn: sum('chatelaine_federation_connections', { direction: 'in' }),
  s2sOut: sum('chatelaine_federation_connections', { direction: 'out' }),
  loginsFailed: sum('chatelaine_logins', { outcome: 'failed' }),
  serverMemory: sum('process_resident_memory_bytes'),
  delay: times(MS, sum('chatelaine_event_loop_lag_seconds', { of: 'p99' })),
  certificate: least('chatelaine_certificate_days_left'),
};

const FLOWS: ReadonlySet<NumberId> = new Set(['sent', 'received', 'loginsFailed']);

export const kindOf = (id: NumberId): Kind => (FLOWS.has(id) ? 'flow' : 'level');

export type Values = Partial<Record<NumberId, number>>;

/** Levels as they are; flows as the counters stand. What cannot be told is left out. */
export function readServer(rows: readonly NumberRow[]): Values {
  const found: Values = {};
  for (const [id, find] of Object.entries(SERVER) as [NumberId, Find][]) {
    const value = find(rows);
    if (value !== undefined && Number.isFinite(value)) found[id] = value;
  }
  return found;
}

/** When the process began that counts, in ms since the epoch: counters begin with it. */
export const startedAt = (rows: readonly NumberRow[]): number =>
  (sum('process_start_time_seconds')(rows) ?? 0) * MS;
