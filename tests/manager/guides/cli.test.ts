/** `chatelaine guide`: what it takes, and what it prints on a real data folder, beside a manager that may be running. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readGuideArgs } from '../../../electron/cli/guide.ts';
import { createKept, openDatabase } from '../../../electron/manager/database.ts';
import { createMemory } from '../../../electron/manager/dns/memory.ts';
import { DEFAULT_SETTINGS, type Office } from '../../../electron/manager/settings.ts';
import { temporaryFolder } from '../../support/host.ts';

const CLI = join(import.meta.dirname, '../../../electron/cli.ts');
const chatelaine = (...args: string[]) =>
  spawnSync(process.execPath, [CLI, ...args], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });

test.each([
  [[], { client: null, language: 'en', way: null, tls: 'starttls' }],
  [['Psi+', '--person', 'marie'], { client: 'psi', person: 'marie' }],
  [
    ['gajim', '--language', 'fr', '--way', 'typed', '--direct'],
    { client: 'gajim', language: 'fr', way: 'typed', tls: 'direct' },
  ],
])('guide %j', (args, expected) => expect(readGuideArgs(args, {})).toMatchObject(expected));

test.each([
  [['gajin'], /There is no guide for gajin\. Did you mean gajim\?/],
  [['gajim', '--language', 'de'], /en or fr/],
  [['gajim', '--way', 'maybe'], /found or typed/],
  [['--person', 'marie'], /which program first/],
  [['gajim', 'pidgin'], /"pidgin" is not expected/],
])('guide %j is wrong usage', (args, sentence) => expect(readGuideArgs(args, {})).toMatch(sentence));

describe('on a data folder', () => {
  const folder = temporaryFolder();
  const OFFICE: Office = {
    ...{ way: 'domain', domain: 'example.org', ports: { starttls: 5222, direct: 5223 } },
    admins: ['sophie@example.org'],
  };
  mkdirSync(folder.path, { recursive: true });
  writeFileSync(
    join(folder.path, 'settings.json'),
    JSON.stringify({ version: 1, values: DEFAULT_SETTINGS, office: OFFICE }),
  );
  const run = (...args: string[]) => chatelaine('guide', ...args, '--data', folder.path);

  test('host and port before anybody looked; address and password where that is said', () => {
    const before = run('pidgin', '--person', 'marie');
    expect(before).toMatchObject({ status: 0, stderr: '' });
    expect(before.stdout).toContain('Username: marie');
    expect(before.stdout).toContain('Connect server: xmpp.example.org');
    // While the manager has its file open.
    const database = openDatabase(join(folder.path, 'manager.sqlite'));
    createMemory(createKept(database)).set('example.org', { last: 'right', rightAt: 5 });
    const json = JSON.parse(run('gajim', '--person', 'marie', '--way', 'found', '--json').stdout);
    database.close();
    expect(json.guide.steps.flatMap((step: { fields: { value: string }[] }) => step.fields)[0].value).toBe(
      'marie@example.org',
    );
    expect(JSON.stringify(json.guide.steps)).not.toContain('xmpp.example.org');
  }, 60_000);

  test('in French, in the program’s French', () => {
    const said = run('pidgin', '--person', 'marie', '--language', 'fr', '--direct').stdout;
    expect(said).toContain('Sécurité de la connexion\u00a0: choisir Utiliser le SSL ancien style');
    expect(said).toContain('Port de connexion\u00a0: 5223');
    expect(said).not.toMatch(/[^\u00a0]:( |$)/m);
    expect(said).toContain('«\u00A0Gérer les comptes\u00A0»');
  }, 60_000);

  test('a domain that is not the office’s is refused', () => {
    const refused = run('gajim', '--person', 'marie@elsewhere.example', '--json');
    expect(refused.status).toBe(1);
    expect(JSON.parse(refused.stdout).error.code).toBe('domain.refused');
  }, 60_000);

  test('the list needs no office', () => {
    const { stdout, status } = chatelaine('guide', '--json', '--data', join(folder.path, 'nothing'));
    expect(status).toBe(0);
    const { systems } = JSON.parse(stdout) as { systems: { system: string; programs: { id: string }[] }[] };
    expect(systems.find(({ system }) => system === 'ios')?.programs.map(({ id }) => id)).toEqual([
      'monal',
      'siskin',
    ]);
  }, 60_000);
});
