/** The contract's calls about the log view. Translates; decides nothing. */
import type { Calls } from '../../contract/calls.ts';
import type { Access } from '../access/access.ts';
import type { LogViews } from '../logs/view/area.ts';

export interface LogViewAreas {
  readonly logViews: LogViews;
  readonly access: Access;
}

const nothing = {};

export const logViewCalls = ({ logViews, access }: LogViewAreas): Calls['logView'] => ({
  sources: async () => ({ sources: await logViews.sources() }),
  async openFile({ path }) {
    // Any file this account may read: its keys, too. A browser that was left open, or stolen, is not the account.
    access.confirm.require();
    return logViews.openFile(path);
  },
  async closeFile({ id }) {
    logViews.closeFile(id);
    return nothing;
  },
  watch: async (query, { signal }) => logViews.watch(query, signal),
  rows: ({ view, from, count }) => logViews.rows(view, from, count),
  find: ({ view, at }) => logViews.find(view, at),
  histogram: async ({ view, from, to, buckets, wholeTime }) => {
    const { counts, ...rest } = await logViews.histogram(view, from, to, buckets, wholeTime);
    return { ...rest, counts: counts.map((count) => [...count]) };
  },
  values: async ({ view, what, prefix }) => ({ values: await logViews.values(view, what, prefix) }),
  newest: async ({ before, ...query }) => ({ row: await logViews.newest(query, before) }),
  entry: async ({ place }) => ({ entry: await logViews.entry(place) }),
  around: async ({ place, before, after }) => ({ rows: await logViews.around(place, before, after) }),
  async setIndexing({ view, on }) {
    await logViews.setIndexing(view, on);
    return nothing;
  },
  saved: async () => ({ views: logViews.saved() }),
  save: async (view) => ({ views: logViews.save(view) }),
  remove: async ({ id }) => ({ views: logViews.remove(id) }),
});
