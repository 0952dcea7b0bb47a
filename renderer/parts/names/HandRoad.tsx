import { Trans, useLingui } from '@lingui/react/macro';
import { Download } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { ExportProvider, Hoster, ProviderRow } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { Code } from '../../components/Code.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { offerFile } from '../../components/offer-file.ts';
import { Row, Stack } from '../../components/Page.tsx';
import { Segmented } from '../../components/Segmented.tsx';
import { Select } from '../../components/Select.tsx';
import { Switch } from '../../components/Switch.tsx';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { useRecordWords } from '../../words/dns.ts';
import { Looking, ProblemNote } from '../../words/Shown.tsx';
import css from './names.module.css';

/** As their makers write them. */
const NAMES: Record<Exclude<ExportProvider, 'plain'>, string> = {
  ovh: 'OVHcloud',
  gandi: 'Gandi',
  cloudflare: 'Cloudflare',
  hetzner: 'Hetzner',
  ionos: 'IONOS',
  infomaniak: 'Infomaniak',
  godaddy: 'GoDaddy',
  namecheap: 'Namecheap',
  o2switch: 'o2switch (cPanel)',
};

const known = (provider: Hoster | null): ExportProvider =>
  provider !== null && provider.id in NAMES ? (provider.id as ExportProvider) : 'plain';

/** Box after box as the provider's form wants it, or the whole zone as text. */
export function HandRoad({ domain, provider }: { domain: string; provider: Hoster | null }) {
  const { t } = useLingui();
  const [view, setView] = useState<'form' | 'zone'>('form');
  const [form, setForm] = useState<ExportProvider>(known(provider));
  const [optional, setOptional] = useState(false);
  return (
    <Stack gap="m">
      <Row>
        <Segmented<'form' | 'zone'>
          label={t`How the lines are shown`}
          value={view}
          onChange={(next) => setView(next)}
          options={[
            { id: 'form', label: <Trans>Boxes of a form</Trans> },
            { id: 'zone', label: <Trans>Zone text</Trans> },
          ]}
        />
        <Switch isOn={optional} onChange={setOptional}>
          <Trans>With the optional lines</Trans>
        </Switch>
      </Row>
      {view === 'form' ? (
        <>
          <Select<ExportProvider>
            label={<Trans>Whose form</Trans>}
            value={form}
            onChange={(next) => setForm(next)}
            options={[
              { id: 'plain', label: t`Another provider` },
              ...Object.entries(NAMES).map(([id, label]) => ({ id: id as ExportProvider, label })),
            ]}
          />
          <FormView key={`${form} ${optional}`} domain={domain} provider={form} optional={optional} />
        </>
      ) : (
        <ZoneText key={String(optional)} domain={domain} optional={optional} />
      )}
    </Stack>
  );
}

type ViewProps = { domain: string; optional: boolean };

function FormView({ domain, provider, optional }: ViewProps & { provider: ExportProvider }) {
  const { i18n } = useLingui();
  const { connection } = useStores();
  const language = i18n.locale === 'fr' ? 'fr' : 'en';
  const load = useAction(
    async () => await connection.client().domains.fields({ domain, provider, optional, language }),
  );
  const { run } = load;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the labels are the language's
  useEffect(() => void run(), [run, language]);
  if (load.problem) return <ProblemNote problem={load.problem} onRetry={() => void run()} />;
  if (load.async.state !== 'done') return <Looking />;
  const { rows, zone } = load.async.value;
  return (
    <Stack gap="s">
      <p className="small muted">
        <Trans>
          Open the address book of <b>{zone}</b> at your provider and add a line for each of these. Nothing
          there has to be removed.
        </Trans>
      </p>
      <ol className={css.forms}>
        {rows.map((row) => (
          <FormRow key={row.fields.map(({ value }) => value).join(' ')} row={row} />
        ))}
      </ol>
    </Stack>
  );
}

function FormRow({ row: { type, purpose, fields } }: { row: ProviderRow }) {
  const { t } = useLingui();
  const words = useRecordWords();
  const name = fields[0]?.value ?? type;
  return (
    <li>
      <p>
        <span className={css.type}>{type}</span> {words.purpose(purpose).what}
      </p>
      <dl className={css.boxes}>
        {fields.map(({ field, label, value }) => (
          <div key={field}>
            <dt>{label}</dt>
            <dd>
              <span className="mono">{value}</span>
              {value !== '' && <CopyButton value={value} label={t`Copy ${label} of ${name} ${type}`} />}
            </dd>
          </div>
        ))}
      </dl>
    </li>
  );
}

function ZoneText({ domain, optional }: ViewProps) {
  const { i18n, t } = useLingui();
  const { connection } = useStores();
  const language = i18n.locale === 'fr' ? 'fr' : 'en';
  const load = useAction(
    async () => await connection.client().domains.export({ domain, optional, format: 'zone', language }),
  );
  const { run } = load;
  // biome-ignore lint/correctness/useExhaustiveDependencies: its comments are in the language
  useEffect(() => void run(), [run, language]);
  if (load.problem) return <ProblemNote problem={load.problem} onRetry={() => void run()} />;
  if (load.async.state !== 'done') return <Looking />;
  const { text, fileName } = load.async.value;
  return (
    <Stack gap="s">
      <Code
        lines={text.trimEnd().split('\n')}
        label={t`The lines as zone text`}
        copyLabel={t`Copy the zone text`}
      />
      <Row>
        <Button icon={Download} onPress={() => offerFile(fileName, 'text/dns', text)}>
          <Trans>Download as a file</Trans>
        </Button>
      </Row>
    </Stack>
  );
}
