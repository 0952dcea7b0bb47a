/**
 * How the office's domains lead to its server: what stands in their address books, what is missing, and three roads to mend it.
 */
import { Trans, useLingui } from '@lingui/react/macro';
import { HouseWifi } from 'lucide-react';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import type { DnsState } from '../../api/types.ts';
import { Empty } from '../../components/Empty.tsx';
import { Fold } from '../../components/Fold.tsx';
import { Page, Stack } from '../../components/Page.tsx';
import { Tabs } from '../../components/Tabs.tsx';
import { NetworkTabs } from '../../frame/NetworkTabs.tsx';
import { Addresses } from '../../parts/names/Addresses.tsx';
import { isRight, standingOf } from '../../parts/names/arrange.ts';
import { DomainLines } from '../../parts/names/DomainLines.tsx';
import { Roads } from '../../parts/names/Roads.tsx';
import { Standing } from '../../parts/names/Standing.tsx';
import { latest, useResource } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { Shown } from '../../words/Shown.tsx';
import { DomainsCard } from './DomainsCard.tsx';
import { DynamicCard } from './DynamicCard.tsx';
import { ResolversFold } from './ResolversFold.tsx';
import { StayWhereTheyAre } from './StayWhereTheyAre.tsx';

export function NamesPage() {
  const { dns } = useStores();
  const states = useResource(dns);
  const known = latest(states);
  const worst = known && worstOf(known);
  const several = known !== undefined && known.length > 1;
  return (
    <Page
      wide
      title={<Trans>Names</Trans>}
      lead={
        worst && (
          <>
            {several && <b>{worst.domain}: </b>}
            <Standing state={worst} />
          </>
        )
      }
    >
      <NetworkTabs />
      <Shown of={states} onRetry={() => void dns.load()}>
        {(value) => <Domains states={value} />}
      </Shown>
    </Page>
  );
}

const RANK = ['incomplete', 'blocked', 'waiting', 'unchecked', 'never', 'right'] as const;
const rankOf = ({ report }: DnsState) => RANK.indexOf(standingOf(report));

/** The sentence at the top is about the domain that needs somebody most. */
const worstOf = (states: readonly DnsState[]): DnsState | undefined =>
  [...states].sort((one, other) => rankOf(one) - rankOf(other))[0];

/** Each domain has a plan and a state of its own; the address and the list of domains are the server's. */
function Domains({ states }: { states: readonly DnsState[] }) {
  const stores = useStores();
  const domains = latest(useResource(stores.domains)) ?? [];
  const [first] = states;
  if (first === undefined) return <OwnNetwork />;
  const server = domains.find(({ main }) => main)?.names.server ?? first.domain;
  const unknown = states.some(isAddressUnknown);
  return (
    <Stack>
      {unknown && <Addresses server={server} />}
      {states.length === 1 ? <OneDomain state={first} /> : <DomainTabs states={states} />}
      {!unknown && <Addresses server={server} />}
      <DynamicCard />
      <DomainsCard />
      <ResolversFold />
    </Stack>
  );
}

const isAddressUnknown = ({ report }: DnsState): boolean =>
  report?.gaps.some(({ code }) => code === 'address-unknown') ?? false;

/** The one that needs somebody is open, unless another was chosen. */
function DomainTabs({ states }: { states: readonly DnsState[] }) {
  const { t } = useLingui();
  const [params, setParams] = useSearchParams();
  const [opened] = useState(() => worstOf(states)?.domain);
  const chosen = params.get('domain') ?? opened;
  const selected = states.find(({ domain }) => domain === chosen) ?? states[0];
  return (
    <Tabs
      label={t`Your domains`}
      selected={selected?.domain}
      onSelect={(domain) => setParams({ domain }, { replace: true })}
      tabs={states.map((state) => ({
        id: state.domain,
        title: state.domain,
        content: <OneDomain key={state.domain} state={state} />,
      }))}
    />
  );
}

/** A name that is in nobody's address book: there is nothing to look at, and nothing is wrong. */
function OwnNetwork() {
  return (
    <Empty icon={HouseWifi} title={<Trans>Your chat has a name of this network only.</Trans>}>
      <Trans>
        No line is needed for it, and nobody outside finds it. For people at home or on the road a domain of
        your own is needed, with which the set-up begins anew.
      </Trans>
    </Empty>
  );
}

function OneDomain({ state }: { state: DnsState }) {
  const stores = useStores();
  const survey = latest(useResource(stores.surveys(state.domain)));
  const roads = <Roads state={state} provider={survey?.provider ?? null} resting={isAddressUnknown(state)} />;
  const right = isRight(state);
  return (
    <Stack>
      <DomainLines state={state} roads={!right && roads} />
      {survey && <StayWhereTheyAre survey={survey} />}
      {right && (
        <Fold title={<Trans>Change lines, or put them back</Trans>} remember={`names.roads.${state.domain}`}>
          {roads}
        </Fold>
      )}
    </Stack>
  );
}
