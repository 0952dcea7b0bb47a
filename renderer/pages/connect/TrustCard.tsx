import { Trans, useLingui } from '@lingui/react/macro';
import { CircleCheck, CircleDashed, RefreshCw, ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import type { TrustAnswer, TrustSteps } from '../../api/types.ts';
import { PromiseLine } from '../../components/Banner.tsx';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { Code } from '../../components/Code.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { Pill } from '../../components/Pill.tsx';
import { Select } from '../../components/Select.tsx';
import { latest, useAction, useResource } from '../../stores/async.ts';
import { useNow } from '../../stores/now.ts';
import { useStores } from '../../stores/stores.ts';
import { useFormat } from '../../words/format.ts';
import { ProblemNote, Shown } from '../../words/Shown.tsx';
import { SYSTEM_NAMES, TrustByHand } from './TrustByHand.tsx';
import css from './TrustCard.module.css';

/** Whether this machine trusts the authority, and the exact steps for each kind of computer. */
export function TrustCard() {
  const stores = useStores();
  const trust = useResource(stores.trust);
  const steps = useResource(stores.trustSteps);
  return (
    <Card title={<Trans>Let a computer trust it</Trans>}>
      <Stack gap="m">
        <p className="small muted">
          <Trans>
            Once per computer. Without it, programs warn about the certificate or refuse to connect.
          </Trans>
        </p>
        <Shown of={trust} onRetry={() => void stores.trust.load()}>
          {(answer) => <Here answer={answer} checking={trust.state === 'busy'} />}
        </Shown>
        <Shown of={steps} onRetry={() => void stores.trustSteps.load()}>
          {(value) => <Steps steps={value} />}
        </Shown>
      </Stack>
    </Card>
  );
}

/** The machine Chatelaine runs on: asked, and changed where that is allowed. */
function Here({ answer, checking }: { answer: TrustAnswer; checking: boolean }) {
  const { t } = useLingui();
  const stores = useStores();
  const format = useFormat();
  const now = useNow(15_000);
  const hostname = latest(useResource(stores.info))?.hostname ?? '';
  const ago = format.ago(answer.at, Math.max(now, answer.at));
  const set = useAction(async (trusted: boolean) => {
    await stores.connection.client().connect.trustHere({ trusted });
    await stores.trust.load();
    return true;
  });
  const change = async (trusted: boolean) => {
    if (!(await set.run(trusted))) return;
    stores.toasts.show(
      trusted
        ? t`This computer trusts your authority now.`
        : t`This computer no longer trusts your authority.`,
      async () => void (await set.run(!trusted)),
    );
  };
  return (
    <div className={css.here}>
      <Row>
        <Pill icon={answer.trusted ? CircleCheck : CircleDashed}>
          {answer.trusted ? (
            <Trans>
              <b>{hostname}</b> (the computer of the server) trusts it.
            </Trans>
          ) : (
            <Trans>
              <b>{hostname}</b> (the computer of the server) does not trust it yet.
            </Trans>
          )}
        </Pill>
        <span className="small muted">
          <Trans>Asked {ago}</Trans>
        </span>
      </Row>
      <Row>
        <Button
          size="s"
          icon={RefreshCw}
          busy={checking && <Trans>Asking…</Trans>}
          onPress={() => void stores.trust.load()}
        >
          <Trans>Check again</Trans>
        </Button>
        {answer.possibleHere && (
          <Button
            size="s"
            icon={ShieldCheck}
            busy={set.busy && <Trans>Changing…</Trans>}
            onPress={() => void change(!answer.trusted)}
          >
            {answer.trusted ? <Trans>Stop trusting it here</Trans> : <Trans>Trust it on this computer</Trans>}
          </Button>
        )}
      </Row>
      {answer.possibleHere && !answer.trusted && (
        <PromiseLine>
          <Trans>
            Adds one certificate to this computer’s list. It can vouch for your domain, this computer and
            private network addresses only. You can take it off again.
          </Trans>
        </PromiseLine>
      )}
      {set.problem && <ProblemNote problem={set.problem} />}
    </div>
  );
}

function Steps({ steps }: { steps: readonly TrustSteps[] }) {
  const { t } = useLingui();
  const [system, setSystem] = useState<TrustSteps['system'] | null>(null);
  const chosen = steps.find((step) => step.system === system) ?? steps.find(({ here }) => here) ?? steps[0];
  const stores = useStores();
  const fileName = latest(useResource(stores.authorityFile))?.fileName;
  if (chosen === undefined) return null;
  // On another computer there is no such path: there the downloaded file lies in the folder the terminal is in.
  const lines = (commands: readonly string[]) =>
    chosen.here || fileName === undefined
      ? commands
      : commands.map((line) => line.replaceAll(chosen.file, fileName));
  return (
    <div className={css.steps}>
      <Select<TrustSteps['system']>
        label={<Trans>Kind of computer or program</Trans>}
        value={chosen.system}
        onChange={setSystem}
        options={steps.map((step) => ({
          id: step.system,
          label: SYSTEM_NAMES[step.system],
          aside: step.here ? t`like this computer` : undefined,
        }))}
      />
      {chosen.commands.length > 0 ? (
        <Stack gap="s">
          <p className="small">
            {chosen.here ? (
              <Trans>Open a terminal on this computer, and type as administrator:</Trans>
            ) : (
              <Trans>
                Download the certificate, open a terminal in its folder, and type as administrator:
              </Trans>
            )}
          </p>
          <Code lines={lines(chosen.commands)} label={t`Commands`} copyLabel={t`Copy the commands`} />
        </Stack>
      ) : (
        <TrustByHand system={chosen.system} file={fileName ?? chosen.file} />
      )}
      {chosen.undo.length > 0 && (
        <Stack gap="s">
          <p className="small">
            <Trans>To take it back later:</Trans>
          </p>
          <Code
            lines={lines(chosen.undo)}
            label={t`Commands to take it back`}
            copyLabel={t`Copy the commands to take it back`}
          />
        </Stack>
      )}
    </div>
  );
}
