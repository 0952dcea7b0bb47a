import { useLingui } from '@lingui/react';
import { Plural, Trans, useLingui as useMacro } from '@lingui/react/macro';
import type { Asker, DnsReport, PlanRow } from '../../api/types.ts';
import { Code } from '../../components/Code.tsx';
import { Fold } from '../../components/Fold.tsx';
import { RecordGroup, RecordGroups, RecordRow } from '../../components/RecordRow.tsx';
import { useNow } from '../../stores/now.ts';
import { RECORD_STATES, silenceWord, useRecordWords } from '../../words/dns.ts';
import { useFormat } from '../../words/format.ts';
import { groupsOf, saidOf, splitName } from './arrange.ts';
import css from './names.module.css';

/** The lines of one domain, grouped by what they are for; those that may be left out are folded. */
export function Lines({ report }: { report: DnsReport }) {
  const optional = groupsOf(report.plan, 'optional');
  const count = optional.reduce((sum, { rows }) => sum + rows.length, 0);
  return (
    <>
      <Groups report={report} which="counted" />
      {count > 0 && (
        <Fold
          title={<Trans>Could be added, too</Trans>}
          aside={
            <Plural
              value={count}
              one="# line, nothing is wrong without it"
              other="# lines, nothing is wrong without them"
            />
          }
        >
          <Groups report={report} which="optional" />
        </Fold>
      )}
    </>
  );
}

function Groups({ report, which }: { report: DnsReport; which: 'counted' | 'optional' }) {
  const words = useRecordWords();
  return (
    <RecordGroups>
      {groupsOf(report.plan, which).map(({ group, rows, found }) => (
        <RecordGroup
          key={group}
          title={words.group(group)}
          label={words.group(group)}
          count={<Count found={found} total={rows.length} />}
        >
          {rows.map((row) => (
            <Line key={`${row.record.set.name} ${row.record.set.type}`} row={row} report={report} />
          ))}
        </RecordGroup>
      ))}
    </RecordGroups>
  );
}

const Count = ({ found, total }: { found: number; total: number }) => (
  <Trans>
    {found} of {total}
  </Trans>
);

function Line({ row, report }: { row: PlanRow; report: DnsReport }) {
  const { i18n } = useLingui();
  const { t } = useMacro();
  const words = useRecordWords();
  const { set, purpose } = row.record;
  const { name, type } = set;
  const { word, icon } = RECORD_STATES[row.state];
  const { what, without } = words.purpose(purpose);
  const isThere = row.state === 'found';
  return (
    <RecordRow
      state={row.state}
      icon={icon}
      stateWord={i18n._(word)}
      type={type}
      name={splitName(name, report.domain)}
      values={set.values}
      copyName={t`Copy the name ${name}`}
      copyValue={(value) => t`Copy the value ${value}`}
    >
      <p className={css.said}>
        <span>
          {what}
          {(row.state === 'missing' || row.state === 'different') && (
            <>
              {' '}
              <Without without={without} />
            </>
          )}
        </span>
        {isThere && <Said row={row} askers={report.askers} />}
      </p>
      {!isThere && (
        <div className={css.line}>
          <p className={css.said}>
            <Said row={row} askers={report.askers} />
          </p>
          {row.seen.length > 0 && <WhoSaidWhat row={row} askers={report.askers} />}
        </div>
      )}
    </RecordRow>
  );
}

/** What was found, who says so, how long it is remembered. */
function Said({ row, askers }: { row: PlanRow; askers: readonly Asker[] }) {
  const { t } = useMacro();
  const format = useFormat();
  const now = useNow(30_000);
  const { have, haveNot, silent, ttl } = saidOf(row, askers, t`the domain’s own name servers`);
  const asked = row.seen.filter(({ state }) => state !== 'not-checked').length;
  const kept = ttl === null ? null : format.duration(ttl * 1000);
  const partly = <Partly have={format.list(have)} haveNot={format.list(haveNot)} />;
  switch (row.state) {
    case 'found':
      return (
        <>
          <Agree count={asked} names={format.list(have)} />
          {kept && <Kept kept={kept} />}
        </>
      );
    case 'waiting':
      return (
        <>
          {partly}
          {row.until !== null && (
            <Until until={format.moment(row.until, now)} left={format.duration(row.until - now)} />
          )}
        </>
      );
    case 'different':
      return (
        <>
          <FoundThere values={row.found} />
          {have.length === 0 ? <AllSay count={asked} /> : partly}
        </>
      );
    case 'missing':
      return have.length === 0 ? <Nobody count={asked} /> : partly;
    case 'not-checked':
      return <Silent names={format.list(silent)} />;
  }
}

