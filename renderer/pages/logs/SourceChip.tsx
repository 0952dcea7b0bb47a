/** Which logs are read: ours, those found on this computer, those somebody opened; one that may not be read says who can change that. */
import { useLingui } from '@lingui/react';
import { Plural, Trans, useLingui as useMacro } from '@lingui/react/macro';
import { FolderOpen, Lock, ScrollText, X } from 'lucide-react';
import { useCallback } from 'react';
import type { LogSource } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { CheckList } from '../../components/CheckList.tsx';
import { ChipMenu } from '../../components/ChipMenu.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { Fold } from '../../components/Fold.tsx';
import { Icon } from '../../components/Icon.tsx';
import { useAction, useResource } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { useFormat } from '../../words/format.ts';
import { fileName, sourceWords, TROUBLE } from '../../words/log-sources.ts';
import { Shown } from '../../words/Shown.tsx';
import css from './Toolbar.module.css';
import { OURS } from './use-query.ts';

export type SourceChipProps = {
  /** By their ids; none: ours. */
  sources: readonly string[];
  onChange(sources: readonly string[]): void;
  onOpenFile(): void;
};

export function SourceChip({ sources, onChange, onOpenFile }: SourceChipProps) {
  const { t } = useMacro();
  const { logs } = useStores();
  const known = useResource(logs.sources);
  return (
    <ChipMenu
      icon={ScrollText}
      label={t`Which logs`}
      isOn={sources.length > 0}
      clear={{ label: t`The office’s logs again`, onPress: () => onChange([]) }}
      content={(close) => (
        <>
          <Shown of={known} onRetry={() => void logs.sources.load()}>
            {(all) => <Sources all={all} {...{ sources, onChange }} />}
          </Shown>
          <Button
            size="s"
            icon={FolderOpen}
            onPress={() => {
              close();
              onOpenFile();
            }}
          >
            <Trans>Open a log file…</Trans>
          </Button>
        </>
      )}
    >
      <Chosen {...{ sources }} all={known.state === 'done' ? known.value : []} />
    </ChipMenu>
  );
}

function Chosen({ sources, all }: { sources: readonly string[]; all: readonly LogSource[] }) {
  const name = useSourceName(all);
  if (sources.length === 0) return <Trans>The office’s logs</Trans>;
  if (sources.length === 1) return name(sources[0]!);
  return <Plural value={sources.length} one="# log" other="# logs" />;
}

/** How a log is called: in words where we know whose it is, else by its file. */
export function useSourceName(all: readonly LogSource[]): (id: string) => string {
  const { i18n } = useLingui();
  return useCallback(
    (id) => {
      const source = all.find((candidate) => candidate.id === id);
      if (!source) return fileName(id);
      const ours = source.kind === 'own' || source.kind === 'journal' || source.path === null;
      return ours ? i18n._(sourceWords(source).name) : fileName(source.path ?? id);
    },
    [all, i18n],
  );
}

function Sources({
  all,
  sources,
  onChange,
}: {
  all: readonly LogSource[];
  sources: readonly string[];
  onChange(sources: readonly string[]): void;
}) {
  const { i18n } = useLingui();
  const { t } = useMacro();
  const format = useFormat();
  const chosen = sources.length === 0 ? OURS : sources;
  const readable = all.filter(({ trouble }) => trouble === null);
  const locked = all.filter(({ trouble }) => trouble !== null);
  const option = (source: LogSource) => {
    const { name, what } = sourceWords(source);
    const size = source.bytes === null ? '' : ` · ${format.bytes(source.bytes)}`;
    if (source.kind === 'opened')
      return {
        id: source.id,
        title: fileName(source.path ?? source.id),
        small: `${source.path ?? ''}${size}`,
      };
    return {
      id: source.id,
      title: i18n._(name),
      small: (
        <>
          {i18n._(what)}
          {size}
          {source.kind === 'found' && source.path && <span className={css.path}>{source.path}</span>}
        </>
      ),
    };
  };
  const groups = [
    { label: t`Of the office`, of: readable.filter(({ kind }) => kind === 'own') },
    {
      label: t`Found on this computer`,
      of: readable.filter(({ kind }) => kind === 'found' || kind === 'journal'),
    },
    { label: t`Opened by hand`, of: readable.filter(({ kind }) => kind === 'opened') },
  ].filter(({ of }) => of.length > 0);
  const choose = (group: readonly LogSource[], values: readonly string[]) => {
    const rest = chosen.filter((id) => !group.some((source) => source.id === id));
    const next = [...rest, ...values];
    const ours = next.length === OURS.length && OURS.every((id) => next.includes(id));
    // Nothing at all would be an empty page: the office's own again.
    onChange(ours || next.length === 0 ? [] : next);
  };
  return (
    <div className={css.sources}>
      {groups.map(({ label, of }) => (
        <div key={label}>
          <p className={css.group}>{label}</p>
          <CheckList
            label={label}
            options={of.map(option)}
            values={chosen.filter((id) => of.some((source) => source.id === id))}
            onChange={(values) => choose(of, values)}
          />
          {of.map((source) => source.kind === 'opened' && <TakeOut key={source.id} source={source} />)}
        </div>
      ))}
      {locked.length > 0 && (
        <Fold flush title={<Trans>Found, but may not be read</Trans>} aside={locked.length}>
          {locked.map((source) => (
            <Locked key={source.id} source={source} />
          ))}
        </Fold>
      )}
    </div>
  );
}

/** A file stays where it is; it is only not offered here any more. */
function TakeOut({ source }: { source: LogSource }) {
  const { logs, connection } = useStores();
  const close = useAction(async () => {
    await connection.client().logView.closeFile({ id: source.id });
    await logs.sources.load();
  });
  const name = fileName(source.path ?? source.id);
  return (
    <Button kind="link" size="s" icon={X} onPress={() => void close.run()}>
      <Trans>Take {name} out of this list</Trans>
    </Button>
  );
}

/** What is there and may not be read: who can change that, and what they type. */
function Locked({ source }: { source: LogSource }) {
  const { i18n } = useLingui();
  const { t } = useMacro();
  const words = sourceWords(source);
  const { trouble, path } = source;
  const name = i18n._(words.name);
  if (trouble === null) return null;
  return (
    <div className={css.locked}>
      <span className={css.lockedName}>
        <Icon of={Lock} size="s" />
        <b>{name}</b>
        {path && <small className="mono">{path}</small>}
      </span>
      <p>{i18n._(TROUBLE[trouble.reason])}</p>
      {trouble.command !== '' && (
        <>
          <p>
            {trouble.group !== null ? (
              <Trans>
                The administrator of this computer can let it in, with this line in a terminal. It counts from
                the next start of Chatelaine on.
              </Trans>
            ) : (
              <Trans>The administrator of this computer can change that, with this line in a terminal.</Trans>
            )}
          </p>
          <span className={css.command}>
            <code className="mono">{trouble.command}</code>
            <CopyButton value={trouble.command} label={t`Copy the command that opens ${name}`} />
          </span>
        </>
      )}
    </div>
  );
}
