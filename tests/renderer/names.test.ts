/** Names, as somebody uses them: what stands and what is missing, the three roads, putting back, the address, several domains. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Looking, startLooking } from '../support/browser.ts';
import { accessibilityProblems } from '../support/chromium.ts';
import { scenes } from '../support/fake-manager.ts';
import { describeWith } from '../support/need.ts';

const DOMAIN = 'fabrik-martin.example';

describeWith(['chromium'], 'the page "Names"', () => {
  let looking: Looking;
  beforeAll(async () => {
    looking = await startLooking();
  }, 120_000);
  afterAll(() => looking.close());

  it('says how many lines are there, who asked whom, and whom it cuts off', async () => {
    const { page, errors, close } = await looking.open({ state: scenes.unnamed(), path: '/network' });
    await page.getByText('2 of 9 lines are in your domain’s address book.').waitFor();
    await page.getByText('Other companies cannot write to you yet.').waitFor();
    await page.getByText('2 found, 1 on the way, 1 different and 5 missing.').first().waitFor();
    await page.getByText(/Asked the domain’s own name servers, Quad9 and Cloudflare/).waitFor();
    const servers = page.getByRole('list', { name: 'How other companies find it' });
    const different = servers.getByRole('listitem').filter({ hasText: 'Different' });
    await different.getByText(`10 0 5269 jabber.${DOMAIN}.`).first().waitFor();
    await different.getByText('Who answered what').click();
    await different.getByText('Quad9 9.9.9.9 UDP').waitFor();
    await page.getByText('Not yet for Quad9 and Cloudflare.').waitFor();
    await page
      .getByRole('button', { name: `Copy the name xmpp.${DOMAIN}`, exact: true })
      .first()
      .waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    expect(errors).toEqual([]);
    await close();
  }, 120_000);

  it('follows a line that was added meanwhile, and looks on demand', async () => {
    const { page, manager, close } = await looking.open({ state: scenes.unnamed(), path: '/network' });
    await page.getByText('2 of 9 lines').waitFor();
    manager.state.zone.set(`_xmpp-server._tcp.${DOMAIN} SRV`, [`10 0 5269 xmpp.${DOMAIN}.`]);
    manager.emit({ type: 'dns.changed', domain: DOMAIN });
    await page.getByText('3 of 9 lines').waitFor();
    manager.state.zone.set(`conference.${DOMAIN} CNAME`, [`xmpp.${DOMAIN}.`]);
    await page.getByRole('button', { name: 'Look now' }).click();
    await page.getByText('4 of 9 lines').waitFor();
    await close();
  }, 120_000);

  it('connects the provider, shows before and after, writes with consent, and puts back', async () => {
    const state = scenes.unnamed();
    state.late.clear();
    const { page, manager, errors, close } = await looking.open({ state, path: '/network' });
    // Recognised by its name servers: nobody has to know where the domain is.
    await page.getByRole('button', { name: /OVHcloud.*Where is the domain/ }).waitFor();
    await page.getByText('Open the page of OVHcloud on which it is made').waitFor();
    await page.getByLabel('Application key').fill('key');
    await page.getByLabel('Application secret').fill('wrong');
    await page.getByLabel('Consumer key').fill('consumer');
    await page.getByRole('button', { name: 'Connect to OVHcloud' }).click();
    await page.getByRole('alert').waitFor();
    await page.getByLabel('Application secret').fill('right');
    await page.getByRole('button', { name: 'Connect to OVHcloud' }).click();

    await page.getByText('Left alone:').waitFor();
    await page.getByRole('button', { name: 'Write these 5 lines at OVHcloud' }).waitFor();
    // Both sides stand beside the question.
    await page
      .getByText(`There now: 10 0 5269 jabber.${DOMAIN}. → afterwards: 10 0 5269 xmpp.${DOMAIN}.`)
      .waitFor();
    await page.getByText(`_xmpp-server._tcp.${DOMAIN} SRV`, { exact: true }).click();
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.getByRole('button', { name: 'Write these 6 lines at OVHcloud' }).click();
    await page.getByText('All 9 lines are in your domain’s address book.').waitFor();
    expect(manager.state.zone.get(`_xmpp-server._tcp.${DOMAIN} SRV`)).toEqual([`10 0 5269 xmpp.${DOMAIN}.`]);

    await page.getByText('Change lines, or put them back').click();
    await page.getByText('Nothing to do there.').waitFor();
    // Somebody changed one since: it is shown, and stays.
    manager.state.zone.set(`upload.${DOMAIN} CNAME`, ['files.other.example.']);
    await page.getByRole('button', { name: /^Put back what was written/ }).click();
    await page.getByText('Somebody changed it since: it stays as it is now.').waitFor();
    // What is there now leads to what will be there again, and not the other way round.
    await page.getByText(`10 0 5269 xmpp.${DOMAIN}. → 10 0 5269 jabber.${DOMAIN}.`).waitFor();
    await page.getByText(`xmpp.${DOMAIN}. → nothing`).first().waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.getByRole('button', { name: 'Put them back' }).click();
    await page.getByText('Different').first().waitFor();
    expect(manager.state.zone.get(`_xmpp-server._tcp.${DOMAIN} SRV`)).toEqual([
      `10 0 5269 jabber.${DOMAIN}.`,
    ]);
    expect(manager.state.zone.get(`upload.${DOMAIN} CNAME`)).toEqual(['files.other.example.']);
    expect(errors).toEqual([]);
    await close();
  }, 120_000);

  it('stops at the line that does not go through, and says which are done', async () => {
    const state = scenes.unnamed();
    state.failLine = `upload.${DOMAIN} CNAME`;
    state.accesses = [
      { id: 'a', provider: 'ovh', name: 'OVHcloud', zones: [DOMAIN], covers: [DOMAIN], since: Date.now() },
    ];
    const { page, close } = await looking.open({ state, path: '/network' });
    await page.getByRole('button', { name: /^Write these/ }).click();
    const steps = page.getByRole('list', { name: 'Progress' });
    await steps.getByText('did not work').waitFor();
    await steps.getByText('not done').waitFor();
    expect(await steps.getByText('done', { exact: true }).count()).toBeGreaterThan(0);
    await page.getByRole('button', { name: /^Write these/ }).waitFor();
    await close();
  }, 120_000);

  it('shows the boxes of a provider’s form, and the zone as text', async () => {
    const { page, close } = await looking.open({ state: scenes.unnamed(), path: '/network' });
    await page.getByText('I do it by hand').click();
    await page.getByRole('button', { name: 'Copy Priority of _xmpp-client._tcp SRV' }).waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.getByText('Zone text', { exact: true }).click();
    await page.getByRole('region', { name: 'The lines as zone text' }).waitFor();
    await page.getByRole('button', { name: 'Download as a file' }).waitFor();
    await close();
  }, 120_000);

  it('writes the mail to whoever manages the domain, and remembers who was asked', async () => {
    const { page, manager, close } = await looking.open({ state: scenes.unnamed(), path: '/network' });
    await page.getByText('Send it to whoever manages the domain').click();
    await page.getByRole('region', { name: `DNS records for ${DOMAIN}` }).waitFor();
    await page.getByText('Français', { exact: true }).first().click();
    await page.getByRole('region', { name: `Enregistrements DNS pour ${DOMAIN}` }).waitFor();
    await page.getByRole('textbox', { name: 'Whom did you send it to?' }).fill('Bernard, Agence Web');
    await page.keyboard.press('Enter');
    await page.getByText('Asked: Bernard, Agence Web').waitFor();
    expect(manager.state.asked?.who).toBe('Bernard, Agence Web');
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.getByRole('button', { name: 'Nobody is asked any more' }).click();
    await page.getByRole('textbox', { name: 'Whom did you send it to?' }).waitFor();
    await close();
  }, 120_000);

  it('asks for the public address first, and names whom it would ask', async () => {
    const state = scenes.unnamed();
    state.addresses = { v4: [], v6: [] };
    const { page, manager, close } = await looking.open({ state, path: '/network' });
    await page.getByRole('heading', { name: 'The public address of your server' }).waitFor();
    await page.getByText(/We can ask stun\.example\.net:3478 and https:\/\/address\.example\.org/).waitFor();
    await page.getByRole('button', { name: 'Ask them' }).click();
    await page.getByText('The address is that of your internet box').first().waitFor();
    expect(await page.getByRole('textbox', { name: 'IPv4' }).inputValue()).toBe('203.0.113.24');
    await page.getByRole('button', { name: 'Use this address' }).click();
    await page.getByText('The public address was noted; the lines follow.').waitFor();
    expect(manager.state.addresses).toEqual({ v4: ['203.0.113.24'], v6: [] });
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('button', { name: 'Use this address' }).waitFor();
    expect(manager.state.addresses).toEqual({ v4: [], v6: [] });
    await close();
  }, 120_000);

  it('serves another domain with a part of its own, and takes it away after saying what follows', async () => {
    const { page, manager, close } = await looking.open({ state: scenes.office(), path: '/network' });
    await page.getByRole('button', { name: 'Add another domain' }).click();
    await page.getByRole('textbox', { name: 'Another domain' }).fill('deco.example');
    await page.keyboard.press('Enter');
    await page.getByRole('tab', { name: 'deco.example' }).click();
    await page.getByText('deco.example is served now.').waitFor();
    await page.getByRole('list', { name: 'How colleagues’ apps find it' }).waitFor();
    expect(manager.state.otherDomains).toEqual(['deco.example']);
    await page.getByRole('tab', { name: DOMAIN }).click();
    await page.getByRole('button', { name: 'Take away deco.example' }).waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.getByRole('button', { name: 'Take away deco.example' }).click();
    await page
      .getByRole('dialog', { name: 'Take deco.example away?' })
      .getByText('Nobody has an address there.')
      .waitFor();
    await page.getByRole('button', { name: 'Take it away' }).click();
    await page.getByText('deco.example was taken away.').waitFor();
    expect(manager.state.otherDomains).toEqual([]);
    await page.getByText('Let guests in without an account').click();
    await page.getByText('Guests can come in.').waitFor();
    expect(manager.state.guests).toEqual({ label: 'guests' });
    await close();
  }, 120_000);

  it('asks nobody who is not named, and whom it asks can be chosen', async () => {
    const { page, manager, close } = await looking.open({ state: scenes.office(), path: '/network' });
    await page.getByText(/^Asks stun\.example\.net:3478 and https:\/\/address\.example\.org/).waitFor();
    await page.getByText('Look whether the address has changed').click();
    await page.getByText('Chatelaine looks whether the address changes.').waitFor();
    expect(manager.state.dynamic.choice).toMatchObject({
      on: true,
      sources: { stun: ['stun.example.net:3478'] },
    });
    await page.getByText('And change the lines by itself').click();
    await page.getByText('There is no access to the provider yet.').waitFor();
    await page.locator('summary', { hasText: 'Whom we ask' }).click();
    await page.getByRole('textbox', { name: 'Others instead' }).fill('80.67.169.12');
    await page.getByRole('button', { name: 'Ask these' }).click();
    await page.getByText('Whom we ask was changed.').waitFor();
    expect(manager.state.resolvers?.map(({ address }) => address)).toEqual(['80.67.169.12']);
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.getByRole('button', { name: 'Ask the usual ones again' }).click();
    await expect.poll(() => manager.state.resolvers).toBeNull();
    await close();
  }, 120_000);

  it('says that a name of this network only needs no line', async () => {
    const state = scenes.office();
    state.answers.way = 'lan';
    const { page, close } = await looking.open({ state, path: '/network' });
    await page.getByText('Your chat has a name of this network only.').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await close();
  }, 120_000);

  it('never calls fine what nobody could look at', async () => {
    const state = scenes.office();
    state.offline = true;
    const { page, close } = await looking.open({ state, path: '/network' });
    await page.getByText(/Nobody could be asked about fabrik-martin\.example/).waitFor();
    expect(await page.getByText('Found', { exact: true }).count()).toBe(0);
    await close();
  }, 120_000);
});