function WhoSaidWhat({ row, askers }: { row: PlanRow; askers: readonly Asker[] }) {
  const { t } = useMacro();
  const { name, type } = row.record.set;
  return (
    <details className={css.who}>
      <summary>
        <Trans>Who answered what</Trans>
      </summary>
      <Answers row={row} askers={askers} label={t`Who answered what about ${name} ${type}`} />
    </details>
  );
}

function Answers({ row, askers, label }: { row: PlanRow; askers: readonly Asker[]; label: string }) {
  const { t } = useMacro();
  const lines = useAnswerLines()(row, askers);
  return <Code lines={lines} label={label} copyLabel={t`Copy these lines`} />;
}

/** One line for each asker, as an expert reads it. */
export function useAnswerLines(): (row: PlanRow, askers: readonly Asker[]) => string[] {
  const { i18n } = useLingui();
  return (row, askers) =>
    row.seen.map(({ asker, values, ttl, problem }) => {
      const who = askers.find(({ id }) => id === asker);
      const called = who ? [who.name, who.address, who.over.toUpperCase()].filter(Boolean).join(' ') : asker;
      const said =
        problem !== null
          ? `${problem}: ${i18n._(silenceWord(problem))}`
          : values.length > 0
            ? values.join(' | ')
            : '-';
      return `${called}: ${said}${ttl === null ? '' : ` (TTL ${ttl})`}`;
    });
}

/** A sentence of its own elsewhere; here it goes on after a colon. */
const Without = ({ without: sentence }: { without: string }) => {
  const without = `${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}`;
  return <Trans>Without it: {without}</Trans>;
};
const Agree = ({ count, names }: { count: number; names: string }) => (
  <span title={names}>
    <Plural value={count} one="# answered, and has it" other="all # agree" />
  </span>
);
const Kept = ({ kept }: { kept: string }) => (
  <span>
    <Trans>remembered for {kept}</Trans>
  </span>
);
const Partly = ({ have, haveNot }: { have: string; haveNot: string }) => (
  <span>
    {have !== '' && <Has names={have} />} {haveNot !== '' && <HasNot names={haveNot} />}
  </span>
);
const Has = ({ names }: { names: string }) => <Trans>It is there for {names}.</Trans>;
const HasNot = ({ names }: { names: string }) => <Trans>Not yet for {names}.</Trans>;
const Until = ({ until, left }: { until: string; left: string }) => (
  <span>
    <Trans>
      the old answer is forgotten by {until}, in {left}
    </Trans>
  </span>
);
const FoundThere = ({ values }: { values: readonly string[] }) => {
  const found = values.join(' · ');
  return (
    <span>
      <Trans>
        Found instead: <b className="mono">{found}</b>
      </Trans>
    </span>
  );
};
const AllSay = ({ count }: { count: number }) => (
  <span>
    <Plural value={count} one="# says so" other="all # say so" />
  </span>
);
const Nobody = ({ count }: { count: number }) => (
  <span>
    <Plural
      value={count}
      _0="Nobody has it."
      one="The one that was asked does not have it."
      other="None of the # that were asked has it."
    />
  </span>
);
const Silent = ({ names }: { names: string }) => (
  <span>{names === '' ? <Trans>Nobody could be asked.</Trans> : <NoAnswer names={names} />}</span>
);
const NoAnswer = ({ names }: { names: string }) => <Trans>No answer from {names}.</Trans>;
