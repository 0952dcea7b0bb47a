/**
 * Rooms, end to end: made on the page, entered with a real chat program, seen there, moderated, the server killed in between,
 * and closed. The built product, Chromium, and slixmpp.
 */
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Agent, startAgent } from '../support/agent.ts';
import { accessibilityProblems, openPage, startBrowser } from '../support/chromium.ts';
import { describeWith } from '../support/need.ts';
import { type Office, openOffice, scratchFolder } from '../support/product.ts';
import { wordsIn } from '../support/words.ts';

const DOMAIN = 'atelier.local';
const PASSWORD = 'Herbst-Montag-Zange';
const ROOM = `equipe-de-pose@conference.${DOMAIN}`;
const shots = new URL('../output/', import.meta.url).pathname;

describeWith(['chromium', 'slixmpp'], 'a room, in French', () => {
  const say = wordsIn('fr');
  const scratch = scratchFolder('e2e-rooms');
  let browser: Browser;
  let office: Office;
  let page: Page;
  let otto: Agent;

  const button = (english: string) => page.getByRole('button', { name: say(english), exact: true });
  const tab = (english: string) => page.getByRole('tab', { name: say(english), exact: true });
  const shot = (name: string) => page.screenshot({ path: join(shots, `e2e-rooms-${name}.png`) });

  let failed: string | undefined;
  beforeEach(({ skip, task, onTestFailed }) => {
    if (failed !== undefined) skip(`"${failed}" failed before`);
    onTestFailed(async () => {
      failed = task.name;
      await shot('failed');
    });
  });
  beforeAll(async () => {
    office = await openOffice(scratch.path, { domain: DOMAIN, people: ['nina', 'otto'], password: PASSWORD });
    browser = await startBrowser();
    page = await openPage(browser, { language: 'fr' });
    const { port, ca } = office;
    const jid = `otto@${DOMAIN}/desk`;
    otto = startAgent('otto', { jid, password: PASSWORD, ca, host: '127.0.0.1', port, reconnect: true });
    await otto.expect('ready');
    await page.goto(office.product.url);
  }, 120_000);
  afterAll(async () => {
    await otto?.stop();
    await browser?.close();
    await office?.product.stop();
    scratch.remove();
  }, 30_000);

  test('is made with a colleague in it', async () => {
    await page.getByRole('link', { name: say('Rooms') }).click();
    await page.getByText(say('A room is where several people talk.')).waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await button('Create a room').click();
    await page.getByLabel(say('Name'), { exact: true }).fill('Équipe de pose');
    await page.getByText(say('Only its members'), { exact: true }).click();
    await page.getByRole('option', { name: /otto/ }).click();
    await button('Create this room').click();
    await page.getByText(`xmpp:${ROOM}?join`).waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await shot('1-created');
    await button('Look at the room').click();
    await page.getByRole('dialog', { name: 'Équipe de pose' }).waitFor();
  }, 30_000);

  test('shows who comes in, without being asked, and what they say', async () => {
    await tab('There now').click();
    otto.send({ do: 'join', room: ROOM, nick: 'Otto' });
    await otto.expect('joined');
    await page
      .getByRole('button', { name: say('Send {nick} out of the room').replace('{nick}', 'Otto') })
      .waitFor();
    await shot('2-now');
    otto.send({ do: 'room_message', room: ROOM, body: 'Le code de l’alarme est 4711', id: 'r1' });
    await otto.expect('room_message', { id: 'r1' });
    await tab('Messages').click();
    await button('Show the last messages').click();
    await page.getByText('Le code de l’alarme est 4711').waitFor();
    await shot('3-messages');
  }, 30_000);

  test('a message is taken back: whoever comes in later does not see it', async () => {
    await page.getByRole('button', { name: /Otto/ }).first().click();
    await page
      .getByRole('alertdialog')
      .getByRole('button', { name: say('Take it back') })
      .click();
    await page.getByText(say('Taken back.'), { exact: true }).waitFor();
    await page.reload();
    await tab('Messages').click();
    await button('Show the last messages').click();
    await page.getByText(say('Taken back.'), { exact: true }).waitFor();
    expect(await page.getByText('4711').count()).toBe(0);
  }, 30_000);

  test('its name and topic reach the people in it', async () => {
    await tab('About').click();
    await page.getByLabel(say('Topic'), { exact: true }).fill('Chantier Duval');
    await button('Change name and topic').click();
    await otto.expect('subject', { text: 'Chantier Duval' });
    await page.getByText(say('Name and topic were changed.')).waitFor();
    await page.getByRole('row', { name: /Chantier Duval/ }).waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await shot('4-about');
  }, 30_000);

  test('the server is killed: the room is there again, whole', async () => {
    process.kill(office.product.serverPid(), 'SIGKILL');
    await otto.expect('session_resumed', {}, 20_000);
    await tab('People').click();
    await page.getByText(`otto@${DOMAIN}`, { exact: true }).waitFor();
    await page.getByRole('row', { name: /Chantier Duval/ }).waitFor();
  }, 40_000);

  test('somebody is kept out, and let in again', async () => {
    otto.send({ do: 'join', room: ROOM, nick: 'Otto' });
    await otto.expect('joined');
    await page.getByRole('button', { name: /otto/ }).click();
    await page.getByRole('option', { name: 'Sans accès' }).click();
    await page
      .getByRole('dialog')
      .last()
      .getByRole('button', { name: say('Keep out') })
      .click();
    // The room also said so to a device that came back after the server was killed: this one is for good.
    await otto.expect('occupant', { nick: 'Otto', here: false, affiliation: 'outcast' });
    otto.send({ do: 'join', room: ROOM, nick: 'Otto' });
    await otto.expect('not_joined', { why: 'forbidden' });
    await page.getByText(/n’a plus accès à/).waitFor();
    await page.keyboard.press('Control+z');
    await page
      .getByRole('button', { name: new RegExp(`otto.*${say('Member')}|${say('Member')}.*otto`) })
      .waitFor();
    otto.send({ do: 'join', room: ROOM, nick: 'Otto' });
    await otto.expect('joined');
  }, 30_000);

  test('is closed, and says why to who is there', async () => {
    await tab('Close').click();
    await page.getByLabel(say('Why (those in the room see it)')).fill('Chantier terminé');
    await button('Close the room…').click();
    await page
      .getByRole('alertdialog')
      .getByRole('button', { name: say('Close for good') })
      .click();
    await otto.expect('occupant', { nick: 'Otto', here: false, affiliation: 'none' });
    await page.getByText(say('A room is where several people talk.')).waitFor();
    await shot('5-closed');
  }, 30_000);
});
