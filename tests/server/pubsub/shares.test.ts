/** A service is everybody's: nobody can take all of its nodes, its space, or the places of one node. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../support/server.ts';
import type { RawClient } from '../../support/xmpp-client.ts';

const PS = 'http://jabber.org/protocol/pubsub';
const SERVICE = 'pubsub.test';
const MAX_EACH = 30;

let server: TestServer;
let nina: RawClient;
let otto: RawClient;
let root: RawClient;

beforeAll(async () => {
  const pubsub = { maxNodesEach: 2, maxMegabytes: 2, maxMegabytesEach: 1 };
  server = await startTestServer({ config: { limits: {}, modules: { pubsub } }, admins: ['root@test'] });
  await server.createAccounts('nina', 'otto', 'root');
  nina = await server.session('nina');
  otto = await server.session('otto');
  root = await server.session('root');
});
afterAll(() => server.stop());

/** `result`, or the conditions of the error. */
async function ask(client: RawClient, inside: string, type: 'get' | 'set' = 'set'): Promise<string> {
  const answer = await client.query(type, `<pubsub xmlns='${PS}'>${inside}</pubsub>`, SERVICE);
  const conditions = answer.getChild('error')?.getChildElements() ?? [];
  const names = conditions.map(({ name }) => name).filter((name) => name !== 'text');
  return names.length > 0 ? names.join(' ') : answer.attrs.type!;
}
const create = (client: RawClient, node: string) => ask(client, `<create node='${node}'/>`);
const publish = (client: RawClient, node: string, id: number) =>
  ask(
    client,
    `<publish node='${node}'><item id='${id}'><x xmlns='urn:x'>${'x'.repeat(100_000)}</x></item></publish>`,
  );

test('nodes of one person; administrators make as many as there may be', async () => {
  const found: string[] = [];
  for (const [client, node] of [
    [nina, 'a'],
    [nina, 'b'],
    [nina, 'c'],
    [otto, 'd'],
    [root, 'e'],
    [root, 'f'],
    [root, 'g'],
  ] as const)
    found.push(await create(client, node));
  expect(found).toEqual([
    ...['result', 'result', 'resource-constraint', 'result', 'result', 'result', 'result'],
  ]);
});

test('space of one person, once half of all is taken', async () => {
  const found: string[] = [];
  for (let id = 0; id < 12; id++) found.push(await publish(nina, id % 2 ? 'a' : 'b', id));
  expect(found.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 'result'));
  expect(found.slice(10)).toEqual(['resource-constraint', 'resource-constraint']);
  // There is room for others, and for what takes the place of something of hers.
  expect([await publish(otto, 'd', 1), await publish(nina, 'a', 1)]).toEqual(['result', 'result']);
});

test('subscriptions of one person to one node', async () => {
  const subscribe = (n: number) => ask(otto, `<subscribe node='a' jid='otto@test/${n}'/>`);
  for (let n = 0; n < MAX_EACH; n++) expect(await subscribe(n)).toBe('result');
  expect(await subscribe(MAX_EACH)).toBe('policy-violation too-many-subscriptions');
  expect(await ask(root, "<subscribe node='a' jid='root@test'/>")).toBe('result');
});

test('XEP-0059 §2.2: a page that begins after an item that is not there is <item-not-found/>', async () => {
  const page = (after: string) =>
    root.query(
      'get',
      `<query xmlns='http://jabber.org/protocol/disco#items'><set xmlns='http://jabber.org/protocol/rsm'><max>1</max><after>${after}</after></set></query>`,
      SERVICE,
    );
  expect((await page('a')).toString()).toContain('node="b"');
  expect((await page('nothing')).getChild('error')?.getChildElements()[0]?.name).toBe('item-not-found');
});
