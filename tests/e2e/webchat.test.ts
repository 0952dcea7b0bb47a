/**
 * Chat in the browser: two people in Chromium, one over WebSocket and one over BOSH, in French and in English. Whatever the page's
 * policy stops, and whatever it wants from anybody else, is a failure.
 */
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { type Site, startSite } from '../server/web/site.ts';
import { describeWith } from '../support/need.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const shots = new URL('../output/', import.meta.url).pathname;
const NAME = 'Menuiserie Duval';

describeWith(['chromium'], 'chat in the browser', () => {
  let site: Site;
  let browser: Browser;
  /** What no page may have: violations of its policy, errors, requests elsewhere, answers that refuse. */
  const wrong: string[] = [];

  beforeAll(async () => {
    site = await startSite({ config: { modules: { webchat: { name: NAME } }, limits: {} } });
    await site.createAccounts('nina', 'otto', 'zoe');
    browser = await chromium.launch({
      executablePath: '/usr/bin/chromium',
      args: [
        ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'],
        '--host-resolver-rules=MAP test 127.0.0.1, MAP *.test 127.0.0.1',
      ],
    });
  });
  afterAll(async () => {
    await browser?.close();
    await site?.stop();
  });
  afterEach(() => expect(wrong.splice(0)).toEqual([]));

  async function open(more = '', language = 'en-GB', theme: 'light' | 'dark' = 'light'): Promise<Page> {
    const context = await browser.newContext({
      ...{ ignoreHTTPSErrors: true, locale: language, colorScheme: theme, reducedMotion: 'reduce' },
      viewport: { width: 1280, height: 860 },
    });
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    page.on('pageerror', (error) => wrong.push(`error: ${error.message}`));
    page.on('console', (line) => {
      if (line.type() === 'error') wrong.push(`console: ${line.text()}`);
    });
    page.on('request', (request) => {
      const { protocol, hostname } = new URL(request.url());
      if (protocol.startsWith('http') && hostname !== 'test') wrong.push(`request: ${request.url()}`);
    });
    await page.addInitScript(() =>
      document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
        console.error(`policy: ${violatedDirective} ${blockedURI}`),
      ),
    );
    await page.goto(`https://test:${site.web.tls}/chat${more}`);
    return page;
  }

  async function logIn(page: Page, user: string): Promise<void> {
    await page.locator('input[name=jid]').fill(user);
    await page.locator('input[name=password]').fill('secret');
    await page.locator('converse-login-form [type=submit]').click();
    await page.locator('converse-user-profile').waitFor();
  }
  async function say(page: Page, kind: 'chat' | 'room', jid: string, text: string): Promise<void> {
    await page.evaluate((hash) => location.assign(hash), `#converse/${kind}?jid=${jid}`);
    const field = page.locator(
      `${kind === 'chat' ? 'converse-chat' : 'converse-muc'}[jid="${jid}"] textarea.chat-textarea`,
    );
    await field.fill(text);
    await field.press('Enter');
  }
  const hears = (page: Page, text: string) =>
    page.locator('.chat-msg__text', { hasText: text }).first().waitFor({ state: 'attached' });
  const connections = () => [...site.server.sessions.all()].map(({ jid }) => jid.bare.toString()).sort();

  let nina: Page;
  let otto: Page;

  test('says whose it is, in the language of the browser', async () => {
    nina = await open('', 'fr-FR');
    await nina.getByText(NAME).waitFor();
    await nina
      .getByRole('button', { name: 'Se connecter' })
      .or(nina.locator('[value="Se connecter"]'))
      .first()
      .waitFor();
    expect([await nina.title(), await nina.locator('html').getAttribute('lang')]).toEqual([
      `Discussion · ${NAME}`,
      'fr',
    ]);
    await nina.screenshot({ path: join(shots, 'e2e-webchat-1-fr.png') });
    otto = await open('?via=bosh', 'en-GB', 'dark');
    await otto
      .locator('[value="Log in"]')
      .or(otto.getByRole('button', { name: 'Log in' }))
      .first()
      .waitFor();
    await otto.screenshot({ path: join(shots, 'e2e-webchat-2-dark.png') });
  });

  test('two people log in, one over WebSocket and one over BOSH', async () => {
    const socket = nina.waitForEvent('websocket');
    const post = otto.waitForRequest(
      (request) => request.url().endsWith('/http-bind') && request.method() === 'POST',
    );
    await logIn(nina, 'nina');
    await logIn(otto, 'otto');
    expect((await socket).url()).toBe(`wss://test:${site.web.tls}/xmpp-websocket`);
    expect((await post).headers()['content-type']).toContain('text/xml');
    expect(connections()).toEqual(['nina@test', 'otto@test']);
  });

  test('and talk both ways', async () => {
    await say(nina, 'chat', 'otto@test', 'Bonjour Otto, la table est prête.');
    await say(otto, 'chat', 'nina@test', 'Thank you, Nina!');
    await hears(otto, 'la table est prête');
    await hears(nina, 'Thank you, Nina!');
    await nina.screenshot({ path: join(shots, 'e2e-webchat-3-talk.png') });
  });

  test('and send files; pictures of strangers’ servers stay links', async () => {
    // The smallest PNG there is.
    const png =
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
    const chat = nina.locator('converse-chat[jid="otto@test"]');
    await chat
      .locator('input.fileupload')
      .setInputFiles({ name: 'table.png', mimeType: 'image/png', buffer: Buffer.from(png, 'base64') });
    const picture = otto.locator('converse-chat[jid="nina@test"] .chat-image');
    await picture.first().waitFor();
    await expect
      .poll(() => picture.first().evaluate((image: HTMLImageElement) => image.naturalWidth), {
        timeout: 30_000,
      })
      .toBe(1);
    await say(nina, 'chat', 'otto@test', 'https://pictures.example/cat.png');
    await otto.getByRole('link', { name: 'https://pictures.example/cat.png' }).waitFor();
  });

  test('and in a room', async () => {
    const room = 'atelier@conference.test';
    await say(nina, 'room', room, 'Réunion à 9 h');
    await hears(nina, 'Réunion à 9 h');
    await say(otto, 'room', room, 'I am there');
    await hears(nina, 'I am there');
    await hears(otto, 'Réunion à 9 h');
    await otto.screenshot({ path: join(shots, 'e2e-webchat-4-room.png') });
  });

  test('a network that breaks WebSockets is got around by itself', async () => {
    const zoe = await open();
    await zoe.routeWebSocket(/xmpp-websocket/, (socket) => socket.close({ code: 1011 }));
    await zoe.reload();
    const post = zoe.waitForRequest((request) => request.url().endsWith('/http-bind'));
    await zoe.locator('input[name=jid]').fill('zoe');
    await zoe.locator('input[name=password]').fill('secret');
    await zoe.locator('converse-login-form [type=submit]').click();
    await post;
    await zoe.locator('converse-user-profile').waitFor();
    expect(connections()).toContain('zoe@test');
    await zoe.context().close();
  });

  test('a wrong password is told in words', async () => {
    const guest = await open();
    await guest.locator('input[name=jid]').fill('zoe');
    await guest.locator('input[name=password]').fill('wrong');
    await guest.locator('converse-login-form [type=submit]').click();
    await guest.getByText('Your XMPP address and/or password is incorrect').waitFor();
    await guest.context().close();
  });
});
