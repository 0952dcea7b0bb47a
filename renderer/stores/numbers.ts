/** Numbers: how it stands now, and each range that was looked at. */
import type { Client, NumberRange, NumberSpan, NumbersNow } from '../api/types.ts';
import { createResource, type Resource } from './async.ts';
import type { Events } from './events.ts';

export type NumbersStore = {
  now: Resource<NumbersNow>;
  /** The same resource for the same range. */
  of(range: NumberRange): Resource<NumberSpan>;
};

/** A minute more changes a picture of minutes; one of a year is the same as before. */
const FINE: ReadonlySet<NumberRange> = new Set(['hour', 'day']);

export function createNumbersStore({
  client,
  events,
}: {
  client: () => Client;
  events: Events;
}): NumbersStore {
  const known = new Map<NumberRange, Resource<NumberSpan>>();
  return {
    now: createResource({
      ...{ load: async () => client().numbers.now(), events },
      reloadOn: ['numbers.changed', 'server.state'],
    }),
    of(range) {
      const found = known.get(range);
      if (found) return found;
      const load = async () => client().numbers.range({ range });
      const reloadOn = FINE.has(range) ? ['numbers.changed'] : [];
      const resource = createResource({ load, events, reloadOn });
      known.set(range, resource);
      return resource;
    },
  };
}
