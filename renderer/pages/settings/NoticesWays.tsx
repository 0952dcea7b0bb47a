import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { NoticesState } from '../../api/types.ts';
import { Banner } from '../../components/Banner.tsx';
import { Button } from '../../components/Button.tsx';
import { Row } from '../../components/Page.tsx';
import { Select } from '../../components/Select.tsx';
import { latest, useResource } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { useFormat } from '../../words/format.ts';
import { useWayProblem } from '../../words/notices.ts';
import { useNames } from '../../words/use-names.ts';
import { type SetNotices, WaySwitch } from './NoticesSwitch.tsx';
import { TryWay } from './NoticesTry.tsx';
import { SettingRow } from './SettingRow.tsx';

/** Browsers ask once, and only when somebody presses something. */
export function NoticesBrowser() {
  const [allowed, setAllowed] = useState(() =>
    'Notification' in window ? Notification.permission : 'denied',
  );
  if (allowed === 'granted') return null;
  if (allowed === 'denied')
    return (
      <span className="small muted">
        <Trans>This browser shows no notifications of its own for this page.</Trans>
      </span>
    );
  return (
    <Button size="s" kind="link" onPress={() => void Notification.requestPermission().then(setAllowed)}>
      <Trans>Also while I look elsewhere…</Trans>
    </Button>
  );
}

const ALL = 'administrators';

/** A word in the name of the server, to the administrators or to one person. */
export function NoticesChat({ state, set }: { state: NoticesState; set: SetNotices }) {
  const { t } = useLingui();
  const { people } = useStores();
  const names = useNames();
  const format = useFormat();
  const problem = useWayProblem();
  const known = latest(useResource(people)) ?? [];
  const {
    config: { xmpp },
    administrators,
    troubles,
  } = state;
  const whom = format.list(administrators.map(names));
  const [chosen = ALL] = xmpp.to;
  const others = [...new Set([...known.map(({ address }) => address), ...xmpp.to])];
  return (
    <>
      <SettingRow
        name={<Trans>By chat</Trans>}
        help={
          administrators.length === 0 ? (
            <Trans>From your own server, to whoever you choose. Not while the server is down.</Trans>
          ) : (
            <Trans>From your own server, to {whom}. Not while the server is down.</Trans>
          )
        }
      >
        {xmpp.on && (
          <Select
            label={
              <span className="sr">
                <Trans>Who is told by chat</Trans>
              </span>
            }
            value={chosen}
            onChange={(id) => void set.run({ xmpp: { on: true, to: id === ALL ? [] : [id] } })}
            options={[
              { id: ALL, label: t`The administrators` },
              ...others.map((address) => ({ id: address, label: names(address) })),
            ]}
          />
        )}
        {xmpp.on && <TryWay way="xmpp" />}
        <WaySwitch
          label={t`Tell me by chat`}
          isOn={xmpp.on}
          onChange={(on) => void set.run({ xmpp: { ...xmpp, on } })}
        />
      </SettingRow>
      {xmpp.on && troubles.xmpp && troubles.xmpp.problem !== 'server-down' && (
        <Banner kind="warn">{problem(troubles.xmpp.problem)}</Banner>
      )}
    </>
  );
}

const HALF_HOURS = Array.from({ length: 48 }, (_, index) => index * 30);

/** What can wait does so in the night. */
export function NoticesQuiet({ quiet, set }: { quiet: NoticesState['config']['quiet']; set: SetNotices }) {
  const { t } = useLingui();
  const format = useFormat();
  const time = (minute: number) => format.time(new Date(2026, 0, 1, 0, minute).getTime());
  const choices = (chosen: number) =>
    [...new Set([...HALF_HOURS, chosen])]
      .sort((a, b) => a - b)
      .map((minute) => ({ id: String(minute), label: time(minute) }));
  const field = (label: string, end: 'from' | 'to') => (
    <Select
      label={<span className="sr">{label}</span>}
      value={String(quiet[end])}
      onChange={(id) => void set.run({ quiet: { ...quiet, [end]: Number(id) } })}
      options={choices(quiet[end])}
    />
  );
  return (
    <SettingRow
      name={<Trans>Not at night</Trans>}
      help={<Trans>Unless colleagues cannot work: then at once, whatever the hour.</Trans>}
    >
      {quiet.on && (
        <Row>
          {field(t`Quiet from`, 'from')}
          {field(t`Quiet until`, 'to')}
        </Row>
      )}
      <WaySwitch
        label={t`Not at night`}
        isOn={quiet.on}
        onChange={(on) => void set.run({ quiet: { ...quiet, on } })}
      />
    </SettingRow>
  );
}
