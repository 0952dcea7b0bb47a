/** The plan, as a form: when, where to, how many, and what opens them. */
import { Trans, useLingui } from '@lingui/react/macro';
import { Check, Plug } from 'lucide-react';
import { useState } from 'react';
import type { BackupsState } from '../../api/types.ts';
import { Banner } from '../../components/Banner.tsx';
import { Button } from '../../components/Button.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { Drawer } from '../../components/Drawer.tsx';
import { Sections } from '../../components/DrawerParts.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { Select } from '../../components/Select.tsx';
import { Switch } from '../../components/Switch.tsx';
import { TextField } from '../../components/TextField.tsx';
import { useConfirmed } from '../../parts/access/use-confirmed.tsx';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { useFormat } from '../../words/format.ts';
import { ProblemNote } from '../../words/Shown.tsx';
import { formOf, KEEPS, missingIn, type PlanForm, planOf, targetOf } from './plan-form.ts';
import { Words } from './Words.tsx';

export function PlanDrawer({ state, onClose }: { state: BackupsState; onClose(): void }) {
  const { t } = useLingui();
  const { connection, backups, toasts } = useStores();
  const confirmed = useConfirmed();
  const isFirst = state.lastGoodAt === null && !state.plan.on;
  const [form, setForm] = useState<PlanForm>(() => ({ ...formOf(state.plan), ...(isFirst && { on: true }) }));
  const [words, setWords] = useState<string | undefined>(undefined);
  const change = (part: Partial<PlanForm>) => setForm({ ...form, ...part });
  const save = useAction(async () => {
    const input = { plan: planOf(form), ...(words !== undefined && { words }) };
    backups.replace(await confirmed.run(() => connection.client().backups.setPlan(input)));
    toasts.show(t`The backups are planned so.`);
    onClose();
  });
  const missing = missingIn(form);
  const because: Record<NonNullable<typeof missing>, string> = {
    time: t`Type a time of day, such as 02:10.`,
    path: t`Say which folder.`,
    host: t`Say which computer.`,
    user: t`Say as whom.`,
    recipient: t`Type a public key that begins with age1.`,
  };
  const needsWords = form.lock === 'words' && !state.hasWords && words === undefined;
  return (
    <Drawer
      title={<Trans>How backups are made</Trans>}
      onClose={onClose}
      foot={
        <Row>
          <Button
            kind="primary"
            icon={Check}
            busy={save.busy && <Trans>Saving…</Trans>}
            disabledBecause={missing ? because[missing] : needsWords ? t`Choose the words first.` : null}
            onPress={() => void save.run()}
          >
            <Trans>Save</Trans>
          </Button>
        </Row>
      }
    >
      <Sections>
        <Stack gap="m">
          <Switch isOn={form.on} onChange={(on) => change({ on })}>
            <Trans>Every day, by itself</Trans>
          </Switch>
          {form.on && (
            <TextField
              label={<Trans>At</Trans>}
              value={form.time}
              onChange={(time) => change({ time })}
              help={
                <Trans>
                  At night nobody notices. If the computer is asleep then, it is made when it wakes.
                </Trans>
              }
            />
          )}
          <Select
            label={<Trans>Keep</Trans>}
            value={form.keep}
            onChange={(keep) => change({ keep })}
            options={[...new Set([...KEEPS, form.keep])].map((id) => {
              const [days, weeks, months] = id.split(',');
              return { id, label: t`${days} days, ${weeks} weeks, ${months} months` };
            })}
          />
        </Stack>
        <WhereTo form={form} change={change} />
        <LockChoice state={state} form={form} change={change} words={words} setWords={setWords} />
        <Stack gap="m">
          <Switch isOn={form.files} onChange={(files) => change({ files })}>
            <Trans>With the files colleagues sent each other</Trans>
          </Switch>
          <Switch isOn={form.secrets} onChange={(secrets) => change({ secrets })}>
            <Trans>With keys and passwords of this installation</Trans>
          </Switch>
          <Switch isOn={form.certificates} onChange={(certificates) => change({ certificates })}>
            <Trans>With certificates</Trans>
          </Switch>
        </Stack>
        {save.problem && <ProblemNote problem={save.problem} />}
      </Sections>
      {confirmed.dialog}
    </Drawer>
  );
}

type Part = { form: PlanForm; change(part: Partial<PlanForm>): void };

