import { Trans, useLingui } from '@lingui/react/macro';
import { Check, UserCheck } from 'lucide-react';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { Applicant } from '../../api/types.ts';
import { Avatar } from '../../components/Avatar.tsx';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx';
import { Empty } from '../../components/Empty.tsx';
import { Fact, Facts } from '../../components/Facts.tsx';
import { Row } from '../../components/Page.tsx';
import { latest, useAction, useResource } from '../../stores/async.ts';
import { useNow } from '../../stores/now.ts';
import { useStores } from '../../stores/stores.ts';
import { useFormat } from '../../words/format.ts';
import { ProblemNote, Shown } from '../../words/Shown.tsx';

/** Who asked for an account from their program. */
export function Applicants() {
  const { t } = useLingui();
  const stores = useStores();
  const waiting = useResource(stores.waiting);
  return (
    <Card title={<Trans>Asking for an account</Trans>}>
      <Shown of={waiting} onRetry={() => void stores.waiting.load()}>
        {(list) =>
          list.length === 0 ? (
            <Nobody />
          ) : (
            <Facts label={t`Asking for an account`}>
              {list.map((applicant) => (
                <One key={applicant.address} applicant={applicant} />
              ))}
            </Facts>
          )
        }
      </Shown>
    </Card>
  );
}

function Nobody() {
  const navigate = useNavigate();
  const rule = latest(useResource(useStores().joiningRule));
  return (
    <Empty
      icon={UserCheck}
      title={<Trans>Nobody asks.</Trans>}
      action={
        <Button size="s" onPress={() => void navigate('/settings')}>
          <Trans>Change who may join</Trans>
        </Button>
      }
    >
      {rule === 'approval' ? (
        <Trans>Anyone may ask from a program; you decide here.</Trans>
      ) : rule === 'anyone' ? (
        <Trans>Whoever finds your server gets an account at once, without asking.</Trans>
      ) : (
        <Trans>Only people you add or invite get an account.</Trans>
      )}
    </Empty>
  );
}

function One({ applicant }: { applicant: Applicant }) {
  const { t } = useLingui();
  const { connection, waiting, toasts } = useStores();
  const format = useFormat();
  const now = useNow(60_000);
  const [asking, setAsking] = useState(false);
  const { address, username } = applicant;
  const ago = format.ago(applicant.askedAt, now);
  const decide = useAction(async (how: 'approve' | 'refuse') => {
    await connection.client().joining[how]({ address });
    await waiting.load();
    return true;
  });
  const letIn = async () => {
    if (await decide.run('approve')) toasts.show(t`${address} can log in now.`);
  };
  const refuse = async () => {
    if (!(await decide.run('refuse'))) return;
    setAsking(false);
    toasts.show(t`${address} was refused.`);
  };
  return (
    <>
      <Fact
        lead={<Avatar name={username} />}
        small={
          <Trans>
            Asked {ago}, from {applicant.from}
          </Trans>
        }
        action={
          <Row>
            <Button
              size="s"
              icon={Check}
              busy={decide.busy && <Trans>Deciding…</Trans>}
              label={t`Let in ${address}`}
              onPress={() => void letIn()}
            >
              <Trans>Let in</Trans>
            </Button>
            <Button size="s" label={t`Refuse ${address}…`} onPress={() => setAsking(true)}>
              <Trans>Refuse…</Trans>
            </Button>
          </Row>
        }
      >
        {address}
      </Fact>
      {decide.problem && (
        <li>
          <ProblemNote problem={decide.problem} />
        </li>
      )}
      <ConfirmDialog
        open={asking}
        onClose={() => setAsking(false)}
        title={<Trans>Refuse {address}?</Trans>}
        keep={<Trans>Let it wait</Trans>}
        act={<Trans>Refuse</Trans>}
        busy={decide.busy && <Trans>Deciding…</Trans>}
        onConfirm={() => void refuse()}
      >
        <p>
          <Trans>
            The request and its password are deleted, and the address is free again. That cannot be undone,
            but anyone may ask once more.
          </Trans>
        </p>
      </ConfirmDialog>
    </>
  );
}
