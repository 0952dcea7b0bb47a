/**
 * Pidgin 2.14, the words as it shows them (its own catalogues, English and French).
 */
import { Trans, useLingui } from '@lingui/react/macro';
import type { ConnectValues, Person } from '../../api/types.ts';
import { ProgramSteps } from './ProgramSteps.tsx';

export function PidginSteps({ person, values }: { person: Person; values: ConnectValues }) {
  const { t } = useLingui();
  const password = t`the password you handed over`;
  return (
    <ProgramSteps
      steps={[
        {
          id: 'open',
          text: (
            <Trans>
              In Pidgin, open the menu <b>Accounts</b>, <b>Manage Accounts</b>, then <b>Add…</b>
            </Trans>
          ),
        },
        {
          id: 'basic',
          text: (
            <Trans>
              On the tab <b>Basic</b>:
            </Trans>
          ),
          rows: [
            { name: t({ message: 'Protocol', context: 'Pidgin' }), value: 'XMPP', choice: true },
            { name: t({ message: 'Username', context: 'Pidgin' }), value: person.username },
            { name: t({ message: 'Domain', context: 'Pidgin' }), value: person.host },
            { name: t({ message: 'Resource', context: 'Pidgin' }), value: t`leave it empty`, choice: true },
            { name: t({ message: 'Password', context: 'Pidgin' }), value: password, choice: true },
          ],
        },
        {
          id: 'advanced',
          text: (
            <Trans>
              On the tab <b>Advanced</b>:
            </Trans>
          ),
          rows: [
            {
              name: t({ message: 'Connection security', context: 'Pidgin' }),
              value: t({ message: 'Require encryption', context: 'Pidgin' }),
              choice: true,
            },
            { name: t({ message: 'Connect port', context: 'Pidgin' }), value: String(values.ports.starttls) },
            {
              name: t({ message: 'Connect server', context: 'Pidgin' }),
              value: values.addresses[0] ?? values.domain,
              note: <Trans>Only if the computer does not find the server by its name.</Trans>,
            },
          ],
        },
        {
          id: 'go',
          text: (
            <Trans>
              Press <b>Add</b>. If Pidgin asks whether to accept the certificate, compare the fingerprint with
              the one shown here.
            </Trans>
          ),
        },
      ]}
    />
  );
}
