/** The copy for support of some lines, as the manager makes it. */
import type { LogRow } from '../../api/types.ts';
import type { LogsAsked } from '../../stores/logs.ts';
import { useStores } from '../../stores/stores.ts';

export type ShareScope = 'one' | 'around' | 'shown';

const AROUND = 20;
/** What somebody who helps reads; more is a file. */
const NEWEST = 300;

export function usePreview() {
  const { connection } = useStores();
  return async (scope: ShareScope, row: LogRow | null, asked: LogsAsked) => {
    const { logEvents, logView } = connection.client();
    if (row === null || scope === 'shown')
      return logEvents.preview({ sources: [...asked.sources], filter: asked.filter, newest: NEWEST });
    if (scope === 'one') return logEvents.preview({ places: [row.place] });
    const { rows } = await logView.around({ place: row.place, before: AROUND, after: AROUND });
    return logEvents.preview({ places: rows.map(({ place }) => place) });
  };
}
