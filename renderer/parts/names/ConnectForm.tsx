import { useLingui } from '@lingui/react';
import { Trans, useLingui as useMacro } from '@lingui/react/macro';
import { ExternalLink, PlugZap } from 'lucide-react';
import { useState } from 'react';
import type { Hoster, ProviderForm, ProviderId } from '../../api/types.ts';
import { PromiseLine } from '../../components/Banner.tsx';
import { Button } from '../../components/Button.tsx';
import { Code } from '../../components/Code.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { Select } from '../../components/Select.tsx';
import { TextField } from '../../components/TextField.tsx';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { useProviderName } from '../../words/dns.ts';
import { ProblemNote } from '../../words/Shown.tsx';
import css from './names.module.css';

export type ConnectFormProps = {
  forms: readonly ProviderForm[];
  provider: Hoster | null;
  resting: boolean;
};

/** Which provider, how to get an access with the least rights, and what to type. Tested before it is kept. */
export function ConnectForm({ forms, provider, resting }: ConnectFormProps) {
  const { t } = useMacro();
  const recognised = forms.find(({ id }) => id === provider?.id);
  // Who keeps the domain may be known only after a moment; what a person chose stays.
  const [picked, setPicked] = useState<ProviderId | null>(null);
  const chosen = picked ?? recognised?.id ?? null;
  const form = forms.find(({ id }) => id === chosen);
  const called = provider?.name ?? '';
  return (
    <Stack gap="m">
      {provider && !recognised && (
        <p>
          <Trans>
            The address book is kept at {called}, which we cannot connect to. Take one of the two other roads;
            they lead to the same.
          </Trans>
        </p>
      )}
      <Select<ProviderId>
        label={<Trans>Where is the domain’s address book kept?</Trans>}
        value={chosen}
        onChange={setPicked}
        placeholder="…"
        options={forms.map(({ id, name }) => ({
          id,
          label: id === 'rfc2136' ? t`A name server of your own (RFC 2136)` : name,
        }))}
      />
      {form && <Fields key={form.id} form={form} resting={resting} />}
    </Stack>
  );
}

function Fields({ form, resting }: { form: ProviderForm; resting: boolean }) {
  const { i18n } = useLingui();
  const { t } = useMacro();
  const providerName = useProviderName();
  const { connection, providers } = useStores();
  const language = i18n.locale === 'fr' ? 'fr' : 'en';
  const [values, setValues] = useState<Record<string, string>>(() =>
    Object.fromEntries(form.fields.map(({ name, value }) => [name, value])),
  );
  const connect = useAction(async () => {
    await connection.client().dnsProviders.connect({ provider: form.id, fields: values });
    await providers.load();
  });
  const empty = form.fields.some(({ name, optional }) => !optional && (values[name] ?? '').trim() === '');
  const name = providerName(form.id, form.name);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!empty) void connect.run();
      }}
    >
      <Stack gap="m">
        {form.link !== null && (
          <p>
            <a className={css.link} href={form.link} target="_blank" rel="noreferrer">
              <ExternalLink aria-hidden size={14} />
              <OpenPage name={name} />
            </a>
          </p>
        )}
        {form.steps.length > 0 && (
          <ol className={css.steps}>
            {form.steps.map((step) => (
              <li key={step.en}>{step[language]}</li>
            ))}
          </ol>
        )}
        {form.rights.length > 0 && (
          <Stack gap="s">
            <p className={css.caption}>
              <Trans>The rights it needs, and no others:</Trans>
            </p>
            <Code
              lines={form.rights}
              label={t`The rights it needs, and no others`}
              copyLabel={t`Copy these lines`}
            />
          </Stack>
        )}
        {form.fields.map(({ name: field, label, hint, kind, choices }) =>
          kind === 'choice' ? (
            <Select
              key={field}
              label={label[language]}
              value={values[field] ?? null}
              onChange={(value) => setValues({ ...values, [field]: value })}
              options={choices.map(({ value, label: words }) => ({ id: value, label: words[language] }))}
            />
          ) : (
            <TextField
              key={field}
              label={label[language]}
              value={values[field] ?? ''}
              onChange={(value) => setValues({ ...values, [field]: value })}
              type={kind === 'secret' ? 'password' : 'text'}
              mono
              maxLength={2000}
              help={hint[language] || undefined}
            />
          ),
        )}
        {connect.problem && <ProblemNote problem={connect.problem} />}
        <Row>
          <Button
            type="submit"
            kind={resting ? 'plain' : 'primary'}
            icon={PlugZap}
            busy={connect.busy && <Trans>Trying the access…</Trans>}
            disabledBecause={empty ? t`Fill in the fields first.` : null}
          >
            <ConnectTo name={name} />
          </Button>
        </Row>
        <PromiseLine>
          <Trans>
            Nothing is changed yet: first you see each line. The access is kept in a file only this account
            can read, and is never shown again.
          </Trans>
        </PromiseLine>
      </Stack>
    </form>
  );
}

const OpenPage = ({ name }: { name: string }) => <Trans>Open the page of {name} on which it is made</Trans>;
const ConnectTo = ({ name }: { name: string }) => <Trans>Connect to {name}</Trans>;
