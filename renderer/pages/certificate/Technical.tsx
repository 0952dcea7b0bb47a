import { Trans, useLingui } from '@lingui/react/macro';
import type { CertificateStatus } from '../../api/types.ts';
import { Code } from '../../components/Code.tsx';
import { Fold } from '../../components/Fold.tsx';
import { Stack } from '../../components/Page.tsx';
import { Values } from '../../components/Values.tsx';
import { useFormat } from '../../words/format.ts';

/** Every exact value a technician asks for. Never the private key. */
export function Technical({ status }: { status: CertificateStatus }) {
  const { t } = useLingui();
  const format = useFormat();
  const { current, renewal, sourceName, keepsKey, orderLog } = status;
  if (current === null) return null;
  const moment = (at: number) => `${format.date(at)}, ${format.time(at)}`;
  const window = renewal?.window;
  const rows = [
    { name: t`Made for`, value: current.subject },
    { name: t`Made by`, value: current.issuer },
    ...(sourceName ? [{ name: t`Obtained from`, value: sourceName }] : []),
    { name: t`Names`, value: current.names.join(', ') },
    { name: t`Good from`, value: moment(current.validFrom), choice: true },
    { name: t`Good until`, value: moment(current.validUntil), choice: true },
    ...(window
      ? [
          {
            name: t`The authority wants it renewed`,
            value: `${moment(window.start)} – ${moment(window.end)}`,
            choice: true,
          },
        ]
      : []),
    { name: t`Serial number`, value: current.serial },
    { name: t`Fingerprint (SHA-256)`, value: current.fingerprint },
    { name: t`Key`, value: current.keyType },
    { name: t`Public key (TLSA 3 1 1)`, value: current.publicKey },
    {
      name: t`Next key`,
      value: keepsKey
        ? t`the same again, because the domain’s TLSA records name it`
        : t`a new one at each renewal`,
      choice: true,
    },
    {
      name: t`Chain`,
      value: current.chain.map(({ subject, issuer }) => `${subject} ← ${issuer}`).join('; '),
    },
  ];
  return (
    <Fold title={<Trans>For technicians</Trans>} aside={current.keyType}>
      <Stack gap="m">
        <Values rows={rows} copyLabel={(field) => t`Copy the value of ${field}`} />
        {orderLog.length > 0 && (
          <Code lines={orderLog} label={t`The last order, line by line`} copyLabel={t`Copy these lines`} />
        )}
      </Stack>
    </Fold>
  );
}
