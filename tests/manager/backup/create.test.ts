/** One backup, made, opened again by us and by Debian's programs alone, and everything that can be wrong with a file. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import type { Lock } from '../../../electron/manager/backup/format/age.ts';
import { readManifest, unpackArchive } from '../../../electron/manager/backup/format/archive.ts';
import { createBackup } from '../../../electron/manager/backup/work/create.ts';
import { drill } from '../../../electron/manager/backup/work/drill.ts';
import { EVERYTHING } from '../../../electron/manager/backup/work/what.ts';
import { entries } from '../../../electron/node-host.ts';
import { temporaryFolder } from '../../support/host.ts';
import { describeWith } from '../../support/need.ts';
import { DOMAIN, put, server, sum, writeOfficeData } from './office-data.ts';

const AT = Date.UTC(2026, 10, 22, 2, 10);

async function make(data: string, lock: Lock | undefined, file = join(data, 'backups', 'one.tar.zst')) {
  mkdirSync(dirname(file), { recursive: true });
  const made = await createBackup({
    ...{ data, work: join(data, 'backup-work', 'test'), file, includes: EVERYTHING, lock, server },
    ...{ version: '1.2.3', domains: [DOMAIN], at: AT, node: process.execPath, serverEntry: entries.server },
  });
  return { ...made, file };
}

// Every backup is opened again by a chat server of its own.
vi.setConfig({ testTimeout: 240_000 });

describeWith(['age', 'zstd', 'tar', 'sha256sum', 'age-keygen'], 'a backup', () => {
  test('holds one moment of everything, somebody logs in on it, and Debian alone opens it', async () => {
    using folder = temporaryFolder();
    const data = join(folder.path, 'data');
    const counts = await writeOfficeData(data);
    const identity = execFileSync('age-keygen', { stdio: ['ignore', 'pipe', 'ignore'], encoding: 'utf8' });
    const keyFile = join(folder.path, 'key');
    writeFileSync(keyFile, identity);
    const recipient = /public key: (\S+)/.exec(identity)![1]!;
    const { file, manifest, drilled } = await make(data, { recipient });
    expect(manifest).toMatchObject({ counts, chatelaine: '1.2.3', domains: [DOMAIN], at: AT });
    expect(drilled.loggedIn).toBe(true);
    expect(existsSync(join(data, 'backup-work', 'test'))).toBe(false);

    const out = join(folder.path, 'out');
    mkdirSync(out);
    // What the README tells people to type.
    execFileSync(
      'sh',
      ['-c', 'age -d -i "$1" "$2" | zstd -d | tar x && sha256sum --quiet -c SHA256SUMS', '-', keyFile, file],
      { cwd: out },
    );
    expect(readdirSync(out).sort()).toEqual([
      ...[
        'SHA256SUMS',
        'certificates',
        'manager.sqlite',
        'manifest.json',
        'secrets',
        'server',
        'settings.json',
      ],
    ]);
    expect(readdirSync(join(out, 'secrets'))).toEqual(['relay']);
    expect(server.countsOf(join(out, 'server/data.sqlite'))).toEqual(counts);
    const upload = server.placeOfFile('file00000000000000000000');
    expect(sum(join(out, 'server/uploads', upload))).toBe(sum(join(data, 'server/uploads', upload)));
  });

  test('with words, age asks for these words and no others', async () => {
    using folder = temporaryFolder();
    const data = join(folder.path, 'data');
    await writeOfficeData(data, { people: 1, messages: 2, files: 0 });
    const { file } = await make(data, { passphrase: 'bakilo-metupa' });
    const beginning = readFileSync(file).subarray(0, 60).toString('latin1');
    expect(beginning).toMatch(/^age-encryption\.org\/v1\n-> scrypt /);
    await expect(readManifest(file, { passphrase: 'bakilo-metupo' })).rejects.toMatchObject({
      because: 'wrong-key',
    });
    await expect(readManifest(file, undefined)).rejects.toMatchObject({ because: 'wrong-key' });
    expect((await readManifest(file, { passphrase: 'bakilo-metupa' })).counts.people).toBe(1);
  });

  test('what age made, we open', async () => {
    using folder = temporaryFolder();
    const data = join(folder.path, 'data');
    await writeOfficeData(data, { files: 1, fileBytes: 200_000 });
    const { file } = await make(data, undefined);
    const identity = execFileSync('age-keygen', { stdio: ['ignore', 'pipe', 'ignore'], encoding: 'utf8' });
    const recipient = /public key: (\S+)/.exec(identity)![1]!;
    execFileSync('age', ['-r', recipient, '-o', `${file}.age`, file]);
    const key = { identity: /AGE-SECRET-KEY-\S+/.exec(identity)![0] };
    const out = join(folder.path, 'out');
    mkdirSync(out);
    expect((await unpackArchive({ file: `${file}.age`, key, into: out })).counts.files).toBe(1);
  });
});

describe('a file that is not right', () => {
  test('is refused with why, wherever it was cut or changed', async () => {
    using folder = temporaryFolder();
    const data = join(folder.path, 'data');
    await writeOfficeData(data, { files: 2, fileBytes: 300_000 });
    const { file } = await make(data, undefined);
    const whole = readFileSync(file);
    const bad = join(folder.path, 'bad');
    const tried: string[] = [];
    const open = async (bytes: Uint8Array) => {
      writeFileSync(bad, bytes);
      const scratch = join(folder.path, 'scratch');
      mkdirSync(scratch);
      const because = await drill({
        ...{
          file: bad,
          key: undefined,
          scratch,
          server,
          node: process.execPath,
          serverEntry: entries.server,
        },
      }).then(
        () => 'opened',
        (error: { because?: string }) => error.because ?? String(error),
      );
      tried.push(because);
      // Nothing of what was read stays.
      expect(existsSync(scratch)).toBe(false);
    };
    await open(Buffer.from('something else'));
    for (const share of [0.01, 0.3, 0.999]) await open(whole.subarray(0, Math.floor(whole.length * share)));
    const flipped = Buffer.from(whole);
    flipped[Math.floor(whole.length / 2)]! ^= 1;
    await open(flipped);
    expect(tried).toEqual(['not-ours', 'damaged', 'damaged', 'damaged', 'damaged']);
  });

  test('a database that is damaged makes no backup', async () => {
    using folder = temporaryFolder();
    const data = join(folder.path, 'data');
    await writeOfficeData(data, { messages: 4000 });
    const database = join(data, 'server/data.sqlite');
    const bytes = readFileSync(database);
    // In the middle of the rows: SQLite copies pages as they are.
    bytes.fill(0x55, 40_960, 45_056);
    writeFileSync(database, bytes);
    const file = join(data, 'backups', 'one.tar.zst');
    await expect(make(data, undefined, file)).rejects.toThrow();
    expect(readdirSync(dirname(file))).toEqual([]);
  });

  test('an archive with a name that leads elsewhere is not unpacked', async () => {
    using folder = temporaryFolder();
    const tree = join(folder.path, 'tree');
    put(tree, 'manifest.json', '{}');
    put(folder.path, 'evil', 'x');
    const file = join(folder.path, 'evil.tar.zst');
    execFileSync('sh', ['-c', 'tar -cP ../evil | zstd -q > "$1"', '-', file], { cwd: tree });
    const out = join(folder.path, 'out');
    mkdirSync(out);
    await expect(unpackArchive({ file, key: undefined, into: out })).rejects.toMatchObject({
      because: 'strange-name',
    });
  });
});
