/** `chatelaine update`: what is read from its arguments, what it says in both languages, and how it ends. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readUpdateArgs } from '../../../electron/cli/update.ts';
import { updateText } from '../../../electron/cli/update-text.ts';
import type { UpdatesView } from '../../../electron/contract/index.ts';
import { freshUpdates, offered } from '../../support/fake-updates.ts';
import { temporaryFolder } from '../../support/host.ts';

describe('its arguments', () => {
  const plain = {
    action: 'status',
    data: undefined,
    language: 'en',
    json: false,
    tonight: false,
    yes: false,
    all: false,
  };
  test.each<[string, string | object]>([
    ['', plain],
    ['check --json', { ...plain, action: 'check', json: true }],
    ['install --tonight', { ...plain, action: 'install', tonight: true }],
    ['rollback --yes --lang fr', { ...plain, action: 'rollback', yes: true, language: 'fr' }],
    ['notes --all --data /srv/a', { ...plain, action: 'notes', all: true, data: '/srv/a' }],
    ['instal', 'There is nothing called instal. Did you mean install?'],
    ['check --tonight', '--tonight belongs to "install".'],
    ['install --yes', '--yes belongs to "rollback".'],
    ['status --lang de', '--lang is en or fr.'],
  ])('%s', (line, expected) => {
    expect(readUpdateArgs(line.split(' ').filter(Boolean), { LANG: 'C' })).toEqual(expected);
  });
});

describe('what it says', () => {
  const of = (state: UpdatesView['state'], more: Partial<UpdatesView> = {}) => {
    const view = { ...freshUpdates().updates, ...more, state };
    return { en: updateText(view, 'en'), fr: updateText(view, 'fr') };
  };
  const waiting = (hold: 'wizard' | 'backup' | 'job' | 'firewall') =>
    of({ state: 'waiting', offer: offered(), holds: [hold], at: null });
  test.each([
    ['wizard', 'set-up', 'installation guidée'],
    ['backup', 'backup or the restore', 'sauvegarde ou de la restauration'],
    ['job', 'job in hand', 'travail en cours'],
    ['firewall', 'firewall', 'pare-feu'],
  ] as const)('what it waits for: %s', (hold, en, fr) => {
    const said = waiting(hold);
    expect(said.en).toMatch(new RegExp(`It waits until .*${en}`));
    expect(said.fr).toMatch(new RegExp(`Elle attend .*${fr}`));
  });
  test('a plug that was pulled again and again', () => {
    const said = of({ state: 'rolled-back', version: '0.2.0', because: 'interrupted', at: 1 });
    expect(said.en).toContain(
      'This computer was stopped in the middle several times; nothing is wrong with that version.',
    );
    expect(said.fr).toContain('Cet ordinateur s');
  });
  test('a look that told nothing does not say that this is the newest', () => {
    const [well, ill] = [of({ state: 'idle' }), of({ state: 'idle' }, { trouble: 'feed.forged' })];
    expect([well.en, ill.en]).toEqual([
      expect.stringContaining('It was the newest on'),
      expect.not.stringContaining('newest'),
    ]);
    expect(ill.fr).toContain('sans succès');
  });
  test('a package: what to type', () => {
    const commands = ['sudo apt update', 'sudo apt install --only-upgrade chatelaine'];
    const said = of({ state: 'idle' }, { kind: 'deb', commands });
    for (const text of Object.values(said)) expect(text).toContain('  sudo apt update\n  sudo apt install');
  });
});

describe('how it ends', () => {
  const cli = join(import.meta.dirname, '../../../electron/cli.ts');
  function run(...args: string[]) {
    using folder = temporaryFolder();
    const command = args.includes('--help') ? args : [...args, '--data', folder.path];
    const { status, stdout, stderr } = spawnSync(process.execPath, [cli, 'update', ...command], {
      encoding: 'utf8',
      env: { ...process.env, LANG: 'C' },
    });
    return { status, stdout, stderr };
  }
  test('a checkout: said so, and that is all right', { timeout: 60_000 }, () => {
    const { status, stdout } = run('--json');
    expect([status, JSON.parse(stdout)]).toMatchObject([
      0,
      { kind: 'checkout', state: { state: 'idle' }, byItself: 'no' },
    ]);
  });
  test('nobody announces anything: refused, also for a program to read', { timeout: 60_000 }, () => {
    const { status, stdout } = run('check', '--json');
    expect([status, JSON.parse(stdout)]).toEqual([1, { error: { code: 'update.not-here', data: {} } }]);
  });
  test('nobody runs here who could do it', { timeout: 60_000 }, () => {
    expect(run('install')).toMatchObject({
      ...{ status: 3, stderr: expect.stringMatching(/^No Chatelaine runs/) },
    });
  });
  test('misused, and its manual', { timeout: 60_000 }, () => {
    expect(run('sell')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('There is nothing called sell'),
    });
    expect(run('--help')).toMatchObject({ status: 0, stdout: expect.stringContaining('Exit codes') });
  });
});
