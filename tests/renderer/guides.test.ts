/**
 * Guides and hand-outs in Chromium over the fake manager: what is typed where the name leads here and where it does not, and one
 * side of A4 for each person, whose square a decoder reads.
 */
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Looking, startLooking } from '../support/browser.ts';
import { accessibilityProblems } from '../support/chromium.ts';
import { scenes } from '../support/fake-manager.ts';
import { describeWith } from '../support/need.ts';
import { PAPER, printed } from '../support/paper.ts';

const OUTPUT = join(import.meta.dirname, '../output');
const ZOE = 'zoe@fabrik-martin.example';

describeWith(['chromium'], 'in Chromium', () => {
  let looking: Looking;
  beforeAll(async () => {
    looking = await startLooking();
  }, 120_000);
  afterAll(() => looking.close());

  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

  describe('the page Connect', () => {
    const connect = (path: string, change?: (state: ReturnType<typeof scenes.office>) => void) => {
      const state = scenes.office();
      change?.(state);
      return looking.open({ state, path: `/connect?person=${encodeURIComponent(ZOE)}&${path}` });
    };

    it('asks for an address and a password only where the name leads here, in the language the program speaks', async () => {
      const { page, errors, close } = await connect('app=pidgin');
      await page.getByText('An address and a password are enough.').waitFor();
      await page.getByText('Remember password').waitFor();
      expect(await page.getByText('Connect port', { exact: true }).count()).toBe(0);
      expect(await accessibilityProblems(page)).toEqual([]);
      await page.getByRole('radio', { name: 'Français' }).press('Space');
      await page.getByText('Mémoriser le mot de passe').waitFor();
      expect(errors).toEqual([]);
      await close();
    }, 60_000);

    it('where it does not: host and port, old-style TLS where asked for, and which program cannot get in', async () => {
      const { page, close } = await connect('app=pidgin', (state) => state.zone.clear());
      await page.getByText(/Not by the name/).waitFor();
      const row = (name: string) => page.locator('dl > div').filter({ hasText: name });
      expect(await row('Connect port').innerText()).toContain('5222');
      expect(await row('Connection security').innerText()).toContain('Require encryption');
      await page.getByRole('radio', { name: /Old-style/ }).press('Space');
      await row('Connect port').filter({ hasText: '5223' }).waitFor();
      expect(await row('Connection security').innerText()).toContain('Use old-style SSL');
      await page.getByRole('tab', { name: 'Dino' }).click();
      await page.getByText(/Dino cannot be told where the server is/).waitFor();
      await page.getByRole('radio', { name: 'iPhone' }).press('Space');
      await page.getByRole('tab', { name: 'Monal', selected: true }).waitFor();
      await page.getByText('Recommended').waitFor();
      expect(await page.getByRole('tab', { name: 'Pidgin' }).count()).toBe(0);
      await close();
    }, 60_000);

    it.each([
      ['en', 'light', 1280, 'app=conversations'],
      ['fr', 'dark', 1280, 'app=pidgin&way=typed&tls=direct'],
      ['fr', 'light', 900, 'system=linux&app=gajim&way=typed'],
    ] as const)(
      'looks right in %s, %s, at %i',
      async (language, theme, width, path) => {
        const state = scenes.office();
        Object.assign(state.settings, { language, theme });
        const { page, errors, close } = await looking.open({
          ...{ state, path: `/connect?person=${encodeURIComponent(ZOE)}&${path}` },
          context: { viewport: { width, height: 1000 } },
        });
        await page.locator('ol > li').first().waitFor();
        await page.screenshot({ path: join(OUTPUT, `renderer-connect-${language}-${theme}-${width}.png`) });
        expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(
          true,
        );
        expect(await accessibilityProblems(page)).toEqual([]);
        expect(errors).toEqual([]);
        await close();
      },
      60_000,
    );
  });

  describeWith(PAPER, 'on paper', () => {
    it.each([
      ['en', 'conversations,gajim', 'found'],
      ['fr', 'pidgin,psi', 'typed'],
    ] as const)(
      'one side in %s with %s, and its square is the link that was made',
      async (language, apps, way) => {
        const state = scenes.office();
        Object.assign(state.settings, { language, theme: 'dark' });
        if (way === 'typed') state.zone.clear();
        const { page, manager, errors, close } = await looking.open({
          state,
          path: `/hand-out/${encodeURIComponent(ZOE)}?apps=${apps}`,
        });
        await page.getByRole('article').getByText(ZOE).first().waitFor();
        expect(await accessibilityProblems(page)).toEqual([]);
        const links = () =>
          [...manager.state.office.office.invitations.values()].filter(
            ({ kind, username }) => kind === 'reset' && username === 'zoe',
          );
        // Nothing is made before it is asked for.
        expect(links()).toEqual([]);
        await button(page, language === 'fr' ? 'Créer le lien' : 'Make the link').click();
        await page.getByRole('article').getByRole('img').waitFor();
        const made = links()[0]!;
        const { sides, squares } = await printed(page, `hand-out-${language}-${apps.replace(',', '-')}`);
        expect(sides).toBe(1);
        expect(squares).toEqual([[made.page ?? made.uri]]);
        expect(page.url()).not.toContain(made.token);
        expect(await accessibilityProblems(page)).toEqual([]);
        expect(errors).toEqual([]);
        await close();
      },
      60_000,
    );

    it('several people: a side each, in their order; the address where they know their password', async () => {
      const state = scenes.office();
      const people = state.people.slice(0, 3).map(({ address }) => address);
      const { page, close } = await looking.open({ state, path: `/hand-out?people=${people.join(',')}` });
      await page.getByRole('radio', { name: 'They know' }).press('Space');
      await page.getByRole('article').nth(2).getByRole('img').waitFor();
      const { sides, squares } = await printed(page, 'hand-out-several');
      expect(sides).toBe(3);
      expect(squares).toEqual(people.map((address) => [`xmpp:${address}`]));
      await close();
    }, 60_000);

    it('several links: each has their own, in the language each reads; and somebody new', async () => {
      const state = scenes.office();
      const people = state.people.slice(0, 2).map(({ address }) => address);
      const { page, manager, close } = await looking.open({
        ...{ state, path: `/hand-out?people=${people.join(',')}&apps=monal` },
      });
      await button(page, 'Make 2 links').click();
      await page.getByRole('article').nth(1).getByRole('img').waitFor();
      await page
        .getByRole('radiogroup', { name: /^Language of the sheet of/ })
        .nth(1)
        .getByRole('radio', { name: 'Français' })
        .press('Space');
      await page.getByRole('article').nth(1).getByText('Bienvenue dans notre messagerie').waitFor();
      await page.getByText('Someone who has no account yet').click();
      await page.getByLabel('First and last name').fill('Éloïse Marchand');
      await button(page, 'Make a sheet').click();
      await page.getByRole('article', { name: 'Hand-out for Éloïse Marchand' }).getByRole('img').waitFor();
      const made = [...manager.state.office.office.invitations.values()];
      const linkFor = (name: string) =>
        made
          .filter(({ username, kind }) => username === name && kind !== 'contact')
          .map(({ page, uri }) => page ?? uri);
      expect(await printed(page, 'hand-out-links')).toEqual({
        sides: 3,
        squares: ['eloise', ...people.map((address) => address.split('@')[0]!)].map((name) =>
          linkFor(name).slice(-1),
        ),
      });
      expect(await accessibilityProblems(page)).toEqual([]);
      await close();
    }, 60_000);

    it('a password stands on the sheet once, and nowhere after', async () => {
      const { page, close } = await looking.open({
        ...{ state: scenes.office(), path: `/hand-out/${encodeURIComponent(ZOE)}` },
      });
      await page.getByRole('radio', { name: 'Password' }).press('Space');
      await page.getByLabel('The password you have given').fill('correct horse 7');
      await page.getByRole('article').getByText('correct horse 7').first().waitFor();
      expect((await printed(page, 'hand-out-password')).sides).toBe(1);
      await page.reload();
      await page.getByRole('radio', { name: 'Password' }).press('Space');
      await page.getByLabel('The password you have given').waitFor();
      expect(await page.getByText('correct horse 7').count()).toBe(0);
      await close();
    }, 60_000);

    it.each(['en', 'fr'] as const)(
      'the page for the whole office, in %s',
      async (language) => {
        const state = scenes.office();
        Object.assign(state.settings, { language });
        const { page, manager, errors, close } = await looking.open({ state, path: '/hand-out/office' });
        await page.getByRole('article').getByRole('img').waitFor();
        // Without an invitation it opens nothing.
        if (language === 'fr')
          expect(await printed(page, 'hand-out-office')).toEqual({
            sides: 1,
            squares: [[`https://xmpp.${state.domain}:5443/chat`]],
          });
        const had = new Set(manager.state.office.office.invitations.keys());
        await button(page, language === 'fr' ? 'Y mettre une invitation' : 'Put an invitation on it').click();
        await page.getByText(language === 'fr' ? /Pour créer votre compte/ : /Make your account/).waitFor();
        const made = [...manager.state.office.office.invitations.values()].find(
          ({ token }) => !had.has(token),
        )!;
        expect((await printed(page, `hand-out-office-${language}-invitation`)).squares).toEqual([
          [made.page ?? made.uri],
        ]);
        expect(await accessibilityProblems(page)).toEqual([]);
        expect(errors).toEqual([]);
        await close();
      },
      60_000,
    );
  });
});
