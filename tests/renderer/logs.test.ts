/** The page Logs, as a person at it meets it: filters that combine and stay, a line explained, copied without names, ten million rows. */
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Looking, startLooking, type Visitor } from '../support/browser.ts';
import { accessibilityProblems } from '../support/chromium.ts';
import { type FakeState, scenes } from '../support/fake-manager.ts';
import { framesWhile } from '../support/frames.ts';
import { describeWith } from '../support/need.ts';

const shots = join(import.meta.dirname, '../output');

describeWith(['chromium'], 'in Chromium', () => {
  let looking: Looking;
  let visitor: Visitor;
  beforeAll(async () => {
    looking = await startLooking();
    visitor = await looking.visitor();
  }, 120_000);
  afterAll(async () => {
    await visitor.close();
    await looking.close();
  });

  const open = (path: string, tweak: (state: FakeState) => void = () => {}) => {
    const state = scenes.office();
    tweak(state);
    return visitor.visit({ state, path });
  };
  const panel = (page: Page) => page.getByRole('complementary', { name: 'What this line means' });
  const list = (page: Page) => page.getByRole('listbox', { name: 'Log lines' });
  const chosen = (page: Page) => page.locator('[role=option][aria-selected=true]');
  const address = (page: Page) => decodeURIComponent(new URL(page.url()).hash);
  const button = (page: Page, name: string | RegExp) =>
    page.getByRole('button', { name, exact: typeof name === 'string' });

  it('follows, pauses with a count, searches with a mark, and explains a line', async () => {
    const { page, manager, errors } = await open('/logs');
    await page.getByRole('option').first().waitFor();
    manager.log({ message: 'a line that just came' });
    await page.getByText('a line that just came').waitFor();
    await button(page, 'Pause').click();
    manager.log({ message: 'one more' });
    await button(page, 'Follow, 1 new').click();
    await page.getByText('one more').waitFor();

    await page.getByRole('searchbox', { name: 'Words in the line' }).fill('not-authorized');
    await page.locator('mark', { hasText: 'not-authorized' }).first().waitFor();
    await page.getByRole('option').last().click();
    await panel(page)
      .getByRole('heading', { name: /tried to log in as marie with a wrong name or password/ })
      .waitFor();
    await panel(page).getByText('As it was written').waitFor();
    await panel(page).getByText('"account":"marie"').waitFor();
    // What belongs to it: the other tries, and why we think so.
    await panel(page)
      .getByText(/the same person, within a moment/)
      .first()
      .waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.screenshot({ path: join(shots, 'logs-explained.png') });
    expect(errors).toEqual([]);
  }, 90_000);

  it('phrases combine, stay in the address, and go together', async () => {
    const { page } = await open('/logs');
    await button(page, 'About anyone').click();
    await page.getByPlaceholder('Name or address').fill('antoine');
    await page.getByRole('menuitemradio', { name: /Antoine/ }).click();
    await button(page, /Logging in|Of everything/).click();
    await page.getByRole('menuitemradio', { name: /Logging in/ }).click();
    await button(page, 'Any time').click();
    await page.getByRole('menuitemradio', { name: 'The last hour' }).click();
    await expect
      .poll(() => address(page))
      .toBe('#/logs?person=antoine@fabrik-martin.example&part=login&last=60');
    // A reload, or the link sent to somebody, shows the same.
    await page.reload();
    await button(page, 'About Antoine Girard').waitFor();
    await button(page, 'The last hour').waitFor();
    await expect
      .poll(() =>
        page
          .getByRole('option')
          .allInnerTexts()
          .then((all) => all.every((text) => text.includes('antoine'))),
      )
      .toBe(true);
    await button(page, 'About anyone again').click();
    await expect.poll(() => address(page)).toBe('#/logs?part=login&last=60');
    await button(page, 'Show all lines').click();
    await expect.poll(() => address(page)).toBe('#/logs');
  }, 90_000);

  /** A press on Home while what was typed is not in the address yet; the page it leads to is a long time in coming. */
  it('a page that is being left writes nothing into the address: the press on Home counts', async () => {
    const { page } = await open('/logs');
    const search = page.getByRole('searchbox', { name: 'Words in the line' });
    const home = page.getByRole('link', { name: 'Home', exact: true });
    await page.getByRole('option').first().waitFor();
    // Its own file comes late, and the pause after typing ends meanwhile.
    const late = Promise.withResolvers<void>();
    await page.route(/HomePage/, async (route) => {
      await late.promise;
      await route.continue();
    });
    await page.reload();
    await page.getByRole('option').first().waitFor();
    await search.fill('marie');
    await home.click();
    await page.waitForTimeout(600);
    late.resolve();
    await page.getByRole('heading', { name: 'Your server is running.' }).waitFor({ timeout: 10_000 });
    expect(address(page)).toBe('#/');
    // The page is there, and drawn so slowly that the pause ends before it shows.
    await page.getByRole('link', { name: 'Logs', exact: true }).click();
    await search.fill('antoine');
    await page.evaluate(() => {
      document.querySelector<HTMLElement>('nav a[href="#/"]')!.click();
      const until = performance.now() + 600;
      while (performance.now() < until);
    });
    await page.getByRole('heading', { name: 'Your server is running.' }).waitFor({ timeout: 10_000 });
    await page.waitForTimeout(400);
    expect(address(page)).toBe('#/');
  }, 90_000);

  it('a name for what is shown: chosen again, renamed, taken away, and back', async () => {
    const { page } = await open('/logs?level=warn&person=marie');
    await button(page, 'Saved views').click();
    await page.getByText('None yet.', { exact: false }).waitFor();
    await page.getByRole('textbox', { name: 'Name for what is shown now' }).fill('Marie’s trouble');
    await button(page, 'Save this view').click();
    await button(page, 'Rename Marie’s trouble').click();
    await page.getByRole('textbox', { name: /New name/ }).fill('Marie');
    await button(page, 'Rename it').click();
    await button(page, 'Take away Marie').click();
    await button(page, 'Undo: The view “Marie” was taken away.').click();
    await button(page, 'Show all lines').click();
    await button(page, 'Saved views').click();
    await button(page, 'Marie').click();
    await expect.poll(() => address(page)).toBe('#/logs?level=warn&person=marie');
  }, 90_000);

  it('the strip is a pair of sliders, and can be drawn over', async () => {
    const { page } = await open('/logs');
    const strip = page.getByRole('group', { name: /^Lines over time, from/ });
    expect(await strip.getAttribute('aria-label')).toMatch(/\d+ lines, \d+ warnings, \d+ failures$/);
    const first = page.getByRole('slider', { name: 'From when' });
    await first.focus();
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('Shift+ArrowRight');
    await expect.poll(() => first.getAttribute('aria-valuenow')).toBe('20');
    await expect.poll(() => address(page)).toContain('from=');
    await button(page, 'At any time again').click();
    await expect.poll(() => address(page)).toBe('#/logs');
    const box = (await strip.boundingBox())!;
    await page.mouse.move(box.x + box.width * 0.5, box.y + 20);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.75, box.y + 20, { steps: 4 });
    await page.mouse.up();
    await expect.poll(() => address(page)).toContain('to=');
  }, 90_000);

  it('goes by the keys: a letter searches, Enter shows a found line among its neighbours, Esc closes', async () => {
    const { page } = await open('/logs');
    await page.getByRole('option').first().waitFor();
    await list(page).focus();
    await page.keyboard.type('resumed');
    await expect.poll(() => address(page)).toBe('#/logs?text=resumed');
    await expect
      .poll(() => page.getByRole('option').allInnerTexts())
      .toSatisfy((all: string[]) => all.length > 0 && all.every((text) => text.includes('resumed')));
    await list(page).focus();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    await panel(page).getByRole('heading', { level: 2 }).waitFor();
    const found = await chosen(page).innerText();
    await page.keyboard.press('Enter');
    await expect.poll(() => address(page)).toContain('from=');
    await page.getByRole('option').filter({ hasText: 'committed' }).first().waitFor();
    await expect.poll(() => chosen(page).innerText()).toBe(found.replaceAll(/<[^>]+>/g, ''));
    await list(page).press('Escape');
    await expect.poll(() => panel(page).count()).toBe(0);
  }, 90_000);

  it('copies for support only what was shown before, without names', async () => {
    const { page } = await open('/logs?text=not-authorized');
    await page.getByRole('option').last().click();
    await panel(page).getByRole('button', { name: 'Copy for support…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Copy for support' });
    await dialog.getByText(/replaced, each the same everywhere/).waitFor();
    const text = await dialog.getByRole('region', { name: 'The copy as it will be' }).innerText();
    expect(text).toContain('person-1@office-1.example');
    expect(text).not.toContain('fabrik-martin');
    await dialog.getByText('What was replaced by what').click();
    await dialog.getByRole('rowheader', { name: '192.168.1.20', exact: true }).waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
  }, 90_000);

  it('saves what the list shows as a file', async () => {
    const { page } = await open('/logs?open=export&level=warn');
    const dialog = page.getByRole('dialog', { name: 'Save these lines as a file' });
    await dialog.getByText('Spreadsheet (CSV)').click();
    const coming = page.waitForEvent('download');
    await dialog.getByRole('button', { name: 'Save the file' }).click();
    expect((await coming).suggestedFilename()).toMatch(/^chatelaine-[\d-]+\.csv$/);
    await dialog.getByText(/^100 lines, /).waitFor();
  }, 90_000);

  it('a log that may not be read says who can change that; another is opened by its path', async () => {
    const { page, manager } = await open('/logs');
    await button(page, 'The office’s logs').click();
    await page.getByText('Found, but may not be read').click();
    await page.getByText('sudo adduser chatelaine adm').waitFor();
    await button(page, 'Copy the command that opens ejabberd').waitFor();
    await button(page, 'Open a log file…').click();
    const path = page.getByRole('textbox', { name: /Where it is on this computer/ });
    await path.fill('/var/log/missing.log');
    await button(page, 'Open it').click();
    await page.getByText('There is no log at /var/log/missing.log.').waitFor();
    await path.fill('/srv/old/ejabberd.log');
    await path.press('Enter');
    await button(page, 'ejabberd.log').waitFor();
    expect(address(page)).toBe('#/logs?log=/srv/old/ejabberd.log');
    expect(manager.state.logFiles.sources.at(-1)?.kind).toBe('opened');
    await page.getByText('No line of this kind was written yet.').waitFor();
    // A link to a log that nobody opened: said as it is, and without the lines of another one below it.
    await page.evaluate(() => window.location.assign('#/logs'));
    await page.getByRole('option').first().waitFor();
    await page.evaluate(() => window.location.assign('#/logs?log=/srv/never.log'));
    await page.getByText('/srv/never.log is not in the list of logs.').waitFor();
    await expect.poll(() => page.getByRole('option').count()).toBe(0);
  }, 90_000);

  it('when nothing fits, it says so and when the last one was', async () => {
    const { page } = await open('/logs?text=not-authorized&last=15', (state) => {
      for (const line of state.logs) line.time -= 3 * 3_600_000;
    });
    await page.getByText('No line of the last 15 min says “not-authorized”.').waitFor();
    await page.getByText(/The last one was written/).waitFor();
    await button(page, 'Go there').click();
    await page.locator('mark', { hasText: 'not-authorized' }).first().waitFor();
  }, 90_000);

  it('from a person, one press leads to their lines, and to what happened to them', async () => {
    const { page } = await open('/people/antoine%40fabrik-martin.example');
    await button(page, 'See the lines of the logs: Antoine Girard').click();
    await button(page, 'About Antoine Girard').waitFor();
    await button(page, 'More').click();
    await page.getByRole('menuitem', { name: 'What happened to somebody…' }).click();
    const dialog = page.getByRole('dialog', { name: 'What happened to Antoine Girard?' });
    await dialog.getByRole('list', { name: 'What happened, in order' }).waitFor();
    await dialog.getByText(/^\d+ log-ins? worked\.$/i).waitFor();
    await dialog.getByText('The lines behind it').click();
    await dialog
      .getByText(/it is about antoine/)
      .first()
      .waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
  }, 90_000);

  it('ten million lines: the newest at once, both ends by the keys, and scrolled without a stutter', async () => {
    const { page, errors } = await open('/logs', (state) => {
      state.logFiles.generated = 10_000_000;
    });
    await page.getByText('11:59:59').waitFor();
    await page.getByText('10,000,000 lines').waitFor({ timeout: 20_000 });
    await list(page).focus();
    await page.keyboard.press('End');
    await expect.poll(() => chosen(page).getAttribute('aria-posinset')).toBe('10000000');
    await page.keyboard.press('Home');
    await expect.poll(() => chosen(page).getAttribute('aria-posinset')).toBe('1');
    await page.keyboard.press('PageDown');
    await page.keyboard.press('ArrowDown');
    await expect
      .poll(async () => Number(await chosen(page).getAttribute('aria-posinset')))
      .toBeGreaterThan(10);
    // Nothing that only comes by is in the list's own words.
    expect(await list(page).getAttribute('aria-live')).toBeNull();
    const frames = await framesWhile(page, '[role=listbox]', { seconds: 2 });
    // How long frames take is measured by tests/bench/scroll.ts, with the built face and less beside it; here, that none is lost.
    expect(frames.drawn).toBeGreaterThan(10);
    expect(errors).toEqual([]);
  }, 90_000);
});
