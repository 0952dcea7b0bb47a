/** The page of the certificate and its step in the wizard: what they say in every state, and what pressing does. */
import { setupI18n } from '@lingui/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { proofWay } from '../../electron/contract/acme.ts';
import { servedHow, servedState } from '../../electron/contract/certificate-sources.ts';
import type { CertificateState, CertificateStatus } from '../../electron/contract/certificates.ts';
import { certificateEvent } from '../../electron/contract/certificates.ts';
import { RENEWAL } from '../../electron/contract/findings/certificate-renewal.ts';
import { makeFinding } from '../../electron/contract/findings/finding.ts';
import { messages as en } from '../../renderer/locales/en/messages.po';
import { messages as fr } from '../../renderer/locales/fr/messages.po';
import {
  eventWords,
  HOW_WORDS,
  SERVED_STATES,
  standingWords,
  toneOf,
  WAY_WORDS,
} from '../../renderer/words/certificate.ts';
import { createFormat } from '../../renderer/words/format.ts';
import { type Looking, startLooking } from '../support/browser.ts';
import { accessibilityProblems } from '../support/chromium.ts';
import { FAKE_FINGERPRINT } from '../support/fake-certificate-sources.ts';
import { freshCertificate, freshDetails, localCertificate } from '../support/fake-certificates.ts';
import { scenes } from '../support/fake-manager.ts';
import { describeWith } from '../support/need.ts';

const DOMAIN = 'fabrik-martin.example';
const NOW = Date.now();
const DAY = 86_400_000;

const finding = makeFinding(RENEWAL, 'certificate.put-back', {
  subject: DOMAIN,
  data: { name: DOMAIN, port: 5222 },
});
const problem = { finding, at: NOW, retryAt: NOW + DAY, tries: 1 };
const proving = (rehearsal: boolean) => ({ since: NOW, rehearsal, authority: 'Let’s Encrypt', names: [] });
const STATES: readonly CertificateState[] = [
  { state: 'none' },
  { state: 'resting', until: NOW + 30 * DAY },
  { state: 'planned', at: NOW, because: 'source' },
  { state: 'proving', ...proving(false) },
  { state: 'proving', ...proving(true) },
  { state: 'needs-you', ...proving(false) },
  { state: 'issued', since: NOW, rehearsal: false },
  { state: 'installing', since: NOW, rehearsal: false },
  { state: 'checking', since: NOW, rehearsal: false },
  { state: 'failed', problem },
];

describe.each(['en', 'fr'] as const)('in %s', (locale) => {
  const i18n = setupI18n({ locale, messages: { en, fr } });
  const format = createFormat(locale);
  const said = (status: CertificateStatus) => i18n._(standingWords(status, format, NOW));

  it.each(STATES)('the state $state is one whole sentence', (state) => {
    const one = state.state === 'none' ? { current: null } : {};
    expect(said(freshCertificate(DOMAIN, { state, ...one }))).toMatch(/^\p{Lu}.*[.]$/u);
  });

  it('says when it renews and how many names it covers', () => {
    const date = format.date(NOW + 30 * DAY);
    expect(said(freshCertificate(DOMAIN))).toBe(
      locale === 'en'
        ? `Renews by itself around ${date}; covers 6 names.`
        : `Se renouvelle tout seul vers le ${date}\u00a0; couvre 6 noms.`,
    );
    const over = freshCertificate(DOMAIN, { current: freshDetails(DOMAIN, { validUntil: NOW - DAY }) });
    expect(said(over)).toContain(format.date(NOW - DAY));
    expect(toneOf(over, NOW)).toBe('trouble');
  });

  it('every way, door, verdict and event has its words', () => {
    const words = [
      ...proofWay.options.map((way) => WAY_WORDS[way].name),
      ...servedHow.options.map((how) => HOW_WORDS[how]),
      ...servedState.options.map((state) => SERVED_STATES[state].word),
      ...certificateEvent.shape.what.options.map((what) =>
        eventWords({ at: 0, what, by: 'X', code: null, fingerprint: null }),
      ),
    ].map((word) => i18n._(word));
    expect(words.filter((word) => word === '' || /undefined|[{}]/.test(word))).toEqual([]);
  });
});

