/** Which rules are ours for good, over every crash in between; the commands as a person types them; the preview's numbers. */
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openLedger } from '../../../electron/manager/firewall/ledger.ts';
import type { Operation } from '../../../electron/manager/firewall/operations.ts';
import { shellLine, shellScript } from '../../../electron/manager/firewall/script.ts';
import { previewTold } from '../../../electron/manager/firewall/told.ts';
import { temporaryFolder } from '../../support/host.ts';

const operation = (port: number): Operation => ({
  ...{ firewall: 'nftables', family: 'inet', table: 'filter', chain: 'input', before: null },
  flow: { id: `programs-tcp-${port}`, protocol: 'tcp', ports: { from: port, to: port }, from: null },
});

it('what was intended is kept where the rules have it, and forgotten where they have not', async () => {
  using folder = temporaryFolder();
  const ledger = openLedger(folder.path);
  expect(await ledger.kept()).toEqual([]);
  await ledger.intend([operation(5222), operation(5223)]);
  // Killed here, and started anew: the rules decide.
  const later = openLedger(folder.path);
  expect(await later.kept()).toEqual([]);
  await later.settle((one) => one.flow.id.endsWith('5222'));
  expect(await later.kept()).toEqual([operation(5222)]);
  // A second time, with one that is there already.
  await later.intend([operation(5222), operation(5269)]);
  await later.settle(() => true);
  expect(await later.kept()).toEqual([operation(5222), operation(5269)]);
  expect(statSync(join(folder.path, 'firewall.json')).mode & 0o777).toBe(0o600);
  await later.forget();
  expect(await later.kept()).toEqual([]);
});

it('reads what the first version wrote, and says of a broken file whose it is', async () => {
  using folder = temporaryFolder();
  const file = join(folder.path, 'firewall.json');
  writeFileSync(file, JSON.stringify([operation(5222)]));
  expect(await openLedger(folder.path).kept()).toEqual([operation(5222)]);
  writeFileSync(file, '{ "kept":');
  await expect(openLedger(folder.path).kept()).rejects.toThrow(/firewall\.json cannot be read/);
  expect(readFileSync(file, 'utf8')).toBe('{ "kept":');
});

it('commands are words of a shell, whatever is in them; a script stops at the first that fails', () => {
  const odd = { program: 'printf', args: ['%s|%s', "it's", '$(id) "x" \\'] };
  expect(execFileSync('sh', ['-c', shellLine(odd)], { encoding: 'utf8' })).toBe(`it's|$(id) "x" \\`);
  const reads = { program: 'cat', args: [], input: 'add rule $HOME `id`\n' };
  expect(execFileSync('sh', ['-c', shellLine(reads)], { encoding: 'utf8' })).toBe('add rule $HOME `id`\n');
  const script = shellScript([{ program: 'false', args: [] }, odd], ['what it does']);
  expect(() => execFileSync('sh', ['-c', script], { stdio: 'pipe' })).toThrow();
  expect(script).toMatch(/^#!\/bin\/sh\n# what it does\nset -eu\n/);
});

it('a preview numbers both sides, and leaves out what is far from the change', () => {
  const same = (text: string) => ({ kind: 'same', text }) as const;
  const rows = previewTold({
    ...{ firewall: 'nftables', place: 'nft list chain inet filter input' },
    lines: [
      ...['{', 'a', 'b', 'c', 'd', 'e'].map(same),
      { kind: 'added', text: 'new' },
      { kind: 'changed-from', text: 'deny' },
      { kind: 'changed-to', text: 'allow' },
      same('}'),
    ],
  }).rows.map(({ was, is, text }) => `${was ?? '-'} ${is ?? '-'} ${text}`);
  expect(rows).toEqual([
    '1 1 {',
    '- - …',
    '4 4 c',
    '5 5 d',
    '6 6 e',
    '- 7 new',
    '7 - deny',
    '- 8 allow',
    '8 9 }',
  ]);
});
