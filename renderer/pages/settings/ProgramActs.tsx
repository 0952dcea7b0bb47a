import { Trans, useLingui } from '@lingui/react/macro';
import { ScrollText } from 'lucide-react';
import type { ProgramAct } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { Code } from '../../components/Code.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { ProblemNote } from '../../words/Shown.tsx';

/** What programs asked of the server lately, exactly: for whoever wonders which of them did something. */
export function ProgramActs() {
  const { t } = useLingui();
  const { connection } = useStores();
  const look = useAction(async () => await connection.client().programs.lately());
  const acts = look.async.state === 'done' ? look.async.value : null;
  return (
    <Stack gap="s">
      <Row>
        <Button
          kind="quiet"
          icon={ScrollText}
          busy={look.busy && <Trans>Looking…</Trans>}
          onPress={() => void look.run()}
        >
          <Trans>Show what programs did lately</Trans>
        </Button>
      </Row>
      {look.problem && <ProblemNote problem={look.problem} />}
      {acts?.length === 0 && (
        <p className="small muted" role="status">
          <Trans>In the last seven days no program asked anything.</Trans>
        </p>
      )}
      {acts !== null && acts.length > 0 && (
        <Code
          lines={acts.map(line)}
          label={t`What programs did in the last seven days`}
          copyLabel={t`Copy these lines`}
        />
      )}
    </Stack>
  );
}

/** As in the server's audit log: names of the protocol, not to be translated. */
const line = ({ at, who, from, command, about, outcome, because, times }: ProgramAct): string =>
  [
    `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`,
    ...[who, from, command, about, because || outcome],
    times > 1 ? `×${times}` : '',
  ]
    .filter(Boolean)
    .join('  ');
