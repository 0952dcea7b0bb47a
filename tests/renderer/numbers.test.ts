/** The page Numbers: what is said beside each picture, keys that go through one, gaps; and the notices of Settings. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NumberSpan } from '../../electron/contract/index.ts';
import { isDots } from '../../renderer/components/chart-options.ts';
import { figuresOf, gapOf, rowsOf, together } from '../../renderer/pages/numbers/figures.ts';
import { type Looking, startLooking } from '../support/browser.ts';
import { accessibilityProblems } from '../support/chromium.ts';
import { scenes } from '../support/fake-manager.ts';
import { describeWith } from '../support/need.ts';

const HOUR = 3_600_000;

describe('what is said of numbers', () => {
  it.each<[string, (number | null)[], (number | null)[] | undefined, object | undefined]>([
    ['nothing', [null, null], undefined, undefined],
    [
      'a few, with a gap',
      [2, null, 4],
      undefined,
      { mean: 3, sum: 6, most: { at: 30, value: 4 }, first: 2, last: 4 },
    ],
    [
      'the most is of a minute, where that is known',
      [5, 4],
      [6, 9],
      { mean: 4.5, sum: 9, most: { at: 20, value: 9 }, first: 5, last: 4 },
    ],
  ])('%s', (_, values, high, figures) => {
    expect(figuresOf([10, 20, 30].slice(0, values.length), values, high)).toEqual(figures);
  });

  it('a gap is between two that were counted, not before the first', () => {
    const gap = (value: (number | null)[]) =>
      gapOf({
        at: value.map((_, index) => index * HOUR),
        to: value.length * HOUR,
        series: { managerMemory: { value } },
      } as NumberSpan) / HOUR;
    expect([gap([null, null, 1, 1]), gap([1, null, null, 1]), gap([1, 1, null]), gap([null])]).toEqual([
      0, 2, 0, 0,
    ]);
  });

  it('a table nobody scrolls for long: neighbours put together', () => {
    expect(rowsOf(5, 31)).toHaveLength(5);
    const rows = rowsOf(144, 31);
    expect([rows.length <= 31, rows[0], rows.at(-1)?.to]).toEqual([true, { from: 0, to: 4 }, 143]);
    expect([
      together([1, null, 3], 0, 2, 'sum'),
      together([1, null, 3], 0, 2, 'mean'),
      together([null], 0, 0, 'sum'),
    ]).toEqual([4, 2, null]);
  });
});

describeWith(['chromium'], 'in Chromium', () => {
  let looking: Looking;
  beforeAll(async () => {
    looking = await startLooking();
  }, 120_000);
  afterAll(async () => looking?.close());
  const card = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

  it('one true sentence, then pictures that can be read without seeing them', async () => {
    const state = scenes.office();
    const now = Date.now();
    state.numbers.gap = { from: now - 60 * HOUR, to: now - 48 * HOUR };
    const { page, errors, close } = await looking.open({ state, path: '/numbers' });
    const online = state.people.filter(({ devices }) => devices.length > 0).length;
    await page.getByText(`${online} of ${state.people.length} people are here.`).waitFor();
    await page.getByText(/The disk lasts until \w+ \d{4} at this pace\./).waitFor();
    await page.getByText(/For 1[0-3] hours in this time Chatelaine was not running/).waitFor();
    const people = card(page, 'People who are here');
    const sentence = await people.getByText(/on average\. The most/).innerText();
    const picture = people.getByRole('group', { name: /^People who are here/ });
    expect(await picture.getAttribute('aria-label')).toBe(`People who are here. ${sentence}`);
    // From the newest, one piece back with each press.
    await picture.focus();
    const readOut = people.locator('[aria-live=polite]');
    await page.keyboard.press('ArrowLeft');
    await readOut.getByText(/People: \d/).waitFor();
    const first = await readOut.innerText();
    await page.keyboard.press('PageUp');
    await expect.poll(() => readOut.innerText()).not.toBe(first);
    await people.getByText('The same as a table').click();
    const table = people.getByRole('table');
    expect(await table.getByRole('row').count()).toBeGreaterThan(20);
    await table.getByRole('cell', { name: 'not counted' }).first().waitFor();
    await page.getByRole('radio', { name: 'Year' }).click({ force: true });
    await expect.poll(() => people.getByText(/on average\. The most/).innerText()).not.toBe(sentence);
    // "Now" is this minute, also where the picture's last piece is a day.
    await card(page, 'Messages that are kept')
      .getByText(/^214,000 now, /)
      .waitFor();
    await card(page, 'What happened in this time').getByText('The server was restarted').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    expect(errors).toEqual([]);
    await close();
  }, 60_000);

  it('before anything was counted it says so', async () => {
    const state = scenes.office();
    state.numbers.empty = true;
    const { page, close } = await looking.open({ state, path: '/numbers' });
    await page.getByText('Nothing was counted yet.').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await close();
  }, 60_000);

  it('mail is set up, tried, and says what is wrong in words; a password is never shown again', async () => {
    const state = scenes.office();
    const { page, manager, errors, close } = await looking.open({ state, path: '/settings' });
    const section = card(page, 'Tell me when something is wrong');
    await section.getByText('Tell me by mail').click({ force: true });
    await section.getByLabel('Mail relay (SMTP server)').fill('smtp.example.org');
    await section.getByRole('button', { name: /Encryption/ }).click();
    await page.getByRole('option', { name: /STARTTLS/ }).click();
    await section.getByLabel('Name to log in with').fill('office');
    await section.getByLabel('Password for it').fill('staple battery');
    await section.getByLabel('Mail comes from').fill('chat');
    await section.getByRole('button', { name: 'Save how mail is sent' }).click();
    await section.getByText('This is not an address of mail.').waitFor();
    await section.getByLabel('Mail comes from').fill('chat@example.org');
    await section.getByLabel('And goes to').fill('sophie@example.org, otto@example.org');
    await section.getByRole('button', { name: 'Save how mail is sent' }).click();
    await section.getByText('One is kept. Leave this empty to go on using it.').waitFor();
    expect(manager.state.notices.config.mail).toEqual({
      ...{ on: true, host: 'smtp.example.org', port: 587, security: 'starttls', user: 'office' },
      ...{ from: 'chat@example.org', to: ['sophie@example.org', 'otto@example.org'] },
    });
    expect(await section.getByLabel('Password for it').inputValue()).toBe('');
    manager.state.trials.mail = { ok: false, problem: 'password', said: '535 5.7.8 no' };
    await section.getByRole('button', { name: 'Send a test mail' }).click();
    await section.getByText('The relay refuses the name or the password.').waitFor();
    manager.state.trials.mail = { ok: true, told: ['sophie@example.org'] };
    await section.getByRole('button', { name: 'Send a test mail' }).click();
    await page.getByText('A test is on its way to sophie@example.org.').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    expect(errors).toEqual([]);
    await close();
  }, 60_000);

  it('somebody has to know: beside what they look at, or by the browser while they look elsewhere', async () => {
    const context = { permissions: ['notifications'] };
    const { page, manager, close } = await looking.open({
      ...{ state: scenes.office(), path: '/people', context },
      before: async (opened) => {
        await opened.addInitScript(() => {
          const shown: string[] = [];
          Object.assign(window, { shown });
          window.Notification = class {
            static permission = 'granted';
            constructor(title: string) {
              shown.push(title);
            }
          } as never;
        });
      },
    });
    await page.getByRole('heading', { name: 'People', exact: true }).waitFor();
    const notice = { ended: false, urgent: true, subject: 'x', data: {}, since: 0, at: 0 } as const;
    manager.emit({ type: 'notice', notice: { ...notice, id: '1', kind: 'server-down' } });
    await page.getByText('The chat server is down').waitFor();
    await page.evaluate(() => Object.defineProperty(document, 'hidden', { get: () => true }));
    manager.emit({ type: 'notice', notice: { ...notice, id: '2', kind: 'disk-low' } });
    await page.waitForFunction(
      () => (window as unknown as { shown: string[] }).shown[0] === 'The disk is nearly full',
    );
    await close();
  }, 60_000);
});

it.each([
  [[null, 4, null], true],
  [[4, null, 0], true],
  [[null, 4, 0], false],
  [[], true],
])('of %j there are only dots to draw: %s', (values, dots) => {
  expect(isDots(values)).toBe(dots);
});
