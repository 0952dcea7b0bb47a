/** What a `chatelaine backup` command line asks for. Pure. */
import type { BackupPart, BackupSource, BackupTarget } from '../contract/index.ts';
import { BACKUP } from './manuals/backup.ts';
import { didYouMean, readOptions, type Values } from './options.ts';

export const ACTIONS = [
  'create',
  'list',
  'verify',
  'show',
  'contents',
  'restore',
  'schedule',
  'words',
  'sftp-key',
  'snapshot',
  'snapshots',
] as const;
export type Action = (typeof ACTIONS)[number];

export interface BackupArgs {
  readonly action: Action;
  readonly source: BackupSource | undefined;
  readonly part: BackupPart | undefined;
  /** Where the words or the private key are; `-` is standard input. */
  readonly keyFile: string | undefined;
  readonly dryRun: boolean;
  readonly yes: boolean;
  /** Of `schedule`: what is to be another than it is. */
  readonly plan: {
    readonly off: boolean;
    readonly minute: number | undefined;
    readonly target: BackupTarget | undefined;
    readonly keep: { daily: number; weekly: number; monthly: number } | undefined;
    readonly lock: 'none' | 'words' | 'key' | undefined;
    readonly recipient: string | undefined;
    readonly includes: { files: boolean; secrets: boolean; certificates: boolean } | undefined;
  };
  readonly language: 'en' | 'fr';
  readonly data: string | undefined;
  readonly json: boolean;
}

/** What is wrong is a sentence. */
export function readBackupArgs(
  [action = '', ...rest]: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): BackupArgs | string {
  if (!(ACTIONS as readonly string[]).includes(action))
    return action === '' || action.startsWith('-')
      ? `Say what to do: ${ACTIONS.join(', ')}.`
      : `There is nothing called ${action}.${didYouMean(action, ACTIONS)}`;
  const which = rest[0] !== undefined && !rest[0].startsWith('-') ? rest[0] : undefined;
  const values = readOptions(which === undefined ? rest : rest.slice(1), BACKUP.options);
  if (typeof values === 'string') return values;
  const needsOne = ['verify', 'show', 'contents', 'restore'].includes(action);
  if (needsOne && which === undefined)
    return `Say which one: chatelaine backup ${action} NAME, a file, or the id of a snapshot.`;
  if (!needsOne && which !== undefined) return `"${which}" is not expected here.`;
  const lang = values.lang ?? (/^fr/i.test(env.LC_ALL || env.LC_MESSAGES || env.LANG || '') ? 'fr' : 'en');
  if (lang !== 'en' && lang !== 'fr') return '--lang is en or fr.';
  const parts = [
    values.person !== undefined && ({ kind: 'person', address: values.person } as const),
    values.room !== undefined && ({ kind: 'room', address: values.room } as const),
    values.file !== undefined && ({ kind: 'file', id: values.file } as const),
  ].filter((part) => part !== false);
  if (parts.length > 1) return 'One at a time: --person, --room or --file.';
  const plan = readPlan(values);
  if (typeof plan === 'string') return plan;
  return {
    ...{
      action: action as Action,
      source: which === undefined ? undefined : sourceOf(which),
      part: parts[0],
    },
    ...{ keyFile: values['words-file'] ?? values['key-file'], dryRun: values['dry-run'], yes: values.yes },
    ...{ plan, language: lang, data: values.data, json: values.json },
  };
}

/** A path has a slash or is a file of another kind; snapshots have ids that no backup is called. */
export function sourceOf(which: string): BackupSource {
  if (/^\d{8}-\d{6}-[a-z-]+$/.test(which)) return { from: 'snapshot', id: which };
  return /^chatelaine-[^/\\]+\.tar\.zst(\.age)?$/.test(which)
    ? { from: 'list', name: which }
    : { from: 'file', path: which };
}

type Given = Values<typeof BACKUP.options>;

function readPlan(values: Given): BackupArgs['plan'] | string {
  const minute = values.at === undefined ? undefined : readTime(values.at);
  if (minute === null) return '--at is a time of day, such as 02:10.';
  const target = values.to === undefined ? undefined : readTarget(values.to, values.mount);
  if (typeof target === 'string') return target;
  const keep = values.keep === undefined ? undefined : readKeep(values.keep);
  if (typeof keep === 'string') return keep;
  const { lock } = values;
  if (lock !== undefined && lock !== 'none' && lock !== 'words' && lock !== 'key')
    return '--lock is words, key or none.';
  if (lock === 'key' && !values.recipient?.startsWith('age1')) return '--lock key needs --recipient age1….';
  const without = [
    values['without-files'],
    values['without-secrets'],
    values['without-certificates'],
  ] as const;
  const includes = without.some(Boolean)
    ? { files: !without[0], secrets: !without[1], certificates: !without[2] }
    : undefined;
  return { off: values.off, minute, target, keep, lock, recipient: values.recipient, includes };
}

function readTime(text: string): number | null {
  const found = /^(\d{1,2}):(\d{2})$/.exec(text);
  if (!found) return null;
  const [hours, minutes] = [Number(found[1]), Number(found[2])];
  return hours < 24 && minutes < 60 ? hours * 60 + minutes : null;
}

/** `here`, a folder, `sftp://USER@HOST[:PORT]/PATH` (`/~/PATH` for one below the home). */
function readTarget(text: string, mount: boolean): BackupTarget | string {
  if (text === 'here') return { kind: 'here' };
  if (text.startsWith('/') || /^[A-Za-z]:[\\/]/.test(text)) return { kind: 'folder', path: text, mount };
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'sftp:' || url.hostname === '' || url.username === '')
    return '--to is "here", the whole path of a folder, or sftp://USER@HOST[:PORT]/PATH.';
  // A password would be seen by everybody on this computer.
  if (url.password !== '')
    return 'No password in --to: "chatelaine backup sftp-key" shows the key that is used instead.';
  const path = decodeURIComponent(url.pathname).replace(/^\/~\//, '') || '/';
  return {
    ...{ kind: 'sftp', host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port || 22) },
    ...{ user: decodeURIComponent(url.username), path },
  };
}

function readKeep(text: string): { daily: number; weekly: number; monthly: number } | string {
  const found = /^(\d{1,2}),(\d{1,2}),(\d{1,2})$/.exec(text);
  if (!found || Number(found[1]) < 1) return '--keep is three numbers, of days, weeks and months: 7,4,6.';
  return { daily: Number(found[1]), weekly: Number(found[2]), monthly: Number(found[3]) };
}
