/** The tests' own browser: a tab that is used again holds nothing of the test before, and axe sees what it must. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Looking, startLooking } from '../support/browser.ts';
import { accessibilityProblems } from '../support/chromium.ts';
import { scenes } from '../support/fake-manager.ts';
import { describeWith } from '../support/need.ts';

describeWith(['chromium'], 'in Chromium', () => {
  let looking: Looking;
  beforeAll(async () => {
    looking = await startLooking();
  }, 120_000);
  afterAll(() => looking.close());

  test('no cookie, nothing stored, no route, no medium, no error is left in a tab', async () => {
    const first = await looking.open({ state: scenes.office(), locked: true });
    await first.page.goto(`${first.manager.url}#token=good`);
    await first.page.getByRole('heading', { name: 'Your server is running.' }).waitFor();
    await first.page.route('**/assets/**', (route) => route.abort());
    await first.page.emulateMedia({ media: 'print' });
    await first.page.evaluate(() => {
      localStorage.setItem('left', '1');
      sessionStorage.setItem('left', '1');
      console.error('left');
    });
    await expect.poll(() => first.errors).toEqual(['left']);
    await first.close();

    const next = await looking.open({ state: scenes.office(), locked: true });
    await next.page.getByRole('heading', { name: 'You need a link to come in.' }).waitFor();
    expect(next.page).toBe(first.page);
    const left = await next.page.evaluate(() => [
      localStorage.getItem('left'),
      sessionStorage.getItem('left'),
      matchMedia('print').matches,
    ]);
    expect([left, next.errors]).toEqual([[null, null, false], []]);
    await next.close();
  }, 60_000);

  test('axe finds what is wrong', async () => {
    const { page, close } = await looking.open({ state: scenes.office() });
    await page.getByRole('heading', { name: 'Your server is running.' }).waitFor();
    await page.evaluate(() =>
      document.body.insertAdjacentHTML(
        'beforeend',
        '<img src="data:,"><button></button><p style="position:fixed;top:0;z-index:9999;color:#eee;background:#fff">pale words</p>',
      ),
    );
    const rules = (await accessibilityProblems(page)).map((line) => line.split(':')[0]);
    expect(rules).toEqual(['button-name', 'color-contrast', 'image-alt', 'region', 'region']);
    await close();
  }, 60_000);
});
