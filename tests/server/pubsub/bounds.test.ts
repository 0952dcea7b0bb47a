/** What one person may keep, and that it goes with the account. Small bounds, so that each is reached with a few requests. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../support/server.ts';
import type { RawClient } from '../../support/xmpp-client.ts';

const PS = 'http://jabber.org/protocol/pubsub';
const SERVICE = 'pubsub.test';
const user = (inside: string) => `<pubsub xmlns='${PS}'>${inside}</pubsub>`;
const form = (name: string, maxItems: string) =>
  `<x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'><value>${PS}#${name}</value></field>` +
  `<field var='pubsub#max_items'><value>${maxItems}</value></field></x>`;
const publish = (node: string, id: string, text = '') =>
  user(`<publish node='${node}'><item id='${id}'><x xmlns='urn:x'>${text}</x></item></publish>`);

let server: TestServer;
let nina: RawClient;
let otto: RawClient;

beforeAll(async () => {
  const personal = { maxNodes: 3, maxItems: 2, maxPayload: 700_000, maxMegabytes: 1 };
  const pubsub = { maxNodes: 2, maxSubscriptions: 2, create: 'admins' };
  const modules = { personal, pubsub, private: { maxElements: 2 } };
  server = await startTestServer({ config: { limits: {}, modules }, admins: ['nina@test'] });
  await server.createAccounts('nina', 'otto', 'paul');
  nina = await server.session('nina');
  otto = await server.session('otto');
});
afterAll(() => server.stop());

/** `result`, or the conditions of the error. */
async function ask(client: RawClient, type: 'get' | 'set', payload: string, to?: string): Promise<string> {
  const answer = await client.query(type, payload, to);
  const conditions = answer.getChild('error')?.getChildElements() ?? [];
  const names = conditions.map(({ name }) => name).filter((name) => name !== 'text');
  return names.length > 0 ? names.join(' ') : answer.attrs.type!;
}

describe('bounds of one account', () => {
  test('items of a node: the oldest goes, however many its owner wants', async () => {
    await ask(nina, 'set', user("<create node='log'/>"));
    const max = form('node_config', 'max');
    await ask(nina, 'set', `<pubsub xmlns='${PS}#owner'><configure node='log'>${max}</configure></pubsub>`);
    for (const id of ['1', '2', '3']) await ask(nina, 'set', publish('log', id));
    const items = await nina.query('get', user("<items node='log'/>"));
    const ids = items
      .getChild('pubsub')
      ?.getChild('items')
      ?.getChildren('item')
      .map(({ attrs }) => attrs.id);
    expect(ids).toEqual(['2', '3']);
  });

  test('nodes', async () => {
    expect([
      await ask(nina, 'set', publish('b', '1')),
      await ask(nina, 'set', publish('c', '1')),
      await ask(nina, 'set', publish('d', '1')),
      await ask(nina, 'set', publish('c', '2')),
    ]).toEqual(['result', 'result', 'resource-constraint', 'result']);
  });

  test('bytes of all items together; what takes the place of another does not count twice', async () => {
    const many = `<publish-options>${form('publish-options', 'max')}</publish-options>`;
    const add = (node: string, id: string) => {
      const item = `<item id='${id}'><x xmlns='urn:x'>${'x'.repeat(200_000)}</x></item>`;
      return ask(otto, 'set', user(`<publish node='${node}'>${item}</publish>${many}`));
    };
    const found: string[] = [];
    // 1 MB is five of them; a node keeps two, so the third replaces the first.
    for (const [node, id] of ['a1', 'a2', 'a3', 'b1', 'b2', 'c1', 'c2', 'a4'])
      found.push(await add(node!, id!));
    expect(found).toEqual([
      ...['result', 'result', 'result', 'result', 'result', 'result', 'resource-constraint', 'result'],
    ]);
  });

  test('elements of private XML; what takes the place of another is not another', async () => {
    const set = (name: string) =>
      ask(nina, 'set', `<query xmlns='jabber:iq:private'><${name} xmlns='urn:p'/></query>`);
    expect([await set('a'), await set('b'), await set('c'), await set('a')]).toEqual([
      ...['result', 'result', 'resource-constraint', 'result'],
    ]);
  });
});

