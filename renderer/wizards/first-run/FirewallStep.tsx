import { useLingui } from '@lingui/react';
import { Trans } from '@lingui/react/macro';
import { ArrowRight } from 'lucide-react';
import { Button } from '../../components/Button.tsx';
import { Fold } from '../../components/Fold.tsx';
import { Stack } from '../../components/Page.tsx';
import { Firewall } from '../../parts/firewall/Firewall.tsx';
import { ReachCard } from '../../parts/reach/ReachCard.tsx';
import { RouterCard } from '../../parts/router/RouterCard.tsx';
import { latest, useResource } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { seenOf, standingWords, toneOf } from '../../words/firewall.ts';
import { Shown } from '../../words/Shown.tsx';
import { next } from './machine.ts';
import { SetupFrame } from './SetupFrame.tsx';
import type { Answers } from './use-answers.ts';

/** The doors of this computer. It may be left as it is: the page Network has the same. */
export function FirewallStep(setup: Answers) {
  const { i18n } = useLingui();
  const { firewall } = useStores();
  const found = useResource(firewall);
  const state = latest(found);
  const tone = state && toneOf(state);
  const open = tone === 'fine' || tone === 'unsure';
  const planned = state !== undefined && seenOf(state)?.plan != null;
  return (
    <SetupFrame
      setup={setup}
      wide
      title={<Trans>Open the doors of this computer</Trans>}
      lead={state && i18n._(standingWords(state))}
      go={
        <Button
          kind={open ? 'primary' : 'plain'}
          iconAfter={ArrowRight}
          onPress={() => setup.goTo(next('firewall', setup.answers))}
        >
          {open ? (
            <Trans>Go on</Trans>
          ) : planned ? (
            <Trans>Leave the firewall alone for now</Trans>
          ) : (
            <Trans>Go on meanwhile</Trans>
          )}
        </Button>
      }
    >
      <Shown of={found} onRetry={() => void firewall.load()}>
        {(value) => (
          <Stack>
            <Firewall state={value} />
            {setup.answers.way === 'domain' && (
              <>
                <RouterCard />
                <Fold title={<Trans>Have somebody outside try the doors</Trans>}>
                  <ReachCard />
                </Fold>
              </>
            )}
          </Stack>
        )}
      </Shown>
    </SetupFrame>
  );
}
