import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { Team } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { TextField } from '../../components/TextField.tsx';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { ProblemNote } from '../../words/Shown.tsx';

export function RenameTeam({ team }: { team: Team }) {
  const { t } = useLingui();
  const { connection, teams, toasts } = useStores();
  const [label, setLabel] = useState(team.label);
  const rename = useAction(async (next: string) => {
    await connection.client().teams.rename({ id: team.id, label: next });
    await teams.load();
    return true;
  });
  const name = label.trim();
  const changed = name !== '' && name !== team.label;
  const save = async () => {
    const before = team.label;
    if (!(await rename.run(name))) return;
    toasts.show(t`The team is called ${name} now.`, async () => void (await rename.run(before)));
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (changed) void save();
      }}
    >
      <Stack gap="s">
        <TextField
          label={<Trans>Name of the team</Trans>}
          value={label}
          onChange={setLabel}
          maxLength={200}
          help={
            <Trans>
              The group in the contact lists, the room and the bookmarks take it. The room’s address stays.
            </Trans>
          }
        />
        {changed && (
          <Row>
            <Button type="submit" size="s" busy={rename.busy && <Trans>Changing…</Trans>}>
              <Trans>Change the name</Trans>
            </Button>
          </Row>
        )}
        {rename.problem && <ProblemNote problem={rename.problem} />}
      </Stack>
    </form>
  );
}
