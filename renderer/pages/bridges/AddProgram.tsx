import { useLingui } from '@lingui/react';
import { Trans, useLingui as useMacro } from '@lingui/react/macro';
import { Plug } from 'lucide-react';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { Bridge } from '../../api/types.ts';
import { Banner } from '../../components/Banner.tsx';
import { Button } from '../../components/Button.tsx';
import { Drawer } from '../../components/Drawer.tsx';
import { DrawerForm } from '../../components/DrawerParts.tsx';
import { Secret } from '../../components/Secret.tsx';
import { TextField } from '../../components/TextField.tsx';
import { Values } from '../../components/Values.tsx';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { refusedWords } from '../../words/bridges.ts';
import { ProblemNote } from '../../words/Shown.tsx';
import { PATH } from './path.ts';

type Made = { bridge: Bridge; secret: string };

/** An address and a secret for a program that somebody else runs. */
export function AddProgram({ domain, port }: { domain: string; port: number | null }) {
  const [made, setMade] = useState<Made | null>(null);
  const [opener] = useState(() => document.activeElement);
  return made === null ? (
    <Form domain={domain} returnTo={opener} onMade={setMade} />
  ) : (
    <Shown made={made} port={port} returnTo={opener} />
  );
}

function Form({
  domain,
  returnTo,
  onMade,
}: {
  domain: string;
  returnTo: Element | null;
  onMade(made: Made): void;
}) {
  const { i18n } = useLingui();
  const { t } = useMacro();
  const navigate = useNavigate();
  const { connection, bridges, toasts } = useStores();
  const [name, setName] = useState('');
  const [label, setLabel] = useState('');
  const add = useAction(async () => {
    const answer = await connection.client().bridges.add({ kind: 'program', label, name, rights: false });
    await bridges.load();
    return answer;
  });
  const missing = name.trim() === '' || label.trim() === '' ? t`Type a name and an address first.` : null;
  const submit = async () => {
    if (missing !== null) return;
    const answer = await add.run();
    if (answer === undefined) return;
    const { bridge, secret } = answer;
    if (secret !== null) onMade({ bridge, secret });
    toasts.show(t`${bridge.name} was added.`, async () => {
      await connection.client().bridges.remove({ address: bridge.address });
      await bridges.load();
      void navigate(PATH);
    });
  };
  const refused = add.problem?.code === 'input.invalid' ? add.problem.data : null;
  const about = (field: string) =>
    refused?.field === field ? i18n._(refusedWords(field, refused.reason)) : null;
  return (
    <Drawer
      title={<Trans>Connect another program</Trans>}
      subtitle={<Trans>For whoever runs a bot or a gateway to another network.</Trans>}
      onClose={() => void navigate(PATH)}
      returnTo={returnTo}
      takeFocus={false}
      foot={
        <Button
          kind="primary"
          icon={Plug}
          busy={add.busy && <Trans>Adding…</Trans>}
          disabledBecause={missing}
          onPress={() => void submit()}
        >
          <Trans>Give it an address</Trans>
        </Button>
      }
    >
      <DrawerForm onSubmit={() => void submit()}>
        <TextField
          label={<Trans>Name</Trans>}
          value={name}
          onChange={setName}
          autoFocus
          maxLength={100}
          help={<Trans>Colleagues see it in lists of services.</Trans>}
          problem={about('name')}
        />
        <TextField
          label={<Trans>First word of its address</Trans>}
          value={label}
          onChange={setLabel}
          mono
          maxLength={63}
          placeholder="bot"
          suffix={`.${domain}`}
          problem={about('label')}
        />
        <Banner kind="info">
          <Trans>
            It runs on this computer and connects by itself, with an address and a secret that you see next.
            It can write to colleagues; it cannot act for them unless you say so.
          </Trans>
        </Banner>
        {add.problem && refused === null && <ProblemNote problem={add.problem} />}
        <button type="submit" hidden aria-hidden="true" tabIndex={-1} />
      </DrawerForm>
    </Drawer>
  );
}

function Shown({
  made: { bridge, secret },
  port,
  returnTo,
}: {
  made: Made;
  port: number | null;
  returnTo: Element | null;
}) {
  const { t } = useMacro();
  const navigate = useNavigate();
  const { name, address } = bridge;
  return (
    <Drawer
      title={<Trans>What “{name}” needs</Trans>}
      subtitle={address}
      returnTo={returnTo}
      onClose={() => void navigate(PATH)}
      foot={
        <Button kind="primary" onPress={() => void navigate(PATH)}>
          <Trans>I have copied the secret</Trans>
        </Button>
      }
    >
      <Secret
        value={secret}
        label={<Trans>Secret of {name}, shown this once</Trans>}
        copyLabel={t`Copy the secret of ${name}`}
      />
      <Values
        stacked
        rows={[
          { name: t`Address`, value: address },
          { name: t`Server`, value: '127.0.0.1' },
          ...(port === null ? [] : [{ name: t`Port`, value: String(port) }]),
          { name: t`Protocol`, value: 'XEP-0114, jabber:component:accept', choice: true },
        ]}
        copyLabel={(field) => t`Copy the value of ${field}`}
      />
    </Drawer>
  );
}
