/** `chatelaine client-setup`: what it takes, what it says, and the whole of it as processes. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { readClientSetupArgs } from '../../../electron/cli/client-setup.ts';
import { foundLines, planLines, refusalText } from '../../../electron/cli/client-setup-text.ts';
import { clientTrouble } from '../../../electron/contract/client-setup.ts';
import { problem } from '../../../electron/manager/problem.ts';
import { DEFAULT_SETTINGS } from '../../../electron/manager/settings.ts';
import { temporaryFolder } from '../../support/host.ts';
import { createPerson, OTTO } from './person.ts';

vi.setConfig({ testTimeout: 60_000 });

test.each([
  [[], /Say what to do: list, plan/],
  [['aply'], /nothing called aply\. Did you mean apply\?/],
  [['plan'], /--address otto@example.org/],
  [['plan', '--address', 'otto@x.example'], /--program gajim/],
  [['plan', '--address', 'otto', '--program', 'gajim'], /--address otto@example.org/],
  [['plan', '--address', 'o@x.example', '--program', 'pigin'], /one of gajim.*Did you mean pidgin\?/],
  [['undo'], /undo ID/],
  [['list', 'gajim'], /"gajim" is not expected/],
  [
    ['file', '--address', 'o@x.example', '--password', 'x'],
    /no option --password\. Did you mean --keep-password\?/,
  ],
  [['apply', '--address', 'o@x.example', '--program', 'psi', '--password-file', '-'], /needs --yes/],
  [['list', '--tls', 'direct'], /--tls goes with --server/],
  [['list', '--lang', 'de'], /--lang is en or fr/],
])('%j is wrong usage', (args, sentence) => expect(readClientSetupArgs(args, {})).toMatch(sentence));

test.each([
  ['chat.example', { host: 'chat.example', port: 5222, tls: 'starttls' }],
  ['[2001:db8::7]:15222', { host: '2001:db8::7', port: 15222, tls: 'starttls' }],
])('--server %s', (server, expected) =>
  expect(readClientSetupArgs(['list', '--server', server], {})).toMatchObject({ server: expected }),
);

test.each(['en', 'fr'] as const)('every refusal has its sentence in %s', (language) => {
  for (const trouble of clientTrouble.options) {
    const error = problem('client.trouble', { program: 'Gajim', file: '/x', trouble });
    expect(refusalText(error, language)).toMatch(/Gajim.*[.]$/);
  }
  for (const code of ['client.running', 'client.changed-since'] as const)
    expect(refusalText(problem(code, { program: 'Dino' }), language)).toMatch(/^Dino/);
  for (const code of ['client.plan-changed', 'client.unknown'] as const)
    expect(refusalText(problem(code, {}), language)).toMatch(/[.]$/);
  expect(refusalText(problem('setup.not-done', {}), language)).toBeUndefined();
});

test.each([
  ['en', 'otto@office.test is added', 'readable in its file'],
  ['fr', 'otto@office.test s’ajoute', 'lisible dans son fichier'],
] as const)('a plan is told in %s', async (language, what, store) => {
  using person = createPerson();
  person.has('pidgin');
  const wish = { profile: await person.profile('pidgin'), address: OTTO, keepPassword: true };
  const lines = planLines(await person.clients.plan(wish), OTTO, language).join('\n');
  for (const part of [what, store, 'otto@elsewhere.example', '<password>••••••••</password>'])
    expect(lines).toContain(part);
  await person.setUp('pidgin', 'geheim');
  const { clients, done } = await person.clients.list();
  expect(foundLines(clients, done, language).join('\n')).toContain(`client-setup undo ${done[0]!.id}`);
});

test('as processes: set up from standard input, found again, taken back, and as a file', async () => {
  using folder = temporaryFolder();
  const data = join(folder.path, 'data');
  using person = createPerson();
  const { home } = person;
  const profile = person.has('profanity');
  const before = readFileSync(profile);
  const cli = join(import.meta.dirname, '../../../electron/cli.ts');
  // XDG's folders are the person's own: this one has the usual ones.
  const env = { PATH: process.env.PATH, HOME: home, LC_ALL: 'C.UTF-8' };
  const chatelaine = (args: readonly string[], input = '') =>
    spawnSync(process.execPath, [cli, ...args, '--data', data], { encoding: 'utf8', env, input });
  const office = { way: 'lan', domain: 'atelier.local', ports: { starttls: 5222, direct: 5223 }, admins: [] };
  mkdirSync(data, { mode: 0o700 });
  writeFileSync(
    join(data, 'settings.json'),
    JSON.stringify({ version: 1, values: DEFAULT_SETTINGS, office }),
    { mode: 0o600 },
  );
  const whose = ['--address', 'sophie@atelier.local'];
  const set = chatelaine(
    ['client-setup', 'apply', '--program', 'profanity', ...whose, '--password-file', '-', '--yes', '--json'],
    'schwer zu raten\n',
  );
  expect(set).toMatchObject({ status: 0, stderr: '' });
  const { id } = JSON.parse(set.stdout);
  expect(readFileSync(profile, 'utf8')).toContain('password=schwer zu raten');
  expect(chatelaine(['client-setup', 'list']).stdout).toContain(`undo ${id}`);
  expect(chatelaine(['client-setup', 'undo', id])).toMatchObject({ status: 0 });
  expect(readFileSync(profile).equals(before)).toBe(true);
  expect(chatelaine(['client-setup', 'undo', id, '--lang', 'fr'])).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('Il n’y a pas ici'),
  });
  const file = chatelaine(['client-setup', 'file', ...whose, '--output', '-']);
  expect(file.stdout).toMatch(/^#!\/usr\/bin\/env python3\n/);
  expect(file.stdout).not.toContain('schwer zu raten');
  expect(
    chatelaine(['client-setup', 'plan', '--program', 'psi', '--address', 'x@nowhere.example']),
  ).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('of no domain this office serves'),
  });
});
