/** What is shown, kept in the address: a reload, the way back and a link show the same. */
import { useCallback, useMemo } from 'react';
import type { LogViewFilter } from '../../api/types.ts';
import { usePageParams } from '../../components/page-params.ts';
import type { LogsAsked } from '../../stores/logs.ts';
import { bounds, type LogsQuery, readQuery, type TimeChoice, writeQuery } from '../../words/logs-link.ts';

/** Those of the office: shown when nobody chose others. */
export const OURS: readonly string[] = ['server', 'manager'];

export type Query = {
  query: LogsQuery;
  /** Some of it changed; a new step back in the browser only where it is another question, not another letter. */
  change(part: Partial<LogsQuery>, options?: { letter?: boolean }): void;
  replaceAll(query: LogsQuery): void;
};

export function useQuery(): Query {
  const [params, setParams] = usePageParams();
  const query = useMemo(() => readQuery(params), [params]);
  const change = useCallback(
    (part: Partial<LogsQuery>, { letter = false } = {}) =>
      setParams((before) => writeQuery({ ...readQuery(before), ...part }), { replace: letter }),
    [setParams],
  );
  const replaceAll = useCallback((next: LogsQuery) => setParams(writeQuery(next)), [setParams]);
  return { query, change, replaceAll };
}

/** The same as the manager is asked it. `now` is when it is asked: "the last hour" is that of then. */
export function askedFor(query: LogsQuery, now: number): LogsAsked {
  const { sources, level, text, person, host, part, event, time } = query;
  const filter: LogViewFilter = {
    ...{ level, text, person, host, subsystem: part, code: event },
    ...bounds(time, now),
  };
  return { sources: sources.length === 0 ? OURS : sources, filter };
}

/** A saved view as a query: its times stay as they were, and "the last hour" is the last hour. */
export function queryOf({
  sources,
  filter,
  lastMinutes,
}: LogsAsked & { lastMinutes?: number | null | undefined }): LogsQuery {
  const { level, text, person, host, subsystem, code, since, until } = filter;
  const ours = sources.length === OURS.length && OURS.every((id) => sources.includes(id));
  return {
    sources: ours ? [] : [...sources],
    ...{ level, text, person, host, part: subsystem, event: code },
    time: timeOf(lastMinutes, since, until),
  };
}

function timeOf(minutes: number | null | undefined, since: number | null, until: number | null): TimeChoice {
  if (minutes != null) return { kind: 'last', minutes };
  return since !== null && until !== null ? { kind: 'between', from: since, to: until } : { kind: 'any' };
}
