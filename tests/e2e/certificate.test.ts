/**
 * The certificate, end to end, against a real authority (pebble): the wizard's step by HTTP-01 on our own listener, while somebody
 * is connected; then the page, by a line a person adds by hand. A real chat program checks what is served at the end.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { type Headless, startHeadless } from '../../electron/headless.ts';
import { type Agent, startAgent } from '../support/agent.ts';
import { accessibilityProblems, openPage, startBrowser } from '../support/chromium.ts';
import { builtFace } from '../support/face.ts';
import { temporaryFolder, testHost } from '../support/host.ts';
import { describeWith } from '../support/need.ts';
import { PEBBLE, type Pebble, startPebble } from '../support/pebble.ts';
import { freePort } from '../support/ports.ts';

vi.setConfig({ testTimeout: 90_000 });

const DOMAIN = 'haus.example';
const PASSWORD = 'correct horse battery';
const nobody = { session: null, signal: undefined };
const shots = new URL('../output/', import.meta.url).pathname;

describeWith([...PEBBLE, 'chromium', 'slixmpp'], 'a certificate everybody believes', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let pebble: Pebble;
  let headless: Headless;
  let browser: Browser;
  let page: Page;
  let nina: Agent;
  let ports: { starttls: number; direct: number };
  const calls = () => headless.manager.calls;
  const file = (name: string) => join(folder.path, name);
  const current = async () => (await calls().certificates.list(undefined, nobody)).certificates[0]!;

  beforeAll(async () => {
    folder = temporaryFolder();
    [pebble, browser] = await Promise.all([startPebble(), startBrowser()]);
    writeFileSync(file('ca.pem'), pebble.ca);
    writeFileSync(file('root.pem'), (await pebble.roots())[0]!);
    ports = { starttls: await freePort(), direct: await freePort() };
    headless = await startHeadless({
      host: testHost(file('data'), { resolver: pebble.dns, addresses: () => ['127.0.0.1'] }),
      listen: { address: '127.0.0.1', port: 0 },
      folder: await builtFace(),
      acmePorts: { http: pebble.httpPort, tls: pebble.tlsPort },
    });
    // As the steps before have left it; they have tests of their own.
    const admin = { username: 'nina', displayName: 'Nina' };
    await calls().setup.save({ answers: { way: 'domain', domain: DOMAIN, admin, ports } }, nobody);
    await calls().setup.password({ password: PASSWORD }, nobody);
    const { jobId } = await calls().setup.apply(undefined, nobody);
    expect(await headless.manager.areas?.jobs.ended(jobId)).toMatchObject({ state: 'done' });
    await calls().dnsProviders.setAddresses({ v4: ['127.0.0.1'], v6: [] }, nobody);
    await calls().setup.save({ step: 'certificate' }, nobody);
    nina = startAgent('nina', {
      ...{ jid: `nina@${DOMAIN}/desk`, password: PASSWORD, host: '127.0.0.1', port: ports.starttls },
      ca: file('data/certificates/authority.pem'),
    });
    await nina.expect('ready', {}, 30_000);
    page = await openPage(browser, { language: 'en' });
    await page.goto(headless.newLink());
    // A server that is set up opens with Home; the wizard is taken up again from there.
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.goto(`${headless.address}#/setup`);
  }, 180_000);
  afterAll(async () => {
    await page?.context().close();
    await nina?.stop();
    await Promise.all([browser?.close(), headless?.close()]);
    await pebble?.stop();
    folder?.[Symbol.dispose]();
  }, 60_000);

  /** The authority of this test, chosen as one chooses any by its address. */
  async function chooseAuthority(): Promise<void> {
    await page.getByText('Choose the authority, and how the names are proved').click();
    await page.getByRole('button', { name: /Authority/ }).click();
    await page.getByRole('option', { name: 'Another one, by its address' }).click();
    await page.getByLabel('Address of its directory').fill(pebble.directory);
    await page.getByLabel('Root certificate').setInputFiles(file('ca.pem'));
    await page.getByText('It is kept with this choice.').waitFor();
  }

  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail')
      await page?.screenshot({ path: join(shots, 'e2e-certificate-failed.png'), fullPage: true });
  });

  test('the wizard’s step: which names, how each is proved, then the order with its real progress', async () => {
    await page.getByRole('heading', { level: 1, name: 'A certificate everybody believes' }).waitFor();
    await chooseAuthority();
    await page.getByText('Port 80 is free, and this name leads here.').first().waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.screenshot({ path: join(shots, 'e2e-certificate-1-plan.png') });
    await page.getByRole('button', { name: 'Get the certificate' }).click();
    await page.getByText(/^Renews by itself around .* covers \d+ names\.$/).waitFor({ timeout: 60_000 });
    await page.screenshot({ path: join(shots, 'e2e-certificate-2-done.png') });
    expect((await current()).current).toMatchObject({ local: false });
    // Whoever was connected still is.
    expect((await calls().server.overview(undefined, nobody)).sessions).toBe(1);
    expect(nina.events.filter(({ event }) => event === 'disconnected')).toEqual([]);
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByRole('heading', { level: 1, name: 'Your server is running' }).waitFor();
  });

  test('a program that knows only the authority’s root connects, and checks the name', async () => {
    const agent = startAgent('nina', {
      ...{
        jid: `nina@${DOMAIN}/new`,
        password: PASSWORD,
        host: '127.0.0.1',
        port: ports.direct,
        direct: true,
      },
      ca: file('root.pem'),
    });
    await agent.expect('ready', {}, 30_000);
    await agent.stop();
  });

  test('on the page: by a line somebody adds by hand, which is seen and gone on with', async () => {
    await calls().setup.finish(undefined, nobody);
    await page.goto(`${headless.address}#/network/certificate`);
    await page.reload();
    await page.getByText(/^Renews by itself around/).waitFor();
    const before = (await current()).current!.fingerprint;
    await page.getByText('Get it from somewhere else').click();
    await page.getByText('Choose the authority, and how the names are proved').click();
    await page.getByRole('button', { name: /How the names are proved/ }).click();
    await page.getByRole('option', { name: /a line you add to the domain’s address book/ }).click();
    await page.getByRole('button', { name: 'Get the certificate' }).click();
    await page.getByText('Add this line where your domain is kept:').first().waitFor({ timeout: 30_000 });
    await page.getByText('The authority waits for a line that only you can add.').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.screenshot({ path: join(shots, 'e2e-certificate-3-hand.png') });
    // What the technician does, line by line, with what the page shows.
    const added = new Set<string>();
    await vi.waitFor(
      async () => {
        const { state, current: now } = await current();
        for (const { record } of 'names' in state ? state.names : [])
          if (record && !added.has(record.values[0]!)) {
            added.add(record.values[0]!);
            await pebble.tell('set-txt', {
              host: `${record.name}.`,
              value: record.values[0]!.replaceAll('"', ''),
            });
          }
        expect([state.state, now!.fingerprint === before]).toEqual(['resting', false]);
      },
      { timeout: 75_000, interval: 300 },
    );
    await page.getByText(/^Renews by itself around/).waitFor();
    await page
      .getByRole('columnheader', { name: /Programs/ })
      .first()
      .waitFor();
    await page
      .getByText(/^In force, from/)
      .first()
      .waitFor();
    await page.evaluate(() => document.querySelector('h1')?.scrollIntoView());
    await page.screenshot({ path: join(shots, 'e2e-certificate-4-page.png'), fullPage: true });
    expect(nina.events.filter(({ event }) => event === 'disconnected')).toEqual([]);
  });
});
