import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { WebChat } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { Row } from '../../components/Page.tsx';
import { Switch } from '../../components/Switch.tsx';
import { TextField } from '../../components/TextField.tsx';
import { useAction, useResource } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { ProblemNote, Shown } from '../../words/Shown.tsx';
import { SettingRow } from './SettingRow.tsx';

/** The chat in the browser: on or off, and the office's name on it. */
export function WebChatSection() {
  const stores = useStores();
  const webchat = useResource(stores.webchat);
  return (
    <Card title={<Trans>Chat in the browser</Trans>}>
      <Shown of={webchat} onRetry={() => void stores.webchat.load()}>
        {(value) => <Choices key={value.name} value={value} />}
      </Shown>
    </Card>
  );
}

function Choices({ value: { on, name, address } }: { value: WebChat }) {
  const { t } = useLingui();
  const { connection, webchat, toasts } = useStores();
  const [typed, setTyped] = useState(name);
  const set = useAction(async (wish: { on?: boolean; name?: string }) => {
    webchat.replace(await connection.client().webchat.set(wish));
    return true;
  });
  const turn = async (isOn: boolean) => {
    if (!(await set.run({ on: isOn }))) return;
    toasts.show(
      isOn ? t`The chat in the browser is on.` : t`The chat in the browser is off.`,
      async () => void (await set.run({ on: !isOn })),
    );
  };
  const rename = async () => {
    if (!(await set.run({ name: typed.trim() }))) return;
    // The row is drawn anew by then, with the new name.
    toasts.show(t`The name on the chat page was changed.`, async () => {
      webchat.replace(await connection.client().webchat.set({ name }));
    });
  };
  return (
    <>
      <SettingRow
        name={<Trans>A page to chat on</Trans>}
        help={
          <Trans>
            For colleagues on a computer without a chat program: they log in with their address and password.
          </Trans>
        }
      >
        <Switch isOn={on} onChange={(isOn) => void turn(isOn)}>
          {set.busy ? <Trans>Changing…</Trans> : on ? <Trans>On</Trans> : <Trans>Off</Trans>}
          <span className="sr">
            <Trans>A page to chat on</Trans>
          </span>
        </Switch>
      </SettingRow>
      {on && (
        <>
          <SettingRow name={<Trans>Its address</Trans>}>
            <a className="mono" href={address} target="_blank" rel="noreferrer">
              {address}
            </a>
            <CopyButton value={address} label={t`Copy the address of the chat page`} />
          </SettingRow>
          <SettingRow name={<Trans>The name on it</Trans>} help={<Trans>Empty: your domain.</Trans>}>
            <form
              onSubmit={(event) => {
                event.preventDefault();
                if (typed.trim() !== name) void rename();
              }}
            >
              <Row>
                <TextField
                  label={
                    <span className="sr">
                      <Trans>The name on it</Trans>
                    </span>
                  }
                  value={typed}
                  onChange={setTyped}
                  maxLength={100}
                  placeholder={t`Martin Joinery`}
                />
                {typed.trim() !== name && (
                  <Button type="submit">
                    <Trans>Change the name</Trans>
                  </Button>
                )}
              </Row>
            </form>
          </SettingRow>
        </>
      )}
      {set.problem && <ProblemNote problem={set.problem} />}
    </>
  );
}
