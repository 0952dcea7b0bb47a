import { Trans, useLingui } from '@lingui/react/macro';
import { Pencil, PlugZap, Send } from 'lucide-react';
import { useState } from 'react';
import type { DnsState, Hoster } from '../../api/types.ts';
import { Card } from '../../components/Card.tsx';
import { ChoiceCards } from '../../components/ChoiceCards.tsx';
import { Stack } from '../../components/Page.tsx';
import { HandRoad } from './HandRoad.tsx';
import { LetterRoad } from './LetterRoad.tsx';
import { ProviderRoad } from './ProviderRoad.tsx';

type Road = 'provider' | 'hand' | 'letter';

export type RoadsProps = {
  state: DnsState;
  /** Who keeps the domain's address book, as far as its name servers tell. */
  provider: Hoster | null;
  /** Another part of the page has the primary button. */
  resting?: boolean;
};

/** Three roads to the same lines; they may be mixed, and left at any time. */
export function Roads({ state, provider, resting = false }: RoadsProps) {
  const { t } = useLingui();
  const remembered = `names.road.${state.domain}`;
  const [road, setRoad] = useState<Road>(() => (sessionStorage.getItem(remembered) as Road) ?? 'provider');
  const { domain } = state;
  return (
    <Card title={<Trans>How shall the lines get there?</Trans>}>
      <Stack gap="m">
        <ChoiceCards<Road>
          label={t`How the lines of ${domain} get into its address book`}
          value={road}
          onChange={(next) => {
            sessionStorage.setItem(remembered, next);
            setRoad(next);
          }}
          options={[
            {
              id: 'provider',
              icon: PlugZap,
              title: <Trans>Connect my provider</Trans>,
              text: provider ? (
                <AtProvider name={provider.name} />
              ) : (
                <Trans>We write the lines where the domain is kept. You see each one before. 5 min</Trans>
              ),
            },
            {
              id: 'hand',
              icon: Pencil,
              title: <Trans>I do it by hand</Trans>,
              text: <Trans>You copy line by line into the form of your provider. 15 min</Trans>,
            },
            {
              id: 'letter',
              icon: Send,
              title: <Trans>Send it to whoever manages the domain</Trans>,
              text: <Trans>A mail with everything they need, in French or English. 2 min</Trans>,
            },
          ]}
        />
        {road === 'provider' && <ProviderRoad domain={domain} provider={provider} resting={resting} />}
        {road === 'hand' && <HandRoad domain={domain} provider={provider} />}
        {road === 'letter' && <LetterRoad domain={domain} />}
      </Stack>
    </Card>
  );
}

const AtProvider = ({ name }: { name: string }) => (
  <Trans>We write the lines at {name}. You see each one before. 5 min</Trans>
);
