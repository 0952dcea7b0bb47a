/** The recordings as entries: what the real programs wrote, read as the log view reads it. Made by record/main.ts. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readEvent } from '../../../electron/manager/logs/events/read.ts';
import { createEntries } from '../../../electron/manager/logs/files/entries.ts';
import { formatOf } from '../../../electron/manager/logs/formats/formats.ts';

export const RECORDINGS = [
  'chatelaine',
  'ejabberd',
  'prosody',
  'nginx',
  'apache',
  'coturn',
  'biboumi',
] as const;
export type Recording = (typeof RECORDINGS)[number];

/** Of nginx and Apache there are two logs in one recording: the format is each line's own. */
const TWO_LOGS: readonly Recording[] = ['nginx', 'apache'];
const NOW = Date.parse('2026-11-22T20:00:00Z');

export const rawText = (name: Recording): string =>
  readFileSync(join(import.meta.dirname, 'recorded', `${name}.txt`), 'utf8');

export const readRecording = (name: Recording) => readText(name, rawText(name));

/** Apache in front of ejabberd: requests to its API, as both wrote them. */
export function readTogether(): { access: string; chat: string } {
  const text = readFileSync(join(import.meta.dirname, 'recorded', 'together.txt'), 'utf8');
  const chat = text.search(/^\d{4}-/m);
  return { access: text.slice(0, chat), chat: text.slice(chat) };
}

/** What a program wrote, as entries. */
export function readText(name: Recording, text: string) {
  const lines = text.split('\n').filter(Boolean);
  const whole = formatOf(lines);
  const texts: string[] = [];
  const entries = createEntries({
    begins: (line) => TWO_LOGS.includes(name) || whole.begins(line),
    online: (entry) => void texts.push(entry.text),
  });
  entries.write(Buffer.from(`${lines.join('\n')}\n`));
  entries.end();
  return texts.map((raw) => read(raw, TWO_LOGS.includes(name) ? formatOf([raw]) : whole));
}

export function readLine(raw: string) {
  return read(raw, formatOf(raw.split('\n')));
}

function read(raw: string, format: ReturnType<typeof formatOf>) {
  const parsed = format.read(raw, NOW) ?? {
    ...{ time: null, level: 'info' as const, subsystem: '', message: raw, fields: {} },
  };
  const line = { ...parsed, format: format.id };
  return { raw, line, time: parsed.time ?? NOW, event: readEvent(line) };
}
