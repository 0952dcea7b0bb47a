/**
 * Two colleagues with programs of different make, on a server set up by one command: slixmpp and Profanity, both with
 * certificate verification on. They subscribe to each other, talk both ways, read along on a second device, find what
 * was sent while they were away, and page through the archive.
 */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Agent, startAgent } from '../support/agent.ts';
import { describeWith } from '../support/need.ts';
import { type Office, openOffice, scratchFolder } from '../support/product.ts';
import { openProfanity } from '../support/profanity.ts';
import type { Terminal } from '../support/terminal.ts';

const DOMAIN = 'office.test';
const PASSWORD = 'correct horse 7 battery';

describeWith(['profanity', 'tmux', 'slixmpp'], 'two colleagues, two programs', () => {
  const scratch = scratchFolder('colleagues');
  const data = join(scratch.path, 'data');
  const ca = join(data, 'certificates', 'authority.pem');
  let office: Office;
  const open: { agents: Agent[]; terminal: Terminal | undefined } = { agents: [], terminal: undefined };

  const agent = (name: string, jid: string, more: { direct?: boolean } = {}) => {
    const started = startAgent(name, {
      jid,
      password: PASSWORD,
      ca,
      host: '127.0.0.1',
      port: more.direct ? office.direct : office.port,
      ...more,
    });
    open.agents.push(started);
    return started;
  };

  beforeAll(async () => {
    office = await openOffice(data, { domain: DOMAIN, people: ['nina', 'otto'], password: PASSWORD });
  }, 60_000);

  afterAll(async () => {
    await open.terminal?.close();
    await Promise.all(open.agents.map((each) => each.stop()));
    await office?.product.stop();
    scratch.remove();
  }, 30_000);

  test('they log in, and a program that does not know the authority refuses', async () => {
    const stranger = startAgent('stranger', {
      jid: `nina@${DOMAIN}/stranger`,
      password: PASSWORD,
      ca: '/etc/ssl/certs/ca-certificates.crt',
      host: '127.0.0.1',
      port: office.port,
    });
    open.agents.push(stranger);
    await stranger.expect('untrusted');
    await stranger.stop();
    expect(stranger.events.map(({ event }) => event)).not.toContain('ready');

    const desk = agent('nina/desk', `nina@${DOMAIN}/desk`);
    await desk.expect('ready', { jid: `nina@${DOMAIN}/desk` });
    const tablet = agent('nina/tablet', `nina@${DOMAIN}/tablet`, { direct: true });
    await tablet.expect('ready', { jid: `nina@${DOMAIN}/tablet` });
    open.terminal = await openProfanity({
      home: join(scratch.path, 'otto'),
      address: `otto@${DOMAIN}`,
      password: PASSWORD,
      ca: office.ca,
      port: office.port,
    });
  }, 60_000);

  test('they subscribe to each other and see presence', async () => {
    const [, desk] = open.agents as [Agent, Agent, Agent];
    desk.send({ do: 'subscribe', to: `otto@${DOMAIN}` });
    await open.terminal!.shows(new RegExp(`nina@${DOMAIN}`));
    await open.terminal!.enter(`/sub allow nina@${DOMAIN}`);
    await desk.expect('subscribed', { jid: `otto@${DOMAIN}` });
    await open.terminal!.enter(`/sub request nina@${DOMAIN}`);
    await desk.expect('presence', { jid: new RegExp(`^otto@${DOMAIN}/`), type: 'available' });
    await open.terminal!.enter(`/who online`);
    await open.terminal!.shows(new RegExp(`nina@${DOMAIN}`));
  }, 30_000);

  test('they talk both ways, and the second device reads along', async () => {
    const [, desk, tablet] = open.agents as [Agent, Agent, Agent];
    desk.send({ do: 'carbons' });
    tablet.send({ do: 'carbons' });
    await Promise.all([desk.expect('carbons_enabled'), tablet.expect('carbons_enabled')]);

    await open.terminal!.enter(`/msg nina@${DOMAIN}`);
    desk.send({ do: 'message', to: `otto@${DOMAIN}`, body: 'Bonjour Otto, ça va ?', id: 'n1' });
    await desk.expect('acked', { id: 'n1' });
    await open.terminal!.shows(/Bonjour Otto, ça va/);
    await tablet.expect('carbon', { direction: 'sent', body: 'Bonjour Otto, ça va ?' });

    await open.terminal!.enter(`/msg nina@${DOMAIN}/desk Très bien, merci`);
    await desk.expect('message', { body: 'Très bien, merci' });
    await tablet.expect('carbon', { direction: 'received', body: 'Très bien, merci' });
  }, 30_000);

  test('what is sent to somebody away waits for them, with the time it was sent', async () => {
    const [, desk, tablet] = open.agents as [Agent, Agent, Agent];
    desk.send({ do: 'quit' });
    tablet.send({ do: 'quit' });
    await Promise.all([desk.expect('disconnected'), tablet.expect('disconnected')]);
    await open.terminal!.enter(`/msg nina@${DOMAIN} Die Schranken kommen morgen`);
    await open.terminal!.shows(/Die Schranken kommen morgen/);
    const later = agent('nina/later', `nina@${DOMAIN}/later`);
    await later.expect('message', { body: 'Die Schranken kommen morgen', delayed: true });
  }, 30_000);

  test('the archive has it all, once, page by page', async () => {
    const later = open.agents.at(-1)!;
    await later.expect('ready');
    later.send({ do: 'archive', with: `otto@${DOMAIN}`, page: 2 });
    const { items, pages } = (await later.expect('archive')) as unknown as {
      items: { body: string }[];
      pages: number;
    };
    expect(items.map(({ body }) => body)).toEqual([
      'Bonjour Otto, ça va ?',
      'Très bien, merci',
      'Die Schranken kommen morgen',
    ]);
    expect(pages).toBe(2);
  });
});
