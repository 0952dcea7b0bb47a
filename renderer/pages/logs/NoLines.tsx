/** No line fits: that it is so, when the last one did, and the way there. */
import { Trans } from '@lingui/react/macro';
import { useEffect, useState } from 'react';
import type { LogRow } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import type { LogsAsked } from '../../stores/logs.ts';
import { useStores } from '../../stores/stores.ts';
import { useFormat } from '../../words/format.ts';
import { around, EVERYTHING, isNarrowed, type LogsQuery } from '../../words/logs-link.ts';
import css from './LogsPage.module.css';

export type NoLinesProps = {
  query: LogsQuery;
  asked: LogsAsked;
  /** Everything was looked through. */
  complete: boolean;
  onChange(query: Partial<LogsQuery>): void;
};

export function NoLines({ query, asked, complete, onChange }: NoLinesProps) {
  const last = useLast(asked, complete && query.time.kind !== 'any');
  const format = useFormat();
  const when = last && format.moment(last.time, Date.now());
  if (!complete) {
    return (
      <p className={css.none} role="status">
        <Trans>Looking…</Trans>
      </p>
    );
  }
  return (
    <div className={css.none}>
      <p role="status">
        <Nothing query={query} /> {when && <Trans>The last one was written {when}.</Trans>}
      </p>
      <div className={css.ways}>
        {last && (
          <Button size="s" onPress={() => onChange({ time: around(last.time) })}>
            <Trans>Go there</Trans>
          </Button>
        )}
        {isNarrowed(query) && (
          <Button size="s" onPress={() => onChange({ ...EVERYTHING, sources: query.sources })}>
            <Trans>Show all lines</Trans>
          </Button>
        )}
      </div>
    </div>
  );
}

/** SPEC: UX.md, "Empty states": what is missing, and within what time. */
function Nothing({ query: { text, time, level, person } }: { query: LogsQuery }) {
  const format = useFormat();
  const span = time.kind === 'last' ? format.duration(time.minutes * 60_000) : null;
  if (text !== '' && span) {
    return (
      <Trans>
        No line of the last {span} says “{text}”.
      </Trans>
    );
  }
  if (text !== '' && time.kind === 'between') return <Trans>No line of this time says “{text}”.</Trans>;
  if (text !== '') return <Trans>No line says “{text}”.</Trans>;
  if (level === 'error' && span) return <Trans>Nothing failed in the last {span}.</Trans>;
  if (level === 'error') return <Trans>Nothing failed.</Trans>;
  if (person !== null && span) {
    return (
      <Trans>
        No line of the last {span} is about {person}.
      </Trans>
    );
  }
  if (person !== null) return <Trans>No line is about {person}.</Trans>;
  if (span) return <Trans>No line of this kind was written in the last {span}.</Trans>;
  return <Trans>No line of this kind was written yet.</Trans>;
}

/** The newest line that would fit at any other time before. */
function useLast(asked: LogsAsked, wanted: boolean): LogRow | null {
  const { connection } = useStores();
  const [last, setLast] = useState<LogRow | null>(null);
  useEffect(() => {
    setLast(null);
    if (!wanted) return;
    const stop = new AbortController();
    const input = { sources: [...asked.sources], filter: { ...asked.filter, since: null, until: null } };
    connection
      .client()
      .logView.newest({ ...input, before: asked.filter.since }, { signal: stop.signal })
      .then(({ row }) => setLast(row))
      // That there is none now stands already; when the last one was is a help.
      .catch(() => {});
    return () => stop.abort();
  }, [asked, wanted, connection]);
  return last;
}
