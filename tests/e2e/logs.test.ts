/**
 * Logs, end to end: the built product in a process of its own, lines its server really wrote, explained on the page in Chromium,
 * copied for support without a name in them, and another program's log of this computer followed while it is written.
 */
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { readTogether } from '../manager/log-events/recorded.ts';
import { accessibilityProblems, openPage, startBrowser } from '../support/chromium.ts';
import { describeWith } from '../support/need.ts';
import { chatelaine, type Office, openOffice, scratchFolder } from '../support/product.ts';
import { connectClient } from '../support/xmpp-client.ts';

const DOMAIN = 'office.test';
const PASSWORD = 'correct horse battery';
const WRONG = 'wrong horse battery';
/** Of whoever looks after Chatelaine, for its pages. */
const OWN = 'page after page after page';
const shots = new URL('../output/', import.meta.url).pathname;

/** As ejabberd writes them: one a second, one of a thousand a failure. */
const ejabberdLine = (index: number): string => {
  const at = new Date(Date.UTC(2026, 10, 1) + index * 1000)
    .toISOString()
    .replace('T', ' ')
    .replace('Z', '000+00:00');
  const who = `colleague${index % 50}@old.example`;
  return index % 1000 === 0
    ? `${at} [warning] <0.${index % 900}.0>@ejabberd_c2s:process_auth_result/3:283 (tls|<0.${index % 900}.0>) Failed c2s SCRAM-SHA-256 authentication for ${who} from 192.0.2.7: Invalid username or password\n`
    : `${at} [info] <0.${index % 900}.0>@ejabberd_c2s:bind/2:431 (tls|<0.${index % 900}.0>) Opened c2s session for ${who}/phone\n`;
};

