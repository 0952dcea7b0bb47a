/**
 * The language kept in the settings is the only one that is ever drawn, whatever the browser prefers.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Looking, startLooking } from '../support/browser.ts';
import { scenes } from '../support/fake-manager.ts';
import { describeWith } from '../support/need.ts';
import { wordsIn } from '../support/words.ts';

describeWith(['chromium'], 'in Chromium', () => {
  let looking: Looking;
  beforeAll(async () => {
    looking = await startLooking();
  }, 120_000);
  afterAll(() => looking.close());

  it('opens in French in an English browser, without an English sentence in between', async () => {
    const state = scenes.office();
    state.settings.language = 'fr';
    // Everything else is there long before it.
    state.settingsMs = 400;
    const { page, close } = await looking.open({
      state,
      before: async (fresh) => {
        // Keeps every heading that was ever in the page.
        await fresh.addInitScript(() => {
          const seen: string[] = [];
          Object.assign(window, { seen });
          new MutationObserver(() => {
            for (const heading of document.querySelectorAll('h1, h2')) {
              const text = heading.textContent ?? '';
              if (!seen.includes(text)) seen.push(text);
            }
          }).observe(document, { childList: true, subtree: true, characterData: true });
        });
      },
    });
    await page.getByRole('heading', { name: 'Votre serveur est en marche.' }).waitFor();
    await page.getByRole('heading', { name: 'En ligne maintenant' }).waitFor();
    const seen = await page.evaluate(() => (window as unknown as { seen: string[] }).seen);
    const say = wordsIn('fr');
    for (const english of ['Your server is running.', 'Needs you', 'Connected now', 'Looks after itself']) {
      expect(seen).not.toContain(english);
      expect(seen).toContain(say(english));
    }
    expect(await page.locator('html').getAttribute('lang')).toBe('fr');
    await close();
  }, 30_000);
});
