import { Trans } from '@lingui/react/macro';
import { ArrowRight } from 'lucide-react';
import type { DnsState } from '../../api/types.ts';
import { Banner } from '../../components/Banner.tsx';
import { Button } from '../../components/Button.tsx';
import { Stack } from '../../components/Page.tsx';
import { Addresses } from '../../parts/names/Addresses.tsx';
import { isRight } from '../../parts/names/arrange.ts';
import { DomainLines } from '../../parts/names/DomainLines.tsx';
import { Roads } from '../../parts/names/Roads.tsx';
import { Standing } from '../../parts/names/Standing.tsx';
import { latest, useResource } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { Shown } from '../../words/Shown.tsx';
import { SetupFrame } from './SetupFrame.tsx';
import type { Answers } from './use-answers.ts';

/** The lines of the domain's address book. Waiting for them never holds anybody up: they are taken up again under Network. */
export function Dns(setup: Answers) {
  const { dns } = useStores();
  const states = useResource(dns);
  const state = latest(states)?.[0];
  const right = state !== undefined && isRight(state);
  return (
    <SetupFrame
      setup={setup}
      wide
      title={<Trans>Tell the internet where your server is</Trans>}
      lead={
        state ? <Standing state={state} /> : <Trans>A few lines in your domain’s address book do it.</Trans>
      }
      go={
        <Button
          kind={right ? 'primary' : 'plain'}
          iconAfter={ArrowRight}
          onPress={() => setup.goTo('certificate')}
        >
          {right ? <Trans>Go on</Trans> : <Trans>Go on meanwhile</Trans>}
        </Button>
      }
    >
      <Shown of={states} onRetry={() => void dns.load()}>
        {([first]) => (first ? <Lines state={first} /> : null)}
      </Shown>
    </SetupFrame>
  );
}

function Lines({ state }: { state: DnsState }) {
  const stores = useStores();
  const survey = latest(useResource(stores.surveys(state.domain)));
  const domains = latest(useResource(stores.domains)) ?? [];
  const server = domains.find(({ main }) => main)?.names.server ?? state.domain;
  const unknown = state.report?.gaps.some(({ code }) => code === 'address-unknown') ?? false;
  const right = isRight(state);
  return (
    <Stack>
      {unknown && <Addresses server={server} />}
      <DomainLines
        state={state}
        roads={
          !right && (
            <>
              <Roads state={state} provider={survey?.provider ?? null} resting={unknown} />
              <Banner kind="ok">
                <Trans>
                  <b>Your mail and website stay as they are.</b> Only these lines are added. You may go on
                  meanwhile: we keep looking, and tell you when all are there.
                </Trans>
              </Banner>
            </>
          )
        }
      />
      {!unknown && <Addresses server={server} />}
    </Stack>
  );
}
