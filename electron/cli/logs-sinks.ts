/** What `chatelaine logs` does with the entries it found: shows them, explains them, tells a story of them, makes a copy for support. */
import type { Language } from '../contract/findings/finding.ts';
import { wordsOfLine } from '../contract/log-lines/index.ts';
import { storyOf } from '../contract/log-lines/story.ts';
import { readEvent } from '../manager/logs/events/read.ts';
import { personTimeline } from '../manager/logs/events/timeline.ts';
import type { FileEntry } from '../manager/logs/files/read.ts';
import { escapedText } from '../manager/logs/files/visible.ts';
import { EXPORT, type ExportedLine, PLAINLY, type Shown } from '../manager/logs/share/export.ts';
import { createSharer } from '../manager/logs/share/share.ts';
import type { LogsArgs } from './logs-args.ts';
import { explained, logLine, storyText } from './logs-text.ts';

export interface Sink {
  entry(entry: FileEntry): Promise<void>;
  /** Resolves to how many entries were shown, where that is not each that was given. */
  end(): Promise<number | undefined>;
}

export interface SinkParts {
  readonly asked: LogsArgs;
  /** More than one log: each line says which. */
  readonly several: boolean;
  readonly language: Language;
  /** Resolves when there is room again. */
  readonly print: (text: string) => Promise<void>;
}

export function createSink(parts: SinkParts): Sink {
  const { asked } = parts;
  if (asked.story) return storySink(parts);
  if (asked.share) return shareSink(parts);
  if (asked.format) return exportSink(parts, asked.format, PLAINLY);
  return plainSink(parts);
}

const exportedLine = (entry: FileEntry): ExportedLine => ({
  ...entry,
  source: entry.log,
  event: readEvent(entry),
});

function plainSink({ asked: { json, explain }, several, language, print }: SinkParts): Sink {
  return {
    async entry(entry) {
      if (!explain) return print(json ? `${JSON.stringify(entry)}\n` : `${logLine(entry, several)}\n`);
      const event = readEvent(entry);
      const words = wordsOfLine(event, language, entry.message);
      if (json) return print(`${JSON.stringify({ ...entry, event, explained: words })}\n`);
      await print(`${[logLine(entry, several), ...explained(words, event.level, language)].join('\n')}\n`);
    },
    end: async () => undefined,
  };
}

function exportSink({ print }: SinkParts, format: LogsArgs['format'] & string, shown: Shown): Sink {
  const { head, piece } = EXPORT[format];
  let begun = false;
  const begin = async () => {
    if (!begun && head !== '') await print(head);
    begun = true;
  };
  return {
    async entry(entry) {
      await begin();
      await print(piece(exportedLine(entry), shown));
    },
    async end() {
      await begin();
      return undefined;
    },
  };
}

/** Held to its end: whose names they are is told by some lines only. */
function shareSink(parts: SinkParts): Sink {
  const { asked } = parts;
  const kept: FileEntry[] = [];
  return {
    entry: async (entry) => void kept.push(entry),
    async end() {
      const sharer = createSharer();
      for (const entry of kept) sharer.learn(readEvent(entry));
      const shown = { line: sharer.line, value: sharer.line };
      const out = exportSink(parts, asked.format ?? (asked.json ? 'json' : 'text'), shown);
      for (const entry of kept) await out.entry(entry);
      return out.end();
    },
  };
}

/** What happened to somebody: told first, and then the lines it was told from. */
function storySink({ asked, several, language, print }: SinkParts): Sink {
  const lines: (ReturnType<typeof merged> & { entry: FileEntry })[] = [];
  return {
    entry: async (entry) => void lines.push({ ...merged(entry), entry }),
    async end() {
      const { items } = personTimeline(asked.person ?? '', lines);
      const story = storyOf(items, language);
      if (asked.json) {
        await print(`${JSON.stringify({ story })}\n`);
        for (const item of items) await print(`${JSON.stringify(item)}\n`);
        return items.length;
      }
      await print(`${storyText(story).map(escapedText).join('\n')}\n`);
      if (items.length === 0) return 0;
      await print('\n');
      const told = new Set(items.map(({ source, time, raw }) => `${source} ${time} ${raw}`));
      for (const { source, time, raw, entry } of lines)
        if (told.has(`${source} ${time} ${raw}`)) await print(`${logLine(entry, several)}\n`);
      return items.length;
    },
  };
}

const merged = (entry: FileEntry) => ({
  ...{ source: entry.log, time: entry.time, raw: entry.raw, event: readEvent(entry) },
});
