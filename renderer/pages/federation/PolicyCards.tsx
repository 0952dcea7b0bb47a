import { useLingui } from '@lingui/react';
import { Trans, useLingui as useMacro } from '@lingui/react/macro';
import { Globe, House, ListChecks } from 'lucide-react';
import type { FederationPolicy } from '../../api/types.ts';
import { ChoiceCards } from '../../components/ChoiceCards.tsx';
import { Stack } from '../../components/Page.tsx';
import { policyWord } from '../../words/federation.ts';
import { ProblemNote } from '../../words/Shown.tsx';
import { usePolicyChange } from './use-company.ts';

/** With whom colleagues can talk. Done at once, and taken back as a whole. */
export function PolicyCards({ policy }: { policy: FederationPolicy }) {
  const { i18n } = useLingui();
  const { t } = useMacro();
  const { busy, problem, change } = usePolicyChange(policy);
  return (
    <Stack gap="s">
      <ChoiceCards<FederationPolicy>
        label={t`With whom colleagues can talk`}
        value={policy}
        onChange={(next) => void change(next, t`With whom colleagues can talk was changed.`)}
        options={[
          {
            id: 'open',
            icon: Globe,
            title: i18n._(policyWord('open')),
            text: <Trans>As with mail: any company that has a chat server, except those you keep out.</Trans>,
          },
          {
            id: 'listed',
            icon: ListChecks,
            title: i18n._(policyWord('listed')),
            text: <Trans>Partners you name. All others are refused, and are told so.</Trans>,
          },
          {
            id: 'closed',
            icon: House,
            title: i18n._(policyWord('closed')),
            text: <Trans>Colleagues talk among themselves. The doors for other companies stay shut.</Trans>,
          },
        ]}
      />
      <p className="small muted" role="status">
        {busy ? (
          <Trans>Changing…</Trans>
        ) : (
          <Trans>
            Conversations among colleagues are not touched. To open or shut the doors the server restarts for
            a moment; devices come back by themselves.
          </Trans>
        )}
      </p>
      {problem && <ProblemNote problem={problem} />}
    </Stack>
  );
}
