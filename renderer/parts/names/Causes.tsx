import { Trans, useLingui } from '@lingui/react/macro';
import type { DoctorFinding } from '../../api/types.ts';
import { Cause } from '../../components/Cause.tsx';
import { Code } from '../../components/Code.tsx';
import { Fact, Facts } from '../../components/Facts.tsx';
import { Fold } from '../../components/Fold.tsx';
import { Stack } from '../../components/Page.tsx';
import { useRecordWords } from '../../words/dns.ts';
import { causesOf } from './arrange.ts';

/** Never more than three at a time. */
const MOST = 3;
const TONES = { broken: 'bad', warning: 'warn', info: 'info' } as const;

/** What is in the way, each with what follows from it folded under it, and how we know. */
export function Causes({ findings }: { findings: readonly DoctorFinding[] }) {
  const causes = causesOf([...findings]);
  const rest = causes.slice(MOST);
  return (
    <>
      {causes.slice(0, MOST).map(({ root, effects }) => (
        <OneCause key={`${root.code} ${root.subject}`} root={root} effects={effects} />
      ))}
      {rest.length > 0 && (
        <Fold title={<Trans>Further findings</Trans>} aside={rest.length}>
          <Stack gap="m">
            {rest.map(({ root, effects }) => (
              <OneCause key={`${root.code} ${root.subject}`} root={root} effects={effects} />
            ))}
          </Stack>
        </Fold>
      )}
    </>
  );
}

function OneCause({ root, effects }: { root: DoctorFinding; effects: readonly DoctorFinding[] }) {
  const { t } = useLingui();
  const words = useRecordWords();
  const { cause, effect, fix } = words.finding(root);
  return (
    <Cause
      tone={TONES[root.severity]}
      eyebrow={root.severity === 'info' ? <Trans>Worth knowing</Trans> : <WhoMends {...root} />}
      title={cause}
      folds={
        <>
          {effects.length > 0 && (
            <Fold flush title={<Trans>What follows from this</Trans>} aside={effects.length}>
              <Facts>
                {effects.map((finding) => (
                  <Fact key={`${finding.code} ${finding.subject}`} small={words.finding(finding).effect}>
                    {words.finding(finding).cause}
                  </Fact>
                ))}
              </Facts>
            </Fold>
          )}
          {root.evidence.length > 0 && (
            <Fold flush title={<Trans>How we know</Trans>} aside={root.subject}>
              <Code
                lines={[...root.evidence]}
                label={t`How we know: ${root.subject}`}
                copyLabel={t`Copy these lines`}
              />
            </Fold>
          )}
        </>
      }
    >
      <p>{effect}</p>
      <p>
        <b>{fix}</b>
      </p>
    </Cause>
  );
}

/** Who can do something about it. */
function WhoMends({ who, code }: Pick<DoctorFinding, 'who' | 'code'>) {
  if (who === 'technician' && code.startsWith('firewall.'))
    return <Trans>The cause: an administrator of this computer can mend it</Trans>;
  switch (who) {
    case 'you':
      return <Trans>The cause: you can mend it</Trans>;
    case 'chatelaine':
      return <Trans>The cause: Chatelaine sees to it</Trans>;
    case 'technician':
      return <Trans>The cause: whoever manages the domain can mend it</Trans>;
    case 'provider':
      return <Trans>The cause: the provider of the domain can mend it</Trans>;
  }
}
