/** Addresses as lines have them, in one spelling: of people, of computers. Pure. */
import { isIP } from 'node:net';

/** `Otto@Office.example/phone` → `otto@office.example`; null where there is nothing. */
export function accountOf(text: string): string | null {
  const bare = (text.split('/', 1)[0] ?? '').slice(0, 3071).toLowerCase();
  return bare === '' ? null : bare;
}

/** `[::ffff:192.0.2.7]` → `192.0.2.7`; null where it is none. */
export function addressOf(text: string): string | null {
  const bare = text.replace(/^\[|\]$/g, '').replace(/^::ffff:(?=\d+\.)/i, '');
  return isIP(bare) ? bare.toLowerCase() : null;
}

export function portOf(text: string): number | null {
  const port = Number(text);
  return Number.isInteger(port) && port >= 0 && port <= 65535 ? port : null;
}

/** Whether the person of a line is the one asked for: by address, or by the name before the @. */
export function samePerson(who: string | null, asked: string): boolean {
  if (who === null) return false;
  const [one, other] = [who.toLowerCase(), asked.toLowerCase()];
  if (one === other) return true;
  return one.includes('@') === other.includes('@') ? false : one.split('@', 1)[0] === other.split('@', 1)[0];
}

const ACCOUNT =
  /(?<![\w.%+-])([\p{L}\p{N}][\p{L}\p{N}._+-]{0,63}@[\p{L}\p{N}][\p{L}\p{N}.-]{0,252}[\p{L}\p{N}])/u;
const V4 = /(?<![\d.])(\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3})(?::(\d{1,5}))?(?![\d.])/;
const V6 = /\[?((?:[\da-f]{0,4}:){2,7}(?:[\da-f]{1,4}|\d{1,3}(?:\.\d{1,3}){3}))\]?(?::(\d{1,5}))?/i;

/** What any line shows: a person, an address. For lines that no row knows. */
export function seenIn(text: string): { who: string | null; from: string | null; port: number | null } {
  const who = text.includes('@') ? ACCOUNT.exec(text)?.[1] : undefined;
  const match =
    (text.includes('.') ? V4.exec(text) : null) ??
    (text.includes('::') || text.split(':').length > 5 ? V6.exec(text) : null);
  const from = match?.[1] === undefined ? null : addressOf(match[1]);
  return {
    who: who === undefined ? null : accountOf(who),
    from,
    port: from !== null && match?.[2] !== undefined ? portOf(match[2]) : null,
  };
}
