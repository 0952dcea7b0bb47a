/** Uploads end to end: a slot by XMPP, the file by HTTPS, and everything that must not work. Specs: XEP-0363, RFC 9110. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeJid } from '../../../server/kernel/jid.ts';
import type { RawClient } from '../../support/xmpp-client.ts';
import { ask, type Site, startSite } from './site.ts';

const UPLOAD = 'urn:xmpp:http:upload:0';
const ESCAPED: Readonly<Record<string, string>> = { '&': '&amp;', "'": '&apos;', '<': '&lt;' };

let site: Site;
let nina: RawClient & { jid: string };

beforeAll(async () => {
  site = await startSite({ hosts: ['test'] });
  await site.createAccounts('nina', 'otto');
  nina = await site.session('nina');
});
afterAll(() => site.stop());

async function slot(
  client: RawClient,
  { name, size, type, more = '' }: { name: string; size: number; type?: string; more?: string },
): Promise<{ put: string; get: string }> {
  const filename = name.replace(/[&'<]/g, (char) => ESCAPED[char]!);
  const typed = type === undefined ? '' : ` content-type='${type}'`;
  const answer = await client.query(
    'get',
    `<request xmlns='${UPLOAD}' filename='${filename}' size='${size}'${typed}>${more}</request>`,
    'upload.test',
  );
  const given = answer.getChild('slot', UPLOAD);
  if (!given) throw new Error(`no slot: ${answer}`);
  return { put: given.getChild('put')!.attrs.url!, get: given.getChild('get')!.attrs.url! };
}

async function uploaded(name: string, body: string | Buffer, type?: string): Promise<string> {
  const size = Buffer.byteLength(body);
  const { put, get } = await slot(nina, { name, size, ...(type && { type }) });
  const answer = await ask(site, put, {
    ...{ method: 'PUT', body },
    headers: { 'content-length': size, ...(type && { 'content-type': type }) },
  });
  if (answer.status !== 201) throw new Error(`not taken: ${answer.status} ${answer.text}`);
  return get;
}

const files = (folder = join(site.folder, 'data/uploads')): string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
    : [];

describe('a file', () => {
  test('is where the slot says, as it was sent, and named as it was', async () => {
    const url = await uploaded("très cool & 'so'.jpg", Buffer.from([0xff, 0xd8, 0, 1, 2]), 'image/jpeg');
    expect(url).toMatch(/^https:\/\/test:\d+\/upload\/[\w-]{40}\/tr%C3%A8s%20cool%20%26%20'so'\.jpg$/);
    const answer = await ask(site, url);
    expect(answer.status).toBe(200);
    expect([...answer.body]).toEqual([0xff, 0xd8, 0, 1, 2]);
    expect(answer.headers).toMatchObject({
      'content-type': 'image/jpeg',
      'content-length': '5',
      'content-disposition': "inline; filename*=UTF-8''tr%C3%A8s%20cool%20%26%20%27so%27.jpg",
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
      'access-control-allow-origin': '*',
      'accept-ranges': 'bytes',
    });
  });

  test('of ten megabytes comes back whole', async () => {
    const body = Buffer.alloc(10 * 1024 * 1024, 'chatelaine');
    expect((await ask(site, await uploaded('large.bin', body))).body.equals(body)).toBe(true);
  });

  test('is readable by the server and its group alone', async () => {
    await uploaded('modes.txt', 'modes');
    const modes = files().map((file) => statSync(file).mode & 0o777);
    expect([...new Set(modes)]).toEqual([0o640]);
    // S67: the folder hands its group on.
    expect(statSync(join(site.folder, 'data/uploads')).mode & 0o7777).toBe(0o2750);
  });

  const RUNS: [name: string, type: string, disposition: 'inline' | 'attachment', shown: string][] = [
    ['a.png', 'image/png', 'inline', 'image/png'],
    ['a.ogg', 'audio/ogg; codecs=opus', 'inline', 'audio/ogg; codecs=opus'],
    ['a.txt', 'text/plain; charset=utf-16', 'inline', 'text/plain; charset=utf-8'],
    ['a.html', 'text/html', 'attachment', 'text/html'],
    ['a.svg', 'image/svg+xml', 'attachment', 'image/svg+xml'],
    ['a.xhtml', 'application/xhtml+xml', 'attachment', 'application/xhtml+xml'],
    ['a.js', 'text/javascript', 'attachment', 'text/javascript'],
    ['a.pdf', 'application/pdf', 'attachment', 'application/pdf'],
    ['a.png', 'TEXT/HTML', 'attachment', 'TEXT/HTML'],
  ];
  test.each(RUNS)('%s of type %s is shown as %s', async (name, type, disposition, shown) => {
    const { headers } = await ask(site, await uploaded(name, '<script>alert(1)</script>', type));
    expect([headers['content-disposition']?.split(';')[0], headers['content-type']]).toEqual([
      disposition,
      shown,
    ]);
  });

  test('goes with its account, entry and bytes', async () => {
    await site.createAccounts('gone');
    const gone = await site.session('gone');
    const before = files().length;
    const { put, get } = await slot(gone, { name: 'mine.txt', size: 4 });
    expect((await ask(site, put, { method: 'PUT', body: 'mine' })).status).toBe(201);
    expect(files().length).toBe(before + 1);
    await site.server.accounts.remove(makeJid('gone', 'test')!);
    expect((await ask(site, get)).status).toBe(404);
    await expect.poll(() => files().length).toBe(before);
  });
});

describe('parts and conditions (RFC 9110 §13, §14)', () => {
  let url: string;
  let etag: string;
  let modified: string;
  beforeAll(async () => {
    url = await uploaded('range.txt', '0123456789', 'text/plain');
    const { headers } = await ask(site, url);
    etag = headers.etag!;
    modified = headers['last-modified']!;
  });

  const RANGES: [range: string, status: number, body: string, contentRange: string | undefined][] = [
    ['bytes=0-3', 206, '0123', 'bytes 0-3/10'],
    ['bytes=4-', 206, '456789', 'bytes 4-9/10'],
    ['bytes=-2', 206, '89', 'bytes 8-9/10'],
    ['bytes=-99', 206, '0123456789', 'bytes 0-9/10'],
    ['bytes=8-99', 206, '89', 'bytes 8-9/10'],
    ['bytes=10-', 416, '', 'bytes */10'],
    ['bytes=-0', 416, '', 'bytes */10'],
    ['bytes=5-2', 200, '0123456789', undefined],
    ['bytes=0-1,4-5', 200, '0123456789', undefined],
    ['bytes=-', 200, '0123456789', undefined],
    ['bytes=a-b', 200, '0123456789', undefined],
    ['lines=0-1', 200, '0123456789', undefined],
    ['bytes=99999999999999999999-', 200, '0123456789', undefined],
  ];
  test.each(RANGES)('%s → %i', async (range, status, body, contentRange) => {
    const answer = await ask(site, url, { headers: { range } });
    expect([answer.status, answer.text, answer.headers['content-range']]).toEqual([
      status,
      body,
      contentRange,
    ]);
  });

  test('what the client has already is not sent again', async () => {
    const status = async (headers: Record<string, string>) => (await ask(site, url, { headers })).status;
    expect(await status({ 'if-none-match': etag })).toBe(304);
    expect(await status({ 'if-none-match': `"other", W/${etag}` })).toBe(304);
    expect(await status({ 'if-none-match': '*' })).toBe(304);
    expect(await status({ 'if-none-match': '"other"' })).toBe(200);
    expect(await status({ 'if-modified-since': modified })).toBe(304);
    expect(await status({ 'if-modified-since': 'Thu, 01 Jan 1970 00:00:00 GMT' })).toBe(200);
    expect(await status({ 'if-modified-since': 'yesterday' })).toBe(200);
    expect(await status({ 'if-none-match': '"other"', 'if-modified-since': modified })).toBe(200);
    expect(await status({ range: 'bytes=0-1', 'if-range': etag })).toBe(206);
    expect(await status({ range: 'bytes=0-1', 'if-range': modified })).toBe(206);
    expect(await status({ range: 'bytes=0-1', 'if-range': '"other"' })).toBe(200);
  });

  // §13.2.2: "the recipient cache or origin server MUST evaluate the request preconditions" in this order.
  test('what must be as it was is refused when it is not', async () => {
    const status = async (headers: Record<string, string>) => (await ask(site, url, { headers })).status;
    const EPOCH = 'Thu, 01 Jan 1970 00:00:00 GMT';
    expect(await status({ 'if-match': etag })).toBe(200);
    expect(await status({ 'if-match': '*' })).toBe(200);
    expect(await status({ 'if-match': '"other"' })).toBe(412);
    // §13.1.1: by strong comparison, a weak validator is no match.
    expect(await status({ 'if-match': `W/${etag}` })).toBe(412);
    expect(await status({ 'if-unmodified-since': modified })).toBe(200);
    expect(await status({ 'if-unmodified-since': EPOCH })).toBe(412);
    expect(await status({ 'if-match': etag, 'if-unmodified-since': EPOCH })).toBe(200);
    expect(await status({ 'if-match': '"other"', 'if-none-match': etag })).toBe(412);
    expect(await status({ 'if-match': '"other"', range: 'bytes=0-1' })).toBe(412);
  });

  test('HEAD says the same without the body', async () => {
    const { status, headers, body } = await ask(site, url, { method: 'HEAD' });
    expect([status, headers['content-length'], body.length]).toEqual([200, '10', 0]);
  });
});

