import { Trans, useLingui } from '@lingui/react/macro';
import { KeyRound, PlugZap } from 'lucide-react';
import { useState } from 'react';
import type { BrokerSetup, CertificateSource, CertificateStatus } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { Code } from '../../components/Code.tsx';
import { Fact, Facts } from '../../components/Facts.tsx';
import { Fold } from '../../components/Fold.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { TextField } from '../../components/TextField.tsx';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { ProblemNote } from '../../words/Shown.tsx';
import css from './certificate.module.css';
import { Found } from './Found.tsx';
import type { UseSource } from './SourceChoice.tsx';

const USER = /^[a-z_][a-z0-9_.-]{0,31}\$?$/i;

const idOf = ({ host, port, user }: { host: string; port: number; user: string }) =>
  `${user} ${host} ${port}`;

/** Fetched from the website's computer with a key that can do nothing else there. */
export function FromMachine({ status, use, busy }: { status: CertificateStatus } & UseSource) {
  const { t } = useLingui();
  const { connection } = useStores();
  const known = status.source.from === 'machine' ? status.source : null;
  const [host, setHost] = useState(known?.host ?? '');
  const [user, setUser] = useState(known?.user ?? '');
  const [port, setPort] = useState(String(known?.port ?? 22));
  const [folder, setFolder] = useState(`/etc/letsencrypt/live/${status.domain}`);
  const where = { host: host.trim(), user: user.trim(), port: Number(port) };
  const complete =
    where.host !== '' &&
    USER.test(where.user) &&
    Number.isInteger(where.port) &&
    where.port > 0 &&
    where.port < 65_536;
  const setup = useAction(
    async () =>
      await connection.client().certificateSources.brokerSetup({
        chainFile: `${folder.replace(/\/$/, '')}/fullchain.pem`,
        keyFile: `${folder.replace(/\/$/, '')}/privkey.pem`,
      }),
  );
  const keys = useAction(async () => ({
    of: idOf(where),
    ...(await connection.client().certificateSources.brokerHostKeys(where)),
  }));
  const attempt = useAction(async (fingerprint: string) => ({
    source: { from: 'machine', ...where, fingerprint } satisfies CertificateSource,
    inspected: await connection.client().certificateSources.brokerTry({ ...where, fingerprint }),
  }));
  // What was compared, and what was fetched, is of the machine it was asked of, and of no other.
  const shown = keys.async.state === 'done' && keys.async.value.of === idOf(where) ? keys.async.value : null;
  const tried =
    attempt.async.state === 'done' && idOf(attempt.async.value.source) === idOf(where)
      ? attempt.async.value
      : undefined;
  return (
    <Stack gap="m">
      <div className={css.form}>
        <TextField
          label={<Trans>Name or address of the machine</Trans>}
          value={host}
          onChange={setHost}
          placeholder="www.example.org"
          mono
        />
        <TextField
          label={<Trans>Account there</Trans>}
          value={user}
          onChange={setUser}
          placeholder="certificates"
          mono
        />
        <TextField
          label={<Trans>Port of SSH</Trans>}
          value={port}
          onChange={setPort}
          inputMode="numeric"
          mono
        />
        <TextField
          label={<Trans>Folder of the certificate there</Trans>}
          value={folder}
          onChange={setFolder}
          mono
        />
      </div>
      <Row>
        <Button
          icon={KeyRound}
          busy={setup.busy && <Trans>Making it…</Trans>}
          onPress={() => void setup.run()}
        >
          <Trans>Show what to do on the other machine</Trans>
        </Button>
        <Button
          icon={PlugZap}
          busy={keys.busy && <Trans>Asking…</Trans>}
          disabledBecause={complete ? null : t`The machine and the account are missing.`}
          onPress={() => void keys.run()}
        >
          <Trans>Connect</Trans>
        </Button>
      </Row>
      {(setup.problem ?? keys.problem ?? attempt.problem) && (
        <ProblemNote problem={(setup.problem ?? keys.problem ?? attempt.problem)!} />
      )}
      {setup.async.state === 'done' && <OtherSide setup={setup.async.value} />}
      {shown?.finding && <Found inspected={{ ticket: null, certificate: null, findings: [shown.finding] }} />}
      {shown && shown.keys.length > 0 && (
        <Stack gap="s">
          <p>
            <Trans>
              Compare this with what the other machine says of itself. Only if it is the same, it is the right
              one.
            </Trans>
          </p>
          <Facts label={t`Keys of the other machine`}>
            {shown.keys.map(({ type, fingerprint }) => (
              <Fact
                key={fingerprint}
                icon={KeyRound}
                small={type}
                action={
                  <Button
                    size="s"
                    busy={attempt.busy && <Trans>Trying…</Trans>}
                    onPress={() => void attempt.run(fingerprint)}
                  >
                    <Trans>It is the same</Trans>
                  </Button>
                }
              >
                <span className="mono">{fingerprint}</span>
              </Fact>
            ))}
          </Facts>
        </Stack>
      )}
      {tried && (
        <Stack gap="m">
          <Found inspected={tried.inspected} />
          {tried.inspected.ticket !== null && (
            <Row>
              <Button
                kind="primary"
                busy={busy && <Trans>Bringing it in…</Trans>}
                onPress={() => void use(tried.source, tried.inspected.ticket)}
              >
                <Trans>Use this certificate</Trans>
              </Button>
            </Row>
          )}
        </Stack>
      )}
    </Stack>
  );
}

function OtherSide({ setup: { commands, script, scriptPath, authorizedKey } }: { setup: BrokerSetup }) {
  const { t } = useLingui();
  return (
    <Stack gap="s">
      <p>
        <Trans>
          In a terminal on the other machine, once, signed in with the account named above. The key made for
          this can fetch the certificate, and nothing else.
        </Trans>
      </p>
      <Code lines={commands} label={t`Commands for the other machine`} copyLabel={t`Copy the commands`} />
      <Fold flush title={<Trans>Exactly</Trans>} aside={scriptPath}>
        <Stack gap="s">
          <Code lines={script.split('\n')} label={t`The script`} copyLabel={t`Copy the script`} />
          <Code
            lines={[authorizedKey]}
            label={t`The line for authorized_keys`}
            copyLabel={t`Copy the line`}
          />
        </Stack>
      </Fold>
    </Stack>
  );
}
