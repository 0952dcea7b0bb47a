/** `chatelaine certificate hand-over`, as a process: one file, key before chain, of the pair in force; and what it says where it cannot. */
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../electron/manager/settings.ts';
import { temporaryFolder } from '../../support/host.ts';

const CLI = fileURLToPath(new URL('../../../electron/cli.ts', import.meta.url));
const DOMAIN = 'haus.example';

const chatelaine = (...words: string[]) =>
  new Promise<{ code: number; out: string; err: string }>((resolve) => {
    execFile(process.execPath, [CLI, 'certificate', 'hand-over', ...words], (error, out, err) =>
      resolve({ code: Number(error?.code ?? 0), out, err }),
    );
  });

/** An office whose server is told to read the pair in `certificates/DOMAIN/pair-7`. */
function office(folder: string): string {
  const data = join(folder, 'data');
  const pair = join(data, 'certificates', DOMAIN, 'pair-7');
  mkdirSync(pair, { recursive: true });
  mkdirSync(join(data, 'server'));
  writeFileSync(join(pair, 'fullchain.pem'), 'CHAIN\n');
  writeFileSync(join(pair, 'privkey.pem'), 'KEY\n', { mode: 0o600 });
  const path = (name: string) => `../certificates/${DOMAIN}/pair-7/${name}`;
  const certificate = { chain: path('fullchain.pem'), key: path('privkey.pem') };
  writeFileSync(join(data, 'server/server.json'), JSON.stringify({ hosts: { [DOMAIN]: { certificate } } }));
  const own = { way: 'domain', domain: DOMAIN, ports: { starttls: 5222, direct: 5223 }, admins: [] };
  const settings = { version: 1, values: DEFAULT_SETTINGS, office: own };
  writeFileSync(join(data, 'settings.json'), JSON.stringify(settings));
  return data;
}

test('writes the pair in force as one file that its owner and group alone can read', async () => {
  using folder = temporaryFolder();
  const data = office(folder.path);
  const file = join(folder.path, 'theirs.pem');
  const { code, out } = await chatelaine('prosody', '--to', file, '--data', data);
  expect([code, out]).toEqual([0, expect.stringContaining('"prosodyctl reload"')]);
  expect(readFileSync(file, 'utf8')).toBe('KEY\nCHAIN\n');
  expect(statSync(file).mode & 0o777).toBe(0o640);
}, 60_000);

test('says what is in the way', async () => {
  using folder = temporaryFolder();
  const data = office(folder.path);
  const away = join(folder.path, 'nowhere/theirs.pem');
  expect(await chatelaine('ejabberd', '--to', away, '--data', data)).toMatchObject({
    code: 1,
    err: `${away} could not be written (ENOENT). Its folder is not there: is that program installed here? --to names another file.\n`,
  });
  expect(await chatelaine('prosdy', '--data', data)).toMatchObject({
    code: 2,
    err: 'Say to which: ejabberd or prosody. Did you mean prosody?\n',
  });
  const other = await chatelaine(
    'prosody',
    '--domain',
    'other.example',
    '--to',
    join(folder.path, 'x'),
    '--data',
    data,
  );
  expect(other.code).toBe(1);
}, 60_000);
