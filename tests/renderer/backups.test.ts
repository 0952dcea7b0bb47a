/** Backups & updates: the form of the plan and the sheet of paper, and the page as a person uses it. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  formOf,
  missingIn,
  type PlanForm,
  planOf,
  readTime,
  timeText,
} from '../../renderer/pages/backups/plan-form.ts';
import { recoverySheet } from '../../renderer/pages/backups/recovery-sheet.ts';
import { type Looking, startLooking } from '../support/browser.ts';
import { accessibilityProblems } from '../support/chromium.ts';
import { fakeBackups } from '../support/fake-backups.ts';
import { scenes } from '../support/fake-manager.ts';
import { describeWith } from '../support/need.ts';

vi.setConfig({ testTimeout: 180_000 });

describe('the plan as a form', () => {
  const { plan } = fakeBackups(0);
  it('is the same plan when nothing was typed', () => {
    expect(planOf(formOf(plan))).toEqual(plan);
    const sftp = { kind: 'sftp', host: 'nas.local', port: 2222, user: 'backup', path: 'chat' } as const;
    expect(planOf(formOf({ ...plan, target: sftp }))).toEqual({ ...plan, target: sftp });
  });
  it.each<[Partial<PlanForm>, string | undefined]>([
    [{}, undefined],
    [{ time: '25:00' }, 'time'],
    [{ path: ' ' }, 'path'],
    [{ kind: 'here', path: '' }, undefined],
    [{ kind: 'sftp' }, 'host'],
    [{ kind: 'sftp', host: 'nas' }, 'user'],
    [{ lock: 'key', recipient: 'AGE-SECRET' }, 'recipient'],
  ])('%o wants %s', (part, missing) => {
    expect(missingIn({ ...formOf(plan), ...part })).toBe(missing);
  });
  it.each([
    ['02:10', 130],
    ['2h05', 125],
    ['24:00', undefined],
    ['soon', undefined],
  ])('“%s” is minute %s', (text, minute) => {
    expect(readTime(text)).toBe(minute);
    if (minute !== undefined) expect(readTime(timeText(minute))).toBe(minute);
  });
});

it('the sheet of paper shows the words and carries nothing that runs', () => {
  const sheet = recoverySheet({
    ...{ title: 'Recovery sheet', words: 'bakilo-metupa', domain: '<img src=x>', language: 'en' },
    lines: ['first', '<script>alert(1)</script>'],
  });
  expect(sheet).toContain('bakilo-metupa');
  expect(sheet).not.toMatch(/<script|<img/);
});

describeWith(['chromium'], 'in Chromium', () => {
  let looking: Looking;
  beforeAll(async () => {
    looking = await startLooking();
  }, 180_000);
  afterAll(() => looking.close());

  const open = () => looking.open({ state: scenes.office(), path: '/backups' });
  const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).first();

  it('makes one, tells how far it is, and stops when asked', async () => {
    const { page, manager, errors, close } = await open();
    await page.getByRole('heading', { name: 'Backups & updates' }).waitFor();
    await page.getByRole('list', { name: 'Backups of the last four weeks' }).waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await button(page, 'Make one now').click();
    await page
      .getByText('180 MB of 412 MB')
      .or(page.getByText(/of 393 MB/))
      .waitFor();
    await button(page, 'Stop').click();
    await page.getByRole('heading', { name: 'A backup is being made' }).waitFor({ state: 'detached' });
    expect(manager.backups.asked).toEqual(['make', 'cancel']);
    expect(errors).toEqual([]);
    await close();
  });

  it('says what would be lost, brings one person back, and puts the whole back only when asked twice', async () => {
    const { page, manager, close } = await open();
    await button(page, /^Restore… from the backup of/).click();
    const drawer = page.getByRole('dialog', { name: 'Restore' });
    await drawer.getByText('Messages written since: 204').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await drawer.getByRole('button', { name: 'Look what is in it' }).click();
    await drawer.getByRole('button', { name: /Person/ }).click();
    await page.getByRole('option', { name: /Marie Martin/ }).click();
    await drawer.getByRole('button', { name: 'What would come back?' }).click();
    await drawer.getByText('37 messages, 4 contacts and settings, 2 files.').waitFor();
    await drawer.getByRole('button', { name: 'Bring it back' }).click();
    await drawer.getByText('It is back.').waitFor();
    await drawer.getByRole('button', { name: 'Put the whole state back…' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Put it back' }).click();
    await page.getByText('Chatelaine starts anew with it.').waitFor();
    expect(manager.backups.asked).toEqual(['part person', 'restore']);
    await close();
  });

  it('a snapshot is removed only when asked twice: whoever was deleted is still in it', async () => {
    const { page, manager, close } = await open();
    await button(page, /^Remove… the snapshot of/)
      .first()
      .click();
    const question = page.getByRole('alertdialog');
    await question.getByText('cannot be brought back from here any more').waitFor();
    await question.getByRole('button', { name: 'Remove it' }).click();
    await expect.poll(() => manager.backups.asked).toEqual(['removeSnapshot']);
    await close();
  });

  it('a file of elsewhere asks for the words of its sheet', async () => {
    const { page, manager, close } = await open();
    await button(page, 'Open a file…').click();
    const drawer = page.getByRole('dialog', { name: 'Restore' });
    await drawer
      .getByRole('textbox', { name: 'The file, on the computer Chatelaine runs on' })
      .fill('/media/usb/one.tar.zst.age');
    await drawer.getByRole('button', { name: 'Open it' }).click();
    await drawer.getByText('these words do not open it', { exact: false }).waitFor();
    await drawer.getByLabel('Words of the recovery sheet').fill(manager.backups.words);
    await drawer.getByRole('button', { name: 'Open it' }).click();
    await drawer.getByText('Messages written since: 204').waitFor();
    await close();
  });

  it('the plan: tried, words chosen and shown once, saved', async () => {
    const { page, manager, close } = await open();
    await button(page, 'Change…').click();
    const drawer = page.getByRole('dialog', { name: 'How backups are made' });
    await drawer.getByRole('button', { name: 'Try it' }).click();
    await drawer.getByText('are free', { exact: false }).waitFor();
    await drawer.getByRole('button', { name: 'Choose new words' }).click();
    await drawer.getByText(manager.backups.words).waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await drawer.getByRole('textbox', { name: 'At', exact: true }).fill('03:30');
    await drawer.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Every day at 03:30').waitFor();
    expect(manager.backups.asked).toEqual(['setPlan']);
    await close();
  });
});
