import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { APP_SCHEME, createAppHandler, requestedPath } from '../../electron/shell/app-scheme.ts';
import { readPageFile } from '../../electron/web/files.ts';

const home = mkdtempSync(join(tmpdir(), 'chatelaine-ui-'));
const folder = join(home, 'renderer');
mkdirSync(join(folder, 'assets'), { recursive: true });
writeFileSync(join(home, 'secret.html'), 'the neighbour');
writeFileSync(join(folder, 'index.html'), '<!doctype html><html><head><title>UI</title></head></html>');
writeFileSync(join(folder, 'assets/main-1a2b.js'), 'export {};');
writeFileSync(join(folder, 'assets/inter.woff2'), 'font');
writeFileSync(join(folder, '.hidden.html'), 'hidden');
writeFileSync(join(folder, 'data.sqlite'), 'not for pages');
afterAll(() => rmSync(home, { recursive: true }));

// The same reader as main.ts hands in: the headless face's.
const handle = createAppHandler((path) => readPageFile(folder, path));
const get = (url: string, init?: RequestInit) => handle(new Request(url, init));

test('the scheme is an origin like https, with no more rights', () => {
  expect(APP_SCHEME).toEqual({
    scheme: 'app',
    privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
  });
});

test.each([
  ['app://chatelaine/index.html', 'text/html; charset=utf-8'],
  ['app://chatelaine/', 'text/html; charset=utf-8'],
  ['app://chatelaine/assets/main-1a2b.js', 'text/javascript; charset=utf-8'],
  ['app://chatelaine/assets/inter.woff2', 'font/woff2'],
  ['app://chatelaine/index.html?x=1#/people', 'text/html; charset=utf-8'],
])('%s is served as %s, and no browser guesses otherwise', async (url, type) => {
  const answer = await get(url);
  expect([
    answer.status,
    answer.headers.get('content-type'),
    answer.headers.get('x-content-type-options'),
  ]).toEqual([200, type, 'nosniff']);
});

describe('content security policy', () => {
  test('of the page', async () => {
    const answer = await get('app://chatelaine/index.html');
    const policy = answer.headers.get('content-security-policy')?.split('; ') ?? [];
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("connect-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("base-uri 'none'");
    expect(policy.join()).not.toMatch(/unsafe-eval|https?:|\*/);
    // The one inline style is let through by a nonce that the page names.
    const nonce = /'nonce-([^']+)'/.exec(policy.join())?.[1];
    expect(await answer.text()).toContain(`content="${nonce}"`);
  });

  test('of a refusal', async () => {
    const answer = await get('app://chatelaine/nowhere.html');
    expect([answer.status, answer.headers.get('content-security-policy')]).toEqual([
      404,
      "default-src 'none'",
    ]);
  });
});

test.each([
  'app://chatelaine/../secret.html',
  'app://chatelaine/%2e%2e/secret.html',
  'app://chatelaine/..%2fsecret.html',
  'app://chatelaine/..%5csecret.html',
  'app://chatelaine/%252e%252e%252fsecret.html',
  'app://chatelaine/assets/../../secret.html',
  'app://chatelaine//etc/passwd',
  'app://chatelaine/.hidden.html',
  'app://chatelaine/index.html%00.js',
  'app://chatelaine/%',
  'app://chatelaine/assets',
  'app://chatelaine/assets/',
  'app://chatelaine/data.sqlite',
  'app://other/index.html',
])('%s is not there', async (url) => {
  const answer = await get(url);
  expect([answer.status, await answer.text()]).toEqual([404, '']);
});

test.each([
  ['app://chatelaine/assets/main.js', '/assets/main.js'],
  ['app://sophie@chatelaine/index.html', undefined],
  ['app://chatelaine:80/index.html', undefined],
  ['https://chatelaine/index.html', undefined],
  ['file:///index.html', undefined],
  ['', undefined],
])('%s asks for %s', (address, path) => {
  expect(requestedPath(address)).toBe(path);
});

test('only reading is answered', async () => {
  expect((await get('app://chatelaine/index.html', { method: 'POST' })).status).toBe(405);
  const head = await get('app://chatelaine/index.html', { method: 'HEAD' });
  expect([head.status, await head.text()]).toEqual([200, '']);
});
