/** Bridges: words for each state, the address of a channel, and the page as a person uses it. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { BridgeState } from '../../electron/contract/index.ts';
import { bridgeWords, channelAddress } from '../../renderer/words/bridges.ts';
import { type Looking, startLooking } from '../support/browser.ts';
import { accessibilityProblems } from '../support/chromium.ts';
import { scenes } from '../support/fake-manager.ts';
import { describeWith } from '../support/need.ts';

const STATES: readonly BridgeState[] = [
  { state: 'off' },
  { state: 'server-stopped' },
  { state: 'no-door', port: 5347 },
  { state: 'not-installed' },
  { state: 'starting' },
  { state: 'connected', since: 0 },
  { state: 'waiting', since: 0, because: null },
  { state: 'coming-back', nextAt: 0 },
  { state: 'failed', lastLines: [] },
];

it('each state has a word of its own', () => {
  const words = STATES.map((state) => bridgeWords(state, 'irc').word.id);
  expect(new Set(words).size).toBe(STATES.length);
});

it.each([
  ['#debian', 'irc.libera.chat', null, '#debian%irc.libera.chat@irc.example.org'],
  ['debian', ' IRC.Libera.Chat ', null, '#debian%irc.libera.chat@irc.example.org'],
  ['&local', 'irc.example.net', null, '\\26local%irc.example.net@irc.example.org'],
  ['#debian', 'not asked for', 'irc.libera.chat', '#debian@irc.example.org'],
])('the channel %j of %j, the one network being %j, is %s', (channel, typed, network, address) => {
  expect(channelAddress(channel, typed, { address: 'irc.example.org', network })).toBe(address);
});

describeWith(['chromium'], 'in Chromium', () => {
  let looking: Looking;
  beforeAll(async () => {
    looking = await startLooking();
  }, 120_000);
  afterAll(() => looking.close());

  const accessible = accessibilityProblems;

  it('the bridge to IRC: not installed yet, set up, then working, and a channel’s address to copy', async () => {
    const state = scenes.office();
    state.bridges = [];
    state.biboumi.installed = false;
    state.nextBridgeState = { state: 'not-installed' };
    const { page, manager, errors, close } = await looking.open({ state, path: '/federation/bridges' });
    await page.getByRole('button', { name: 'Set up the bridge to IRC' }).click();
    const drawer = page.getByRole('dialog', { name: 'Set up the bridge to IRC' });
    await drawer.getByText('sudo apt install biboumi').waitFor();
    await drawer.locator('summary', { hasText: 'Its address' }).click();
    await drawer.getByRole('textbox', { name: 'First word of its address' }).fill('conference');
    await drawer.getByRole('button', { name: 'Set up this bridge' }).click();
    await drawer.getByText('This address is in use already. Choose another word.').waitFor();
    await drawer.getByRole('textbox', { name: 'First word of its address' }).fill('irc');
    await drawer.getByRole('button', { name: 'Set up this bridge' }).click();
    const card = page.getByRole('region', { name: 'IRC' });
    await card.getByText('Not installed').waitFor();
    await card.getByText('sudo apt install biboumi').waitFor();
    expect(await accessible(page)).toEqual([]);

    Object.assign(manager.state.bridges[0]!, { state: { state: 'connected', since: Date.now() } });
    await card.getByRole('button', { name: 'Look again' }).click();
    await card.getByText('Works').waitFor();
    await card.getByRole('textbox', { name: 'Channel' }).fill('debian');
    await card.getByText('#debian%irc.libera.chat@irc.fabrik-martin.example', { exact: true }).waitFor();
    await card.getByText('xmpp:%23debian%25irc.libera.chat@irc.fabrik-martin.example?join').waitFor();
    expect(await accessible(page)).toEqual([]);
    expect(errors).toEqual([]);
    await close();
  }, 60_000);

  it('is switched off and removed at once, and each can be taken back', async () => {
    const { page, manager, close } = await looking.open({
      state: scenes.office(),
      path: '/federation/bridges',
    });
    const card = page.getByRole('region', { name: 'IRC' });
    const on = card.getByRole('switch', { name: /In use|Not in use/ });
    await on.press('Space');
    await card.getByText('Switched off').waitFor();
    expect(manager.state.bridges[0]?.on).toBe(false);
    manager.state.nextBridgeState = { state: 'connected', since: Date.now() };
    await page.getByRole('button', { name: 'Undo' }).last().click();
    await card.getByText('Works').waitFor();
    await card.getByRole('switch', { name: 'May act for people here' }).press('Space');
    await page.getByText('IRC may not act for people any more.').waitFor();
    expect(manager.state.bridges[0]?.rights).toBe(false);
    await card.locator('summary', { hasText: 'Exactly' }).click();
    const one = card.getByRole('textbox', { name: 'The one IRC network it leads to' });
    await one.fill('two words');
    await card.getByRole('button', { name: 'Change where it leads' }).click();
    await card.getByText('This is no name of a server.').waitFor();
    await one.fill('irc.libera.chat');
    await page.keyboard.press('Enter');
    await page.getByText('The bridge leads elsewhere now.').waitFor();
    expect(manager.state.bridges[0]?.network).toBe('irc.libera.chat');
    await card.getByRole('button', { name: 'Remove the bridge IRC' }).click();
    await page.getByText('IRC was removed.').waitFor();
    await card.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Undo' }).last().click();
    await card.getByText('Works').waitFor();
    await close();
  }, 60_000);

  it('a program of somebody else gets an address, and a secret that is shown once', async () => {
    const { page, close } = await looking.open({ state: scenes.office(), path: '/federation/bridges' });
    await page.getByRole('button', { name: 'Connect another program…' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('Stock bot');
    await page.getByRole('textbox', { name: 'First word of its address' }).fill('stock bot');
    await page.getByRole('button', { name: 'Give it an address' }).click();
    await page.getByText('Use letters, digits and hyphens only, without spaces or dots.').waitFor();
    await page.getByRole('textbox', { name: 'First word of its address' }).fill('stock');
    await page.keyboard.press('Enter');
    const drawer = page.getByRole('dialog', { name: 'What “Stock bot” needs' });
    await drawer.getByText('Xb3kQpV2mNs8TgRwYcHdJfLz4A7uE9oK').waitFor();
    await drawer.getByText('stock.fabrik-martin.example').first().waitFor();
    expect(await accessible(page)).toEqual([]);
    await drawer.getByRole('button', { name: 'I have copied the secret' }).click();
    await drawer.waitFor({ state: 'detached' });
    await page.getByRole('region', { name: 'Stock bot' }).getByText('Not there').waitFor();
    expect(await page.getByText('Xb3kQpV2mNs8TgRwYcHdJfLz4A7uE9oK').count()).toBe(0);
    await close();
  }, 60_000);

  it('another program has their door: it is said who, and the next free port is a press away; or one of one’s own choice', async () => {
    const state = scenes.office();
    state.componentPortTaken = true;
    const { page, manager, errors, close } = await looking.open({ state, path: '/federation/bridges' });
    await page.getByText('Another program on this computer, chatelaine, has port 5347').waitFor();
    expect(await accessible(page)).toEqual([]);
    await page.screenshot({ path: join(import.meta.dirname, '../output/bridges-door.png') });
    await page.getByRole('button', { name: 'Use the next free port' }).click();
    await page.getByText('Bridges attach at port 5348 now.').waitFor();
    await page.locator('summary', { hasText: 'The door for bridges' }).click();
    const field = page.getByRole('textbox', { name: 'Port' });
    await field.fill('80');
    await page.getByText('Choose a number from 1024 to 65535.').waitFor();
    await field.fill('5222');
    await page.getByRole('button', { name: 'Use this port' }).click();
    await page.getByText('Another program, chatelaine, already listens on port 5222.').waitFor();
    await field.fill('5400');
    await page.getByRole('button', { name: 'Use this port' }).click();
    await page.getByText('Bridges attach at port 5400 now.').waitFor();
    await page.keyboard.press('Control+z');
    await expect.poll(() => manager.state.componentPort).toBe(5348);
    expect(errors).toEqual([]);
    await close();
  }, 60_000);

  it('each state on the page, in French and dark', async () => {
    const state = scenes.office();
    Object.assign(state.settings, { language: 'fr', theme: 'dark' });
    state.bridges = STATES.map((one, index) => ({
      ...{ address: `b${index}.fabrik-martin.example`, kind: 'irc', name: `IRC ${index}`, network: null },
      ...{ rights: false, on: one.state !== 'off', state: one },
    }));
    const { page, errors, close } = await looking.open({ state, path: '/federation/bridges' });
    await page.getByRole('region', { name: 'IRC 8' }).getByText('Ne tourne pas').waitFor();
    expect(await accessible(page)).toEqual([]);
    expect(errors).toEqual([]);
    await close();
  }, 60_000);
});
