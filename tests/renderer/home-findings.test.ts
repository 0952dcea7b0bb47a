/** Home says what somebody has to do about a withdrawn certificate, guessed passwords and a disk that fills, in both languages. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CERTIFICATES } from '../../electron/contract/findings/certificates.ts';
import { makeFinding } from '../../electron/contract/findings/finding.ts';
import type { Finding } from '../../electron/contract/index.ts';
import { type Looking, startLooking } from '../support/browser.ts';
import { accessibilityProblems } from '../support/chromium.ts';
import { scenes } from '../support/fake-manager.ts';
import { describeWith } from '../support/need.ts';

const SUBJECT = 'fabrik-martin.example';
const at = Date.UTC(2026, 10, 20);

const findings = (): Finding[] => {
  const about = { subject: SUBJECT, who: 'you' as const, at };
  const inner = makeFinding(CERTIFICATES, 'certificate.revoked', { subject: SUBJECT, data: { at } });
  return [
    { ...about, code: 'certificate.revoked', severity: 'broken', data: { at }, inner },
    {
      ...{ ...about, code: 'attack.guessing', severity: 'warning' },
      data: { shape: 'many-accounts', accounts: 6, addresses: 1, tries: 180 },
    },
    {
      ...{ ...about, code: 'disk.fills', severity: 'warning' },
      data: { fullAt: Date.UTC(2026, 11, 20), bytesPerDay: 1e9 },
    },
  ];
};

const SAID = {
  en: {
    words: [
      'The authority withdrew this certificate',
      '6 accounts were tried',
      '20 December 2026',
      'Withdrawn by its authority',
    ],
    certificate: 'Look at the certificate',
    look: 'Look',
  },
  fr: {
    words: [
      'L’autorité a révoqué ce certificat',
      '6 comptes ont été essayés',
      '20 décembre 2026',
      'Révoqué par son autorité',
    ],
    certificate: 'Regarder le certificat',
    look: 'Voir',
  },
} as const;

describeWith(['chromium'], 'in Chromium', () => {
  let looking: Looking;
  beforeAll(async () => {
    looking = await startLooking();
  }, 180_000);
  afterAll(() => looking.close());

  it.each(['en', 'fr'] as const)('Home in %s', { timeout: 60_000 }, async (language) => {
    const state = scenes.office();
    Object.assign(state.settings, { language, theme: language === 'fr' ? 'dark' : 'light' });
    state.findings = findings();
    const { page, errors, close } = await looking.open({ state });
    for (const words of SAID[language].words) await page.getByText(words).first().waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/home-${language}.png` });
    await page.getByRole('button', { name: SAID[language].look, exact: true }).click();
    await page.waitForURL(/#\/numbers/);
    await page.goBack();
    await page.getByRole('button', { name: SAID[language].certificate }).click();
    await page.waitForURL(/#\/network\/certificate/);
    expect(errors).toEqual([]);
    await close();
  });
});
