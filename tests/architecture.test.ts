/**
 * Who may import whom (DESIGN.md). Reads every import of electron/, renderer/ and server/ and holds the table below.
 * A type-only import is marked `type`; where the table says `types:` only such imports are allowed.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

interface Import {
  readonly file: string;
  readonly target: string;
  readonly typeOnly: boolean;
}

function sourceFiles(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true })
    .map((name) => `${folder}/${String(name).replaceAll('\\', '/')}`)
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.d.ts'));
}

const IMPORT =
  /^(?:import|export)\s+(type\s+)?(?:([^'";]*?)\s+from\s+)?['"]([^'"]+)['"]|(?:await\s+|[^.\w])import\(\s*['"]([^'"]+)['"]/gm;

/** The imports of one file; paths of ours are given from the root, packages by their name. */
function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8');
  return [...text.matchAll(IMPORT)].map((found) => {
    const specifier = (found[3] ?? found[4])!;
    const names = found[2] ?? '';
    // `import { type A, type B } from` is type-only too.
    const inner = /\{([^}]*)\}/.exec(names)?.[1];
    const allTypes =
      inner !== undefined &&
      /^\s*\{/.test(names) &&
      inner.split(',').every((name) => name.trim() === '' || name.trim().startsWith('type '));
    const target = specifier.startsWith('.')
      ? normalize(join(dirname(file), specifier)).replaceAll('\\', '/')
      : specifier.startsWith('node:')
        ? 'node:'
        : specifier.replace(/^(@[^/]+\/[^/]+|[^/]+).*$/, '$1');
    return { file, target, typeOnly: found[1] !== undefined || allTypes };
  });
}

const files = ['electron', 'renderer', 'server'].flatMap(sourceFiles);
const imports = files.flatMap(importsOf);
const ours = (target: string) => /^(electron|renderer|server|resources)\//.test(target);
const under = (path: string, folder: string) => path === folder || path.startsWith(`${folder}/`);
const read = (list: Import[]) => list.map(({ file, target }) => `${file} -> ${target}`);

/** `from` may import ours only from `may` (own folder always), and from `types` only types. */
const TABLE: { from: string; may: string[]; types?: string[]; except?: string[] }[] = [
  { from: 'server/kernel', may: [] },
  { from: 'server/storage', may: ['server/kernel'] },
  { from: 'server/auth', may: ['server/kernel', 'server/storage'] },
  { from: 'server/net', may: ['server/kernel', 'server/x509'], types: ['server/config.ts'] },
  { from: 'server/dns', may: [] },
  { from: 'server/x509', may: [] },
  {
    from: 'server/s2s',
    may: ['server/kernel', 'server/net', 'server/dns', 'server/x509'],
    types: ['server/config.ts'],
  },
  { from: 'server/attempts', may: ['server/kernel'] },
  { from: 'server/components', may: ['server/kernel', 'server/net'] },
  { from: 'server/modules', may: ['server/kernel', 'server/auth'], types: ['server/storage', 'server/net'] },
  {
    from: 'server/commands',
    may: ['server/kernel'],
    types: ['server/config.ts', 'server/auth', 'server/storage'],
  },
  { from: 'electron/contract', may: [] },
  { from: 'electron/transport', may: ['electron/contract'], types: ['electron/manager'] },
  { from: 'electron/local', may: ['electron/contract', 'electron/transport', 'electron/manager'] },
  {
    from: 'electron/shell',
    may: ['electron/contract', 'electron/manager/host.ts'],
    types: ['electron/manager'],
  },
  { from: 'renderer/api', may: ['electron/contract'] },
  { from: 'renderer/stores', may: ['renderer/api'], types: ['electron/contract'] },
  { from: 'renderer/components', may: ['renderer/assert-never.ts'] },
  {
    from: 'renderer/words',
    may: [
      'renderer/stores',
      'renderer/components',
      'renderer/assert-never.ts',
      // The words of findings are the doctor's, too, on the command line.
      'electron/contract/findings',
      'electron/contract/problem-words',
      // So are those about how names are proved.
      'electron/contract/acme-words.ts',
      // And what the coach sees of somebody who tries to connect.
      'electron/contract/coach-words.ts',
      'electron/contract/notice-words.ts',
      'electron/contract/invitation-mail.ts',
      // And what a reset takes away, and how one gets back from a change.
      'electron/contract/factory-words.ts',
      'electron/contract/change-actions.ts',
      // What a line of a log means, `chatelaine logs --explain` says, too.
      'electron/contract/log-lines',
    ],
    types: ['renderer/api'],
  },
  {
    // What a page and a step of the wizard both show.
    from: 'renderer/parts',
    may: ['renderer/stores', 'renderer/components', 'renderer/words', 'renderer/assert-never.ts'],
    types: ['renderer/api'],
  },
  {
    from: 'renderer/frame',
    may: [
      'renderer/stores',
      'renderer/components',
      'renderer/words',
      'renderer/i18n.ts',
      'renderer/assert-never.ts',
    ],
    types: ['renderer/api'],
  },
  ...['renderer/pages', 'renderer/wizards'].map((from) => ({
    from,
    may: [
      'renderer/stores',
      'renderer/components',
      'renderer/words',
      'renderer/parts',
      'renderer/frame',
      'renderer/i18n.ts',
      'renderer/assert-never.ts',
    ],
    types: ['renderer/api'],
  })),
];

