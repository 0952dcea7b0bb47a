import { useLingui } from '@lingui/react';
import { Trans, useLingui as useMacro } from '@lingui/react/macro';
import { Minus } from 'lucide-react';
import type { IpFamily, RouterMapping, RouterState } from '../../api/types.ts';
import { cx } from '../../components/cx.ts';
import { Icon } from '../../components/Icon.tsx';
import { useNow } from '../../stores/now.ts';
import { flowName } from '../../words/firewall.ts';
import { useFormat } from '../../words/format.ts';
import { DOOR_ICONS, useRouterWords } from '../../words/router.ts';
import css from './router.module.css';

/** Every door with how it stands at the box, for each family, and until when it is granted. */
export function RouterDoors({ state: { mappings } }: { state: RouterState }) {
  const { i18n } = useLingui();
  const { t } = useMacro();
  const doors = [...new Set(mappings.map(nameOf))].map((name) =>
    mappings.filter((one) => nameOf(one) === name),
  );
  return (
    <>
      <section className={css.scroll} aria-label={t`The doors at the internet box`}>
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
            {doors.map((those) => (
              <tr key={nameOf(those[0]!)}>
                <th scope="row" className="mono">
                  {nameOf(those[0]!)}
                </th>
                <td>{i18n._(flowName({ why: those[0]!.why } as never))}</td>
                {(['v4', 'v6'] as const).map((family) => (
                  <td key={family}>
                    <Standing of={those.find((one) => one.family === family)} family={family} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <Leases mappings={mappings} />
    </>
  );
}

const nameOf = ({ from, to, transport }: Pick<RouterMapping, 'from' | 'to' | 'transport'>) =>
  `${from === to ? from : `${from}–${to}`} ${transport.toUpperCase()}`;

function Standing({ of: door }: { of: RouterMapping | undefined; family: IpFamily }) {
  const words = useRouterWords();
  if (!door)
    return (
      <span className={css.state}>
        <Icon of={Minus} />
        <Trans>not used</Trans>
      </span>
    );
  const { icon, tone } = DOOR_ICONS[door.state];
  return (
    <>
      <span className={cx(css.state, css[tone])}>
        <Icon of={icon} />
        {words.door(door.state)}
      </span>
      {door.said !== '' && <small className="mono">{door.said}</small>}
    </>
  );
}

/** The earliest of all leases stands for them: they were granted together. */
function Leases({ mappings }: Pick<RouterState, 'mappings'>) {
  const format = useFormat();
  const now = useNow(30_000);
  const ends = mappings.flatMap(({ until, state }) => (state === 'open' && until !== null ? [until] : []));
  if (ends.length === 0) return null;
  const until = format.moment(Math.min(...ends), now);
  return (
    <p className="small muted">
      <Trans>The box keeps them until {until}; Chatelaine renews them well before.</Trans>
    </p>
  );
}
