/** People of two servers of ours, over real streams between them: contacts, pictures, rooms, and what each sees when the other ends. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createPartners, type Partner, type Partners } from '../../support/federation.ts';
import type { RawClient } from '../../support/xmpp-client.ts';

const MUC = 'http://jabber.org/protocol/muc';
const ROOM = 'team@conference.here.test';

let partners: Partners;
let here: Partner;
let there: Partner;
let nina: RawClient;
let otto: RawClient;

beforeEach(async () => {
  partners = createPartners();
  here = await partners.start('here.test');
  there = await partners.start('there.test');
  nina = await person(here, 'nina');
  otto = await person(there, 'otto');
});
afterEach(() => partners.stop());

async function person(server: Partner, name: string): Promise<RawClient> {
  await server.createAccounts(name);
  const session = await server.session(name, { resource: 'desk' });
  await session.query('get', "<query xmlns='jabber:iq:roster'/>");
  session.send('<presence/>');
  await session.find(({ name }) => name === 'presence', 'own presence');
  return session;
}

const presence =
  (from: string, type?: string) => (element: { name: string; attrs: Record<string, string> }) =>
    element.name === 'presence' && element.attrs.from === from && element.attrs.type === type;

/** Each sees the other. */
async function befriend(): Promise<void> {
  nina.send("<presence to='otto@there.test' type='subscribe'/>");
  await otto.find(presence('nina@here.test', 'subscribe'), 'a request');
  otto.send(
    "<presence to='nina@here.test' type='subscribed'/><presence to='nina@here.test' type='subscribe'/>",
  );
  await nina.find(presence('otto@there.test/desk'), 'his presence');
  await nina.find(presence('otto@there.test', 'subscribe'), 'his request');
  nina.send("<presence to='otto@there.test' type='subscribed'/>");
  await otto.find(presence('nina@here.test/desk'), 'her presence');
}

test('contacts see each other come and go', async () => {
  await befriend();
  await otto.close();
  await nina.find(presence('otto@there.test/desk', 'unavailable'), 'his end');
  otto = await there.session('otto', { resource: 'phone' });
  otto.send('<presence><show>away</show></presence>');
  // Probed, and told.
  await otto.find(presence('nina@here.test/desk'), 'her presence');
  expect(String(await nina.find(presence('otto@there.test/phone'), 'his presence'))).toContain(
    '<show>away</show>',
  );
});

test('a server that ends in order says that its people are gone', async () => {
  await befriend();
  nina.send(`<presence to='${ROOM}/Nina'><x xmlns='${MUC}'/></presence>`);
  await nina.find(presence(`${ROOM}/Nina`), 'herself');
  await nina.query(
    'set',
    `<query xmlns='${MUC}#owner'><x xmlns='jabber:x:data' type='submit'/></query>`,
    ROOM,
  );
  otto.send(`<presence to='${ROOM}/Otto'><x xmlns='${MUC}'/></presence>`);
  await nina.find(presence(`${ROOM}/Otto`), 'otto in the room');
  await there.stop({ keep: true });
  await nina.find(presence('otto@there.test/desk', 'unavailable'), 'his end');
  await nina.find(presence(`${ROOM}/Otto`, 'unavailable'), 'his end in the room');
});

test('a room that ends with its server says so to people elsewhere', async () => {
  nina.send(`<presence to='${ROOM}/Nina'><x xmlns='${MUC}'/></presence>`);
  await nina.find(presence(`${ROOM}/Nina`), 'herself');
  await nina.query(
    'set',
    `<query xmlns='${MUC}#owner'><x xmlns='jabber:x:data' type='submit'/></query>`,
    ROOM,
  );
  otto.send(`<presence to='${ROOM}/Otto'><x xmlns='${MUC}'/></presence>`);
  await otto.find(presence(`${ROOM}/Otto`), 'himself');
  otto.send(`<message to='${ROOM}' type='groupchat' id='g1'><body>hello</body></message>`);
  await nina.find(({ name, attrs }) => name === 'message' && attrs.id === 'g1', 'what he says');
  await here.stop({ keep: true });
  await otto.find(presence(`${ROOM}/Nina`, 'unavailable'), 'her end');
});
