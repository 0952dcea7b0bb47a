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
