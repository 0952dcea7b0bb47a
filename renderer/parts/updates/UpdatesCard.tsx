/** Updates as one card: a dated sentence, what is new, when to take it, how far it is, the way back. Placed on Backups & updates. */
import { useLingui } from '@lingui/react';
import { Trans, useLingui as useMacro } from '@lingui/react/macro';
import type { UpdatesAnswer } from '../../api/types.ts';
import { Banner } from '../../components/Banner.tsx';
import { Card } from '../../components/Card.tsx';
import { Code } from '../../components/Code.tsx';
import { Stack } from '../../components/Page.tsx';
import { useResource } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { useFormat } from '../../words/format.ts';
import { Shown } from '../../words/Shown.tsx';
import { lookTrouble, stepOf, updateSentence, whyNot } from '../../words/updates.ts';
import { Acts } from './Acts.tsx';
import { Advice } from './Advice.tsx';
import { Notes } from './Notes.tsx';
import { Steps } from './Steps.tsx';
import { WayBack } from './WayBack.tsx';

export function UpdatesCard() {
  const { updates } = useStores();
  const view = useResource(updates);
  return (
    <Card title={<Trans>Updates</Trans>}>
      <Shown of={view} onRetry={() => void updates.load()}>
        {(value) => <View view={value} />}
      </Shown>
    </Card>
  );
}

function View({ view }: { view: UpdatesAnswer }) {
  const { i18n } = useLingui();
  const format = useFormat();
  const { state, trouble, commands, wayBack } = view;
  const why = whyNot(state, format.locale);
  return (
    <Stack gap="m">
      <p>{i18n._(updateSentence(view, format))}</p>
      {why && <p>{why}</p>}
      {trouble && <Banner kind="warn">{i18n._(lookTrouble(trouble))}</Banner>}
      {commands.length > 0 && <ByPackages commands={commands} />}
      {stepOf(state) && <Steps state={state} />}
      <Acts view={view} />
      {state.state === 'available' && <Advice view={view} />}
      <Notes offer={'offer' in state ? state.offer.notes : null} />
      {wayBack && <WayBack wayBack={wayBack} />}
    </Stack>
  );
}

function ByPackages({ commands }: { commands: readonly string[] }) {
  const { t } = useMacro();
  return (
    <Stack gap="s">
      <p>
        <Trans>Your package manager brings new versions. Whoever may administer this computer types:</Trans>
      </p>
      <Code lines={commands} label={t`What to type`} copyLabel={t`Copy what to type`} />
    </Stack>
  );
}
