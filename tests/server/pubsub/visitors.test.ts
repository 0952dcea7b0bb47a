/** Who counts as a visitor of an account, XEP-0060 §9.1.3: whoever sends it presence, but not the occupants of a room it is in. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../support/server.ts';
import type { RawClient } from '../../support/xmpp-client.ts';

const NODE = 'urn:example:mood';
const CAPS =
  "<c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='urn:x' ver='IG8FQFGTCkFDcriU072WpJRkLp8='/>";
const MUC = "<x xmlns='http://jabber.org/protocol/muc'/>";

let server: TestServer;
let nina: RawClient;
let otto: RawClient;
const visits: string[] = [];

beforeAll(async () => {
  server = await startTestServer();
  await server.createAccounts('nina', 'otto');
  server.server.hooks.on('interest.known', 'copy', ({ jid, account, session }) => {
    if (!session) visits.push(`${jid} at ${account}`);
  });
  nina = await server.session('nina', { resource: 'phone' });
  otto = await server.session('otto', { resource: 'desk' });
  nina.send('<presence/>');
  otto.send(`<presence>${CAPS}</presence>`);
  const { attrs } = await otto.find(({ name, attrs: { type } }) => name === 'iq' && type === 'get');
  otto.send(
    `<iq type='result' id='${attrs.id}' to='otto@test'><query xmlns='http://jabber.org/protocol/disco#info'>` +
      `<feature var='${NODE}+notify'/></query></iq>`,
  );
  await otto.settle();
});
afterAll(() => server.stop());

test('occupants of the same room are none; presence sent to an address is a visit', async () => {
  nina.send(`<presence to='tea@conference.test/nina'>${MUC}</presence>`);
  await nina.find(({ name, attrs }) => name === 'presence' && attrs.from === 'tea@conference.test/nina');
  const configure =
    "<query xmlns='http://jabber.org/protocol/muc#owner'><x xmlns='jabber:x:data' type='submit'/></query>";
  await nina.query('set', configure, 'tea@conference.test');
  otto.send(`<presence to='tea@conference.test/otto'>${MUC}${CAPS}</presence>`);
  const seen = await nina.find(({ attrs }) => attrs.from === 'tea@conference.test/otto');
  expect(seen.getChild('c')).toBeDefined();
  const inTheRoom = [...visits];
  otto.send(`<presence to='nina@test'>${CAPS}</presence>`);
  await otto.settle();
  otto.send("<presence to='nina@test' type='unavailable'/>");
  await otto.settle();
  expect({ inTheRoom, visits }).toEqual({
    inTheRoom: [],
    visits: ['otto@test/desk at nina@test', 'otto@test/desk at nina@test'],
  });
});
