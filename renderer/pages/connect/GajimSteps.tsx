/**
 * Gajim 1.7, the words as it shows them (its own catalogues, English and French).
 */
import { Trans, useLingui } from '@lingui/react/macro';
import type { ConnectValues, Person } from '../../api/types.ts';
import { ProgramSteps } from './ProgramSteps.tsx';

export function GajimSteps({ person, values }: { person: Person; values: ConnectValues }) {
  const { t } = useLingui();
  const password = t`the password you handed over`;
  return (
    <ProgramSteps
      steps={[
        {
          id: 'open',
          text: (
            <Trans>
              In Gajim, open the menu <b>Accounts</b>, then <b>Add Account…</b>
            </Trans>
          ),
        },
        {
          id: 'login',
          text: <Trans>Fill in:</Trans>,
          rows: [
            { name: t({ message: 'Your XMPP address', context: 'Gajim' }), value: person.address },
            { name: t({ message: 'Your password', context: 'Gajim' }), value: password, choice: true },
          ],
        },
        {
          id: 'advanced',
          text: (
            <Trans>
              If the computer does not find the server by its name: tick <b>Advanced Settings</b> first, and
              on the next page fill in:
            </Trans>
          ),
          rows: [
            {
              name: t({ message: 'Hostname', context: 'Gajim' }),
              value: values.addresses[0] ?? values.domain,
            },
            { name: t({ message: 'Port', context: 'Gajim' }), value: String(values.ports.starttls) },
            { name: t({ message: 'Type', context: 'Gajim' }), value: 'START TLS', choice: true },
          ],
        },
        {
          id: 'go',
          text: (
            <Trans>
              Press <b>Log In</b>. If Gajim says that the certificate could not be verified, let the computer
              trust the authority first (below).
            </Trans>
          ),
        },
      ]}
    />
  );
}