describeWith(['chromium'], 'the page', () => {
  let looking: Looking;
  beforeAll(async () => {
    looking = await startLooking();
  }, 120_000);
  afterAll(() => looking?.close());

  const open = async (
    certificates: CertificateStatus[],
    path = '/network/certificate',
    language: 'en' | 'fr' = 'en',
  ) => {
    const state = scenes.office();
    Object.assign(state, { certificates, setupStep: 'certificate' });
    state.settings.language = language;
    const opened = await looking.open({ state, path });
    opened.page.setDefaultTimeout(20_000);
    return opened;
  };

  it.each(['en', 'fr'] as const)(
    '%s: what is served is a table, the life one sentence, and axe finds nothing',
    { timeout: 60_000 },
    async (language) => {
      const { page, errors, close } = await open([freshCertificate(DOMAIN)], undefined, language);
      const label = await page
        .getByRole('img', {
          name: language === 'en' ? /^Good from .* It renews around/ : /^Valable du .* Il se renouvelle vers/,
        })
        .getAttribute('aria-label');
      expect(label).toContain(createFormat(language).date(freshCertificate(DOMAIN).renewal!.at));
      expect(await page.getByRole('columnheader').count()).toBe(5);
      expect(await page.getByRole('rowheader', { name: `conference.${DOMAIN}` }).count()).toBe(1);
      // Each exact value is one click deeper; the private key is nowhere.
      await page.getByText(language === 'en' ? 'For technicians' : 'Pour les techniciens').click();
      await page.getByText('06B1D7C2F0A94E').waitFor();
      expect(await page.content()).not.toContain('PRIVATE KEY');
      expect(await accessibilityProblems(page)).toEqual([]);
      expect(errors).toEqual([]);
      await close();
    },
  );

  it('a rehearsal is under way, name by name, and is stopped', { timeout: 60_000 }, async () => {
    const { page, close } = await open([freshCertificate(DOMAIN)]);
    await page.getByRole('button', { name: 'Rehearse a renewal' }).click();
    await page.getByText('A rehearsal is under way: nothing is changed by it.').waitFor();
    const steps = page.getByRole('list', { name: 'Progress of the order' }).getByRole('listitem');
    expect(await steps.count()).toBe(3);
    expect(await steps.nth(1).textContent()).toContain('the authority is looking');
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await page.getByText(/^Renews by itself around/).waitFor();
    await close();
  });

  it('the one before is put back after a question, and taken back from the toast', {
    timeout: 60_000,
  }, async () => {
    const { page, manager, close } = await open([freshCertificate(DOMAIN)]);
    const serial = () => manager.state.certificates[0]!.current!.serial;
    const now = serial();
    await page.getByRole('button', { name: 'Put the one before back' }).click();
    // Enter on what has the focus is the safe answer.
    await page.keyboard.press('Enter');
    expect(serial()).toBe(now);
    await page.getByRole('button', { name: 'Put the one before back' }).click();
    await page.getByRole('button', { name: 'Put it back' }).click();
    await page.getByText('The certificate before is in force again.').waitFor();
    expect(serial()).toBe('05AA');
    await page.getByRole('button', { name: /Undo/ }).click();
    await expect.poll(serial).toBe(now);
    await close();
  });

  it('a line for the address book can be copied, and is watched', { timeout: 60_000 }, async () => {
    const names = [
      {
        ...{ name: DOMAIN, way: 'dns-by-hand' as const, state: 'presenting' as const, lookedAt: Date.now() },
        record: { name: `_acme-challenge.${DOMAIN}`, type: 'TXT' as const, ttl: 60, values: ['"gfj9Xq"'] },
      },
    ];
    const { page, errors, close } = await open([
      freshCertificate(DOMAIN, { state: { state: 'needs-you', ...proving(false), names } }),
    ]);
    await page.getByText(`_acme-challenge.${DOMAIN}`).waitFor();
    // As forms at providers want it: without the quotation marks of a zone file.
    expect(await page.getByText('gfj9Xq', { exact: true }).count()).toBe(1);
    expect(await page.getByRole('button', { name: /^Copy the .* of this line$/ }).count()).toBe(2);
    expect(await accessibilityProblems(page)).toEqual([]);
    expect(errors).toEqual([]);
    await close();
  });

  describe('a certificate one has already', () => {
    const pem = (name: string, size = 3000) => ({
      ...{ name, mimeType: 'application/x-pem-file', buffer: Buffer.alloc(size, 'x') },
    });
    const own = async (language: 'en' | 'fr' = 'en') => {
      const opened = await open([localCertificate(DOMAIN)], undefined, language);
      await opened.page.getByText(language === 'en' ? 'I have one' : 'J’en ai un', { exact: true }).click();
      const choose = (...files: ReturnType<typeof pem>[]) =>
        opened.page.locator('input[type=file][multiple]').setInputFiles(files);
      return { ...opened, choose, source: () => opened.manager.state.certificates[0]!.source };
    };

    it('what is missing is said; all of it is shown before it is used', { timeout: 60_000 }, async () => {
      const { page, choose, source, errors, close } = await own();
      await choose(pem('fullchain.pem'));
      await page.getByText('The certificate is there, and its private key is not.').waitFor();
      expect(await page.getByRole('button', { name: 'Use this certificate' }).count()).toBe(0);
      // Far too large: said at once, and nothing is sent; each small enough, and all of them not.
      await choose(pem('backup.key', 3_000_000));
      await page.getByText('backup.key is far larger than certificates are.').waitFor();
      await choose(...[1, 2, 3].map((one) => pem(`part-${one}.key`, 250_000)));
      await page.getByText(/^part-1\.key is far larger/).waitFor();
      await choose(pem('fullchain.pem'), pem('privkey.key'));
      await page.getByText(/^Signed by R11, good until/).waitFor();
      expect(await accessibilityProblems(page)).toEqual([]);
      await page.getByRole('button', { name: 'Use this certificate' }).click();
      await expect.poll(source).toEqual({ from: 'given' });
      expect(errors).toEqual([]);
      await close();
    });

    it('a password is asked for in its place, a wrong one said, and what it opened is taken once', {
      timeout: 60_000,
    }, async () => {
      const { page, choose, source, close } = await own('fr');
      await choose(pem('locked.pfx'));
      const password = page.getByLabel('Son mot de passe');
      await password.fill('shut');
      await password.press('Enter');
      await page
        .getByText(/mot de passe .*locked\.pfx|locked\.pfx .*mot de passe/)
        .first()
        .waitFor();
      await password.fill('open');
      await page.getByRole('button', { name: 'L’ouvrir', exact: true }).click();
      await page.getByRole('button', { name: 'Utiliser ce certificat' }).click();
      await expect.poll(source).toEqual({ from: 'given' });
      await close();
    });

    it('what another program keeps is offered, and watched; where rights are missing, what to type', {
      timeout: 60_000,
    }, async () => {
      const { page, source, close } = await own();
      const places = page.getByRole('list', { name: 'Certificates on this computer' });
      await places.getByRole('button', { name: 'Look' }).nth(1).click();
      await page
        .getByText(/setfacl/)
        .first()
        .waitFor();
      await places.getByRole('button', { name: 'Look' }).first().click();
      await page.getByRole('button', { name: 'Use this certificate' }).click();
      await expect.poll(source).toEqual({ from: 'file', path: `/etc/letsencrypt/live/${DOMAIN}` });
      // One that a password opened is taken once: nobody could open it again.
      const path = page.getByLabel('Or a file or folder of this computer');
      await path.fill('/srv/locked.pfx');
      await path.press('Enter');
      await page.getByLabel('Its password').fill('open');
      await page.getByRole('button', { name: 'Open it' }).click();
      await page.getByRole('button', { name: 'Use this certificate' }).click();
      await expect.poll(source).toEqual({ from: 'given' });
      await close();
    });
  });

  describe('another machine has it', () => {
    const machine = async () => {
      const opened = await open([localCertificate(DOMAIN)]);
      await opened.page.getByText('Another machine of ours has it', { exact: true }).click();
      return opened;
    };

    it('what to do there, the key of that machine compared by a person, then the certificate', {
      timeout: 60_000,
    }, async () => {
      const { page, manager, errors, close } = await machine();
      await page.getByRole('button', { name: 'Show what to do on the other machine' }).click();
      await page.getByText('sudo chmod 0755 /usr/local/bin/chatelaine-certificate').waitFor();
      await page.getByLabel('Name or address of the machine').fill('www.fabrik-martin.example');
      const connect = page.getByRole('button', { name: 'Connect', exact: true });
      // Nothing is asked while a part is missing.
      expect(await connect.isEnabled()).toBe(false);
      await page.getByLabel('Account there').fill('certificates');
      await connect.click();
      await page.getByText(FAKE_FINGERPRINT).waitFor();
      // Before a person has compared it nothing can be fetched.
      expect(await page.getByRole('button', { name: 'Use this certificate' }).count()).toBe(0);
      await page.getByRole('button', { name: 'It is the same' }).click();
      await page.getByText(/^Signed by R11, good until/).waitFor();
      expect(await accessibilityProblems(page)).toEqual([]);
      await page.getByRole('button', { name: 'Use this certificate' }).click();
      await expect
        .poll(() => manager.state.certificates[0]!.source)
        .toEqual({
          ...{ from: 'machine', host: 'www.fabrik-martin.example', port: 22, user: 'certificates' },
          fingerprint: FAKE_FINGERPRINT,
        });
      expect(errors).toEqual([]);
      await close();
    });

    it('what was compared is another machine’s once the address is another', {
      timeout: 60_000,
    }, async () => {
      const { page, close } = await machine();
      await page.getByLabel('Name or address of the machine').fill('www.fabrik-martin.example');
      await page.getByLabel('Account there').fill('certificates');
      await page.getByRole('button', { name: 'Connect', exact: true }).click();
      await page.getByRole('button', { name: 'It is the same' }).click();
      await page.getByRole('button', { name: 'Use this certificate' }).waitFor();
      await page.getByLabel('Name or address of the machine').fill('mail.fabrik-martin.example');
      await expect.poll(() => page.getByText(FAKE_FINGERPRINT).count()).toBe(0);
      expect(await page.getByRole('button', { name: 'Use this certificate' }).count()).toBe(0);
      await page.getByLabel('Name or address of the machine').fill('away.example');
      await page.getByRole('button', { name: 'Connect', exact: true }).click();
      await page.getByText(/^away\.example does not answer/).waitFor();
      await close();
    });
  });

  it('in the wizard: what would be ordered, then its progress; the step may be left', {
    timeout: 60_000,
  }, async () => {
    const { page, manager, close } = await open([localCertificate(DOMAIN)], '/setup');
    await page.getByText('Port 80 is free, and this name leads here.').first().waitFor();
    await page.getByText(/^Left out\./).waitFor();
    await page.getByRole('button', { name: 'Get the certificate' }).click();
    await page.getByRole('list', { name: 'Progress of the order' }).waitFor();
    expect(manager.state.certificates[0]!.source).toMatchObject({
      from: 'authority',
      authority: 'letsencrypt',
    });
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.getByRole('button', { name: 'Go on meanwhile' }).click();
    await page.getByRole('heading', { level: 1, name: 'Your server is running' }).waitFor();
    await close();
  });
});
