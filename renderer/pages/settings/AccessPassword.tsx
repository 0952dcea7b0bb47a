import { useLingui } from '@lingui/react';
import { Trans, useLingui as useMacro } from '@lingui/react/macro';
import { type FormEvent, useState } from 'react';
import type { AccessAnswer } from '../../api/types.ts';
import { PromiseLine } from '../../components/Banner.tsx';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { PasswordField } from '../../components/PasswordField.tsx';
import type { Confirmed } from '../../parts/access/use-confirmed.tsx';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { weakWords } from '../../words/access.ts';
import { useFormat } from '../../words/format.ts';
import { ProblemNote } from '../../words/Shown.tsx';
import { SettingRow } from './SettingRow.tsx';

type Props = { access: AccessAnswer; confirmed: Confirmed };

/** The password of these pages: set, changed, taken away. */
export function AccessPassword({ access: { password }, confirmed }: Props) {
  const { t } = useMacro();
  const { connection, access, toasts } = useStores();
  const format = useFormat();
  const [choosing, setChoosing] = useState(false);
  const remove = useAction(async () => {
    await confirmed.run(() => connection.client().access.removePassword());
    await access.load();
    toasts.show(t`The password was taken away. From now on a browser comes in by a link.`);
  });
  const since = password && format.date(password.since);
  return (
    <>
      <SettingRow
        name={<Trans>Password of this app</Trans>}
        help={
          password ? (
            <Trans>Set on {since}. It opens this app in any browser that can reach it.</Trans>
          ) : (
            <Trans>None yet: each browser comes in by a link from the terminal.</Trans>
          )
        }
      >
        <Button onPress={() => setChoosing(true)}>
          {password ? <Trans>Change the password</Trans> : <Trans>Set a password</Trans>}
        </Button>
        {password && (
          <Button
            kind="quiet"
            busy={remove.busy && <Trans>Taking it away…</Trans>}
            onPress={() => void remove.run()}
          >
            <Trans>Take it away</Trans>
          </Button>
        )}
      </SettingRow>
      {remove.problem && <ProblemNote problem={remove.problem} />}
      {choosing && <Choose confirmed={confirmed} onClose={() => setChoosing(false)} />}
    </>
  );
}

function Choose({ confirmed, onClose }: { confirmed: Confirmed; onClose(): void }) {
  const { i18n } = useLingui();
  const { t } = useMacro();
  const { connection, access, toasts } = useStores();
  const [password, setPassword] = useState('');
  const set = useAction(async () => {
    await confirmed.run(() => connection.client().access.setPassword({ password }));
    toasts.show(t`The password is set. All other browsers were logged out.`);
    onClose();
    await access.load();
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void set.run();
  };
  const weak = set.problem?.code === 'access.password-weak' ? set.problem.data : null;
  return (
    <Dialog open onClose={onClose} title={<Trans>Which password shall open this app?</Trans>}>
      <form onSubmit={submit}>
        <Stack gap="m">
          <PasswordField
            autoFocus
            label={<Trans>New password</Trans>}
            value={password}
            onChange={setPassword}
            help={
              <Trans>
                At least 12 characters. Four words that do not belong together are good, and easy to keep.
              </Trans>
            }
            problem={weak && i18n._(weakWords(weak.reason, weak.minimum))}
          />
          {set.problem && !weak && <ProblemNote problem={set.problem} />}
          <PromiseLine>
            <Trans>
              It is kept as a fingerprint only. If it is forgotten, whoever may use the terminal of this
              computer sets another: chatelaine password set
            </Trans>
          </PromiseLine>
          <Row>
            <Button type="submit" kind="primary" busy={set.busy && <Trans>Setting it…</Trans>}>
              <Trans>Use this password</Trans>
            </Button>
            <Button kind="quiet" onPress={onClose}>
              <Trans>Leave it</Trans>
            </Button>
          </Row>
        </Stack>
      </form>
    </Dialog>
  );
}
