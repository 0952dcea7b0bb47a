import { Trans, useLingui } from '@lingui/react/macro';
import { UsersRound } from 'lucide-react';
import { useNavigate } from 'react-router';
import type { Person } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { latest, useResource } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { nameOf } from '../../words/presence.ts';

/** The teams somebody is in; each leads to it, where people are added and taken out. */
export function TheirTeams({ person }: { person: Person }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const teams = latest(useResource(useStores().teams));
  if (teams === undefined) return null;
  const name = nameOf(person);
  const theirs = teams
    .filter(({ members }) => members.includes(person.address))
    .sort((a, b) => a.label.localeCompare(b.label));
  return (
    <Stack gap="s">
      <b>
        <Trans>Teams</Trans>
      </b>
      {theirs.length === 0 ? (
        <p className="small muted">
          <Trans>{name} is in no team.</Trans>
        </p>
      ) : (
        <Row>
          {theirs.map(({ id, label }) => (
            <Button
              key={id}
              size="s"
              icon={UsersRound}
              label={t`Open the team: ${label}`}
              onPress={() => void navigate(`/people/teams/${encodeURIComponent(id)}`)}
            >
              {label}
            </Button>
          ))}
        </Row>
      )}
    </Stack>
  );
}