describeWith(['chromium'], 'logs of a running office', () => {
  const scratch = scratchFolder('e2e-logs');
  // The data folder itself is closed to the viewer: keys and messages lie there.
  const elsewhere = scratchFolder('e2e-logs-elsewhere');
  let office: Office;
  let browser: Browser;
  let page: Page;

  const button = (name: string | RegExp) =>
    page.getByRole('button', { name, exact: typeof name === 'string' });
  const go = (path: string) => page.evaluate((to) => window.location.assign(`#${to}`), path);
  const panel = () => page.getByRole('complementary', { name: 'What this line means' });
  const options = () => page.getByRole('listbox', { name: 'Log lines' }).getByRole('option');

  async function logIn(name: string, password: string): Promise<void> {
    const client = await connectClient({
      ...{ port: office.direct, host: DOMAIN, tls: 'direct' },
      ca: readFileSync(office.ca, 'utf8'),
    });
    await client.openStream();
    await client.authenticate(name, password).catch(() => {});
    await client.close();
  }

  let failed: string | undefined;
  beforeEach(({ skip, task, onTestFailed }) => {
    if (failed !== undefined) skip(`"${failed}" failed before`);
    onTestFailed(async () => {
      failed = task.name;
      await page.screenshot({ path: join(shots, 'e2e-logs-failed.png') });
    });
  });
  beforeAll(async () => {
    browser = await startBrowser();
    office = await openOffice(scratch.path, { domain: DOMAIN, people: ['nina', 'otto'], password: PASSWORD });
    page = await openPage(browser, { language: 'en' });
    await page.goto(office.product.url);
    await page.getByRole('heading', { name: 'Your server is running.' }).waitFor();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await office?.product.stop();
    scratch.remove();
    elsewhere.remove();
  }, 30_000);

  test('a log-in that fails is there within a moment, found by a word, and explained', async () => {
    await go('/logs');
    await options().first().waitFor();
    await logIn('otto', PASSWORD);
    await logIn('nina', WRONG);
    const line = options()
      .filter({ hasText: 'nina' })
      .filter({ hasText: /not-authorized|failed/i });
    await line.last().waitFor();
    await page.getByRole('searchbox', { name: 'Words in the line' }).fill('not-authorized');
    await page.locator('mark', { hasText: 'not-authorized' }).first().waitFor();
    await options().last().click();
    await panel()
      .getByRole('heading', { name: /tried to log in as nina/ })
      .waitFor();
    await panel().getByText('If you do nothing').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.screenshot({ path: join(shots, 'e2e-logs-explained.png') });
  }, 60_000);

  test('the copy for support says what happened, and to nobody by name', async () => {
    await panel().getByRole('button', { name: 'Copy for support…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Copy for support' });
    await dialog.getByText('With those around it').click();
    const copy = dialog.getByRole('region', { name: 'The copy as it will be' });
    await copy.waitFor();
    const text = await copy.innerText();
    expect(text).toContain('not-authorized');
    for (const secret of ['nina', 'otto', 'sophie', DOMAIN, PASSWORD, WRONG, scratch.path])
      expect(text).not.toContain(secret);
    await dialog.getByText('What was replaced by what').click();
    await dialog.getByRole('rowheader', { name: /nina/ }).first().waitFor();
    await page.screenshot({ path: join(shots, 'e2e-logs-support.png') });
    await dialog.getByRole('button', { name: 'Close', exact: true }).click();
  }, 60_000);

  test('from a person to their lines, and to what happened to them', async () => {
    await go('/people/nina%40office.test');
    await button(/^See the lines of the logs: nina/).click();
    await button(/^About nina/).waitFor();
    await expect
      .poll(async () => {
        const all = await options().allInnerTexts();
        return all.length > 0 && all.every((text) => text.includes('nina'));
      })
      .toBe(true);
    await button('More').click();
    await page.getByRole('menuitem', { name: 'What happened to somebody…' }).click();
    const story = page.getByRole('list', { name: 'What happened, in order' });
    await story
      .getByText(/tried to log in as nina/)
      .first()
      .waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Close', exact: true }).click();
  }, 60_000);

  test('what a web server in front and a chat server say of one request, side by side', async () => {
    const { access, chat } = readTogether();
    // Any file this account may read is more than a page of the office: whoever opens one says once more who they are.
    const set = ['password', 'set', '--password-file', '-', '--data', scratch.path];
    expect((await chatelaine(set, `${OWN}\n`)).code).toBe(0);
    // Whoever was in without it is asked for it now; having just given it is enough for the next minutes.
    await page.getByLabel('Password', { exact: true }).fill(OWN);
    await button('Log in').click();
    await page.getByRole('link', { name: 'Logs', exact: true }).waitFor();
    for (const [name, text] of [
      ['access.log', access],
      ['chat.log', chat],
    ] as const) {
      writeFileSync(join(elsewhere.path, name), text);
      await go('/logs?open=file');
      await page
        .getByRole('textbox', { name: /Where it is on this computer/ })
        .fill(join(elsewhere.path, name));
      await button('Open it').click();
      await button(name).waitFor();
    }
    const both = ['access.log', 'chat.log'].map(
      (name) => `log=${encodeURIComponent(join(elsewhere.path, name))}`,
    );
    await go(`/logs?${both.join('&')}`);
    await options().filter({ hasText: 'POST /api/check_password' }).click();
    await panel().getByRole('button', { name: 'Show the programs side by side' }).click();
    const dialog = page.getByRole('dialog', { name: 'What belongs to it, side by side' });
    await dialog.getByRole('columnheader', { name: 'access.log' }).waitFor();
    await dialog.getByRole('columnheader', { name: 'chat.log' }).waitFor();
    const rows = await dialog.getByRole('row').allInnerTexts();
    // The request, the connection it was passed on through, and the call; not what others asked for through the same one.
    expect(rows.slice(1).map((row) => /Accepted connection|API call \w+|POST \S+/.exec(row)?.[0])).toEqual([
      'POST /api/check_password',
      'Accepted connection',
      'API call check_password',
    ]);
    expect(rows.join()).toContain('passed it on');
    // That ejabberd wrote the password into its log is no reason to show it.
    expect(rows.join()).toContain('<<"***">>');
    expect(rows.join()).not.toContain(PASSWORD);
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.screenshot({ path: join(shots, 'e2e-logs-side-by-side.png') });
    await dialog.getByRole('button', { name: 'Close', exact: true }).last().click();
  }, 60_000);

  test('another program’s log, opened by its path: both ends at once, searched, followed', async () => {
    const file = join(elsewhere.path, 'ejabberd.log');
    writeFileSync(file, Array.from({ length: 60_000 }, (_, index) => ejabberdLine(index)).join(''));
    await go('/logs?open=file');
    await page.getByRole('textbox', { name: /Where it is on this computer/ }).fill(file);
    await button('Open it').click();
    await page.getByText('60,000 lines').waitFor();
    const list = page.getByRole('listbox', { name: 'Log lines' });
    await list.focus();
    await page.keyboard.press('Home');
    await expect
      .poll(() => page.locator('[role=option][aria-selected=true]').getAttribute('aria-posinset'))
      .toBe('1');
    await panel()
      .getByText('Failed c2s SCRAM-SHA-256 authentication for colleague0@old.example', { exact: false })
      .first()
      .waitFor();
    await button('Follow').click();
    appendFileSync(file, ejabberdLine(60_000).replace('colleague0@', 'newcomer@'));
    await options().filter({ hasText: 'newcomer' }).waitFor();

    await button(/^Warnings/).click();
    await page.getByText('61 lines').waitFor();
    await go('/logs?open=export');
    const coming = page.waitForEvent('download');
    await page.getByText('Spreadsheet (CSV)').click();
    await button('Save the file').click();
    const saved = readFileSync(await (await coming).path(), 'utf8');
    expect(saved.split('\n').length).toBeGreaterThan(10);
  }, 60_000);
});
