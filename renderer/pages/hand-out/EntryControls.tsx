import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { KeyRound, Link } from 'lucide-react';
import type { Invitation } from '../../api/types.ts';
import { Banner } from '../../components/Banner.tsx';
import { Button } from '../../components/Button.tsx';
import { Row } from '../../components/Page.tsx';
import { PasswordField } from '../../components/PasswordField.tsx';
import { Segmented } from '../../components/Segmented.tsx';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { ProblemNote } from '../../words/Shown.tsx';
import type { ControlsProps } from './Controls.tsx';
import type { EntryKind } from './HandOutPage.tsx';
import css from './page.module.css';

/** Long enough for whoever is away for a week. */
const DAYS = 7;

/** What gets a person in. Nothing is made before it is asked for: a new link or password puts an end to the old one. */
export function EntryControls(props: ControlsProps) {
  const { chosen, kind, ready } = props;
  const { t } = useLingui();
  return (
    <div className={css.group}>
      <h2>
        <Trans>How they come in</Trans>
      </h2>
      <Segmented<EntryKind>
        label={t`How they come in`}
        value={kind}
        onChange={props.onKind}
        options={[
          { id: 'link', label: <Trans>Link</Trans> },
          { id: 'password', label: <Trans>Password</Trans> },
          { id: 'known', label: <Trans>They know</Trans> },
        ]}
      />
      {kind === 'link' && <ByLink {...props} />}
      {kind === 'password' && <ByPassword {...props} />}
      {kind === 'known' && (
        <p className="small muted">
          <Trans>Nothing on the sheet opens an account: their address and the steps only.</Trans>
        </p>
      )}
      {kind !== 'known' && ready && (
        <Banner kind="info" live>
          <Plural
            value={chosen.length}
            one="On the sheet now. It is gone when you leave this page."
            other="On the # sheets now. They are gone when you leave this page."
          />
        </Banner>
      )}
    </div>
  );
}

function ByLink({ chosen, onLinks, ready }: ControlsProps) {
  const { connection } = useStores();
  const make = useAction(async () => {
    for (const { address } of chosen) {
      const made: Invitation = await connection.client().joining.resetLink({ address, days: DAYS });
      onLinks({ [address]: made });
    }
    return true;
  });
  return (
    <>
      <p className="small muted">
        <Trans>
          They choose a password of their own; nobody else ever sees it. The link works once, for {DAYS} days.
          An earlier one stops working; until then the old password stays.
        </Trans>
      </p>
      <Row>
        <Button
          kind={ready ? 'plain' : 'primary'}
          icon={Link}
          busy={make.busy && <Trans>Making…</Trans>}
          onPress={() => void make.run()}
        >
          <Plural value={chosen.length} one="Make the link" other="Make # links" />
        </Button>
      </Row>
      {make.problem && <ProblemNote problem={make.problem} />}
    </>
  );
}

function ByPassword({ chosen, passwords, onPasswords, ready }: ControlsProps) {
  const { connection } = useStores();
  const only = chosen.length === 1 ? chosen[0]! : null;
  const make = useAction(async () => {
    for (const { address } of chosen) {
      const { password } = await connection.client().people.resetPassword({ address });
      onPasswords({ [address]: password });
    }
    return true;
  });
  return (
    <>
      <p className="small muted">
        <Trans>
          A link is better: whoever finds the sheet later has nothing. The password is kept nowhere.
        </Trans>
      </p>
      {only && (
        <PasswordField
          label={<Trans>The password you have given</Trans>}
          value={passwords[only.address] ?? ''}
          onChange={(password) => onPasswords({ [only.address]: password })}
        />
      )}
      <Row>
        <Button
          kind={ready ? 'plain' : 'primary'}
          icon={KeyRound}
          busy={make.busy && <Trans>Making…</Trans>}
          onPress={() => void make.run()}
        >
          <Plural value={chosen.length} one="Give a new password" other="Give # new passwords" />
        </Button>
      </Row>
      <p className="small muted">
        <Trans>The old password stops working at once, on every device.</Trans>
      </p>
      {make.problem && <ProblemNote problem={make.problem} />}
    </>
  );
}
