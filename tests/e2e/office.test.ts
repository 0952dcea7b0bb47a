/**
 * What the office decides, end to end: the built product in a process of its own, its pages in Chromium, and colleagues'
 * programs over TLS. A team reaches a device as a contact and a bookmark; who asks for an account waits until the page says
 * yes; a shorter history is counted before it goes.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { accessibilityProblems, openPage, startBrowser } from '../support/chromium.ts';
import { describeWith } from '../support/need.ts';
import { chatelaine, type Office, openOffice, scratchFolder } from '../support/product.ts';
import { wordsIn } from '../support/words.ts';
import { connectClient, type RawClient } from '../support/xmpp-client.ts';

const DOMAIN = 'office.test';
const PASSWORD = 'correct horse battery';
const shots = new URL('../output/', import.meta.url).pathname;

describeWith(['chromium'], 'the office decides', () => {
  const scratch = scratchFolder('e2e-office');
  const say = wordsIn('fr');
  let office: Office;
  let browser: Browser;
  let page: Page;
  let nina: RawClient;

  const button = (english: string) => page.getByRole('button', { name: say(english), exact: true });
  const go = (path: string) => page.evaluate((to) => window.location.assign(`#${to}`), path);
  const connect = () =>
    connectClient({
      ...{ port: office.direct, host: DOMAIN, tls: 'direct' },
      ca: readFileSync(office.ca, 'utf8'),
    });

  let failed: string | undefined;
  beforeEach(({ skip, task, onTestFailed }) => {
    if (failed !== undefined) skip(`"${failed}" failed before`);
    onTestFailed(async () => {
      failed = task.name;
      await page.screenshot({ path: join(shots, 'e2e-office-failed.png') });
    });
  });
  beforeAll(async () => {
    browser = await startBrowser();
    office = await openOffice(scratch.path, { domain: DOMAIN, people: ['nina', 'otto'], password: PASSWORD });
    page = await openPage(browser, { language: 'fr' });
    await page.goto(office.product.url);
    await page.getByRole('heading', { name: say('Your server is running.') }).waitFor();
    nina = await connect();
    await nina.openStream();
    await nina.authenticate('nina', PASSWORD);
    await nina.bind('desk');
  }, 120_000);
  afterAll(async () => {
    await nina?.close();
    await browser?.close();
    await office?.product.stop();
    scratch.remove();
  }, 30_000);

  test('a team made on the page is on its people’s devices: contacts, and the bookmark of its room', async () => {
    await go('/people/teams?add');
    await page.getByLabel(say('Name of the team')).fill('Équipe de nuit');
    for (const name of ['nina', 'otto'])
      await page.getByRole('checkbox', { name: new RegExp(name) }).press('Space');
    expect(await accessibilityProblems(page)).toEqual([]);
    await button('Make this team').click();
    await page.getByRole('dialog', { name: 'Équipe de nuit' }).waitFor();
    await page.screenshot({ path: join(shots, 'e2e-office-team.png') });

    const roster = await nina.query('get', "<query xmlns='jabber:iq:roster'/>");
    expect(roster.toString()).toMatch(/jid="otto@office\.test".*subscription="both"/);
    expect(roster.toString()).toContain('<group>Équipe de nuit</group>');
    const bookmarks = await nina.query(
      'get',
      "<pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='urn:xmpp:bookmarks:1'/></pubsub>",
    );
    expect(bookmarks.toString()).toContain('equipe-de-nuit@conference.office.test');
    expect(bookmarks.toString()).toContain('autojoin="true"');
  }, 30_000);

  test('the rule takes effect at once, nobody is disconnected, and who asks waits for the page', async () => {
    await go('/settings');
    await page.getByText(say('Anyone, once I agree')).click();
    await page.getByText(say('Who may join was changed.')).waitFor();
    const paul = await connect();
    await paul.openStream();
    const answer = await paul.query(
      'set',
      `<query xmlns='jabber:iq:register'><username>paul</username><password>${PASSWORD}</password></query>`,
    );
    expect(answer.attrs.type).toBe('result');
    await paul.close();
    await nina.query('get', "<ping xmlns='urn:xmpp:ping'/>");

    await go('/people/waiting');
    await page.getByText('paul@office.test').first().waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.screenshot({ path: join(shots, 'e2e-office-waiting.png') });
    await page
      .getByRole('button', { name: say('Let in') })
      .first()
      .click();
    await page.getByText(say('Nobody asks.')).waitFor();
    const again = await connect();
    await again.openStream();
    await again.authenticate('paul', PASSWORD);
    await again.close();
  }, 30_000);

  test('an invitation lets in though nobody else may join any more', async () => {
    await go('/settings');
    await page.getByText(say('Only those I add')).click();
    await page.getByText(say('You add people, or send them an invitation. Nobody else gets in.')).waitFor();
    await go('/people/waiting');
    await page.getByLabel(say('For which address')).fill('lea');
    await button('Make an invitation').click();
    await page.getByRole('listitem').filter({ hasText: 'lea' }).waitFor();
    const file = join(scratch.path, 'server', 'server.json');
    const list = await chatelaine(['ctl', '--config', file, '--json', 'list_invitations', DOMAIN]);
    const [{ token }] = JSON.parse(list.stdout) as [{ token: string }];

    const register = (name: string) =>
      `<query xmlns='jabber:iq:register'><username>${name}</username><password>${PASSWORD}</password></query>`;
    const stranger = await connect();
    await stranger.openStream();
    expect((await stranger.query('set', register('mallory'))).attrs.type).toBe('error');
    await stranger.close();
    const lea = await connect();
    await lea.openStream();
    await lea.query('set', `<preauth xmlns='urn:xmpp:pars:0' token='${token}'/>`, DOMAIN);
    expect((await lea.query('set', register('lea'))).attrs.type).toBe('result');
    await lea.authenticate('lea', PASSWORD);
    await lea.close();
    await page.getByText(say('No invitation is out.')).waitFor();
  }, 30_000);

  test('keeping less, where nothing is that old, is done at once and in the server’s configuration', async () => {
    nina.send("<message to='otto@office.test' type='chat'><body>bonjour</body></message>");
    await nina.settle();
    await go('/settings');
    await page.getByRole('button', { name: new RegExp(say('How long conversations are kept')) }).click();
    await page.getByRole('option').last().click();
    // Nothing is that old: it is done at once.
    await page.getByText(say('How long messages are kept was changed.')).waitFor();
    const file = join(scratch.path, 'server', 'server.json');
    expect(JSON.parse(readFileSync(file, 'utf8')).modules.archive.keepDays).toEqual({ people: 31, rooms: 0 });
    await nina.query('get', "<ping xmlns='urn:xmpp:ping'/>");
  }, 30_000);

  test('a server kept out on the page is refused by the server', async () => {
    await go('/federation');
    await page.getByLabel(say('A server, or somebody elsewhere')).fill('Bulk.example');
    await page.keyboard.press('Enter');
    await page.getByText('bulk.example').first().waitFor();
    const file = join(scratch.path, 'server', 'server.json');
    const asked = await chatelaine(['ctl', '--config', file, '--json', 'list_blocked', DOMAIN]);
    expect(JSON.parse(asked.stdout)).toEqual(['bulk.example']);
  }, 30_000);
});
