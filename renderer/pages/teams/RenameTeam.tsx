import { Trans, useLingui } from '@lingui/react/macro';
import type { Team } from '../../api/types.ts';
import { NameForm } from '../../parts/rename/NameForm.tsx';
import { useStores } from '../../stores/stores.ts';

export function RenameTeam({ team }: { team: Team }) {
  const { t } = useLingui();
  const { connection, teams } = useStores();
  return (
    <NameForm
      label={<Trans>Name of the team</Trans>}
      help={
        <Trans>
          The group in the contact lists, the room and the bookmarks take it. The room’s address stays.
        </Trans>
      }
      name={team.label}
      required
      rename={async (label) => {
        await connection.client().teams.rename({ id: team.id, label });
        await teams.load();
      }}
      done={(name) => t`The team is called ${name} now.`}
    />
  );
}
