/** The archive's bytes: age's payload held against Debian's `age` and the library's own, frames and blocks against `zstd` and `tar`. */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { describe, expect, test, vi } from 'vitest';
import {
  decrypting,
  encrypting,
  type Key,
  type Lock,
  seal,
} from '../../../electron/manager/backup/format/age.ts';
import { unpackArchive, writeArchive } from '../../../electron/manager/backup/format/archive.ts';
import { BLOCK } from '../../../electron/manager/backup/format/blocks.ts';
import type { Manifest } from '../../../electron/manager/backup/format/manifest.ts';
import { temporaryFolder } from '../../support/host.ts';
import { describeWith } from '../../support/need.ts';

vi.setConfig({ testTimeout: 120_000 });

const CHUNK = 64 * 1024;
/** Empty, and on both sides of each border there is. */
const SIZES = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 1];

async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
async function all(source: AsyncIterable<Buffer>): Promise<Buffer> {
  const got: Buffer[] = [];
  for await (const piece of source) got.push(piece);
  return Buffer.concat(got);
}
const locked = async (bytes: Buffer, lock: Lock, size = 50_000) =>
  all(encrypting(await seal(lock))(pieces(bytes, size)));
const opened = (bytes: Buffer, key: Key, size = 50_000) => all(decrypting(key)(pieces(bytes, size)));

const identity = await generateX25519Identity();
const recipient = await identityToRecipient(identity);

describe('the payload of age', () => {
  test.for(SIZES)("of %i bytes is the library's", async (size) => {
    const plain = randomBytes(size);
    const library = new Decrypter();
    library.addIdentity(identity);
    for (const piece of [1000, CHUNK, 1 << 20])
      expect(
        Buffer.from(await library.decrypt(await locked(plain, { recipient }, piece))).equals(plain),
      ).toBe(true);
    const encrypter = new Encrypter();
    encrypter.addRecipient(recipient);
    expect((await opened(Buffer.from(await encrypter.encrypt(plain)), { identity })).equals(plain)).toBe(
      true,
    );
  });

  test('behind words, too', async () => {
    const library = new Decrypter();
    library.addPassphrase('bakilo-metupa');
    const sealed = await locked(Buffer.from('something'), { passphrase: 'bakilo-metupa' });
    expect(Buffer.from(await library.decrypt(sealed)).toString()).toBe('something');
  });

  test('is refused when it was cut, even between chunks, or changed, or two chunks change places', async () => {
    const sealed = await locked(randomBytes(3 * CHUNK), { recipient });
    const payload = sealed.length - 3 * (CHUNK + 16);
    const chunk = (n: number) =>
      sealed.subarray(payload + n * (CHUNK + 16), payload + (n + 1) * (CHUNK + 16));
    const before = sealed.subarray(0, payload);
    const flipped = Buffer.from(sealed);
    flipped[payload + CHUNK + 100]! ^= 1;
    for (const bad of [
      ...[sealed.subarray(0, -1), sealed.subarray(0, -(CHUNK + 16)), before, flipped],
      Buffer.concat([before, chunk(1), chunk(0), chunk(2)]),
      Buffer.concat([sealed, chunk(2)]),
    ])
      await expect(opened(bad, { identity })).rejects.toMatchObject({ because: 'damaged' });
  });
});

describeWith(['age'], "Debian's age", () => {
  test.for(SIZES)('opens what we lock and we what it locks: %i bytes', async (size) => {
    using folder = temporaryFolder();
    const [file, keyFile] = [join(folder.path, 'file'), join(folder.path, 'key')];
    writeFileSync(keyFile, `${identity}\n`);
    const plain = randomBytes(size);
    writeFileSync(file, await locked(plain, { recipient }));
    const most = { maxBuffer: 16 * CHUNK };
    expect(execFileSync('age', ['-d', '-i', keyFile, file], most).equals(plain)).toBe(true);
    const theirs = execFileSync('age', ['-r', recipient], { ...most, input: plain });
    expect((await opened(theirs, { identity })).equals(plain)).toBe(true);
  });
});

describeWith(['zstd', 'tar', 'sha256sum'], 'an archive of many blocks', () => {
  const about = { at: 1_000_000, counts: { people: 0, rooms: 0, messages: 0, files: 0 }, domains: [] };
  const put = (folder: string, sizes: readonly number[]) =>
    sizes.map((size, index) => {
      const path = join(folder, `file${index}`);
      // Neither all alike nor noise.
      writeFileSync(
        path,
        Buffer.concat([randomBytes(size >> 1), Buffer.alloc(size - (size >> 1), index + 1)]),
      );
      return { name: `some/file${index}`, path, bytes: size };
    });
  const manifest = (members: readonly { bytes: number }[]): Manifest => ({
    ...{ ...about, format: 1, chatelaine: '1', schema: { server: 1, manager: 1 } },
    includes: { files: true, secrets: true, certificates: true },
    members: members.length,
    bytes: members.reduce((sum, { bytes }) => sum + bytes, 0),
  });

  test('is read by zstd, tar and us alike, wherever files begin and end', async () => {
    using folder = temporaryFolder();
    const members = put(folder.path, [0, 1, 512, BLOCK - 4096, 2 * BLOCK + 5, 3, BLOCK, BLOCK * 4 - 512]);
    const file = join(folder.path, 'one.tar.zst');
    const told: number[] = [];
    const parts = { file, manifest: manifest(members), members, sealed: undefined };
    const bytes = await writeArchive({ ...parts, progress: (done) => told.push(done) });
    expect(readFileSync(`${file}.part`).length).toBe(bytes);
    expect(told.at(-1)).toBe(parts.manifest.bytes);
    for (const how of ['debian', 'own']) {
      const into = join(folder.path, how);
      mkdirSync(into);
      if (how === 'own') await unpackArchive({ file: `${file}.part`, key: undefined, into });
      else
        execFileSync(
          'sh',
          ['-c', 'zstd -qdc "$1" | tar x && sha256sum --quiet -c SHA256SUMS', '-', `${file}.part`],
          {
            cwd: into,
          },
        );
      for (const { name, path } of members)
        expect(readFileSync(join(into, name)).equals(readFileSync(path))).toBe(true);
    }
  });

  test.for([-1, 1])('a file that is not as large as it was (by %i): no archive', async (by) => {
    using folder = temporaryFolder();
    const members = put(folder.path, [BLOCK + 10]).map((one) => ({ ...one, bytes: one.bytes + by }));
    const file = join(folder.path, 'one.tar.zst');
    const made = writeArchive({ file, manifest: manifest(members), members, sealed: undefined });
    await expect(made).rejects.toThrow('some/file0 changed its size');
    expect(readdirSync(folder.path)).toEqual(['file0']);
  });
});
