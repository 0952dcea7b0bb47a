import { Trans, useLingui } from '@lingui/react/macro';
import { Minus } from 'lucide-react';
import type { ReachDoor, ReachRow, ReachState } from '../../api/types.ts';
import { FactTable, Standing } from '../../components/FactTable.tsx';
import { lookOf, useReachWords } from '../../words/reach.ts';

/** Every door as somebody who comes finds it, in both families, by the best word there is. */
export function ReachTable({ state: { doors, rows } }: { state: ReachState }) {
  const { t } = useLingui();
  const columns = [
    { id: 'door', title: <Trans>Door</Trans> },
    { id: 'what', title: <Trans>What for</Trans> },
    { id: 'v4', title: 'IPv4' },
    { id: 'v6', title: 'IPv6' },
  ];
  return (
    <FactTable label={t`What people outside find, as a table`} columns={columns}>
      {doors.map((door) => (
        <Door key={door.id} door={door} rows={rows.filter(({ id }) => id === door.id)} />
      ))}
    </FactTable>
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
      <Standing icon={Minus} tone="plain">
        <Trans>not published</Trans>
      </Standing>
    );
  const { icon, tone } = lookOf(row);
  return (
    <>
      <Standing icon={icon} tone={tone}>
        {words.verdict(row)}
      </Standing>
      <small>{words.because(row)}</small>
    </>
  );
}
