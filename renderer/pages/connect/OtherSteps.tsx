import { Trans, useLingui } from '@lingui/react/macro';
import type { ConnectValues, Person } from '../../api/types.ts';
import { Values } from '../../components/Values.tsx';

/** Any other program that speaks XMPP: the values under their technical names. */
export function OtherSteps({ person, values }: { person: Person; values: ConnectValues }) {
  const { t } = useLingui();
  return (
    <>
      <p className="muted small">
        <Trans>
          Most programs ask for the address and the password only. The other values are for programs that ask
          for more.
        </Trans>
      </p>
      <Values
        copyLabel={(name) => t`Copy the value of ${name}`}
        rows={[
          { name: t`Address (JID)`, value: person.address },
          { name: t`Server (host)`, value: values.addresses[0] ?? values.domain },
          { name: t`Port with STARTTLS`, value: String(values.ports.starttls) },
          { name: t`Port with direct TLS`, value: String(values.ports.direct) },
          ...values.addresses.slice(1).map((address, index) => {
            const number = index + 2;
            return { name: t`Server, address ${number}`, value: address };
          }),
        ]}
      />
    </>
  );
}
