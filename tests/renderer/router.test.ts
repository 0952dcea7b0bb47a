/** The card "Your internet box" on Network > Doors: asking, opening, taking back, and what to enter by hand. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Looking, startLooking } from '../support/browser.ts';
import { accessibilityProblems } from '../support/chromium.ts';
import { scenes } from '../support/fake-manager.ts';
import { routerStands } from '../support/fake-router.ts';
import { describeWith } from '../support/need.ts';

describeWith(['chromium'], 'the internet box', () => {
  let looking: Looking;
  beforeAll(async () => {
    looking = await startLooking();
  }, 120_000);
  afterAll(async () => looking?.close());

  const card = (page: Page, title = 'Your internet box') =>
    page.getByRole('region', { name: title, exact: true });

  it('asked, offered, opened, taken back, and back again by Undo', async () => {
    const { page, manager, errors, close } = await looking.open({
      state: scenes.office(),
      path: '/network/doors',
    });
    const box = card(page);
    await box.getByText('It was not asked yet').waitFor();
    await box.getByRole('button', { name: 'Ask the box' }).click();
    await box.getByText('can open the doors for the chat server').waitFor();
    await box.getByText('Close them there again whenever Chatelaine ends').click();
    await box.getByRole('button', { name: 'Let the box open the doors' }).click();
    await box.getByText('passes the doors on').waitFor();
    expect(manager.state.box.choice).toEqual({ on: true, removeAtEnd: true });
    await box
      .getByRole('row', { name: /5222 TCP/ })
      .getByText('passed on')
      .first()
      .waitFor();
    // What is left is the range, and the IPv6 firewall.
    const left = box.getByRole('region', { name: 'The lines to enter' });
    await left.getByRole('row', { name: /Chatelaine 49152-49351/ }).waitFor();
    await box.getByRole('button', { name: 'Take the doors back' }).click();
    await box.getByRole('button', { name: 'Let the box open the doors' }).waitFor();
    expect(manager.state.box.choice.on).toBe(false);
    await page.getByRole('button', { name: 'Undo' }).click();
    await box.getByText('passes the doors on').waitFor();
    expect(errors).toEqual([]);
    await close();
  }, 60_000);

  it('nothing to ask: the lines for this very box, to copy and to print', async () => {
    const state = scenes.office();
    routerStands(state, 'silent');
    const { page, close } = await looking.open({ state, path: '/network/doors' });
    const box = card(page);
    await box.getByText('answered neither UPnP nor NAT-PMP nor PCP').waitFor();
    await box.getByRole('button', { name: /Which box is it/ }).click();
    await page.getByRole('option', { name: 'FRITZ!Box' }).click();
    await box.getByText('Internet › Permit Access (Freigaben)').waitFor();
    await box.getByRole('columnheader', { name: 'Port to device' }).waitFor();
    await box
      .getByRole('row', { name: /Chatelaine 3478/ })
      .getByText('TCP/UDP')
      .waitFor();
    // Printed: this sheet and nothing else.
    await page.evaluate(() => {
      window.print = () => undefined;
    });
    await box.getByRole('button', { name: 'Print this' }).click();
    await page.emulateMedia({ media: 'print' });
    await page.getByRole('heading', { name: 'Doors for the chat server' }).waitFor();
    expect(await page.getByRole('button', { name: 'Print this' }).count()).toBe(0);
    expect(await page.getByRole('navigation').count()).toBe(0);
    await close();
  }, 60_000);

  for (const [name, v4, v6] of [
    ['two routers', 'double-nat', 'mapped'],
    ['a shared address', 'carrier-nat', 'silent'],
  ] as const)
    it(`${name}: axe finds nothing, in French, in the dark, narrow`, async () => {
      const state = scenes.office();
      routerStands(state, v4, v6, { outside: { router: '100.64.3.4', seen: '203.0.113.24' } });
      const { page, close } = await looking.open({
        ...{ state, path: '/network/doors' },
        context: { locale: 'fr-FR', colorScheme: 'dark', viewport: { width: 900, height: 1400 } },
      });
      await card(page, 'Votre box').waitFor();
      expect(await accessibilityProblems(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
      await close();
    }, 60_000);
});
