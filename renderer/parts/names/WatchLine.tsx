import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { RefreshCw, Square } from 'lucide-react';
import type { DnsState } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { Meter } from '../../components/Meter.tsx';
import { useNow } from '../../stores/now.ts';
import { useFormat } from '../../words/format.ts';
import { ProblemNote } from '../../words/Shown.tsx';
import { nameOf, tallyOf } from './arrange.ts';
import css from './names.module.css';
import { useLook } from './use-domain.ts';

/** How many stand, who was asked when, when we look again; look now, or stop looking. */
export function WatchLine({ state }: { state: DnsState }) {
  const { t } = useLingui();
  const format = useFormat();
  const now = useNow(1000);
  const { look, start, stop } = useLook(state.domain);
  const { report, watch } = state;
  const tally = tallyOf(report?.plan ?? []);
  const { total, found, waiting, different, missing } = tally;
  const unchecked = tally['not-checked'];
  const counted = format.list(
    [
      found > 0 && t`${plural(found, { one: '# found', other: '# found' })}`,
      waiting > 0 && t`${waiting} on the way`,
      different > 0 && t`${plural(different, { one: '# different', other: '# different' })}`,
      missing > 0 && t`${plural(missing, { one: '# missing', other: '# missing' })}`,
      unchecked > 0 && t`${plural(unchecked, { one: '# not checked', other: '# not checked' })}`,
    ].filter((part) => part !== false),
  );
  const zone = t`the domain’s own name servers`;
  const asked = report && format.list([...new Set(report.askers.map((asker) => nameOf(asker, zone)))]);
  const looking = look.state === 'looking' || watch.state === 'looking';
  return (
    <>
      <div className={css.tally}>
        {total > 0 && (
          <Meter
            label={counted}
            parts={[
              { tone: 'ok', count: found },
              { tone: 'info', count: waiting },
              { tone: 'warn', count: different },
              { tone: 'left', count: missing + unchecked },
            ]}
          />
        )}
        <div className={css.asked}>
          <p>
            {counted !== '' && <b className={css.counted}>{counted}. </b>}
            {looking ? (
              <Progress look={look} />
            ) : (
              <>
                {asked && (
                  <Asked names={asked} ago={format.ago(report.at, now)} at={format.moment(report.at, now)} />
                )}{' '}
                {(watch.state === 'waiting' || watch.state === 'resting') && (
                  <Again left={format.duration(Math.max(0, watch.nextAt - now))} />
                )}
              </>
            )}
          </p>
          {look.state === 'looking' ? (
            <Button size="s" icon={Square} onPress={stop}>
              <Trans>Stop looking</Trans>
            </Button>
          ) : (
            <Button
              size="s"
              icon={RefreshCw}
              busy={watch.state === 'looking' && <Trans>Looking…</Trans>}
              onPress={() => void start()}
            >
              <Trans>Look now</Trans>
            </Button>
          )}
        </div>
      </div>
      {/* Once for each look, not once for each line. */}
      <span className="sr" role="status">
        {!looking && counted}
      </span>
      {look.state === 'failed' && <ProblemNote problem={look.problem} onRetry={() => void start()} />}
    </>
  );
}

function Progress({ look }: { look: ReturnType<typeof useLook>['look'] }) {
  if (look.state !== 'looking' || look.questions === 0) return <Trans>Looking…</Trans>;
  const { answered, questions } = look;
  return (
    <Trans>
      Looking: {answered} of {questions} questions answered.
    </Trans>
  );
}

const Asked = ({ names, ago, at }: { names: string; ago: string; at: string }) => (
  <span title={at}>
    <Trans>
      Asked {names} {ago}.
    </Trans>
  </span>
);
const Again = ({ left }: { left: string }) => <Trans>We look again in {left}.</Trans>;
