/** Who tries to connect, and somebody who leaves, as a person at the page sees them. */
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Looking, startLooking } from '../support/browser.ts';
import { accessibilityProblems } from '../support/chromium.ts';
import { scenes } from '../support/fake-manager.ts';
import { describeWith } from '../support/need.ts';

const shots = join(import.meta.dirname, '../output');

describeWith(['chromium'], 'in Chromium', () => {
  let looking: Looking;
  beforeAll(async () => {
    looking = await startLooking();
  }, 120_000);
  afterAll(() => looking.close());

  const button = (page: Page, name: string | RegExp) =>
    page.getByRole('button', { name, exact: typeof name === 'string' });
  /** The fake's coach is about Marie and Otto. */
  const office = () => {
    const state = scenes.office();
    const [first, second] = state.people.filter(({ admin }) => !admin);
    for (const [person, username, displayName] of [
      [first!, 'marie', 'Marie'],
      [second!, 'otto', 'Otto'],
    ] as const)
      Object.assign(person, {
        username,
        displayName,
        address: `${username}@${state.domain}`,
        disabled: false,
        devices: [],
      });
    return state;
  };
  const drawer = (address: string) => `/people/${encodeURIComponent(address)}`;

  it('the page says what the server sees of each, with what helps', async () => {
    const state = office();
    const { page, errors, close } = await looking.open({ state, path: '/connect' });
    const card = page.getByRole('region', { name: 'Who is connecting' });
    await card
      .getByText('Marie has the address right and the password wrong for the third time')
      .first()
      .waitFor();
    await card.getByText(/^Most likely the program still has the old password: it was changed at/).waitFor();
    await card.getByText('Otto has connected, with Gajim').first().waitFor();
    await card.getByText(/Before: Otto \(Gajim\) wanted to go on without encryption\./).waitFor();
    await card.getByText(`nobody here has that address`, { exact: false }).first().waitFor();
    await card.getByText('12 strangers knocked and went').click();
    await card.getByText('198.51.100.7', { exact: false }).first().waitFor();
    await card.getByText('As the server saw it').first().click();
    await card.getByText('TLSv1.3, SCRAM-SHA-256').first().waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await card.screenshot({ path: join(shots, 'coach-en.png') });
    expect(errors).toEqual([]);
    await close();
  }, 90_000);

  it('in the drawer of a person it is about that person alone', async () => {
    const state = office();
    const { page, close } = await looking.open({ state, path: drawer(`otto@${state.domain}`) });
    const card = page.getByRole('region', { name: 'Watch them connect' });
    await card.getByText('Otto has connected, with Gajim').first().waitFor();
    expect(await card.getByText('Marie', { exact: false }).count()).toBe(0);
    await close();
  }, 90_000);

  it('somebody leaves: all of it is shown before, the copy is saved, and the way back is there', async () => {
    const state = office();
    const marie = `marie@${state.domain}`;
    const { page, errors, close } = await looking.open({ state, path: drawer(marie) });
    await page.getByRole('tab', { name: 'Account' }).click();
    await button(page, 'Marie is leaving…').click();
    const dialog = page.getByRole('dialog', { name: 'Marie leaves: what happens' });
    // Somebody is proposed where nobody else runs a room.
    await dialog.getByText('Plans: handed over').waitFor();
    await dialog.getByText('They leave Workshop').waitFor();
    await dialog.getByText('What remains, and until when').click();
    await dialog.getByText('412 messages in their own history, until the account goes.').waitFor();
    const choose = async (name: string | RegExp) => {
      await dialog.getByRole('button', { name: /Who takes over/ }).click();
      await page.getByRole('option', { name }).click();
    };
    await choose('Nobody');
    await dialog.getByText('Plans: nobody else runs it.').waitFor();
    await choose(/^Otto/);
    await dialog.getByText('Plans: handed over').waitFor();
    // What was opened stays open while another preview is asked for.
    await dialog.getByText('412 messages in their own history, until the account goes.').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.screenshot({ path: join(shots, 'leaver-en.png') });
    await button(page, 'Close their access').click();
    await page.getByText(/^Marie left on .* Until then you can bring Marie back\.$/).waitFor();
    expect(state.people.find(({ address }) => address === marie)?.disabled).toBe(true);
    const saving = page.waitForEvent('download');
    await button(page, /^Save the copy of their data/).click();
    expect((await saving).suggestedFilename()).toBe(`${marie} 2026-11-22.zip`);
    expect(await accessibilityProblems(page)).toEqual([]);
    await button(page, 'Bring Marie back').click();
    await button(page, 'Marie is leaving…').waitFor();
    expect(errors).toEqual([]);
    await close();
  }, 90_000);

  it('all of it in French, dark and narrow', async () => {
    const state = office();
    Object.assign(state.settings, { language: 'fr', theme: 'dark' });
    const context = { viewport: { width: 900, height: 900 } };
    const { page, close } = await looking.open({ state, path: '/connect', context });
    const card = page.getByRole('region', { name: 'Qui se connecte' });
    await card
      .getByText('Marie\u00a0: la bonne adresse, mais un mauvais mot de passe pour la 3e fois')
      .first()
      .waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await card.screenshot({ path: join(shots, 'coach-fr-dark.png') });
    await page.goto(`${page.url().split('#')[0]}#${drawer(`marie@${state.domain}`)}`);
    await page.getByRole('tab', { name: 'Compte' }).click();
    await button(page, 'Marie s’en va…').click();
    await page
      .getByRole('dialog', { name: /ce qui se passe/ })
      .getByText('Sortie de Workshop')
      .waitFor();
    await page.screenshot({ path: join(shots, 'leaver-fr-dark.png') });
    expect(await accessibilityProblems(page)).toEqual([]);
    await close();
  }, 90_000);
});
