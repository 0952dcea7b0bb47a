/** Personal nodes over a restart of the server: what was published is there, and a device that resumes goes on hearing. */
import { afterEach, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../support/server.ts';

const PS = 'http://jabber.org/protocol/pubsub';
const NODE = 'urn:example:mood';
const publish = (id: string) =>
  `<pubsub xmlns='${PS}'><publish node='${NODE}'><item id='${id}'><mood xmlns='${NODE}'/></item></publish></pubsub>`;

let server: TestServer;
afterEach(() => server.stop());

test('items, subscriptions and interests', async () => {
  server = await startTestServer();
  await server.createAccounts('nina');
  const phone = await server.session('nina', { resource: 'phone' });
  phone.send("<enable xmlns='urn:xmpp:sm:3' resume='true'/>");
  const { attrs } = await phone.find(({ name }) => name === 'enabled');
  phone.send(
    "<presence><c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='urn:x' ver='A'/></presence>",
  );
  const question = await phone.find(({ name, attrs: { type } }) => name === 'iq' && type === 'get');
  phone.send(
    `<iq type='result' id='${question.attrs.id}' to='nina@test'><query xmlns='http://jabber.org/protocol/disco#info'>` +
      `<feature var='${NODE}+notify'/></query></iq>`,
  );
  const created = await phone.query('set', publish('1'));
  expect(created.attrs.type).toBe('result');
  await phone.find(({ name }) => name === 'message');
  await server.stop({ keep: true });

  server = await startTestServer({ folder: server.folder });
  const again = await server.login('nina');
  // What the phone has had: its own presence, the question, the answer, the notification.
  again.send(`<resume xmlns='urn:xmpp:sm:3' previd='${attrs.id}' h='4'/>`);
  await again.find(({ name }) => name === 'resumed');
  const tablet = await server.session('nina', { resource: 'tablet' });
  const items = await tablet.query('get', `<pubsub xmlns='${PS}'><items node='${NODE}'/></pubsub>`);
  expect(items.getChild('pubsub')?.getChild('items')?.getChild('item')?.attrs.id).toBe('1');
  await tablet.query('set', publish('2'));
  const told = await again.find(({ name }) => name === 'message');
  expect(told.getChild('event')?.getChild('items')?.getChild('item')?.attrs.id).toBe('2');
});
