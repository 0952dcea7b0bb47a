/**
 * Access for programs and the chat in the browser, in Chromium over the fake manager: made, shown once, taken back and restored;
 * switched, named, and handed out.
 */
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Looking, startLooking } from '../support/browser.ts';
import { accessibilityProblems } from '../support/chromium.ts';
import { scenes } from '../support/fake-manager.ts';
import { describeWith } from '../support/need.ts';
import { wordsIn } from '../support/words.ts';

const shots = new URL('../output/', import.meta.url).pathname;

describeWith(['chromium'], 'in Chromium', () => {
  let looking: Looking;
  beforeAll(async () => {
    looking = await startLooking();
  }, 120_000);
  afterAll(() => looking.close());

  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
  const axe = accessibilityProblems;

  describe('access for programs', () => {
    it('a token is made in plain words, shown once, and its access taken back and restored', async () => {
      const state = scenes.office();
      const { page, manager, errors, close } = await looking.open({ state, path: '/settings' });
      await page.getByText('Made on').first().waitFor();
      await page.getByText('How a program uses it').click();
      await page.getByText(`"host":"${state.domain}"`).waitFor();
      await button(page, 'Give a program access').click();
      await page.getByText('Say first which program it is.').waitFor();
      await page.getByLabel('Which program is it?').fill('Holiday planner');
      await page.getByRole('button', { name: /What may it do\?/ }).click();
      await page.getByRole('option', { name: 'Look, but change nothing' }).click();
      await page.getByText('It reads no messages.').waitFor();
      expect(await axe(page)).toEqual([]);
      await button(page, 'Make its token').click();
      await page.getByText('chatelaine_p3_kept-nowhere').waitFor();
      expect(manager.state.programs.at(-1)).toMatchObject({
        name: 'Holiday planner',
        use: 'read',
        expires: null,
      });
      await button(page, 'I have put it in').click();
      await page.getByText('chatelaine_p3_kept-nowhere').waitFor({ state: 'detached' });
      await button(page, 'Take back the access of Holiday planner').click();
      await page.getByText('Holiday planner has no access any more.').waitFor();
      expect(manager.state.programs.map(({ name }) => name)).toEqual(['Website', 'Lohnbuchhaltung']);
      await page.keyboard.press('Control+z');
      await button(page, 'Take back the access of Holiday planner').waitFor();
      expect(errors).toEqual([]);
      await close();
    }, 90_000);

    it('what programs did is told exactly, also when they were refused', async () => {
      const { page, close } = await looking.open({ state: scenes.office(), path: '/settings' });
      await button(page, 'Show what programs did lately').click();
      await page
        .getByText(/ UTC {2}token Website \(p1\) {2}192\.168\.1\.20 {2}check_password .* done {2}×12/)
        .waitFor();
      await page.getByText(/stop {2}not-allowed/).waitFor();
      expect(await axe(page)).toEqual([]);
      await close();
    }, 90_000);

    it('other computers are let in by their addresses, and a rule without a token needs one of them', async () => {
      const { page, manager, errors, close } = await looking.open({
        ...{ state: scenes.office(), path: '/settings' },
      });
      const field = page.getByLabel('Addresses that may come');
      await field.fill('::/0');
      await button(page, 'Let these in').click();
      await page.getByText('That is a good part of the internet.').waitFor();
      await button(page, 'Allow something without a token').click();
      await page.getByLabel('What is it for?').fill('Screen in the hall');
      await page.getByLabel('From which computers?').fill('192.168.1.30');
      await button(page, 'Allow this').click();
      await page.getByText('Nobody there can reach the server.').waitFor();
      await field.fill('192.168.1.0/24, 2001:db8::/64');
      await button(page, 'Let these in').click();
      await page.getByText('Open to these').waitFor();
      await page.getByText(/^Those at these addresses find door 5281/).waitFor();
      expect(manager.state.programDoor).toMatchObject({ from: ['192.168.1.0/24', '2001:db8::/64'] });
      await page.getByRole('button', { name: /What may it do\?/ }).click();
      await page.getByRole('option', { name: 'Everything', exact: true }).click();
      await page.getByText(/with neither password nor token/).waitFor();
      expect(await axe(page)).toEqual([]);
      await button(page, 'Allow this').click();
      await page.getByText('Whoever sits at one of these computers can do all that you can.').waitFor();
      await page.keyboard.press('Control+z');
      await button(page, 'Take back what “Screen in the hall” allows').waitFor({ state: 'detached' });
      expect(manager.state.programDoor?.rules).toEqual([]);
      expect(errors).toEqual([]);
      await close();
    }, 90_000);

    it('a token for certain commands, from one address; the server’s commands are listed', async () => {
      const { page, manager, close } = await looking.open({ state: scenes.office(), path: '/settings' });
      await button(page, 'Give a program access').click();
      await page.getByLabel('Which program is it?').fill('Payroll');
      await page.getByRole('button', { name: /What may it do\?/ }).click();
      await page.getByRole('option', { name: 'Only certain commands' }).click();
      await page.getByLabel('Which commands?').fill('registered_users, explode');
      await page.getByLabel('From where does it ask?').fill('192.168.1.40');
      await button(page, 'Show all commands').click();
      await page.getByText(/connected_users_number +Count the sessions/).waitFor();
      await button(page, 'Make its token').click();
      await page.getByText('The server has no command “explode”.').waitFor();
      await page.getByLabel('Which commands?').fill('registered_users');
      await button(page, 'Make its token').click();
      await page.getByText('chatelaine_p3_kept-nowhere').waitFor();
      expect(manager.state.programs.at(-1)).toMatchObject({
        ...{ scopes: ['registered_users'], from: ['192.168.1.40'] },
      });
      await close();
    }, 90_000);

    it('everything is warned of, and a closed door told', async () => {
      const state = scenes.office();
      state.adminPort = null;
      const { page, close } = await looking.open({ state, path: '/settings' });
      await page.getByText(/its door for them \(5280\) is not open/).waitFor();
      await button(page, 'Give a program access').click();
      await page.getByRole('button', { name: /What may it do\?/ }).click();
      await page.getByRole('option', { name: 'Everything', exact: true }).click();
      await page.getByText(/can do all that you can/).waitFor();
      await close();
    }, 90_000);
  });

  describe('the chat in the browser', () => {
    it('is switched off and on again, and named', async () => {
      const { page, manager, close } = await looking.open({ state: scenes.office(), path: '/settings' });
      const toggle = page.getByRole('switch', { name: /A page to chat on/ });
      await toggle.waitFor();
      await page.getByText('A page to chat on').first().scrollIntoViewIfNeeded();
      await toggle.press('Space');
      await page.getByText('The chat in the browser is off.').waitFor();
      expect(manager.state.webchat).toEqual({ on: false, name: '' });
      await page.keyboard.press('Control+z');
      await page.getByRole('link', { name: /\/chat$/ }).waitFor();
      await page.getByLabel('The name on it').fill('Menuiserie Martin');
      await button(page, 'Change the name').click();
      await page.getByText('The name on the chat page was changed.').waitFor();
      expect(manager.state.webchat).toEqual({ on: true, name: 'Menuiserie Martin' });
      await close();
    }, 90_000);

    it('is on the hand-out, and says so when it is off', async () => {
      const state = scenes.office();
      const { page, close } = await looking.open({ state, path: '/connect?app=browser' });
      await page.getByText(`https://xmpp.${state.domain}:5443/chat`).waitFor();
      await close();
      state.webchat = { on: false, name: '' };
      const off = await looking.open({ state, path: '/connect?app=browser' });
      await button(off.page, 'Decide in Settings').click();
      await off.page.getByRole('heading', { name: 'Settings' }).waitFor();
      await off.close();
    }, 90_000);
  });

  it.each([
    ['en', 'light', 1280],
    ['fr', 'dark', 1280],
    ['fr', 'light', 900],
  ] as const)(
    'looks right in %s, %s, at %i',
    async (language, theme, width) => {
      const state = scenes.office();
      state.settings = { ...state.settings, language, theme };
      state.programDoor = {
        from: ['192.168.1.20', '2001:db8:0:7::/64'],
        rules: [
          {
            ...{ name: 'Bildschirm im Flur', who: 'anyone', from: ['192.168.1.20'] },
            ...{ use: 'status', commands: [] },
          },
          {
            ...{ name: 'Ancien script', who: 'anyone', from: ['192.168.1.99'], use: 'everything' },
            commands: [],
          },
        ],
      };
      const say = wordsIn(language);
      const { page, close } = await looking.open({
        ...{ state, path: '/settings' },
        context: { viewport: { width, height: 900 }, colorScheme: theme },
      });
      const section = page.getByText(say('Access for programs'), { exact: true });
      await section.waitFor();
      await button(page, say('Allow something without a token')).scrollIntoViewIfNeeded();
      await page.screenshot({ path: join(shots, `renderer-programs-${language}-${theme}-${width}-4.png`) });
      await button(page, say('Give a program access')).click();
      await page.getByText(say('Chat in the browser'), { exact: true }).scrollIntoViewIfNeeded();
      await page.screenshot({ path: join(shots, `renderer-programs-${language}-${theme}-${width}.png`) });
      await button(page, say('Make its token')).scrollIntoViewIfNeeded();
      await page.screenshot({ path: join(shots, `renderer-programs-${language}-${theme}-${width}-2.png`) });
      expect(await axe(page)).toEqual([]);
      await page.evaluate(() => location.assign('#/connect?app=browser'));
      await page.getByText(`https://xmpp.${state.domain}:5443/chat`).first().waitFor();
      await page.screenshot({ path: join(shots, `renderer-programs-${language}-${theme}-${width}-3.png`) });
      expect(await axe(page)).toEqual([]);
      await close();
    },
    90_000,
  );
});
