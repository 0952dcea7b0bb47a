/**
 * Every page, in light and dark, English and French: no axe violation, nothing on the console, the right first sentence.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Looking, startLooking, type Visitor } from '../support/browser.ts';
import { accessibilityProblems } from '../support/chromium.ts';
import { scenes } from '../support/fake-manager.ts';
import { describeWith } from '../support/need.ts';

describeWith(['chromium'], 'in Chromium', () => {
  let looking: Looking;
  beforeAll(async () => {
    looking = await startLooking();
  }, 120_000);
  afterAll(() => looking.close());

  type Case = [scene: keyof typeof scenes, path: string, en: string, fr: string];
  const PAGES: readonly Case[] = [
    ['office', '/', 'Your server is running.', 'Votre serveur est en marche.'],
    ['alone', '/', 'Your server is running.', 'Votre serveur est en marche.'],
    ['stopped', '/', 'The server is stopped.', 'Le serveur est arrêté.'],
    [
      'waiting',
      '/',
      'The server ended by itself and is coming back.',
      'Le serveur s’est arrêté de lui-même et revient.',
    ],
    [
      'failed',
      '/',
      'Nobody can chat: the server does not stay up.',
      'Personne ne peut échanger : le serveur ne tient pas.',
    ],
    ['office', '/people', 'People', 'Personnes'],
    ['office', '/people/sophie%40fabrik-martin.example', 'Sophie Martin', 'Sophie Martin'],
    ['office', '/people?add', 'Add a person', 'Ajouter une personne'],
    ['empty', '/people', 'People', 'Personnes'],
    ['office', '/people/teams', 'People', 'Personnes'],
    ['office', '/people/teams/atelier', 'Atelier de menuiserie', 'Atelier de menuiserie'],
    ['office', '/people/teams?add', 'Make a team', 'Créer une équipe'],
    ['empty', '/people/teams', 'People', 'Personnes'],
    ['stopped', '/people/teams', 'People', 'Personnes'],
    ['office', '/people/waiting', 'Asking for an account', 'Demandes de compte'],
    ['empty', '/people/waiting', 'Asking for an account', 'Demandes de compte'],
    ['office', '/rooms', 'Rooms', 'Salons'],
    ['office', '/rooms/tous%40conference.fabrik-martin.example', 'Toute l’équipe', 'Toute l’équipe'],
    ['office', '/rooms?add', 'Create a room', 'Créer un salon'],
    ['empty', '/rooms', 'Rooms', 'Salons'],
    ['stopped', '/rooms', 'Rooms', 'Salons'],
    ['office', '/files', 'Files', 'Fichiers'],
    ['office', '/files/sophie%40fabrik-martin.example', 'Sophie Martin', 'Sophie Martin'],
    ['empty', '/files', 'Files', 'Fichiers'],
    ['stopped', '/files', 'Files', 'Fichiers'],
    ['office', '/network', 'Names', 'Noms'],
    ['unnamed', '/network', 'Names', 'Noms'],
    ['office', '/federation', 'Whom can we talk to?', 'Avec qui pouvons-nous parler ?'],
    ['empty', '/federation', 'Whom can we talk to?', 'Avec qui pouvons-nous parler ?'],
    ['stopped', '/federation', 'Whom can we talk to?', 'Avec qui pouvons-nous parler ?'],
    ['office', '/federation?try', 'Try a company', 'Essayer une entreprise'],
    ['office', '/federation?add', 'Let a company in', 'Admettre une entreprise'],
    ['office', '/federation/bois-duval.example', 'bois-duval.example', 'bois-duval.example'],
    [
      ...(['office', '/federation/mairie-saint-andre.example'] as const),
      ...(['Their certificate has run out.', 'Leur certificat a expiré.'] as const),
    ],
    ['office', '/federation/bridges', 'Bridges', 'Passerelles'],
    ['office', '/federation/bridges?add=irc', 'Set up the bridge to IRC', 'Installer la passerelle vers IRC'],
    ['office', '/federation/bridges?add=program', 'Connect another program', 'Raccorder un autre programme'],
    ['empty', '/federation/bridges', 'Bridges', 'Passerelles'],
    ['stopped', '/federation/bridges', 'Bridges', 'Passerelles'],
    ['office', '/connect', 'Connect an app', 'Connecter une app'],
    ['office', '/connect?app=pidgin', 'Connect an app', 'Connecter une app'],
    ['empty', '/connect', 'Connect an app', 'Connecter une app'],
    ['office', '/hand-out', 'Hand-outs', 'Fiches'],
    ['office', '/hand-out/office', 'Page for the whole office', 'Page pour toute l’entreprise'],
    ['office', '/website', 'Behind a website', 'Derrière un site web'],
    ['behind', '/website', 'Does everything arrive?', 'Est-ce que tout arrive ?'],
    ['office', '/logs', 'Logs', 'Journal'],
    ['empty', '/logs', 'Logs', 'Journal'],
    ['office', '/numbers', 'Numbers', 'Chiffres'],
    ['stopped', '/numbers', 'Numbers', 'Chiffres'],
    ['office', '/terminal', 'Terminal', 'Terminal'],
    ['office', '/history', 'History', 'Historique'],
    ['empty', '/history', 'History', 'Historique'],
    ['office', '/settings', 'Settings', 'Réglages'],
    [
      ...(['office', '/settings/remove?what=uninstall'] as const),
      ...(['Take Chatelaine off this computer', 'Retirer Chatelaine de cet ordinateur'] as const),
    ],
    ['first-run', '/', 'Your own chat, in your own house', 'Votre messagerie, chez vous'],
  ];

  /** Spaces of any kind are one space: the French typography has its own test. */
  const plain = (text: string) => text.replace(/\s+/g, ' ').trim();

  // Once with what React has to say about each page, once as it ships.
  describe.each([
    ['en', 'light', 'development'],
    ['fr', 'dark', 'production'],
  ] as const)('in %s, %s, %s', (language, theme, mode) => {
    let own: Looking;
    let visitor: Visitor;
    beforeAll(async () => {
      own = await startLooking(mode);
      visitor = await own.visitor();
    }, 120_000);
    afterAll(() => own.close());

    it.each(PAGES)(
      '%s %s',
      async (scene, path, en, fr) => {
        const state = scenes[scene]();
        Object.assign(state.settings, { language, theme });
        const { page, errors } = await visitor.visit({ state, path });
        const title = plain(language === 'fr' ? fr : en);
        await page.locator('h1, h2').filter({ hasText: title }).first().waitFor();
        await page.locator(`html[lang="${language}"][data-theme="${theme}"]`).waitFor();
        expect(await accessibilityProblems(page)).toEqual([]);
        expect(errors).toEqual([]);
      },
      30_000,
    );
  });

  describe('without the right to come in', () => {
    it('explains how to get a link, and a link lets in without leaving a trace in the address', async () => {
      const { page, manager, close } = await looking.open({ state: scenes.office(), locked: true });
      await page.getByRole('heading', { name: 'You need a link to come in.' }).waitFor();
      expect(await accessibilityProblems(page)).toEqual([]);
      // In the very same tab: only the fragment changes.
      await page.goto(`${manager.url}#token=good`);
      await page.getByRole('heading', { name: 'Your server is running.' }).waitFor();
      expect(page.url()).not.toContain('token');
      await page.goto(`${manager.url}#token=good`);
      await page.getByRole('heading', { name: 'Your server is running.' }).waitFor();
      await close();
    }, 30_000);
  });

  describe('a line that is lost', () => {
    it('says so, keeps what was shown, and comes back by itself', async () => {
      const { page, manager, close } = await looking.open({ state: scenes.office() });
      await page.getByRole('heading', { name: 'Your server is running.' }).waitFor();
      manager.cut();
      await page.getByText(/This window lost Chatelaine at/).waitFor();
      await page.getByRole('heading', { name: 'Your server is running.' }).waitFor();
      manager.state.people[0]!.displayName = 'Sophie Dupont';
      manager.emit({ type: 'people.changed', address: 'sophie@fabrik-martin.example' });
      manager.back();
      await page.getByText(/This window lost Chatelaine at/).waitFor({ state: 'detached' });
      await page.getByText('Sophie Dupont').waitFor();
      await close();
    }, 30_000);
  });

  describe('history', () => {
    it('puts the last change back by one press, which is a change itself', async () => {
      const { page, manager, close } = await looking.open({ state: scenes.office(), path: '/history' });
      const back = page.getByRole('button', { name: /^Put back: zoe@/ });
      await back.press('Enter');
      await page.getByText('“Zoé Perrin” now, “Zoé Martin” before').waitFor();
      expect(manager.state.changes[0]).toMatchObject({ action: 'people.rename', after: 'Zoé Perrin' });
      // The one that was put back has no button any more, the new one has.
      expect(await back.count()).toBe(1);
      await close();
    }, 30_000);

    it('says so where somebody was faster', async () => {
      const { page, manager, close } = await looking.open({ state: scenes.office(), path: '/history' });
      await page.getByRole('button', { name: /^Put back: zoe@/ }).waitFor();
      for (const change of manager.state.changes)
        Object.assign(change, { canPutBack: false, noWayBack: 'overtaken' });
      await page.getByRole('button', { name: /^Put back: zoe@/ }).press('Enter');
      await page.getByRole('alert').getByText('the same thing was changed again since').waitFor();
      await close();
    }, 30_000);
  });

  describe('by keyboard only', () => {
    it('finds a person, changes the name, takes it back, and closes', async () => {
      const { page, manager, close } = await looking.open({ state: scenes.office() });
      await page.getByRole('heading', { name: 'Your server is running.' }).waitFor();
      await page.keyboard.press('Control+k');
      await page.getByRole('dialog', { name: 'Find' }).waitFor();
      await page.keyboard.type('zoe');
      await page.getByRole('menuitem', { name: /Zoé Perrin/ }).waitFor();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      const drawer = page.getByRole('dialog', { name: 'Zoé Perrin' });
      await drawer.waitFor();
      await drawer.getByRole('tab', { name: 'Account' }).press('Enter');
      await drawer.getByRole('textbox', { name: 'Name' }).fill('Zoé Martin');
      await page.keyboard.press('Enter');
      await page.getByText('The name was changed.').waitFor();
      expect(manager.state.people.find(({ username }) => username === 'zoe')?.displayName).toBe('Zoé Martin');
      await page.getByRole('tab', { name: 'Account' }).focus();
      await page.keyboard.press('Control+z');
      await page.getByRole('dialog', { name: 'Zoé Perrin' }).waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog', { name: 'Zoé Perrin' }).waitFor({ state: 'detached' });
      await close();
    }, 30_000);

    it('stops the server only after asking, and starts it again', async () => {
      const { page, close } = await looking.open({ state: scenes.office() });
      await page.getByRole('button', { name: 'Stop', exact: true }).press('Enter');
      const dialog = page.getByRole('alertdialog', { name: 'Stop the server?' });
      await dialog.waitFor();
      expect(
        await dialog
          .getByRole('button', { name: 'Leave it running' })
          .evaluate((button) => button === document.activeElement),
      ).toBe(true);
      await dialog.getByRole('button', { name: 'Stop the server' }).press('Enter');
      await page.getByRole('heading', { name: 'The server is stopped.' }).waitFor();
      await page.getByRole('button', { name: 'Start the server' }).press('Enter');
      await page.getByRole('heading', { name: 'Your server is running.' }).waitFor();
      await close();
    }, 30_000);
  });
});
