/**
 * Bridges: people on other networks (IRC), and other programs with an address of their own on this server.
 */
import { Plural, Trans } from '@lingui/react/macro';
import { Plug, Waypoints } from 'lucide-react';
import { useNavigate, useSearchParams } from 'react-router';
import type { Bridges } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { Empty } from '../../components/Empty.tsx';
import { Page, Row, Stack } from '../../components/Page.tsx';
import { Split } from '../../components/Split.tsx';
import { FederationTabs } from '../../frame/FederationTabs.tsx';
import { latest, useResource } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { Shown } from '../../words/Shown.tsx';
import { AddIrc } from './AddIrc.tsx';
import { AddProgram } from './AddProgram.tsx';
import { BridgeCard } from './BridgeCard.tsx';
import { Door, DoorTaken } from './Door.tsx';
import { PATH } from './path.ts';

export function BridgesPage() {
  const { bridges } = useStores();
  const facts = useResource(bridges);
  const known = latest(facts);
  const [params] = useSearchParams();
  const adding = params.get('add');
  const drawer =
    known && adding === 'irc' ? (
      <AddIrc facts={known} />
    ) : (
      known && adding === 'program' && <AddProgram domain={known.domain} port={known.port} />
    );
  return (
    <Split drawer={drawer || null}>
      <Page wide title={<Trans>Bridges</Trans>} lead={known && <Lead facts={known} />}>
        <FederationTabs />
        <Shown of={facts} onRetry={() => void bridges.load()}>
          {(value) => <All facts={value} resting={Boolean(drawer)} />}
        </Shown>
      </Page>
    </Split>
  );
}

const GOOD = ['connected', 'off'];
const ON_ITS_WAY = ['starting', 'coming-back', 'server-stopped'];

/** One true sentence. */
function Lead({ facts: { bridges } }: { facts: Bridges }) {
  const works = bridges.filter(({ state }) => state.state === 'connected').length;
  const trouble = bridges.filter(({ state: { state } }) => ![...GOOD, ...ON_ITS_WAY].includes(state)).length;
  if (bridges.length === 0)
    return <Trans>A bridge lets colleagues talk with people on other networks.</Trans>;
  return (
    <>
      <Plural value={works} _0="No bridge works right now." one="# bridge works." other="# bridges work." />{' '}
      <Plural value={trouble} _0="" one="# needs you." other="# need you." />
    </>
  );
}

function All({ facts, resting }: { facts: Bridges; resting: boolean }) {
  const navigate = useNavigate();
  const hasIrc = facts.bridges.some(({ kind }) => kind === 'irc');
  const add = (what: 'irc' | 'program') => () => void navigate(`${PATH}?add=${what}`);
  return (
    <Stack>
      {!hasIrc && (
        <Empty
          icon={Waypoints}
          title={<Trans>IRC: talk with people in its channels.</Trans>}
          action={
            <Button kind={resting ? 'plain' : 'primary'} icon={Waypoints} onPress={add('irc')}>
              <Trans>Set up the bridge to IRC</Trans>
            </Button>
          }
        >
          <Trans>
            Many free-software projects, clubs and suppliers’ technicians meet on IRC. With the bridge
            colleagues join its channels from the chat program they have, like any room.
          </Trans>
        </Empty>
      )}
      {facts.door.closed && <DoorTaken door={facts.door} />}
      {facts.bridges.map((bridge) => (
        <BridgeCard key={bridge.address} bridge={bridge} biboumi={facts.biboumi} port={facts.port} />
      ))}
      <Row>
        <Button icon={Plug} onPress={add('program')}>
          <Trans>Connect another program…</Trans>
        </Button>
        <span className="small muted">
          <Trans>A bot, or a gateway to another network, that somebody runs for you.</Trans>
        </span>
      </Row>
      {facts.bridges.length > 0 && <Door key={facts.door.port} door={facts.door} />}
    </Stack>
  );
}
