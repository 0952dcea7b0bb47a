/**
 * Which open lines belong to somebody who has just given the password or a passkey. By line and not by session: whoever
 * stole the cookie, or opened a line with it before, is not confirmed along with the person it was stolen from.
 *
 *   key given over HTTP ──▶ ticket, in that answer alone ──the page hands it over on its own line──▶ this line is confirmed
 */
import { hashToken, newToken } from './links.ts';

/** What was confirmed counts for dangerous calls for this long. */
export const CONFIRMED_MS = 5 * 60_000;
/** From the answer to the line: a page that was loaded anew in between is slow, but not this slow. */
export const TICKET_MS = 60_000;
const MOST_TICKETS = 200;
/** More than there can be lines. */
const MOST_LINES = 1_000;

export interface Confirmations {
  /** Good once, soon, and on a line of this session alone. Whoever knows the cookie does not know it. */
  ticket(session: string): string;
  /** False where the ticket is none of this session's, was used, or has run out. Tells the listeners when it was good. */
  claim(line: string, session: string, ticket: string): boolean;
  /** The key was set over this very line, which sets no cookie and so needs no ticket. */
  confirm(line: string): void;
  isConfirmed(line: string): boolean;
  /** Calls back when a line was confirmed by a ticket; the session's other lines are then from before. */
  onClaimed(run: (session: string, line: string) => void): () => void;
}

export function createConfirmations(now: () => number): Confirmations {
  const tickets = new Map<string, { session: string; until: number; at: number }>();
  const lines = new Map<string, number>();
  const listeners = new Set<(session: string, line: string) => void>();

  function confirmedAt(line: string, at: number): void {
    for (const [other, since] of lines) if (!counts(since)) lines.delete(other);
    lines.delete(line);
    lines.set(line, at);
    for (const oldest of lines.keys()) {
      if (lines.size <= MOST_LINES) break;
      lines.delete(oldest);
    }
  }
  /** A clock that was set back must not make minutes of hours. */
  const counts = (at: number) => now() - at < CONFIRMED_MS && now() >= at;

  return {
    ticket(session) {
      const ticket = newToken();
      tickets.set(hashToken(ticket), { session, at: now(), until: now() + TICKET_MS });
      for (const oldest of tickets.keys()) {
        if (tickets.size <= MOST_TICKETS) break;
        tickets.delete(oldest);
      }
      return ticket;
    },
    claim(line, session, ticket) {
      const hash = hashToken(ticket);
      const found = tickets.get(hash);
      tickets.delete(hash);
      if (!found || found.session !== session || now() > found.until) return false;
      // Counted from when the key was given.
      confirmedAt(line, found.at);
      for (const run of listeners) run(session, line);
      return true;
    },
    confirm: (line) => confirmedAt(line, now()),
    isConfirmed(line) {
      const at = lines.get(line);
      return at !== undefined && counts(at);
    },
    onClaimed(run) {
      listeners.add(run);
      return () => listeners.delete(run);
    },
  };
}
