/** The last four weeks at a glance: on which days a backup was made that opens again. */
import { Trans, useLingui } from '@lingui/react/macro';
import { Check, Minus, X } from 'lucide-react';
import type { BackupEntry, BackupsState } from '../../api/types.ts';
import { cx } from '../../components/cx.ts';
import { Icon } from '../../components/Icon.tsx';
import { useNow } from '../../stores/now.ts';
import { useFormat } from '../../words/format.ts';
import css from './CalendarStrip.module.css';

const DAYS = 28;
const HOUR_MS = 3_600_000;

const dayOf = (at: number): number => new Date(at).setHours(0, 0, 0, 0);

/** Days from the oldest to today, each at its noon so that changing clocks skip none. */
function lastDays(now: number): number[] {
  return Array.from({ length: DAYS }, (_, index) => {
    const day = new Date(now);
    day.setHours(12, 0, 0, 0);
    day.setDate(day.getDate() - (DAYS - 1 - index));
    return day.getTime();
  });
}

type Standing = 'good' | 'bad' | 'unopened' | 'none';

function standing(entries: readonly BackupEntry[], failedAt: number | undefined, day: number): Standing {
  const mine = entries.filter(({ at }) => dayOf(at) === dayOf(day));
  if (mine.some(({ opened, problem }) => opened && !problem)) return 'good';
  if (mine.some(({ problem }) => problem) || (failedAt !== undefined && dayOf(failedAt) === dayOf(day)))
    return 'bad';
  return mine.length > 0 ? 'unopened' : 'none';
}

const ICONS = { good: Check, bad: X, unopened: Minus, none: null } as const;

export function CalendarStrip({ state }: { state: BackupsState }) {
  const { t } = useLingui();
  const format = useFormat();
  const now = useNow(HOUR_MS);
  const words: Record<Standing, string> = {
    good: t`opened and read back`,
    bad: t`failed`,
    unopened: t`not opened here yet`,
    none: t`none`,
  };
  return (
    <>
      <p className={cx(css.note, 'small muted')} aria-hidden="true">
        <Trans>The last four weeks, a day each. Today is on the right.</Trans>
      </p>
      <ol className={css.strip} aria-label={t`Backups of the last four weeks`}>
        {lastDays(now).map((day) => {
          const is = standing(state.backups, state.failure?.at, day);
          const icon = ICONS[is];
          const said = `${format.date(day)}: ${words[is]}`;
          return (
            <li key={day} className={cx(css.day, css[is])} title={said}>
              <span className="sr">{said}</span>
              {icon && <Icon of={icon} size="s" />}
            </li>
          );
        })}
      </ol>
    </>
  );
}
