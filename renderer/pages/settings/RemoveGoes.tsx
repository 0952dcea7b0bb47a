import { Trans, useLingui } from '@lingui/react/macro';
import { Trash2 } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useNavigate } from 'react-router';
import type { FactoryPlan } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { TextField } from '../../components/TextField.tsx';
import { useConfirmed } from '../../parts/access/use-confirmed.tsx';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { ProblemNote } from '../../words/Shown.tsx';

/** The last step: the office's own name typed, so that it is not done by a slip of the hand. */
export function RemoveGoes({ plan, onStarted }: { plan: FactoryPlan; onStarted(jobId: string): void }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const { connection } = useStores();
  const confirmed = useConfirmed();
  const [typed, setTyped] = useState('');
  const domain = plan.goes.find(({ what }) => what === 'people')?.details[0] ?? '';
  const same = typed.trim().toLowerCase() === domain;
  const start = useAction(async () => {
    const wish = { ...plan.wish, domain: typed.trim() };
    const { jobId } = await confirmed.run(() => connection.client().factory.start(wish));
    onStarted(jobId);
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (same) void start.run();
  };
  return (
    <Card title={<Trans>Do it</Trans>}>
      <form onSubmit={submit}>
        <Stack gap="m">
          {domain !== '' && (
            <TextField
              label={
                <Trans>
                  Type your domain, <code>{domain}</code>
                </Trans>
              }
              value={typed}
              onChange={setTyped}
              mono
              maxLength={253}
            />
          )}
          {start.problem && <ProblemNote problem={start.problem} />}
          <Row>
            <Button onPress={() => void navigate('/settings')}>
              <Trans>Leave everything as it is</Trans>
            </Button>
            <Button
              type="submit"
              kind="danger"
              icon={Trash2}
              busy={start.busy && <Trans>Beginning…</Trans>}
              disabledBecause={same ? null : t`The name is not typed yet.`}
            >
              {plan.wish.what === 'reset' ? (
                <Trans>Set Chatelaine back</Trans>
              ) : (
                <Trans>Take everything away</Trans>
              )}
            </Button>
          </Row>
        </Stack>
      </form>
      {confirmed.dialog}
    </Card>
  );
}
