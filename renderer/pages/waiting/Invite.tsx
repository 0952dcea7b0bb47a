import { Trans, useLingui } from '@lingui/react/macro';
import { Send } from 'lucide-react';
import { useState } from 'react';
import type { Invitation, InviteLanguage, InviteWish } from '../../api/types.ts';
import { Banner } from '../../components/Banner.tsx';
import { Button } from '../../components/Button.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { Segmented } from '../../components/Segmented.tsx';
import { HandOver } from '../../parts/invitation/HandOver.tsx';
import { latest, useAction, useResource } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { useFormat } from '../../words/format.ts';
import { proposeUsername } from '../../words/login.ts';
import { ProblemNote } from '../../words/Shown.tsx';
import { ForOne, ForSeveral, Further, NOBODY } from './InviteFields.tsx';

type For = 'one' | 'several';

/** What is filled in; the address follows the name until somebody types another. */
export type Draft = {
  displayName: string;
  typed: string | null;
  times: number;
  team: string;
  by: string | null;
  language: InviteLanguage;
  domain: string | null;
};

type Days = '1' | '7' | '30';

export function Invite() {
  const { t, i18n } = useLingui();
  const stores = useStores();
  const { connection, invitations } = stores;
  const people = latest(useResource(stores.people)) ?? [];
  const fresh: Draft = {
    ...{ displayName: '', typed: null, times: 5, team: '', by: null, domain: null },
    language: i18n.locale === 'fr' ? 'fr' : 'en',
  };
  const [draft, setDraft] = useState(fresh);
  const [whom, setWhom] = useState<For>('one');
  const [days, setDays] = useState<Days>('7');
  const set = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
  const taken = new Set(people.map(({ username }) => username));
  const username = draft.typed ?? proposeUsername(draft.displayName, taken);
  // Whoever administers is who sits here, more often than not.
  const by = draft.by ?? people.find(({ admin, disabled }) => admin && !disabled)?.address ?? NOBODY;
  const invite = useAction(async () => {
    const { team, language, domain, displayName, times } = draft;
    const wish: InviteWish = {
      ...{ days: Number(days), language },
      ...(whom === 'one' ? { username, displayName: displayName.trim() } : { username: '', times }),
      ...(team !== '' && { team }),
      ...(by !== NOBODY && { by }),
      ...(domain !== null && { domain }),
    };
    const made = await connection.client().joining.invite(wish);
    await invitations.load();
    setDraft({ ...fresh, team, language, by: draft.by, domain });
    return made;
  });
  const made = invite.async.state === 'done' ? invite.async.value : null;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void invite.run();
      }}
    >
      <Stack gap="s">
        <Row>
          <Segmented<For>
            label={t`For how many`}
            value={whom}
            onChange={setWhom}
            options={[
              { id: 'one', label: <Trans>For one person</Trans> },
              { id: 'several', label: <Trans>For several</Trans> },
            ]}
          />
          <Segmented<Days>
            label={t`How long the invitation is good`}
            value={days}
            onChange={setDays}
            options={[
              { id: '1', label: <Trans>1 day</Trans> },
              { id: '7', label: <Trans>1 week</Trans> },
              { id: '30', label: <Trans>30 days</Trans> },
            ]}
          />
        </Row>
        {whom === 'one' ? (
          <ForOne draft={draft} username={username} set={set} />
        ) : (
          <ForSeveral draft={draft} set={set} />
        )}
        <Further draft={draft} by={by} set={set} />
        <Row>
          <Button type="submit" kind="primary" icon={Send} busy={invite.busy && <Trans>Making it…</Trans>}>
            <Trans>Make an invitation</Trans>
          </Button>
        </Row>
        {invite.problem && <ProblemNote problem={invite.problem} />}
        {made && <Made invitation={made} />}
      </Stack>
    </form>
  );
}

function Made({ invitation }: { invitation: Invitation }) {
  const until = useFormat().date(invitation.expires);
  const times = invitation.usesLeft;
  return (
    <>
      <HandOver key={invitation.token} invitation={invitation} />
      <Banner kind="info" live>
        {times > 1 ? (
          <Trans>
            Up to {times} people may come in with it, each with an address of their own; it works until{' '}
            {until}.
          </Trans>
        ) : (
          <Trans>
            Send it to one person. Whoever opens it first gets the account; it works until {until}.
          </Trans>
        )}
      </Banner>
    </>
  );
}
