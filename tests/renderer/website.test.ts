/** Behind a website, as somebody uses it: choosing, putting in force, taking back, and reading what is in the way. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Looking, startLooking } from '../support/browser.ts';
import { scenes } from '../support/fake-manager.ts';
import { describeWith } from '../support/need.ts';

describeWith(['chromium'], 'the page "Behind a website"', () => {
  let looking: Looking;
  beforeAll(async () => {
    looking = await startLooking();
  }, 120_000);
  afterAll(() => looking.close());

  it('is filled in, put in force, and taken back', async () => {
    const { page, manager, errors, close } = await looking.open({ state: scenes.office(), path: '/website' });
    await page.getByText('On this computer, nginx has the web’s usual port.').waitFor();
    await page.getByText('Apache', { exact: true }).click();
    await page.getByText('What Apache needs').waitFor();
    await page.getByText('On another computer').click();
    await page.getByText('Fill in the fields first.').waitFor();
    await page.getByRole('textbox', { name: 'Address of that computer' }).fill('192.168.1.5');
    await page.getByRole('button', { name: 'Use it like this' }).click();
    await page.getByText('Chatelaine is now behind the web server.').waitFor();
    await page.getByRole('heading', { name: 'Does everything arrive?' }).waitFor();
    const front = { program: 'apache', name: 'xmpp.fabrik-martin.example', machine: '192.168.1.5' };
    expect(manager.state.website).toEqual(front);
    await page.getByText('Yes: all of it arrives.').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('heading', { name: 'Does everything arrive?' }).waitFor({ state: 'detached' });
    expect(manager.state.website).toBeUndefined();
    expect(errors).toEqual([]);
    await close();
  }, 60_000);

  it('refuses a name that cannot be, where it was typed', async () => {
    const { page, manager, close } = await looking.open({ state: scenes.office(), path: '/website' });
    await page.getByRole('textbox', { name: 'Name for chat on the web' }).fill('fabrik-martin.example');
    await page.getByRole('button', { name: 'Use it like this' }).click();
    await page.getByText('Your website has this name already.').waitFor();
    await page.getByRole('textbox', { name: 'Name for chat on the web' }).fill('chat.fabrik-martin.example');
    await page.keyboard.press('Tab');
    await page.getByText('Your website has this name already.').waitFor({ state: 'detached' });
    await page.getByText('sites-available/chat.fabrik-martin.example').first().waitFor();
    expect(manager.state.website).toBeUndefined();
    await close();
  }, 60_000);

  it('says what is in the way, worst first, and exactly what was asked and what came', async () => {
    const { page, close } = await looking.open({ state: scenes.behind(), path: '/website' });
    await page.getByText('Not all of it: 3 things are in the way.').waitFor();
    const rows = page.getByRole('list', { name: 'What was checked' }).getByRole('listitem');
    expect(await rows.first().innerText()).toContain(
      'The web server does not say that people came encrypted.',
    );
    const large = rows.filter({
      hasText: 'The web server stops files of more than 1 MB (413 nginx/1.22.1).',
    });
    await large.getByText('Exactly what was asked and what came').click();
    await large.getByText('HTTP/1.1 413 Request Entity Too Large').waitFor();
    await large.getByRole('button', { name: /^Copy what came/ }).waitFor();
    await close();
  }, 60_000);

  it('lets chat in on the one port, and says so when somebody has it', async () => {
    const { page, manager, close } = await looking.open({ state: scenes.office(), path: '/website' });
    await page.getByText('Let chat in on port 443, too').click();
    await page.getByText('Chat is let in on port 443, too.').waitFor();
    await page.getByText(/nginx has the port on this computer\./).waitFor();
    expect(manager.state.onePort).toBe(true);
    await page.keyboard.press('Control+z');
    await page.getByText(/nginx has the port on this computer\./).waitFor({ state: 'detached' });
    expect(manager.state.onePort).toBe(false);
    await close();
  }, 60_000);
});