function WhereTo({ form, change }: Part) {
  const { t } = useLingui();
  const { connection } = useStores();
  const confirmed = useConfirmed();
  const format = useFormat();
  const look = useAction(() =>
    confirmed.run(() => connection.client().backups.tryTarget({ target: targetOf(form) })),
  );
  const free = look.async.state === 'done' ? look.async.value.free : undefined;
  return (
    <Stack gap="m">
      <Select
        label={<Trans>Where they go</Trans>}
        value={form.kind}
        onChange={(kind) => change({ kind })}
        options={[
          { id: 'mount', label: t`A USB disk or shared folder` },
          { id: 'sftp', label: t`Another computer (SFTP)` },
          { id: 'folder', label: t`A folder of this computer` },
          { id: 'here', label: t`Chatelaine’s own folder` },
        ]}
      />
      {form.kind === 'sftp' && (
        <>
          <TextField
            label={<Trans>Computer</Trans>}
            mono
            value={form.host}
            onChange={(host) => change({ host })}
            placeholder="nas.local"
          />
          <TextField
            label={<Trans>As</Trans>}
            mono
            value={form.user}
            onChange={(user) => change({ user })}
            placeholder="backup"
          />
          <TextField
            label={<Trans>Port</Trans>}
            mono
            inputMode="numeric"
            value={form.port}
            onChange={(port) => change({ port })}
          />
          <SftpKey />
        </>
      )}
      {form.kind !== 'here' && (
        <TextField
          label={<Trans>Folder</Trans>}
          mono
          value={form.path}
          onChange={(path) => change({ path })}
          placeholder={form.kind === 'sftp' ? 'backups/chatelaine' : '/media/backup/chatelaine'}
          help={
            form.kind === 'mount' ? (
              <Trans>When the disk or share is not connected, nothing is written, and you are told.</Trans>
            ) : undefined
          }
        />
      )}
      <Row>
        <Button
          size="s"
          icon={Plug}
          busy={look.busy && <Trans>Trying…</Trans>}
          onPress={() => void look.run()}
        >
          <Trans>Try it</Trans>
        </Button>
      </Row>
      {look.problem && <ProblemNote problem={look.problem} />}
      {free !== undefined && (
        <Banner kind="ok" live>
          {free === null ? (
            <Trans>It can be written to.</Trans>
          ) : (
            <Trans>It can be written to, and {format.bytes(free)} are free.</Trans>
          )}
        </Banner>
      )}
      {confirmed.dialog}
    </Stack>
  );
}

/** What whoever runs the other computer enters there. */
function SftpKey() {
  const { t } = useLingui();
  const { connection } = useStores();
  const ask = useAction(() => connection.client().backups.sftpKey());
  const key = ask.async.state === 'done' ? ask.async.value.publicKey : null;
  return (
    <Stack gap="s">
      {key === null ? (
        <Row>
          <Button size="s" busy={ask.busy && <Trans>Making it…</Trans>} onPress={() => void ask.run()}>
            <Trans>Show our public key</Trans>
          </Button>
        </Row>
      ) : (
        <p className="small">
          <Trans>Enter this line there, in the file “.ssh/authorized_keys” of that account:</Trans>{' '}
          <code>{key}</code> <CopyButton value={key} label={t`Copy the public key`} />
        </p>
      )}
      {ask.problem && <ProblemNote problem={ask.problem} />}
    </Stack>
  );
}

function LockChoice({
  state,
  form,
  change,
  words,
  setWords,
}: Part & { state: BackupsState; words: string | undefined; setWords(words: string): void }) {
  const { t } = useLingui();
  return (
    <Stack gap="m">
      <Select
        label={<Trans>What opens them</Trans>}
        value={form.lock}
        onChange={(lock) => change({ lock })}
        options={[
          { id: 'words', label: t`Words on a sheet of paper` },
          { id: 'key', label: t`A key kept elsewhere (age)` },
          { id: 'none', label: t`Nothing: they are not locked` },
        ]}
      />
      {form.lock === 'words' && <Words hasWords={state.hasWords} words={words} onChoose={setWords} />}
      {form.lock === 'key' && (
        <TextField
          label={<Trans>Public key</Trans>}
          mono
          value={form.recipient}
          onChange={(recipient) => change({ recipient })}
          placeholder="age1…"
          help={
            <Trans>
              Its private half belongs on another computer, or on paper: nobody here can open the backups
              then.
            </Trans>
          }
        />
      )}
      {form.lock === 'none' && (
        <Banner kind="warn">
          <Trans>
            Whoever gets such a file reads every message and can log in as anybody. Choose this only for a
            place that is yours alone.
          </Trans>
        </Banner>
      )}
    </Stack>
  );
}
