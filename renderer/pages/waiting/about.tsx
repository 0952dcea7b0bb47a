/** For whom an invitation is, in words. */
import { Trans } from '@lingui/react/macro';
import type { Invitation } from '../../api/types.ts';
import { latest, useResource } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';

export function About({ invitation }: { invitation: Invitation }) {
  const { kind, username, displayName, inviter, host } = invitation;
  const address = `${username}@${host}`;
  if (kind === 'reset') return <Trans>A new password for {address}</Trans>;
  if (kind === 'contact') return <Trans>From {inviter}, to a contact</Trans>;
  if (username === '') return <Trans>For whoever has the link</Trans>;
  if (displayName === '') return <Trans>For {address}</Trans>;
  return (
    <Trans>
      For {displayName}, {address}
    </Trans>
  );
}

/** The name of its team, where there is one. */
export function useTeamOf({ team }: Invitation): string | null {
  const teams = latest(useResource(useStores().teams));
  if (team === '') return null;
  return teams?.find(({ id }) => id === team)?.label ?? team;
}
