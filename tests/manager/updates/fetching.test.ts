/** What comes over the line: the feed and its signature, the archive and its bounds, and whoever plays with either. */
import { createHash, generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import {
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createZstdCompress } from 'node:zlib';
import tar from 'tar-stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { download } from '../../../electron/manager/updates/download.ts';
import { openEnvelope, preAuthEncoding } from '../../../electron/manager/updates/envelope.ts';
import { askFeed } from '../../../electron/manager/updates/feed.ts';
import { changelog } from '../../../electron/manager/updates/notes.ts';
import { choose } from '../../../electron/manager/updates/releases.ts';
import { safePath, unpack } from '../../../electron/manager/updates/unpack.ts';
import { makeKey, packVersion, signReleases } from './lab.ts';

const folder = mkdtempSync(join(tmpdir(), 'chatelaine-fetching-'));
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let server: Server;
let url: string;
beforeAll(async () => {
  server = createServer((request, response) => answer(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as { port: number }).port}/`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

const NOW = Date.parse('2026-11-22T00:00:00Z');
const payload = { format: 1, channel: 'stable', edition: 7, expires: '2026-12-22T00:00:00Z', releases: [] };

describe('the feed', () => {
  const { pem, publicKey } = makeKey();
  const ask = (
    text: string,
    more: { keys?: string[]; seen?: number; now?: number; channel?: string } = {},
  ) => {
    answer = (_, response) => void response.end(text);
    const parts = { fetch, keys: more.keys ?? [publicKey], now: () => more.now ?? NOW };
    return askFeed(url, more.channel ?? 'stable', more.seen ?? 0, parts);
  };
  const signed = signReleases(payload, pem);

  test('genuine', async () => {
    expect(await ask(signed)).toMatchObject({ ok: true, releases: { edition: 7 } });
  });
  test('any of the keys will do, so that one can be exchanged for the next', async () => {
    expect(await ask(signed, { keys: [makeKey().publicKey, publicKey] })).toMatchObject({ ok: true });
  });
  const envelope = JSON.parse(signed) as { payload: string; payloadType: string; signatures: object[] };
  const other = Buffer.from(JSON.stringify({ ...payload, edition: 8 })).toString('base64');
  test.each<[string, string, object, string]>([
    ['somebody else’s key', signed, { keys: [makeKey().publicKey] }, 'feed.forged'],
    ['no key at all', signed, { keys: [] }, 'feed.forged'],
    [
      'another payload under the signature',
      JSON.stringify({ ...envelope, payload: other }),
      {},
      'feed.forged',
    ],
    [
      'a signature for something else',
      JSON.stringify({ ...envelope, payloadType: 'text/plain' }),
      {},
      'feed.forged',
    ],
    ['without a signature', JSON.stringify({ ...envelope, signatures: [] }), {}, 'feed.malformed'],
    ['the feed of another channel', signReleases({ ...payload, channel: 'beta' }, pem), {}, 'feed.forged'],
    ['older than what we saw', signed, { seen: 8 }, 'feed.stale'],
    ['past its time', signed, { now: Date.parse('2027-01-01T00:00:00Z') }, 'feed.stale'],
    ['no JSON', '<html>', {}, 'feed.malformed'],
    ['too large', `"${'x'.repeat(1024 * 1024)}"`, {}, 'feed.malformed'],
    ['signed, but no feed', signReleases({ hello: 1 }, pem), {}, 'feed.malformed'],
  ])('%s', async (_, text, more, because) => {
    expect(await ask(text, more)).toEqual({ ok: false, because });
  });
  test('a redirect is not followed', async () => {
    answer = (_, response) => void response.writeHead(302, { location: 'http://127.0.0.1:9/' }).end();
    expect(await askFeed(url, 'stable', 0, { fetch, keys: [publicKey], now: () => NOW })).toEqual({
      ok: false,
      because: 'feed.unreachable',
    });
  });
  test('what is signed is said with its length, so that nothing slides into something else', () => {
    expect(preAuthEncoding('http://example.com/HelloWorld', Buffer.from('hello world')).toString()).toBe(
      'DSSEv1 29 http://example.com/HelloWorld 11 hello world',
    );
  });
  test('a key of another kind is no key', () => {
    const rsa = generateKeyPairSync('ec', { namedCurve: 'P-256' })
      .publicKey.export({ format: 'der', type: 'spki' })
      .toString('base64');
    expect(() => openEnvelope(signed, [rsa])).toThrow('32 bytes');
  });
});

describe('the archive', () => {
  const bytes = Buffer.alloc(300_000, 'chatelaine ');
  const wanted = { url: '', bytes: bytes.length, sha512: createHash('sha512').update(bytes).digest('hex') };
  const file = join(folder, 'archive');
  const fetchIt = async (more: Partial<typeof wanted> = {}) => {
    const progress: number[] = [];
    const signal = new AbortController().signal;
    await download({ ...wanted, url, ...more }, file, {
      fetch,
      progress: (done) => progress.push(done),
      signal,
    });
    return progress;
  };
  const serve = (all: Buffer) => (request: IncomingMessage, response: ServerResponse) => {
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    response.writeHead(from > 0 ? 206 : 200).end(all.subarray(from));
  };

  test('whole, with how far it is', async () => {
    answer = serve(bytes);
    const progress = await fetchIt();
    expect(progress.at(-1)).toBe(bytes.length);
    expect(readFileSync(file).equals(bytes)).toBe(true);
    rmSync(file);
  });
  test('cut off, then gone on with where it broke', async () => {
    answer = (_, response) => {
      response.writeHead(200, { 'content-length': bytes.length });
      response.write(bytes.subarray(0, 100_000), () => setTimeout(() => response.destroy(), 50));
    };
    await expect(fetchIt()).rejects.toMatchObject({ because: 'archive.truncated' });
    const asked: (string | undefined)[] = [];
    answer = (request, response) => {
      asked.push(request.headers.range);
      serve(bytes)(request, response);
    };
    await fetchIt();
    expect(asked[0]).toMatch(/^bytes=[1-9]\d*-$/);
    expect(readFileSync(file).equals(bytes)).toBe(true);
    rmSync(file);
  });
  test('a server that knows no ranges sends all of it again', async () => {
    writeFileSync(file, bytes.subarray(0, 5));
    answer = (_, response) => void response.end(bytes);
    await fetchIt();
    expect(readFileSync(file).equals(bytes)).toBe(true);
    rmSync(file);
  });
  test.each<[string, Buffer, string]>([
    ['too short', bytes.subarray(0, 1000), 'archive.truncated'],
    ['one letter other', Buffer.concat([bytes.subarray(0, -1), Buffer.from('X')]), 'archive.forged'],
    ['longer than signed', Buffer.concat([bytes, Buffer.from('more')]), 'archive.too-big'],
  ])('%s', async (_, sent, because) => {
    answer = (__, response) => void response.end(sent);
    await expect(fetchIt()).rejects.toMatchObject({ because });
    rmSync(file, { force: true });
  });
  test('nobody there', async () => {
    await expect(fetchIt({ url: 'http://127.0.0.1:9/' })).rejects.toMatchObject({
      because: 'archive.unreachable',
    });
    answer = (_, response) => void response.writeHead(404).end();
    await expect(fetchIt()).rejects.toMatchObject({ because: 'archive.unreachable' });
  });
});

describe('unpacking', () => {
  const archive = join(folder, 'a.tar.zst');
  const target = join(folder, 'unpacked');
  type Entry = {
    name: string;
    type?: 'file' | 'symlink' | 'link' | 'directory' | 'character-device';
    linkname?: string;
    text?: string;
    mode?: number;
  };
  async function make(...entries: Entry[]): Promise<void> {
    const pack = tar.pack();
    const done = pipeline(pack, createZstdCompress(), createWriteStream(archive));
    for (const { text = '', ...header } of entries) pack.entry(header, text);
    pack.finalize();
    await done;
  }
  test('files and folders, what may run and what may not', async () => {
    await make(
      { name: 'bin', type: 'directory' },
      { name: 'bin/run', text: 'x', mode: 0o4777 },
      { name: './deep/er/file', text: 'y' },
    );
    await unpack(archive, target, 100);
    expect(readFileSync(join(target, 'deep/er/file'), 'utf8')).toBe('y');
    expect(existsSync(`${target}.part`)).toBe(false);
  });
  test.each<[string, Entry[], string]>([
    ['out of the folder', [{ name: '../outside', text: 'x' }], 'archive.malformed'],
    ['from the root', [{ name: '/etc/passwd', text: 'x' }], 'archive.malformed'],
    ['a link', [{ name: 'a', type: 'symlink', linkname: '/etc' }], 'archive.malformed'],
    [
      'a hard link',
      [
        { name: 'a', text: 'x' },
        { name: 'b', type: 'link', linkname: 'a' },
      ],
      'archive.malformed',
    ],
    ['a device', [{ name: 'a', type: 'character-device' }], 'archive.malformed'],
    [
      'twice the same file',
      [
        { name: 'a', text: 'x' },
        { name: 'a', text: 'y' },
      ],
      'archive.malformed',
    ],
    ['more than it said', [{ name: 'a', text: 'x'.repeat(101) }], 'archive.too-big'],
    ['nothing', [], 'archive.malformed'],
  ])('refused: %s', async (_, entries, because) => {
    await make(...entries);
    await expect(unpack(archive, target, 100)).rejects.toMatchObject({ because });
    // What lay there before still does.
    expect(existsSync(join(target, 'deep/er/file'))).toBe(true);
    expect(existsSync(`${target}.part`)).toBe(false);
  });
  test('cut off in the middle', async () => {
    await make({ name: 'a', text: 'x'.repeat(90) });
    writeFileSync(archive, readFileSync(archive).subarray(0, 40));
    await expect(unpack(archive, target, 100)).rejects.toMatchObject({ because: 'archive.malformed' });
  });
  test.each(['a/../b', 'C:\\x', 'a\0b', '', '.', '//'])('no path of ours: %j', (name) => {
    expect(() => safePath(name)).toThrow();
  });
});

test('what the tool packs is what is unpacked, with its name last', async () => {
  const source = join(folder, 'source');
  mkdirSync(join(source, 'z'), { recursive: true });
  writeFileSync(join(source, 'package.json'), '{"version":"1.2.3"}');
  writeFileSync(join(source, 'z/last'), 'z');
  const { unpackedBytes } = await packVersion(source, join(folder, 'p.tar.zst'));
  await unpack(join(folder, 'p.tar.zst'), join(folder, 'p'), unpackedBytes);
  expect(readFileSync(join(folder, 'p/z/last'), 'utf8')).toBe('z');
  expect(
    choose(
      [],
      { version: '1.2.3', system: 'a', schema: { server: 0, manager: 0 }, installation: '', refused: [] },
      true,
    ),
  ).toEqual({ take: false, because: 'same' });
});

test('our own notes are whole, in both languages', () => {
  const text = readFileSync(join(import.meta.dirname, '../../../resources/changelog.json'), 'utf8');
  const { releases } = changelog.parse(JSON.parse(text));
  const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../../package.json'), 'utf8'));
  expect(releases.some((one) => one.version === version)).toBe(true);
});
