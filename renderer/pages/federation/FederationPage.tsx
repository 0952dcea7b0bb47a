/**
 * Whom can we talk to? With everybody, with named companies, or with nobody outside; then how it stands with each company.
 */
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Globe, House, PlugZap, Plus } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import type { Federation } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { Empty } from '../../components/Empty.tsx';
import { Filters } from '../../components/Filters.tsx';
import { Page, Row, Stack } from '../../components/Page.tsx';
import { SearchField } from '../../components/SearchField.tsx';
import { Split } from '../../components/Split.tsx';
import { FederationTabs } from '../../frame/FederationTabs.tsx';
import { latest, useResource } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { Shown } from '../../words/Shown.tsx';
import { AddCompany } from './AddCompany.tsx';
import { arrange, companyRows, type Filter, hasTrouble } from './arrange.ts';
import { CompaniesTable } from './CompaniesTable.tsx';
import { CompanyDrawer } from './CompanyDrawer.tsx';
import { Findable } from './Findable.tsx';
import { KeptOut } from './KeptOut.tsx';
import { PolicyCards } from './PolicyCards.tsx';
import { TryDrawer } from './TryDrawer.tsx';
import { usePolicyChange } from './use-company.ts';

export function FederationPage() {
  const { federation } = useStores();
  const facts = useResource(federation);
  const [params] = useSearchParams();
  const { domain } = useParams();
  const known = latest(facts);
  const drawer = params.has('try') ? (
    <TryDrawer />
  ) : params.has('add') ? (
    <AddCompany />
  ) : (
    domain !== undefined && known && <CompanyDrawer key={domain} facts={known} domain={domain} />
  );
  return (
    <Split drawer={drawer}>
      <Page wide title={<Trans>Whom can we talk to?</Trans>} lead={known && <Lead facts={known} />}>
        <FederationTabs />
        <Shown of={facts} onRetry={() => void federation.load()}>
          {(value) => (
            <Stack>
              <PolicyCards policy={value.policy} />
              <Findable facts={value} />
              <Companies facts={value} selected={domain ?? null} resting={Boolean(drawer)} />
              <KeptOut />
            </Stack>
          )}
        </Shown>
      </Page>
    </Split>
  );
}

/** One true sentence. */
function Lead({ facts: { policy, running, domains } }: { facts: Federation }) {
  const works = domains.filter(({ state }) => state === 'works').length;
  const trouble = companyRows({ domains, companies: [] }).filter(hasTrouble).length;
  if (policy === 'closed') return <Trans>You only talk among yourselves.</Trans>;
  if (!running) return <Trans>The server is stopped: no company can be reached.</Trans>;
  if (domains.length === 0) return <Trans>Nobody here has talked with another company yet.</Trans>;
  return (
    <>
      <Plural
        value={works}
        _0="No company is connected right now."
        one="# company is connected right now."
        other="# companies are connected right now."
      />{' '}
      <Plural
        value={trouble}
        _0="Nothing is in the way."
        one="Something is in the way with # company."
        other="Something is in the way with # companies."
      />
    </>
  );
}

function Companies({
  facts,
  selected,
  resting,
}: {
  facts: Federation;
  selected: string | null;
  resting: boolean;
}) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const [search, setSearch] = useState('');
  const [filter, setFilter] = useState<Filter>('all');
  const rows = useMemo(() => companyRows(facts), [facts]);
  const shown = useMemo(() => arrange(rows, filter, search), [rows, filter, search]);
  const listed = facts.policy === 'listed';
  const count = (which: Filter) => arrange(rows, which, '').length;
  const add = (
    <Button kind={resting ? 'plain' : 'primary'} icon={Plus} onPress={() => void navigate('/federation?add')}>
      <Trans>Let a company in</Trans>
    </Button>
  );
  const attempt = (
    <Button
      kind={resting || listed ? 'plain' : 'primary'}
      icon={PlugZap}
      onPress={() => void navigate('/federation?try')}
    >
      <Trans>Try a company</Trans>
    </Button>
  );
  if (facts.policy === 'closed' && rows.length === 0) return <AmongOurselves facts={facts} />;
  if (rows.length === 0) {
    return (
      <Empty
        icon={Globe}
        title={
          listed ? (
            <Trans>No company is let in yet.</Trans>
          ) : (
            <Trans>Nobody here has written to another company yet.</Trans>
          )
        }
        action={listed ? add : attempt}
      >
        {listed ? (
          <Trans>Name the first one: its people and yours can write to each other from then on.</Trans>
        ) : (
          <Trans>As soon as somebody does, you see here how it goes.</Trans>
        )}
      </Empty>
    );
  }
  const filters: { id: Filter; label: string; count: number }[] = [
    { id: 'all', label: t({ message: 'All', context: 'companies' }), count: rows.length },
    { id: 'works', label: t({ message: 'Connected', context: 'companies' }), count: count('works') },
    ...(count('trouble') > 0
      ? [{ id: 'trouble' as const, label: t`Something in the way`, count: count('trouble') }]
      : []),
    ...(listed
      ? [
          {
            id: 'allowed' as const,
            label: t({ message: 'Let in', context: 'companies' }),
            count: count('allowed'),
          },
        ]
      : []),
  ];
  return (
    <div>
      <Row>
        <SearchField label={t`Domain of a company`} value={search} onChange={setSearch} shortcut="/" />
        {listed && add}
        {attempt}
      </Row>
      <Filters<Filter> label={t`Show`} filters={filters} value={filter} onChange={setFilter} />
      <CompaniesTable rows={shown} selected={selected} />
      {shown.length === 0 && (
        <p className="muted" role="status">
          {search ? <NoMatch search={search} /> : <Trans>None at the moment.</Trans>}
        </p>
      )}
    </div>
  );
}

const NoMatch = ({ search }: { search: string }) => <Trans>No company is called “{search}”.</Trans>;

function AmongOurselves({ facts: { policy, way } }: { facts: Federation }) {
  const { t } = useLingui();
  const { busy, change } = usePolicyChange(policy);
  return (
    <Empty
      icon={House}
      title={<Trans>You only talk among yourselves. That is fine.</Trans>}
      action={
        <Button
          busy={busy && <Trans>Changing…</Trans>}
          onPress={() => void change('open', t`With whom colleagues can talk was changed.`)}
        >
          <Trans>Allow other companies</Trans>
        </Button>
      }
    >
      {way === 'lan' && (
        <Trans>Your name exists on your own network only, so that others could not find you anyway.</Trans>
      )}
    </Empty>
  );
}
