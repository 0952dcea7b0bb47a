/**
 * A text for somebody else's eyes: what we understand stays or is replaced, and what we do not understand is replaced.
 *
 * Read from left to right, once: the first rule that fits at a place takes it. Words stay only where they are in vocabulary.ts; that is
 * why no way of writing a secret (escaped, encoded, in capitals) gets through: it is no word of the list.
 */
import { isIP } from 'node:net';
import { RULES } from './rules.ts';
import type { StandIns } from './stand-ins.ts';
import { isPlain } from './words.ts';

/** A line may have a million letters; so many of it are shared. */
const MOST = 32 * 1024;

/** @returns the text without anybody's names and secrets. */
export function redactText(text: string, standIns: StandIns): string {
  const cut = text.length > MOST ? text.slice(0, MOST) : text;
  let out = '';
  let at = 0;
  while (at < cut.length) {
    const step = next(cut, at, standIns);
    out += step.shown;
    at += step.length;
  }
  return cut === text ? out : `${out} […]`;
}

function next(text: string, at: number, standIns: StandIns): { shown: string; length: number } {
  for (const { says, show } of RULES) {
    says.lastIndex = at;
    const found = says.exec(text);
    if (!found || found[0] === '') continue;
    const shown = show(found, standIns);
    if (shown !== undefined) return { shown, length: found[0].length };
  }
  return { shown: text[at]!, length: 1 };
}

/** Fields of our own lines whose value says whose it is by the field’s name alone. */
const PEOPLE = new Set([
  'account',
  'user',
  'owner',
  'jid',
  'inviter',
  'offender',
  'administrator',
  'username',
  'who',
]);
const SECRET = /pass|secret|token|cookie|key$|auth|salt|nonce|body|subject/i;
/** Of journald only these: the others are the machine's own business (boot, machine, command line, environment). */
const JOURNAL = new Set([
  '__REALTIME_TIMESTAMP',
  'MESSAGE',
  'PRIORITY',
  'SYSLOG_IDENTIFIER',
  '_SYSTEMD_UNIT',
  '_PID',
]);

/** A line of JSON field by field; any other as text. */
export function redactLine(raw: string, standIns: StandIns): string {
  if (!raw.startsWith('{')) return redactText(raw, standIns);
  let parsed: unknown;
  try {
    parsed = JSON.parse(raw);
  } catch {
    return redactText(raw, standIns);
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    return redactText(raw, standIns);
  const entries = Object.entries(parsed).filter(
    ([name]) => !('__REALTIME_TIMESTAMP' in parsed) || JOURNAL.has(name),
  );
  return JSON.stringify(
    Object.fromEntries(
      entries
        .slice(0, 200)
        .map(([name, value]) => [
          JOURNAL.has(name) || (/^[a-z]/i.test(name) && isPlain(name)) ? name : standIns.of('word', name),
          redactValue(name, value, standIns),
        ]),
    ),
  );
}

function redactValue(name: string, value: unknown, standIns: StandIns): unknown {
  if (value === null || typeof value === 'boolean') return value;
  if (name === 'time' || name === '__REALTIME_TIMESTAMP')
    return isTime(value) ? value : standIns.of('word', String(value));
  if (typeof value === 'number' && !SECRET.test(name))
    return Math.abs(value) < 1e6 ? value : standIns.of('number', String(value));
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (text === '') return text;
  if (SECRET.test(name)) return standIns.of('secret', text);
  if (PEOPLE.has(name) && !text.includes('@') && !isIP(text)) return standIns.of('person', text);
  return redactText(text, standIns);
}

const isTime = (value: unknown) => /^[\d.:TZ+-]{1,40}$/.test(String(value));
