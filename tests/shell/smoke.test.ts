/**
 * The real Electron, where its binary is: the built program opens its page, the page reaches the manager through the
 * port, and nothing else of Node or Electron is reachable from it.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const pathFile = join(root, 'node_modules/electron/path.txt');
const program = existsSync(pathFile)
  ? join(root, 'node_modules/electron/dist', readFileSync(pathFile, 'utf8').trim())
  : undefined;

const reason =
  program === undefined || !existsSync(program)
    ? 'no Electron binary'
    : process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY
      ? 'no display'
      : undefined;

describe.skipIf(reason !== undefined)(`real Electron${reason ? ` [skipped: ${reason}]` : ''}`, () => {
  const home = mkdtempSync(join(tmpdir(), 'chatelaine-smoke-'));
  let electron: ElectronApplication;
  let page: Page;

  beforeAll(async () => {
    electron = await _electron.launch({
      executablePath: program,
      args: ['--no-sandbox', root, `--data=${join(home, 'data')}`],
      env: { ...(process.env as Record<string, string>), XDG_CONFIG_HOME: join(home, 'config') },
    });
    page = await electron.firstWindow();
  }, 60_000);

  afterAll(async () => {
    await electron?.close();
    rmSync(home, { recursive: true, force: true });
  });

  test('shows the first run', async () => {
    expect(page.url()).toMatch(/^app:\/\/chatelaine\/index\.html/);
    await page.getByRole('heading', { level: 1 }).waitFor();
  });

  test('the page has the one door and no other', async () => {
    const found = await page.evaluate(() => ({
      door: Object.keys((window as unknown as { chatelaine: object }).chatelaine),
      node: [
        typeof (globalThis as Record<string, unknown>).require,
        typeof (globalThis as Record<string, unknown>).process,
      ],
    }));
    expect(found).toEqual({ door: ['connect'], node: ['undefined', 'undefined'] });
  });

  test('a second window and another address are refused', async () => {
    await page.evaluate(() => void window.open('https://example.invalid/'));
    await page.evaluate(() => {
      location.href = 'file:///etc/passwd';
    });
    // A window that opened, or a page that left, would have done so by the time another one of ours has come.
    await page.reload();
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect([electron.windows().length, page.url().startsWith('app://chatelaine/')]).toEqual([1, true]);
  });
});
