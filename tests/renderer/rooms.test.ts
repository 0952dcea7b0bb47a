/**
 * Rooms: which the list shows, what addresses are proposed, and the page as a person uses it, by keyboard and by mouse.
 */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Room } from '../../electron/contract/index.ts';
import { arrange } from '../../renderer/pages/rooms/arrange.ts';
import { proposeLocal } from '../../renderer/pages/rooms/propose-local.ts';
import { roomLink } from '../../renderer/words/rooms.ts';
import { type Looking, startLooking } from '../support/browser.ts';
import { accessibilityProblems } from '../support/chromium.ts';
import { scenes } from '../support/fake-manager.ts';
import { counted, freshRoom } from '../support/fake-rooms.ts';
import { describeWith } from '../support/need.ts';

const room = (local: string, more: Partial<Room>): Room =>
  counted(freshRoom(`${local}@conference.example.org`, { ...more, occupants: [] }));

describe('the list', () => {
  const rooms = [
    room('pose', { name: 'Équipe de pose', topic: 'Chantier Duval' }),
    room('direction', { entry: 'members' }),
    { ...room('atelier', { name: 'Atelier' }), now: 3 },
  ];
  it.each([
    ['all', '', ['Atelier', 'direction', 'Équipe de pose']],
    ['busy', '', ['Atelier']],
    ['members', '', ['direction']],
    ['all', 'equipe', ['Équipe de pose']],
    ['all', 'duval POSE', ['Équipe de pose']],
    // Every room has it in its address.
    ['all', 'conference', []],
  ] as const)('%s, “%s”', (filter, search, expected) => {
    const shown = arrange(rooms, filter, search);
    expect(shown.map(({ name, address }) => name || address.split('@')[0])).toEqual(expected);
  });
});

describe('the proposed address', () => {
  it.each([
    ['Équipe de pose', 'equipe-de-pose'],
    ['Œuvres & chantiers, 2026', 'oeuvres-chantiers-2026'],
    ['  ', ''],
    ['Atelier', 'atelier-2'],
    ['Préparation du grand Salon de la maison et du jardin', 'preparation-du-grand-salon-de-la-maison'],
    ['x'.repeat(60), 'x'.repeat(40)],
    ['Büro Straße', 'buro-strasse'],
  ])('%j is %j', (name, local) => expect(proposeLocal(name, new Set(['atelier']))).toBe(local));
});

it('the link opens the room in a program', () => {
  expect(roomLink('café&thé@conference.example.org')).toBe(
    'xmpp:caf%C3%A9%26th%C3%A9@conference.example.org?join',
  );
});

