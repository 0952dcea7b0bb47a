/** The card "Updates" on Backups & updates: a newer version, when to take it, how far it is, and the way back. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Looking, startLooking } from '../support/browser.ts';
import { accessibilityProblems } from '../support/chromium.ts';
import { scenes } from '../support/fake-manager.ts';
import { describeWith } from '../support/need.ts';

describeWith(['chromium'], 'updates', () => {
  let looking: Looking;
  beforeAll(async () => {
    looking = await startLooking();
  }, 180_000);
  afterAll(async () => looking?.close());

  const card = (page: Page, title = 'Updates') => page.getByRole('region', { name: title, exact: true });

  it('looked for, read about, taken tonight, then now, then not now', { timeout: 90_000 }, async () => {
    const { page, errors, close } = await looking.open({ state: scenes.office(), path: '/backups' });
    const box = card(page);
    await box.getByText('was the newest on').waitFor();
    await box.getByRole('button', { name: 'Look for a newer version' }).click();
    await box.getByText('Version 0.2.0 came out on').waitFor();
    await box.getByText('Pictures from Monal open in Gajim.').waitFor();
    await box.getByRole('button', { name: 'Tonight at 02:30' }).click();
    await box.getByText('is installed on').waitFor();
    await box.getByRole('button', { name: 'Not tonight: now' }).click();
    await box.getByText(/ of 80 MB/).waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await box.getByRole('button', { name: 'Not now' }).click();
    await box.getByRole('button', { name: 'Update now' }).waitFor();
    expect(errors).toEqual([]);
    await close();
  });

  it('the way back says what would go aside before anything is pressed', { timeout: 90_000 }, async () => {
    const state = scenes.office();
    const now = Date.now();
    state.updates = {
      ...state.updates,
      version: '0.2.0',
      state: { state: 'done', version: '0.2.0', from: '0.1.0', at: now },
      wayBack: { version: '0.1.0', since: now, until: now + 7 * 86_400_000, puts: 'data' },
    };
    const { page, close } = await looking.open({ state, path: '/backups' });
    await card(page).getByRole('button', { name: 'Go back to 0.1.0…' }).click();
    const dialog = page.getByRole('alertdialog').or(page.getByRole('dialog'));
    await dialog.getByText('142 messages written since go aside').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Go back' }).click();
    await card(page).getByText('You came back to it from 0.2.0').waitFor();
    await close();
  });

  it('a package: what to type; a version that was not kept: why, in French', {
    timeout: 90_000,
  }, async () => {
    const state = scenes.office();
    state.updates = {
      ...state.updates,
      kind: 'deb',
      commands: ['sudo apt update', 'sudo apt install --only-upgrade chatelaine'],
      state: { state: 'rolled-back', version: '0.2.0', because: 'proof.lost', at: Date.now() },
    };
    const { page, close } = await looking.open({ state, path: '/backups', context: { locale: 'fr-FR' } });
    const box = card(page, 'Mises à jour');
    await box.getByText('il aurait manqué des personnes').waitFor();
    await box.getByText('sudo apt update').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await close();
  });
});
