import { useLingui } from '@lingui/react';
import { Trans } from '@lingui/react/macro';
import { Fingerprint } from 'lucide-react';
import { type FormEvent, type ReactNode, useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { PasswordField } from '../../components/PasswordField.tsx';
import { type AccessWays, type For, givePasskey, givePassword, type NotIn } from '../../stores/door.ts';
import { notInWords } from '../../words/access.ts';
import css from './access.module.css';

type Props = {
  what: For;
  ways: AccessWays;
  /** What the button says. */
  act: ReactNode;
  /** With what confirms the page's own line; null for none. Resolves to why it did not, after all. */
  onGiven(ticket: string | null): Promise<NotIn | null>;
  /** Another button beside it. */
  beside?: ReactNode;
};

/** The password or a passkey, whichever there is. */
export function GiveKey({ what, ways, act, onGiven, beside }: Props) {
  const { i18n } = useLingui();
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState<'password' | 'passkey' | null>(null);
  const [why, setWhy] = useState<NotIn | null>(null);

  async function give(by: 'password' | 'passkey'): Promise<void> {
    if (busy !== null) return;
    setBusy(by);
    setWhy(null);
    const given = by === 'password' ? await givePassword(what, password) : await givePasskey(what);
    const refused = given.in ? await onGiven(given.ticket) : given;
    setBusy(null);
    if (refused === null) return;
    setWhy(refused);
    if (refused.because === 'wrong') setPassword('');
  }
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (password !== '') void give('password');
  };
  const said = why && i18n._(notInWords(why));
  return (
    <Stack gap="m">
      {ways.passkey && (
        <Button
          kind={ways.password ? 'plain' : 'primary'}
          icon={Fingerprint}
          busy={busy === 'passkey' && <Trans>Waiting for the passkey…</Trans>}
          onPress={() => void give('passkey')}
        >
          <Trans>Use a passkey</Trans>
        </Button>
      )}
      {ways.password ? (
        <form onSubmit={submit}>
          <Stack gap="m">
            {/* WHY: keepers of passwords file them under a name, and a password without one is not offered again. */}
            <input
              className={css.name}
              type="text"
              name="username"
              autoComplete="username"
              defaultValue="chatelaine"
              readOnly
              tabIndex={-1}
              aria-hidden="true"
            />
            <PasswordField
              known
              autoFocus
              label={<Trans>Password</Trans>}
              value={password}
              onChange={setPassword}
              problem={said}
            />
            <Row>
              <Button type="submit" kind="primary" busy={busy === 'password' && <Trans>Looking…</Trans>}>
                {act}
              </Button>
              {beside}
            </Row>
          </Stack>
        </form>
      ) : (
        <>
          {said && <p role="status">{said}</p>}
          {beside}
        </>
      )}
    </Stack>
  );
}
