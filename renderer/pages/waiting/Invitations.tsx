import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Mail } from 'lucide-react';
import type { Invitation } from '../../api/types.ts';
import { Card } from '../../components/Card.tsx';
import { Empty } from '../../components/Empty.tsx';
import { Facts } from '../../components/Facts.tsx';
import { Fold } from '../../components/Fold.tsx';
import { Stack } from '../../components/Page.tsx';
import { useResource } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { Shown } from '../../words/Shown.tsx';
import { EndedInvitation } from './EndedInvitation.tsx';
import { Invite } from './Invite.tsx';
import { OpenInvitation } from './OpenInvitation.tsx';

/** Links that let somebody make an account, whatever the rule is; and, apart from them, links for a new password. */
export function Invitations() {
  const stores = useStores();
  const invitations = useResource(stores.invitations);
  return (
    <>
      <Card title={<Trans>Invitations</Trans>}>
        <Stack gap="m">
          <Invite />
          <Shown of={invitations} onRetry={() => void stores.invitations.load()}>
            {(list) => <List list={list.filter(({ kind }) => kind !== 'reset')} />}
          </Shown>
        </Stack>
      </Card>
      <Shown of={invitations}>
        {(list) => <Resets list={list.filter(({ kind }) => kind === 'reset')} />}
      </Shown>
    </>
  );
}

const isOpen = ({ state }: Invitation) => state === 'open';

function List({ list }: { list: readonly Invitation[] }) {
  const { t } = useLingui();
  const open = list.filter(isOpen);
  return (
    <>
      {open.length === 0 ? (
        <Empty icon={Mail} title={<Trans>No invitation is out.</Trans>} />
      ) : (
        <Facts label={t`Invitations`}>
          {open.map((invitation) => (
            <OpenInvitation key={invitation.token} invitation={invitation} />
          ))}
        </Facts>
      )}
      <Ended list={list} />
    </>
  );
}

/** What became of the others: who came in, and when. */
function Ended({ list }: { list: readonly Invitation[] }) {
  const { t } = useLingui();
  const ended = list.filter((one) => !isOpen(one));
  if (ended.length === 0) return null;
  return (
    <Fold
      title={<Trans>Those that ended in the last 30 days</Trans>}
      aside={<Plural value={ended.length} one="# invitation" other="# invitations" />}
      remember="invitations-ended"
    >
      <Facts label={t`Invitations that ended`}>
        {ended.map((invitation) => (
          <EndedInvitation key={invitation.token} invitation={invitation} />
        ))}
      </Facts>
    </Fold>
  );
}

/** Nobody is invited by these: they are for people who are here already. */
function Resets({ list }: { list: readonly Invitation[] }) {
  const { t } = useLingui();
  if (list.length === 0) return null;
  const [open, ended] = [list.filter(isOpen), list.filter((one) => !isOpen(one))];
  return (
    <Card title={<Trans>Links for a new password</Trans>}>
      <p className="small muted">
        <Trans>You make them at a person, under Account. Only the latest link of a person works.</Trans>
      </p>
      <Facts label={t`Links for a new password`}>
        {open.map((invitation) => (
          <OpenInvitation key={invitation.token} invitation={invitation} />
        ))}
        {ended.slice(0, 10).map((invitation) => (
          <EndedInvitation key={invitation.token} invitation={invitation} />
        ))}
      </Facts>
    </Card>
  );
}
