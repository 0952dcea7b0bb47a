/**
 * Without a mouse: only keys are pressed. Each stop shows where one is, and the focus comes back after what was opened.
 */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Looking, startLooking } from '../support/browser.ts';
import { scenes } from '../support/fake-manager.ts';
import { describeWith } from '../support/need.ts';

describeWith(['chromium'], 'in Chromium', () => {
  let looking: Looking;
  beforeAll(async () => {
    looking = await startLooking();
  }, 120_000);
  afterAll(() => looking.close());

  /** More stops than any page has. */
  const MOST = 90;

  /** Where the focus is: its name, and whether an eye can see it (the ring may be drawn by the box around a field). */
  const stop = (page: Page) =>
    page.evaluate(() => {
      const element = document.activeElement as HTMLElement;
      const labels = 'labels' in element ? [...((element.labels as NodeListOf<HTMLElement>) ?? [])] : [];
      const labelled = (element.getAttribute('aria-labelledby') ?? '').split(' ').filter(Boolean);
      const name =
        element.getAttribute('aria-label') ??
        [
          ...labels.map((label) => label.innerText),
          ...labelled.map((id) => document.getElementById(id)?.innerText),
        ]
          .concat(element.innerText)
          .filter(Boolean)
          .join(' ');
      const ringed = (candidate: Element | null, depth: number): boolean => {
        if (candidate === null || depth > 3) return false;
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(candidate);
        const shown = outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1;
        return (
          shown || (depth === 0 && boxShadow.includes('inset')) || ringed(candidate.parentElement, depth + 1)
        );
      };
      return {
        id: element.id,
        name: name.trim(),
        visible: ringed(element, 0),
        html: element.outerHTML.slice(0, 160),
      };
    });

  async function tabTo(page: Page, name: RegExp): Promise<void> {
    const passed: string[] = [];
    for (let count = 0; count < MOST; count++) {
      await page.keyboard.press('Tab');
      const here = await stop(page);
      // After the last stop the browser's own buttons would come, then the first again.
      if (here.html.startsWith('<body')) continue;
      expect(here.visible, `no ring at ${here.html}`).toBe(true);
      expect(here.name, `no name at ${here.html}`).not.toBe('');
      if (name.test(here.name)) return;
      passed.push(here.name);
    }
    throw new Error(`${name} cannot be reached with Tab. Passed: ${passed.join(' | ')}`);
  }

  async function press(page: Page, name: RegExp): Promise<void> {
    await tabTo(page, name);
    await page.keyboard.press('Enter');
  }

  it('sets up a server and adds the first colleague', async () => {
    const { page, manager, close } = await looking.open({ state: scenes['first-run']() });
    const heading = (name: string) => page.getByRole('heading', { name }).waitFor();
    await heading('How shall we begin?');
    await press(page, /New server/);
    await heading('What is your domain?');
    // The first field has the focus: one types at once.
    await page.keyboard.type('fabrik-martin.example');
    await press(page, /^Go on/);
    await heading('Who looks after it?');
    await page.keyboard.type('Sophie Martin');
    await page.getByText('mofu-tari-kesa-98-lopi').waitFor();
    await press(page, /^Go on/);
    await heading('This is what will be done');
    await page.getByText('The server gets these doors on this computer').waitFor();
    await press(page, /Set it up now/);
    await heading('Open the doors of this computer');
    await press(page, /^Leave the firewall alone/);
    await heading('Tell the internet where your server is');
    await press(page, /^Go on meanwhile/);
    await heading('A certificate everybody believes');
    await press(page, /^Go on/);
    await heading('Your server is running');
    await press(page, /Add your first colleague/);
    await heading('Add a person');
    await page.keyboard.type('Léa Chevalier');
    await page.keyboard.press('Enter');
    await heading('Léa Chevalier can log in now');
    await press(page, /Copy the password of Léa Chevalier/);
    await page.getByRole('status').filter({ hasText: 'Copied' }).waitFor({ state: 'attached' });
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    // What opened it is gone with the set-up: the focus is on the page, not nowhere.
    await page.waitForFunction(() => document.activeElement?.id === 'main');
    expect(manager.state.people.map(({ username }) => username)).toEqual(['sophie', 'lea']);
    await close();
  }, 60_000);

  it('takes another road to the lines of the domain, and copies a box of a form', async () => {
    const { page, close } = await looking.open({ state: scenes.unnamed(), path: '/network' });
    await page.getByText('2 of 9 lines').waitFor();
    await tabTo(page, /Connect my provider/);
    await page.keyboard.press('ArrowRight');
    await page.getByRole('radio', { name: /I do it by hand/, checked: true }).waitFor();
    await page.getByRole('button', { name: 'Copy Priority of _xmpps-client._tcp SRV' }).waitFor();
    await press(page, /^Copy Priority of _xmpps-client\._tcp SRV/);
    await page.getByRole('status').filter({ hasText: 'Copied' }).waitFor({ state: 'attached' });
    await close();
  }, 60_000);

  it('gives the focus back after a drawer, a dialog, the help and the Finder', async () => {
    const { page, close } = await looking.open({ state: scenes.office() });
    const backAt = (name: RegExp) =>
      expect.poll(async () => (await stop(page)).name, { message: `focus back at ${name}` }).toMatch(name);
    await page.getByRole('heading', { name: 'Your server is running.' }).waitFor();

    await press(page, /^Stop$/);
    await page.getByRole('alertdialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('alertdialog').waitFor({ state: 'detached' });
    await backAt(/^Stop$/);

    await page.keyboard.press('F1');
    await page.getByRole('dialog', { name: 'Help on this page' }).waitFor();
    await page.keyboard.press('Escape');
    await backAt(/^Stop$/);

    await page.keyboard.press('Control+k');
    await page.getByRole('dialog', { name: 'Find' }).waitFor();
    await page.keyboard.press('Escape');
    await backAt(/^Stop$/);

    await page.keyboard.press('Control+2');
    await page.getByRole('heading', { name: 'People' }).waitFor();
    // The button that had the focus is gone: the new page has it.
    await expect.poll(async () => (await stop(page)).id).toBe('main');
    await press(page, /^Add a person$/);
    await page.getByRole('heading', { name: 'Add a person' }).waitFor();
    await page.keyboard.type('Nina Roux');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Nina Roux can log in now' }).waitFor();
    await page.keyboard.press('Escape');
    await backAt(/^Add a person$/);

    // The first of the list: those who need somebody come before the others.
    await press(page, /Inès Fontaine/);
    await page.getByRole('dialog', { name: 'Inès Fontaine' }).waitFor();
    await page.keyboard.press('Escape');
    await backAt(/Inès Fontaine/);
    await close();
  }, 60_000);

  it('takes back what can be taken back: a disabled account', async () => {
    const { page, manager, close } = await looking.open({
      state: scenes.office(),
      path: '/people/zoe%40fabrik-martin.example',
    });
    const zoe = () => manager.state.people.find(({ username }) => username === 'zoe');
    await page.getByRole('dialog', { name: 'Zoé Perrin' }).waitFor();
    await tabTo(page, /^Devices$/);
    await page.keyboard.press('ArrowRight');
    await tabTo(page, /May log in/);
    await page.keyboard.press('Space');
    await page.getByText('Zoé Perrin can no longer log in.').waitFor();
    expect(zoe()?.disabled).toBe(true);
    await press(page, /^Undo: Zoé Perrin/);
    await page.getByText('Zoé Perrin can no longer log in.').waitFor({ state: 'detached' });
    await expect.poll(() => zoe()?.disabled).toBe(false);
    await close();
  }, 30_000);

  it('finds people by name, and by domain only where an address is typed', async () => {
    const { page, close } = await looking.open({ state: scenes.office() });
    await page.getByRole('heading', { name: 'Your server is running.' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog', { name: 'Find' }).waitFor();
    // "martin" is in everyone's address.
    await page.keyboard.type('martin');
    await expect.poll(() => page.getByRole('menuitem').allInnerTexts()).toHaveLength(1);
    await close();
  }, 30_000);
});
