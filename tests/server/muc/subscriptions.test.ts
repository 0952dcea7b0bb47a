/** Subscriptions over time (MUC/Sub): while nobody is in the room, over a restart, for who is away, and with the account. */
import { rmSync } from 'node:fs';
import { type Element, parse } from 'ltx';
import { afterEach, expect, it } from 'vitest';
import { makeJid } from '../../../server/kernel/jid.ts';
import { importanceOf } from '../../../server/modules/client-state/rules.ts';
import { isUrgent, summaryOf } from '../../../server/modules/push/decide.ts';
import { shouldArchive, shouldWait } from '../../../server/modules/support/message-kind.ts';
import { subscribedMessage } from '../../../server/modules/support/room-subscriptions.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import type { RawClient } from '../../support/xmpp-client.ts';

const NS = 'urn:xmpp:mucsub:0';
const ROOM = 'team@conference.test';
const options = { config: { modules: { muc: { defaults: { allowSubscription: true } } } } };

let test: TestServer;
let folder: string | undefined;
afterEach(async () => {
  await test.stop();
  if (folder) rmSync(folder, { recursive: true, force: true });
  folder = undefined;
});

async function found(client: RawClient, persistent: boolean): Promise<void> {
  client.send(`<presence to='${ROOM}/Nina'><x xmlns='http://jabber.org/protocol/muc'/></presence>`);
  const field = (name: string, value: string) => `<field var='${name}'><value>${value}</value></field>`;
  await client.query(
    'set',
    `<query xmlns='http://jabber.org/protocol/muc#owner'><x xmlns='jabber:x:data' type='submit'>${field(
      'FORM_TYPE',
      'http://jabber.org/protocol/muc#roomconfig',
    )}${field('muc#roomconfig_persistentroom', persistent ? '1' : '0')}</x></query>`,
    ROOM,
  );
}

const subscribe = (client: RawClient, nick: string) =>
  client.query(
    'set',
    `<subscribe xmlns='${NS}' nick='${nick}'><event node='urn:xmpp:mucsub:nodes:messages'/></subscribe>`,
    ROOM,
  );
const say = (client: RawClient, text: string) =>
  client.send(`<message to='${ROOM}' type='groupchat' id='${text}'><body>${text}</body></message>`);
const said = (text: string) => (one: Element) => subscribedMessage(one)?.getChildText('body') === text;

async function open(keep: boolean): Promise<void> {
  test = await startTestServer({ ...options, ...(folder && { folder }) });
  if (keep) folder = test.folder;
}

it('outlive a restart, and what is said meanwhile waits for who is away', async () => {
  await open(true);
  await test.createAccounts('nina', 'otto');
  const [nina, otto] = [await test.session('nina'), await test.session('otto')];
  await found(nina, true);
  await subscribe(otto, 'Otto');
  await test.stop({ keep: true });

  await open(true);
  const again = await test.session('nina');
  again.send(`<presence to='${ROOM}/Nina'><x xmlns='http://jabber.org/protocol/muc'/></presence>`);
  say(again, 'first');
  await again.settle();
  const back = await test.session('otto');
  back.send('<presence/>');
  await back.find(said('first'));
  say(again, 'second');
  await back.find(said('second'));
});

it('hold a temporary room, which goes with the last of them', async () => {
  await open(false);
  await test.createAccounts('nina', 'otto');
  const [nina, otto] = [await test.session('nina'), await test.session('otto')];
  otto.send('<presence/>');
  await found(nina, false);
  await subscribe(otto, 'Otto');
  nina.send(`<presence to='${ROOM}/Nina' type='unavailable'/>`);
  await nina.settle();
  say(otto, 'alone');
  await otto.find(said('alone'));
  await otto.query('set', `<unsubscribe xmlns='${NS}'/>`, ROOM);
  const gone = await nina.query('get', "<query xmlns='http://jabber.org/protocol/disco#info'/>", ROOM);
  expect(gone.getChild('error')?.getChild('item-not-found')).toBeDefined();
});

it('go with the account', async () => {
  await open(false);
  await test.createAccounts('nina', 'otto');
  const [nina, otto] = [await test.session('nina'), await test.session('otto')];
  await found(nina, true);
  await subscribe(otto, 'Otto');
  const subscribers = async () =>
    (await nina.query('get', `<subscriptions xmlns='${NS}'/>`, ROOM))
      .getChild('subscriptions')!
      .getChildElements().length;
  expect(await subscribers()).toBe(1);
  await test.server.accounts.remove(makeJid('otto', 'test')!);
  expect(await subscribers()).toBe(0);
});

it('what comes by subscription is archived, waits, wakes and is not held back, as what was said would be', async () => {
  await open(false);
  const event = (node: string, inner: string) =>
    parse(
      `<message from='${ROOM}' to='otto@test'><event xmlns='http://jabber.org/protocol/pubsub#event'><items node='urn:xmpp:mucsub:nodes:${node}'><item id='1'><message xmlns='jabber:client' from='${ROOM}/Nina' type='groupchat'>${inner}</message></item></items></event></message>`,
    );
  const message = event('messages', '<body>hello</body>');
  expect([shouldArchive(message).store, shouldWait(message).store, isUrgent(message).push]).toEqual([
    true,
    true,
    true,
  ]);
  expect(importanceOf(message, 'otto@test').hold).toBe(false);
  expect(summaryOf(message, 'body')).toEqual({
    'last-message-sender': `${ROOM}/Nina`,
    'last-message-body': 'hello',
  });
  const other = event('config', '');
  expect([shouldArchive(other).store, isUrgent(other).push]).toEqual([false, false]);
});
