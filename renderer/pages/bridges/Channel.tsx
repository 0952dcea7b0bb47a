import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { Bridge } from '../../api/types.ts';
import { Stack } from '../../components/Page.tsx';
import { TextField } from '../../components/TextField.tsx';
import { Values } from '../../components/Values.tsx';
import { channelAddress } from '../../words/bridges.ts';
import { roomLink } from '../../words/rooms.ts';
import css from './Channel.module.css';

/** Makes the address of a channel out of what people know of it: its network and its name. */
export function Channel({ bridge }: { bridge: Bridge }) {
  const { t } = useLingui();
  const [network, setNetwork] = useState('irc.libera.chat');
  const [channel, setChannel] = useState('');
  const complete = channel.trim() !== '' && (bridge.network !== null || network.trim() !== '');
  const address = channelAddress(channel, network, bridge);
  return (
    <Stack gap="s">
      <div className={css.fields}>
        {bridge.network === null && (
          <TextField
            label={<Trans>IRC network</Trans>}
            value={network}
            onChange={setNetwork}
            mono
            inputMode="url"
            maxLength={253}
          />
        )}
        <TextField
          label={<Trans>Channel</Trans>}
          value={channel}
          onChange={setChannel}
          mono
          maxLength={200}
          placeholder="#debian"
        />
      </div>
      {complete ? (
        <Values
          rows={[
            { name: t`Room to join`, value: address, note: <Trans>As a room, in any chat program.</Trans> },
            {
              name: t`Link`,
              value: roomLink(address),
              note: <Trans>Opens the channel in a colleague’s chat program.</Trans>,
            },
          ]}
          copyLabel={(field) => t`Copy the value of ${field}`}
        />
      ) : (
        <p className="small muted">
          <Trans>Type a channel to get the address that colleagues join.</Trans>
        </p>
      )}
    </Stack>
  );
}
