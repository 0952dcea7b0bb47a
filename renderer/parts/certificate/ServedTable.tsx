import { useLingui } from '@lingui/react';
import { Trans, useLingui as useMacro } from '@lingui/react/macro';
import { RefreshCw } from 'lucide-react';
import type { CertificateStatus, ServedCell } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { Code } from '../../components/Code.tsx';
import { FactTable, Standing } from '../../components/FactTable.tsx';
import { Fold } from '../../components/Fold.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { useAction } from '../../stores/async.ts';
import { useNow } from '../../stores/now.ts';
import { useStores } from '../../stores/stores.ts';
import { HOW_WORDS, SERVED_STATES } from '../../words/certificate.ts';
import { useFormat } from '../../words/format.ts';
import { ProblemNote } from '../../words/Shown.tsx';

const doorOf = ({ how, port }: ServedCell) => `${how} ${port}`;

/** Names down, doors across: what a stranger is shown at each. */
export function ServedTable({ status }: { status: CertificateStatus }) {
  const { i18n } = useLingui();
  const { t } = useMacro();
  const format = useFormat();
  const now = useNow(30_000);
  const { connection, certificates } = useStores();
  const { domain, served, servedAt } = status;
  const look = useAction(async () => {
    await connection.client().certificates.check({ domain });
    await certificates.load();
  });
  const doors = [...new Map(served.map((cell) => [doorOf(cell), cell])).values()];
  const columns = [
    { id: '', title: <Trans>Name</Trans> },
    ...doors.map((door) => ({
      id: doorOf(door),
      title: (
        <>
          {i18n._(HOW_WORDS[door.how])}
          <small className="num">{door.port}</small>
        </>
      ),
    })),
  ];
  const names = [...new Set(served.map(({ name }) => name))];
  const find = (name: string, door: string) =>
    served.find((cell) => cell.name === name && doorOf(cell) === door);
  const ago = servedAt === null ? null : format.ago(servedAt, now);
  return (
    <Stack gap="m">
      {served.length > 0 && (
        <FactTable label={t`What each door shows`} columns={columns}>
          {names.map((name) => (
            <tr key={name}>
              <th scope="row" className="mono">
                {name}
              </th>
              {doors.map((door) => (
                <td key={doorOf(door)}>
                  <CellOf cell={find(name, doorOf(door))} />
                </td>
              ))}
            </tr>
          ))}
        </FactTable>
      )}
      <Row>
        <Button
          size="s"
          icon={RefreshCw}
          busy={look.busy && <Trans>Looking…</Trans>}
          onPress={() => void look.run()}
        >
          <Trans>Look at every door now</Trans>
        </Button>
        <span className="small muted" role="status">
          {ago === null ? (
            <Trans>Nobody has looked yet. We look once a day, and after each renewal.</Trans>
          ) : (
            <Trans>Looked {ago}. We look once a day, and after each renewal.</Trans>
          )}
        </span>
      </Row>
      {look.problem && <ProblemNote problem={look.problem} />}
      {served.length > 0 && (
        <Fold flush title={<Trans>Exactly</Trans>} aside={served.length}>
          <Code
            lines={served.map(lineOf)}
            label={t`What each door shows, exactly`}
            copyLabel={t`Copy these lines`}
          />
        </Fold>
      )}
    </Stack>
  );
}

const lineOf = ({ how, name, port, state, asked, tls, alpn, fingerprint, detail }: ServedCell) =>
  [`${how} ${name}:${port}`, state, asked, tls, alpn, fingerprint, detail].filter(Boolean).join(' · ');

/** Shape and word, never colour alone. */
function CellOf({ cell }: { cell: ServedCell | undefined }) {
  const { i18n } = useLingui();
  if (!cell) return <span className="muted">–</span>;
  const { word, icon, tone } = SERVED_STATES[cell.state];
  return (
    <Standing icon={icon} tone={tone}>
      {i18n._(word)}
    </Standing>
  );
}
