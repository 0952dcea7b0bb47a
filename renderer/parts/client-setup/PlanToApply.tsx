import { Trans, useLingui } from '@lingui/react/macro';
import { useEffect, useState } from 'react';
import type { ClientPlan, ClientProfile, FoundClient } from '../../api/types.ts';
import { Banner, PromiseLine } from '../../components/Banner.tsx';
import { Button } from '../../components/Button.tsx';
import { Code } from '../../components/Code.tsx';
import { Fold } from '../../components/Fold.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { PasswordField } from '../../components/PasswordField.tsx';
import { Switch } from '../../components/Switch.tsx';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { useFormat } from '../../words/format.ts';
import { Looking, ProblemNote } from '../../words/Shown.tsx';
import css from './client-setup.module.css';
import { PROGRAM_NAMES, passwordWords, trustWords } from './words.ts';

export type PlanToApplyProps = {
  client: FoundClient;
  profile: ClientProfile;
  person: string;
  onClose(): void;
};

/** What would be written, the consent to hand the password over, and the deed. */
export function PlanToApply({ client, profile, person, onClose }: PlanToApplyProps) {
  const { t, i18n } = useLingui();
  const stores = useStores();
  const [keepPassword, setKeep] = useState(false);
  const [password, setPassword] = useState('');
  const name = PROGRAM_NAMES[client.program];
  const wish = { profile: profile.id, address: person, keepPassword };
  const plan = useAction(async () => stores.connection.client().clientSetup.plan(wish));
  const apply = useAction(async (digest: string) => {
    const given = keepPassword && password !== '' ? password : null;
    const { clientSetup } = stores.connection.client();
    const { id } = await clientSetup.apply({ ...wish, digest, password: given });
    setPassword('');
    await stores.clientSetup.load();
    stores.toasts.show(t`${person} is set up in ${name}.`, async () => {
      await clientSetup.undo({ id, how: 'exact' });
      await stores.clientSetup.load();
    });
    onClose();
  });
  const { run } = plan;
  const { running } = client;
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked at anew when the wish is another, or the program was closed
  useEffect(() => void run(), [run, keepPassword, running, profile.id, person]);
  const shown = plan.async.state === 'done' ? plan.async.value : null;
  const canKeep = shown === null || shown.password !== 'asks' || !keepPassword;
  const hindrance = running
    ? t`${name} is open.`
    : keepPassword && canKeep && password === ''
      ? t`Type the password first.`
      : null;
  return (
    <Stack gap="s">
      {plan.problem && <ProblemNote problem={plan.problem} onRetry={() => void run()} />}
      {shown === null && !plan.problem && <Looking />}
      {shown && <PlanWords plan={shown} name={name} person={person} />}
      {shown?.what === 'add' && (
        <Stack gap="s">
          <Switch isOn={keepPassword} onChange={setKeep}>
            <Trans>Hand the password over, too</Trans>
          </Switch>
          <p className="small muted">{i18n._(passwordWords(name, shown.password))}</p>
          {keepPassword && !canKeep && (
            <p className="small">
              <Trans>There is no keyring here that takes it.</Trans>
            </p>
          )}
          {keepPassword && canKeep && (
            <PasswordField
              label={<Trans>Password of {person}</Trans>}
              value={password}
              onChange={setPassword}
            />
          )}
        </Stack>
      )}
      {running && (
        <Banner kind="warn" live>
          <Trans>{name} is open, and would write over this. Close it; this page notices by itself.</Trans>
        </Banner>
      )}
      {shown && (
        <Row>
          {shown.files.length > 0 && (
            <Button
              kind="primary"
              disabledBecause={hindrance}
              busy={apply.busy && <Trans>Writing…</Trans>}
              onPress={() => void apply.run(shown.digest)}
            >
              {shown.what === 'repair' ? <Trans>Mend it</Trans> : <Trans>Write it</Trans>}
            </Button>
          )}
          <Button onPress={onClose}>
            {shown.files.length > 0 ? <Trans>Not now</Trans> : <Trans>Close</Trans>}
          </Button>
        </Row>
      )}
      {shown && shown.files.length > 0 && (
        <PromiseLine>
          <Trans>A copy of each file is kept, and one press puts everything back as it was.</Trans>
        </PromiseLine>
      )}
      {apply.problem && <ProblemNote problem={apply.problem} onRetry={() => void run()} />}
    </Stack>
  );
}

/** The plan as sentences; the exact lines one click deeper. */
function PlanWords({ plan, name, person }: { plan: ClientPlan; name: string; person: string }) {
  const { t, i18n } = useLingui();
  const format = useFormat();
  const stays = plan.stays.join(', ');
  const trust = trustWords(
    name,
    plan.trust.way,
    plan.trust.until === null ? '' : format.date(plan.trust.until),
  );
  const where = plan.server ? `${plan.server.host}:${plan.server.port}` : '';
  return (
    <>
      <p>{sentence(plan.what, name, person)}</p>
      <ul className={css.facts}>
        {stays !== '' && (
          <li>
            <Trans>These stay as they are: {stays}</Trans>
          </li>
        )}
        {plan.server && !plan.cannotReach && (
          <li>
            <Trans>It is told where the server is: {where}</Trans>
          </li>
        )}
        {plan.cannotReach && (
          <li>
            <Trans>
              {name} has no setting for where the server is, and finds it by the domain only: it connects once
              the domain’s address book is right.
            </Trans>
          </li>
        )}
        {trust && <li>{i18n._(trust)}</li>}
      </ul>
      {plan.files.length > 0 && (
        <Fold title={<Trans>Exactly what is written, and where</Trans>}>
          <Stack gap="m">
            {plan.files.map(({ path, deed, lines }) => (
              <div key={path} className={css.file}>
                <span className="small">
                  {deed === 'created' ? <Trans>New file {path}</Trans> : <Trans>In the file {path}</Trans>}
                </span>
                <Code
                  lines={lines.map((line) => `${SIGNS[line.deed]} ${line.text.replaceAll('\t', '  ')}`)}
                  label={t`Lines for ${path}`}
                  copyLabel={t`Copy the lines for ${path}`}
                />
              </div>
            ))}
          </Stack>
        </Fold>
      )}
    </>
  );
}

const SIGNS = { added: '+', removed: '−', same: ' ' } as const;

function sentence(what: ClientPlan['what'], name: string, person: string) {
  if (what === 'add')
    return (
      <Trans>
        {person} is added to the accounts of {name}.
      </Trans>
    );
  if (what === 'repair')
    return (
      <Trans>
        {person} is in {name} already, with other settings. Only those are changed; its password stays.
      </Trans>
    );
  return (
    <Trans>
      {person} is in {name} already, as it should be.
    </Trans>
  );
}
