/** What the log says of those who were not let in: a line each, until there are too many of them to be worth reading. */
import type { Logger } from 'pino';

/** Why somebody was not let in, as the log words it. */
export const REFUSALS = {
  host: 'a request was refused: it was meant for another name than ours',
  origin: 'a request was refused: a page of another site sent it',
  csrf: 'a request was refused: it did not come from our page',
  'link tries': 'a link was refused: too many wrong ones came from there',
  tries: 'a password was refused unread: too many wrong ones came',
  password: 'a password was refused: it is not the right one',
  'no password': 'a password was refused: none is set here',
  passkey: 'a passkey was refused: it is none of ours, or it answered something else',
  'link used': 'a link was refused: it was used before',
  'link unknown': 'a link was refused: it is not one of ours, or it has run out',
  path: 'a connection was refused: there is nothing at its address',
  'no session': 'a connection was refused: its browser has no session, or no longer',
  full: 'a connection was refused: too many are open',
} as const;
export type Refusal = keyof typeof REFUSALS;

const LINES = 20;
const WITHIN_MS = 60_000;

/** @returns writes one line for a refusal; `from` is the address of who asked. */
export function createRefusals(log: Logger, now: () => number): (why: Refusal, from: string) => void {
  let since = now();
  let count = 0;
  return (why, from) => {
    if (now() - since >= WITHIN_MS) {
      since = now();
      count = 0;
    }
    count++;
    if (count <= LINES) log.warn({ subsystem: 'web', from }, REFUSALS[why]);
    if (count === LINES)
      log.warn({ subsystem: 'web' }, 'further refusals of this minute are not written down');
  };
}
