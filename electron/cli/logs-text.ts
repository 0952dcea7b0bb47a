/** Entries of logs as lines of a terminal, and the sentences around them in both languages. */
import type { Language } from '../contract/findings/finding.ts';
import type { LogEvent } from '../contract/log-events.ts';
import type { LineWords } from '../contract/log-lines/index.ts';
import type { storyOf } from '../contract/log-lines/story.ts';
import type { FileEntry } from '../manager/logs/files/read.ts';
import { escapedText } from '../manager/logs/files/visible.ts';

export const WORDS = {
  en: {
    nothing: 'No line there is as you asked. --level debug shows every detail, --since how far back to look.',
    ...{ affected: 'Who notices', todo: 'What to do', otherwise: 'Otherwise', search: 'To search for' },
  },
  fr: {
    nothing:
      'Aucune ligne ne correspond. --level debug montre tous les détails, --since indique jusqu’où remonter.',
    ...{ affected: 'Qui le remarque', todo: 'Que faire', otherwise: 'Sinon', search: 'À chercher' },
  },
} as const;

/** `2026-11-22 15:33:44  warn   login  refused  jid=otto@office.example`; further lines of the entry below it, indented. */
export function logLine(
  { time, level, subsystem, message, fields, log }: FileEntry,
  several: boolean,
): string {
  const facts = Object.entries(fields).map(([name, value]) => `${name}=${quoted(String(value))}`);
  const [first = '', ...more] = message.split('\n');
  const line = [
    stamp(time),
    level.padEnd(5),
    ...(several ? [log] : []),
    ...(subsystem === '' ? [] : [subsystem]),
    [first, ...facts].filter((word) => word !== '').join(' '),
  ].join('  ');
  return [line, ...more.map((one) => `    ${one}`)].map(escapedText).join('\n');
}

/** In the machine's own time, as logs have it. */
function stamp(time: number): string {
  const at = new Date(time);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

const quoted = (value: string) => (/[\s"=]/.test(value) || value === '' ? JSON.stringify(value) : value);

/** The meaning of a line, below it: one sentence where nobody has to do anything. */
export function explained(words: LineWords, level: LogEvent['level'], language: Language): string[] {
  const names = WORDS[language];
  const indented = (text: string) => `      ${escapedText(text)}`;
  const whole = !words.known || words.can !== 'nobody' || level === 'warn' || level === 'error';
  if (!whole) return [`    → ${escapedText(words.title)}`];
  const colon = language === 'fr' ? '\u00a0:' : ':';
  return [
    `    → ${escapedText(words.title)}`,
    indented(`${names.affected}${colon} ${words.affected}`),
    indented(`${names.todo}${colon} ${words.todo}`),
    indented(`${names.otherwise}${colon} ${words.nothing}`),
    ...(words.search === '' ? [] : [indented(`${names.search}${colon} ${words.search}`)]),
  ];
}

/** `14:32:06  A program at … tried to log in … (3 times).` */
export const storyText = ({ summary, sentences }: ReturnType<typeof storyOf>): string[] => [
  summary,
  ...sentences.map(({ time, text }) => `${stamp(time).slice(11)}  ${text}`),
];
