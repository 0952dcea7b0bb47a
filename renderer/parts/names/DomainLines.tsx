import { Trans, useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import type { DnsState } from '../../api/types.ts';
import { Banner } from '../../components/Banner.tsx';
import { Code } from '../../components/Code.tsx';
import { Fold } from '../../components/Fold.tsx';
import { Stack } from '../../components/Page.tsx';
import { useRecordWords } from '../../words/dns.ts';
import { Looking } from '../../words/Shown.tsx';
import { worthSaying } from './arrange.ts';
import { Causes } from './Causes.tsx';
import { Lines, useAnswerLines } from './Lines.tsx';
import { useFollow } from './use-domain.ts';
import { Walks } from './Walks.tsx';
import { WatchLine } from './WatchLine.tsx';

/**
 * How the lines of one domain stand, and how we know: followed while it is looked at.
 * @param props.roads what can be pressed: after what is in the way, before the lines themselves
 */
export function DomainLines({ state, roads }: { state: DnsState; roads?: ReactNode }) {
  const words = useRecordWords();
  useFollow(state.domain);
  const { report } = state;
  if (report === null) return <Looking />;
  return (
    <Stack gap="m">
      <WatchLine state={state} />
      <Causes findings={worthSaying(report.findings, state.rightAt)} />
      {roads}
      <Lines report={report} />
      {report.gaps
        .filter(({ code }) => code !== 'address-unknown')
        .map((gap) => (
          <Banner key={`${gap.code} ${gap.subject}`} kind="info">
            {words.gap(gap)}
          </Banner>
        ))}
      <NotChecked what={report.notChecked} />
      {report.walks.length > 0 && <Walks walks={report.walks} />}
      <Everything state={state} />
    </Stack>
  );
}

/** What could not be found out from here is said, and never called fine. */
function NotChecked({ what }: { what: readonly string[] }) {
  const { t } = useLingui();
  const words: Record<string, string> = {
    'zone-servers': t`the domain’s own name servers`,
    resolvers: t`public name servers`,
    ipv6: t`the newer kind of address (IPv6), which this computer does not have`,
    ports: t`whether the doors are open from outside`,
    lines: t`some lines, for which nobody gives an answer`,
  };
  const names = what.map((code) => words[code] ?? code).join(', ');
  if (names === '') return null;
  return (
    <p className="small muted">
      <Trans>Not checked from here: {names}.</Trans>
    </p>
  );
}

/** For experts: every question and every answer. */
function Everything({ state: { report } }: { state: DnsState }) {
  const { t } = useLingui();
  const lines = useAnswerLines();
  if (report === null) return null;
  const all = report.plan.flatMap((row) => [
    `${row.record.set.name} ${row.record.set.type}`,
    ...lines(row, report.askers).map((line) => `  ${line}`),
  ]);
  return (
    <Fold
      title={<Trans>Everything that was asked and answered</Trans>}
      aside={<Trans>for experts</Trans>}
      remember="names.everything"
    >
      <Code lines={all} label={t`Everything that was asked and answered`} copyLabel={t`Copy these lines`} />
    </Fold>
  );
}
