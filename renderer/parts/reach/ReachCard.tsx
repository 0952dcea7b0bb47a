import { useLingui } from '@lingui/react';
import { Trans } from '@lingui/react/macro';
import { RefreshCw } from 'lucide-react';
import type { ReachState } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { Fold } from '../../components/Fold.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { useAction, useResource } from '../../stores/async.ts';
import { useNow } from '../../stores/now.ts';
import { useStores } from '../../stores/stores.ts';
import { useFormat } from '../../words/format.ts';
import { reachSentence, useReachWords } from '../../words/reach.ts';
import { ProblemNote, Shown } from '../../words/Shown.tsx';
import { Causes } from '../names/Causes.tsx';
import { Elsewhere } from './Elsewhere.tsx';
import { Partners } from './Partners.tsx';
import { ReachTable } from './ReachTable.tsx';
import { Views } from './Views.tsx';

/** Whether people outside get in, and who says so: every door, what is in the way, and the three ways to have somebody look. */
export function ReachCard() {
  const { reach } = useStores();
  const found = useResource(reach);
  return (
    <Card
      title={<Trans>Seen from outside</Trans>}
      end={found.state === 'done' ? <LastWord state={found.value} /> : undefined}
    >
      <Shown of={found} onRetry={() => void reach.load()}>
        {(state) => <Known state={state} />}
      </Shown>
    </Card>
  );
}

/** Whose word counts at the moment, and since when. */
function LastWord({ state }: { state: ReachState }) {
  const words = useReachWords();
  const format = useFormat();
  const now = useNow(30_000);
  const [newest] = [...state.views].sort((one, other) => other.at - one.at);
  if (!newest) return null;
  const when = format.ago(newest.at, now);
  const who = words.by({ from: newest.from, by: newest.name });
  return (
    <span className="small muted">
      <Trans>
        {who}, {when}
      </Trans>
    </span>
  );
}

function Known({ state }: { state: ReachState }) {
  const { i18n } = useLingui();
  const causes = state.findings.filter(({ severity }) => severity !== 'info');
  return (
    <Stack gap="m">
      <p role="status">{i18n._(reachSentence(state))}</p>
      <Check state={state} />
      {causes.length > 0 && <Causes findings={causes} />}
      {state.doors.length > 0 && <ReachTable state={state} />}
      {state.doors.length > 0 && (
        <Stack gap="s">
          {state.views.length > 0 && (
            <Fold title={<Trans>Who looked, and what exactly came back</Trans>} aside={state.views.length}>
              <Views state={state} />
            </Fold>
          )}
          <Fold title={<Trans>Have a computer elsewhere look</Trans>}>
            <Elsewhere />
          </Fold>
          <Fold
            title={<Trans>Partners: other offices that knock for you</Trans>}
            aside={state.partners.length || undefined}
          >
            <Partners partners={state.partners} />
          </Fold>
        </Stack>
      )}
    </Stack>
  );
}

function Check({ state }: { state: ReachState }) {
  const { reach, connection } = useStores();
  const client = () => connection.client().reach;
  const here = useAction(async () => reach.replace(await client().check({ from: 'here', partner: null })));
  const partner = useAction(async () =>
    reach.replace(await client().check({ from: 'partner', partner: null })),
  );
  const problem = here.problem ?? partner.problem;
  if (state.doors.length === 0) return null;
  return (
    <Stack gap="s">
      <Row>
        <Button
          icon={RefreshCw}
          busy={(here.busy || (state.checkingSince !== null && !partner.busy)) && <Trans>Knocking…</Trans>}
          onPress={() => void here.run()}
        >
          <Trans>Check again</Trans>
        </Button>
        {state.partners.length > 0 && (
          <Button busy={partner.busy && <Trans>Asking…</Trans>} onPress={() => void partner.run()}>
            <Trans>Ask a partner to look</Trans>
          </Button>
        )}
      </Row>
      {problem && <ProblemNote problem={problem} />}
    </Stack>
  );
}
