import { useLingui } from '@lingui/react';
import { Plural, Trans } from '@lingui/react/macro';
import { Moon } from 'lucide-react';
import { useNavigate } from 'react-router';
import type { Overview } from '../../api/types.ts';
import { Avatar } from '../../components/Avatar.tsx';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { Empty } from '../../components/Empty.tsx';
import { Fact, Facts } from '../../components/Facts.tsx';
import { Dot } from '../../components/Pill.tsx';
import { latest, useResource } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { isOnline, nameOf, presence, presenceTone, presenceWord } from '../../words/presence.ts';

/** As many as fit without making the page a list. */
const SHOWN = 5;

export function ConnectedCard({ overview }: { overview: Overview }) {
  const { i18n } = useLingui();
  const navigate = useNavigate();
  const stores = useStores();
  const people = latest(useResource(stores.people)) ?? [];
  const online = overview.status.state === 'running' ? people.filter(isOnline) : [];
  const more = online.length - SHOWN;
  return (
    <Card
      title={<Trans>Connected now</Trans>}
      end={
        <Button size="s" kind="link" onPress={() => void navigate('/people')}>
          <Trans>All people</Trans>
        </Button>
      }
    >
      {online.length === 0 ? (
        <Empty icon={Moon} title={<Trans>Nobody is connected.</Trans>} />
      ) : (
        <Facts>
          {online.slice(0, SHOWN).map((person) => (
            <Fact
              key={person.address}
              lead={<Avatar name={nameOf(person)} />}
              small={
                <>
                  <Dot tone={presenceTone(presence(person))} /> {i18n._(presenceWord(presence(person)))},{' '}
                  <Plural value={person.devices.length} one="# device" other="# devices" />
                </>
              }
            >
              {nameOf(person)}
            </Fact>
          ))}
        </Facts>
      )}
      {more > 0 && (
        <p className="small muted">
          <Plural value={more} one="and # more" other="and # more" />
        </p>
      )}
    </Card>
  );
}
