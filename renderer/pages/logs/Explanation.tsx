/**
 * The chosen line in plain words: what happened, who notices, what to do, what comes if nobody does anything; then what belongs
 * to it, and the line itself.
 */
import { Trans, useLingui } from '@lingui/react/macro';
import { CircleX, Info, Search, ShieldCheck, TriangleAlert, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useNavigate } from 'react-router';
import type { LogFull, LogRow, LogSource } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { Code } from '../../components/Code.tsx';
import { cx } from '../../components/cx.ts';
import { Fold } from '../../components/Fold.tsx';
import { Icon } from '../../components/Icon.tsx';
import { IconButton } from '../../components/IconButton.tsx';
import { Values } from '../../components/Values.tsx';
import { type Async, toProblem } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { useFormat } from '../../words/format.ts';
import { type LineWords, useLineWords } from '../../words/log-lines.ts';
import { around, type LogsQuery } from '../../words/logs-link.ts';
import { Shown } from '../../words/Shown.tsx';
import { Around } from './Around.tsx';
import css from './Explanation.module.css';
import { type GoLine, Linked } from './Linked.tsx';
import { useSourceName } from './SourceChip.tsx';
import { pathOf, searchPage } from './where.ts';

const SIGNS = { debug: Info, info: Info, warn: TriangleAlert, error: CircleX } as const;

export type ExplanationProps = {
  row: LogRow;
  /** Those that are read. */
  sources: readonly string[];
  known: readonly LogSource[];
  onClose(): void;
  onFilter(part: Partial<LogsQuery>): void;
  onShare(): void;
  /** Another line of the panel was pressed. */
  onGo(line: GoLine): void;
};

export function Explanation(props: ExplanationProps) {
  const { row, onClose } = props;
  const { t } = useLingui();
  const entry = useEntry(row.place);
  return (
    <aside
      className={css.panel}
      aria-label={t`What this line means`}
      aria-live="polite"
      onKeyDown={(event) => event.key === 'Escape' && onClose()}
    >
      <Shown of={entry}>
        {(full) => (full === null ? <Gone onClose={onClose} /> : <Explained {...props} full={full} />)}
      </Shown>
    </aside>
  );
}

/** The whole line; the one before stays until it is here, so that going through lines with the keys does not flicker. */
function useEntry(place: string): Async<LogFull | null> {
  const { connection } = useStores();
  const [entry, setEntry] = useState<Async<LogFull | null>>({ state: 'busy' });
  useEffect(() => {
    const stop = new AbortController();
    connection
      .client()
      .logView.entry({ place }, { signal: stop.signal })
      .then((answer) => setEntry({ state: 'done', value: answer.entry, at: Date.now() }))
      .catch((error) => {
        if (!stop.signal.aborted) setEntry({ state: 'failed', problem: toProblem(error) });
      });
    return () => stop.abort();
  }, [place, connection]);
  return entry;
}

function Gone({ onClose }: { onClose(): void }) {
  const { t } = useLingui();
  return (
    <div className={css.top}>
      <div className={css.eyebrow}>
        <IconButton icon={X} size="s" label={t`Close (Esc)`} onPress={onClose} />
      </div>
      <p>
        <Trans>This line is nowhere any more: its log was emptied or deleted since.</Trans>
      </p>
    </div>
  );
}

