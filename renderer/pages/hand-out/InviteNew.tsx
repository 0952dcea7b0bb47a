import { Trans, useLingui } from '@lingui/react/macro';
import { UserPlus } from 'lucide-react';
import { useState } from 'react';
import type { Invitation } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { Row } from '../../components/Page.tsx';
import { TextField } from '../../components/TextField.tsx';
import { latest, useAction, useResource } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { ProblemNote } from '../../words/Shown.tsx';
import css from './page.module.css';
import { usernameOf } from './usual.ts';

const DAYS = 14;

/** A sheet with an invitation: whoever has it makes the account, and chooses the password. */
export function InviteNew({ onInvited }: { onInvited(made: Invitation): void }) {
  const { i18n } = useLingui();
  const stores = useStores();
  const domain = latest(useResource(stores.overview))?.domain ?? '';
  const [name, setName] = useState('');
  const [typed, setTyped] = useState<string | null>(null);
  const username = typed ?? usernameOf(name);
  const invite = useAction(async () => {
    const language = i18n.locale === 'fr' ? ('fr' as const) : ('en' as const);
    const wish = { username, displayName: name.trim(), days: DAYS, language };
    onInvited(await stores.connection.client().joining.invite(wish));
    setName('');
    setTyped(null);
  });
  return (
    <div className={css.group}>
      <TextField label={<Trans>First and last name</Trans>} value={name} onChange={setName} maxLength={200} />
      <TextField
        label={<Trans>For which address</Trans>}
        value={username}
        onChange={setTyped}
        suffix={`@${domain}`}
        mono
      />
      <p className="small muted">
        <Trans>
          The sheet holds an invitation, good once, for {DAYS} days. The password is chosen by whoever comes
          in with it.
        </Trans>
      </p>
      <Row>
        <Button
          icon={UserPlus}
          busy={invite.busy && <Trans>Making…</Trans>}
          onPress={() => void (username !== '' && invite.run())}
        >
          <Trans>Make a sheet</Trans>
        </Button>
      </Row>
      {invite.problem && <ProblemNote problem={invite.problem} />}
    </div>
  );
}
