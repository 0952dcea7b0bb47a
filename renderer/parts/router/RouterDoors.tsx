import { useLingui } from '@lingui/react';
import { Trans, useLingui as useMacro } from '@lingui/react/macro';
import { Minus } from 'lucide-react';
import type { RouterMapping, RouterState } from '../../api/types.ts';
import { FactTable, Standing } from '../../components/FactTable.tsx';
import { useNow } from '../../stores/now.ts';
import { flowName } from '../../words/firewall.ts';
import { useFormat } from '../../words/format.ts';
import { DOOR_ICONS, useRouterWords } from '../../words/router.ts';

/** Every door with how it stands at the box, for each family, and until when it is granted. */
export function RouterDoors({ state: { mappings } }: { state: RouterState }) {
  const { i18n } = useLingui();
  const { t } = useMacro();
  const doors = [...new Set(mappings.map(nameOf))].map((name) =>
    mappings.filter((one) => nameOf(one) === name),
  );
  const columns = [
    { id: 'door', title: <Trans>Door</Trans> },
    { id: 'what', title: <Trans>What for</Trans> },
    { id: 'v4', title: 'IPv4' },
    { id: 'v6', title: 'IPv6' },
  ];
  return (
    <>
      <FactTable label={t`The doors at the internet box`} columns={columns}>
        {doors.map((those) => (
          <tr key={nameOf(those[0]!)}>
            <th scope="row" className="mono">
              {nameOf(those[0]!)}
            </th>
            <td>{i18n._(flowName({ why: those[0]!.why } as never))}</td>
            {(['v4', 'v6'] as const).map((family) => (
              <td key={family}>
                <AtTheBox of={those.find((one) => one.family === family)} />
              </td>
            ))}
          </tr>
        ))}
      </FactTable>
      <Leases mappings={mappings} />
    </>
  );
}

const nameOf = ({ from, to, transport }: Pick<RouterMapping, 'from' | 'to' | 'transport'>) =>
  `${from === to ? from : `${from}–${to}`} ${transport.toUpperCase()}`;

function AtTheBox({ of: door }: { of: RouterMapping | undefined }) {
  const words = useRouterWords();
  if (!door)
    return (
      <Standing icon={Minus}>
        <Trans>not used</Trans>
      </Standing>
    );
  const { icon, tone } = DOOR_ICONS[door.state];
  return (
    <>
      <Standing icon={icon} tone={tone}>
        {words.door(door.state)}
      </Standing>
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
