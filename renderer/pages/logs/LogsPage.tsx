/**
 * Any log of this computer, as lines that explain themselves: what is shown reads as phrases, the strip shows when, and the chosen
 * line says what it means.
 */
import { useLingui } from '@lingui/react/macro';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { LogSource } from '../../api/types.ts';
import { LongList } from '../../components/LongList.tsx';
import { usePageParams } from '../../components/page-params.ts';
import { latest, useResource } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { around, EVERYTHING } from '../../words/logs-link.ts';
import { Looking, ProblemNote } from '../../words/Shown.tsx';
import { DayMark } from './DayMark.tsx';
import { Dialogs, OPENED, type Opened } from './Dialogs.tsx';
import { Explanation } from './Explanation.tsx';
import { Head } from './Head.tsx';
import { Histogram } from './Histogram.tsx';
import type { GoLine } from './Linked.tsx';
import { LogRow, ROW } from './LogRow.tsx';
import css from './LogsPage.module.css';
import { NoLines } from './NoLines.tsx';
import { useSourceName } from './SourceChip.tsx';
import { StatusLine } from './StatusLine.tsx';
import { Toolbar } from './Toolbar.tsx';
import { useBars } from './use-bars.ts';
import { askedFor, OURS, useQuery } from './use-query.ts';
import { useSelection } from './use-selection.ts';

const NONE: readonly LogSource[] = [];

export function LogsPage() {
  const { t } = useLingui();
  const { logs, connection } = useStores();
  const online = useStore(connection.store, ({ state }) => state === 'online');
  const state = useStore(logs.store);
  const known = latest(useResource(logs.sources)) ?? NONE;
  const queried = useQuery();
  const { query, change, replaceAll } = queried;
  // "The last hour" is that before the question; asked again it is another hour.
  const asked = useMemo(() => askedFor(query, Date.now()), [query]);
  const search = useRef<HTMLInputElement>(null);
  const [opened, setOpened] = useOpened();
  const [inView, setInView] = useState({ from: 0, end: 0 });

  useEffect(() => {
    if (online) void logs.open(asked);
  }, [logs, asked, online]);
  useEffect(() => () => logs.close(), [logs]);

  const { view, rows } = state;
  const { selected, row, goTo, select, clear, goToLine } = useSelection({ view, rows });
  const { since, until } = asked.filter;
  const bars = useBars(view, since, until);
  const name = useSourceName(known);
  const mixed = asked.sources.some((id) => !OURS.includes(id)) && asked.sources.length > 1;
  const draw = useCallback(
    (number: number) =>
      rows && <LogRow {...{ rows, number }} search={query.text} sourceName={mixed ? name : null} />,
    [rows, query.text, mixed, name],
  );
  const onRows = useCallback(
    (from: number, end: number) => {
      rows?.want(from, end);
      setInView({ from, end });
    },
    [rows],
  );
  const go = (line: GoLine) => {
    const reads = asked.sources.includes(line.source);
    const shown = line.place !== undefined && reads;
    setOpened(null);
    // Filtered away or of another log: everything around that moment, with it.
    if (!shown || isFiltered(query))
      replaceAll({
        ...EVERYTHING,
        level: 'debug',
        sources: reads ? query.sources : [...new Set([...asked.sources, line.source])],
        time: around(line.time),
      });
    goToLine(line);
  };
  const empty = view !== null && view.first === view.last;
  return (
    <div className={css.logs}>
      <header className={css.head}>
        <Head {...{ state, asked, query, onOpen: setOpened, onChoose: replaceAll }} />
        <Toolbar {...queried} view={view} searchRef={search} onOpenFile={() => setOpened('file')} />
        {bars && (
          <Histogram
            {...{ bars, since, until }}
            onChoose={(from, to) =>
              change({
                time: from === null || to === null ? { kind: 'any' } : { kind: 'between', from, to },
              })
            }
          />
        )}
        {view && <StatusLine view={view} name={name} />}
        {state.problem && <ProblemNote problem={state.problem} onRetry={() => void logs.open(asked)} />}
      </header>
      <div className={css.split} data-details={row !== null || undefined}>
        <div className={css.lines}>
          {view === null && !state.problem && (
            <div className={css.none}>
              <Looking />
            </div>
          )}
          {view && !empty && rows && (
            <>
              <DayMark rows={rows} from={inView.from} view={view} />
              <LongList
                className={css.rows}
                label={t`Log lines`}
                first={view.first}
                last={view.last}
                rowHeight={ROW}
                selected={selected}
                onSelect={select}
                following={state.following}
                onAway={logs.pause}
                onRows={onRows}
                onOpen={() => row && isFiltered(query) && go(row)}
                // Typing goes on in the search: the letter itself is typed there by the browser, as it is not ours.
                onType={() => search.current?.focus()}
                onEscape={clear}
                goTo={goTo}
              >
                {draw}
              </LongList>
            </>
          )}
          {empty && state.asked && (
            <NoLines query={query} asked={state.asked} complete={view.complete} onChange={change} />
          )}
        </div>
        {row && (
          <Explanation
            {...{ row, known }}
            sources={asked.sources}
            onClose={clear}
            onFilter={change}
            onShare={() => setOpened('share')}
            onGo={go}
          />
        )}
      </div>
      <Dialogs
        {...{ opened, asked, row, known, onGo: go }}
        view={view?.view ?? null}
        person={query.person}
        onClose={() => setOpened(null)}
        onFilter={(part) => {
          setOpened(null);
          change(part);
        }}
        onFile={(id) => {
          setOpened(null);
          replaceAll({ ...EVERYTHING, sources: [id] });
        }}
      />
    </div>
  );
}

/** What is open over the page; the Finder opens it by the address. */
function useOpened(): [Opened | null, (what: Opened | null) => void] {
  const [params, setParams] = usePageParams();
  const [opened, setOpened] = useState<Opened | null>(null);
  const asked = OPENED.find((what) => what === params.get('open'));
  useEffect(() => {
    if (asked === undefined) return;
    setOpened(asked);
    // Once: closed, and loaded again, it stays closed.
    setParams(
      (before) => {
        before.delete('open');
        return before;
      },
      { replace: true },
    );
  }, [asked, setParams]);
  return [opened, setOpened];
}

/** Lines between those of the list may be hidden. */
const isFiltered = ({
  level,
  text,
  person,
  host,
  part,
  event,
}: ReturnType<typeof useQuery>['query']): boolean =>
  text !== '' ||
  level === 'warn' ||
  level === 'error' ||
  [person, host, part, event].some((value) => value !== null);
