/** An office whose colleagues do not see each other yet: one click puts them all on each other's contact lists. */
import { Trans, useLingui } from '@lingui/react/macro';
import { UsersRound } from 'lucide-react';
import type { Person } from '../../api/types.ts';
import { Banner } from '../../components/Banner.tsx';
import { Button } from '../../components/Button.tsx';
import { latest, useAction, useResource } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { ProblemNote } from '../../words/Shown.tsx';

/** What a team takes at once (contract/teams.ts). */
const MOST = 200;

/** Nothing where there is a team, or nobody to see. */
export function Everybody({ people }: { people: readonly Person[] }) {
  const { t } = useLingui();
  const stores = useStores();
  const { connection, teams, toasts } = stores;
  const known = latest(useResource(teams));
  const first = latest(useResource(stores.overview))?.domain;
  const members = people
    .filter(({ disabled, host }) => !disabled && host === first)
    .map(({ address }) => address)
    .slice(0, MOST);
  const undo = useAction(async (id: string) => {
    await connection.client().teams.remove({ id, room: 'goes' });
    await teams.load();
  });
  const make = useAction(async () => {
    const team = await connection.client().teams.create({ label: t`Everybody`, members });
    await teams.load();
    toasts.show(t`Everybody sees everybody now.`, () => undo.run(team.id));
  });
  if (known === undefined || known.length > 0 || members.length < 2) return null;
  return (
    <Banner
      kind="info"
      icon={UsersRound}
      action={
        <Button size="s" busy={make.busy && <Trans>Making…</Trans>} onPress={() => void make.run()}>
          <Trans>Let everybody see everybody</Trans>
        </Button>
      }
    >
      <Trans>
        <b>Contact lists are empty.</b> Nobody sees the others until somebody adds them one by one, or until
        they are in a team, which also gives them a room of their own.
      </Trans>
      {make.problem && <ProblemNote problem={make.problem} />}
    </Banner>
  );
}
