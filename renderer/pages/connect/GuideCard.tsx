import { Trans, useLingui } from '@lingui/react/macro';
import { Printer } from 'lucide-react';
import { useNavigate } from 'react-router';
import type {
  ClientSystem,
  ConnectValues,
  FilledGuide,
  GuideLanguage,
  GuidesAnswer,
  Person,
} from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { Segmented } from '../../components/Segmented.tsx';
import { Select } from '../../components/Select.tsx';
import { Tabs } from '../../components/Tabs.tsx';
import { SetUpForMe } from '../../parts/client-setup/SetUpForMe.tsx';
import { guidesFor, SYSTEM_WORDS, SYSTEMS } from '../../parts/guide/systems.ts';
import { nameOf } from '../../words/presence.ts';
import type { Asked } from './asked.ts';
import { GuideView } from './GuideView.tsx';
import { OtherSteps } from './OtherSteps.tsx';
import { WebChatOff } from './WebChatOff.tsx';

export type GuideCardProps = {
  answer: GuidesAnswer;
  values: ConnectValues;
  people: readonly Person[];
  person: Person;
  asked: Asked;
  onPerson(address: string): void;
  onSystem(system: string): void;
  onApp(app: string): void;
  onLanguage(language: GuideLanguage): void;
};

/** Who, on what, with which program; then its guide. */
export function GuideCard(props: GuideCardProps) {
  const { answer, values, people, person, asked } = props;
  const { t, i18n } = useLingui();
  const navigate = useNavigate();
  const several = new Set(people.map(({ host }) => host)).size > 1;
  const fitting = guidesFor(answer.guides, asked.system);
  const app =
    asked.app === 'other' || fitting.some(({ id }) => id === asked.app)
      ? asked.app
      : (fitting[0]?.id ?? 'other');
  const print = () =>
    void navigate(`/hand-out/${encodeURIComponent(person.address)}${app === 'other' ? '' : `?apps=${app}`}`);
  return (
    <Card>
      <Stack gap="m">
        <Select
          label={<Trans>Person</Trans>}
          value={person.address}
          onChange={props.onPerson}
          options={people.map((each) => ({
            id: each.address,
            label: nameOf(each),
            // The same name may stand before each domain.
            aside: several ? each.address : each.username,
          }))}
        />
        <Segmented<ClientSystem>
          label={t`On what`}
          value={asked.system}
          onChange={props.onSystem}
          options={SYSTEMS.map((id) => ({
            id,
            label: i18n._(SYSTEM_WORDS[id].name),
          }))}
        />
        <Tabs
          label={t`Program`}
          selected={app}
          onSelect={props.onApp}
          tabs={[
            ...fitting.map((guide: FilledGuide) => ({
              id: guide.id,
              title: guide.name,
              content:
                guide.id === 'converse' && answer.way.chat === null ? (
                  <WebChatOff />
                ) : (
                  <Stack gap="m">
                    <GuideView guide={guide} system={asked.system} way={answer.way} />
                    <SetUpForMe person={person.address} client={guide.id} />
                  </Stack>
                ),
            })),
            {
              id: 'other',
              title: <Trans>Another</Trans>,
              content: <OtherSteps person={person} values={values} />,
            },
          ]}
        />
        <Row>
          <Button icon={Printer} onPress={print}>
            <Trans>Print a hand-out</Trans>
          </Button>
          <span className="small muted">
            <Trans>The program speaks</Trans>
          </span>
          <Segmented<GuideLanguage>
            label={t`The program speaks`}
            value={asked.language}
            onChange={props.onLanguage}
            options={[
              { id: 'en', label: 'English', lang: 'en' },
              { id: 'fr', label: 'Français', lang: 'fr' },
            ]}
          />
        </Row>
      </Stack>
    </Card>
  );
}
