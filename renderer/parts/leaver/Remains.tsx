/** What is there still after somebody has left, and until when. */
import { Plural, Trans } from '@lingui/react/macro';
import type { LeavingPreview } from '../../api/types.ts';
import { Dots } from '../../components/DrawerParts.tsx';
import { Fold } from '../../components/Fold.tsx';
import { useFormat } from '../../words/format.ts';

export function Remains({ remains, name }: { remains: LeavingPreview['remains']; name: string }) {
  const format = useFormat();
  const { messages, files, fileBytes, keepDays, fileDays } = remains;
  const size = format.bytes(fileBytes);
  const people = format.days(keepDays.people);
  const rooms = format.days(keepDays.rooms);
  const kept = format.days(fileDays);
  return (
    <Fold title={<Trans>What remains, and until when</Trans>}>
      <Dots>
        <li>
          <Plural
            value={messages}
            _0="Nothing in their own history."
            one="# message in their own history, until the account goes."
            other="# messages in their own history, until the account goes."
          />
        </li>
        <li>
          {keepDays.people === 0 ? (
            <Trans>What {name} wrote to colleagues stays in their histories, for good.</Trans>
          ) : (
            <Trans>
              What {name} wrote to colleagues stays in their histories for {people}.
            </Trans>
          )}
        </li>
        <li>
          {keepDays.rooms === 0 ? (
            <Trans>What {name} wrote in rooms stays there, for good.</Trans>
          ) : (
            <Trans>
              What {name} wrote in rooms stays there for {rooms}.
            </Trans>
          )}
        </li>
        {files > 0 && (
          <li>
            <Plural
              value={files}
              one={`# file they sent (${size}), for ${kept} from when it was sent, or until the account goes.`}
              other={`# files they sent (${size}), for ${kept} from when each was sent, or until the account goes.`}
            />
          </li>
        )}
        <li>
          <Trans>Copies on colleagues’ devices and in backups are not touched.</Trans>
        </li>
      </Dots>
    </Fold>
  );
}
