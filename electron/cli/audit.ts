/** `chatelaine audit`: the log of changes, for a person or as JSON lines. */
import type { Change } from '../contract/index.ts';
import type { Client } from '../local/client.ts';
import { type Common, readCommon, say, tell, usage, withDoor } from './access-command.ts';
import { type Language, plain, WORDS, when, whoText } from './access-words.ts';
import { readMoment } from './moment.ts';

export interface AuditAsked extends Common {
  /** Milliseconds. */
  readonly since: number | undefined;
  readonly until: number | undefined;
  /** In small letters. */
  readonly who: string | undefined;
  readonly action: string | undefined;
  readonly last: number | undefined;
}

/** Without `--since` and `--last`. */
const USUALLY = 100;
const PAGE = 200;

const OPTIONS = {
  since: { type: 'string' },
  until: { type: 'string' },
  who: { type: 'string' },
  action: { type: 'string' },
  last: { type: 'string' },
} as const;

export function readAuditArgs(args: readonly string[], now: number): AuditAsked | string {
  const values = readCommon(args, OPTIONS);
  if (typeof values === 'string') return values;
  const [since, until] = [values.since, values.until].map((text) =>
    text === undefined ? undefined : readMoment(text, now),
  );
  if (since === null || until === null)
    return '--since and --until take how long ago (15m, 2h, 3d), a time (14:32) or a date (2026-11-22).';
  const last = values.last === undefined ? undefined : Number(values.last);
  if (last !== undefined && !(Number.isInteger(last) && last >= 1))
    return '--last takes a number of changes.';
  const { data, language, json, action } = values;
  return {
    ...{ data, language, json, action, since, until, who: values.who?.toLowerCase() },
    last: last ?? (values.since === undefined ? USUALLY : undefined),
  };
}

/** Whether a change is asked for. Pure. */
export function wanted({ since, until, who, action }: AuditAsked): (change: Change) => boolean {
  return (change) => {
    const { face, name, address } = change.who;
    const by = who === undefined || face === who || `${name} ${address ?? ''}`.toLowerCase().includes(who);
    const does = action === undefined || change.action === action || change.action.startsWith(`${action}.`);
    return by && does && change.at >= (since ?? 0) && change.at <= (until ?? Number.POSITIVE_INFINITY);
  };
}

export async function audit(args: readonly string[]): Promise<number> {
  const asked = readAuditArgs(args, Date.now());
  if (typeof asked === 'string') return usage(asked, 'audit');
  return withDoor(asked, async (client) => {
    const found = await read(client, asked);
    for (const change of found)
      if (asked.json) say(JSON.stringify(change));
      else for (const line of lines(change, asked.language)) say(line);
    if (found.length === 0) tell(WORDS[asked.language].nothing);
    return found.length > 0 ? 0 : 1;
  });
}

/** The oldest first. The log holds 20,000, so all of it is a few megabytes. */
async function read(client: Client, asked: AuditAsked): Promise<Change[]> {
  const matches = wanted(asked);
  const found: Change[] = [];
  for (let before: number | null = null; ; ) {
    const page: Change[] = await client.app.changes({ before, limit: PAGE });
    for (const { canPutBack: _, ...change } of page as (Change & { canPutBack?: boolean })[])
      if (matches(change)) found.push(change);
    const oldest = page.at(-1);
    const enough = asked.last !== undefined && found.length >= asked.last;
    if (!oldest || page.length < PAGE || enough || oldest.at < (asked.since ?? 0)) break;
    before = oldest.id;
  }
  return found.slice(0, asked.last ?? found.length).reverse();
}

function lines(change: Change, language: Language): string[] {
  const { at, action, subject, state, before, after } = change;
  const words = WORDS[language];
  const failed = state === 'failed' ? ` (${words.failed})` : '';
  const head = `${when(at, language)}  ${plain(whoText(change.who, language))}  ${action} ${plain(subject)}${failed}`;
  const more = [
    [words.before, before],
    [words.after, after],
  ] as const;
  return [head.trimEnd(), ...more.flatMap(([name, text]) => (text ? [`    ${name}: ${plain(text)}`] : []))];
}
