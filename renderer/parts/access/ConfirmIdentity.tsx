import { Trans } from '@lingui/react/macro';
import { useEffect, useState } from 'react';
import { useNavigate } from 'react-router';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { toProblem } from '../../stores/async.ts';
import { type AccessWays, askWays, type NotIn } from '../../stores/door.ts';
import { useStores } from '../../stores/stores.ts';
import { GiveKey } from './GiveKey.tsx';

/** Whether it is still the same person who sits there. */
export function ConfirmIdentity({ onDone }: { onDone(confirmed: boolean): void }) {
  const [ways, setWays] = useState<AccessWays | null>(null);
  useEffect(() => {
    let here = true;
    void askWays().then((found) => here && setWays(found));
    return () => {
      here = false;
    };
  }, []);
  if (ways === null) return null;
  const nothing = !ways.password && !ways.passkey;
  return nothing ? <SetOneFirst onDone={onDone} /> : <Give ways={ways} onDone={onDone} />;
}

function Give({ ways, onDone }: { ways: AccessWays; onDone(confirmed: boolean): void }) {
  const { connection } = useStores();
  /** What was given counts for this page's line, and no other of the same browser. */
  async function claim(ticket: string | null): Promise<NotIn | null> {
    try {
      await connection.client().access.claim({ ticket: ticket ?? '' });
      onDone(true);
      return null;
    } catch (error) {
      return { because: toProblem(error).code === 'access.confirm' ? 'ended' : 'lost' };
    }
  }
  return (
    <Dialog open onClose={() => onDone(false)} title={<Trans>Is it still you?</Trans>}>
      <p>
        <Trans>This is weighty, so Chatelaine asks once more. The answer counts for five minutes.</Trans>
      </p>
      <GiveKey
        what="confirm"
        ways={ways}
        act={<Trans>Go on</Trans>}
        onGiven={claim}
        beside={
          <Button kind="quiet" onPress={() => onDone(false)}>
            <Trans>Leave it</Trans>
          </Button>
        }
      />
    </Dialog>
  );
}

function SetOneFirst({ onDone }: { onDone(confirmed: boolean): void }) {
  const navigate = useNavigate();
  return (
    <Dialog
      open
      onClose={() => onDone(false)}
      title={<Trans>First, a password</Trans>}
      actions={
        <>
          <Button autoFocus onPress={() => onDone(false)}>
            <Trans>Not now</Trans>
          </Button>
          <Button
            kind="primary"
            onPress={() => {
              onDone(false);
              void navigate('/settings');
            }}
          >
            <Trans>Go to Settings</Trans>
          </Button>
        </>
      }
    >
      <p>
        <Trans>
          This is weighty, so Chatelaine wants to know who sits there. Set a password on Settings, under “Who
          may open this app”, then come back.
        </Trans>
      </p>
    </Dialog>
  );
}
