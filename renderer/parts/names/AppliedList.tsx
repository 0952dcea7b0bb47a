import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { History, Undo2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { Applied, UndoPreview } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Fact, Facts } from '../../components/Facts.tsx';
import { Stack } from '../../components/Page.tsx';
import { latest, useAction, useResource } from '../../stores/async.ts';
import { useNow } from '../../stores/now.ts';
import { useStores } from '../../stores/stores.ts';
import { useFormat } from '../../words/format.ts';
import { ProblemNote } from '../../words/Shown.tsx';
import { JobSteps } from './JobSteps.tsx';
import css from './names.module.css';
import { Working } from './Working.tsx';

/** What was written there before, and the way back. */
export function AppliedList({ domain, onChanged }: { domain: string; onChanged(): void }) {
  const { t } = useLingui();
  const stores = useStores();
  const client = () => stores.connection.client().dnsProviders;
  const format = useFormat();
  const now = useNow(30_000);
  const list = useAction(async () => await client().applied({ domain }));
  const { run } = list;
  const known = latest(useResource(stores.providers));
  const jobs = latest(useResource(stores.jobs)) ?? [];
  const lastJob = jobs.find(({ name }) => name === 'dns.apply' || name === 'dns.undo');
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again when something was written, or put back
  useEffect(() => void run(), [run, known, lastJob?.id, lastJob?.state]);
  const look = useAction(async (id: string) => await client().undoPreview({ id }));
  const [jobId, setJobId] = useState<string | null>(null);
  const undo = useAction(async (preview: UndoPreview) => {
    const leave = preview.items.filter(({ state }) => state === 'changed').map(({ key }) => key);
    const { jobId: started } = await client().undo({ id: preview.id, leave });
    setJobId(started);
    look.reset();
    await stores.jobs.load();
  });
  const job = jobs.find(({ id }) => id === jobId) ?? null;
  const ended = job !== null && job.state !== 'running';
  useEffect(() => {
    if (!ended) return;
    onChanged();
    void stores.dns.load();
  }, [ended, onChanged, stores]);
  const done = list.async.state === 'done' ? list.async.value : [];
  const preview = look.async.state === 'done' ? look.async.value : null;
  if (done.length === 0) return null;
  return (
    <Working jobId={jobId}>
      <h3 className={css.small}>
        <Trans>What Chatelaine has written there</Trans>
      </h3>
      <Facts label={t`What Chatelaine has written there`}>
        {done.map((one) => (
          <Fact
            key={one.id}
            icon={one.state === 'undone' ? Undo2 : History}
            small={<What applied={one} />}
            action={
              (one.state === 'applied' || one.state === 'partly') && (
                <Button
                  size="s"
                  icon={Undo2}
                  busy={look.busy && <Trans>Looking…</Trans>}
                  label={t`Put back what was written: ${format.moment(one.at, now)}`}
                  onPress={() => void look.run(one.id)}
                >
                  <Trans>Put back…</Trans>
                </Button>
              )
            }
          >
            {format.moment(one.at, now)}
          </Fact>
        ))}
      </Facts>
      {look.problem && <ProblemNote problem={look.problem} />}
      {undo.problem && <ProblemNote problem={undo.problem} />}
      {job && job.state !== 'done' && <JobSteps job={job} />}
      <Dialog
        open={preview !== null}
        onClose={look.reset}
        title={<Trans>Put these lines back as they were?</Trans>}
        actions={
          <>
            <Button autoFocus onPress={look.reset}>
              <Trans>Leave them</Trans>
            </Button>
            <Button
              kind="primary"
              icon={Undo2}
              busy={undo.busy && <Trans>Starting…</Trans>}
              onPress={() => preview && void undo.run(preview)}
            >
              <Trans>Put them back</Trans>
            </Button>
          </>
        }
      >
        {preview && <UndoItems preview={preview} />}
      </Dialog>
    </Working>
  );
}

function What({ applied: { items, state } }: { applied: Applied }) {
  const count = items.filter((item) => item.state === 'written' || item.state === 'undone').length;
  switch (state) {
    case 'pending':
      return <Trans>Under way</Trans>;
    case 'undoing':
      return <Trans>Being put back</Trans>;
    case 'undone':
      return <Plural value={count} one="# line, put back as it was" other="# lines, put back as they were" />;
    case 'partly':
      return <Plural value={count} one="Stopped after # line" other="Stopped after # lines" />;
    case 'applied':
      return <Plural value={count} one="# line" other="# lines" />;
  }
}

/** What goes back to what; whatever somebody changed since stays as it is now. */
function UndoItems({ preview: { items } }: { preview: UndoPreview }) {
  const changed = items.filter(({ state }) => state === 'changed').length;
  return (
    <Stack gap="s">
      <ul className={css.undo}>
        {items.map(({ key, state, after, now }) => {
          const back = after?.values.join(', ') ?? null;
          const present = now?.values.join(', ') ?? null;
          return (
            <li key={key}>
              <b className="mono">{key}</b>
              <span className="mono">
                {present ?? <Trans>nothing</Trans>} {state === 'ready' && '→'}{' '}
                {state === 'ready' && (back ?? <Trans>nothing</Trans>)}
              </span>
              {state === 'changed' && (
                <small>
                  <Trans>Somebody changed it since: it stays as it is now.</Trans>
                </small>
              )}
              {state === 'already' && (
                <small>
                  <Trans>It is as it was already.</Trans>
                </small>
              )}
            </li>
          );
        })}
      </ul>
      <p className="small muted">
        <Plural
          value={changed}
          _0="Everything else at the provider stays as it is."
          one="One line that somebody changed since, and everything else at the provider, stay as they are."
          other="# lines that somebody changed since, and everything else at the provider, stay as they are."
        />
      </p>
    </Stack>
  );
}
