import { useLingui } from '@lingui/react';
import { Trans, useLingui as useMacro } from '@lingui/react/macro';
import { Trash2 } from 'lucide-react';
import type { Bridge, Bridges } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { Code } from '../../components/Code.tsx';
import { Fold } from '../../components/Fold.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { Pill } from '../../components/Pill.tsx';
import { Switch } from '../../components/Switch.tsx';
import { Values } from '../../components/Values.tsx';
import { useNow } from '../../stores/now.ts';
import { bridgeWords } from '../../words/bridges.ts';
import { useFormat } from '../../words/format.ts';
import { ProblemNote } from '../../words/Shown.tsx';
import { Channel } from './Channel.tsx';
import { Install } from './Install.tsx';
import { Network } from './Network.tsx';
import { NewSecret } from './NewSecret.tsx';
import { useBridge } from './use-bridge.ts';

export type BridgeCardProps = { bridge: Bridge; biboumi: Bridges['biboumi']; port: number | null };

/** One bridge: how it is, what to do, how to use it. */
export function BridgeCard({ bridge, biboumi, port }: BridgeCardProps) {
  const { i18n } = useLingui();
  const { t } = useMacro();
  const { address, kind, name, state, on, rights } = bridge;
  const words = bridgeWords(state, kind);
  const { busy, problem, change, remove } = useBridge(bridge);
  const switchTo = (isOn: boolean) =>
    void change({ on: isOn }, isOn ? t`${name}: switched on.` : t`${name}: switched off.`);
  return (
    <Card title={name} end={<Pill dot={words.tone}>{i18n._(words.word)}</Pill>}>
      <Stack gap="m">
        <p aria-live="polite">
          {i18n._(words.means)} <Since bridge={bridge} />
        </p>
        {state.state === 'not-installed' && <Install biboumi={biboumi} />}
        {state.state === 'failed' && state.lastLines.some((line) => line !== '') && (
          <Fold title={<Trans>Its last lines</Trans>} flush>
            <Code lines={state.lastLines} label={t`Its last lines`} copyLabel={t`Copy these lines`} />
          </Fold>
        )}
        {kind === 'irc' && state.state === 'connected' && <Channel bridge={bridge} />}
        <Switch isOn={on} onChange={switchTo}>
          {on ? <Trans>In use</Trans> : <Trans>Not in use</Trans>}
          <span className="sr">{name}</span>
        </Switch>
        <div>
          <Switch
            isOn={rights}
            onChange={(isOn) =>
              void change(
                { rights: isOn },
                isOn ? t`${name} may act for people now.` : t`${name} may not act for people any more.`,
              )
            }
          >
            <Trans>May act for people here</Trans>
          </Switch>
          <p className="small muted">
            {kind === 'irc' ? (
              <Trans>
                It sees who is there, can look after contact lists, and can send messages in colleagues’
                names. Channels work without it, too.
              </Trans>
            ) : (
              <Trans>
                It sees who is there, can look after contact lists, and can send messages in colleagues’
                names. Leave this off unless the program needs it and you trust whoever made it.
              </Trans>
            )}
          </p>
        </div>
        <Fold
          title={<Trans>Exactly</Trans>}
          aside={
            kind === 'irc' ? <Trans>address, port, network</Trans> : <Trans>address, port, secret</Trans>
          }
        >
          <Stack gap="m">
            <Values
              rows={[
                { name: t`Address`, value: address },
                ...(bridge.network ? [{ name: t`IRC network`, value: bridge.network }] : []),
                ...(port === null ? [] : [{ name: t`Connects to`, value: `127.0.0.1:${port}` }]),
                ...(state.state === 'waiting' && state.because !== null
                  ? [{ name: t`The server says`, value: state.because }]
                  : []),
                { name: t`Protocol`, value: 'XEP-0114, jabber:component:accept', choice: true },
                ...(rights
                  ? [
                      {
                        name: t`Rights`,
                        value: 'XEP-0356: roster=both, message=outgoing, presence=roster',
                        choice: true,
                      },
                    ]
                  : []),
              ]}
              copyLabel={(field) => t`Copy the value of ${field}`}
            />
            {kind === 'program' ? <NewSecret bridge={bridge} /> : <Network bridge={bridge} />}
          </Stack>
        </Fold>
        {problem && <ProblemNote problem={problem} />}
        <Row>
          <Button
            icon={Trash2}
            busy={busy && <Trans>Changing…</Trans>}
            label={t`Remove the bridge ${name}`}
            onPress={() => void remove(t`${name} was removed.`)}
          >
            <Trans>Remove</Trans>
          </Button>
          <span className="small muted">
            {kind === 'irc' ? (
              <Trans>
                Colleagues leave its channels. Biboumi stays installed; chats and rooms here are not touched.
              </Trans>
            ) : (
              <Trans>
                The program is disconnected, and its secret is void. Chats and rooms here are not touched.
              </Trans>
            )}
          </span>
        </Row>
      </Stack>
    </Card>
  );
}

function Since({ bridge: { state } }: { bridge: Bridge }) {
  const format = useFormat();
  const now = useNow(30_000);
  if (state.state === 'connected') {
    const ago = format.ago(state.since, now);
    return <Trans>Connected {ago}.</Trans>;
  }
  if (state.state === 'waiting') {
    const time = format.duration(now - state.since);
    return <Trans>Away for {time}.</Trans>;
  }
  return null;
}
