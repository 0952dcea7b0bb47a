/**
 * Teams, who waits, what is kept and who is kept out, in Chromium over the fake manager: done, said before, and taken back.
 */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Looking, startLooking } from '../support/browser.ts';
import { accessibilityProblems } from '../support/chromium.ts';
import { scenes } from '../support/fake-manager.ts';
import { TEAM_MOST } from '../support/fake-office.ts';
import { describeWith } from '../support/need.ts';

describeWith(['chromium'], 'in Chromium', () => {
  let looking: Looking;
  beforeAll(async () => {
    looking = await startLooking();
  }, 120_000);
  afterAll(() => looking.close());

  const open = (path: string, scene: keyof typeof scenes = 'office') =>
    looking.open({ state: scenes[scene](), path });
  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

  describe('teams', () => {
    it('one is made with two people, and taken back as a whole', async () => {
      const { page, manager, errors, close } = await open('/people/teams?add');
      const drawer = page.getByRole('dialog', { name: 'Make a team' });
      await drawer.getByText('Type a name first.').waitFor();
      await drawer.getByLabel('Name of the team').fill('Équipe de nuit');
      await drawer.getByRole('checkbox', { name: /Zoé Perrin/ }).press('Space');
      await drawer.getByRole('checkbox', { name: /Hugo Bernard/ }).press('Space');
      await drawer.getByText('2 people chosen.').waitFor();
      await button(page, 'Make this team').click();
      await page.getByRole('dialog', { name: 'Équipe de nuit' }).waitFor();
      const made = manager.state.office.office.teams.get('equipe-de-nuit');
      expect(made?.members).toEqual(['hugo@fabrik-martin.example', 'zoe@fabrik-martin.example']);
      await page.keyboard.press('Control+z');
      await page.getByRole('row', { name: /Équipe de nuit/ }).waitFor({ state: 'detached' });
      expect(manager.state.office.office.teams.has('equipe-de-nuit')).toBe(false);
      expect(errors).toEqual([]);
      await close();
    }, 30_000);

    it('an office without teams: one click and everybody sees everybody, also who comes next', async () => {
      const state = scenes.office();
      state.office.office.teams.clear();
      const { page, manager, errors, close } = await looking.open({ state, path: '/people' });
      await button(page, 'Let everybody see everybody').click();
      await page.getByText('Everybody sees everybody now.').waitFor();
      await page.getByText('Contact lists are empty.').waitFor({ state: 'detached' });
      const members = () => manager.state.office.office.teams.get('everybody')?.members ?? [];
      expect(members().length).toBeGreaterThan(20);
      expect(await accessibilityProblems(page)).toEqual([]);
      await button(page, 'Add a person').click();
      const drawer = page.getByRole('dialog', { name: 'Add a person' });
      await drawer.getByLabel('First and last name').fill('Ida Brun');
      expect(await drawer.getByRole('checkbox', { name: 'Everybody' }).isChecked()).toBe(true);
      await button(page, 'Add this person').click();
      await page.getByRole('dialog', { name: 'Ida Brun can log in now' }).waitFor();
      expect(members().some((address) => address.startsWith('ida'))).toBe(true);
      expect(errors).toEqual([]);
      await close();
    }, 30_000);

    it.each([
      ['en', 'is not in the team', 'as many people as a team can have', 'Make a second team'],
      ['fr', 'n’est pas dans l’équipe', 'autant de personnes', 'Créez une seconde équipe'],
    ] as const)(
      'a full team does not take somebody new, who is told why (%s)',
      async (language, ...said) => {
        const state = scenes.office();
        Object.assign(state.settings, { language });
        const full = state.office.office.teams.get('bureau')!;
        const members = Array.from({ length: TEAM_MOST }, (_, index) => `p${index}@fabrik-martin.example`);
        state.office.office.teams.set('bureau', { ...full, members });
        const { page, errors, close } = await looking.open({ state, path: '/people?add' });
        const drawer = page.getByRole('dialog');
        await drawer.getByRole('textbox').first().fill('Ida Brun');
        await drawer.getByRole('checkbox', { name: 'Bureau d’études' }).press('Space');
        await drawer.getByRole('textbox').first().press('Enter');
        for (const words of said) await drawer.getByText(words).waitFor();
        expect(await accessibilityProblems(page)).toEqual([]);
        expect(errors).toEqual([]);
        await close();
      },
      30_000,
    );

    it('by keyboard: a row opens, somebody is taken out and comes back, Esc closes', async () => {
      const { page, manager, close } = await open('/people/teams');
      const row = page.getByRole('row', { name: /Bureau d’études/ });
      await row.focus();
      await page.keyboard.press('Enter');
      const drawer = page.getByRole('dialog', { name: 'Bureau d’études' });
      await drawer.waitFor();
      await drawer.getByRole('button', { name: 'Take Jules Moreau out of the team' }).press('Enter');
      await page.getByText('Jules Moreau is out of Bureau d’études.').waitFor();
      const members = () => manager.state.office.office.teams.get('bureau')?.members.join(' ');
      expect(members()).not.toContain('jules@');
      await page.keyboard.press('Control+z');
      await drawer.getByText('jules@fabrik-martin.example').waitFor();
      expect(members()).toContain('jules@');
      await drawer.focus();
      await page.keyboard.press('Escape');
      await drawer.waitFor({ state: 'detached' });
      await close();
    }, 30_000);

    it('a deleted one comes back with its name and its people', async () => {
      const { page, manager, close } = await open('/people/teams/atelier');
      await page.getByRole('tab', { name: 'Team' }).click();
      await button(page, 'Delete this team').click();
      await page.getByText(/is no more/).waitFor();
      expect(manager.state.office.office.teams.has('atelier')).toBe(false);
      await page.keyboard.press('Control+z');
      await page.getByRole('row', { name: /Atelier/ }).waitFor();
      expect(manager.state.office.office.teams.get('atelier')?.members).toHaveLength(9);
      await close();
    }, 30_000);
  });

  describe('what was done is said', () => {
    it('for ten seconds, whatever else happens in the office', async () => {
      const { page, close } = await looking.open({
        ...{ state: scenes.office(), path: '/people/waiting' },
        before: (page) => page.clock.install(),
      });
      await button(page, 'Let in quentin@fabrik-martin.example').click();
      const said = page.getByText('quentin@fabrik-martin.example can log in now.');
      await said.waitFor();
      // Each of these draws the frame anew.
      for (const path of ['/people', '/rooms', '/logs']) {
        await page.clock.runFor(3000);
        await page.evaluate((to) => window.location.assign(`#${to}`), path);
        await page.getByRole('heading', { level: 1 }).waitFor();
      }
      await page.clock.runFor(3000);
      // Counted from the beginning it is over now; counted anew there would be seven seconds left.
      await said.waitFor({ state: 'detached', timeout: 4000 });
      await close();
    }, 30_000);

    it('beside an open drawer in a narrow window, not over its buttons', async () => {
      const { page, close } = await looking.open({
        ...{ state: scenes.office(), path: '/people/waiting' },
        context: { viewport: { width: 900, height: 700 } },
      });
      await button(page, 'Let in quentin@fabrik-martin.example').click();
      const said = page.getByRole('status', { name: 'What was done' }).locator('> div');
      await said.waitFor();
      await page.evaluate(() => window.location.assign('#/people/teams?add'));
      const drawer = page.getByRole('dialog', { name: 'Make a team' });
      await drawer.waitFor();
      const [toast, edge] = [await said.boundingBox(), await drawer.boundingBox()];
      expect(toast!.x + toast!.width).toBeLessThan(edge!.x);
      await close();
    }, 30_000);
  });

  it('a person’s drawer names their teams, and leads there', async () => {
    const { page, close } = await open('/people/zoe%40fabrik-martin.example');
    await page.getByRole('tab', { name: 'Account' }).click();
    await button(page, 'Open the team: Atelier de menuiserie et d’agencement intérieur').click();
    await page.getByRole('dialog', { name: /^Atelier/ }).waitFor();
    await close();
  }, 30_000);

  describe('who waits', () => {
    it('is let in, or refused after a question', async () => {
      const { page, manager, close } = await open('/people/waiting');
      await button(page, 'Let in quentin@fabrik-martin.example').click();
      await page.getByText('quentin@fabrik-martin.example can log in now.').waitFor();
      await button(page, 'Refuse maelys-de-villeneuve@fabrik-martin.example…').click();
      const dialog = page.getByRole('alertdialog');
      expect(await accessibilityProblems(page)).toEqual([]);
      await dialog.getByRole('button', { name: 'Refuse', exact: true }).click();
      await page.getByText('Nobody asks.').waitFor();
      expect(manager.state.office.office.waiting.size).toBe(0);
      await close();
    }, 30_000);

    it('somebody reported is kept out, and let in again', async () => {
      const { page, manager, close } = await open('/people/waiting');
      await button(page, 'Keep out offre@gagnez.example').click();
      await page.getByText('Kept out already.').waitFor();
      await page.keyboard.press('Control+z');
      await button(page, 'Keep out offre@gagnez.example').waitFor();
      expect([...manager.state.office.office.blocked]).toEqual(['spam.example']);
      await button(page, 'Dealt with: offre@gagnez.example').click();
      await page.getByText('Nobody was reported.').waitFor();
      await close();
    }, 30_000);

    it('is told on Home, which leads there', async () => {
      const state = scenes.office();
      const about = { severity: 'warning', subject: '', at: Date.now(), who: 'you' } as const;
      state.findings = [
        { ...about, code: 'people.waiting', data: { count: 2 } },
        { ...about, code: 'reports.new', data: { count: 1 } },
      ];
      const { page, close } = await looking.open({ state });
      await page.getByText('1 report has not been looked at').waitFor();
      await page
        .getByRole('listitem')
        .filter({ hasText: '2 people wait for your yes' })
        .getByRole('button', { name: 'Look' })
        .click();
      await page.getByText('quentin@fabrik-martin.example').waitFor();
      await close();
    }, 30_000);

    it('an invitation is made, shown, taken back and brought back', async () => {
      const { page, manager, errors, close } = await open('/people/waiting');
      const made = () => [...manager.state.office.office.invitations.values()].at(-1);
      await page.getByLabel('First and last name').fill('Paulette Roux');
      await page.getByRole('button', { name: /Team they belong to/ }).click();
      await page.getByRole('option', { name: 'Bureau d’études' }).click();
      await button(page, 'Make an invitation').click();
      await page.getByText('Send it to one person.').waitFor();
      await page.getByRole('img', { name: 'QR code of the invitation' }).waitFor();
      expect(made()).toMatchObject({
        ...{ username: 'paulette', displayName: 'Paulette Roux', team: 'bureau', usesLeft: 1 },
        by: manager.state.people[0]?.address,
      });
      expect(await accessibilityProblems(page)).toEqual([]);
      // Large, for a wall or a printer; Esc leads back.
      await button(page, 'Show large, print…').click();
      const dialog = page.getByRole('dialog', { name: 'Invitation to fabrik-martin.example' });
      await dialog.getByText(/Point the telephone’s camera at the square/).waitFor();
      expect(await accessibilityProblems(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
      const row = page.getByRole('listitem').filter({ hasText: 'For Paulette Roux' });
      await row.getByRole('button', { name: 'Take back' }).click();
      await page.getByText('The invitation does not work any more.').waitFor();
      expect(made()?.state).toBe('revoked');
      await page.keyboard.press('Control+z');
      await expect.poll(() => made()?.state).toBe('open');
      expect(errors).toEqual([]);
      await close();
    }, 30_000);

    it('one for several; the mail speaks the language that is chosen, and says what the page cannot', async () => {
      const { page, manager, close } = await open('/people/waiting');
      await page.getByRole('radio', { name: 'For several' }).press('Space');
      await page.getByLabel('How many may come in with it').fill('12');
      await button(page, 'Make an invitation').click();
      await page.getByText('Up to 12 people may come in with it').waitFor();
      expect([...manager.state.office.office.invitations.values()].at(-1)).toMatchObject({
        ...{ username: '', usesLeft: 12, language: 'en' },
      });
      const mail = page.getByText('The words of the mail');
      await mail.first().click();
      await page.getByText('We chat at fabrik-martin.example').waitFor();
      await page.getByRole('radio', { name: 'Français' }).first().press('Space');
      await page.getByText('Nous échangeons sur fabrik-martin.example').waitFor();
      await close();
    }, 30_000);

    it('those that ended say who came in; links for a password are apart', async () => {
      const { page, close } = await open('/people/waiting');
      await page.getByText('Those that ended in the last 30 days').click();
      const ended = page.getByRole('list', { name: 'Invitations that ended' });
      await ended.getByText(/Used on/).waitFor();
      await ended.getByRole('link', { name: 'paul@fabrik-martin.example' }).waitFor();
      await page
        .getByRole('list', { name: 'Links for a new password' })
        .getByText('A new password for ines@fabrik-martin.example')
        .waitFor();
      expect(await accessibilityProblems(page)).toEqual([]);
      await close();
    }, 30_000);
  });

  describe('settings', () => {
    it('a shorter time is counted and asked about; the safe button has the focus', async () => {
      const { page, manager, close } = await open('/settings');
      await page.getByRole('button', { name: /How long conversations are kept/ }).click();
      await page.getByRole('option', { name: '1 year' }).click();
      const dialog = page.getByRole('alertdialog');
      await dialog.getByText(/12,?340 messages in conversations, older than/).waitFor();
      await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Keep them');
      expect(await accessibilityProblems(page)).toEqual([]);
      await page.keyboard.press('Enter');
      await dialog.waitFor({ state: 'detached' });
      expect(manager.state.keepDays).toEqual({ people: 0, rooms: 0 });
      await page.getByRole('button', { name: /How long conversations are kept/ }).click();
      await page.getByRole('option', { name: '1 year' }).click();
      await button(page, 'Remove them').click();
      await page.getByText('The older messages are removed.').waitFor();
      expect(manager.state.keepDays).toEqual({ people: 365, rooms: 0 });
      await close();
    }, 30_000);

    it('who may join takes effect at once and can be taken back; anyone at once is warned about', async () => {
      const { page, manager, close } = await open('/settings');
      await page.getByText('Anyone, at once').click();
      await page.getByText(/strangers and machines will/).waitFor();
      expect(manager.state.joining).toBe('anyone');
      await page.keyboard.press('Control+z');
      await page.getByText(/strangers and machines will/).waitFor({ state: 'detached' });
      expect(manager.state.joining).toBe('invited');
      await close();
    }, 30_000);

    it('an address that is none is explained under the field, one’s own server too', async () => {
      const { page, close } = await open('/federation');
      const field = page.getByLabel('A server, or somebody elsewhere');
      await field.fill('spam');
      await page.keyboard.press('Enter');
      await page.getByText('This is not the address of a server or of a person elsewhere.').waitFor();
      await field.fill('fabrik-martin.example');
      await page.keyboard.press('Enter');
      await page.getByText('This is an address of your own server.').waitFor();
      await field.fill('Bulk.Example');
      await page.keyboard.press('Enter');
      await button(page, 'Let in again: bulk.example').waitFor();
      await close();
    }, 30_000);
  });
});
