/** A line as the list shows it, and as it is shown whole. */
import type { LogFull, LogRow } from '../../../contract/index.ts';
import type { FileEntry } from '../files/read.ts';
import type { Line } from './filter.ts';
import { LEVELS } from './heads.ts';
import type { createMatching, Match } from './matching.ts';
import type { Part } from './part.ts';
import { placeText } from './place.ts';
import { restOf } from './rest.ts';

const MESSAGE = 400;

export interface RowParts {
  readonly source: string;
  readonly part: Part;
  readonly match: Match;
  readonly number: number;
}

export function createRows(matching: ReturnType<typeof createMatching>) {
  const lineAt = (part: Part, { start, end }: Match): Line =>
    matching.line(part, matching.text(part, start, end));
  const timeOf = ({ own, time }: Match) => (Number.isNaN(own) ? time : own);

  function row({ source, part, match, number }: RowParts, line = lineAt(part, match)): LogRow {
    const { parsed, event } = line;
    const [first = ''] = parsed.message.split('\n', 1);
    const message = first.length > MESSAGE ? `${first.slice(0, MESSAGE)} …` : first;
    return {
      ...{ number, source, message, time: timeOf(match), who: event.who, code: event.code },
      place: placeText({ source, key: part.key, start: match.start }),
      level: LEVELS[match.level] ?? 'info',
      ...{ subsystem: parsed.subsystem.slice(0, 200), part: event.part },
      rest: restOf(parsed.message, parsed.fields),
      more: message !== parsed.message,
    };
  }

  return {
    row,
    full(of: RowParts): LogFull {
      const { part, match } = of;
      const line = lineAt(part, match);
      const { message, fields } = line.parsed;
      return {
        ...{ row: row(of, line), format: part.format.id, file: part.path, at: match.start },
        ...{ message, fields: { ...fields }, raw: line.text, event: line.event },
      };
    },
    entry({ source, part, match }: RowParts): FileEntry & { readonly source: string } {
      const { parsed, text } = lineAt(part, match);
      return {
        ...parsed,
        ...{ time: timeOf(match), level: LEVELS[match.level] ?? 'info', source, raw: text },
        ...{ format: part.format.id, log: part.path.slice(part.path.lastIndexOf('/') + 1) },
      };
    },
  };
}
