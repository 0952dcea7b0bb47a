/** A browser tab that stood open before the exchange: it says what is going on, and comes back by itself with the new pages. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startBrowser } from '../../support/chromium.ts';
import { builtFace } from '../../support/face.ts';
import { describeWith } from '../../support/need.ts';
import { type Lab, openLab, type Running } from './lab.ts';

describeWith(['chromium'], 'a tab', () => {
  let lab: Lab;
  let running: Running;
  let browser: Browser;
  beforeAll(async () => {
    [lab, browser] = await Promise.all([openLab('0.1.0', 'tab', await builtFace()), startBrowser()]);
    running = await lab.start();
  }, 300_000);
  afterAll(async () => {
    await browser?.close();
    await lab?.close();
  }, 60_000);

  it('comes back by itself, with the pages of the new version', { timeout: 240_000 }, async () => {
    const { url } = JSON.parse(running.lines.find((line) => line.includes('"listening"'))!) as {
      url: string;
    };
    await lab.offer('0.2.0', ['migrates']);
    const page = await browser.newPage({ locale: 'en-GB' });
    const thrown: Error[] = [];
    page.on('pageerror', (error) => thrown.push(error));
    await page.goto(url);
    const version = () => page.locator('html').getAttribute('data-version');
    const box = page.getByRole('region', { name: 'Updates', exact: true });
    await page
      .getByRole('link', { name: /^Backups/ })
      .first()
      .click();
    await box.getByRole('button', { name: 'Look for a newer version' }).click();
    await box.getByText('Version 0.2.0 came out on').waitFor();
    expect(await version()).toBe('0.1.0');

    await box.getByRole('button', { name: 'Update now' }).click();
    await page.getByText('Chatelaine has been updating itself since').waitFor({ timeout: 60_000 });
    // From here on nobody touches the page, which stays at its place.
    await box.getByText('Version 0.2.0 has been in place since').waitFor({ timeout: 120_000 });
    expect([await version(), thrown]).toEqual(['0.2.0', []]);
  });

  it('sees a version that is not kept go as it came, without being loaded anew', {
    timeout: 240_000,
  }, async () => {
    const { url } = JSON.parse((await lab.command(['link', '--json', '--data', lab.data])).stdout) as {
      url: string;
    };
    await lab.offer('0.3.0', ['broken']);
    const page = await browser.newPage({ locale: 'en-GB' });
    await page.goto(url);
    await page
      .getByRole('link', { name: /^Backups/ })
      .first()
      .click();
    const box = page.getByRole('region', { name: 'Updates', exact: true });
    await box.getByRole('button', { name: 'Look for a newer version' }).click();
    await page.evaluate(() => Object.assign(window, { stillHere: true }));
    await box.getByRole('button', { name: 'Update now' }).click();
    await box.getByText(/0\.3\.0 was tried and taken back/).waitFor({ timeout: 120_000 });
    expect(await page.evaluate(() => 'stillHere' in window)).toBe(true);
    // And Home says so.
    await page.getByRole('link', { name: 'Home' }).first().click();
    await page.getByText('Version 0.3.0 was tried and taken back.').first().waitFor();
    await page.getByText('Everybody and every message is where it was.').first().waitFor();
  });
});
