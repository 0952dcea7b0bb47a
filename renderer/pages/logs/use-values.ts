/** What occurs in the lines of a view: people, hosts, parts of programs; asked again while one types. */
import { useEffect, useState } from 'react';
import { useStores } from '../../stores/stores.ts';

export type Value = { value: string; count: number };

/** How long typing may pause before it is asked, in milliseconds. */
const TYPING = 150;

export function useValues(
  view: string | null,
  what: 'person' | 'host' | 'subsystem',
  prefix: string,
): Value[] {
  const { connection } = useStores();
  const [values, setValues] = useState<Value[]>([]);
  useEffect(() => {
    if (view === null) return;
    const stop = new AbortController();
    const timer = setTimeout(
      () =>
        void connection
          .client()
          .logView.values({ view, what, prefix: prefix.slice(0, 100) }, { signal: stop.signal })
          .then((answer) => !stop.signal.aborted && setValues(answer.values))
          // What cannot be offered can still be typed.
          .catch(() => setValues([])),
      prefix === '' ? 0 : TYPING,
    );
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [view, what, prefix, connection]);
  return values;
}
