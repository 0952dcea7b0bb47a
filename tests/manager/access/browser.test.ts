/** The door as a person finds it: the real manager, the real page, Chromium with an authenticator of its own. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Headless, startHeadless } from '../../../electron/headless.ts';
import { accessibilityProblems, startBrowser } from '../../support/chromium.ts';
import { builtFace } from '../../support/face.ts';
import { temporaryFolder, testHost } from '../../support/host.ts';
import { describeWith } from '../../support/need.ts';

const PASSWORD = 'clou sapin lundi';

describeWith(['chromium'], 'in Chromium', () => {
  const folder = temporaryFolder();
  let [face, browser]: [Headless, Browser] = [undefined as never, undefined as never];
  let [context, page]: [BrowserContext, Page] = [undefined as never, undefined as never];
  let home: string;

  beforeAll(async () => {
    const page = await builtFace();
    const host = testHost(folder.path);
    face = await startHeadless({ host, listen: { address: '127.0.0.1', port: 0 }, folder: page });
    await face.manager.settings!.setOffice({
      ...{ way: 'domain', domain: 'office.example', ports: { starttls: 5222, direct: 5223 } },
      admins: ['sophie@office.example'],
    });
    browser = await startBrowser();
    await visit();
    // Passkeys need a name, and this computer's own is as good as TLS.
    home = face.address.replace('127.0.0.1', 'localhost');
  }, 180_000);
  afterAll(async () => {
    await browser.close();
    await face.close();
    folder[Symbol.dispose]();
  });

  async function visit(): Promise<void> {
    await context?.close();
    context = await browser.newContext({
      locale: 'en-GB',
      viewport: { width: 1280, height: 860 },
      reducedMotion: 'reduce',
    });
    page = await context.newPage();
    page.setDefaultTimeout(20_000);
  }
  const settings = async () => {
    await page.goto(`${home}#/settings`);
    await page.getByRole('heading', { name: 'Who may open this app' }).waitFor();
  };
  const press = (name: string | RegExp) => page.getByRole('button', { name }).click();

  it('comes in by a link, sets a password, and logs in with it', async () => {
    await page.goto(face.newLink().replace('127.0.0.1', 'localhost'));
    await settings();
    await press('Set a password');
    await page.getByLabel('New password').fill('password1234');
    await press('Use this password');
    await page.getByText(/Much of that is a word/).waitFor();
    await page.getByLabel('New password').fill(PASSWORD);
    expect(await accessibilityProblems(page)).toEqual([]);
    await press('Use this password');
    await page.getByText(/It opens this app in any browser/).waitFor();
    await press('Log out here');
    await page.getByRole('heading', { name: 'Log in' }).waitFor();
    // What a keeper of passwords looks for.
    expect(await page.locator('input[autocomplete=username]').inputValue()).toBe('chatelaine');
    const field = page.locator('input[autocomplete=current-password]');
    expect(await accessibilityProblems(page)).toEqual([]);
    await field.fill('wrong wrong wrong');
    await page.keyboard.press('Enter');
    await page.getByText('That is not it. Try once more.').waitFor();
    expect(await field.inputValue()).toBe('');
    await field.fill(PASSWORD);
    await page.keyboard.press('Enter');
    await settings();
  }, 60_000);

  it('makes a passkey, and comes in with it instead', async () => {
    const devtools = await context.newCDPSession(page);
    await devtools.send('WebAuthn.enable');
    await devtools.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true },
        ...{ isUserVerified: true, automaticPresenceSimulation: true },
      },
    });
    await press('Add a passkey');
    await page.getByLabel('Name of the passkey').fill('Sophie’s laptop');
    await press('Make the passkey');
    await page.getByText(/For localhost, made on .*, not used yet/).waitFor();
    await press('Log out here');
    await press('Use a passkey');
    await settings();
    await page.getByText(/For localhost, made on .*, last used on/).waitFor();
    const { passkeys } = await face.manager.access.credentials.read();
    expect(passkeys).toMatchObject([{ name: 'Sophie’s laptop', rpId: 'localhost' }]);
    // Under numbers there is none, and the page says why.
    await page.goto(`${face.address}#/settings`);
    await page.getByRole('heading', { name: 'Log in' }).waitFor();
    await expect.poll(() => page.getByRole('button', { name: 'Use a passkey' }).count()).toBe(0);
  }, 60_000);

  it('takes no answer of a passkey twice, for another name, or from a copy of it', async () => {
    await press('Log out here').catch(() => undefined);
    await visit();
    await page.goto(face.newLink().replace('127.0.0.1', 'localhost'));
    await settings();
    const devtools = await context.newCDPSession(page);
    await devtools.send('WebAuthn.enable');
    await devtools.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true },
        ...{ isUserVerified: true, automaticPresenceSimulation: true },
      },
    });
    await press('Add a passkey');
    await page.getByLabel('Name of the passkey').fill('Stick');
    // Weighty: whoever came by a link alone is asked for what there is already.
    await press('Make the passkey');
    await page.locator('input[autocomplete=current-password]').fill(PASSWORD);
    await press('Go on');
    await page.getByText('Stick').waitFor();
    await press('Log out here');
    // What the browser signs is caught on its way.
    const caught: string[] = [];
    await page.route('**/access/enter', (route) => {
      caught.push(route.request().postData() ?? '');
      return route.abort();
    });
    await press('Use a passkey');
    await expect.poll(() => caught.length, { timeout: 10_000 }).toBe(1);
    const enter = async (origin: string) => {
      const headers = { 'content-type': 'application/json', 'x-chatelaine': '1' };
      return (await fetch(`${origin}access/enter`, { method: 'POST', headers, body: caught.at(-1)! })).status;
    };
    // To numbers it is nobody's; a challenge is good once, also where the answer was wrong.
    expect(await enter(face.address)).toBe(401);
    expect([await enter(home), await enter(home)]).toEqual([204, 401]);
    // A copy counts on from where it was made; ours has heard more from the one that was copied.
    await face.manager.access.credentials.changePasskeys((all) =>
      all.map((one) => ({ ...one, counter: one.counter + 1_000 })),
    );
    await press('Use a passkey');
    await expect.poll(() => caught.length, { timeout: 10_000 }).toBe(2);
    expect(await enter(home)).toBe(401);
    await face.manager.access.credentials.changePasskeys((all) => all.filter(({ name }) => name !== 'Stick'));
  }, 60_000);

  it('asks once more before something weighty, and does it then', async () => {
    await visit();
    await page.goto(face.newLink().replace('127.0.0.1', 'localhost'));
    await settings();
    await press('Take it away');
    await page.getByRole('heading', { name: 'Is it still you?' }).waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await press('Leave it');
    await page.getByRole('heading', { name: 'Is it still you?' }).waitFor({ state: 'detached' });
    await page.getByText(/It opens this app in any browser/).waitFor();
    await press('Make a new link');
    await page.locator('input[autocomplete=current-password]').fill(PASSWORD);
    await press('Go on');
    await page.getByText(/Whoever opens it first is let in/).waitFor();
    // For five minutes it is not asked again; the page's line to the manager was not cut by the new cookie.
    await press('Rename the passkey Sophie’s laptop');
    await page.getByLabel('Name of the passkey').fill('Laptop');
    await press('Rename it');
    await page.getByRole('button', { name: 'Remove the passkey Laptop' }).waitFor();
  }, 60_000);

  it('shows in History who did what, and from where', async () => {
    await page.goto(`${home}#/history`);
    await page.getByText('The passkey “Sophie’s laptop” is called “Laptop” now').waitFor();
    await page
      .getByText(/· in Chrome \d+ · Linux, from 127\.0\.0\.1/)
      .first()
      .waitFor();
    await page.getByText('Somebody logged in with a passkey').first().waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
  }, 60_000);

  it('shows what a reset takes, wants the name typed, and stays with a last screen', async () => {
    await page.goto(`${home}#/settings/remove?what=reset`);
    await page.getByRole('heading', { name: 'What stays' }).waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    const go = page.getByRole('button', { name: 'Set Chatelaine back' });
    expect(await go.isDisabled()).toBe(true);
    await page.getByText(/^Kept/).click();
    await page.getByText('Without a copy, only a backup').waitFor();
    await page.getByLabel(/Type your domain/).fill('office.example');
    await go.click();
    await page.getByRole('heading', { name: 'Chatelaine is as on its first day.' }).waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
  }, 60_000);
});
