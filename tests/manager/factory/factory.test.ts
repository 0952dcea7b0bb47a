/** Back to the beginning: what the plan says of everything we put somewhere, and that it is so; foreign files byte for byte. */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { planLines, readResetArgs, reset, uninstall } from '../../../electron/cli/reset.ts';
import { FACTORY_WORDS, factorySentence } from '../../../electron/contract/factory-words.ts';
import type { FactoryPlan } from '../../../electron/contract/index.ts';
import { sortFolder } from '../../../electron/manager/factory/folder.ts';
import { type FactoryFacts, factoryPlanOf, programCommands } from '../../../electron/manager/factory/plan.ts';
import { commitWipe, finishWipe } from '../../../electron/manager/factory/wipe.ts';
import { openManager } from '../../../electron/manager/manager.ts';
import { createFakeEngine, temporaryFolder, testHost } from '../../support/host.ts';
import { typed } from '../access/typed.ts';

const FACTS: FactoryFacts = {
  ...{ dataDir: '/data', domains: ['office.example'], people: 12, comesBack: true },
  ...{ ours: ['settings.json'], copies: ['snapshots'], foreign: ['notes.odt'] },
  amounts: {
    ours: { bytes: 12_345_678, files: 340, atLeast: false },
    copies: { bytes: 2_000_000_000, files: 1, atLeast: true },
    foreign: { bytes: 17, files: 1, atLeast: false },
  },
  clients: [{ id: '1', program: 'gajim', address: 'otto@office.example', files: [] }],
  firewall: { rules: 4, command: null },
  router: ['tcp 5222'],
  trust: { trusted: true, possible: true, commands: [] },
  dns: [{ id: 'd', domain: 'office.example', lines: ['_xmpp-client._tcp.office.example SRV'] }],
  ...{ certificates: ['office.example'], backups: '/media/backups' },
  service: { file: '/etc/systemd/system/chatelaine.service', commands: ['chatelaine service remove'] },
  program: { place: '/opt/chatelaine', commands: ['sudo apt purge chatelaine'] },
};
const NOTHING: FactoryFacts = {
  ...{
    ...FACTS,
    domains: [],
    people: null,
    copies: [],
    foreign: [],
    clients: [],
    router: [],
    dns: [],
    certificates: [],
  },
  ...{ firewall: { rules: 0, command: null }, backups: null, service: null },
  trust: { trusted: false, possible: true, commands: [] },
};
const names = ({ goes, stays, hand }: FactoryPlan) =>
  [goes, stays, hand].map((list) => list.map(({ what }) => what).join(' '));
const wish = { what: 'reset', copy: true, dns: false } as const;
const byHand: Partial<FactoryFacts> = {
  firewall: { rules: 4, command: 'sudo x' },
  trust: { trusted: true, possible: false, commands: ['sudo y'] },
};

test.each([
  [
    'a reset',
    {},
    {},
    [
      'clients router firewall trust people data',
      'copies backups dns certificates foreign other-computers service program',
      '',
    ],
  ],
  [
    'without a copy',
    {},
    { copy: false },
    [
      'clients router firewall trust people data copies',
      'backups dns certificates foreign other-computers service program',
      '',
    ],
  ],
  [
    'with the lines in the address book',
    {},
    { dns: true },
    [
      'clients router firewall trust dns people data',
      'copies backups certificates foreign other-computers service program',
      '',
    ],
  ],
  [
    'without an administrator’s rights',
    byHand,
    {},
    [
      'clients router people data',
      'copies backups dns certificates foreign other-computers service program',
      'firewall trust',
    ],
  ],
  [
    'taken off the computer',
    {},
    { what: 'uninstall' },
    [
      'clients router firewall trust people data',
      'copies backups dns certificates foreign other-computers',
      'service program',
    ],
  ],
  ['before anything was set up', NOTHING, {}, ['data', 'copies program', '']],
] as const)('%s: what goes, what stays, what is left', (_, more, other, lists) => {
  const plan = factoryPlanOf({ ...FACTS, ...(more as Partial<FactoryFacts>) }, { ...wish, ...other });
  expect(names(plan)).toEqual(lists);
  for (const [kind, list] of Object.entries({ goes: plan.goes, stays: plan.stays, hand: plan.hand }))
    for (const { what } of list)
      for (const language of ['en', 'fr'] as const)
        expect(factorySentence(language, kind as 'goes', what), `${kind} ${what}`).not.toBe('');
  expect(planLines(plan, 'fr').join('\n')).toContain(FACTORY_WORDS.fr.data.name);
});

