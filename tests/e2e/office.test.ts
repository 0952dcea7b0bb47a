/**
 * What the office decides, end to end: the built product in a process of its own, its pages in Chromium, and colleagues'
 * programs over TLS. A team reaches a device as a contact and a bookmark; who asks for an account waits until the page says
 * yes; a shorter history is counted before it goes.
 */
import { readFileSync } from 'node:fs';
import { get } from 'node:https';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startAgent } from '../support/agent.ts';
import { accessibilityProblems, openPage, startBrowser } from '../support/chromium.ts';
import { describeWith, findProgram, hasLibrary } from '../support/need.ts';
import { PAPER, printed } from '../support/paper.ts';
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

  /** What a browser of a French colleague shows for the link, past the name that is nowhere but here. */
  const landingPage = (link: string) =>
    new Promise<string>((resolve, reject) => {
      const { hostname, pathname } = new URL(link);
      const where = { host: '127.0.0.1', port: office.web, path: pathname, servername: hostname };
      const headers = { host: hostname, 'accept-language': 'fr', 'user-agent': 'Mozilla/5.0 (iPhone)' };
      get({ ...where, headers, ca: readFileSync(office.ca) }, (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (part: string) => {
          body += part;
        });
        response.on('end', () => resolve(body));
      }).on('error', reject);
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

  test('a real program comes in by the link on its page, for a team, and the app says how it stands', async ({
    skip,
  }) => {
    if (!hasLibrary('slixmpp')) skip('no slixmpp');
    await go('/people/waiting');
    await page.getByLabel(say('First and last name')).fill('Marie Durand');
    await page.getByRole('button', { name: new RegExp(say('Team they belong to from the start')) }).click();
    await page.getByRole('option', { name: 'Équipe de nuit' }).click();
    await button('Make an invitation').click();
    const link = (await page.locator('code').filter({ hasText: '/invite/' }).first().textContent()) ?? '';
    const opened = await landingPage(link);
    expect(opened).toContain('Vous ferez partie de l’équipe «\u00a0Équipe de nuit\u00a0»');
    const invitation = /href="(xmpp:marie@office\.test\?register;preauth=[^"]+)"/.exec(opened)?.[1] ?? '';
    const marie = startAgent('marie', {
      ...{ jid: 'marie@office.test', password: PASSWORD, script: 'slixmpp_newcomer.py', invitation },
      ...{ ca: office.ca, host: '127.0.0.1', port: office.port },
    });
    try {
      await marie.expect('registered');
      const { people } = await marie.expect('here');
      expect(people).toContainEqual({ jid: 'nina@office.test', groups: ['Équipe de nuit'] });
      // The team sees the newcomer by the name that was written on the invitation.
      const roster = await nina.query('get', "<query xmlns='jabber:iq:roster'/>");
      expect(roster.toString()).toMatch(/jid="marie@office\.test"[^>]*name="Marie Durand"/);
      await page.getByText(say('Those that ended in the last 30 days')).click();
      await page.getByRole('link', { name: 'marie@office.test' }).waitFor();
      await go(`/people/${encodeURIComponent('marie@office.test')}`);
      await page.getByText('Newcomer 4.2').waitFor();
      await page
        .getByText(say('Keys of one device are published: whoever writes can encrypt end to end.'))
        .waitFor();
      await page.getByText(say('encrypts end to end')).waitFor();
      expect(await accessibilityProblems(page)).toEqual([]);
      await page.screenshot({ path: join(shots, 'e2e-office-person.png') });
    } finally {
      await marie.stop();
    }
    // Who comes late is told why.
    expect(await landingPage(link)).toContain('<h1>Cette invitation a déjà servi</h1>');
  }, 90_000);

  test('the square on a printed hand-out lets a real program choose a password', async ({ skip }) => {
    const missing = [
      ...PAPER.filter((name) => !findProgram(name)),
      ...(hasLibrary('slixmpp') ? [] : ['slixmpp']),
    ];
    if (missing.length > 0) skip(`no ${missing.join(', no ')}`);
    await go('/hand-out/otto%40office.test?apps=gajim,pidgin');
    await page.getByRole('button', { name: 'Créer le lien', exact: true }).click();
    await page.getByRole('article').getByRole('img').waitFor();
    const { sides, squares } = await printed(page, 'e2e-office-hand-out');
    expect(sides).toBe(1);
    const opened = await landingPage(squares[0]![0]!);
    const invitation = /href="(xmpp:otto@office\.test\?register;preauth=[^"]+)"/.exec(opened)?.[1] ?? '';
    const otto = startAgent('otto', {
      ...{
        jid: 'otto@office.test',
        password: 'chosen by otto 42',
        script: 'slixmpp_newcomer.py',
        invitation,
      },
      ...{ ca: office.ca, host: '127.0.0.1', port: office.port },
    });
    try {
      await otto.expect('registered');
      await otto.expect('here');
    } finally {
      await otto.stop();
    }
    // It works once.
    expect(await landingPage(squares[0]![0]!)).not.toContain('preauth=');
    await go('/people/waiting');
  }, 60_000);

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
