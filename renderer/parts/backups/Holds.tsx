/** What a backup or a snapshot holds, counted. */
import { Plural } from '@lingui/react/macro';
import type { BackupCounts } from '../../api/types.ts';

export function Holds({ counts: { people, rooms, messages, files } }: { counts: BackupCounts }) {
  return (
    <span className="num">
      <Plural value={people} one="# person" other="# people" />,{' '}
      <Plural value={rooms} one="# room" other="# rooms" />,{' '}
      <Plural value={messages} one="# message" other="# messages" />,{' '}
      <Plural value={files} one="# file" other="# files" />
    </span>
  );
}
