import { Plural, Trans } from '@lingui/react/macro';
import type { DnsState } from '../../api/types.ts';
import { useNow } from '../../stores/now.ts';
import { useFormat } from '../../words/format.ts';
import { type Cut, cutOf, standingOf, tallyOf, waitsUntil, worthSaying } from './arrange.ts';

/** One true sentence about a domain, and what it means for colleagues. */
export function Standing({ state }: { state: DnsState }) {
  const format = useFormat();
  const now = useNow(30_000);
  const { report, rightAt, domain } = state;
  const standing = standingOf(report);
  const { total, found, different } = tallyOf(report?.plan ?? []);
  switch (standing) {
    case 'never':
      return <Trans>Nobody has looked into the address book of {domain} yet.</Trans>;
    case 'unchecked':
      if (found > 0)
        return (
          <>
            <SomeThere found={found} total={total} />{' '}
            <Trans>The others could not be checked from here.</Trans>
          </>
        );
      return (
        <Trans>
          Nobody could be asked about {domain}: most likely this computer has no internet at the moment.
          Nothing is known to be wrong.
        </Trans>
      );
    case 'right':
      return (
        <>
          <AllThere total={total} /> <Trans>Phones and other companies find the server.</Trans>
        </>
      );
    case 'blocked':
      return (
        <>
          <AllThere total={total} /> <Trans>Something else is in the way; it stands below.</Trans>
        </>
      );
    case 'waiting': {
      const until = waitsUntil(report?.plan ?? []);
      return (
        <>
          <SomeThere found={found} total={total} />{' '}
          {until === null ? (
            <Trans>The others are on their way: some networks still remember the old answer.</Trans>
          ) : (
            <OnTheWay until={format.moment(until, now)} />
          )}
        </>
      );
    }
    case 'incomplete': {
      const cut = cutOf(report?.plan ?? []);
      const isBroken = worthSaying(report?.findings ?? [], rightAt).some(
        ({ severity }) => severity === 'broken',
      );
      // Most find the server; still nobody is told so beside a card that says who does not.
      if (cut === 'some' && isBroken)
        return (
          <>
            <SomeThere found={found} total={total} /> <Trans>Something is in the way; it stands below.</Trans>
          </>
        );
      return (
        <>
          {/* All may be there with other values: then it would be untrue that none is there. */}
          {found === 0 && different > 0 ? (
            <NoneRight total={total} />
          ) : (
            <SomeThere found={found} total={total} />
          )}{' '}
          {cut && (rightAt === null ? <NotYet cut={cut} /> : <NotAnyMore cut={cut} />)}
        </>
      );
    }
  }
}

const AllThere = ({ total }: { total: number }) => (
  <Plural
    value={total}
    one="The one line is in your domain’s address book."
    other="All # lines are in your domain’s address book."
  />
);

const NoneRight = ({ total }: { total: number }) => (
  <Plural
    value={total}
    one="The one line is not as it should be in your domain’s address book."
    other="None of the # lines is as it should be in your domain’s address book."
  />
);

const SomeThere = ({ found, total }: { found: number; total: number }) =>
  found === 0 ? (
    <Plural
      value={total}
      one="The one line is not in your domain’s address book."
      other="None of the # lines is in your domain’s address book."
    />
  ) : (
    <Trans>
      {found} of {total} lines are in your domain’s address book.
    </Trans>
  );

const OnTheWay = ({ until }: { until: string }) => (
  <Trans>
    The others are on their way: some networks still remember the old answer, until {until} at the latest.
  </Trans>
);

/** While it is being set up. */
function NotYet({ cut }: { cut: Cut }) {
  switch (cut) {
    case 'programs':
      return <Trans>Colleagues at home cannot find the server yet.</Trans>;
    case 'servers':
      return <Trans>Other companies cannot write to you yet.</Trans>;
    case 'services':
      return <Trans>Rooms and files cannot be reached from outside yet.</Trans>;
    case 'calls':
      return <Trans>Calls between two networks may not connect yet.</Trans>;
    case 'some':
      return <Trans>People and companies find the server; what is missing helps in some networks.</Trans>;
  }
}

/** Once it was right, and is no longer. */
function NotAnyMore({ cut }: { cut: Cut }) {
  switch (cut) {
    case 'programs':
      return <Trans>Colleagues at home cannot find the server any more.</Trans>;
    case 'servers':
      return <Trans>Other companies cannot write to you any more.</Trans>;
    case 'services':
      return <Trans>Rooms and files cannot be reached from outside any more.</Trans>;
    case 'calls':
      return <Trans>Calls between two networks may not connect any more.</Trans>;
    case 'some':
      return <Trans>People and companies find the server; what went missing helps in some networks.</Trans>;
  }
}
