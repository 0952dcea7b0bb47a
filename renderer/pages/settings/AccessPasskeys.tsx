import { Trans, useLingui } from '@lingui/react/macro';
import { Fingerprint } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import type { AccessAnswer } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Fact, Facts } from '../../components/Facts.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { TextField } from '../../components/TextField.tsx';
import type { Confirmed } from '../../parts/access/use-confirmed.tsx';
import { useAction } from '../../stores/async.ts';
import { makePasskey } from '../../stores/door.ts';
import { useStores } from '../../stores/stores.ts';
import { useFormat } from '../../words/format.ts';
import { ProblemNote } from '../../words/Shown.tsx';
import { SettingRow } from './SettingRow.tsx';

type Passkey = AccessAnswer['passkeys'][number];
type Props = { access: AccessAnswer; confirmed: Confirmed };

/** Passkeys: what opens this app with a finger, a face or a stick instead of the password. */
export function AccessPasskeys({ access, confirmed }: Props) {
  const { t } = useLingui();
  const [naming, setNaming] = useState<Passkey | 'new' | null>(null);
  const { passkeys, passkeyImpossible: why } = access;
  return (
    <>
      <SettingRow
        name={<Trans>Passkeys</Trans>}
        help={
          why === null ? (
            <Trans>
              A finger, a face or a stick instead of the password. It stays on the device it was made on.
            </Trans>
          ) : (
            <WhyNot why={why} />
          )
        }
      >
        {why === null && (
          <Button icon={Fingerprint} onPress={() => setNaming('new')}>
            <Trans>Add a passkey</Trans>
          </Button>
        )}
      </SettingRow>
      {passkeys.length > 0 && (
        <Facts label={t`Passkeys`}>
          {passkeys.map((one) => (
            <One key={one.id} passkey={one} confirmed={confirmed} onRename={() => setNaming(one)} />
          ))}
        </Facts>
      )}
      {naming !== null && <Name of={naming} confirmed={confirmed} onClose={() => setNaming(null)} />}
    </>
  );
}

function WhyNot({ why }: { why: NonNullable<AccessAnswer['passkeyImpossible']> }) {
  return why === 'ip-address' ? (
    <Trans>
      A finger or a stick instead of the password. Browsers tie passkeys to a name, and this page was opened
      by numbers: open it as http://localhost on this computer, or by its name with https.
    </Trans>
  ) : (
    <Trans>
      A finger or a stick instead of the password. Browsers allow passkeys only where the page comes
      encrypted: open it by its name with https.
    </Trans>
  );
}

function One({ passkey, confirmed, onRename }: { passkey: Passkey; confirmed: Confirmed; onRename(): void }) {
  const { t } = useLingui();
  const { connection, access } = useStores();
  const format = useFormat();
  const { name, under } = passkey;
  const since = format.date(passkey.since);
  const used = passkey.lastUsed === null ? null : format.date(passkey.lastUsed);
  const remove = useAction(async () => {
    await confirmed.run(() => connection.client().access.removePasskey({ id: passkey.id }));
    await access.load();
  });
  return (
    <>
      <Fact
        icon={Fingerprint}
        small={
          used === null ? (
            <Trans>
              For {under}, made on {since}, not used yet
            </Trans>
          ) : (
            <Trans>
              For {under}, made on {since}, last used on {used}
            </Trans>
          )
        }
        action={
          <Row>
            <Button size="s" kind="quiet" label={t`Rename the passkey ${name}`} onPress={onRename}>
              <Trans>Rename</Trans>
            </Button>
            <Button
              size="s"
              label={t`Remove the passkey ${name}`}
              busy={remove.busy && <Trans>Removing…</Trans>}
              onPress={() => void remove.run()}
            >
              <Trans>Remove</Trans>
            </Button>
          </Row>
        }
      >
        {name}
      </Fact>
      {remove.problem && (
        <li>
          <ProblemNote problem={remove.problem} />
        </li>
      )}
    </>
  );
}

/** A passkey says nothing about itself: its person names it, so as to know later which one to remove. */
function Name({ of, confirmed, onClose }: { of: Passkey | 'new'; confirmed: Confirmed; onClose(): void }) {
  const { t } = useLingui();
  const { connection, access, toasts } = useStores();
  const [name, setName] = useState(of === 'new' ? '' : of.name);
  const save = useAction(async () => {
    const client = connection.client().access;
    if (of !== 'new') await client.renamePasskey({ id: of.id, name: name.trim() });
    else {
      const options = await confirmed.run(() => client.passkeyOptions());
      const response = await makePasskey(options).catch(() => {
        throw new DOMException('given up', 'AbortError');
      });
      await client.addPasskey({ name: name.trim(), response });
      toasts.show(t`The passkey opens this app from now on.`);
    }
    onClose();
    await access.load();
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== '') void save.run();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={of === 'new' ? <Trans>Which device is it?</Trans> : <Trans>What shall it be called?</Trans>}
    >
      <form onSubmit={submit}>
        <Stack gap="m">
          <TextField
            autoFocus
            label={<Trans>Name of the passkey</Trans>}
            value={name}
            onChange={setName}
            maxLength={100}
            placeholder={t`Sophie’s laptop`}
          />
          {save.problem && <ProblemNote problem={save.problem} />}
          <Row>
            <Button type="submit" kind="primary" busy={save.busy && <Trans>Waiting for the device…</Trans>}>
              {of === 'new' ? <Trans>Make the passkey</Trans> : <Trans>Rename it</Trans>}
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
