import type { LogRow, LogSource } from '../../api/types.ts';
import type { LogsAsked } from '../../stores/logs.ts';
import type { LogsQuery } from '../../words/logs-link.ts';
import { Export } from './Export.tsx';
import type { GoLine } from './Linked.tsx';
import { OpenFile } from './OpenFile.tsx';
import { Share } from './Share.tsx';
import { Story } from './Story.tsx';

export const OPENED = ['file', 'share', 'export', 'story'] as const;
export type Opened = (typeof OPENED)[number];

export type DialogsProps = {
  opened: Opened | null;
  asked: LogsAsked;
  view: string | null;
  row: LogRow | null;
  person: string | null;
  known: readonly LogSource[];
  onClose(): void;
  onFilter(part: Partial<LogsQuery>): void;
  onFile(id: string): void;
  onGo(line: GoLine): void;
};

/** One at a time over the page. */
export function Dialogs({
  opened,
  asked,
  view,
  row,
  person,
  known,
  onClose,
  onFilter,
  onFile,
  onGo,
}: DialogsProps) {
  switch (opened) {
    case null:
      return null;
    case 'file':
      return <OpenFile onClose={onClose} onOpened={onFile} />;
    case 'share':
      return <Share row={row} asked={asked} onClose={onClose} />;
    case 'export':
      return <Export asked={asked} onClose={onClose} />;
    case 'story':
      return (
        <Story
          {...{ view, known, onClose, onGo }}
          sources={asked.sources}
          person={person ?? row?.who ?? null}
          at={row?.time ?? null}
          onLines={onFilter}
        />
      );
  }
}
