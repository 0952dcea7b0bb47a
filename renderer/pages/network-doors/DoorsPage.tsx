/** The ways in: this computer's firewall, the router in front of it, and what somebody outside finds. */
import { useLingui } from '@lingui/react';
import { Trans } from '@lingui/react/macro';
import { RefreshCw } from 'lucide-react';
import type { FirewallState } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { Page, Stack } from '../../components/Page.tsx';
import { NetworkTabs } from '../../frame/NetworkTabs.tsx';
import { Firewall } from '../../parts/firewall/Firewall.tsx';
import { Kept } from '../../parts/firewall/Kept.tsx';
import { Causes } from '../../parts/names/Causes.tsx';
import { ReachCard } from '../../parts/reach/ReachCard.tsx';
import { RouterCard } from '../../parts/router/RouterCard.tsx';
import { latest, useAction, useResource } from '../../stores/async.ts';
import { useNow } from '../../stores/now.ts';
import { useStores } from '../../stores/stores.ts';
import { lookedWords, outsideWords, seenOf, standingWords } from '../../words/firewall.ts';
import { useFormat } from '../../words/format.ts';
import { Shown } from '../../words/Shown.tsx';

export function DoorsPage() {
  const { firewall, connection } = useStores();
  const found = useResource(firewall);
  const state = latest(found);
  const look = useAction(async () => firewall.replace(await connection.client().firewall.look()));
  return (
    <Page
      wide
      title={<Trans>Doors</Trans>}
      lead={state && <Lead state={state} />}
      actions={
        state && (
          <Button
            icon={RefreshCw}
            busy={(look.busy || state.looking) && <Trans>Looking…</Trans>}
            onPress={() => void look.run()}
          >
            <Trans>Look again</Trans>
          </Button>
        )
      }
    >
      <NetworkTabs />
      <Shown of={found} onRetry={() => void firewall.load()}>
        {(value) => <Doors state={value} />}
      </Shown>
    </Page>
  );
}

function Lead({ state }: { state: FirewallState }) {
  const { i18n } = useLingui();
  const format = useFormat();
  const now = useNow(30_000);
  const ways = latest(useResource(useStores().overview))?.ways;
  const seen = seenOf(state);
  return (
    <span role="status">
      {i18n._(standingWords(state))}{' '}
      {seen && <span className="muted">{i18n._(lookedWords(seen, format, now))}</span>}{' '}
      {ways && i18n._(outsideWords(ways.outside, format, now))}
    </span>
  );
}

/** The table and the plan say these already. */
const SHOWN_ABOVE: readonly string[] = [
  'firewall.closed',
  'firewall.closed-some',
  'firewall.nobody',
  'firewall.unsure',
];

function Doors({ state }: { state: FirewallState }) {
  const seen = seenOf(state);
  const findings =
    seen?.findings.filter(({ severity, code }) => severity !== 'info' && !SHOWN_ABOVE.includes(code)) ?? [];
  return (
    <Stack>
      <Firewall state={state} website />
      {findings.length > 0 && <Causes findings={findings} />}
      <RouterCard />
      <ReachCard />
      {seen && seen.kept > 0 && (
        <Card title={<Trans>The way back</Trans>}>
          <Kept state={state} kept={seen.kept} />
        </Card>
      )}
    </Stack>
  );
}
