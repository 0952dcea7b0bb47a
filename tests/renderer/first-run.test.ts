/**
 * The wizard with a browser's eyes: both roads, resume after a reload, a failure beside its step.
 */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Looking, startLooking } from '../support/browser.ts';
import { accessibilityProblems } from '../support/chromium.ts';
import { scenes } from '../support/fake-manager.ts';
import { describeWith } from '../support/need.ts';

describeWith(['chromium'], 'in Chromium', () => {
  let looking: Looking;
  beforeAll(async () => {
    looking = await startLooking();
  }, 120_000);
  afterAll(() => looking.close());

  const clean = async (page: Page) => expect(await accessibilityProblems(page)).toEqual([]);

  it('sets up a server for a domain, in English', async () => {
    const { page, manager, errors, close } = await looking.open({ state: scenes['first-run']() });
    await page.getByRole('button', { name: /New server/ }).click();
    await page.getByRole('heading', { name: 'What is your domain?' }).waitFor();
    const domain = page.getByRole('textbox', { name: 'Your domain' });
    await domain.fill('fabrik martin.example');
    await domain.press('Tab');
    await page.getByRole('button', { name: 'Use fabrikmartin.example' }).waitFor();
    await domain.fill('https://www.fabrik-martin.example/contact');
    await domain.press('Tab');
    await page.getByText('sophie@fabrik-martin.example').waitFor();
    await page.getByText('That was the address of a page;').waitFor();
    // The picture: website and mail stay, and with whom; chat gets a name of its own.
    const picture = page.getByRole('list', { name: 'What is under this domain' });
    await picture.getByText('at o2switch').waitFor();
    await picture.getByText('at Gandi').waitFor();
    await picture.getByText('xmpp.fabrik-martin.example').waitFor();
    await page.getByText('its address book is kept at OVHcloud').waitFor();
    await page.getByText('Choose it for years.').waitFor();
    await clean(page);
    await page.getByRole('button', { name: 'Go on' }).click();

    await page.getByRole('heading', { name: 'Who looks after it?' }).waitFor();
    await page.getByRole('textbox', { name: 'First and last name' }).fill('Sophie Martin');
    await page.getByText('mofu-tari-kesa-98-lopi').waitFor();
    expect(await page.getByRole('textbox', { name: 'Address' }).inputValue()).toBe('sophie');
    await clean(page);
    // A reload in the middle goes on at the same step, with what was typed.
    await page.reload();
    await page.getByRole('heading', { name: 'Who looks after it?' }).waitFor();
    expect(await page.getByRole('textbox', { name: 'First and last name' }).inputValue()).toBe(
      'Sophie Martin',
    );
    await page.getByRole('button', { name: 'Make another one' }).click();
    await page.getByText('mofu-tari-kesa-98-lopi').waitFor();
    await page.getByRole('button', { name: 'Go on' }).click();

    await page.getByRole('heading', { name: 'This is what will be done' }).waitFor();
    await page.getByText('Sophie Martin gets the address').waitFor();
    await clean(page);
    await page.getByRole('button', { name: 'Set it up now' }).click();
    await page.getByRole('heading', { name: 'Open the doors of this computer' }).waitFor();
    await page.getByText('keeps people out at 3 doors').waitFor();
    await clean(page);
    await page.getByRole('button', { name: 'Leave the firewall alone for now' }).click();
    await page.getByRole('heading', { name: 'Tell the internet where your server is' }).waitFor();
    await page.getByText('None of the 9 lines is in your domain’s address book.').waitFor();
    await clean(page);
    // Waiting never blocks: the step stays open, and says in the list that it waits. With the keyboard it is two keys away, not fifty.
    await page.getByRole('main').focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    const steps = page.getByRole('navigation', { name: 'Setting up' });
    await steps.getByRole('button', { name: /DNS records.*waiting/ }).waitFor();
    await page.reload();
    await steps.getByRole('button', { name: /DNS records.*waiting/ }).click();
    await page.getByRole('heading', { name: 'Tell the internet where your server is' }).waitFor();
    for (const address of ['203.0.113.24', '2001:db8:4f2:18::24'])
      await page.getByText(address).first().waitFor();
    await page.getByRole('button', { name: 'Go on meanwhile' }).click();
    await page.getByRole('main').getByRole('button').last().click();
    await page.getByRole('heading', { name: 'Your server is running' }).waitFor();
    await page.getByText('sophie@fabrik-martin.example can log in.').waitFor();
    await clean(page);
    await page.getByRole('button', { name: 'Add your first colleague' }).click();
    await page.getByRole('textbox', { name: 'First and last name' }).fill('Léa Chevalier');
    await page.getByRole('button', { name: 'Add this person' }).click();
    await page.getByRole('heading', { name: 'Léa Chevalier can log in now' }).waitFor();
    expect(manager.state.people.map(({ address }) => address)).toEqual([
      'sophie@fabrik-martin.example',
      'lea@fabrik-martin.example',
    ]);
    expect(errors).toEqual([]);
    await close();
  }, 60_000);

  it('tries it on this network only, in French, and survives a taken port', async () => {
    const state = scenes['first-run']();
    state.failStep = 'folder';
    state.failProblem = { code: 'port.in-use', data: { port: 5222, by: 'prosody' } };
    const { page, manager, close } = await looking.open({ state });
    await page.getByText('Français').click();
    await page.getByRole('button', { name: /Essayer sur ce réseau seulement/ }).click();
    expect(await page.getByRole('textbox', { name: 'Nom sur ce réseau' }).inputValue()).toBe('atelier.local');
    await page.getByRole('button', { name: 'Continuer' }).click();
    await page.getByRole('textbox', { name: 'Prénom et nom' }).fill('Émile Œuvrard');
    expect(await page.getByRole('textbox', { name: 'Adresse' }).inputValue()).toBe('emile');
    await page.getByText('mofu-tari-kesa-98-lopi').waitFor();
    await page.getByRole('button', { name: 'Continuer' }).click();
    await page.getByRole('button', { name: 'Mettre en service maintenant' }).click();
    await page.getByText('Un autre programme, prosody, écoute déjà sur le port 5222.').waitFor();
    await clean(page);
    await page.getByRole('button', { name: /Aller à/ }).waitFor();
    manager.state.failStep = null;
    await page.getByRole('button', { name: 'Réessayer' }).click();
    await page.getByRole('heading', { name: 'Ouvrir les portes de cet ordinateur' }).waitFor();
    await page.getByRole('button', { name: 'Laisser le pare-feu pour l’instant' }).click();
    await page.getByRole('heading', { name: 'Votre serveur est en marche' }).waitFor();
    await clean(page);
    await close();
  }, 60_000);

  it('says what is not known of a domain, and lets go on all the same', async () => {
    const state = scenes['first-run']();
    state.offline = true;
    const { page, close } = await looking.open({ state });
    await page.getByRole('button', { name: /New server/ }).click();
    const domain = page.getByRole('textbox', { name: 'Your domain' });
    await domain.fill('fabrik-martin.example');
    await domain.press('Tab');
    await page.getByText('Nobody could be asked about fabrik-martin.example').waitFor();
    await clean(page);
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByRole('heading', { name: 'Who looks after it?' }).waitFor();
    await close();
  }, 60_000);

  it('asks for the password again when it was lost with a restart', async () => {
    const state = scenes['first-run']();
    Object.assign(state, { setupStep: 'summary', password: null });
    Object.assign(state.answers, {
      way: 'lan',
      domain: 'atelier.local',
      admin: { displayName: 'Sophie', username: 'sophie' },
    });
    const { page, close } = await looking.open({ state });
    await page.getByRole('heading', { name: 'Who looks after it?' }).waitFor();
    await page.getByText('mofu-tari-kesa-98-lopi').waitFor();
    await page.getByRole('button', { name: 'Finish later' }).click();
    await page.getByRole('dialog', { name: 'You can close this window' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByRole('heading', { name: 'This is what will be done' }).waitFor();
    await close();
  }, 60_000);
});
