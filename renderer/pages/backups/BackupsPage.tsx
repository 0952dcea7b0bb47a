/** Backups and updates: each one that was made and opened again, where they go, the way back; and the version this is. */
import { Trans, useLingui } from '@lingui/react/macro';
import { Archive, Settings2 } from 'lucide-react';
import { useState } from 'react';
import type { BackupSource, BackupsState } from '../../api/types.ts';
import { Banner } from '../../components/Banner.tsx';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { Empty } from '../../components/Empty.tsx';
import { Page, Row, Stack } from '../../components/Page.tsx';
import { Split } from '../../components/Split.tsx';
import { UpdatesCard } from '../../parts/updates/UpdatesCard.tsx';
import { latest, useAction, useResource } from '../../stores/async.ts';
import { useNow } from '../../stores/now.ts';
import { useStores } from '../../stores/stores.ts';
import { useFormat } from '../../words/format.ts';
import { ProblemNote, Shown } from '../../words/Shown.tsx';
import { BackupList } from './BackupList.tsx';
import { CalendarStrip } from './CalendarStrip.tsx';
import { PlanDrawer } from './PlanDrawer.tsx';
import { PlanFacts } from './PlanFacts.tsx';
import { RestoreDrawer } from './RestoreDrawer.tsx';
import { Snapshots } from './Snapshots.tsx';
import { Working } from './Working.tsx';

type Open = { what: 'plan' } | { what: 'restore'; source: BackupSource; title: string } | null;

const MINUTE_MS = 60_000;

export function BackupsPage() {
  const { backups } = useStores();
  const all = useResource(backups);
  const known = latest(all);
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  return (
    <Split
      drawer={
        open?.what === 'plan' && known ? (
          <PlanDrawer state={known} onClose={close} />
        ) : open?.what === 'restore' ? (
          <RestoreDrawer
            key={JSON.stringify(open.source)}
            source={open.source}
            title={open.title}
            onClose={close}
          />
        ) : (
          false
        )
      }
    >
      <Page
        wide
        title={<Trans>Backups & updates</Trans>}
        lead={known && <Lead state={known} />}
        actions={known && <MakeOne state={known} onPlan={() => setOpen({ what: 'plan' })} />}
      >
        <Shown of={all} onRetry={() => void backups.load()}>
          {(state) => (
            <Stack gap="l">
              {state.restartNeeded && (
                <Banner kind="info" live>
                  <Trans>What was put back is in force as soon as Chatelaine is started anew.</Trans>
                </Banner>
              )}
              {state.working && <Working work={state.working} />}
              {state.failure && !state.working && <ProblemNote problem={state.failure.problem as never} />}
              <Made
                state={state}
                onRestore={(source, title) => setOpen({ what: 'restore', source, title })}
              />
              <PlanFacts state={state} onChange={() => setOpen({ what: 'plan' })} />
              <UpdatesCard />
              <Snapshots
                state={state}
                onPutBack={(source, title) => setOpen({ what: 'restore', source, title })}
              />
            </Stack>
          )}
        </Shown>
      </Page>
    </Split>
  );
}

/** One true sentence. */
function Lead({ state: { lastGoodAt, nextAt, plan, backups } }: { state: BackupsState }) {
  const format = useFormat();
  const now = useNow(MINUTE_MS);
  if (lastGoodAt === null && backups.length > 0)
    return <Trans>None of these was opened and found good here. Check one.</Trans>;
  if (lastGoodAt === null)
    return nextAt === null ? (
      <Trans>No backup was made yet.</Trans>
    ) : (
      <Trans>The first one is made {format.moment(nextAt, now)}.</Trans>
    );
  const last = format.ago(lastGoodAt, now);
  if (!plan.on || nextAt === null) return <Trans>The last good one was made {last}. None is planned.</Trans>;
  const next = format.moment(nextAt, now);
  return (
    <Trans>
      The last good one was made {last}. The next: {next}.
    </Trans>
  );
}

function MakeOne({ state, onPlan }: { state: BackupsState; onPlan(): void }) {
  const { connection, backups } = useStores();
  const make = useAction(async () => backups.replace(await connection.client().backups.make()));
  const needsWords = state.plan.lock.kind === 'words' && !state.hasWords;
  return (
    <Stack gap="s">
      <Row>
        {needsWords ? (
          <Button kind="primary" icon={Settings2} onPress={onPlan}>
            <Trans>Set backups up…</Trans>
          </Button>
        ) : (
          <Button
            kind="primary"
            icon={Archive}
            busy={(make.busy || state.working?.what === 'backup') && <Trans>Making one…</Trans>}
            onPress={() => void make.run()}
          >
            <Trans>Make one now</Trans>
          </Button>
        )}
      </Row>
      {make.problem && <ProblemNote problem={make.problem} />}
    </Stack>
  );
}

function Made({
  state,
  onRestore,
}: {
  state: BackupsState;
  onRestore(source: BackupSource, title: string): void;
}) {
  const { t } = useLingui();
  return (
    <Card
      bare
      title={<Trans>Backups</Trans>}
      end={
        <Button
          size="s"
          kind="quiet"
          onPress={() => onRestore({ from: 'file', path: '' }, t`A backup from elsewhere`)}
        >
          <Trans>Open a file…</Trans>
        </Button>
      }
    >
      <CalendarStrip state={state} />
      {state.backups.length === 0 ? (
        <Empty icon={Archive} title={<Trans>No backup yet.</Trans>}>
          <Trans>
            A backup holds everything: people, rooms, messages, files, settings. Each one is opened and read
            back before it counts.
          </Trans>
        </Empty>
      ) : (
        <BackupList state={state} onRestore={onRestore} />
      )}
    </Card>
  );
}
