/** Settings, "When nobody is logged in": put in place, taken away, and what is shown of it, in both languages and widths. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Looking, startLooking } from '../support/browser.ts';
import { accessibilityProblems } from '../support/chromium.ts';
import { scenes } from '../support/fake-manager.ts';
import { describeWith } from '../support/need.ts';

const shots = join(import.meta.dirname, '../output');
mkdirSync(shots, { recursive: true });

describeWith(['chromium'], 'kept running', () => {
  let looking: Looking;
  beforeAll(async () => {
    looking = await startLooking();
  }, 120_000);
  afterAll(() => looking.close());

  const rows: [language: string, theme: string, width: number, title: string, keep: string, stop: string][] =
    [
      ['en', 'light', 1280, 'When nobody is logged in', 'Keep it running', 'Not any more'],
      [
        'fr',
        'dark',
        900,
        'Quand personne n’est connecté à l’ordinateur',
        'Le garder en marche',
        'Ne plus le faire',
      ],
    ];
  test.each(rows)(
    'in %s, %s, %i wide',
    async (language, theme, width, title, keep, stop) => {
      const visitor = await looking.visitor();
      const state = scenes.office();
      Object.assign(state.settings, { language, theme });
      const { page, errors } = await visitor.visit({ state, path: '/settings' });
      await page.setViewportSize({ width, height: 860 });
      const heading = page.getByRole('heading', { name: title });
      await heading.waitFor();
      await heading.scrollIntoViewIfNeeded();
      await page.screenshot({ path: join(shots, `keep-running-${language}-1.png`) });
      await page.getByRole('button', { name: keep }).click();
      await page.getByRole('button', { name: stop }).waitFor();
      await page.screenshot({ path: join(shots, `keep-running-${language}-2.png`) });
      expect(await accessibilityProblems(page)).toEqual([]);
      await page.getByRole('button', { name: stop }).click();
      await page.getByRole('button', { name: keep }).waitFor();
      expect(errors).toEqual([]);
      await visitor.close();
    },
    60_000,
  );
});
