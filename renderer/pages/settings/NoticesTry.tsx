import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { NoticeWay, WayTrial } from '../../api/types.ts';
import { Banner } from '../../components/Banner.tsx';
import { Button } from '../../components/Button.tsx';
import { Code } from '../../components/Code.tsx';
import { Fold } from '../../components/Fold.tsx';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { useFormat } from '../../words/format.ts';
import { useWayProblem } from '../../words/notices.ts';
import { ProblemNote } from '../../words/Shown.tsx';

/** Tells a test now, and says how it went. */
export function TryWay({ way, onTried }: { way: NoticeWay; onTried?: (trial: WayTrial) => void }) {
  const { t } = useLingui();
  const { connection, toasts } = useStores();
  const format = useFormat();
  const [trial, setTrial] = useState<WayTrial | null>(null);
  const attempt = useAction(async () => {
    const answer = await connection.client().notices.test({ way });
    setTrial(answer);
    onTried?.(answer);
    if (answer.ok && answer.told.length > 0) {
      const whom = format.list(answer.told);
      toasts.show(t`A test is on its way to ${whom}.`);
    }
    return true;
  });
  // A reader hears which one; it begins with what is seen, for those who speak to their computer.
  const names = { desktop: t`Try it: on the screen`, xmpp: t`Try it: by chat`, mail: t`Send a test mail` };
  return (
    <>
      <Button
        size="s"
        onPress={() => void attempt.run()}
        busy={attempt.busy && <Trans>Trying…</Trans>}
        label={names[way]}
      >
        {way === 'mail' ? <Trans>Send a test mail</Trans> : <Trans>Try it</Trans>}
      </Button>
      {attempt.problem && <ProblemNote problem={attempt.problem} />}
      {!onTried && trial && !trial.ok && <WayTrouble trial={trial} />}
    </>
  );
}

/** Why a way does not work and what helps, with the other side's own words one click deeper. */
export function WayTrouble({ trial }: { trial: Extract<WayTrial, { ok: false }> }) {
  const { t } = useLingui();
  const problem = useWayProblem();
  return (
    <Banner kind="warn" live>
      {problem(trial.problem)}
      {trial.said && (
        <Fold title={<Trans>As it was answered</Trans>} flush>
          <Code lines={[trial.said]} label={t`As it was answered`} copyLabel={t`Copy the answer`} />
        </Fold>
      )}
    </Banner>
  );
}
