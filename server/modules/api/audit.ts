/**
 * Who ran what over HTTP, when, and how it ended. Never what was secret in it.
 *
 * What changes something has a line of its own. What only reads, and the same refused again, is counted by the hour, so that a
 * program that asks every few seconds does not push out what matters.
 */
import { z } from 'zod';
import type { Keyval } from '../../kernel/store.ts';

const entrySchema = z.object({
  /** Milliseconds since the epoch; of several, the last. */
  at: z.number(),
  /** `token NAME (ID)`, `rule NAME`, `administrator ADDRESS`, or `nobody`. */
  who: z.string(),
  /** The peer's address. */
  from: z.string(),
  command: z.string(),
  /** Accounts, rooms and domains among its arguments; of several, the last. */
  about: z.string(),
  outcome: z.enum(['done', 'refused', 'failed']),
  /** Why it was refused or failed: a code. */
  because: z.string(),
  times: z.number(),
});
export type AuditEntry = z.infer<typeof entrySchema>;

export interface Audit {
  note(entry: Omit<AuditEntry, 'at' | 'times'>, reads: boolean): void;
  /** Of the last so many days, today among them; the latest first. */
  read(days: number): AuditEntry[];
  /** Forgets days that are too old. */
  sweep(keepDays: number): void;
}

const TABLE = 'api-audit';
const DAY_MS = 86_400_000;
/** What comes beyond on one day is counted only. */
export const MAX_PER_DAY = 5000;

/** Told at once: everybody waits while they are read. */
const MOST_READ = 10_000;

const dayOf = (time: number) => new Date(time).toISOString().slice(0, 10);

export function createAudit(parts: {
  store: { keyval<T>(name: string, schema: z.ZodType<T>): Keyval<T> };
  now: () => number;
}): Audit {
  const { now } = parts;
  const table = parts.store.keyval(TABLE, entrySchema);
  const counted = { day: '', entries: 0 };
  let last = 0;

  /** One more entry of today has room. */
  function room(day: string): boolean {
    if (counted.day !== day) Object.assign(counted, { day, entries: table.entries(day).length });
    counted.entries += 1;
    return counted.entries <= MAX_PER_DAY;
  }

  return {
    note(entry, reads) {
      const at = now();
      const day = dayOf(at);
      const together = reads || entry.outcome === 'refused';
      last += 1;
      const alone = `${new Date(at).toISOString()} ${last}`;
      const hour = new Date(at).toISOString().slice(0, 13);
      const { who, from, command, about, outcome, because } = entry;
      const same = [hour, who, from, command, outcome, because, ...(reads ? [] : [about])];
      const key = together ? same.join(' ') : alone;
      const earlier = together ? table.get(day, key) : undefined;
      if (earlier) return void table.set(day, key, { ...earlier, ...entry, at, times: earlier.times + 1 });
      if (room(day)) return void table.set(day, key, { ...entry, at, times: 1 });
      const more = table.get(day, MORE)?.times ?? 0;
      table.set(day, MORE, { ...TOO_MANY, at, times: more + 1 });
    },
    read(days) {
      const found: AuditEntry[] = [];
      for (let ago = 0; ago < days && found.length < MOST_READ; ago++)
        for (const [, entry] of table.entries(dayOf(now() - ago * DAY_MS))) found.push(entry);
      return found.sort((one, other) => other.at - one.at).slice(0, MOST_READ);
    },
    sweep(keepDays) {
      const first = dayOf(now() - keepDays * DAY_MS);
      for (const day of table.owners()) if (day < first) table.deleteOwner(day);
    },
  };
}

const MORE = 'more';
const TOO_MANY = {
  ...{ who: '', from: '', command: '', about: '' },
  outcome: 'refused' as const,
  because: 'more than are noted on one day',
};

/** Arguments that name somebody or something; all others are left out, whatever they are. */
const ABOUT = ['user', 'host', 'resource', 'room', 'service', 'jid', 'team', 'id', 'days'] as const;
const MAX_ABOUT = 300;

export function aboutOf(args: unknown): string {
  if (typeof args !== 'object' || args === null) return '';
  const given = args as Record<string, unknown>;
  return ABOUT.filter((name) => ['string', 'number'].includes(typeof given[name]))
    .map((name) => `${name}=${String(given[name]).replace(/\p{Cc}/gu, ' ')}`)
    .join(' ')
    .slice(0, MAX_ABOUT);
}
