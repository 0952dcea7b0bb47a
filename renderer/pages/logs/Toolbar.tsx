/** What is shown of the lines, as phrases that combine: which logs, when, about whom, of what, how grave, with which words. */
import { Trans, useLingui } from '@lingui/react/macro';
import { CircleX, Globe, Layers, ListFilter, RotateCcw, TriangleAlert } from 'lucide-react';
import { type RefObject, useEffect, useEffectEvent, useRef, useState } from 'react';
import type { LogViewState } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { Chip } from '../../components/Chip.tsx';
import { SearchField } from '../../components/SearchField.tsx';
import { useFormat } from '../../words/format.ts';
import { useLineWords } from '../../words/log-lines.ts';
import { EVERYTHING, isNarrowed, type LogsQuery } from '../../words/logs-link.ts';
import { PersonChip } from './PersonChip.tsx';
import { SourceChip } from './SourceChip.tsx';
import { TimeChip } from './TimeChip.tsx';
import css from './Toolbar.module.css';
import type { Query } from './use-query.ts';
import { ValueChip } from './ValueChip.tsx';

/** How long typing in the search may pause before it is asked, in milliseconds. */
const TYPING = 250;

export type ToolbarProps = Query & {
  view: LogViewState | null;
  searchRef: RefObject<HTMLInputElement | null>;
  onOpenFile(): void;
};

export function Toolbar({ query, change, replaceAll, view, searchRef, onOpenFile }: ToolbarProps) {
  const { t } = useLingui();
  const words = useLineWords();
  const id = view?.view ?? null;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is a group of fields; most of these are buttons
    <div className={css.bar} role="group" aria-label={t`What is shown`}>
      <Search
        text={query.text}
        searchRef={searchRef}
        onChange={(text) => change({ text }, { letter: true })}
      />
      <SourceChip
        sources={query.sources}
        onChange={(sources) => change({ sources })}
        onOpenFile={onOpenFile}
      />
      <TimeChip time={query.time} onChange={(time) => change({ time })} />
      <PersonChip view={id} person={query.person} onChange={(person) => change({ person })} />
      <ValueChip
        view={id}
        what="subsystem"
        icon={ListFilter}
        value={query.part}
        onChange={(part) => change({ part })}
        nameOf={words.part}
        words={{ label: t`Of what`, search: t`Part of the program`, clear: t`Of everything again` }}
        none={<Trans>No part of this name. Enter looks for what you typed.</Trans>}
      >
        {query.part === null ? <Trans>Of everything</Trans> : words.part(query.part)}
      </ValueChip>
      <ValueChip
        view={id}
        what="host"
        icon={Globe}
        value={query.host}
        onChange={(host) => change({ host })}
        words={{ label: t`From where`, search: t`IP address or domain`, clear: t`From anywhere again` }}
        none={<Trans>No such address here. Enter looks for what you typed.</Trans>}
      >
        {query.host === null ? <Trans>From anywhere</Trans> : <From host={query.host} />}
      </ValueChip>
      <Levels level={query.level} view={view} onChange={(level) => change({ level })} />
      {query.event !== null && (
        <Chip icon={Layers} isOn onChange={() => change({ event: null })}>
          <Trans>Lines of one kind</Trans>
        </Chip>
      )}
      {isNarrowed(query) && (
        <Button
          kind="link"
          size="s"
          icon={RotateCcw}
          onPress={() => replaceAll({ ...EVERYTHING, sources: query.sources })}
        >
          <Trans>Show all lines</Trans>
        </Button>
      )}
    </div>
  );
}

const From = ({ host }: { host: string }) => <Trans context="log lines">From {host}</Trans>;

/** What is typed shows at once; the lines follow when typing pauses. */
function Search({
  text,
  searchRef,
  onChange,
}: {
  text: string;
  searchRef: RefObject<HTMLInputElement | null>;
  onChange(text: string): void;
}) {
  const { t } = useLingui();
  const [typed, setTyped] = useState(text);
  const sent = useRef(text);
  useEffect(() => {
    // From elsewhere: the way back, a saved view, "Show all lines".
    if (text !== sent.current) setTyped(text);
    sent.current = text;
  }, [text]);
  // WHY an event: the page is drawn anew with each line that comes, and none of that is a reason to wait again.
  const send = useEffectEvent(() => {
    sent.current = typed.trim();
    onChange(sent.current);
  });
  useEffect(() => {
    if (typed.trim() === sent.current) return;
    const timer = setTimeout(() => send(), TYPING);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <SearchField
      label={t`Words in the line`}
      value={typed}
      onChange={setTyped}
      shortcut="/"
      inputRef={searchRef}
    />
  );
}

type LevelsProps = {
  level: LogsQuery['level'];
  view: LogViewState | null;
  onChange(level: LogsQuery['level']): void;
};

function Levels({ level, view, onChange }: LevelsProps) {
  const format = useFormat();
  const [, , warnings, failures] = view?.levels ?? [0, 0, 0, 0];
  // Filtered away they were not counted.
  const count = (of: number, known: boolean) => (known && of > 0 ? format.number(of) : undefined);
  return (
    <>
      <Chip
        icon={TriangleAlert}
        isOn={level === 'warn'}
        count={count(warnings + (level === 'warn' ? failures : 0), level !== 'error')}
        onChange={(isOn) => onChange(isOn ? 'warn' : 'info')}
      >
        <Trans>Warnings</Trans>
      </Chip>
      <Chip
        icon={CircleX}
        isOn={level === 'error'}
        count={count(failures, true)}
        onChange={(isOn) => onChange(isOn ? 'error' : 'info')}
      >
        <Trans>Failures</Trans>
      </Chip>
      <Chip isOn={level === 'debug'} onChange={(isOn) => onChange(isOn ? 'debug' : 'info')}>
        <Trans>Every detail</Trans>
      </Chip>
    </>
  );
}