function Explained({
  full,
  sources,
  known,
  onClose,
  onFilter,
  onShare,
  onGo,
}: ExplanationProps & { full: LogFull }) {
  const { t } = useLingui();
  const format = useFormat();
  const lines = useLineWords();
  const name = useSourceName(known);
  const { row, event } = full;
  const words = lines.line(event, full.message);
  return (
    <>
      <header className={css.top}>
        <div className={cx(css.eyebrow, css[event.level])}>
          <Icon of={SIGNS[event.level]} size="s" />
          <span className="num">
            {format.timeSeconds(row.time)}, {lines.part(event.part)}
          </span>
          <IconButton icon={X} size="s" label={t`Close (Esc)`} onPress={onClose} />
        </div>
        <h2>{words.known ? words.title : full.message.split('\n')[0]}</h2>
        {!words.known && <p>{words.title}</p>}
        <p>{words.affected}</p>
        {words.can !== 'nobody' && (
          <p>
            <b>{words.todo}</b>
          </p>
        )}
        {words.can !== 'nobody' && words.known && <WhoCan who={lines.whoCan(words.can)} />}
        {words.search !== '' && (
          <p>
            <a
              className={css.search}
              href={searchPage(words.search)}
              target="_blank"
              rel="noreferrer noopener"
            >
              <Icon of={Search} size="s" />
              <Trans>Look for it on the web, without names and addresses</Trans>
            </a>
          </p>
        )}
        <Deeds words={words} {...{ full, onFilter, onShare }} />
      </header>
      {words.can !== 'nobody' && words.known && (
        <section>
          <h3>
            <Trans>If you do nothing</Trans>
          </h3>
          <p>{words.nothing}</p>
        </section>
      )}
      <Linked key={row.place} full={full} sources={sources} known={known} onGo={onGo} />
      <section>
        <h3>
          <Trans>As it was written</Trans>
        </h3>
        <Code lines={full.raw.split('\n')} label={t`As it was written`} copyLabel={t`Copy the line`} />
      </section>
      <Fold remember="log-fields" title={<Trans>Every value in it</Trans>}>
        <Exactly {...{ full, name }} />
      </Fold>
      <Fold remember="log-around" title={<Trans>The lines around it</Trans>}>
        <Around row={row} onGo={onGo} />
      </Fold>
    </>
  );
}

const WhoCan = ({ who }: { who: string }) => (
  <p className="small muted">
    <Trans>Who can do it: {who}</Trans>
  </p>
);

type DeedsProps = Pick<ExplanationProps, 'onFilter' | 'onShare'> & { words: LineWords; full: LogFull };

function Deeds({ words, full: { event, row }, onFilter, onShare }: DeedsProps) {
  const navigate = useNavigate();
  const path = words.link && pathOf(words.link);
  const who = event.who;
  return (
    <div className={css.deeds}>
      {path && words.link && (
        <Button kind="primary" size="s" onPress={() => void navigate(path)}>
          <GoTo page={words.link.page} />
        </Button>
      )}
      {who !== null && (
        <Button size="s" onPress={() => onFilter({ person: who, time: around(row.time) })}>
          <Trans>Only theirs, around this time</Trans>
        </Button>
      )}
      <Button size="s" icon={ShieldCheck} onPress={onShare}>
        <Trans>Copy for support…</Trans>
      </Button>
    </div>
  );
}

function GoTo({ page }: { page: NonNullable<LineWords['link']>['page'] }) {
  switch (page) {
    case 'people':
      return <Trans>Look at the person</Trans>;
    case 'rooms':
      return <Trans>Look at the rooms</Trans>;
    case 'files':
      return <Trans>Look at the files</Trans>;
    case 'federation':
      return <Trans>Look at the company</Trans>;
    case 'network':
      return <Trans>Look at the network</Trans>;
    case 'certificate':
      return <Trans>Look at the certificate</Trans>;
    case 'website':
      return <Trans>Look at the website</Trans>;
    case 'bridges':
      return <Trans>Look at the bridges</Trans>;
    case 'backups':
      return <Trans>Look at the backups</Trans>;
    case 'home':
      return <Trans>Go to Home</Trans>;
    case 'settings':
    case 'programs':
      return <Trans>Look at the settings</Trans>;
  }
}

/** The exact values, for a technician. */
function Exactly({ full, name }: { full: LogFull; name(source: string): string }) {
  const { t } = useLingui();
  const format = useFormat();
  const { row, event, fields, file, at } = full;
  return (
    <Values
      stacked
      copyLabel={(of) => t`Copy the value of ${of}`}
      rows={[
        { name: t`When`, value: format.exact(row.time), choice: true },
        { name: t`Log`, value: name(row.source), choice: true },
        { name: t`Part of the program`, value: row.subsystem, choice: true },
        ...(event.who === null ? [] : [{ name: t`About whom`, value: event.who }]),
        ...(event.from === null ? [] : [{ name: t`From where`, value: event.from }]),
        ...(event.host === null ? [] : [{ name: t`Domain or site`, value: event.host }]),
        ...Object.entries(fields).map(([field, value]) => ({ name: field, value: String(value) })),
        { name: t`File, and byte in it`, value: `${file}:${at}` },
      ]}
    />
  );
}
