/**
 * Files: who is shown and who stands in the bar, and the page as a person uses it: looking, deleting one, tighter rules.
 */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { arrange, shares } from '../../renderer/pages/files/arrange.ts';
import { createFormat } from '../../renderer/words/format.ts';
import { type Looking, startLooking } from '../support/browser.ts';
import { accessibilityProblems } from '../support/chromium.ts';
import { scenes } from '../support/fake-manager.ts';
import { describeWith } from '../support/need.ts';

const owner = (name: string, bytes: number) => ({ account: `${name}@example.org`, files: 1, bytes });
const names = (address: string) => (address.startsWith('zoe') ? 'Zoé Perrin' : address);

describe('the list', () => {
  const people = [owner('nina', 5), owner('zoe', 9), owner('otto', 7)];
  it.each([
    ['', ['zoe', 'otto', 'nina']],
    ['ZOE', ['zoe']],
    ['perrin zoé', ['zoe']],
    ['example.org ni', ['nina']],
    ['nobody', []],
  ])('“%s”', (search, expected) => {
    expect(arrange(people, search, names).map(({ account }) => account.split('@')[0])).toEqual(expected);
  });
});

describe('the bar', () => {
  const many = (count: number) => Array.from({ length: count }, (_, n) => owner(`p${n}`, 100 - n));
  it.each([
    [3, 3, 0],
    [5, 5, 0],
    // One other would only be called "1 other person".
    [6, 6, 0],
    [7, 5, 2],
    [40, 5, 35],
  ])('of %i people names %i, and sums up %i', (count, named, others) => {
    const shown = shares(many(count));
    expect([shown.top.length, shown.others.people]).toEqual([named, others]);
  });
});

it.each([
  ['en', 500, '0.5 kB'],
  ['en', 20, '0.1 kB'],
  ['en', 0, '0 kB'],
  ['en', 3_250_586, '3.1 MB'],
  ['en', 192 * 2 ** 20, '192 MB'],
  ['en', 1.25 * 2 ** 30, '1.3 GB'],
  ['fr', 3_250_586, '3,1 Mo'],
])('in %s, %i bytes are %s', (locale, bytes, text) => {
  expect(createFormat(locale).bytes(bytes).replace(/\s/g, ' ')).toBe(text);
});

describeWith(['chromium'], 'in Chromium', () => {
  let looking: Looking;
  beforeAll(async () => {
    looking = await startLooking();
  }, 180_000);
  afterAll(() => looking.close());

  const open = (to: string) => looking.open({ state: scenes.office(), path: to });
  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
  const problems = accessibilityProblems;

  it('opens a person by keyboard, and a file is deleted only when asked twice', async () => {
    const { page, manager, errors, close } = await open('/files');
    const list = manager.state.office.office.files.list;
    const before = list.length;
    await page.getByRole('row', { name: /Sophie Martin/ }).focus();
    await page.keyboard.press('Enter');
    const drawer = page.getByRole('dialog', { name: 'Sophie Martin' });
    await drawer.getByText('9 files', { exact: false }).waitFor();
    const name = 'Chantier Duval, visite du matin.mp4';
    await drawer
      .getByRole('button', { name: `Delete ${name}…` })
      .first()
      .click();
    const asked = page.getByRole('alertdialog', { name: `Delete ${name} for good?` });
    await asked.waitFor();
    expect(await problems(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await asked.waitFor({ state: 'hidden' });
    expect(list).toHaveLength(before);
    await drawer
      .getByRole('button', { name: `Delete ${name}…` })
      .first()
      .click();
    await button(page, 'Delete for good').click();
    await page.getByText(`${name} was deleted.`).waitFor();
    await drawer.getByText('8 files', { exact: false }).waitFor();
    expect(list).toHaveLength(before - 1);
    expect(errors).toEqual([]);
    await close();
  }, 120_000);

  it('a tighter rule is counted first; a wider one is done at once, and can be taken back', async () => {
    const { page, manager, errors, close } = await open('/files');
    const { files } = manager.state.office.office;
    const choose = async (label: RegExp, option: string) => {
      await page.getByRole('button', { name: label }).click();
      await page.getByRole('option', { name: option, exact: true }).click();
    };
    await choose(/For how long/, '1 month');
    const asked = page.getByRole('alertdialog', { name: 'Remove the files that do not fit?' });
    await asked.getByText(/files would go at once/).waitFor();
    expect(await problems(page)).toEqual([]);
    expect(files.rules.keepDays).toBe(365);
    await button(page, 'Remove them').click();
    await page.getByText('The files that did not fit are removed.').waitFor();
    expect(files.rules.keepDays).toBe(31);
    await choose(/The largest file/, '1 GB');
    await page.getByText('How files are kept was changed.').waitFor();
    expect(files.rules.maxBytes).toBe(2 ** 30);
    await page.getByRole('button', { name: /^Undo/ }).click();
    await expect.poll(() => files.rules.maxBytes).toBe(100 * 2 ** 20);
    expect(errors).toEqual([]);
    await close();
  }, 120_000);
});
