import { Trans, useLingui } from '@lingui/react/macro';
import { Ban } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { Empty } from '../../components/Empty.tsx';
import { Fact, Facts } from '../../components/Facts.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { TextField } from '../../components/TextField.tsx';
import { useResource } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { ProblemNote, Shown } from '../../words/Shown.tsx';
import { useKeepOut } from './use-keep-out.ts';

/** Servers and addresses nobody here exchanges anything with; each entry can be taken back. */
export function KeptOut() {
  const { t } = useLingui();
  const { keptOut } = useStores();
  const list = useResource(keptOut);
  const [typed, setTyped] = useState('');
  const { busy, problem, keepOut, letIn } = useKeepOut();
  const submit = async () => {
    if (await keepOut(typed.trim())) setTyped('');
  };
  return (
    <Card title={<Trans>Kept out of your server</Trans>}>
      <Stack gap="m">
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (typed.trim() !== '') void submit();
          }}
        >
          <Stack gap="s">
            <TextField
              label={<Trans>A server, or somebody elsewhere</Trans>}
              value={typed}
              onChange={setTyped}
              mono
              maxLength={3071}
              placeholder="spam.example"
              help={
                <Trans>
                  Nobody here gets anything from there, nor can write there. Other people of the same server
                  are not concerned when you name one person.
                </Trans>
              }
              problem={problem && <ProblemNote problem={problem} />}
            />
            <Row>
              <Button
                type="submit"
                icon={Ban}
                busy={busy && <Trans>Changing…</Trans>}
                disabledBecause={typed.trim() === '' ? t`Type an address first.` : null}
              >
                <Trans>Keep out</Trans>
              </Button>
            </Row>
          </Stack>
        </form>
        <Shown of={list} onRetry={() => void keptOut.load()}>
          {(entries) =>
            entries.length === 0 ? (
              <Empty icon={Ban} title={<Trans>Nobody is kept out.</Trans>} />
            ) : (
              <Facts label={t`Kept out of your server`}>
                {entries.toSorted().map((address) => (
                  <Fact
                    key={address}
                    icon={Ban}
                    action={
                      <Button
                        size="s"
                        label={t`Let in again: ${address}`}
                        onPress={() => void letIn(address)}
                      >
                        <Trans>Let in again</Trans>
                      </Button>
                    }
                  >
                    {address}
                  </Fact>
                ))}
              </Facts>
            )
          }
        </Shown>
      </Stack>
    </Card>
  );
}