describeWith(['chromium'], 'in Chromium', () => {
  let looking: Looking;
  beforeAll(async () => {
    looking = await startLooking();
  }, 120_000);
  afterAll(() => looking.close());

  const at = (local: string) => `${local}@conference.fabrik-martin.example`;
  const path = (local: string) => `/rooms/${encodeURIComponent(at(local))}`;
  const open = (to: string) => looking.open({ state: scenes.office(), path: to });
  const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true });

  it('goes through the list by keyboard: Enter opens, arrows change the room, Esc closes', async () => {
    const { page, close } = await open('/rooms');
    await page.getByRole('row', { name: /Annonces/ }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Annonces' }).waitFor();
    await page.getByRole('row', { name: /Annonces/ }).focus();
    await page.keyboard.press('ArrowDown');
    await page.getByRole('dialog', { name: /^Atelier/ }).waitFor();
    await page.getByRole('dialog', { name: /^Atelier/ }).focus();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await close();
  }, 30_000);

  it('creates a room with people, shows its link, and takes it back', async () => {
    const { page, manager, close } = await open('/rooms');
    await button(page, 'Create a room').click();
    await page.getByLabel('Name', { exact: true }).fill('Équipe de nuit');
    expect(await page.getByLabel('Address', { exact: true }).inputValue()).toBe('equipe-de-nuit');
    await page.getByRole('option', { name: /Zoé/ }).click();
    await button(page, 'Create this room').click();
    await page.getByText('xmpp:equipe-de-nuit@conference.fabrik-martin.example?join').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    expect(manager.state.rooms.all.get(at('equipe-de-nuit'))?.details).toMatchObject({
      ...{
        name: 'Équipe de nuit',
        entry: 'everyone',
        keepsHistory: true,
        listed: true,
        membersMayInvite: true,
      },
      people: [{ standing: 'owner' }, { address: 'zoe@fabrik-martin.example', standing: 'member' }],
    });
    await page.getByRole('button', { name: /^Undo/ }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(manager.state.rooms.all.has(at('equipe-de-nuit'))).toBe(false);
    await close();
  }, 30_000);

  it('says beside the address why it cannot be', async () => {
    const { page, close } = await open('/rooms?add');
    await page.getByLabel('Name', { exact: true }).fill('Atelier');
    await page.getByLabel('Address', { exact: true }).fill('atelier');
    await button(page, 'Create this room').click();
    await page.getByText(`There is a room at ${at('atelier')} already.`).waitFor();
    await close();
  }, 30_000);

  it('changes a switch at once, and takes it back', async () => {
    const { page, manager, close } = await open(path('atelier'));
    await page.getByText('Show in the list of rooms').click();
    await page.getByText('The room was changed.').waitFor();
    expect(manager.state.rooms.all.get(at('atelier'))?.details.listed).toBe(false);
    await page.getByRole('button', { name: /^Undo/ }).click();
    await expect.poll(() => manager.state.rooms.all.get(at('atelier'))?.details.listed).toBe(true);
    await close();
  }, 30_000);

  it('changes what somebody is to the room; keeping out asks first; the last one who runs it stays', async () => {
    const { page, manager, close } = await open(path('pose'));
    const standing = (address: string) =>
      manager.state.rooms.all.get(at('pose'))?.details.people.find((one) => one.address === address)
        ?.standing;
    await page.getByRole('tab', { name: 'People' }).click();
    const choose = async (person: RegExp, word: string) => {
      await page.getByRole('button', { name: person }).click();
      await page.getByRole('option', { name: word }).click();
    };
    await choose(/What Hugo Bernard is/, 'Helps run it');
    await expect.poll(() => standing('hugo@fabrik-martin.example')).toBe('admin');
    await choose(/What Camille Roussel is/, 'Kept out');
    const dialog = page.getByRole('dialog', { name: /Keep Camille Roussel out/ });
    expect(standing('camille@fabrik-martin.example')).toBe('member');
    await dialog.getByRole('button', { name: 'Keep out' }).click();
    await expect.poll(() => standing('camille@fabrik-martin.example')).toBe('outcast');
    await page.getByRole('button', { name: /^Undo: Camille/ }).click();
    await expect.poll(() => standing('camille@fabrik-martin.example')).toBe('member');
    await choose(/What Zoé Perrin is/, 'Member');
    await page.getByText(/is the only one who runs this room/).waitFor();
    await close();
  }, 30_000);

  it('adds colleagues, whom it invites', async () => {
    const { page, manager, close } = await open(path('compta'));
    await page.getByRole('tab', { name: 'People' }).click();
    await button(page, 'Add colleagues').click();
    await page.getByPlaceholder('Find a colleague').fill('perrin');
    await page.getByRole('option').first().click();
    expect(await accessibilityProblems(page)).toEqual([]);
    await button(page, 'Add 1 person').click();
    await page.getByText('They were added and invited.').waitFor();
    expect(manager.state.rooms.invited).toEqual([`zoe@fabrik-martin.example to ${at('compta')}`]);
    await close();
  }, 30_000);

  it('sends somebody out after saying what follows', async () => {
    const { page, manager, close } = await open(path('pose'));
    await page.getByRole('tab', { name: 'There now' }).click();
    await button(page, 'Send Zoé Perrin out of the room').click();
    await page.getByText(/may come back at once/).waitFor();
    await button(page, 'Send out now').click();
    await page.getByText('Zoé Perrin was sent out of the room.').waitFor();
    expect(manager.state.rooms.all.get(at('pose'))?.details.occupants).toHaveLength(2);
    await close();
  }, 30_000);

  it('shows messages only when asked, and takes one back', async () => {
    const { page, manager, close } = await open(path('pose'));
    await page.getByRole('tab', { name: 'Messages' }).click();
    await page.getByText('What people wrote is theirs.').waitFor();
    await button(page, 'Show the last messages').click();
    await page.getByRole('list', { name: 'Messages' }).waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await page
      .getByRole('button', { name: /^Take back what/ })
      .first()
      .click();
    const dialog = page.getByRole('alertdialog', { name: /Take back what/ });
    expect(
      await dialog
        .getByRole('button', { name: 'Leave it there' })
        .evaluate((it) => it === document.activeElement),
    ).toBe(true);
    await dialog.getByLabel(/^Why/).fill('private');
    await dialog.getByRole('button', { name: 'Take it back' }).click();
    await page.getByText('Taken back: “private”').waitFor();
    const { messages } = manager.state.rooms.all.get(at('pose'))!;
    expect(messages.at(-1)).toMatchObject({ kind: 'taken-back', reason: 'private' });
    await close();
  }, 30_000);

  it('closes a room only after saying what goes, and where people go', async () => {
    const { page, manager, close } = await open(path('vehicules'));
    await page.getByRole('tab', { name: 'Close' }).click();
    await page.getByText('its list of people: 6 people').waitFor();
    await button(page, 'Close the room…').click();
    const dialog = page.getByRole('alertdialog', { name: /^Close “Véhicules/ });
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(manager.state.rooms.all.has(at('vehicules'))).toBe(true);
    await button(page, 'Close the room…').click();
    await dialog.getByRole('button', { name: 'Close for good' }).click();
    await page.getByText(/^“Véhicules.*was closed/).waitFor();
    await page.getByRole('row', { name: /Véhicules/ }).waitFor({ state: 'detached' });
    expect(manager.state.rooms.all.has(at('vehicules'))).toBe(false);
    await close();
  }, 30_000);

  it('shows who comes in without being asked, and the same room after a reload', async () => {
    const { page, manager, close } = await open(path('direction'));
    await page.getByRole('dialog', { name: 'Direction' }).waitFor();
    const { details } = manager.state.rooms.all.get(at('direction'))!;
    details.occupants = [
      { nick: 'Jules', address: 'jules@fabrik-martin.example', role: 'participant', devices: ['phone'] },
    ];
    manager.emit({ type: 'rooms.changed', address: at('direction') });
    await page
      .getByRole('row', { name: /Direction/ })
      .filter({ hasText: '1 person' })
      .waitFor();
    await page.reload();
    await page.getByRole('dialog', { name: 'Direction' }).waitFor();
    await close();
  }, 30_000);

  it('is found by its name', async () => {
    const { page, close } = await open('/');
    await page.getByRole('heading', { name: 'Your server is running.' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog', { name: 'Find' }).waitFor();
    await page.keyboard.type('comptabi');
    await page.getByRole('menuitem', { name: /Comptabilité/ }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: /^Comptabilité/ }).waitFor();
    await close();
  }, 30_000);
});
