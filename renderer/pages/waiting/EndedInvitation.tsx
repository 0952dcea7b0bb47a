import { Trans } from '@lingui/react/macro';
import { Clock, MailX, Undo2, UserCheck } from 'lucide-react';
import type { Invitation } from '../../api/types.ts';
import { assertNever } from '../../assert-never.ts';
import { Button } from '../../components/Button.tsx';
import { Fact } from '../../components/Facts.tsx';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { useFormat } from '../../words/format.ts';
import { ProblemNote } from '../../words/Shown.tsx';
import { About } from './about.tsx';
import { CameIn } from './CameIn.tsx';

const ICONS = { open: Clock, used: UserCheck, expired: Clock, revoked: MailX } as const;

/** What became of one; one that was taken back can be brought back until it would have run out. */
export function EndedInvitation({ invitation }: { invitation: Invitation }) {
  const { connection, invitations } = useStores();
  const { token, state, expires, used } = invitation;
  const restore = useAction(async () => {
    await connection.client().joining.restore({ token });
    await invitations.load();
  });
  const canReturn = state === 'revoked' && expires > Date.now();
  return (
    <>
      <Fact
        icon={ICONS[state]}
        tone={state === 'used' ? 'ok' : undefined}
        small={
          <>
            <End invitation={invitation} />
            <CameIn used={used} />
          </>
        }
        action={
          canReturn && (
            <Button
              size="s"
              icon={Undo2}
              busy={restore.busy && <Trans>Bringing it back…</Trans>}
              onPress={() => void restore.run()}
            >
              <Trans>Bring back</Trans>
            </Button>
          )
        }
      >
        <About invitation={invitation} />
      </Fact>
      {restore.problem && (
        <li>
          <ProblemNote problem={restore.problem} />
        </li>
      )}
    </>
  );
}

function End({ invitation: { state, endedAt, expires } }: { invitation: Invitation }) {
  const format = useFormat();
  const day = format.date(endedAt ?? expires);
  switch (state) {
    case 'used':
      return <Trans>Used on {day}</Trans>;
    case 'expired':
      return <Trans>Ran out on {day}</Trans>;
    case 'revoked':
      return <Trans>Taken back on {day}</Trans>;
    case 'open':
      return <Trans>Good until {day}</Trans>;
    default:
      return assertNever(state);
  }
}
