/** Seen from outside: what was found, the line for a computer elsewhere and its code, partners; in words, by keyboard and by screen reader. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Looking, startLooking } from '../support/browser.ts';
import { accessibilityProblems } from '../support/chromium.ts';
import { scenes } from '../support/fake-manager.ts';
import { reachSeen } from '../support/fake-reach.ts';
import { describeWith } from '../support/need.ts';

const V6_SHUT = reachSeen(
  'partner',
  ({ family }) => (family === 'v6' ? { verdict: 'filtered', because: 'no-answer' } : undefined),
  'atelier-durand.example',
);
const TWO_WRONG = reachSeen('machine', ({ id, family }) => {
  if (family === 'v6') return { verdict: 'not-checked', because: 'no-family-there' };
  if (id === 'client-starttls-tcp-5222') return { verdict: 'other-program', because: 'speaks-ssh' };
  return id === 'client-direct-tcp-5223' ? { verdict: 'closed', because: 'refused' } : undefined;
});

describeWith(['chromium'], 'the card "Seen from outside"', () => {
  let looking: Looking;
  beforeAll(async () => {
    looking = await startLooking();
  }, 120_000);
  afterAll(() => looking.close());

  it('knocks from here, says that this proves nothing, and reads what a computer elsewhere saw', async () => {
    const { page, errors, close } = await looking.open({ state: scenes.office(), path: '/network/doors' });
    const card = page.getByRole('region', { name: 'Seen from outside' });
    await card.getByText('Nobody has knocked yet.').waitFor();
    await card.getByRole('button', { name: 'Check again' }).click();
    await card.getByText('Whether people outside get in, nobody outside has tried.').waitFor();
    await card.getByText('Have a computer elsewhere look').click();
    await card.getByRole('button', { name: 'Make the line' }).click();
    await card.getByText("sh -c 'echo chr1-").waitFor();
    await card.getByRole('textbox', { name: 'The code it printed' }).fill('hello');
    await card.getByRole('button', { name: 'Read the code' }).click();
    await card.getByText('This is not what the line prints: it begins with chr1-.').waitFor();
    await card.getByRole('textbox', { name: 'The code it printed' }).fill('chr1-abc');
    await card.getByRole('button', { name: 'Read the code' }).click();
    await card.getByText('People outside get in: every door that was tried answers as it should.').waitFor();
    expect(errors).toEqual([]);
    await close();
  }, 60_000);

  it('tells one cause with what follows from it, and the exact words one click away', async () => {
    const state = scenes.office();
    state.reach.views = [V6_SHUT];
    const { page, errors, close } = await looking.open({ state, path: '/network/doors' });
    const card = page.getByRole('region', { name: 'Seen from outside' });
    await card.getByText('The domain publishes an IPv6 address').first().waitFor();
    await card.getByText('Who looked, and what exactly came back').click();
    await card.getByText('Seen by partner atelier-durand.example').waitFor();
    expect(errors).toEqual([]);
    await close();
  }, 60_000);

  it('partners: their code in, asked, removed; nothing screen readers or keyboards stumble over, in French as well', async () => {
    const state = scenes.office();
    state.reach.views = [TWO_WRONG];
    state.settings.language = 'fr';
    const { page, manager, close } = await looking.open({ state, path: '/network/doors' });
    const card = page.getByRole('region', { name: 'Vu de l’extérieur' });
    await card.getByText('l’accès à distance (SSH) répond').first().waitFor();
    await card.getByText('Partenaires : d’autres bureaux qui frappent pour vous').click();
    await card.getByRole('textbox', { name: 'Le code de l’autre bureau' }).fill('chp1-abc');
    await card.getByRole('button', { name: 'Ajouter ce partenaire' }).press('Enter');
    await card.getByText('atelier-durand.example').first().waitFor();
    await card.getByRole('button', { name: 'Afficher votre code' }).click();
    await card.getByText('3F2A 91C0').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await card.getByRole('button', { name: 'Retirer atelier-durand.example' }).click();
    await page.getByText('Aucun des deux ne frappe plus pour l’autre.').waitFor();
    expect(manager.state.reach.partners).toEqual([]);
    await close();
  }, 60_000);
});
