/** What `chatelaine backup` is asked for, and what is wrong with it. */
import { describe, expect, test } from 'vitest';
import { type BackupArgs, readBackupArgs, sourceOf } from '../../../electron/cli/backup-args.ts';
import { size } from '../../../electron/cli/backup-text.ts';

const asked = (line: string) => readBackupArgs(line.split(' '), { LANG: 'fr_FR.UTF-8' });

test.each([
  ['', 'Say what to do'],
  ['creat', 'Did you mean create?'],
  ['verify', 'Say which one'],
  ['list something', 'is not expected here'],
  ['restore a.tar.zst --person a@b --room c@d', 'One at a time'],
  ['schedule --at 25:00', '--at is a time of day'],
  ['schedule --to relative/folder', '--to is "here"'],
  ['schedule --to sftp://backup:secret@nas/chat', 'No password in --to'],
  ['schedule --keep 7', '--keep is three numbers'],
  ['schedule --lock key', '--lock key needs --recipient'],
  ['list --lang de', '--lang is en or fr'],
  ['create --words secret', 'There is no option --words'],
])('“%s” is refused', (line, sentence) => {
  expect(asked(line)).toContain(sentence);
});

describe('read', () => {
  const read = (line: string) => asked(line) as BackupArgs;
  test('a plan', () => {
    expect(
      read('schedule --at 02:10 --to /media/nas --mount --keep 7,4,6 --without-files').plan,
    ).toMatchObject({
      ...{ off: false, minute: 130, target: { kind: 'folder', path: '/media/nas', mount: true } },
      ...{
        keep: { daily: 7, weekly: 4, monthly: 6 },
        includes: { files: false, secrets: true, certificates: true },
      },
    });
  });
  test.each([
    ['sftp://backup@nas.local/srv/chat', { host: 'nas.local', port: 22, user: 'backup', path: '/srv/chat' }],
    ['sftp://b%40ck@[fd00::7]:2222/~/chat', { host: 'fd00::7', port: 2222, user: 'b@ck', path: 'chat' }],
  ])('%s', (to, target) => {
    expect(read(`schedule --to ${to}`).plan.target).toEqual({ kind: 'sftp', ...target });
  });
  test('one part, in the language of the account', () => {
    expect(read('restore /tmp/a.tar.zst --person nina@a.example --dry-run')).toMatchObject({
      ...{
        source: { from: 'file', path: '/tmp/a.tar.zst' },
        part: { kind: 'person', address: 'nina@a.example' },
      },
      ...{ dryRun: true, yes: false, language: 'fr' },
    });
  });
});

test.each([
  ['20261122-021000-update', 'snapshot'],
  ['chatelaine-a.example-20261122-021000.tar.zst.age', 'list'],
  ['./chatelaine-a.example-20261122-021000.tar.zst.age', 'file'],
  ['/media/usb/other.tar.zst', 'file'],
])('%s comes from a %s', (which, from) => {
  expect(sourceOf(which).from).toBe(from);
});

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [7136, '7.1 kB'],
  [412_000_000, '412 MB'],
  [2_000_000_000, '2.0 GB'],
])('%i bytes are %s', (bytes, text) => {
  expect(size(bytes)).toBe(text);
});
