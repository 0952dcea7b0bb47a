/**
 * What a colleague types into their program, for one person, and how their computer comes to trust the server.
 */
import { Trans, useLingui } from '@lingui/react/macro';
import { UserPlus } from 'lucide-react';
import { useNavigate, useSearchParams } from 'react-router';
import type { ConnectValues, Person } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { Empty } from '../../components/Empty.tsx';
import { Page, Stack, Two } from '../../components/Page.tsx';
import { Select } from '../../components/Select.tsx';
import { Tabs } from '../../components/Tabs.tsx';
import { latest, useResource } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { nameOf } from '../../words/presence.ts';
import { Shown } from '../../words/Shown.tsx';
import { AddressLink } from './AddressLink.tsx';
import { AuthorityCard } from './AuthorityCard.tsx';
import { BrowserSteps } from './BrowserSteps.tsx';
import { GajimSteps } from './GajimSteps.tsx';
import { OtherSteps } from './OtherSteps.tsx';
import { PidginSteps } from './PidginSteps.tsx';
import { TrustCard } from './TrustCard.tsx';

export function ConnectPage() {
  const stores = useStores();
  const values = useResource(stores.connect);
  const people = latest(useResource(stores.people)) ?? [];
  return (
    <Page
      title={<Trans>Connect an app</Trans>}
      lead={
        <Trans>The exact values for one person and one program. The password is not shown again here.</Trans>
      }
    >
      <Shown of={values} onRetry={() => void stores.connect.load()}>
        {(value) => (people.length > 0 ? <ForPerson values={value} people={people} /> : <Nobody />)}
      </Shown>
    </Page>
  );
}

function ForPerson({ values, people }: { values: ConnectValues; people: readonly Person[] }) {
  const { t } = useLingui();
  const [params, setParams] = useSearchParams();
  const asked = params.get('person');
  const person = people.find(({ address }) => address === asked) ?? people[0]!;
  const several = new Set(people.map(({ host }) => host)).size > 1;
  const app = params.get('app') ?? 'gajim';
  const choose = (change: Record<string, string>) =>
    setParams({ person: person.address, app, ...change }, { replace: true });
  return (
    <Stack>
      <Two>
        <Card>
          <Stack gap="m">
            <Select
              label={<Trans>Person</Trans>}
              value={person.address}
              onChange={(address) => choose({ person: address })}
              options={people.map((each) => ({
                id: each.address,
                label: nameOf(each),
                // The same name may stand before each domain.
                aside: several ? each.address : each.username,
              }))}
            />
            <Tabs
              label={t`Program`}
              selected={app}
              onSelect={(id) => choose({ app: id })}
              tabs={[
                { id: 'gajim', title: 'Gajim', content: <GajimSteps person={person} values={values} /> },
                { id: 'pidgin', title: 'Pidgin', content: <PidginSteps person={person} values={values} /> },
                {
                  id: 'browser',
                  title: <Trans>In the browser</Trans>,
                  content: <BrowserSteps person={person} />,
                },
                {
                  id: 'other',
                  title: <Trans>Another program</Trans>,
                  content: <OtherSteps person={person} values={values} />,
                },
              ]}
            />
          </Stack>
        </Card>
        <Stack>
          <AddressLink person={person} />
          <AuthorityCard authority={values.authority} />
        </Stack>
      </Two>
      {values.authority && <TrustCard />}
    </Stack>
  );
}

function Nobody() {
  const navigate = useNavigate();
  return (
    <Card>
      <Empty
        icon={UserPlus}
        title={<Trans>Nobody yet.</Trans>}
        action={
          <Button kind="primary" onPress={() => void navigate('/people?add')}>
            <Trans>Add a person</Trans>
          </Button>
        }
      >
        <Trans>Add a person first; then their settings are here.</Trans>
      </Empty>
    </Card>
  );
}
