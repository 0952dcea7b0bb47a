import { Trans, useLingui } from '@lingui/react/macro';
import { Clock } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { ChipMenu } from '../../components/ChipMenu.tsx';
import { PickList } from '../../components/PickList.tsx';
import { type Format, useFormat } from '../../words/format.ts';
import type { TimeChoice } from '../../words/logs-link.ts';
import css from './Toolbar.module.css';

const HOUR = 60;
const DAY = 24 * HOUR;

export function TimeChip({ time, onChange }: { time: TimeChoice; onChange(time: TimeChoice): void }) {
  const { t } = useLingui();
  const format = useFormat();
  const lasts = [
    { minutes: 15, name: t`The last 15 minutes` },
    { minutes: HOUR, name: t`The last hour` },
    { minutes: DAY, name: t`The last 24 hours` },
    { minutes: 7 * DAY, name: t`The last 7 days` },
    { minutes: 30 * DAY, name: t`The last 30 days` },
  ];
  const last = time.kind === 'last' ? time : null;
  const picked = lasts.find(({ minutes }) => minutes === last?.minutes);
  const words =
    time.kind === 'between'
      ? betweenWords(time, format)
      : last
        ? (picked?.name ?? t`The last ${format.duration(last.minutes * 60_000)}`)
        : t`Any time`;
  return (
    <ChipMenu
      icon={Clock}
      label={t`When`}
      isOn={time.kind !== 'any'}
      clear={{ label: t`At any time again`, onPress: () => onChange({ kind: 'any' }) }}
      content={(close) => (
        <>
          <PickList
            label={t`Until now`}
            picks={lasts.map(({ minutes, name }) => ({ id: String(minutes), name }))}
            chosen={picked ? String(picked.minutes) : null}
            onPick={(id) => {
              onChange({ kind: 'last', minutes: Number(id) });
              close();
            }}
            none={null}
          />
          <Between
            time={time}
            onChange={(between) => {
              onChange(between);
              close();
            }}
          />
        </>
      )}
    >
      {words}
    </ChipMenu>
  );
}

/** "09:00–09:15" on one day, with the days where they differ or are not today. */
export function betweenWords({ from, to }: { from: number; to: number }, format: Format): string {
  const now = Date.now();
  const day = (at: number) => new Date(at).toDateString();
  const end = day(from) === day(to) ? format.time(to) : format.moment(to, now);
  return `${format.moment(from, now)} – ${end}`;
}

/** As the browser's field for a moment writes it: local time, without a zone. */
export function fieldTime(at: number): string {
  return new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function Between({
  time,
  onChange,
}: {
  time: TimeChoice;
  onChange(time: TimeChoice & { kind: 'between' }): void;
}) {
  const { t } = useLingui();
  const [now] = useState(Date.now);
  const start = time.kind === 'between' ? time : { from: now - HOUR * 60_000, to: now };
  const [from, setFrom] = useState(fieldTime(start.from));
  const [to, setTo] = useState(fieldTime(start.to));
  const [a, b] = [Date.parse(from), Date.parse(to)];
  const good = Number.isFinite(a) && Number.isFinite(b) && a < b;
  return (
    <form
      className={css.between}
      onSubmit={(event) => {
        event.preventDefault();
        if (good) onChange({ kind: 'between', from: a, to: b });
      }}
    >
      <label className={css.moment}>
        <Trans context="time">From</Trans>
        <input type="datetime-local" value={from} onChange={(event) => setFrom(event.target.value)} />
      </label>
      <label className={css.moment}>
        <Trans context="time">To</Trans>
        <input type="datetime-local" value={to} onChange={(event) => setTo(event.target.value)} />
      </label>
      <Button type="submit" size="s" disabledBecause={good ? null : t`The end comes before the beginning.`}>
        <Trans>Show this time</Trans>
      </Button>
    </form>
  );
}