describe('bounds of the service', () => {
  test('who may create, how many nodes, how many subscribers', async () => {
    expect([
      await ask(otto, 'set', user("<create node='o'/>"), SERVICE),
      await ask(nina, 'set', user("<create node='1'/>"), SERVICE),
      await ask(nina, 'set', user("<create node='2'/>"), SERVICE),
      await ask(nina, 'set', user("<create node='3'/>"), SERVICE),
      await ask(nina, 'set', user("<subscribe node='1' jid='nina@test'/>"), SERVICE),
      await ask(otto, 'set', user("<subscribe node='1' jid='otto@test'/>"), SERVICE),
      await ask(otto, 'set', user("<subscribe node='1' jid='otto@test/other'/>"), SERVICE),
    ]).toEqual([
      ...['forbidden', 'result', 'result', 'resource-constraint', 'result', 'result'],
      'policy-violation too-many-subscriptions',
    ]);
  });
});

test('a node goes with its last owner, and its subscribers hear of it', async () => {
  await server.createAccounts('rosa');
  const rosa = await server.session('rosa');
  rosa.send('<presence/>');
  otto.send('<presence/>');
  await ask(nina, 'set', `<pubsub xmlns='${PS}#owner'><delete node='2'/></pubsub>`, SERVICE);
  await ask(nina, 'set', user("<create node='2'/>"), SERVICE);
  const owners = `<affiliation jid='rosa@test' affiliation='owner'/><affiliation jid='nina@test' affiliation='member'/>`;
  await ask(
    nina,
    'set',
    `<pubsub xmlns='${PS}#owner'><affiliations node='2'>${owners}</affiliations></pubsub>`,
    SERVICE,
  );
  await ask(otto, 'set', user("<subscribe node='2' jid='otto@test'/>"), SERVICE);
  // An administrator of the host owns every node of its service, whatever the affiliation.
  const configuration = `<pubsub xmlns='${PS}#owner'><configure node='2'/></pubsub>`;
  expect(await ask(nina, 'get', configuration, SERVICE)).toBe('result');
  expect(await ask(otto, 'get', configuration, SERVICE)).toBe('forbidden');
  const { jid } = server.server.accounts.list('test').find((account) => account.jid.local === 'rosa')!;
  await server.server.accounts.remove(jid);
  const told = await otto.find(({ name }) => name === 'message');
  expect(String(told.getChild('event'))).toBe(`<event xmlns="${PS}#event"><delete node="2"/></event>`);
  expect(await ask(nina, 'get', user("<items node='2'/>"), SERVICE)).toBe('item-not-found');
  await ask(nina, 'set', user("<create node='2'/>"), SERVICE);
});

test('everything goes with the account', async () => {
  const paul = await server.session('paul');
  await ask(paul, 'set', "<vCard xmlns='vcard-temp'><FN>Paul</FN></vCard>");
  await ask(paul, 'set', "<query xmlns='jabber:iq:private'><a xmlns='urn:p'/></query>");
  await ask(paul, 'set', publish('eu.siacs.conversations.axolotl.devicelist', '1'));
  const affiliations = `<affiliations node='2'><affiliation jid='paul@test' affiliation='member'/></affiliations>`;
  await ask(nina, 'set', `<pubsub xmlns='${PS}#owner'>${affiliations}</pubsub>`, SERVICE);
  await ask(paul, 'set', user("<subscribe node='2' jid='paul@test'/>"), SERVICE);
  const { jid } = server.server.accounts.list('test').find((account) => account.jid.local === 'paul')!;
  await server.server.accounts.remove(jid);
  // Somebody else gets the name: nothing is there.
  await server.createAccounts('paul');
  const again = await server.session('paul');
  const nodes = await nina.query(
    'get',
    `<pubsub xmlns='${PS}#owner'><affiliations node='2'/></pubsub>`,
    SERVICE,
  );
  expect({
    vcard: await ask(again, 'get', "<vCard xmlns='vcard-temp'/>"),
    private: String(
      (await again.query('get', "<query xmlns='jabber:iq:private'><a xmlns='urn:p'/></query>")).children[0],
    ),
    node: await ask(again, 'get', user("<items node='eu.siacs.conversations.axolotl.devicelist'/>")),
    subscriptions: String((await again.query('get', user('<subscriptions/>'), SERVICE)).getChild('pubsub')),
    member: String(nodes.getChild('pubsub')).includes('paul'),
  }).toEqual({
    vcard: 'item-not-found',
    private: '<query xmlns="jabber:iq:private"><a xmlns="urn:p"/></query>',
    node: 'item-not-found',
    subscriptions: `<pubsub xmlns="${PS}"><subscriptions/></pubsub>`,
    member: false,
  });
});
