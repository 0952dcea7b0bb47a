/** How people stand, on the page of people in Chromium: who needs you, what each program can, a trial of push. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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

  const open = async (person?: number) => {
    const state = scenes.office();
    const address = person === undefined ? '' : encodeURIComponent(state.people[person]!.address);
    return looking.open({ state, path: `/people/${address}` });
  };
  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

  describe('the list', () => {
    it('has those who need you first, and can show them alone', async () => {
      const { page, errors, close } = await open();
      const rows = page.getByRole('row');
      await rows.filter({ hasText: 'Phone does not ring' }).waitFor();
      const first = await rows.allTextContents();
      expect(first.slice(1, 4)).toEqual([
        expect.stringMatching(/Inès Fontaine.*Phone does not ring.*Gajim and Conversations.*On.*Failing/),
        expect.stringMatching(/Marie Lefèvre.*Pidgin cannot decrypt.*Partly/),
        expect.stringMatching(/Théo Blanc.*Not connected yet/),
      ]);
      expect(await accessibilityProblems(page)).toEqual([]);
      await page.getByRole('button', { name: /^Need you/ }).press('Space');
      await expect.poll(() => rows.count()).toBe(4);
      expect(errors).toEqual([]);
      await close();
    }, 30_000);

    it('while the server stands still it is the list alone', async () => {
      const state = scenes.office();
      state.status = { state: 'stopped', since: Date.now() };
      const { page, close } = await looking.open({ state, path: '/people' });
      await page.getByRole('row', { name: /Inès Fontaine/ }).waitFor();
      expect(await page.getByText('Phone does not ring').count()).toBe(0);
      await close();
    }, 30_000);
  });

  describe('a person', () => {
    it('whose phone does not ring: why, what to do, and a trial', async () => {
      const { page, errors, close } = await open(6);
      const drawer = page.getByRole('dialog', { name: 'Inès Fontaine' });
      await drawer.getByText(/The telephone is not woken: push\.conversations\.im refuses/).waitFor();
      await drawer.getByText('Gajim 1.7.3').waitFor();
      await drawer.getByText('Conversations 2.13.4').waitFor();
      await drawer.getByText(/Keys of 2 devices are published/).waitFor();
      // It refused for good: trying again would tell nothing new.
      expect(await drawer.getByRole('button', { name: /^Try it now/ }).count()).toBe(0);
      expect(await accessibilityProblems(page)).toEqual([]);
      expect(errors).toEqual([]);
      await close();
    }, 30_000);

    it('whose phone is woken: the trial says what the service answered', async () => {
      const { page, close } = await open(3);
      await page.getByRole('button', { name: /^Try it now/ }).click();
      await page.getByText(/push\.conversations\.im took it\. If nothing rings/).waitFor();
      expect(await accessibilityProblems(page)).toEqual([]);
      await close();
    }, 30_000);

    it('who has not connected yet is led to the sheet', async () => {
      const { page, close } = await open(19);
      await page
        .getByText(/has not connected yet\. ?$|has not connected yet/)
        .first()
        .waitFor();
      await button(page, 'Open the sheet').click();
      await page.waitForURL(/hand-out/);
      await close();
    }, 30_000);

    it('gets a link for a new password, and no password is seen by anybody', async () => {
      const { page, manager, close } = await open(3);
      await page.getByRole('tab', { name: 'Account' }).click();
      await page.getByRole('button', { name: /^Link for a new password of/ }).click();
      await page.getByText(/links made before it do not work any more/).waitFor();
      await page.getByRole('img', { name: 'QR code of the link for a new password' }).waitFor();
      const made = [...manager.state.office.office.invitations.values()].at(-1);
      expect(made).toMatchObject({ kind: 'reset', username: manager.state.people[3]?.username });
      expect(await accessibilityProblems(page)).toEqual([]);
      await close();
    }, 30_000);
  });
});
