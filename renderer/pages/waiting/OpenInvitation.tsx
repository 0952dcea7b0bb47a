import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { KeyRound, Mail, QrCode } from 'lucide-react';
import { useState } from 'react';
import type { Invitation } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { Fact } from '../../components/Facts.tsx';
import { Row } from '../../components/Page.tsx';
import { HandOver } from '../../parts/invitation/HandOver.tsx';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { useFormat } from '../../words/format.ts';
import { linkOf } from '../../words/invitation.ts';
import { ProblemNote } from '../../words/Shown.tsx';
import { About, useTeamOf } from './about.tsx';
import { CameIn } from './CameIn.tsx';
import css from './waiting.module.css';

/** One that works: for whom, until when, handed over again, taken back and brought back. */
export function OpenInvitation({ invitation }: { invitation: Invitation }) {
  const { t } = useLingui();
  const { connection, invitations, toasts } = useStores();
  const format = useFormat();
  const [shown, setShown] = useState(false);
  const { token, kind, expires, usesLeft } = invitation;
  const until = format.date(expires);
  const team = useTeamOf(invitation);
  const act = useAction(async (how: 'revoke' | 'restore') => {
    await connection.client().joining[how]({ token });
    await invitations.load();
    return true;
  });
  const takeBack = async () => {
    if (!(await act.run('revoke'))) return;
    toasts.show(
      kind === 'reset' ? t`The link does not work any more.` : t`The invitation does not work any more.`,
      async () => void (await act.run('restore')),
    );
  };
  return (
    <>
      <Fact
        icon={kind === 'reset' ? KeyRound : Mail}
        small={
          <>
            <Trans>Good until {until}</Trans>
            {usesLeft > 1 && (
              <>
                {' · '}
                <Plural value={usesLeft} one="for # more person" other="for # more people" />
              </>
            )}
            {team !== null && (
              <>
                {' · '}
                <Trans>team {team}</Trans>
              </>
            )}
            <CameIn used={invitation.used} />
          </>
        }
        action={
          <Row>
            <Button size="s" icon={QrCode} onPress={() => setShown(!shown)}>
              {shown ? <Trans>Hide it</Trans> : <Trans>Hand it over</Trans>}
            </Button>
            <CopyButton value={linkOf(invitation)} label={t`Copy the invitation`} />
            <Button
              size="s"
              busy={act.busy && <Trans>Taking it back…</Trans>}
              onPress={() => void takeBack()}
            >
              <Trans>Take back</Trans>
            </Button>
          </Row>
        }
      >
        <About invitation={invitation} />
      </Fact>
      {shown && (
        <li className={css.inside}>
          <HandOver invitation={invitation} />
        </li>
      )}
      {act.problem && (
        <li>
          <ProblemNote problem={act.problem} />
        </li>
      )}
    </>
  );
}
