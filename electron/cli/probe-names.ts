/** What can be probed: where the number is, its unit, and from where on somebody should look. A table; pure. */
import type { NumberRow } from '../manager/engines/numbers.ts';

export interface Probe {
  /** Of the server's numbers; undefined where it is not told. */
  readonly read: (rows: readonly NumberRow[], now: number) => number | undefined;
  /** A unit of performance data: %, MB, ms, c (a counter), or none. */
  readonly unit: '' | '%' | 'MB' | 'ms' | 'c';
  readonly warning?: string;
  readonly critical?: string;
  readonly text: (value: number) => string;
  /** Why it is not told. */
  readonly missing?: string;
}

const all = (rows: readonly NumberRow[], name: string, labels: Readonly<Record<string, string>> = {}) =>
  rows.filter(
    (row) => row.name === name && Object.entries(labels).every(([key, value]) => row.labels[key] === value),
  );

const sum =
  (...where: [name: string, labels?: Readonly<Record<string, string>>]): Probe['read'] =>
  (rows) => {
    const found = all(rows, ...where);
    return found.length === 0 ? undefined : found.reduce((total, { value }) => total + value, 0);
  };

const MIB = 1024 ** 2;
const HOUR_S = 3_600;

const count = (text: string, read: Probe['read'], more: Partial<Probe> = {}): Probe => ({
  ...{ unit: '', read, text: (value) => `${value} ${text}` },
  ...more,
});

export const PROBES = {
  server: count('seconds since its start', sum('chatelaine_uptime_seconds')),
  certificate: count(
    'days left',
    (rows) => {
      const days = all(rows, 'chatelaine_certificate_days_left').map(({ value }) => value);
      return days.length === 0 ? undefined : Math.min(...days);
    },
    { warning: '14:', critical: '3:', missing: 'no domain has a certificate that can be read' },
  ),
  disk: {
    unit: '%',
    read(rows) {
      const [free] = all(rows, 'chatelaine_disk_free_bytes');
      const [size] = all(rows, 'chatelaine_disk_size_bytes');
      return free && size && size.value > 0 ? Math.round((free.value / size.value) * 1_000) / 10 : undefined;
    },
    ...{ warning: '10:', critical: '5:', text: (value) => `${value} % free` },
    missing: 'the system does not say',
  },
  backup: {
    unit: '',
    read(rows, now) {
      const [last] = all(rows, 'chatelaine_backup_last_success_timestamp_seconds');
      return last && Math.round(((now / 1000 - last.value) / HOUR_S) * 10) / 10;
    },
    ...{ warning: '30', critical: '54', text: (value) => `${value} hours since the last good one` },
    missing: 'there is no backup yet, or no manager runs that could tell',
  },
  delay: {
    unit: 'ms',
    read: (rows) => {
      const [p99] = all(rows, 'chatelaine_event_loop_lag_seconds', { of: 'p99' });
      return p99 && Math.round(p99.value * 10_000) / 10;
    },
    ...{ warning: '200', critical: '1000', text: (value) => `${value} ms (p99)` },
    missing: 'it is measured from the second look on',
  },
  queue: count('stanzas wait for other servers', sum('chatelaine_federation_queued'), {
    ...{ warning: '100', critical: '1000' },
  }),
  memory: {
    unit: 'MB',
    read: (rows, now) => {
      const bytes = sum('process_resident_memory_bytes')(rows, now);
      return bytes === undefined ? undefined : Math.round(bytes / MIB);
    },
    text: (value) => `${value} MiB`,
  },
  connected_users_number: count('devices are connected', (rows, now) => {
    const known = ['live', 'detached'].map((state) => sum('chatelaine_sessions', { state })(rows, now) ?? 0);
    return known[0]! + known[1]!;
  }),
  people_online: count('people are here', sum('chatelaine_people_online')),
  registered_users: count('accounts', sum('chatelaine_accounts')),
  incoming_s2s_number: count(
    'connections of other servers',
    sum('chatelaine_federation_connections', { direction: 'in' }),
  ),
  outgoing_s2s_number: count(
    'connections to other servers',
    sum('chatelaine_federation_connections', { direction: 'out' }),
  ),
  logins_failed: count('log-ins did not work', sum('chatelaine_logins', { outcome: 'failed' }), {
    unit: 'c',
  }),
} as const satisfies Record<string, Probe>;
export type ProbeName = keyof typeof PROBES;
