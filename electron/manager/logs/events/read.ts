/**
 * A line of any log as an event: who, from where, which part, what, with what outcome. The tables beside this file say what is known;
 * log-lines/ of the contract says what it means.
 *
 * Pure and without state: the engine of the view runs it in its worker, for each line of a log where a filter asks for it.
 */
import type { EventReader, LogEvent, LogProgram, ReadLine } from '../../../contract/log-events.ts';
import { kindOf, type LineCode } from '../../../contract/log-lines/index.ts';
import { readFields, readOurs } from './chatelaine.ts';
import { EJABBERD } from './ejabberd.ts';
import { createFinder, type EventRow, type Found, READ } from './event-row.ts';
import { literalsOf } from './literals.ts';
import { seenIn } from './names.ts';
import { BIBOUMI, COMPUTER, COTURN } from './others.ts';
import { PROSODY } from './prosody.ts';
import { APACHE, readAccess, readNginx } from './web.ts';

export { samePerson } from './names.ts';

type Known = { readonly code: LineCode; readonly found: Found };
interface Reader {
  readonly program: LogProgram;
  read(line: ReadLine): Known | undefined;
}

const by = (program: LogProgram, rows: readonly EventRow[]): Reader => ({
  program,
  read: createFinder(rows),
});

/** A row for each format of `logs/formats`. */
const READERS: Readonly<Record<string, Reader>> = {
  ejabberd: by('ejabberd', EJABBERD),
  prosody: by('prosody', PROSODY),
  'nginx-error': { program: 'nginx', read: readNginx },
  'apache-error': by('apache', APACHE),
  'web-access': { program: 'web', read: readAccess },
  coturn: by('coturn', COTURN),
};

/** Formats whose messages are the lines as they were written, so that what an expression says stands there. */
const AS_WRITTEN: Readonly<Record<string, readonly EventRow[]>> = { ejabberd: EJABBERD, prosody: PROSODY };

/**
 * Texts of which every line of a kind, or of a part, has one, in any case of letters; undefined where all lines have to be read.
 * @param asked.part of contract/log-events.ts
 */
export function textsOf(
  format: string,
  asked: { readonly code: string | null; readonly part: string | null },
): readonly string[] | undefined {
  // Lines nobody knows are of the part `other`.
  if (asked.part === 'other') return undefined;
  const rows = AS_WRITTEN[format]?.filter(
    ({ code }) =>
      (asked.code === null || code === asked.code) &&
      (asked.part === null || kindOf(code)?.part === asked.part),
  );
  return rows && literalsOf(rows);
}

/** syslog and journald carry the lines of many programs, by their names there. */
const NAMED: readonly (readonly [RegExp, Reader])[] = [
  [/^sshd/, by('sshd', COMPUTER)],
  [/^systemd$/, by('systemd', COMPUTER)],
  [/^kernel$/, by('kernel', COMPUTER)],
  [/^biboumi/, by('biboumi', BIBOUMI)],
  [/^turnserver/, by('coturn', COTURN)],
  [/^nginx/, { program: 'nginx', read: readNginx }],
  [/^(?:apache2?|httpd)/, by('apache', APACHE)],
];
const ANYBODY = by('other', COMPUTER);
const BIBOUMI_LINE = /^\[(?:DEBUG|INFO|WARNING|ERROR)\]: \S+\.[ch]pp:\d+:\t/;
const BIBOUMI_READER = by('biboumi', BIBOUMI);

function readerOf({ format, subsystem, message }: ReadLine): Reader {
  const own = READERS[format];
  if (own) return own;
  if (format === 'plain') return BIBOUMI_LINE.test(message) ? BIBOUMI_READER : ANYBODY;
  return NAMED.find(([name]) => name.test(subsystem))?.[1] ?? ANYBODY;
}

export const readEvent: EventReader = (line) => {
  if (line.format === 'chatelaine') return readOwn(line);
  const reader = readerOf(line);
  const known = reader.read(line);
  return known ? eventOf(known, reader.program, line) : unknown(reader.program, line);
};

function readOwn(line: ReadLine): LogEvent {
  const known = readOurs(line);
  if (known) return eventOf(known, known.manager ? 'manager' : 'chatelaine', line);
  // The server warns of an open setting in a sentence made for it.
  if (line.level === 'warn' && line.subsystem === 'server' && Object.keys(line.fields).length === 0)
    return eventOf({ code: 'server.exposed', found: readFields(line.fields) }, 'chatelaine', line);
  const found = readFields(line.fields);
  const seen = seenIn(line.message.slice(0, READ));
  return {
    ...{ code: null, program: 'chatelaine', part: 'other', outcome: 'info', level: line.level },
    ...found,
    ...{ who: found.who ?? seen.who, from: found.from ?? seen.from },
  };
}

function eventOf({ code, found }: Known, program: LogProgram, line: ReadLine): LogEvent {
  const kind = kindOf(code)!;
  const event = { code, program, part: kind.part, outcome: kind.outcome, level: kind.level, ...found };
  return completed(event, line);
}

/** What the format has found already, where the table has nothing. */
function completed(event: LogEvent, { fields, format, subsystem }: ReadLine): LogEvent {
  const { address, process, connection } = fields;
  if (event.from === null && typeof address === 'string') event.from = seenIn(address).from;
  if (typeof process === 'string') addLink(event, `process:${process}`);
  if (typeof connection === 'number' && format === 'nginx-error') addLink(event, `request:${connection}`);
  if (format === 'prosody' && /^(?:c2s|s2sin|s2sout|jcp)[\da-f]{6,}$/.test(subsystem))
    addLink(event, `session:${subsystem}`);
  // A module of Prosody writes as `office.test:tls`.
  if (format === 'prosody' && event.host === null)
    event.host = /^([\w.-]+\.[\w-]+):\w+$/.exec(subsystem)?.[1] ?? null;
  return event;
}

/** The accepting process of ejabberd is the same for all connections; its lines name the new one themselves. */
function addLink(event: LogEvent, link: string): void {
  const named = link.startsWith('process:') && event.links.some((one) => one.startsWith('process:'));
  if (!named && event.links.length < 8 && !event.links.includes(link)) event.links.push(link);
}

function unknown(program: LogProgram, line: ReadLine): LogEvent {
  const seen = seenIn(line.message.slice(0, READ));
  return completed(
    {
      ...{
        code: null,
        program,
        part: 'other',
        outcome: 'info',
        level: line.level,
        host: null,
        data: {},
        links: [],
      },
      ...seen,
    },
    line,
  );
}
