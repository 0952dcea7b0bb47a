/**
 * Live lines of server and manager: level, source and search; follow and pause; the selected line as it was written.
 */
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { CircleX, Pause, Play, TriangleAlert } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { LogFilter } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { Chip } from '../../components/Chip.tsx';
import { Dot, Pill } from '../../components/Pill.tsx';
import { SearchField } from '../../components/SearchField.tsx';
import { Segmented } from '../../components/Segmented.tsx';
import { EVERYTHING } from '../../stores/logs.ts';
import { useStores } from '../../stores/stores.ts';
import { useFormat } from '../../words/format.ts';
import { ProblemNote } from '../../words/Shown.tsx';
import { LineDetails } from './LineDetails.tsx';
import { LogRows } from './LogRows.tsx';
import css from './LogsPage.module.css';

/** How long typing in the search may pause before it is asked, in milliseconds. */
const TYPING = 250;

export function LogsPage() {
  const { t } = useLingui();
  const { logs, connection } = useStores();
  const state = useStore(logs.store);
  const online = useStore(connection.store, ({ state: line }) => line === 'online');
  const [filter, setFilter] = useState<LogFilter>(logs.store.getState().filter);
  const [selected, setSelected] = useState<number | null>(null);
  const format = useFormat();

  useEffect(() => {
    if (!online) return;
    const timer = setTimeout(
      () => void logs.open(filter),
      filter.search === logs.store.getState().filter.search ? 0 : TYPING,
    );
    return () => clearTimeout(timer);
  }, [logs, filter, online]);
  useEffect(() => () => logs.close(), [logs]);

  const change = (part: Partial<LogFilter>) => setFilter((before) => ({ ...before, ...part }));
  const entry = state.entries.find(({ seq }) => seq === selected) ?? null;
  const [matched, total] = [format.number(state.matched), format.number(state.total)];
  return (
    <div className={css.logs}>
      <header className={css.head}>
        <div className={css.title}>
          <h1>
            <Trans>Logs</Trans>
          </h1>
          <span className="muted small num">
            <Trans>
              {matched} of {total} lines
            </Trans>
          </span>
          <div className={css.actions}>
            <Pill>
              <Dot tone={state.following ? 'ok' : 'off'} />
              {state.following ? <Trans>Following</Trans> : <Trans>Paused</Trans>}
            </Pill>
            <Button
              size="s"
              icon={state.following ? Pause : Play}
              onPress={state.following ? logs.pause : logs.follow}
            >
              {state.following ? (
                <Trans>Pause</Trans>
              ) : state.held.length > 0 ? (
                <Plural value={state.held.length} one="Follow, # new" other="Follow, # new" />
              ) : (
                <Trans>Follow</Trans>
              )}
            </Button>
          </div>
        </div>
        <div className={css.filters}>
          <SearchField
            label={t`Words in the line`}
            value={filter.search}
            onChange={(search) => change({ search })}
            shortcut="/"
          />
          <Segmented<LogFilter['source']>
            label={t`Written by`}
            value={filter.source}
            onChange={(source) => change({ source })}
            options={[
              { id: 'both', label: <Trans>Both</Trans> },
              { id: 'server', label: <Trans>Server</Trans> },
              { id: 'manager', label: <Trans>Chatelaine</Trans> },
            ]}
          />
          <div className={css.levels}>
            <Chip
              icon={TriangleAlert}
              isOn={filter.level === 'warn'}
              onChange={(isOn) => change({ level: isOn ? 'warn' : 'info' })}
            >
              <Trans>Warnings</Trans>
            </Chip>
            <Chip
              icon={CircleX}
              isOn={filter.level === 'error'}
              onChange={(isOn) => change({ level: isOn ? 'error' : 'info' })}
            >
              <Trans>Failures</Trans>
            </Chip>
            <Chip
              isOn={filter.level === 'debug'}
              onChange={(isOn) => change({ level: isOn ? 'debug' : 'info' })}
            >
              <Trans>Every detail</Trans>
            </Chip>
          </div>
        </div>
        {state.problem && <ProblemNote problem={state.problem} onRetry={() => void logs.open(filter)} />}
      </header>
      <div className={css.split} data-details={entry !== null || undefined}>
        {state.entries.length > 0 ? (
          <LogRows
            state={state}
            selected={selected}
            onSelect={setSelected}
            onOlder={() => void logs.older()}
            onScrollAway={logs.pause}
          />
        ) : (
          <NoLines
            filter={filter}
            loading={state.loading !== 'no'}
            onEverything={() => setFilter(EVERYTHING)}
          />
        )}
        {entry && <LineDetails entry={entry} onClose={() => setSelected(null)} />}
      </div>
    </div>
  );
}

function NoLines({
  filter,
  loading,
  onEverything,
}: {
  filter: LogFilter;
  loading: boolean;
  onEverything(): void;
}) {
  const { search } = filter;
  const narrowed = search !== '' || filter.source !== 'both' || !['info', 'debug'].includes(filter.level);
  if (loading) {
    return (
      <p className={css.none} role="status">
        <Trans>Looking…</Trans>
      </p>
    );
  }
  return (
    <div className={css.none}>
      <p role="status">
        {search ? (
          <Trans>No line kept here says “{search}”.</Trans>
        ) : (
          <Trans>No line of this kind was written yet.</Trans>
        )}
      </p>
      {narrowed && (
        <Button size="s" onPress={onEverything}>
          <Trans>Show all lines</Trans>
        </Button>
      )}
    </div>
  );
}
