/**
 * Realtime block lists, with a list service and a spammer that are modules of these tests: each has a domain of its own, as
 * strangers from other servers have.
 */
import { type Element, parse } from 'ltx';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parseJid } from '../../server/kernel/jid.ts';
import { defineModule } from '../../server/kernel/module.ts';
import type { Router } from '../../server/kernel/router.ts';
import { resultReply } from '../../server/kernel/stanza.ts';
import { createBlockList, hashesOf, hashOf } from '../../server/modules/block-lists/list.ts';
import { modules } from '../../server/modules/index.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

const EVENT = 'http://jabber.org/protocol/pubsub#event';
const SPAMMER = 'bill@spam.example';

let test: TestServer;
let router: Router;
let listed: string[];
let asked: string[];
let fetched: Promise<void>;

beforeEach(async () => {
  listed = [hashOf(SPAMMER)];
  asked = [];
  let done = () => {};
  fetched = new Promise((resolve) => {
    done = resolve;
  });
  const service = defineModule({
    name: 'test-list',
    specs: [],
    setup(ctx) {
      router = ctx.router;
      ctx.service('lists', 'lists.{host}').receive(({ stanza }) => {
        const request = stanza.getChild('pubsub')?.getChildElements()[0];
        asked.push(
          `${stanza.attrs.from} ${request?.name} ${request?.attrs.node} ${request?.attrs.jid ?? ''}`.trim(),
        );
        const items = listed.map((id) => `<item id='${id}'/>`).join('');
        const isItems = request?.name === 'items';
        const answer = `<pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='bans'>${items}</items></pubsub>`;
        ctx.router.route(resultReply(stanza, isItems ? parse(answer) : undefined));
        if (isItems) setImmediate(done);
        return true;
      });
    },
  });
  test = await startTestServer({
    modules: [...modules, service],
    config: { modules: { 'block-lists': { lists: [{ service: 'lists.test', node: 'bans' }] } } },
  });
  await test.createAccounts('nina');
  await fetched;
});
afterEach(() => test.stop());

/** What comes from outside is handed to the router, as a connection to another server will do. */
async function fromOutside(stanza: string): Promise<void> {
  router.route(parse(stanza));
}
const message = (from: string, to = 'nina@test') =>
  `<message xmlns='jabber:client' type='chat' from='${from}' to='${to}' id='${from}'><body>buy</body></message>`;
const event = (change: string, from = 'lists.test') =>
  `<message xmlns='jabber:client' from='${from}' to='test'><event xmlns='${EVENT}'>${change}</event></message>`;

async function hears(from: string): Promise<boolean> {
  const nina = await test.session('nina');
  nina.send('<presence/>');
  await nina.settle();
  await fromOutside(message(from));
  await nina.settle();
  const heard = nina.received.some(({ name, attrs }: Element) => name === 'message' && attrs.from === from);
  await nina.close();
  return heard;
}

it('is subscribed to, then copied', () => {
  expect(asked).toEqual(['test subscribe bans test', 'test items bans']);
});

it('keeps those on it away, and nobody else', async () => {
  expect(await hears(`${SPAMMER}/bot`)).toBe(false);
  expect(await hears('carla@spam.example/desk')).toBe(true);
});

it('follows what is published and retracted', async () => {
  await fromOutside(event(`<items node='bans'><retract id='${hashOf(SPAMMER)}'/></items>`));
  expect(await hears(`${SPAMMER}/bot`)).toBe(true);
  await fromOutside(event(`<items node='bans'><item id='${hashOf('spam.example')}'/></items>`));
  expect(await hears('carla@spam.example/desk')).toBe(false);
  await fromOutside(event("<purge node='bans'/>"));
  expect(await hears('carla@spam.example/desk')).toBe(true);
});

it('listens to nobody but the list', async () => {
  await fromOutside(
    event(`<items node='bans'><item id='${hashOf('carla@spam.example')}'/></items>`, 'lists.evil.example'),
  );
  await fromOutside(event(`<items node='another'><item id='${hashOf('carla@spam.example')}'/></items>`));
  await fromOutside(event("<items node='bans'><item id='not a hash'/><item/></items>"));
  expect(await hears('carla@spam.example/desk')).toBe(true);
});

it('does not come between contacts, or our own people', async () => {
  await fromOutside(event(`<items node='bans'><item id='${hashOf('otto@test')}'/></items>`));
  await test.createAccounts('otto');
  expect(await hears('otto@test/desk')).toBe(true);
  const nina = await test.session('nina');
  await nina.query('set', `<query xmlns='jabber:iq:roster'><item jid='${SPAMMER}'/></query>`);
  await nina.close();
  expect(await hears(`${SPAMMER}/bot`)).toBe(true);
});

it('takes a copy whole, and names addresses by their hash', async () => {
  const jid = parseJid('Nina@Example.org/phone')!;
  expect(hashesOf(jid)).toEqual([hashOf('nina@example.org'), hashOf('example.org')]);
  expect(hashesOf(parseJid('example.org')!)).toEqual([hashOf('example.org')]);
  const list = createBlockList({
    source: { service: 's', node: 'n' },
    subscriber: () => 'us',
    query: () => Promise.reject(new Error('nobody there')),
  });
  await expect(list.fetch()).rejects.toThrow('nobody there');
  expect([list.fetchedAt, list.size]).toEqual([undefined, 0]);
});