describe('what is not taken', () => {
  async function put(
    headers: Record<string, string | number>,
    body = 'four',
    change: (url: string) => string = (url) => url,
  ): Promise<number> {
    const given = await slot(nina, { name: 'x.txt', size: 4, type: 'text/plain' });
    const before = files().length;
    const { status } = await ask(site, change(given.put), { method: 'PUT', body, headers });
    if (status !== 201) {
      expect((await ask(site, given.get)).status).toBe(404);
      expect(files().length).toBe(before);
    }
    return status;
  }

  // XEP-0363 §7: "MUST reject the file upload if the Content-Length does not match the size of the slot request".
  test('another length', async () => {
    expect(await put({ 'content-length': 5 }, 'fives')).toBe(413);
    expect(await put({ 'content-length': 3 }, 'abc')).toBe(400);
    expect(await put({ 'transfer-encoding': 'chunked' })).toBe(411);
  });

  // §7: "SHOULD reject the file if the Content-Type has been specified beforehand and does not match".
  test('another type', async () => {
    expect(await put({ 'content-type': 'text/html' })).toBe(415);
    expect(await put({ 'content-type': 'Text/Plain;charset=utf-8' })).toBe(201);
    expect(await put({ 'content-encoding': 'gzip' })).toBe(415);
    expect(await put({})).toBe(201);
  });

  const FORGED: [what: string, change: (url: string) => string][] = [
    ['without its slot', (url) => url.split('?')[0]!],
    ['an empty slot', (url) => `${url.split('?')[0]}?slot=`],
    ['another signature', (url) => `${url.slice(0, -2)}${url.endsWith('AA') ? 'BB' : 'AA'}`],
    ['no signature', (url) => url.slice(0, url.lastIndexOf('.'))],
    ['another payload', (url) => url.replace(/slot=\w\w/, 'slot=AA')],
    ['another name', (url) => url.replace('/x.txt', '/x.html')],
    ['another file', (url) => url.replace(/upload\/[\w-]{40}/, `upload/${'A'.repeat(40)}`)],
  ];
  test.each(FORGED)('a slot with %s', async (_, change) => {
    expect(await put({}, 'four', change)).toBe(403);
  });

  test('a second file in the same slot', async () => {
    const { put: url, get } = await slot(nina, { name: 'x.txt', size: 4 });
    expect((await ask(site, url, { method: 'PUT', body: 'four' })).status).toBe(201);
    expect((await ask(site, url, { method: 'PUT', body: 'five' })).status).toBe(409);
    expect((await ask(site, get)).text).toBe('four');
  });

  test('half a file, and the slot is good for another try', async () => {
    const { put: url, get } = await slot(nina, { name: 'x.txt', size: 4 });
    const { request } = await import('node:https');
    const { pathname, search } = new URL(url);
    await new Promise<void>((resolve) => {
      const half = request({
        ...{ method: 'PUT', path: pathname + search, host: '127.0.0.1', port: site.web.tls },
        ...{ servername: 'test', ca: site.ca, headers: { host: 'test', 'content-length': 4 } },
      });
      half.on('error', () => {});
      half.on('close', resolve);
      half.write('fo', () => half.destroy());
    });
    await expect.poll(async () => (await ask(site, url, { method: 'PUT', body: 'four' })).status).toBe(201);
    expect((await ask(site, get)).text).toBe('four');
    expect(files().filter((file) => file.includes('incoming'))).toEqual([]);
  });

  const NOWHERE = ['/upload', '/upload/', '/upload/x', `/upload/${'A'.repeat(40)}/x.txt`, '/upload/a/b/c'];
  test.each(NOWHERE)('there is nothing at %s', async (path) => {
    expect((await ask(site, path)).status).toBe(404);
  });

  test('a file under another name', async () => {
    const url = await uploaded('name.txt', 'name');
    expect((await ask(site, url.replace('name.txt', 'name.html'))).status).toBe(404);
    expect((await ask(site, `${url}/`)).status).toBe(404);
  });

  const TRICKS = [
    '/upload/../../server.json',
    '/upload/%2e%2e/%2e%2e/server.key',
    '/upload/..%2f..%2fserver.key/x',
    '/upload/..%5c..%5cserver.key/x',
    '/upload/x/%00',
    '/upload/%/x',
    '/upload/%ff/x',
    '//upload/x/y',
  ];
  test.each(TRICKS)('a way out: %s', async (path) => {
    expect([400, 404]).toContain((await ask(site, path)).status);
  });
});

test('programs in web pages may use it, from anywhere, without credentials', async () => {
  const { put: url } = await slot(nina, { name: 'hello.png', size: 1234, type: 'image/png' });
  const { status, headers } = await ask(site, url, {
    method: 'OPTIONS',
    headers: {
      origin: 'https://chat.example',
      'access-control-request-method': 'PUT',
      'access-control-request-headers': 'content-type',
    },
  });
  expect(status).toBe(204);
  expect(headers).toMatchObject({
    'access-control-allow-origin': '*',
    'access-control-allow-methods': 'OPTIONS, HEAD, PUT, GET',
    'access-control-allow-headers': 'Authorization, Content-Type, Cookie, Expires, Range',
  });
  expect(headers['access-control-allow-credentials']).toBeUndefined();
});
