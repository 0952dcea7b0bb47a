import { Trans, useLingui } from '@lingui/react/macro';
import type { NoticesState } from '../../api/types.ts';
import { Card } from '../../components/Card.tsx';
import { Fact, Facts } from '../../components/Facts.tsx';
import { Fold } from '../../components/Fold.tsx';
import { latest, useAction, useResource } from '../../stores/async.ts';
import { useNow } from '../../stores/now.ts';
import { useStores } from '../../stores/stores.ts';
import { useFormat } from '../../words/format.ts';
import { useNoticeWords } from '../../words/notices.ts';
import { ProblemNote, Shown } from '../../words/Shown.tsx';
import { NoticesMail } from './NoticesMail.tsx';
import { type NoticesChange, type SetNotices, WaySwitch } from './NoticesSwitch.tsx';
import { TryWay } from './NoticesTry.tsx';
import { NoticesBrowser, NoticesChat, NoticesQuiet } from './NoticesWays.tsx';
import { SettingRow } from './SettingRow.tsx';

/** Who is told when something is wrong, by which ways, and what was told lately. */
export function NoticesSection() {
  const stores = useStores();
  const notices = useResource(stores.notices);
  return (
    <Card title={<Trans>Tell me when something is wrong</Trans>}>
      <p className="small muted">
        <Trans>
          When the server is down for more than two minutes, a certificate is not renewed, backups do not
          succeed, the disk fills up, or somebody guesses passwords. Once for each cause, and once when it is
          over.
        </Trans>
      </p>
      <Shown of={notices} onRetry={() => void stores.notices.load()}>
        {(value) => <Ways state={value} />}
      </Shown>
    </Card>
  );
}

function Ways({ state }: { state: NoticesState }) {
  const { t } = useLingui();
  const { connection, notices, info } = useStores();
  const face = latest(useResource(info))?.face;
  const set: SetNotices = useAction(async (change: NoticesChange) => {
    notices.replace(await connection.client().notices.set(change));
    return true;
  });
  const { config } = state;
  return (
    <>
      <SettingRow
        name={<Trans>On the screen</Trans>}
        help={
          face === 'headless' ? (
            <Trans>Wherever a page of Chatelaine is open.</Trans>
          ) : (
            <Trans>As a notification of this computer, also while the window is hidden.</Trans>
          )
        }
      >
        {config.desktop.on && face === 'headless' && <NoticesBrowser />}
        {config.desktop.on && <TryWay way="desktop" />}
        <WaySwitch
          label={t`Tell me on the screen`}
          isOn={config.desktop.on}
          onChange={(on) => void set.run({ desktop: { on } })}
        />
      </SettingRow>
      <NoticesChat state={state} set={set} />
      <NoticesMail state={state} set={set} />
      <NoticesQuiet quiet={config.quiet} set={set} />
      {set.problem && <ProblemNote problem={set.problem} />}
      {state.told.length > 0 && <Told state={state} />}
    </>
  );
}

const SHOWN = 10;

function Told({ state: { told } }: { state: NoticesState }) {
  const words = useNoticeWords();
  const format = useFormat();
  const now = useNow(60_000);
  return (
    <Fold title={<Trans>What was told lately</Trans>} flush>
      <Facts>
        {told.slice(0, SHOWN).map((notice) => (
          <Fact key={notice.id} small={format.moment(notice.at, now)}>
            {words(notice).title}
          </Fact>
        ))}
      </Facts>
    </Fold>
  );
}
