/** The form of the plan as texts, and back. Pure. */
import type { BackupPlan, BackupTarget } from '../../api/types.ts';

export const timeText = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

/** Undefined for what is no time of day. */
export function readTime(text: string): number | undefined {
  const found = /^\s*(\d{1,2})[:h.](\d{2})\s*$/.exec(text);
  if (!found) return undefined;
  const [hours, minutes] = [Number(found[1]), Number(found[2])];
  return hours < 24 && minutes < 60 ? hours * 60 + minutes : undefined;
}

export interface PlanForm {
  readonly on: boolean;
  readonly time: string;
  readonly kind: 'here' | 'folder' | 'mount' | 'sftp';
  readonly path: string;
  readonly host: string;
  readonly user: string;
  readonly port: string;
  readonly keep: string;
  readonly lock: 'words' | 'key' | 'none';
  readonly recipient: string;
  readonly files: boolean;
  readonly secrets: boolean;
  readonly certificates: boolean;
}

/** Days, weeks, months. */
export const KEEPS = ['7,4,6', '14,8,12', '30,12,24', '3,0,0'] as const;

export function formOf({ on, minute, target, keep, includes, lock }: BackupPlan): PlanForm {
  const sftp = target.kind === 'sftp' ? target : undefined;
  return {
    ...{ on, time: timeText(minute) },
    kind: target.kind === 'folder' && target.mount ? 'mount' : target.kind,
    path: target.kind === 'here' ? '' : target.path,
    ...{ host: sftp?.host ?? '', user: sftp?.user ?? '', port: String(sftp?.port ?? 22) },
    keep: `${keep.daily},${keep.weekly},${keep.monthly}`,
    ...{ lock: lock.kind, recipient: lock.kind === 'key' ? lock.recipient : '' },
    ...includes,
  };
}

export function targetOf({ kind, path, host, user, port }: PlanForm): BackupTarget {
  if (kind === 'here') return { kind: 'here' };
  if (kind === 'sftp')
    return { kind, host: host.trim(), user: user.trim(), port: Number(port) || 22, path: path.trim() };
  return { kind: 'folder', path: path.trim(), mount: kind === 'mount' };
}

export type Missing = 'time' | 'path' | 'host' | 'user' | 'recipient';

/** What is missing before it can be saved. */
export function missingIn(form: PlanForm): Missing | undefined {
  if (readTime(form.time) === undefined) return 'time';
  if (form.kind !== 'here' && form.path.trim() === '') return 'path';
  if (form.kind === 'sftp' && form.host.trim() === '') return 'host';
  if (form.kind === 'sftp' && form.user.trim() === '') return 'user';
  if (form.lock === 'key' && !form.recipient.trim().startsWith('age1')) return 'recipient';
  return undefined;
}

export function planOf(form: PlanForm): BackupPlan {
  const [daily = 7, weekly = 4, monthly = 6] = form.keep.split(',').map(Number);
  const { files, secrets, certificates } = form;
  return {
    ...{ on: form.on, minute: readTime(form.time) ?? 130, target: targetOf(form) },
    ...{ keep: { daily, weekly, monthly }, includes: { files, secrets, certificates } },
    lock: form.lock === 'key' ? { kind: 'key', recipient: form.recipient.trim() } : { kind: form.lock },
  };
}
