/** Chromium, as a person uses it: a fresh profile per page, in a language, a theme and a window size. */
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, chromium, type Page } from 'playwright-core';

/** Debian's Chromium. Without these it looks for the network, and complains at every start. */
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const startBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: '/usr/bin/chromium', args: ARGUMENTS });

export interface Look {
  readonly language: 'en' | 'fr';
  readonly theme?: 'light' | 'dark';
  readonly width?: 1280 | 900;
}

export async function openPage(
  browser: Browser,
  { language, theme = 'light', width = 1280 }: Look,
): Promise<Page> {
  const context = await browser.newContext({
    locale: language === 'fr' ? 'fr-FR' : 'en-GB',
    colorScheme: theme,
    viewport: { width, height: width === 900 ? 700 : 860 },
    // WHY: axe must not measure colours in the middle of a fade.
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  return page;
}

/** What axe finds wrong, one line each; empty is what we want. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
}
