import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Undo2 } from 'lucide-react';
import { useState } from 'react';
import type { FirewallState } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { Code } from '../../components/Code.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Fact, Facts } from '../../components/Facts.tsx';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { ProblemNote } from '../../words/Shown.tsx';

/** Rules of ours that were kept, and the way back. */
export function Kept({ state, kept }: { state: FirewallState; kept: number }) {
  const { t } = useLingui();
  const { firewall, connection } = useStores();
  const [asking, setAsking] = useState(false);
  const undo = useAction(async () => {
    firewall.replace(await connection.client().firewall.undo());
    setAsking(false);
  });
  const byHand = state.access === 'by-hand';
  return (
    <>
      <Facts>
        <Fact
          icon={Undo2}
          small={
            <Trans>They carry Chatelaine’s mark, and are found by it whenever they are taken back.</Trans>
          }
          action={
            <Button size="s" onPress={() => setAsking(true)}>
              <Trans>Take Chatelaine’s rules back</Trans>
            </Button>
          }
        >
          <Plural
            value={kept}
            one="One rule of this firewall was added by Chatelaine."
            other="# rules of this firewall were added by Chatelaine."
          />
        </Fact>
      </Facts>
      <Dialog
        open={asking}
        onClose={() => setAsking(false)}
        title={<Trans>Take Chatelaine’s rules back?</Trans>}
        actions={
          byHand ? (
            <Button autoFocus onPress={() => setAsking(false)}>
              <Trans>Close</Trans>
            </Button>
          ) : (
            <>
              <Button autoFocus onPress={() => setAsking(false)}>
                <Trans>Leave them</Trans>
              </Button>
              <Button
                kind="primary"
                busy={undo.busy && <Trans>Taking them back…</Trans>}
                onPress={() => void undo.run()}
              >
                <Trans>Take them back</Trans>
              </Button>
            </>
          )
        }
      >
        <p>
          <Trans>
            The firewall is then exactly as it was before Chatelaine. Whoever is connected stays so; from
            outside, nobody new comes in where these rules had opened the way. You can add them again at any
            time.
          </Trans>
        </p>
        {byHand && (
          <Code
            lines={[state.byHand.undo]}
            label={t`The command that takes them back`}
            copyLabel={t`Copy the command that takes them back`}
          />
        )}
        {undo.problem && <ProblemNote problem={undo.problem} />}
      </Dialog>
    </>
  );
}
