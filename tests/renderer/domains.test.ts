/** Several domains in Chromium over the fake manager: a person under the second, and what experts may want otherwise, taken back. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Looking, startLooking } from '../support/browser.ts';
import { accessibilityProblems } from '../support/chromium.ts';
import { scenes } from '../support/fake-manager.ts';
import { describeWith } from '../support/need.ts';

describeWith(['chromium'], 'several domains', () => {
  let looking: Looking;
  beforeAll(async () => {
    looking = await startLooking();
  }, 120_000);
  afterAll(() => looking.close());

  it('a new person gets an address under the one that was chosen; with one domain nobody is asked', async () => {
    const state = scenes.office();
    state.otherDomains = ['deco.example'];
    const { page, close, errors } = await looking.open({ state, path: '/people?add' });
    const drawer = page.getByRole('dialog', { name: 'Add a person' });
    await drawer.getByLabel('First and last name').fill('Zoé Perrin');
    // She has an address under the first one already.
    expect(await drawer.getByLabel('Address', { exact: true }).inputValue()).not.toBe('zoe');
    await drawer.getByRole('button', { name: /Address ends in/ }).click();
    await page.getByRole('option', { name: 'deco.example' }).click();
    await drawer.getByText('@deco.example').waitFor();
    expect(await drawer.getByLabel('Address', { exact: true }).inputValue()).toBe('zoe');
    expect(await accessibilityProblems(page)).toEqual([]);
    await drawer.getByRole('button', { name: 'Add this person' }).click();
    await page.getByText('zoe@deco.example').first().waitFor();
    expect(errors).toEqual([]);
    await close();

    const one = await looking.open({ state: scenes.office(), path: '/people?add' });
    await one.page.getByText('@fabrik-martin.example', { exact: true }).waitFor();
    expect(await one.page.getByText('Address ends in').count()).toBe(0);
    await one.close();
  }, 60_000);

  it('an expert names the server otherwise, is told what that means, and takes it back', async () => {
    const { page, manager, close, errors } = await looking.open({ state: scenes.office(), path: '/network' });
    await page.getByText('How the names are made, for experts').click();
    const name = page.getByLabel('Name of the server');
    await page.getByText('Nothing was changed.').waitFor();
    await name.fill('chat.fabrik-martin.example');
    await page.getByText(/Links that were sent before/).waitFor();
    await page.getByRole('button', { name: 'Use these names' }).click();
    await page.getByText('The lines above follow the new names.').waitFor();
    expect(manager.state.names?.server).toBe('chat.fabrik-martin.example');
    await page.keyboard.press('Control+z');
    await page.locator('input[value="xmpp.fabrik-martin.example"]').waitFor();
    expect(manager.state.names?.server).toBeUndefined();
    await name.fill('conference.fabrik-martin.example');
    await page.getByRole('button', { name: 'Use these names' }).click();
    await page.getByText(/already belongs to a service of this office/).waitFor();
    expect(errors).toEqual([]);
    await close();
  }, 60_000);
});
