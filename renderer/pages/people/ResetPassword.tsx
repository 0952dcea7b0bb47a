import { Trans, useLingui } from '@lingui/react/macro';
import { KeyRound, Link2 } from 'lucide-react';
import { useState } from 'react';
import type { Person } from '../../api/types.ts';
import { Banner } from '../../components/Banner.tsx';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { Secret } from '../../components/Secret.tsx';
import { HandOver } from '../../parts/invitation/HandOver.tsx';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { useFormat } from '../../words/format.ts';
import { nameOf } from '../../words/presence.ts';
import { ProblemNote } from '../../words/Shown.tsx';
import { PasswordChoice, type PasswordWish } from './PasswordChoice.tsx';

/** By a link, with which nobody else learns it; or at once, so it asks, and the new one is shown once. */
export function ResetPassword({ person }: { person: Person }) {
  const { t } = useLingui();
  const { connection } = useStores();
  const [asking, setAsking] = useState(false);
  const [wish, setWish] = useState<PasswordWish>({ kind: 'proposed' });
  const [made, setMade] = useState<string | null>(null);
  const name = nameOf(person);
  const format = useFormat();
  const reset = useAction(async () => {
    const password = wish.kind === 'chosen' ? wish.password : undefined;
    return await connection.client().people.resetPassword({ address: person.address, password });
  });
  const link = useAction(() => connection.client().joining.resetLink({ address: person.address }));
  const sent = link.async.state === 'done' ? link.async.value : null;
  const until = sent && format.date(sent.expires);
  const confirm = async () => {
    const answer = await reset.run();
    if (answer === undefined) return;
    setMade(answer.password);
    setAsking(false);
    setWish({ kind: 'proposed' });
  };
  return (
    <Stack gap="s">
      <Row>
        <Button icon={KeyRound} onPress={() => setAsking(true)}>
          <Trans>New password…</Trans>
        </Button>
        <Button
          icon={Link2}
          busy={link.busy && <Trans>Making it…</Trans>}
          label={t`Link for a new password of ${name}`}
          onPress={() => void link.run()}
        >
          <Trans>Link for a new password</Trans>
        </Button>
      </Row>
      {link.problem && <ProblemNote problem={link.problem} />}
      {sent && (
        <>
          <HandOver key={sent.token} invitation={sent} />
          <Banner kind="info" live>
            <Trans>
              It works once, until {until}; links made before it do not work any more. The present password
              holds until the new one is set.
            </Trans>
          </Banner>
        </>
      )}
      {made && (
        <>
          <Banner kind="info" live>
            <Trans>
              The new password of <b>{name}</b>. It is shown this once: hand it over now.
            </Trans>
          </Banner>
          <Secret value={made} label={<Trans>Password</Trans>} copyLabel={t`Copy the password of ${name}`} />
        </>
      )}
      <Dialog
        open={asking}
        onClose={() => setAsking(false)}
        title={<Trans>Give {name} a new password?</Trans>}
        actions={
          <>
            <Button autoFocus onPress={() => setAsking(false)}>
              <Trans>Keep the old one</Trans>
            </Button>
            <Button
              kind="primary"
              busy={reset.busy && <Trans>Changing…</Trans>}
              disabledBecause={
                wish.kind === 'chosen' && wish.password === '' ? t`Type a password first.` : null
              }
              onPress={() => void confirm()}
            >
              <Trans>Change the password</Trans>
            </Button>
          </>
        }
      >
        <p>
          <Trans>
            The old one stops working at once. Each device asks for the new one the next time it connects.
          </Trans>
        </p>
        <PasswordChoice wish={wish} onChange={setWish} />
        {reset.problem && <ProblemNote problem={reset.problem} />}
      </Dialog>
    </Stack>
  );
}
