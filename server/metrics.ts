/** Numbers that only the composition root can tell: the disk, certificates, log-ins. What a module knows it declares itself. */
import { statfsSync } from 'node:fs';
import type { Throttle } from './auth/index.ts';
import type { Metric } from './kernel/metrics.ts';
import type { Storage } from './kernel/store.ts';

export interface OwnMetricsParts {
  readonly storage: Pick<Storage, 'commits' | 'size'>;
  readonly certificates: { expires(host: string): number | undefined };
  /** Served domains now. */
  readonly hosts: Iterable<string>;
  readonly now: () => number;
  /** The data folder. */
  readonly data: string;
}

const DAY_SECONDS = 86_400;

export function ownMetrics({ storage, certificates, hosts, now, data }: OwnMetricsParts): Metric[] {
  /** By domain, of those whose certificate says so. */
  const perHost = function* (tell: (expires: number) => number) {
    for (const host of hosts) {
      const expires = certificates.expires(host);
      if (expires !== undefined) yield { labels: { host }, value: tell(expires) };
    }
  };
  return [
    {
      name: 'chatelaine_certificate_expiry_timestamp_seconds',
      ...{ type: 'gauge', unit: 'seconds' },
      help: 'When the certificate of a domain ends, in seconds since the epoch.',
      read: () => perHost((expires) => expires / 1000),
    },
    {
      name: 'chatelaine_certificate_days_left',
      type: 'gauge',
      help: 'Days until the certificate of a domain ends; negative afterwards.',
      read: () => perHost((expires) => Math.floor((expires - now()) / 1000 / DAY_SECONDS)),
    },
    {
      name: 'chatelaine_archived_messages',
      type: 'gauge',
      help: 'Archived messages of people and rooms; those deleted out of the middle may be counted.',
      read: () => storage.size().archived,
    },
    {
      name: 'chatelaine_database_bytes',
      ...{ type: 'gauge', unit: 'bytes' },
      help: 'Size of the database, without the log of its latest writes.',
      read: () => storage.size().bytes,
    },
    {
      name: 'chatelaine_disk_free_bytes',
      ...{ type: 'gauge', unit: 'bytes' },
      help: 'What can still be written on the disk the data lie on.',
      read: () => disk(data)?.free,
    },
    {
      name: 'chatelaine_disk_size_bytes',
      ...{ type: 'gauge', unit: 'bytes' },
      help: 'Size of the disk the data lie on.',
      read: () => disk(data)?.size,
    },
    {
      name: 'chatelaine_writes_waiting',
      type: 'gauge',
      help: 'Writes that are not on disk yet.',
      read: () => storage.commits.last - storage.commits.committed,
    },
  ];
}

/** Undefined where the system does not say. */
function disk(folder: string): { free: number; size: number } | undefined {
  try {
    const { bavail, blocks, bsize } = statfsSync(folder);
    return { free: bavail * bsize, size: blocks * bsize };
  } catch {
    return undefined;
  }
}

/** Counts what a throttle is told. */
export function countLogins(throttle: Throttle): { throttle: Throttle; metric: Metric } {
  const count = { succeeded: 0, failed: 0 };
  return {
    throttle: {
      check: throttle.check,
      forgive: throttle.forgive,
      failed(address, account) {
        count.failed += 1;
        throttle.failed(address, account);
      },
      succeeded(account) {
        count.succeeded += 1;
        throttle.succeeded(account);
      },
    },
    metric: {
      name: 'chatelaine_logins',
      type: 'counter',
      help: 'Log-ins with a name and a password, a token or a certificate, by outcome.',
      read: () => Object.entries(count).map(([outcome, value]) => ({ labels: { outcome }, value })),
    },
  };
}
