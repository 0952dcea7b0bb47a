/** What belongs together, what happened to somebody, what is shared: asked of the lines that the view reads. */
import type { ExportFormat, Replacement, TimelineItem } from '../../../contract/log-events.ts';
import type { LogFull, LogViewFilter } from '../../../contract/log-view.ts';
import { problem } from '../../problem.ts';
import type { FileEntry } from '../files/read.ts';
import { type ExportedLine, exported, type Piece, PLAINLY } from '../share/export.ts';
import { createSharer, shareLines } from '../share/share.ts';
import type { Own } from '../share/stand-ins.ts';
import { readEvent } from './read.ts';
import { AROUND_MS, type MergedLine, personTimeline, timelineOf } from './timeline.ts';

type Entry = FileEntry & { readonly source: string };
interface Query {
  readonly sources: string[];
  readonly filter: LogViewFilter;
}

export interface LogEventsParts {
  /** The view of `../view`. */
  readonly views: {
    read(query: Query, signal: AbortSignal): AsyncGenerator<Entry, void>;
    entry(place: string): Promise<LogFull | null>;
  };
  /** The office's domains, for a copy that calls them so. */
  readonly domains: () => readonly string[];
}

export type LogEventsArea = ReturnType<typeof createLogEvents>;

/** Lines around one that are looked at; a busy server writes that much in some minutes. */
const LOOKED_AT = 100_000;
const PREVIEW_CHARACTERS = 2_000_000;
const everything = (since: number | null, until: number | null): LogViewFilter => ({
  ...{ level: 'debug', text: '', person: null, host: null, subsystem: null, code: null, since, until },
});

export function createLogEvents({ views, domains }: LogEventsParts) {
  async function* read(query: Query, signal: AbortSignal): AsyncGenerator<ExportedLine, void> {
    for await (const entry of views.read(query, signal)) yield { ...entry, event: readEvent(entry) };
  }
  /** Of more than can be looked at, those nearest to the moment. */
  async function around(sources: string[], at: number, reach: number, signal: AbortSignal) {
    let before: MergedLine[] = [];
    const after: MergedLine[] = [];
    let truncated = false;
    const query = { sources, filter: everything(at - reach, at + reach) };
    for await (const { source, time, raw, event } of read(query, signal)) {
      if (time > at && after.length >= LOOKED_AT / 2) {
        truncated = true;
        break;
      }
      (time > at ? after : before).push({ source, time, raw, event });
      if (before.length < LOOKED_AT) continue;
      // A line may be as long as a file: what is not needed any more is not held.
      before = before.slice(-LOOKED_AT / 2);
      truncated = true;
    }
    return { lines: [...before.slice(-LOOKED_AT / 2), ...after], truncated };
  }
  const own = (): Partial<Own> => ({ domains: domains() });

  return {
    async timeline(
      place: string,
      sources: string[],
      signal: AbortSignal,
    ): Promise<{ items: TimelineItem[]; truncated: boolean }> {
      const chosen = await views.entry(place);
      if (!chosen) throw problem('log.unreadable', { file: '', reason: 'missing' });
      const { row, raw, event } = chosen;
      const self: MergedLine = { source: row.source, time: row.time, raw, event, place };
      const all = [...new Set([row.source, ...sources])];
      const { lines, truncated } = await around(all, row.time, AROUND_MS, signal);
      const others = lines.map((line) =>
        line.source === self.source && line.time === self.time && line.raw === raw ? self : line,
      );
      const found = timelineOf(self, others);
      return { items: found.items, truncated: truncated || found.truncated };
    },

    async person(
      { person, at, minutes, sources }: { person: string; at: number; minutes: number; sources: string[] },
      signal: AbortSignal,
    ): Promise<{ items: TimelineItem[]; truncated: boolean }> {
      const { lines, truncated } = await around(sources, at, minutes * 60_000, signal);
      const found = personTimeline(person, lines);
      return { items: found.items, truncated: truncated || found.truncated };
    },

    async preview(
      asked: { places: string[] } | (Query & { newest: number }),
      signal: AbortSignal,
    ): Promise<{ text: string; replaced: Replacement[]; lines: number; cut: boolean }> {
      const kept: { raw: string; event: ExportedLine['event'] }[] = [];
      let [seen, size] = [0, 0];
      if ('places' in asked) {
        for (const place of asked.places) {
          const entry = await views.entry(place);
          if (entry) kept.push({ raw: entry.raw, event: entry.event });
        }
        seen = kept.length;
      } else
        for await (const { raw, event } of read(asked, signal)) {
          seen++;
          size += raw.length;
          kept.push({ raw, event });
          while (kept.length > asked.newest || size > PREVIEW_CHARACTERS)
            size -= kept.shift()?.raw.length ?? size;
        }
      return { ...shareLines(kept, own()), lines: kept.length, cut: seen > kept.length };
    },

    async *export(
      { sources, filter, format, shared }: Query & { format: ExportFormat; shared: boolean },
      signal: AbortSignal,
    ): AsyncGenerator<Piece, void> {
      const query = { sources, filter };
      if (!shared) return yield* exported(read(query, signal), format, PLAINLY);
      // Read twice: whose names they are is told by some lines only, and may come last.
      const sharer = createSharer(own());
      for await (const { event } of read(query, signal)) sharer.learn(event);
      yield* exported(read(query, signal), format, { line: sharer.line, value: sharer.line });
    },
  };
}
