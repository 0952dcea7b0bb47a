/**
 * The page Terminal on the real manager: a real bash behind the real page in Chromium. What is typed, completed, searched, measured;
 * a flood, a reload, an end; and what a browser may before its person has said so.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Headless, startHeadless } from '../../electron/headless.ts';
import { createNodeHost } from '../../electron/node-host.ts';
import { accessibilityProblems, openPage, startBrowser } from '../support/chromium.ts';
import { builtFace } from '../support/face.ts';
import { describeWith, findProgram } from '../support/need.ts';
import { freePort } from '../support/ports.ts';

const SOURCES = join(import.meta.dirname, '../..');
const PASSWORD = 'correct horse battery';

async function chatelaine(args: readonly string[], input: string): Promise<void> {
  const child = spawn(process.execPath, [join(SOURCES, 'electron/cli.ts'), ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += text));
  child.stdin.end(input);
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`chatelaine ${args.join(' ')}: ${said}`);
}

describeWith(['chromium', 'bash'], 'the terminal', () => {
  const data = mkdtempSync(join(tmpdir(), 'chatelaine-terminal-'));
  let face: Headless;
  let browser: Browser;
  let page: Page;
  const errors: string[] = [];

  beforeAll(async () => {
    const ports = ['--port', String(await freePort()), '--tls-port', String(await freePort())];
    const who = ['--domain', 'atelier.example', '--admin', 'sophie', '--password-file', '-'];
    await chatelaine(['setup', ...who, '--data', data, '--yes', ...ports], `${PASSWORD}\n`);
    const folder = await builtFace();
    const host = createNodeHost(data);
    face = await startHeadless({ host, listen: { address: '127.0.0.1', port: 0 }, folder });
    browser = await startBrowser();
    page = await openPage(browser, { language: 'en' });
    page.on('console', (line) => line.type() === 'error' && errors.push(line.text()));
    page.on('pageerror', (error) => errors.push(String(error)));
    await page.goto(face.newLink());
    await page.getByRole('link', { name: 'Terminal' }).click();
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await face?.close();
    rmSync(data, { recursive: true, force: true });
  }, 60_000);

  /** Resolves when the screen shows it; what is on it comes from a real shell. */
  const shows = (text: string | RegExp) =>
    page.locator('.xterm-rows > div').filter({ hasText: text }).first().waitFor({ timeout: 60_000 });
  const types = (text: string) => page.keyboard.type(text);
  async function stillMe() {
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Is it still you?').waitFor();
    await dialog.locator('input[type=password]').fill(PASSWORD);
    await dialog.getByRole('button', { name: 'Go on' }).click();
  }
  const actions = async () =>
    (await face.manager.calls.app.changes({ before: null, limit: 200 }, { session: null, signal: undefined }))
      .map(({ action }) => action)
      .filter((action) => action.startsWith('terminal.'));

  it('is off in the browser until its person has given the password, and both are noted', {
    timeout: 120_000,
  }, async () => {
    await page.getByText('Terminals are off in the browser').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    // Without a password there is nothing to ask for: one is set first.
    await page.getByRole('button', { name: 'Switch terminals on…' }).click();
    await page.getByRole('dialog').getByText('First, a password').waitFor();
    await page.keyboard.press('Escape');
    await face.manager.access.credentials.setPassword(PASSWORD);
    await page.getByRole('button', { name: 'Switch terminals on…' }).click();
    await stillMe();
    await page.getByRole('button', { name: 'Open a terminal' }).waitFor();
    expect(await actions()).toEqual(['terminal.on']);
  });

  it('a shell at the data folder, in which the office is found by itself, Tab completes and what is typed can be searched', {
    timeout: 120_000,
  }, async () => {
    await page.getByRole('button', { name: 'Open a terminal' }).click();
    await page.locator('.xterm-screen').waitFor();
    await page.locator('.xterm-helper-textarea').focus();
    await types('pwd; echo "[$PS1]" | wc -l; env | grep -ci -e secret -e token -e passw\n');
    await shows(data);
    await types('chatelaine ctl sta\t');
    await shows('chatelaine ctl status');
    await types('\n');
    await shows(/runs as process \d+ for/);
    await types('chatelaine ctl data_counts\n');
    await shows('1 people, 0 rooms, 0 archived messages');
    await page.keyboard.press('Control+Shift+F');
    const search = page.getByRole('searchbox', { name: 'Search in the terminal' });
    await search.fill('archived');
    await page.locator('.xterm-selection > div').first().waitFor({ state: 'attached' });
    await search.fill('nothing of that kind');
    await page.getByText('Nothing found').waitFor();
    await page.getByRole('button', { name: 'Close the search' }).click();
    expect(await accessibilityProblems(page)).toEqual([]);
  });

  it('knows its size, and a smaller window tells it', { timeout: 60_000 }, async () => {
    await page.locator('.xterm-helper-textarea').focus();
    const size = async (which: string) => {
      await types(`clear; echo ${which}=$(stty size)=\n`);
      const row = page.locator('.xterm-rows > div').filter({ hasText: new RegExp(`^${which}=\\d+ \\d+=`) });
      await row.waitFor({ timeout: 30_000 });
      const [, rows, columns] = /=(\d+) (\d+)=/.exec(await row.innerText())!;
      return { rows: Number(rows), columns: Number(columns) };
    };
    /** The last row is seen whole: a program's own status line stands there. */
    const cut = () =>
      page.evaluate(() => {
        const rows = [...document.querySelectorAll('.xterm-rows > div')];
        const box = document.querySelector('[data-terminal]')!.getBoundingClientRect();
        return Math.max(0, rows.at(-1)!.getBoundingClientRect().bottom - box.bottom);
      });
    const before = await size('large');
    expect(await cut()).toBe(0);
    expect(before.columns).toBeGreaterThan(80);
    await page.setViewportSize({ width: 900, height: 700 });
    await page.waitForFunction(
      (height) => document.querySelectorAll('.xterm-rows > div').length < height,
      before.rows,
    );
    const after = await size('small');
    expect(after).not.toEqual(before);
    expect(await cut()).toBe(0);
    expect(after.rows).toBeLessThan(before.rows);
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.setViewportSize({ width: 1280, height: 860 });
  });

  it('any colour a program asks for, under the page’s policy', { timeout: 60_000 }, async () => {
    await page.locator('.xterm-helper-textarea').focus();
    await types(
      `clear; printf '\\033[38;2;255;0;128m\\120INK\\033[48;2;0;90;0m\\115IX\\033[0;38;5;202m\\116INE\\033[0;7;38;2;1;2;3m\\122EV\\033[0m\\n'\n`,
    );
    const look = async (text: string) => {
      const piece = page.locator('.xterm-rows span').filter({ hasText: new RegExp(`^${text}$`) });
      await piece.waitFor();
      return piece.evaluate((one) => [getComputedStyle(one).color, getComputedStyle(one).backgroundColor]);
    };
    expect((await look('PINK'))[0]).toBe('rgb(255, 0, 128)');
    expect(await look('MIX')).toEqual(['rgb(255, 0, 128)', 'rgb(0, 90, 0)']);
    expect((await look('NINE'))[0]).toBe('rgb(255, 95, 0)');
    expect((await look('REV'))[1]).toBe('rgb(1, 2, 3)');
  });

  it('copies what is marked, and runs nothing of what is pasted', { timeout: 60_000 }, async () => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.locator('.xterm-helper-textarea').focus();
    await types('clear; echo copy-$((40+2))-me\n');
    await shows('copy-42-me');
    const line = page.locator('.xterm-rows > div').filter({ hasText: /^copy-42-me/ });
    const { x, y, height } = (await line.boundingBox())!;
    await page.mouse.dblclick(x + 30, y + height / 2);
    await page.keyboard.press('Control+Shift+C');
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toContain('copy-42-me');
    await page.evaluate(() => navigator.clipboard.writeText('echo pasted-$((1+1))\necho pasted-$((2+2))\n'));
    await page.locator('.xterm-helper-textarea').focus();
    await page.keyboard.press('Control+Shift+V');
    await shows('echo pasted-$((2+2))');
    expect(await page.locator('.xterm-rows').innerText()).not.toContain('pasted-2');
    await types('\u0003');
  });

  it('full-screen programs, wide signs and accents are drawn in their places', {
    timeout: 90_000,
  }, async () => {
    await page.locator('.xterm-helper-textarea').focus();
    await types('clear; vim -n -u NONE -N\n');
    await shows(/^~/);
    await types('i');
    await page.keyboard.insertText('日本語 – déjà vu 🎉|');
    await shows(/日本語 – déjà vu 🎉/);
    await page.keyboard.press('Escape');
    await types(':q!\n');
    await page.locator('.xterm-rows > div').filter({ hasText: /^~/ }).first().waitFor({ state: 'detached' });
    if (!findProgram('tmux')) return;
    await types('tmux -L chatelaine-test -f /dev/null new -s wide\n');
    await shows(/\[wide\]/);
    await types('tput cols; printf "%s\\n" "┌日本┐" "└────┘"; exit\n');
    await page
      .locator('.xterm-rows > div')
      .filter({ hasText: /\[wide\]/ })
      .first()
      .waitFor({ state: 'detached' });
  });

  it('a recipe is typed in and waits', { timeout: 60_000 }, async () => {
    await page.locator('.xterm-helper-textarea').focus();
    await types('clear\n');
    await page.getByRole('button', { name: /Every command/ }).click();
    await shows('chatelaine ctl help');
    expect(await page.locator('.xterm-rows').innerText()).not.toContain('reload_config');
    await types('\u0003');
  });

  it('survives being loaded again: what was on the screen is there, and typing goes on', {
    timeout: 60_000,
  }, async () => {
    await page.locator('.xterm-helper-textarea').focus();
    await types('HERE=still; echo before-$((6*7))\n');
    await shows('before-42');
    await page.reload();
    // Another line than the one it was opened over: a stolen cookie shows no screen and types nothing.
    await page.getByText('This terminal still runs.').waitFor();
    expect(await page.locator('.xterm-rows').innerText()).not.toContain('before-42');
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.getByRole('button', { name: 'Go on in this terminal…' }).click();
    await stillMe();
    await shows('before-42');
    await page.locator('.xterm-helper-textarea').focus();
    await types('echo after-$HERE\n');
    await shows('after-still');
  });

  it('a flood neither freezes the page nor grows here, and Ctrl C ends it at once', {
    timeout: 120_000,
  }, async () => {
    await page.locator('.xterm-helper-textarea').focus();
    const before = process.memoryUsage().rss;
    await types('yes flood\n');
    await shows('flood');
    // The page answers within a moment all the while.
    for (let n = 0; n < 10; n++) {
      const started = Date.now();
      await page.evaluate(
        () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0))),
      );
      expect(Date.now() - started).toBeLessThan(3000);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024);
    await page.keyboard.press('Control+c');
    await types('clear; echo calm-$((2+3))\n');
    await shows('calm-5');
  });

  it('has tabs, at most four; one that ends says so; all is noted, and never what was typed', {
    timeout: 120_000,
  }, async () => {
    for (let n = 2; n <= 4; n++) {
      await page.getByRole('button', { name: 'Open a terminal' }).click();
      await page.getByRole('tab', { name: new RegExp(`^${n} `) }).waitFor();
    }
    await page.getByText('4 at once are the most').waitFor();
    await page.locator('.xterm-helper-textarea').focus();
    await shows(/[$#]/);
    await types('exit\n');
    await page.getByText('It has ended.').waitFor();
    await page.getByRole('button', { name: 'Close this terminal' }).click();
    await page.getByRole('tab', { name: /^4 / }).waitFor({ state: 'detached' });
    const noted = await actions();
    expect(noted.filter((one) => one === 'terminal.opened')).toHaveLength(4);
    expect(noted.filter((one) => one === 'terminal.closed')).toHaveLength(1);
    const changes = await face.manager.calls.app.changes(
      { before: null, limit: 200 },
      { session: null, signal: undefined },
    );
    expect(JSON.stringify(changes)).not.toContain('HERE=still');
    expect(changes.find(({ action }) => action === 'terminal.opened')?.who.face).toBe('browser');
  });

  it('F6 leads out of it; switched off, all of them end', { timeout: 60_000 }, async () => {
    await page.locator('.xterm-helper-textarea').first().focus();
    await page.keyboard.press('F6');
    expect(await page.evaluate(() => document.activeElement?.closest('[role=toolbar]') !== null)).toBe(true);
    await page.getByRole('button', { name: 'Switch terminals off' }).click();
    await page.getByText('Terminals are off in the browser').waitFor();
    expect((await actions()).filter((one) => one === 'terminal.closed')).toHaveLength(4);
    // Among them would be what the page's policy stops.
    expect(errors).toEqual([]);
  });
});
