import { useLingui } from '@lingui/react';
import { Trans, useLingui as useMacro } from '@lingui/react/macro';
import { MonitorSmartphone, Unplug } from 'lucide-react';
import type { Device, LiveProgram } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { Fact } from '../../components/Facts.tsx';
import { Dot } from '../../components/Pill.tsx';
import { useAction } from '../../stores/async.ts';
import { useNow } from '../../stores/now.ts';
import { useStores } from '../../stores/stores.ts';
import { useFormat } from '../../words/format.ts';
import { devicePresence, presenceTone, presenceWord } from '../../words/presence.ts';
import { ProblemNote } from '../../words/Shown.tsx';
import { KIND_ICONS, programName } from '../../words/standing.ts';

/** One connected program: what it is, since when and from where, what it can do; and its end. */
export function ProgramRow({
  device,
  program,
  name,
}: {
  device: Device;
  /** Undefined until the server has been asked. */
  program: LiveProgram | undefined;
  name: string;
}) {
  const { i18n } = useLingui();
  const { t } = useMacro();
  const { connection, people, toasts } = useStores();
  const format = useFormat();
  const now = useNow(60_000);
  const since = format.moment(device.since, now);
  const disconnect = useAction(async () => {
    await connection.client().people.disconnect({ address: device.address });
    toasts.show(t`${device.resource} was disconnected.`);
    await people.load();
  });
  const state = devicePresence(device);
  const title = program ? programName(program) : device.resource;
  return (
    <>
      <Fact
        tall
        icon={program ? KIND_ICONS[program.kind] : MonitorSmartphone}
        small={
          <>
            <Dot tone={presenceTone(state)} /> {i18n._(presenceWord(state))}
            {device.status && `, “${device.status}”`}
            <br />
            <Trans>
              since {since}, from <span className="mono">{device.remoteAddress}</span>
            </Trans>
            {program && <Abilities program={program} />}
          </>
        }
        action={
          <Button
            size="s"
            icon={Unplug}
            busy={disconnect.busy && <Trans>Disconnecting…</Trans>}
            label={t`Disconnect ${device.resource} of ${name}`}
            onPress={() => void disconnect.run()}
          >
            <Trans>Disconnect</Trans>
          </Button>
        }
      >
        {title}
      </Fact>
      {disconnect.problem && (
        <li>
          <ProblemNote problem={disconnect.problem} />
        </li>
      )}
    </>
  );
}

/** What it has said it does, in one line; of what it does not say, nothing. */
function Abilities({ program }: { program: LiveProgram }) {
  const { omemo, carbons, historyAt, push, os, name, resource } = program;
  const parts = [
    os,
    name !== '' && (
      <span key="resource" className="mono">
        {resource}
      </span>
    ),
    omemo === 'yes' && <Trans key="omemo">encrypts end to end</Trans>,
    omemo === 'no' && <Trans key="omemo">does not encrypt end to end</Trans>,
    carbons && <Trans key="carbons">in step with other devices</Trans>,
    historyAt !== null && <Trans key="history">reads the history</Trans>,
    push && <Trans key="push">woken by push</Trans>,
  ].filter(Boolean);
  if (parts.length === 0) return null;
  return (
    <div>
      {parts.map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one line, in a fixed order
        <span key={index}>
          {index > 0 && ' · '}
          {part}
        </span>
      ))}
    </div>
  );
}
