import { Trans, useLingui } from '@lingui/react/macro';
import type { RoomDetails } from '../../api/types.ts';
import { Code } from '../../components/Code.tsx';
import { Fold } from '../../components/Fold.tsx';
import { Stack } from '../../components/Page.tsx';
import { Values } from '../../components/Values.tsx';
import { LinesLink } from '../../parts/log-lines/LinesLink.tsx';
import { roomLink } from '../../words/rooms.ts';

/** What a technician asks for: names of the protocol, exactly, with copy. */
export function TechnicalPart({ room }: { room: RoomDetails }) {
  const { t } = useLingui();
  const lines = Object.entries(room.technical).map(([name, value]) => `${name} = ${value}`);
  return (
    <Fold title={<Trans>For technicians</Trans>} aside="MUC, XEP-0045">
      <Stack gap="s">
        <Values
          rows={[
            { name: t`Address (JID)`, value: room.address },
            { name: t`Link`, value: roomLink(room.address) },
          ]}
          copyLabel={(field) => t`Copy the value of ${field}`}
        />
        <Code lines={lines} label={t`Options of the room`} copyLabel={t`Copy the options`} />
        <LinesLink query={{ text: room.address }} about={room.address} />
      </Stack>
    </Fold>
  );
}
