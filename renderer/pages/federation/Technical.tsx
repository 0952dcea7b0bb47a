import { Trans, useLingui } from '@lingui/react/macro';
import type { FederationProblem } from '../../api/types.ts';
import { Fold } from '../../components/Fold.tsx';
import { Values } from '../../components/Values.tsx';
import { useFormat } from '../../words/format.ts';

/** What a technician, or the other company's administrator, asks for: exactly, with copy. */
export function Technical({ problem, flush = false }: { problem: FederationProblem; flush?: boolean }) {
  const { t } = useLingui();
  const format = useFormat();
  const { code, direction, at, target, detail, certificate } = problem;
  const rows = [
    { name: t`Code`, value: code },
    {
      name: t`Direction`,
      value: direction === 'out' ? t`from here to them` : t`from them to here`,
      choice: true,
    },
    { name: t`When`, value: `${format.date(at)}, ${format.timeSeconds(at)}`, choice: true },
    ...(target === null ? [] : [{ name: t`Server and port`, value: target }]),
    ...(detail === null ? [] : [{ name: t`Exactly`, value: detail }]),
    ...(certificate === null
      ? []
      : [
          { name: t`Certificate made for`, value: certificate.subject },
          { name: t`Certificate made by`, value: certificate.issuer },
          { name: t`Certificate good until`, value: format.date(certificate.expires), choice: true },
        ]),
  ];
  return (
    <Fold flush={flush} title={<Trans>For technicians</Trans>} aside={code}>
      <Values stacked rows={rows} copyLabel={(field) => t`Copy the value of ${field}`} />
    </Fold>
  );
}
