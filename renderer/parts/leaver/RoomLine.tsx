import { Trans } from '@lingui/react/macro';
import type { LeavingPreview } from '../../api/types.ts';
import { assertNever } from '../../assert-never.ts';

/** What becomes of one room, in a line. */
export function RoomLine({ room: { name, becomes, standing } }: { room: LeavingPreview['rooms'][number] }) {
  switch (becomes) {
    case 'handed-over':
      return (
        <li>
          <Trans>{name}: handed over</Trans>
        </li>
      );
    case 'left':
      return (
        <li>
          {standing === 'owner' ? (
            <Trans>{name}: others run it already</Trans>
          ) : (
            <Trans>{name}: they are taken out</Trans>
          )}
        </li>
      );
    case 'stays':
      return (
        <li>
          <b>
            <Trans>{name}: nobody else runs it.</Trans>
          </b>
        </li>
      );
    default:
      return assertNever(becomes);
  }
}
