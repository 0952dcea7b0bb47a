/** `chatelaine audit`: the log of changes, for a person or as JSON lines; and `audit undo`, which puts one back. */
import { NO_WAY_BACK } from '../contract/change-actions.ts';
import type { Change, ShownChange } from '../contract/index.ts';
import type { Client } from '../local/client.ts';
import { type Common, readCommon, say, tell, usage, withDoor } from './access-command.ts';
import { type Language, plain, WORDS, when, whoText } from './access-words.ts';
import { AUDIT } from './manuals/audit.ts';
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

/** What anybody sees for themselves. */
const SILENT: ReadonlySet<string> = new Set(['happened', 'nothing-changed']);
/** Without `--since` and `--last`. */
const USUALLY = 100;
const PAGE = 200;

export function readAuditArgs(args: readonly string[], now: number): AuditAsked | string {
  const values = readCommon(args, AUDIT.options);
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

export interface UndoAsked extends Common {
  readonly id: number;
}

/** What goes with `undo`. */
const { data, lang, json } = AUDIT.options;

/** `undo N`; undefined where something else is asked for. */
export function readUndoArgs(args: readonly string[]): UndoAsked | string | undefined {
  if (args[0] !== 'undo') return undefined;
  const id = Number(args[1]?.replace(/^#/, ''));
  if (!Number.isInteger(id) || id < 1) return 'Say which: "audit undo N", with the number "audit" shows.';
  const values = readCommon(args.slice(2), { data, lang, json });
  if (typeof values === 'string') return values;
  return { id, data: values.data, language: values.language, json: values.json };
}

const undo = (asked: UndoAsked): Promise<number> =>
  withDoor(asked, async (client) => {
    await client.app.putBack({ id: asked.id });
    const [made] = await client.app.changes({ before: null, limit: 1 });
    if (asked.json) say(JSON.stringify({ undone: asked.id, by: made?.id ?? null }));
    else {
      say(WORDS[asked.language].undone(asked.id));
      if (made) for (const line of lines(made, asked.language)) say(line);
    }
    return 0;
  });

export async function audit(args: readonly string[]): Promise<number> {
  const undoing = readUndoArgs(args);
  if (typeof undoing === 'string') return usage(undoing, 'audit');
  if (undoing) return undo(undoing);
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
async function read(client: Client, asked: AuditAsked): Promise<ShownChange[]> {
  const matches = wanted(asked);
  const found: ShownChange[] = [];
  for (let before: number | null = null; ; ) {
    const page: ShownChange[] = await client.app.changes({ before, limit: PAGE });
    found.push(...page.filter(matches));
    const oldest = page.at(-1);
    const enough = asked.last !== undefined && found.length >= asked.last;
    if (!oldest || page.length < PAGE || enough || oldest.at < (asked.since ?? 0)) break;
    before = oldest.id;
  }
  return found.slice(0, asked.last ?? found.length).reverse();
}

function lines(change: ShownChange, language: Language): string[] {
  const { id, at, action, subject, state, before, after, noWayBack } = change;
  const words = WORDS[language];
  const failed = state === 'failed' ? ` (${words.failed})` : '';
  const head = `#${id}  ${when(at, language)}  ${plain(whoText(change.who, language))}  ${action} ${plain(subject)}${failed}`;
  const more = [
    [words.before, before],
    [words.after, after],
  ] as const;
  const back =
    noWayBack === null
      ? [`    ${words.canUndo(id)}`]
      : SILENT.has(noWayBack)
        ? []
        : [`    ${NO_WAY_BACK[noWayBack][language]}`];
  return [
    head.trimEnd(),
    ...more.flatMap(([name, text]) => (text ? [`    ${name}: ${plain(text)}`] : [])),
    ...back,
  ];
}
