import { Trans, useLingui } from '@lingui/react/macro';
import { Minus } from 'lucide-react';
import type { ReachDoor, ReachRow, ReachState } from '../../api/types.ts';
import { cx } from '../../components/cx.ts';
import { Icon } from '../../components/Icon.tsx';
import { lookOf, useReachWords } from '../../words/reach.ts';
import css from './reach.module.css';

/** Every door as somebody who comes finds it, in both families, by the best word there is. */
export function ReachTable({ state: { doors, rows } }: { state: ReachState }) {
  const { t } = useLingui();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard (axe: scrollable-region-focusable)
    <section className={css.scroll} tabIndex={0} aria-label={t`What people outside find, as a table`}>
      <table className={css.doors}>
        <thead>
          <tr>
            <th scope="col">
              <Trans>Door</Trans>
            </th>
            <th scope="col">
              <Trans>What for</Trans>
            </th>
            <th scope="col">IPv4</th>
            <th scope="col">IPv6</th>
          </tr>
        </thead>
        <tbody>
          {doors.map((door) => (
            <Door key={door.id} door={door} rows={rows.filter(({ id }) => id === door.id)} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Door({ door, rows }: { door: ReachDoor; rows: readonly ReachRow[] }) {
  const words = useReachWords();
  return (
    <tr>
      <th scope="row" className="mono">
        {door.port} {door.transport.toUpperCase()}
      </th>
      <td>{words.speech(door)}</td>
      {(['v4', 'v6'] as const).map((family) => (
        <td key={family}>
          <Found of={rows.find((row) => row.family === family)} />
        </td>
      ))}
    </tr>
  );
}

function Found({ of: row }: { of: ReachRow | undefined }) {
  const words = useReachWords();
  if (!row)
    return (
      <span className={cx(css.state, css.plain)}>
        <Icon of={Minus} />
        <Trans>not published</Trans>
      </span>
    );
  const { icon, tone } = lookOf(row);
  return (
    <>
      <span className={cx(css.state, css[tone])}>
        <Icon of={icon} />
        {words.verdict(row)}
      </span>
      <small>{words.because(row)}</small>
    </>
  );
}