test('a terminal says how much it is, in words', () => {
  const plan = factoryPlanOf(FACTS, { ...wish, copy: false });
  const said = (language: 'en' | 'fr') =>
    planLines(plan, language)
      .filter((line) => /^ {2}\S.* \(.*\)\. /.test(line))
      .map((line) => line.trim().replaceAll('\u00a0', ' ').split('. ')[0]);
  expect(said('en')).toEqual([
    'This computer’s firewall (4 rules)',
    'The office’s chat (12 people)',
    'Data folder (12 MB, 340 files)',
    'Copies in the data folder (more than 2 GB, 1 file)',
    'Other files in the data folder (17 bytes, 1 file)',
  ]);
  expect(said('fr')).toEqual([
    'Pare-feu de cet ordinateur (4 règles)',
    'La messagerie du bureau (12 personnes)',
    'Dossier de données (12 Mo, 340 fichiers)',
    'Copies dans le dossier de données (plus de 2 Go, 1 fichier)',
    'Autres fichiers du dossier de données (17 octets, 1 fichier)',
  ]);
});

test.each([
  ['deb', 'linux', ['sudo apt purge chatelaine']],
  ['checkout', 'linux', ["rm -r '/home/o'\\''brien/chatelaine'"]],
  ['desktop', 'darwin', []],
] as const)('the program itself, %s on %s', (kind, platform, commands) =>
  expect(programCommands(kind, platform, "/home/o'brien/chatelaine")).toEqual(commands),
);

test.each([
  [['--plan', '--yes'], /Either --plan/],
  [['--json'], /--json needs/],
  [['--copy'], /no option --copy/],
])('reset %j is wrong usage', (args, sentence) => expect(readResetArgs(args, 'reset')).toMatch(sentence));

/** Everything below a folder, by path: what it is, and what is in it. */
function everything(folder: string, below = ''): Record<string, string> {
  return Object.fromEntries(
    readdirSync(join(folder, below)).flatMap((name): [string, string][] => {
      const path = join(below, name);
      const found = lstatSync(join(folder, path));
      if (found.isDirectory()) return [[path, 'folder'], ...Object.entries(everything(folder, path))];
      if (!found.isFile()) return [[path, 'other']];
      return [
        [
          path,
          createHash('sha256')
            .update(readFileSync(join(folder, path)))
            .digest('hex'),
        ],
      ];
    }),
  );
}

/** What a person might keep in, or link into, such a folder. */
function addForeign(folder: string, elsewhere: string): void {
  mkdirSync(join(folder, 'Photos'), { recursive: true });
  writeFileSync(join(folder, 'Photos', 'a.jpg'), 'jpg');
  writeFileSync(join(folder, 'notes.odt'), 'odt');
  writeFileSync(join(folder, 'settings.json.mine'), '{}');
  writeFileSync(join(folder, 'server.old'), 'x');
  mkdirSync(elsewhere);
  writeFileSync(join(elsewhere, 'precious'), 'p');
  // Somebody moved the uploads to a larger disk.
  symlinkSync(elsewhere, join(folder, 'copies'));
}
const isForeign = (path: string) => /^(Photos|notes\.odt|settings\.json\.mine|server\.old)/.test(path);

