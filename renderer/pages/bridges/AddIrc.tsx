import { useLingui } from '@lingui/react';
import { Trans, useLingui as useMacro } from '@lingui/react/macro';
import { Waypoints } from 'lucide-react';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { Bridges } from '../../api/types.ts';
import { Banner } from '../../components/Banner.tsx';
import { Button } from '../../components/Button.tsx';
import { Drawer } from '../../components/Drawer.tsx';
import { DrawerForm } from '../../components/DrawerParts.tsx';
import { Fold } from '../../components/Fold.tsx';
import { Stack } from '../../components/Page.tsx';
import { Segmented } from '../../components/Segmented.tsx';
import { Switch } from '../../components/Switch.tsx';
import { TextField } from '../../components/TextField.tsx';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { refusedWords } from '../../words/bridges.ts';
import { ProblemNote } from '../../words/Shown.tsx';
import { Install } from './Install.tsx';
import { PATH } from './path.ts';

/** The bridge to IRC: Biboumi, beside the server. */
export function AddIrc({ facts: { domain, biboumi } }: { facts: Bridges }) {
  const { i18n } = useLingui();
  const { t } = useMacro();
  const navigate = useNavigate();
  const { connection, bridges, toasts } = useStores();
  const [label, setLabel] = useState('irc');
  const [one, setOne] = useState(false);
  const [network, setNetwork] = useState('');
  const [rights, setRights] = useState(true);
  const add = useAction(async () => {
    const wish = { kind: 'irc', label, network: one ? network : '', rights } as const;
    const { bridge } = await connection.client().bridges.add(wish);
    await bridges.load();
    return bridge;
  });
  const missing = one && network.trim() === '' ? t`Type the network first.` : null;
  const submit = async () => {
    if (missing !== null) return;
    const bridge = await add.run();
    if (bridge === undefined) return;
    const { address } = bridge;
    toasts.show(t`The bridge to IRC was set up.`, async () => {
      await connection.client().bridges.remove({ address });
      await bridges.load();
    });
    void navigate(PATH);
  };
  const refused = add.problem?.code === 'input.invalid' ? add.problem.data : null;
  const about = (field: string) =>
    refused?.field === field ? i18n._(refusedWords(field, refused.reason)) : null;
  return (
    <Drawer
      title={<Trans>Set up the bridge to IRC</Trans>}
      subtitle={<Trans>A program called Biboumi does the work, on this computer.</Trans>}
      onClose={() => void navigate(PATH)}
      takeFocus={false}
      foot={
        <Button
          kind="primary"
          icon={Waypoints}
          busy={add.busy && <Trans>Setting up…</Trans>}
          disabledBecause={missing}
          onPress={() => void submit()}
        >
          <Trans>Set up this bridge</Trans>
        </Button>
      }
    >
      <DrawerForm onSubmit={() => void submit()}>
        {!biboumi.installed && <Install biboumi={biboumi} />}
        <Stack gap="s">
          <b aria-hidden>
            <Trans>Where it leads</Trans>
          </b>
          <Segmented
            label={t`Where it leads`}
            value={one ? 'one' : 'all'}
            onChange={(choice) => setOne(choice === 'one')}
            options={[
              { id: 'all', label: <Trans>Every IRC network</Trans> },
              { id: 'one', label: <Trans>One of them only</Trans> },
            ]}
          />
        </Stack>
        {one && (
          <TextField
            label={<Trans>IRC network</Trans>}
            value={network}
            onChange={setNetwork}
            mono
            inputMode="url"
            maxLength={253}
            placeholder="irc.libera.chat"
            help={<Trans>The name of its server, as its users type it.</Trans>}
            problem={about('network')}
          />
        )}
        <div>
          <Switch isOn={rights} onChange={setRights}>
            <Trans>May act for people here</Trans>
          </Switch>
          <p className="small muted">
            <Trans>
              It sees who is there, can look after contact lists, and can send messages in colleagues’ names.
              Channels work without it, too.
            </Trans>
          </p>
        </div>
        <Fold
          title={<Trans>Its address</Trans>}
          aside={<span className="mono">{`${label || '…'}.${domain}`}</span>}
          open={about('label') !== null}
        >
          <TextField
            label={<Trans>First word of its address</Trans>}
            value={label}
            onChange={setLabel}
            mono
            maxLength={63}
            suffix={`.${domain}`}
            problem={about('label')}
          />
        </Fold>
        <Banner kind="ok">
          <Trans>
            Only people of this office can use it. What they write in a channel is seen by whoever is there,
            under the name they choose. Your own chats and rooms stay as they are.
          </Trans>
        </Banner>
        {add.problem && refused === null && <ProblemNote problem={add.problem} />}
        {/* So that Enter in a field creates, as people expect. */}
        <button type="submit" hidden aria-hidden="true" tabIndex={-1} />
      </DrawerForm>
    </Drawer>
  );
}