describe('who may import whom', () => {
  test('the reader of imports finds what there is', () => {
    expect(imports.length).toBeGreaterThan(100);
    expect(imports.some(({ file, target }) => file === 'server/kernel/module.ts' && target === 'ltx')).toBe(
      true,
    );
  });

  for (const { from, may, types = [] } of TABLE)
    test(`${from} -> ${[...may, ...types.map((name) => `types: ${name}`)].join(', ') || 'nothing of ours'}`, () => {
      const wrong = imports.filter(
        ({ file, target, typeOnly }) =>
          under(file, from) &&
          ours(target) &&
          !under(target, from) &&
          !may.some((folder) => under(target, folder)) &&
          !(typeOnly && types.some((folder) => under(target, folder))),
      );
      expect(read(wrong)).toEqual([]);
    });

  test('the server knows nothing of the manager or the renderer', () => {
    expect(
      read(
        imports.filter(({ file, target }) => under(file, 'server') && /^(electron|renderer)\//.test(target)),
      ),
    ).toEqual([]);
  });

  test('the renderer imports from electron/ its contract only', () => {
    expect(
      read(
        imports.filter(
          ({ file, target }) =>
            under(file, 'renderer') &&
            /^(electron|server)\//.test(target) &&
            !under(target, 'electron/contract'),
        ),
      ),
    ).toEqual([]);
  });

  test('what is taken of a package by `import * as` is there for Node, too, and not for the test runner only', () => {
    const taken = files.flatMap((file) => {
      const text = readFileSync(join(root, file), 'utf8');
      return [...text.matchAll(/^import \* as (\w+) from '([^'.][^']*)'/gm)].map(([, name, from]) => ({
        ...{ file, from: from! },
        members: [
          ...new Set([...text.matchAll(new RegExp(`\\b${name}\\.(\\w+)`, 'g'))].map((one) => one[1]!)),
        ],
      }));
    });
    expect(taken.length).toBeGreaterThan(3);
    // A CommonJS package whose names Node cannot see: vitest can.
    const program = `
      await import('reflect-metadata');
      for (const { file, from, members } of JSON.parse(process.argv[1])) {
        const found = await import(from);
        const names = Object.keys(found);
        if (names.every((name) => name === 'default' || name === 'module.exports'))
          console.log(file + ': ' + from + ' has nothing but a default (' + members + ')');
      }`;
    const said = execFileSync(
      process.execPath,
      ['--input-type=module', '-e', program, JSON.stringify(taken)],
      {
        cwd: root,
        encoding: 'utf8',
      },
    );
    expect(said).toBe('');
  });

  test('the kernel stands on ltx, zod and Node, and on tables of Unicode', () => {
    const allowed = new Set(['node:', 'ltx', 'zod', 'tr46']);
    expect(
      read(
        imports.filter(
          ({ file, target }) => under(file, 'server/kernel') && !ours(target) && !allowed.has(target),
        ),
      ),
    ).toEqual([]);
  });

  test('electron is imported in main.ts, preload.ts, transport/ipc.ts and shell/ only', () => {
    const may = (file: string) =>
      ['electron/main.ts', 'electron/preload.ts', 'electron/transport/ipc.ts'].includes(file) ||
      under(file, 'electron/shell');
    expect(
      read(imports.filter(({ file, target, typeOnly }) => target === 'electron' && !typeOnly && !may(file))),
    ).toEqual([]);
  });

  test('a server module never imports another module; what several need lies in support/', () => {
    const module = (path: string) => /^server\/modules\/([^/]+)/.exec(path)?.[1];
    const wrong = imports.filter(
      ({ file, target }) =>
        under(file, 'server/modules') &&
        under(target, 'server/modules') &&
        file !== 'server/modules/index.ts' &&
        !under(target, 'server/modules/support') &&
        // A module that has grown is a folder.
        module(file) !== module(target),
    );
    expect(read(wrong)).toEqual([]);
  });

  test('a manager area never imports another area', () => {
    const area = (path: string) => /^electron\/manager\/([^/]+)\//.exec(path)?.[1];
    const wrong = imports.filter(({ file, target, typeOnly }) => {
      const [mine, other] = [area(file), area(target)];
      return mine !== undefined && other !== undefined && mine !== other && !typeOnly;
    });
    expect(read(wrong)).toEqual([]);
  });

  test('only engines/bundled reaches into the server, and only its control and config; names are asked for alike', () => {
    const wrong = imports.filter(
      ({ file, target }) =>
        under(file, 'electron') &&
        under(target, 'server') &&
        file !== 'electron/cli.ts' &&
        !(
          file.startsWith('electron/manager/engines/bundled') &&
          ['server/control.ts', 'server/config.ts'].includes(target)
        ) &&
        // Leaves of their own, which belong to nobody.
        !(file.startsWith('electron/manager/dns/') && under(target, 'server/dns')) &&
        !(file.startsWith('electron/manager/certificates/') && under(target, 'server/x509')),
    );
    expect(read(wrong)).toEqual([]);
  });

  test('no cycles', () => {
    const edges = new Map<string, string[]>();
    for (const { file, target, typeOnly } of imports)
      if (!typeOnly && ours(target)) edges.set(file, [...(edges.get(file) ?? []), target]);
    const done = new Set<string>();
    const cycles: string[] = [];
    const visit = (file: string, path: string[]): void => {
      const at = path.indexOf(file);
      if (at >= 0) {
        cycles.push([...path.slice(at), file].map((name) => relative('.', name)).join(' -> '));
        return;
      }
      if (done.has(file)) return;
      for (const next of edges.get(file) ?? []) visit(next, [...path, file]);
      done.add(file);
    };
    for (const file of edges.keys()) visit(file, []);
    expect(cycles).toEqual([]);
  });
});
