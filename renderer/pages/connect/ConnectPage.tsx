/**
 * What a colleague does in their program, for one person: guides with the office's own values, and how their computer comes to
 * trust the server.
 */
import { Trans, useLingui } from '@lingui/react/macro';
import { Printer, UserPlus } from 'lucide-react';
import { useNavigate, useSearchParams } from 'react-router';
import type { ConnectValues, GuideLanguage, Person } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { Empty } from '../../components/Empty.tsx';
import { Page, Stack, Two } from '../../components/Page.tsx';
import { Coach } from '../../parts/coach/Coach.tsx';
import { isSystem } from '../../parts/guide/systems.ts';
import { latest, useResource } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { Shown } from '../../words/Shown.tsx';
import { AddressLink } from './AddressLink.tsx';
import { AuthorityCard } from './AuthorityCard.tsx';
import { readAsked } from './asked.ts';
import { GuideCard } from './GuideCard.tsx';
import { TrustCard } from './TrustCard.tsx';
import { WayCard } from './WayCard.tsx';

export function ConnectPage() {
  const stores = useStores();
  const navigate = useNavigate();
  const values = useResource(stores.connect);
  const people = latest(useResource(stores.people)) ?? [];
  return (
    <Page
      title={<Trans>Connect an app</Trans>}
      lead={
        <Trans>Step by step, for one person and one program, with the words the program itself uses.</Trans>
      }
      actions={
        people.length > 0 && (
          <Button icon={Printer} onPress={() => void navigate('/hand-out/office')}>
            <Trans>Page for the whole office</Trans>
          </Button>
        )
      }
    >
      <Shown of={values} onRetry={() => void stores.connect.load()}>
        {(value) => (people.length > 0 ? <ForPerson values={value} people={people} /> : <Nobody />)}
      </Shown>
    </Page>
  );
}

function ForPerson({ values, people }: { values: ConnectValues; people: readonly Person[] }) {
  const { i18n } = useLingui();
  const stores = useStores();
  const [params, setParams] = useSearchParams();
  const asked = readAsked(params, i18n.locale === 'fr' ? 'fr' : 'en');
  const person = people.find(({ address }) => address === asked.person) ?? people[0]!;
  const resource = stores.guides({
    ...{ address: person.address, language: asked.language },
    ...(asked.way && { way: asked.way }),
    ...(asked.tls && { tls: asked.tls }),
  });
  const guides = useResource(resource);
  const choose = (change: Record<string, string>) => {
    const next = new URLSearchParams(params);
    next.set('person', person.address);
    for (const [name, value] of Object.entries(change)) next.set(name, value);
    setParams(next, { replace: true });
  };
  return (
    <Stack>
      <Two>
        <Shown of={guides} onRetry={() => void resource.load()}>
          {(answer) => (
            <GuideCard
              answer={answer}
              values={values}
              people={people}
              person={person}
              asked={asked}
              onPerson={(address) => choose({ person: address })}
              onSystem={(system) => {
                if (isSystem(system)) choose({ system, app: '' });
              }}
              onApp={(app) => choose({ app })}
              onLanguage={(language: GuideLanguage) => choose({ lang: language })}
            />
          )}
        </Shown>
        <Stack>
          <Shown of={guides} onRetry={() => void resource.load()}>
            {({ way }) => (
              <WayCard
                way={way}
                asked={asked}
                onWay={(next) => choose({ way: next })}
                onTls={(tls) => choose({ tls })}
              />
            )}
          </Shown>
          <AddressLink person={person} />
          <AuthorityCard authority={values.authority} />
        </Stack>
      </Two>
      <Coach />
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
