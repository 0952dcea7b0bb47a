/** The teams a new person is in from the start. */
import { Trans, useLingui } from '@lingui/react/macro';
import type { Team } from '../../api/types.ts';
import { CheckList } from '../../components/CheckList.tsx';
import { Stack } from '../../components/Page.tsx';

/** A team of everybody is meant for who comes next as well. `addresses`: those who are here, at the teams' own domain. */
export const teamsOfAll = (teams: readonly Team[], addresses: readonly string[]): string[] =>
  addresses.length < 2
    ? []
    : teams
        .filter(({ members }) => addresses.every((address) => members.includes(address)))
        .map(({ id }) => id);

export function TeamsChoice({
  teams,
  values,
  onChange,
}: {
  teams: readonly Team[];
  values: readonly string[];
  onChange(values: string[]): void;
}) {
  const { t } = useLingui();
  if (teams.length === 0) return null;
  return (
    <Stack gap="s">
      <b aria-hidden>
        <Trans>Teams</Trans>
      </b>
      <CheckList
        label={t`Teams`}
        values={values}
        onChange={onChange}
        options={teams
          .toSorted((a, b) => a.label.localeCompare(b.label))
          .map(({ id, label }) => ({ id, title: label }))}
      />
      <p className="small muted">
        <Trans>Its people and this person see each other at once, and its room opens by itself.</Trans>
      </p>
    </Stack>
  );
}
