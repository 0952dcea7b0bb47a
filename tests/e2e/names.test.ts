/**
 * The address book of a domain, end to end: the built product in a small internet of its own, the set-up in Chromium from the typed
 * domain to all green. A line is added at the provider while the page watches; then the rest is written by the page through RFC 2136,
 * and put back.
 */
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { whyNoNetwork } from '../federation/lab/network.ts';
import { accessibilityProblems, openPage, startBrowser } from '../support/chromium.ts';
import { describeWith } from '../support/need.ts';
import { type Product, scratchFolder, startProduct } from '../support/product.ts';
import { openSmallInternet, type SmallInternet } from '../support/small-internet.ts';
import { wordsIn } from '../support/words.ts';

const DOMAIN = 'atelier.test';
const shots = new URL('../output/', import.meta.url).pathname;
const no = whyNoNetwork();

// A look asks everybody, and a loaded machine takes its time.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 120_000 });

describeWith(
  no === undefined ? ['chromium', 'named', 'unbound', 'nsupdate', 'dig'] : [no],
  'from a typed domain to all green, in French',
  () => {
    const say = wordsIn('fr');
    const scratch = scratchFolder('e2e-names');
    let internet: SmallInternet;
    let product: Product;
    let browser: Browser;
    let page: Page;

    const button = (english: string) => page.getByRole('button', { name: say(english), exact: true });
    const field = (english: string) => page.getByLabel(say(english), { exact: true });
    const heading = (english: string) => page.getByRole('heading', { name: say(english) });
    const text = (part: string | RegExp) => page.getByText(part).first();
    const shot = (name: string) => page.screenshot({ path: join(shots, `e2e-names-${name}.png`) });
    const line = (name: string, type: string) =>
      page
        .getByRole('listitem')
        .filter({ has: page.getByRole('button', { name: `Copier le nom ${name}.${DOMAIN}`, exact: true }) })
        .filter({ hasText: type })
        .first();
    const isThere = (name: string, type: string) =>
      line(name, type).getByText(say('Found', 'record'), { exact: true }).waitFor({ timeout: 60_000 });

    // Each step builds on the one before: after a failure the rest would only wait for pages that cannot come.
    let failed: string | undefined;
    beforeEach(({ skip, task, onTestFailed }) => {
      if (failed !== undefined) skip(`"${failed}" failed before`);
      onTestFailed(async () => {
        failed = task.name;
        await shot('failed');
      });
    });
    beforeAll(async () => {
      internet = await openSmallInternet(DOMAIN, ['@ A 45.1.1.1', '@ MX 10 mail', 'mail A 45.1.1.1']);
      product = await startProduct(scratch.path, {
        inside: internet.inside,
        env: { CHATELAINE_RESOLVER: internet.resolver },
      });
      browser = await startBrowser(internet.script('/usr/bin/chromium'));
      page = await openPage(browser, { language: 'fr' });
      page.setDefaultTimeout(60_000);
    });
    afterAll(async () => {
      await browser?.close();
      await product?.stop();
      await internet?.close();
      scratch.remove();
    });

    test('a typed web address becomes a domain, with what is there already', async () => {
      await page.goto(product.url);
      await page.getByRole('button', { name: say('New server') }).click();
      await field('Your domain').fill(`https://www.${DOMAIN.toUpperCase()}/contact`);
      await field('Your domain').blur();
      await text(`sophie@${DOMAIN}`).waitFor();
      await text(`xmpp.${DOMAIN}`).waitFor();
      await text(say('The domain is registered')).waitFor();
      await text(`ns1.${DOMAIN}`).waitFor();
      expect(await accessibilityProblems(page)).toEqual([]);
      await shot('1-domain');
      await button('Go on').click();
      await field('First and last name').fill('Sophie Martin');
      await button('Copy the password').waitFor();
      await button('Go on').click();
      await heading('This is what will be done').waitFor();
      await button('Set it up now').click();
      await heading('Open the doors of this computer').waitFor();
      await page.locator('main footer').getByRole('button').last().click();
      await heading('Tell the internet where your server is').waitFor();
    });

    test('the public address is typed, and every line is missing', async () => {
      await page.getByRole('textbox', { name: 'IPv4' }).fill(internet.office);
      await page.getByRole('textbox', { name: 'IPv6' }).fill('');
      await button('Use this address').click();
      await line('xmpp', 'A').getByText(say('Missing', 'record')).waitFor();
      await line('_xmpp-client._tcp', 'SRV').getByText(say('Missing', 'record')).waitFor();
      expect(await accessibilityProblems(page)).toEqual([]);
      await shot('2-missing');
    });

    test('a line added at the provider turns green while the page watches', async () => {
      await internet.change([
        `add xmpp.${DOMAIN} 3600 A ${internet.office}`,
        `add _xmpp-client._tcp.${DOMAIN} 3600 SRV 10 0 5222 xmpp.${DOMAIN}.`,
      ]);
      await isThere('xmpp', 'A');
      await isThere('_xmpp-client._tcp', 'SRV');
    });

    test('the rest is written by the page, with what is there before and after', async () => {
      const { server, keyName, secret } = internet.updates;
      await page
        .getByRole('button', { name: new RegExp(say('Where is the domain’s address book kept?')) })
        .click();
      await page.getByRole('option', { name: 'RFC 2136' }).click();
      await page.getByRole('textbox', { name: 'Serveur de noms' }).fill(server);
      await page.getByLabel('Nom de la clé').fill(keyName);
      await page.getByLabel('Secret').fill(secret);
      await page.getByRole('button', { name: /^Se connecter à/ }).click();
      const write = page.getByRole('button', { name: /^Écrire ces \d+ lignes/ });
      await write.waitFor();
      await text(say('Right already')).waitFor();
      expect(await accessibilityProblems(page)).toEqual([]);
      await shot('3-preview');
      await write.click();
      await heading('Tell the internet where your server is').waitFor();
      await text(/figurent toutes dans le carnet d’adresses/).waitFor({ timeout: 80_000 });
      expect(await accessibilityProblems(page)).toEqual([]);
      await shot('4-all-green');
      expect(await internet.ask(`_xmpps-client._tcp.${DOMAIN}`, 'SRV')).toEqual([`5 0 5223 xmpp.${DOMAIN}.`]);
      // What is not ours is as it was.
      expect(await internet.ask(DOMAIN, 'MX')).toEqual([`10 mail.${DOMAIN}.`]);
      await button('Go on').click();
    });

    test('and is put back from the page, line by line as it was', async () => {
      await page.evaluate(() => window.location.assign('#/setup'));
      await page
        .getByRole('button', { name: /^(Continuer|Go on)/ })
        .last()
        .click();
      await heading('Your server is running').waitFor();
      await button('Go to Home').click();
      await text(say('Leads to your server')).waitFor();
      await page.evaluate(() => window.location.assign('#/network'));
      await page.locator('summary', { hasText: say('Change lines, or put them back') }).click();
      await page.getByRole('button', { name: /^Remettre ce qui a été écrit/ }).click();
      // What is there now leads to what was there before.
      await text(`5 0 5223 xmpp.${DOMAIN}. → rien`).waitFor();
      await button('Put them back').click();
      await line('_xmpps-client._tcp', 'SRV')
        .getByText(say('Missing', 'record'))
        .waitFor({ timeout: 80_000 });
      await isThere('_xmpp-client._tcp', 'SRV');
      expect(await internet.ask(`_xmpps-client._tcp.${DOMAIN}`, 'SRV')).toEqual([]);
      expect(await internet.ask(`_xmpp-client._tcp.${DOMAIN}`, 'SRV')).toEqual([`10 0 5222 xmpp.${DOMAIN}.`]);
      expect(await accessibilityProblems(page)).toEqual([]);
      await shot('5-put-back');
      // One bad look after a good time may be our own network: the second one counts.
      await Promise.all([button('Stop looking').waitFor(), button('Look now').click()]);
      await button('Look now').waitFor();
      // Home says what is missing, in one line that leads there.
      await page.evaluate(() => window.location.assign('#/'));
      await text(/a disparu du carnet d’adresses|ont disparu du carnet d’adresses/).waitFor();
      await shot('6-home');
    });
  },
);
