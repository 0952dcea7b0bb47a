import { useLingui } from '@lingui/react';
import { Trans } from '@lingui/react/macro';
import { ArrowRight, CircleCheck } from 'lucide-react';
import { Button } from '../../components/Button.tsx';
import { Icon } from '../../components/Icon.tsx';
import { Stack } from '../../components/Page.tsx';
import { ServedTable } from '../../parts/certificate/ServedTable.tsx';
import { SourceChoice } from '../../parts/certificate/SourceChoice.tsx';
import { Working } from '../../parts/certificate/Working.tsx';
import { Causes } from '../../parts/names/Causes.tsx';
import { latest, useResource } from '../../stores/async.ts';
import { useNow } from '../../stores/now.ts';
import { useStores } from '../../stores/stores.ts';
import { standingWords, toneOf } from '../../words/certificate.ts';
import { useFormat } from '../../words/format.ts';
import { Shown } from '../../words/Shown.tsx';
import css from './Address.module.css';
import { SetupFrame } from './SetupFrame.tsx';
import type { Answers } from './use-answers.ts';

/** The certificate every program believes, with the real progress of each name. It may be left waiting: the work goes on. */
export function Certificate(setup: Answers) {
  const { i18n } = useLingui();
  const { certificates } = useStores();
  const all = useResource(certificates);
  const format = useFormat();
  const now = useNow(60_000);
  const status = latest(all)?.[0];
  const tone = status && toneOf(status, now);
  const working = tone === 'working' || status?.state.state === 'needs-you';
  const done = tone === 'fine';
  return (
    <SetupFrame
      setup={setup}
      title={<Trans>A certificate everybody believes</Trans>}
      lead={
        <Trans>
          With it, programs connect without a question, and other companies’ servers know that it is really
          you.
        </Trans>
      }
      go={
        <Button kind={done ? 'primary' : 'plain'} iconAfter={ArrowRight} onPress={() => setup.goTo('done')}>
          {done ? (
            <Trans>Go on</Trans>
          ) : working ? (
            <Trans>Go on meanwhile</Trans>
          ) : (
            <Trans>Go on without it for now</Trans>
          )}
        </Button>
      }
    >
      <Shown of={all} onRetry={() => void certificates.load()}>
        {([first]) =>
          first && (
            <Stack>
              {done && (
                <p className={css.checked} role="status">
                  <Icon of={CircleCheck} />
                  <span>{i18n._(standingWords(first, format, now))}</span>
                </p>
              )}
              {done && <ServedTable status={first} />}
              {working && <Working status={first} />}
              {first.problem && <Causes findings={first.findings} />}
              {!done && !working && (
                <SourceChoice key={first.source.from} status={first} offered="authority" />
              )}
            </Stack>
          )
        }
      </Shown>
    </SetupFrame>
  );
}
