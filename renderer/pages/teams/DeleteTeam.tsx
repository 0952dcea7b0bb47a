import { Trans, useLingui } from '@lingui/react/macro';
import { Trash2 } from 'lucide-react';
import { useNavigate } from 'react-router';
import type { Team } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { ProblemNote } from '../../words/Shown.tsx';

/** Nothing is lost, so it is done at once and can be taken back: the same people, and the same room taken up again. */
export function DeleteTeam({ team }: { team: Team }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const { connection, teams, toasts } = useStores();
  const { id, label, members } = team;
  const again = useAction(async () => {
    await connection.client().teams.create({ id, label, members });
    await teams.load();
  });
  const remove = useAction(async () => {
    await connection.client().teams.remove({ id, room: 'stays' });
    await teams.load();
    return true;
  });
  const run = async () => {
    if (!(await remove.run())) return;
    toasts.show(t`The team ${label} is no more. Its people and its room are still there.`, async () => {
      await again.run();
    });
    void navigate('/people/teams');
  };
  return (
    <Stack gap="s">
      <Row>
        <Button
          kind="danger"
          icon={Trash2}
          busy={remove.busy && <Trans>Deleting…</Trans>}
          onPress={() => void run()}
        >
          <Trans>Delete this team</Trans>
        </Button>
      </Row>
      <p className="small muted">
        <Trans>
          The people keep their accounts, and the room stays, with what was said and whoever is in it now. On
          the contact lists only those remain who added each other themselves.
        </Trans>
      </p>
      {remove.problem && <ProblemNote problem={remove.problem} />}
    </Stack>
  );
}
