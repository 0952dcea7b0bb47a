/** This computer's firewall: how it stands, what would be done, and the change while it counts. For the page and the wizard. */
import { Trans } from '@lingui/react/macro';
import { DoorOpen } from 'lucide-react';
import { useEffect } from 'react';
import type { FirewallState } from '../../api/types.ts';
import { Banner } from '../../components/Banner.tsx';
import { Button } from '../../components/Button.tsx';
import { Stack } from '../../components/Page.tsx';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { seenOf } from '../../words/firewall.ts';
import { Looking, ProblemNote } from '../../words/Shown.tsx';
import { ByHand } from './ByHand.tsx';
import { CountdownCard } from './CountdownCard.tsx';
import css from './firewall.module.css';
import { LeftAlone } from './LeftAlone.tsx';
import { Matrix } from './Matrix.tsx';
import { Outcome } from './Outcome.tsx';
import { PlanCard } from './PlanCard.tsx';
import { Previews } from './Previews.tsx';

export type FirewallProps = {
  state: FirewallState;
  /** Where the page "Behind a website" can be gone to. */
  website?: boolean;
};

export function Firewall({ state, website = false }: FirewallProps) {
  const look = useFreshLook(state);
  const seen = seenOf(state);
  const { countdown, access, last } = state;
  // While it counts, what was seen before stands here; its doors were looked at again since.
  const opened = countdown?.checks.some(({ id, state: now }) => id === 'doors' && now === 'fine') ?? false;
  const forgets = seen?.findings.some(({ code }) => code === 'firewall.forgotten') ?? false;
  const plan = seen?.plan ?? null;
  const here = access === 'root' || access === 'asks';
  const aside = countdown ? (
    <CountdownCard key={countdown.id} countdown={countdown} />
  ) : plan && here ? (
    <PlanCard plan={plan} access={access} />
  ) : null;
  return (
    <Stack>
      {last && !countdown && <Outcome last={last} read={!forgets} />}
      {state.look.state === 'failed' && (
        <Banner kind="warn" live>
          <Trans>
            <b>The firewall could not be looked at.</b> It said:
          </Trans>{' '}
          <span className="mono">{state.look.said}</span>
        </Banner>
      )}
      {look.problem && <ProblemNote problem={look.problem} />}
      {seen === null && state.looking && <Looking />}
      {seen === null && access === 'asks' && !state.looking && (
        <Banner
          kind="info"
          icon={DoorOpen}
          action={
            <Button
              kind="primary"
              busy={look.busy && <Trans>Looking…</Trans>}
              onPress={() => void look.run()}
            >
              <Trans>Look at the firewall</Trans>
            </Button>
          }
        >
          <Trans>Your computer asks for an administrator’s password first, in a window of its own.</Trans>
        </Banner>
      )}
      {access === 'plan-only' && plan && (
        <Banner kind="info">
          <Trans>
            <b>An administrator of this computer types the commands below.</b> Chatelaine changes firewalls of
            Linux only; these commands follow the manuals of Windows and macOS, and were never run there by
            us.
          </Trans>
        </Banner>
      )}
      {access === 'by-hand' && (seen === null || plan) && <ByHand state={state} seen={seen !== null} />}
      {seen && (
        <div className={aside ? css.commit : undefined}>
          <Stack>
            <Matrix seen={seen} opened={opened} />
            {plan && <Previews plan={plan} />}
            <LeftAlone seen={seen} website={website} />
          </Stack>
          {aside}
        </div>
      )}
    </Stack>
  );
}

/** What was seen longer ago, or by somebody else's command, is looked at again when somebody comes here. */
const FRESH_MS = 60_000;

function useFreshLook(state: FirewallState) {
  const { firewall, connection } = useStores();
  const look = useAction(async () => firewall.replace(await connection.client().firewall.look()));
  const { run } = look;
  const { access, countdown, look: known } = state;
  const stale =
    known.state !== 'seen' || known.seen.by !== 'manager' || Date.now() - known.seen.at > FRESH_MS;
  const mayLook = (access === 'root' || access === 'plan-only') && countdown === null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when somebody comes here
  useEffect(() => {
    if (mayLook && stale) void run();
  }, []);
  return look;
}
