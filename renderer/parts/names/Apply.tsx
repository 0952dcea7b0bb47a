import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Plus, RefreshCw } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { ApplyItem, ApplyPreview } from '../../api/types.ts';
import { Banner, PromiseLine } from '../../components/Banner.tsx';
import { Button } from '../../components/Button.tsx';
import { CheckList } from '../../components/CheckList.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { Switch } from '../../components/Switch.tsx';
import { latest, useAction, useResource } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { Looking, ProblemNote } from '../../words/Shown.tsx';
import { AppliedList } from './AppliedList.tsx';
import { ChangeTable, goneOf } from './ChangeTable.tsx';
import { JobSteps } from './JobSteps.tsx';
import { Working } from './Working.tsx';

export type ApplyProps = { domain: string; providerName: string; resting: boolean };

const CHANGES = new Set<ApplyItem['kind']>(['create', 'update', 'merge', 'remove']);

/** What would be done, exactly; then done, line by line; and how to put it back. */
export function Apply({ domain, providerName, resting }: ApplyProps) {
  const stores = useStores();
  const client = () => stores.connection.client().dnsProviders;
  const [jobId, setJobId] = useState<string | null>(null);
  const [optional, setOptional] = useState(false);
  const look = useAction(async () => await client().preview({ domain, optional }));
  const { run } = look;
  // biome-ignore lint/correctness/useExhaustiveDependencies: with or without them is another preview
  useEffect(() => void run(), [run, optional]);
  const apply = useAction(async (preview: ApplyPreview, consent: string[]) => {
    const { jobId: started } = await client().apply({ domain, ticket: preview.ticket, consent, optional });
    setJobId(started);
    await stores.jobs.load();
  });
  const job = (latest(useResource(stores.jobs)) ?? []).find(({ id }) => id === jobId) ?? null;
  const ended = job !== null && job.state !== 'running';
  useEffect(() => {
    if (!ended) return;
    void run();
    void stores.dns.load();
  }, [ended, run, stores]);
  const preview = look.async.state === 'done' ? look.async.value : null;
  return (
    <Working jobId={jobId}>
      {look.problem && <ProblemNote problem={look.problem} onRetry={() => void run()} />}
      <Switch isOn={optional} onChange={setOptional}>
        <Trans>With the optional lines</Trans>
      </Switch>
      {preview === null && !look.problem && <Looking />}
      {job && job.state !== 'done' && <JobSteps job={job} />}
      {preview && job?.state !== 'running' && (
        <Preview
          // What is shown is what is applied: another preview asks for its own consent.
          key={preview.ticket}
          preview={preview}
          providerName={providerName}
          resting={resting}
          busy={apply.busy}
          onApply={(consent) => void apply.run(preview, consent)}
          onAgain={() => void run()}
        />
      )}
      {apply.problem && <ProblemNote problem={apply.problem} onRetry={() => void run()} />}
      <AppliedList domain={domain} onChanged={() => void run()} />
    </Working>
  );
}

function Preview({
  preview: { items },
  providerName,
  resting,
  busy,
  onApply,
  onAgain,
}: {
  preview: ApplyPreview;
  providerName: string;
  resting: boolean;
  busy: boolean;
  onApply(consent: string[]): void;
  onAgain(): void;
}) {
  const { t } = useLingui();
  const [consent, setConsent] = useState<string[]>([]);
  const replaced = items.filter(({ kind }) => kind === 'replace');
  const count = items.filter(({ kind }) => CHANGES.has(kind)).length + consent.length;
  const right = items.every(({ kind }) => kind === 'keep');
  if (right)
    return (
      <Banner kind="ok" live>
        <Trans>
          <b>Nothing to do there.</b> Every line is at {providerName} as it should be. The networks of the
          world follow within minutes or hours.
        </Trans>
      </Banner>
    );
  return (
    <Stack gap="m">
      <ChangeTable items={items} consent={consent} />
      {replaced.length > 0 && (
        <Stack gap="s">
          <p>
            <Trans>
              These are there already, and somebody else put them there. They are replaced only if you say so;
              what was there is kept and can be put back.
            </Trans>
          </p>
          <CheckList
            label={t`Lines that may be replaced`}
            values={consent}
            onChange={setConsent}
            options={replaced.map(({ key, before, after, removes }) => ({
              id: key,
              title: <span className="mono">{key}</span>,
              small: <Instead gone={goneOf({ before, removes })} then={after?.values ?? []} />,
            }))}
          />
        </Stack>
      )}
      <Banner kind="ok">
        <Trans>
          <b>Left alone:</b> mail, website and every other line. What is changed is kept as it was, and can be
          put back.
        </Trans>
      </Banner>
      <Row>
        <Button
          kind={resting ? 'plain' : 'primary'}
          icon={Plus}
          busy={busy && <Trans>Starting…</Trans>}
          disabledBecause={count === 0 ? t`Nothing of this can be done without your yes above.` : null}
          onPress={() => onApply(consent)}
        >
          <WriteThese count={count} providerName={providerName} />
        </Button>
        <Button kind="quiet" icon={RefreshCw} onPress={onAgain}>
          <Trans>Look again what is there</Trans>
        </Button>
      </Row>
      <PromiseLine>
        <Trans>It stops at the first line that does not go through, and says which are done.</Trans>
      </PromiseLine>
    </Stack>
  );
}

/** Both sides stand beside the question: nobody consents to what they have not seen. */
const Instead = ({ gone, then }: { gone: readonly string[]; then: readonly string[] }) => {
  const [now, next] = [gone.join(', '), then.join(', ')];
  return (
    <Trans>
      There now: {now} → afterwards: {next}
    </Trans>
  );
};

const WriteThese = ({ count, providerName }: { count: number; providerName: string }) => (
  <Plural
    value={count}
    _0={`Write these lines at ${providerName}`}
    one={`Write this line at ${providerName}`}
    other={`Write these # lines at ${providerName}`}
  />
);