describe('the data folder', () => {
  test('of an office is ours to the last name', async () => {
    using folder = temporaryFolder();
    const engine = createFakeEngine();
    const manager = await openManager({
      host: testHost(folder.path),
      engine,
      portFree: async () => undefined,
    });
    const { calls } = manager;
    const caller = { session: null, signal: undefined };
    const admin = { username: 'sophie', displayName: 'Sophie' };
    const answers = { way: 'domain', domain: 'office.example', admin } as const;
    await calls.setup.save({ step: 'summary', answers }, caller);
    await calls.setup.password({ password: 'correct horse battery' }, caller);
    await manager.areas!.jobs.ended((await calls.setup.apply(undefined, caller)).jobId);
    expect(sortFolder(readdirSync(folder.path)).foreign).toEqual([]);
    // And the name has to be typed.
    const start = (domain: string) => calls.factory.start({ ...wish, copy: false, domain }, caller);
    await expect(start('other.example')).rejects.toMatchObject({ code: 'factory.name' });
    addForeign(folder.path, `${folder.path}-elsewhere`);
    const before = Object.entries(everything(folder.path)).filter(([path]) => isForeign(path));
    const plan = await calls.factory.plan(wish, caller);
    expect(plan.stays.find(({ what }) => what === 'foreign')!.details).toEqual(
      ['Photos', 'notes.odt', 'server.old', 'settings.json.mine'].map((name) => join(folder.path, name)),
    );
    const ended = await manager.areas!.jobs.ended((await start(' Office.Example ')).jobId);
    expect([ended.state, ended.problem]).toEqual(['done', null]);
    const [noted] = await calls.app.changes({ before: null, limit: 1 }, caller);
    expect(noted).toMatchObject({ action: 'factory.reset', subject: 'office.example' });
    await manager.close();
    // Also where nobody ever starts again, as after an uninstall: it is gone as the manager ends.
    expect(
      ['settings.json', 'manager.sqlite', 'secrets', 'factory-reset.json'].filter((name) =>
        existsSync(join(folder.path, name)),
      ),
    ).toEqual([]);
    const fresh = await openManager({ host: testHost(folder.path), engine: createFakeEngine() });
    expect((await fresh.calls.app.info(undefined, caller)).setUp).toBe(false);
    expect(await fresh.calls.app.changes({ before: null, limit: 9 }, caller)).toEqual([]);
    await fresh.close();
    expect(Object.entries(everything(folder.path)).filter(([path]) => isForeign(path))).toEqual(before);
    expect(readFileSync(`${folder.path}-elsewhere/precious`, 'utf8')).toBe('p');
    spawnSync('rm', ['-r', `${folder.path}-elsewhere`]);
  }, 60_000);

  test('is emptied to the end, however often it is killed in between', async () => {
    using folder = temporaryFolder();
    const big = join(folder.path, 'server', 'uploads');
    mkdirSync(big, { recursive: true });
    for (let n = 0; n < 2000; n++) writeFileSync(join(big, `f${n}`), 'x');
    for (const name of ['settings.json', 'manager.sqlite', 'notes.odt'])
      writeFileSync(join(folder.path, name), name);
    mkdirSync(join(folder.path, 'snapshots', 's1'), { recursive: true });
    await commitWipe(folder.path, { keepCopies: true, keepRules: false, at: 0 });
    const program = `const { finishWipe } = await import(process.argv[1]);
      process.stdout.write('go'); await finishWipe(process.argv[2]); process.stdout.write('done');`;
    const module = join(import.meta.dirname, '../../../electron/manager/factory/wipe.ts');
    let killed = 0;
    for (let tries = 0; tries < 3; tries++) {
      const child = spawn(process.execPath, ['--input-type=module', '-e', program, module, folder.path]);
      const said = await new Promise<string>((resolve) => {
        let text = '';
        child.stdout.on('data', (chunk) => {
          text += chunk;
          // Somewhere in the middle, later each time.
          if (text === 'go') setTimeout(() => child.kill('SIGKILL'), tries * 6);
        });
        child.on('close', () => resolve(text));
      });
      if (said.includes('done')) break;
      killed++;
      expect(existsSync(join(folder.path, 'factory-reset.json'))).toBe(true);
    }
    expect(killed).toBeGreaterThan(0);
    await finishWipe(folder.path);
    expect(readdirSync(folder.path).sort()).toEqual(['notes.odt', 'snapshots']);
    expect(await finishWipe(folder.path)).toBe(false);
  }, 60_000);

  test('is left alone where somebody broke the mark', async () => {
    using folder = temporaryFolder();
    writeFileSync(join(folder.path, 'factory-reset.json'), '{"version":1}');
    writeFileSync(join(folder.path, 'settings.json'), '{}');
    await expect(finishWipe(folder.path)).rejects.toThrow();
    expect(existsSync(join(folder.path, 'settings.json'))).toBe(true);
  });
});

test('from a terminal the plan changes nothing, and a yes does it', { timeout: 60_000 }, async () => {
  using folder = temporaryFolder();
  const run = (what: typeof reset, ...args: string[]) =>
    typed(() => what([...args, '--data', folder.path, '--lang', 'en']));
  const planned = await run(uninstall, '--plan', '--json');
  expect(JSON.parse(planned.out)).toMatchObject({ wish: { what: 'uninstall', copy: true, dns: false } });
  writeFileSync(join(folder.path, 'notes.odt'), 'odt');
  const done = await run(reset, '--no-copy', '--yes');
  expect([done.code, done.out]).toEqual([0, expect.stringContaining('as on its first day')]);
  const left = readdirSync(folder.path).filter((name) => !/^manager\.(lock|pid)|\.sock$/.test(name));
  expect(left).toEqual(['notes.odt']);
});
