import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { NoticesState, WayTrial } from '../../api/types.ts';
import { Banner } from '../../components/Banner.tsx';
import { Button } from '../../components/Button.tsx';
import { Row, Stack, Two } from '../../components/Page.tsx';
import { PasswordField } from '../../components/PasswordField.tsx';
import { Select } from '../../components/Select.tsx';
import { TextField } from '../../components/TextField.tsx';
import { useStores } from '../../stores/stores.ts';
import { useWayProblem } from '../../words/notices.ts';
import css from './Notices.module.css';
import { type SetNotices, WaySwitch } from './NoticesSwitch.tsx';
import { TryWay, WayTrouble } from './NoticesTry.tsx';
import { SettingRow } from './SettingRow.tsx';

type Mail = NoticesState['config']['mail'];

/** RFC 8314: encrypted from the start on 465, or begun in the clear on 587. */
const PORTS: Readonly<Record<Mail['security'], number>> = { tls: 465, starttls: 587 };

/** A mail by the office's own provider; also while the server is down. */
export function NoticesMail({ state, set }: { state: NoticesState; set: SetNotices }) {
  const { t } = useLingui();
  const { mail } = state.config;
  return (
    <>
      <SettingRow
        name={<Trans>By mail</Trans>}
        help={<Trans>Through your mail provider. Works while the chat server is down, too.</Trans>}
      >
        <WaySwitch
          label={t`Tell me by mail`}
          isOn={mail.on}
          onChange={(on) => void set.run({ mail: { ...mail, on } })}
        />
      </SettingRow>
      {mail.on && <MailForm state={state} set={set} />}
    </>
  );
}

const isAddress = (text: string) => /^[^\s@<>",;:\\()[\]]+@[^\s@<>",;:\\()[\]]+$/.test(text);

function MailForm({ state, set }: { state: NoticesState; set: SetNotices }) {
  const { t } = useLingui();
  const { toasts } = useStores();
  const problem = useWayProblem();
  const { mail } = state.config;
  const [typed, setTyped] = useState({ ...mail, to: mail.to.join(', '), port: String(mail.port) });
  const [password, setPassword] = useState('');
  const [left, setLeft] = useState(false);
  const [trial, setTrial] = useState<WayTrial | null>(null);
  const change = (part: Partial<typeof typed>) => setTyped({ ...typed, ...part });
  const to = typed.to.split(/[\s,;]+/).filter((one) => one !== '');
  const wrong = {
    from: typed.from !== '' && !isAddress(typed.from.trim()),
    to: to.some((one) => !isAddress(one)),
    port: !(Number(typed.port) >= 1 && Number(typed.port) <= 65_535),
  };
  const isWrong = wrong.from || wrong.to || wrong.port;
  async function save() {
    setLeft(true);
    if (isWrong) return;
    const { host, user, from, security } = typed;
    const next: Mail = {
      ...{ on: true, host: host.trim(), port: Number(typed.port), security },
      ...{ user: user.trim(), from: from.trim(), to },
    };
    if (!(await set.run({ mail: next, ...(password !== '' && { password }) }))) return;
    setPassword('');
    setTrial(null);
    toasts.show(t`How mail is sent was saved. A test shows whether it works.`);
  }
  const trouble = state.troubles.mail;
  return (
    <form
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Stack gap="s">
        <Two>
          <TextField
            label={<Trans>Mail relay (SMTP server)</Trans>}
            help={<Trans>Your mail provider’s instructions name it.</Trans>}
            value={typed.host}
            onChange={(host) => change({ host })}
            mono
            placeholder="smtp.example.org"
            maxLength={253}
          />
          <Row>
            <Select
              label={<Trans>Encryption</Trans>}
              value={typed.security}
              onChange={(security) => change({ security, port: String(PORTS[security]) })}
              options={[
                { id: 'tls', label: t`From the start (TLS)` },
                { id: 'starttls', label: t`After a first word (STARTTLS)` },
              ]}
            />
            <TextField
              label={<Trans>Door (port)</Trans>}
              value={typed.port}
              onChange={(port) => change({ port })}
              onBlur={() => setLeft(true)}
              problem={left && wrong.port && <Trans>A number from 1 to 65535.</Trans>}
              mono
              inputMode="numeric"
              maxLength={5}
            />
          </Row>
        </Two>
        <Two>
          <TextField
            label={<Trans>Name to log in with</Trans>}
            help={<Trans>Empty where none is asked for.</Trans>}
            value={typed.user}
            onChange={(user) => change({ user })}
            mono
            maxLength={254}
          />
          <PasswordField
            known
            label={<Trans>Password for it</Trans>}
            help={
              // It is told to the relay it was given for, and to no other.
              state.password && typed.host.trim().toLowerCase() === state.config.mail.host.toLowerCase() ? (
                <Trans>One is kept. Leave this empty to go on using it.</Trans>
              ) : (
                <Trans>Kept on this computer, and told to nobody but the relay.</Trans>
              )
            }
            value={password}
            onChange={setPassword}
            maxLength={1000}
          />
        </Two>
        <Two>
          <TextField
            label={<Trans>Mail comes from</Trans>}
            value={typed.from}
            onChange={(from) => change({ from })}
            onBlur={() => setLeft(true)}
            problem={left && wrong.from && <Trans>This is not an address of mail.</Trans>}
            mono
            placeholder="chat@example.org"
            maxLength={254}
          />
          <TextField
            label={<Trans>And goes to</Trans>}
            help={<Trans>Several with commas between.</Trans>}
            value={typed.to}
            onChange={(value) => change({ to: value })}
            onBlur={() => setLeft(true)}
            problem={left && wrong.to && <Trans>This is not an address of mail.</Trans>}
            mono
            placeholder="sophie@example.org"
            maxLength={2600}
          />
        </Two>
        <Row>
          <Button type="submit" kind="primary" busy={set.busy && <Trans>Saving…</Trans>}>
            <Trans>Save how mail is sent</Trans>
          </Button>
          <TryWay way="mail" onTried={setTrial} />
        </Row>
        {trial && !trial.ok && <WayTrouble trial={trial} />}
        {!trial && trouble && trouble.problem !== 'not-configured' && (
          <Banner kind="warn">{problem(trouble.problem)}</Banner>
        )}
      </Stack>
    </form>
  );
}
