/** What can be done from here about what stopped a program. */
import { Trans, useLingui } from '@lingui/react/macro';
import { ArrowRight, KeyRound, UserCheck, UserPlus } from 'lucide-react';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { CoachStory } from '../../api/types.ts';
import { assertNever } from '../../assert-never.ts';
import { Button } from '../../components/Button.tsx';
import { Code } from '../../components/Code.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { ProblemNote } from '../../words/Shown.tsx';

export function Fix({ story }: { story: CoachStory }) {
  const navigate = useNavigate();
  const { person } = story;
  const open = (path: string) => () => void navigate(path);
  switch (story.fix) {
    case 'none':
    case 'update-program':
      return null;
    case 'reset-password':
      return person === null ? null : <ResetLink address={person} />;
    case 'enable':
    case 'approve':
    case 'let-in':
      return person === null ? null : <Allow story={story} address={person} />;
    case 'add-person':
      return (
        <Row>
          <Button size="s" icon={UserPlus} onPress={open('/people')}>
            <Trans>Go to People</Trans>
          </Button>
        </Row>
      );
    case 'devices':
      return (
        <Row>
          <Button
            size="s"
            iconAfter={ArrowRight}
            onPress={open(`/people/${encodeURIComponent(person ?? '')}`)}
          >
            <Trans>Show their devices</Trans>
          </Button>
        </Row>
      );
    case 'trust':
      return (
        <Row>
          <Button size="s" iconAfter={ArrowRight} onPress={open('/connect')}>
            <Trans>How to have it trusted</Trans>
          </Button>
        </Row>
      );
    case 'values':
      return (
        <Row>
          <Button size="s" iconAfter={ArrowRight} onPress={open('/connect')}>
            <Trans>Show the right values</Trans>
          </Button>
        </Row>
      );
    default:
      return assertNever(story.fix);
  }
}

/** A link by which the person chooses a password, without anybody else learning it. */
function ResetLink({ address }: { address: string }) {
  const { t } = useLingui();
  const { connection } = useStores();
  const [link, setLink] = useState<string | null>(null);
  const make = useAction(async () => {
    const { page, uri } = await connection.client().joining.resetLink({ address });
    setLink(page ?? uri);
  });
  return (
    <Stack gap="s">
      {link === null ? (
        <Row>
          <Button
            size="s"
            icon={KeyRound}
            busy={make.busy && <Trans>Making…</Trans>}
            onPress={() => void make.run()}
          >
            <Trans>Make a link to choose another password</Trans>
          </Button>
        </Row>
      ) : (
        <Code lines={[link]} label={t`Link to choose another password`} copyLabel={t`Copy the link`} />
      )}
      {make.problem && <ProblemNote problem={make.problem} />}
    </Stack>
  );
}

function Allow({ story, address }: { story: CoachStory; address: string }) {
  const { t } = useLingui();
  const { connection, people, toasts } = useStores();
  const allow = useAction(async () => {
    const client = connection.client();
    if (story.fix === 'enable') await client.people.setDisabled({ address, disabled: false });
    else if (story.fix === 'approve') await client.joining.approve({ address });
    else await client.coach.letIn({ address, source: story.source });
    await people.load();
    toasts.show(t`${address} may try again.`);
  });
  return (
    <Stack gap="s">
      <Row>
        <Button
          size="s"
          icon={UserCheck}
          busy={allow.busy && <Trans>Allowing…</Trans>}
          onPress={() => void allow.run()}
        >
          {story.fix === 'enable' ? (
            <Trans>Enable the account</Trans>
          ) : story.fix === 'approve' ? (
            <Trans>Say yes</Trans>
          ) : (
            <Trans>Let it try again now</Trans>
          )}
        </Button>
      </Row>
      {allow.problem && <ProblemNote problem={allow.problem} />}
    </Stack>
  );
}
