/**
 * Other companies: words for every code, which the list shows, and the page as a person uses it, by keyboard and by mouse; and the doors.
 */

import { X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import { setupI18n } from '@lingui/core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { federationCode, mender } from '../../electron/contract/federation.ts';
import type { EngineTryStep } from '../../electron/manager/engines/federation.ts';
import { messages as en } from '../../renderer/locales/en/messages.po';
import { messages as fr } from '../../renderer/locales/fr/messages.po';
import { arrange, companyRows, hasTrouble, problemNow } from '../../renderer/pages/federation/arrange.ts';
import { doorTitle, doorWords, openDoors, whyWords } from '../../renderer/words/doors.ts';
import { CODE_WORDS, menderWord } from '../../renderer/words/federation.ts';
import { type Looking, startLooking } from '../support/browser.ts';
import { accessibilityProblems } from '../support/chromium.ts';
import { freshProblem, freshRemote } from '../support/fake-federation.ts';
import { scenes } from '../support/fake-manager.ts';
import { describeWith } from '../support/need.ts';
import { makeAuthority } from '../support/pki.ts';

const shots = join(import.meta.dirname, '../output');
const catalogue = (locale: 'en' | 'fr') => setupI18n({ locale, messages: { en, fr } });

describe.each(['en', 'fr'] as const)('in %s', (locale) => {
  const i18n = catalogue(locale);
  it.each(federationCode.options)('%s says what happened and what to do', (code) => {
    const { what, next } = CODE_WORDS[code];
    for (const sentence of [what, next]) {
      expect(i18n._(sentence)).toMatch(/^\p{Lu}.*\.$/u);
      expect(i18n._(sentence)).not.toMatch(/[{}]|undefined|\bError\b|Erreur|\b(TLS handshake|SRV)\b/);
    }
    // It stands in a list.
    expect(i18n._(what).length).toBeLessThanOrEqual(72);
    if (locale === 'fr') expect(i18n._(what)).not.toBe(catalogue('en')._(what));
  });

  it('no two codes say the same', () => {
    const said = federationCode.options.map((code) => i18n._(CODE_WORDS[code].what));
    expect(new Set(said).size).toBe(said.length);
  });

  it.each(mender.options)('who can mend it: %s', (who) => expect(i18n._(menderWord(who))).not.toBe(''));

  it('every door has its words, and a closed one says who has it', () => {
    for (const door of ['programs', 'web', 'companies', 'calls', 'files'] as const) {
      expect(i18n._(doorWords(door).without)).toMatch(/\.$/);
      expect(i18n._(doorTitle(door, '3478'))).toContain('3478');
    }
    expect(i18n._(whyWords({ port: 3478, why: 'port.in-use', by: 'coturn' }))).toContain('coturn');
  });
});

it('what is open is told by what it is for', () => {
  const ports = [
    { type: 'c2s', port: 5222, address: '::' },
    { type: 'stun', port: 3478, address: '::' },
    { type: 'stun', port: 3478, address: '::' },
    { type: 'stun', port: 5349, address: '0.0.0.0' },
    { type: 'component', port: 5347, address: '127.0.0.1' },
    { type: 'novelty', port: 1, address: '::' },
  ];
  expect(openDoors(ports, (words) => catalogue('en')._(words))).toEqual([
    'Chat programs 5222',
    'Calls 3478, 5349',
    'novelty 1',
  ]);
});

describe('the list', () => {
  const problem = { ...freshProblem('connect.timeout'), who: 'either' } as const;
  const own = { ...freshProblem('policy.blocked'), who: 'us' } as const;
  const rows = companyRows({
    domains: [
      { ...freshRemote('werk.example', { state: 'works' }), problem: null },
      { ...freshRemote('zoll.example', { state: 'waiting' }), problem },
      { ...freshRemote('spam.example', { state: 'refused' }), problem: own },
    ],
    companies: [
      { domain: 'amt.example', allowed: true, certificate: false, target: '', authority: '', trusted: [] },
    ],
  });
  it('what was in the way of a company that is not let in any more is no trouble', () => {
    const remote = { ...freshRemote('alt.example', { state: 'refused', allowed: false }), problem };
    expect(hasTrouble({ domain: 'alt.example', remote, rule: null })).toBe(false);
    expect(problemNow(remote)).toBe(null);
    expect(problemNow({ ...remote, problem: own })).toBe(own);
    expect(problemNow({ ...remote, allowed: true })).toBe(problem);
  });
  it.each([
    ['all', '', ['zoll.example', 'amt.example', 'spam.example', 'werk.example']],
    ['trouble', '', ['zoll.example']],
    ['works', '', ['werk.example']],
    ['allowed', '', ['amt.example']],
    ['all', 'ZO le', ['zoll.example']],
  ] as const)('%s, “%s”', (filter, search, expected) =>
    expect(arrange(rows, filter, search).map(({ domain }) => domain)).toEqual(expected),
  );
});

describeWith(['chromium'], 'in Chromium', () => {
  let looking: Looking;
  beforeAll(async () => {
    looking = await startLooking();
  }, 120_000);
  afterAll(() => looking.close());

  const open = (path: string, scene: keyof typeof scenes = 'office') =>
    looking.open({ state: scenes[scene](), path });
  const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true });
  const problems = accessibilityProblems;

  it('a road is chosen with arrow keys, takes effect at once, and is taken back', async () => {
    const { page, manager, errors, close } = await open('/federation');
    await page.getByRole('radio', { name: /With everybody/ }).focus();
    await page.keyboard.press('ArrowRight');
    await page.getByText('With whom colleagues can talk was changed.').waitFor();
    expect(manager.state.federation?.policy).toBe('listed');
    await button(page, 'Let a company in').waitFor();
    await page.keyboard.press('Control+z');
    await expect.poll(() => manager.state.federation?.policy).toBe('open');
    expect(errors).toEqual([]);
    await close();
  }, 30_000);

  it('goes through the list by keyboard: those with trouble first, the drawer follows, Esc closes', async () => {
    const { page, close } = await open('/federation');
    await page.getByRole('row', { name: /mairie/ }).focus();
    await page.keyboard.press('Enter');
    const drawer = page.getByRole('dialog', { name: 'mairie-saint-andre.example' });
    await drawer.getByText('Their administrator can mend this').waitFor();
    await page.getByRole('row', { name: /mairie/ }).focus();
    await page.keyboard.press('ArrowDown');
    await page.getByRole('dialog', { name: 'quincaillerie-centrale.example' }).waitFor();
    await page.getByRole('dialog').focus();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await close();
  }, 30_000);

  it('the exact words are one click deeper, each with copy; and it is tried again without waiting', async () => {
    const { page, manager, close } = await open('/federation/mairie-saint-andre.example');
    const drawer = page.getByRole('dialog');
    await drawer.getByText('For technicians').click();
    await drawer.getByText('certificate has expired: notAfter').waitFor();
    for (const name of ['Code', 'Server and port', 'Exactly', 'Certificate made for'])
      await button(page, `Copy the value of ${name}`).waitFor();
    expect(await problems(page)).toEqual([]);
    await button(page, 'Do not wait, try again').click();
    await page.getByText('mairie-saint-andre.example is being tried again.').waitFor();
    expect(manager.state.others.outside.retried).toEqual(['mairie-saint-andre.example']);
    await close();
  }, 30_000);

  it('a certificate that is no good is told also where messages go through without it, with the rule that it breaks', async () => {
    const { page, close } = await open('/federation/architectes-lemaire.example');
    const drawer = page.getByRole('dialog');
    await drawer.getByText('Their server vouches for itself only.').waitFor();
    await drawer.getByText('Messages go through all the same').waitFor();
    await drawer.getByText('For technicians').click();
    await drawer.getByText(/^certificate\.self-signed: it has signed itself/).waitFor();
    expect(await problems(page)).toEqual([]);
    await close();
  }, 30_000);

  it('a certificate that only a rule of ours asks for: the rule is named, too', async () => {
    const state = scenes.office();
    state.federation!.companies['mairie-saint-andre.example'] = { allowed: true, certificate: true };
    const { page, close } = await looking.open({ state, path: '/federation/mairie-saint-andre.example' });
    await page.getByText('Their certificate has run out.').last().waitFor();
    await page.getByText('It is your own rule that asks for a good certificate.').waitFor();
    await page.getByText('You or their administrator can mend this').waitFor();
    await close();
  }, 30_000);

  it('of a company that is not let in any more it says so, and not what was in its way before', async () => {
    const state = scenes.office();
    const { domains } = state.others.outside;
    const before = domains.get('mairie-saint-andre.example')!;
    domains.set(before.domain, { ...before, state: 'refused', allowed: false });
    const { page, close } = await looking.open({ state, path: '/federation/mairie-saint-andre.example' });
    await page.getByRole('dialog').getByText('Your office has not let this company in.').waitFor();
    expect(await page.getByText('Their certificate has run out.').count()).toBe(0);
    expect(await page.getByText('One is made when somebody writes.').count()).toBe(0);
    await close();
  }, 30_000);

  it('rules: the list, a certificate, an address, keeping out; each is taken back', async () => {
    const { page, manager, close } = await open('/federation/bois-duval.example');
    const rule = () => manager.state.federation?.companies['bois-duval.example'];
    await page.getByRole('tab', { name: 'Rules' }).click();
    await page.getByText('Only with a certificate', { exact: true }).last().click();
    await page.getByText('The rules for bois-duval.example were changed.').waitFor();
    expect(rule()).toEqual({ allowed: true, certificate: false });
    await page.keyboard.press('Control+z');
    await expect.poll(rule).toEqual({ allowed: true, certificate: true });

    await page.getByText('Where their server is').click();
    const field = page.getByLabel('Server and port');
    await field.fill('a b');
    await button(page, 'Look there').click();
    await page.getByText('This is neither a name nor an address of a server').waitFor();
    await field.fill('192.168.1.30:5269');
    await button(page, 'Look there').click();
    await expect.poll(() => rule()?.target).toBe('192.168.1.30:5269');
    expect(await problems(page)).toEqual([]);

    await button(page, 'Keep this company out').click();
    await page.getByText('This company is kept out.').waitFor();
    await page.keyboard.press('Control+z');
    await button(page, 'Keep this company out').waitFor();
    expect([...manager.state.office.office.blocked]).toEqual(['spam.example']);
    await close();
  }, 30_000);

  it('their own authority: pasted or from a file, shown by its fingerprint, a private key refused, and taken back', async () => {
    const root = await makeAuthority('Bois Duval CA');
    const { page, manager, close } = await open('/federation/bois-duval.example');
    const rule = () => manager.state.federation?.companies['bois-duval.example'];
    await page.getByRole('tab', { name: 'Rules' }).click();
    await page.getByText('Their own authority').click();
    const field = page.getByRole('textbox', { name: 'Certificate' });
    await field.fill(`${root.pem}\n${root.key}`);
    await button(page, 'Trust it for this company').click();
    await page.getByText('This holds a private key').waitFor();
    expect(rule()?.authority).toBeUndefined();
    // As Windows saves it.
    const chosen = page.waitForEvent('filechooser');
    await button(page, 'Choose a file…').click();
    await (await chosen).setFiles({ name: 'ca.cer', mimeType: 'application/pkix-cert', buffer: root.der });
    await expect.poll(() => field.inputValue()).toMatch(/^-----BEGIN CERTIFICATE-----/);
    await button(page, 'Trust it for this company').click();
    await page.getByText(new X509Certificate(root.pem).fingerprint256).waitFor();
    expect(await problems(page)).toEqual([]);
    await page.screenshot({ path: join(shots, 'federation-authority.png') });
    await page.keyboard.press('Control+z');
    await page.getByText('none, as with most').waitFor();
    expect(rule()?.authority ?? '').toBe('');
    await close();
  }, 30_000);

  it('a company is let in, opened, and taken off the list again', async () => {
    const { page, manager, close } = await open('/federation?add');
    await page.getByLabel('Domain of the company').fill('fabrik-martin.example');
    await page.keyboard.press('Enter');
    await page.getByText('This is an address of your own server.').waitFor();
    await page.getByLabel('Domain of the company').fill(' Zimmerei.example ');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'zimmerei.example' }).waitFor();
    expect(manager.state.federation?.companies['zimmerei.example']).toEqual({ allowed: true });
    await page.keyboard.press('Control+z');
    await expect.poll(() => manager.state.federation?.companies['zimmerei.example']).toBeUndefined();
    await close();
  }, 30_000);

  describe('a try', () => {
    const step = (name: EngineTryStep['step'], more: Partial<EngineTryStep> = {}): EngineTryStep => ({
      ...{ step: name, ok: true, ms: 8, problem: null, detail: null },
      ...more,
    });

    it('shows each step, and where it stopped with who can mend it', async () => {
      const { page, manager, close } = await open('/federation?try');
      const problem = freshProblem('tls.required', {
        target: 'xmpp.alt.example:5269',
        detail: 'no <starttls/>',
      });
      manager.state.others.outside.tries.set('alt.example', [
        step('lookup'),
        step('connect'),
        step('secure', { ok: false, problem }),
      ]);
      await page.getByLabel('Domain of the company').fill('alt.example');
      await button(page, 'Try it now').click();
      await page.getByText('Their server offers no encryption.').waitFor();
      await page.getByText('Their administrator can mend this.').waitFor();
      expect(await page.getByText('not done').count()).toBe(2);
      expect(await problems(page)).toEqual([]);
      await button(page, 'Open alt.example').click();
      await page.getByRole('dialog', { name: 'alt.example' }).waitFor();
      await close();
    }, 30_000);

    it('is stopped by its button, and by leaving', async () => {
      const { page, manager, close } = await open('/federation?try');
      const { outside } = manager.state.others;
      outside.stepMs = 60_000;
      await page.getByLabel('Domain of the company').fill('langsam.example');
      await page.keyboard.press('Enter');
      await page.getByText('under way').waitFor();
      await button(page, 'Stop trying').click();
      await button(page, 'Try it again').waitFor();
      await expect.poll(() => outside.abandoned).toEqual(['langsam.example']);
      await button(page, 'Try it again').click();
      await page.getByText('under way').waitFor();
      await page.keyboard.press('Escape');
      await expect.poll(() => outside.abandoned.length).toBe(2);
      await close();
    }, 30_000);
  });

  it('a company that comes or recovers is shown without being asked', async () => {
    const { page, manager, close } = await open('/federation');
    const { domains } = manager.state.others.outside;
    await page.getByRole('row', { name: /mairie/ }).waitFor();
    domains.set('neu.example', freshRemote('neu.example', { state: 'connecting' }));
    domains.set('mairie-saint-andre.example', freshRemote('mairie-saint-andre.example', { state: 'works' }));
    manager.emit({ type: 'federation.changed' });
    const row = (name: RegExp, state: string) => page.getByRole('row', { name }).filter({ hasText: state });
    await row(/neu\.example/, 'Connecting').waitFor();
    await row(/mairie/, 'Connected').waitFor();
    await close();
  }, 30_000);

  it('among ourselves: said so, with one thing to press', async () => {
    const state = scenes.empty();
    state.answers.way = 'lan';
    const { page, manager, close } = await looking.open({ state, path: '/federation' });
    await page.getByText('You only talk among yourselves. That is fine.').waitFor();
    expect(await problems(page)).toEqual([]);
    await button(page, 'Allow other companies').click();
    await page.getByText('Other companies cannot find you:').waitFor();
    expect(manager.state.federation?.policy).toBe('open');
    await close();
  }, 30_000);

  it('whether others find us is said where it is looked at', async () => {
    const { page, close } = await looking.open({ state: scenes.empty(), path: '/federation' });
    await page.getByText('Do other companies find you?').waitFor();
    await button(page, 'See “Network”').click();
    await page.waitForURL(/#\/network$/);
    await close();
  }, 30_000);

  it('Home tells what is in the way, and leads there', async () => {
    const state = scenes.office();
    const about = { subject: '', at: Date.now() };
    state.findings = [
      {
        ...{ ...about, code: 'federation.trouble', severity: 'info', who: 'technician' },
        data: { domain: 'mairie-saint-andre.example', problem: 'certificate.expired', others: 1 },
      },
      {
        ...{ ...about, code: 'doors.closed', severity: 'warning', who: 'you' },
        data: { door: 'calls', ports: '3478', port: 3478, why: 'port.in-use', by: 'coturn' },
      },
    ];
    const { page, close } = await looking.open({ state });
    await page.getByText('A door for calls could not be opened: 3478').waitFor();
    await page.getByText('Another program, coturn, has port 3478.').waitFor();
    await page
      .getByRole('listitem')
      .filter({ hasText: 'mairie-saint-andre.example and to 1 other company' })
      .getByRole('button', { name: 'Look' })
      .click();
    await page.getByRole('heading', { name: 'Whom can we talk to?' }).waitFor();
    await close();
  }, 30_000);

  it.each(['s2s', '5269', 'autres serveurs'])(
    'is found as “%s”',
    async (typed) => {
      const { page, close } = await open('/');
      await page.getByRole('heading', { name: 'Your server is running.' }).waitFor();
      await page.keyboard.press('Control+k');
      await page.getByRole('dialog', { name: 'Find' }).waitFor();
      await page.keyboard.type(typed);
      // A door's number leads to Network as well: that it is there is what counts.
      await page.getByRole('menuitem', { name: /^Federation/ }).click();
      await page.getByRole('heading', { name: 'Whom can we talk to?' }).waitFor();
      await close();
    },
    30_000,
  );

  describe('doors', () => {
    it('calls are turned off, and on again; a door somebody else has says so', async () => {
      const state = scenes.office();
      state.taken.set('stun 3478', 'coturn');
      const { page, manager, close } = await looking.open({ state, path: '/settings' });
      await page.getByText('Another program, coturn, has port 3478.').waitFor();
      expect(await problems(page)).toEqual([]);
      await page.getByRole('switch', { name: /Calls/ }).press('Space');
      await page.getByText('The door is shut: Calls.').waitFor();
      expect(manager.state.doors).toEqual({ calls: false });
      await page.keyboard.press('Control+z');
      await expect.poll(() => manager.state.doors).toEqual({ calls: true });
      await close();
    }, 30_000);

    it('a range of ports for calls that cannot be is explained; another is used', async () => {
      const { page, manager, close } = await open('/settings');
      const [from, to] = [page.getByLabel('From', { exact: true }), page.getByLabel('To', { exact: true })];
      await from.fill('50010');
      await to.fill('50000');
      await button(page, 'Use these').click();
      await page.getByText('The first port must be smaller than the last.').waitFor();
      await to.fill('50109');
      await page.keyboard.press('Enter');
      await page.getByText('The ports for calls were changed.').waitFor();
      expect(manager.state.doors?.relay).toEqual({ from: 50_010, to: 50_109 });
      await close();
    }, 30_000);
  });
});
