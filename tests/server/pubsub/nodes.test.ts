/** Items that have expired are gone for everybody, and from the disk (pubsub#item_expire). */
import { expect, test } from 'vitest';
import { parseJid } from '../../../server/kernel/jid.ts';
import type { ModuleContext } from '../../../server/kernel/module.ts';
import { type PubsubNode, SERVICE_DEFAULTS } from '../../../server/modules/pubsub/node.ts';
import { createNodes } from '../../../server/modules/pubsub/nodes.ts';
import type { Place } from '../../../server/modules/pubsub/place.ts';

const HOUR = 3_600_000;
const ages = { old: 3 * HOUR, older: 5 * HOUR, young: HOUR };

function setUp(itemExpire: PubsubNode['config']['itemExpire']) {
  const deleted: string[] = [];
  const list = () =>
    Object.entries(ages).map(([id, age]) => ({ id, publishedAt: Date.now() - age, bytes: 1 }));
  const items = { list, delete: (_owner: string, _node: string, id: string) => deleted.push(id) };
  const nodes = createNodes({
    store: { items: () => items, keyval: () => ({}) },
  } as unknown as ModuleContext);
  const place = { jid: parseJid('pubsub.test') } as Place;
  const node = { config: { ...SERVICE_DEFAULTS, itemExpire } } as PubsubNode;
  return { left: nodes.items(place, 'n', node).map(({ id }) => id), deleted };
}

test.each([
  [7200, { left: ['young'], deleted: ['old', 'older'] }],
  [14_400, { left: ['old', 'young'], deleted: ['older'] }],
  ['max' as const, { left: ['old', 'older', 'young'], deleted: [] }],
  [0, { left: ['old', 'older', 'young'], deleted: [] }],
])('after %s seconds', (seconds, expected) => expect(setUp(seconds)).toEqual(expected));

test('the nodes of many places, each as it was saved last', () => {
  const rows = new Map<string, Map<string, unknown>>();
  const owned = (owner: string) => rows.get(owner) ?? rows.set(owner, new Map()).get(owner)!;
  const keyval = () => ({
    entries: (owner: string) => [...owned(owner)],
    set: (owner: string, key: string, value: unknown) => owned(owner).set(key, value),
    delete: (owner: string, key: string) => owned(owner).delete(key),
  });
  const items = { deleteNode: () => 0 };
  const nodes = createNodes({ store: { items: () => items, keyval } } as unknown as ModuleContext);
  const node = (title: string) =>
    ({
      config: { ...SERVICE_DEFAULTS, title },
      affiliations: {},
      subscriptions: [],
    }) as unknown as PubsubNode;
  // More than are kept at hand.
  const places = Array.from({ length: 450 }, (_, n) => ({ jid: parseJid(`u${n}@test`) }) as Place);
  for (const place of places) for (const name of ['b', 'a', 'c']) nodes.save(place, name, node('first'));
  for (const place of places) {
    nodes.save(place, 'a', node('second'));
    nodes.remove(place, 'c');
  }
  const found = places.map((place) =>
    nodes
      .all(place)
      .map(([name, { config }]) => `${name} ${config.title}`)
      .join(),
  );
  expect([...new Set(found)]).toEqual(['a second,b first']);
  expect([nodes.count(places[0]!), nodes.get(places[0]!, 'c')]).toEqual([2, undefined]);
});
