/**
 * Two companies, end to end: two built products beside each other, the pages of one in Chromium, colleagues of both over TLS. The office
 * opens its door on the page, tries the other company, is told where it stops and mends it, and sees what becomes of messages:
 * delivered, refused by its own list, waiting while the other server is down, and delivered when it is back.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { accessibilityProblems, openPage, startBrowser } from '../support/chromium.ts';
import { describeWith } from '../support/need.ts';
import { type Office, openOffice, scratchFolder, serverAnswers, startProduct } from '../support/product.ts';
import { wordsIn } from '../support/words.ts';
import { connectClient, type RawClient } from '../support/xmpp-client.ts';

const OURS = 'atelier.local';
const THEIRS = 'werk.local';
const PASSWORD = 'correct horse battery';
const shots = new URL('../output/', import.meta.url).pathname;

describeWith(['chromium'], 'two companies, in French', () => {
  const say = wordsIn('fr');
  const scratch = { ours: scratchFolder('e2e-ours'), theirs: scratchFolder('e2e-theirs') };
  let ours: Office;
  let theirs: Office;
  let browser: Browser;
  let page: Page;
  let nina: RawClient;
  let otto: RawClient;

  const button = (english: string) => page.getByRole('button', { name: say(english), exact: true });
  const tab = (english: string) => page.getByRole('tab', { name: say(english), exact: true });
  const shot = (name: string) => page.screenshot({ path: join(shots, `e2e-federation-${name}.png`) });
  const go = (path: string) => page.evaluate((to) => window.location.assign(`#${to}`), path);
  const row = (state: string) =>
    page.getByRole('row', { name: new RegExp(THEIRS) }).filter({ hasText: state });

  async function logIn(office: Office, domain: string, name: string): Promise<RawClient> {
    const ca = readFileSync(office.ca, 'utf8');
    const client = await connectClient({
      port: office.direct,
      host: domain,
      tls: 'direct',
      ca,
      timeoutMs: 60_000,
    });
    await client.openStream();
    await client.authenticate(name, PASSWORD);
    await client.bind('desk');
    client.send('<presence/>');
    await client.settle();
    return client;
  }
  const write = (client: RawClient, to: string, id: string) =>
    client.send(`<message to='${to}' type='chat' id='${id}'><body>${id}</body></message>`);
  const arrives = (client: RawClient, id: string) =>
    client.find((element) => element.is('message') && element.attrs.id === id);

  let failed: string | undefined;
  beforeEach(({ skip, task, onTestFailed }) => {
    if (failed !== undefined) skip(`"${failed}" failed before`);
    onTestFailed(async () => {
      failed = task.name;
      await shot('failed');
    });
  });
  beforeAll(async () => {
    ours = await openOffice(scratch.ours.path, {
      ...{ domain: OURS, people: ['nina'], password: PASSWORD },
      decided: { way: 'lan' },
    });
    theirs = await openOffice(scratch.theirs.path, {
      ...{ domain: THEIRS, people: ['otto'], password: PASSWORD },
      decided: {
        federation: { policy: 'open', companies: { [OURS]: { target: `127.0.0.1:${ours.servers}` } } },
      },
    });
    browser = await startBrowser();
    page = await openPage(browser, { language: 'fr' });
    page.setDefaultTimeout(60_000);
    await page.goto(ours.product.url);
    await page.getByRole('heading', { name: say('Your server is running.') }).waitFor();
    otto = await logIn(theirs, THEIRS, 'otto');
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    for (const client of [nina, otto]) client?.destroy();
    await Promise.all([ours?.product.stop(), theirs?.product.stop()]);
    scratch.ours.remove();
    scratch.theirs.remove();
  }, 60_000);

  test('among ourselves; then other companies are allowed, and the door is open', async () => {
    await page.getByRole('link', { name: say('Federation') }).click();
    await page.getByText(say('You only talk among yourselves. That is fine.')).waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await shot('1-alone');
    await button('Allow other companies').click();
    await page.getByText(say('With whom colleagues can talk was changed.')).waitFor();
    await page.getByText(say('Nobody here has written to another company yet.')).first().waitFor();
    expect(await page.getByRole('radio', { checked: true }).count()).toBe(1);
    await go('/settings');
    await page.getByText(say('Doors of this computer')).waitFor();
    const exactly = await doorLines();
    expect(exactly).toContain(`companies  TCP ${ours.servers}  tls=starttls  open`);
  }, 120_000);

  /** What stands under “Exactly”. */
  async function doorLines(): Promise<string[]> {
    const fold = page.locator('details', { hasText: say('ports and their state') });
    if ((await fold.getAttribute('open')) === null) await fold.locator('summary').click();
    return (await fold.locator('pre').innerText()).split('\n');
  }

  test('a try stops where it must, in plain words; given an address, it goes through', async () => {
    await go('/federation?try');
    await page.getByLabel(say('Domain of the company')).fill('Werk.Local');
    await page.keyboard.press('Enter');
    // No name server knows it: whatever is answered, it stops at the first step.
    await page.getByText(say('did not work')).waitFor();
    await page.locator('details', { hasText: /dns\./ }).waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await shot('2-not-found');
    await page.getByRole('button', { name: say('Open {domain}').replace('{domain}', THEIRS) }).click();
    await tab('Rules').click();
    await page.getByText(say('Where their server is')).click();
    await page.getByLabel(say('Server and port')).fill(`127.0.0.1:${theirs.servers}`);
    await button('Look there').click();
    await page
      .getByText(say('Where {domain} is looked for was changed.').replace('{domain}', THEIRS))
      .waitFor();
    await tab('State').click();
    await button('Try it now').click();
    await page.getByText(/est joignable/).waitFor();
    await shot('3-reached');
  }, 120_000);

  test('messages go both ways, and the company is there without being asked', async () => {
    await go('/federation');
    nina = await logIn(ours, OURS, 'nina');
    write(nina, `otto@${THEIRS}`, 'm1');
    await arrives(otto, 'm1');
    write(otto, `nina@${OURS}`, 'm2');
    await arrives(nina, 'm2');
    await row('Connectée').waitFor();
    await row('Connectée').click();
    const drawer = page.getByRole('dialog', { name: THEIRS });
    await drawer.getByText(say('For technicians')).first().click();
    await drawer.getByText('TLSv1.3').first().waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await shot('4-connected');
  }, 120_000);

  test('only named companies: what colleagues write comes back, until the company is let in', async () => {
    await page.getByRole('radio', { name: new RegExp(say('Only with these companies')) }).press('Space');
    await page.getByText(say('With whom colleagues can talk was changed.')).waitFor();
    write(nina, `otto@${THEIRS}`, 'm3');
    expect((await arrives(nina, 'm3')).attrs.type).toBe('error');
    await tab('Rules').click();
    await page.getByText(say('On your list of companies')).click();
    await page.getByText(say('{domain} was let in.').replace('{domain}', THEIRS)).waitFor();
    write(nina, `otto@${THEIRS}`, 'm4');
    await arrives(otto, 'm4');
    await shot('5-listed');
  }, 120_000);

  test('their server is killed: what was accepted arrives or comes back, and the connection is there again by itself', async () => {
    await tab('State').click();
    otto.destroy();
    process.kill(theirs.product.serverPid(), 'SIGKILL');
    write(nina, `otto@${THEIRS}`, 'm5');
    // Their manager starts it again by itself; what was written meanwhile arrives, or comes back: never neither.
    const back = arrives(nina, 'm5').then(
      ({ attrs }) => `came back: ${attrs.type}`,
      () => 'nothing came back',
    );
    await serverAnswers(scratch.theirs.path, 60_000);
    otto = await logIn(theirs, THEIRS, 'otto');
    const there = arrives(otto, 'm5').then(
      () => 'arrived',
      () => 'nothing arrived',
    );
    expect(await Promise.race([there, back])).toMatch(/^arrived$|^came back: error$/);
    await go('/federation');
    write(nina, `otto@${THEIRS}`, 'm6');
    await arrives(otto, 'm6');
    await row('Connectée').waitFor();
  }, 180_000);

  test('their server is down: the page says so and who can mend it; back, what waited arrives', async () => {
    otto.destroy();
    await theirs.product.stop();
    write(nina, `otto@${THEIRS}`, 'm7');
    await row(say('Their computer answers, but no chat server does.')).click();
    await page.getByText(say('Their administrator can mend this')).waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await shot('6-down');
    theirs = { ...theirs, product: await startProduct(scratch.theirs.path) };
    await serverAnswers(scratch.theirs.path, 60_000);
    otto = await logIn(theirs, THEIRS, 'otto');
    await button('Do not wait, try again').click();
    await arrives(otto, 'm7');
    await row('Connectée').waitFor();
  }, 180_000);
});
