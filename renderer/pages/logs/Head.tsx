import { Plural, Trans, useLingui } from '@lingui/react/macro';
import {
  Download,
  Ellipsis,
  FolderOpen,
  type LucideIcon,
  Pause,
  Play,
  ShieldCheck,
  UserSearch,
} from 'lucide-react';
import { Button } from '../../components/Button.tsx';
import { ChipMenu } from '../../components/ChipMenu.tsx';
import { Icon } from '../../components/Icon.tsx';
import { PickList } from '../../components/PickList.tsx';
import { Dot, Pill } from '../../components/Pill.tsx';
import type { LogsAsked, LogsState } from '../../stores/logs.ts';
import { useStores } from '../../stores/stores.ts';
import { useFormat } from '../../words/format.ts';
import type { LogsQuery } from '../../words/logs-link.ts';
import type { Opened } from './Dialogs.tsx';
import css from './LogsPage.module.css';
import { Saved } from './Saved.tsx';

export type HeadProps = {
  state: LogsState;
  asked: LogsAsked;
  query: LogsQuery;
  onOpen(what: Opened): void;
  onChoose(query: LogsQuery): void;
};

/** How many lines there are, whether new ones are followed, and what can be done with all of them. */
export function Head({ state, asked, query, onOpen, onChoose }: HeadProps) {
  const { logs } = useStores();
  const { view, following, seen } = state;
  const fresh = view === null ? 0 : Math.max(0, view.last - seen);
  return (
    <div className={css.title}>
      <h1>
        <Trans>Logs</Trans>
      </h1>
      {view && <HowMany lines={view.last - view.first} complete={view.complete} />}
      <div className={css.actions}>
        <Pill>
          <Dot tone={following ? 'ok' : 'off'} />
          {following ? <Trans>Following</Trans> : <Trans>Paused</Trans>}
        </Pill>
        <Button size="s" icon={following ? Pause : Play} onPress={following ? logs.pause : logs.follow}>
          {following ? (
            <Trans>Pause</Trans>
          ) : fresh > 0 ? (
            <Plural value={fresh} one="Follow, # new" other="Follow, # new" />
          ) : (
            <Trans>Follow</Trans>
          )}
        </Button>
        <Saved {...{ asked, query, onChoose }} />
        <More onOpen={onOpen} />
      </div>
    </div>
  );
}

/** What can be done with the lines that are shown. */
function More({ onOpen }: Pick<HeadProps, 'onOpen'>) {
  const { t } = useLingui();
  const deeds: { id: Opened; icon: LucideIcon; name: string }[] = [
    { id: 'story', icon: UserSearch, name: t`What happened to somebody…` },
    { id: 'share', icon: ShieldCheck, name: t`Copy for support…` },
    { id: 'export', icon: Download, name: t`Save as a file…` },
    { id: 'file', icon: FolderOpen, name: t`Open a log file…` },
  ];
  return (
    <ChipMenu
      icon={Ellipsis}
      label={t`More to do with these lines`}
      isOn={false}
      content={(close) => (
        <PickList
          label={t`More to do with these lines`}
          picks={deeds.map(({ id, icon, name }) => ({ id, name, lead: <Icon of={icon} /> }))}
          onPick={(id) => {
            close();
            onOpen(id as Opened);
          }}
          none={null}
        />
      )}
    >
      <Trans context="more to do">More</Trans>
    </ChipMenu>
  );
}

function HowMany({ lines, complete }: { lines: number; complete: boolean }) {
  const format = useFormat();
  const count = format.number(lines);
  return (
    <span className="muted small num">
      {complete ? <Plural value={lines} one="# line" other="# lines" /> : <Trans>{count} lines so far</Trans>}
    </span>
  );
}
