/**
 * What every command keeps to, old or new: a manual from its table, options that are read as they are documented, exit codes of one
 * table, what was probably meant, JSON, both languages; a row in the README, words at the Tab key, a section in the manual page.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { actionsOf, completionScript } from '../../electron/cli/completion.ts';
import { HELP, MANUALS } from '../../electron/cli/help.ts';
import { EXIT_CODES } from '../../electron/cli/manuals/exit-codes.ts';
import type { Manual } from '../../electron/cli/manuals/manual.ts';
// @ts-expect-error: a tool without types
import { manPage } from '../../resources/tools/manual.mjs';
import { temporaryFolder } from '../support/host.ts';

const root = join(import.meta.dirname, '../..');
const CLI = join(root, 'electron/cli.ts');
const source = readFileSync(CLI, 'utf8');

/** Not for people. */
const HIDDEN = ['backup-work'];
/** What has its own manual, or nothing to ask. */
const PLAIN = new Set(['server', 'ctl', 'help', 'version', 'completion']);
/** Somebody else's conventions: the Monitoring Plugins', and the server's own. */
const OWN_EXITS = new Set(['probe', 'server', 'ctl']);

/** Command, file, function: as electron/cli.ts loads them. */
const loaded = [
  ...source.matchAll(
    /^ {2}'?([\w-]+)'?: async \(args\) => \(await import\('\.\/cli\/([\w-]+)\.ts'\)\)\.(\w+)\(args\)/gm,
  ),
].map(([, name, file, call]) => ({ name: name!, file: file!, call: call! }));

interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** In this process, since a command that is asked wrongly opens nothing. */
async function say(name: string, args: readonly string[]): Promise<Said> {
  const { file, call } = loaded.find((one) => one.name === name)!;
  const module = (await import(`../../electron/cli/${file}.ts`)) as Record<string, unknown>;
  const [out, err] = [[] as string[], [] as string[]];
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => out.push(String(text)) > 0),
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => err.push(String(text)) > 0),
  ];
  try {
    const code = await (module[call] as (args: readonly string[]) => Promise<number>)(args);
    return { code, out: out.join(''), err: err.join('') };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

/** The first action that needs no more words, where there has to be one. */
const actionFor = ({ usage }: Manual): string[] =>
  usage.some((line) => line === '' || /^[[-]/.test(line)) ? [] : actionsOf(usage).slice(0, 1);

test('every command has a manual, and every manual a command', () => {
  const commands = [...source.matchAll(/^ {2}'?([\w-]+)'?: async \(/gm)].map(([, name]) => name!);
  expect(MANUALS.map(({ name }) => name).sort()).toEqual(
    commands.filter((name) => !HIDDEN.includes(name)).sort(),
  );
});

describe.each(MANUALS.map((one) => [one.name, one] as const))('%s', { timeout: 60_000 }, (name, manual) => {
  const text = HELP[name]!;

  test('its manual is whole, and fits a terminal', () => {
    expect(text).toMatch(/^chatelaine [\w-]+ - \S.*[^.]\n\nUsage: chatelaine /);
    expect(text.split('\n').filter((line) => [...line].length > 100)).toEqual([]);
    expect(text).not.toMatch(/TODO|undefined|\t/);
    for (const option of Object.keys(manual.options)) expect(text).toContain(`--${option}`);
  });

  test('its exit codes are of the one table', () => {
    const codes = Object.keys(manual.exits);
    expect(codes.filter((code) => !Object.hasOwn(EXIT_CODES, code))).toEqual([]);
    if (!OWN_EXITS.has(name)) expect(codes).toEqual(expect.arrayContaining(['0', '2']));
  });

  test('its options take the data folder, JSON and the language', () => {
    if (PLAIN.has(name)) return;
    expect(Object.keys(manual.options)).toEqual(expect.arrayContaining(['data', 'json']));
    // What speaks in a person's language is chosen with --lang (a guide speaks the program's, --language).
    const spoken = ['lang', 'language'].some((one) => Object.hasOwn(manual.options, one));
    if (!['serve', 'start', 'probe'].includes(name)) expect(spoken).toBe(true);
  });

  test('what an option belongs to is something the command does', () => {
    const known = actionsOf(manual.usage);
    for (const { of = [] } of Object.values(manual.options))
      expect(of.filter((one) => !known.includes(one))).toEqual([]);
  });

  test('a slip of the finger is told what was meant, and nothing is done', async () => {
    if (!loaded.some((one) => one.name === name)) return;
    const done = await say(name, [...actionFor(manual), '--jsno']);
    expect([done.code, done.out]).toEqual(name === 'probe' ? [3, expect.any(String)] : [2, '']);
    if (name === 'probe') return;
    expect(done.err).toContain('--jsno. Did you mean --json?');
    expect(done.err).toContain(`"chatelaine ${name} --help" is the manual.`);
  });

  test('it is in the README, at the Tab key and in the manual page', () => {
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    const table = readme.slice(readme.indexOf('| command | does |')).split('\n\n')[0]!;
    const rows = table.split('\n').filter((line) => line.startsWith('| `'));
    if (!['help', 'version', 'start'].includes(name))
      expect(
        rows.some((line) => new RegExp(`\`(chatelaine )?${name}[ \`]`).test(line.split(' | ')[0]!)),
      ).toBe(true);
    const page = manPage(MANUALS, { version: '1.2.3', date: '2026-11-22', codes: EXIT_CODES }) as string;
    expect(page).toContain(`.SS chatelaine ${name.replaceAll('-', '\\-')}\n`);
    const script = completionScript('bash', []);
    if (name !== 'ctl' && name !== 'help')
      expect(script).toMatch(
        new RegExp(
          `^    ${name}\\) words="${[...actionsOf(manual.usage), ...Object.keys(manual.options).map((one) => `--${one}`)].join(' ')}" ;;$`,
          'm',
        ),
      );
  });
});

test('nothing is coloured, so that NO_COLOR has nothing to ask for', () => {
  const folder = join(root, 'electron/cli');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  for (const file of files)
    expect(readFileSync(join(folder, file), 'utf8'), file).not.toMatch(/\\x1b\[|\\u001b\[|styleText|\\e\[/);
});

test('--json of a refusal is its code and data, and its sentence is in the language that was asked for', async () => {
  using empty = temporaryFolder();
  const asks = [
    ['website', 'nginx'],
    ['dns', 'plan'],
    ['domains', 'list'],
    ['programs', ''],
    ['certificate', 'check'],
    ['firewall', 'monitors'],
  ] as const;
  for (const [name, action] of asks) {
    const args = [...(action ? [action] : []), '--data', empty.path, '--json'];
    const [english, french] = [await say(name, args), await say(name, [...args, '--lang', 'fr'])];
    expect([name, english.code, JSON.parse(english.out)]).toEqual([
      ...[name, 1, { error: { code: 'setup.not-done', data: {} } }],
    ]);
    expect(french.out).toBe(english.out);
    expect(english.err).toMatch(/^The server is not set up yet\. “chatelaine setup” does that\.\n$/);
    expect(french.err).toMatch(
      /^Le serveur n’est pas encore en service\. «\u00a0chatelaine setup\u00a0» s’en charge\.\n$/,
    );
  }
});

test('Tab completes commands, actions, options and values in a real bash', () => {
  const tried = (line: string) => {
    const program = `${completionScript('bash', [{ name: 'status', summary: '' }])}
line=$1; COMP_WORDS=($line); [[ $line == *" " ]] && COMP_WORDS+=(""); COMP_CWORD=$((\${#COMP_WORDS[@]}-1)); _chatelaine; echo "\${COMPREPLY[*]}"`;
    return spawnSync('bash', ['-c', program, 'bash', line], { encoding: 'utf8' }).stdout.trim();
  };
  expect(tried('chatelaine rout')).toBe('router');
  expect(tried('chatelaine router m')).toBe('map');
  expect(tried('chatelaine router map --rem')).toBe('--remove-at-end');
  expect(tried('chatelaine router map --lang ')).toBe('en fr');
  expect(tried('chatelaine ctl sta')).toBe('status');
});

describe('as a process', { timeout: 120_000 }, () => {
  test('whoever has read enough hears no more, and sees no stack', async () => {
    using folder = temporaryFolder();
    // More than a pipe holds.
    const log = join(folder.path, 'long.log');
    mkdirSync(folder.path, { recursive: true });
    writeFileSync(log, 'a line like any other\n'.repeat(50_000));
    const child = spawn(
      'sh',
      ['-c', `"$0" "$1" logs "$2" --last 40000 | head -1`, process.execPath, CLI, log],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    let [out, err] = ['', ''];
    child.stdout.on('data', (data) => (out += data));
    child.stderr.on('data', (data) => (err += data));
    await new Promise((resolve) => child.once('close', resolve));
    expect([out.split('\n').length, err]).toEqual([2, '']);
  });

  test('Ctrl C ends what follows', async () => {
    using folder = temporaryFolder();
    mkdirSync(folder.path, { recursive: true });
    const log = join(folder.path, 'a.log');
    writeFileSync(log, 'a line like any other\n');
    const child = spawn(process.execPath, [CLI, 'logs', log, '--follow'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let err = '';
    child.stderr.on('data', (data) => (err += data));
    await new Promise((resolve) => child.stdout.once('data', resolve));
    child.kill('SIGINT');
    const [code, signal] = await new Promise<[number | null, string | null]>((resolve) =>
      child.once('exit', (...how) => resolve(how)),
    );
    expect([code === 0 || code === 130 || signal === 'SIGINT', err]).toEqual([true, '']);
  });
});
