/** Chromium, as a person uses it: a fresh profile per page, in a language, a theme and a window size. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
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

/** @param program another path to it: a script that runs it in a network namespace. */
export const startBrowser = (program = '/usr/bin/chromium'): Promise<Browser> =>
  chromium.launch({ executablePath: program, args: ARGUMENTS });

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

// axe's own adapter opens another tab to put results of several frames together, which takes longer than the looking; we have one.
const fromAdapter = createRequire(createRequire(import.meta.url).resolve('@axe-core/playwright'));
const AXE = readFileSync(fromAdapter.resolve('axe-core/axe.min.js'), 'utf8');

declare const axe: {
  run(options: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
};

/** What axe finds wrong, one line each: the rule and the element; empty is what we want. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  // WHY no preload: it fetches and reads every style sheet once more, for rules that are off (locked orientation) or about sound.
  const { violations } = await page.evaluate(() => axe.run({ resultTypes: ['violations'], preload: false }));
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
}
