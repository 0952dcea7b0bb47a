/** How a backup's file is called: whose, of when, whether locked. Whatever is called otherwise is not ours. Pure. */

export interface BackupName {
  readonly domain: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly locked: boolean;
}

const PATTERN =
  /^chatelaine-([a-z0-9][a-z0-9.-]{0,200})-(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)\.tar\.zst(\.age)?$/;

/** `chatelaine-example.org-20261122-021000.tar.zst.age`, in UTC so that names sort by time. */
export function backupName({ domain, at, locked }: BackupName): string {
  const [day = '', time = ''] = new Date(at).toISOString().split('T');
  const stamp = `${day.replaceAll('-', '')}-${time.slice(0, 8).replaceAll(':', '')}`;
  return `chatelaine-${domain}-${stamp}.tar.zst${locked ? '.age' : ''}`;
}

/** Undefined for what is no backup of ours. */
export function readName(name: string): BackupName | undefined {
  const found = PATTERN.exec(name);
  if (!found) return undefined;
  const [, domain = '', ...rest] = found;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = rest.slice(0, 6).map(Number);
  const at = Date.UTC(year, month - 1, day, hour, minute, second);
  return { domain, at, locked: rest[6] !== undefined };
}

/** What a killed run left beside: ours, and worth nothing. */
export const isUnfinished = (name: string): boolean =>
  name.endsWith('.part') && readName(name.slice(0, -'.part'.length)) !== undefined;
