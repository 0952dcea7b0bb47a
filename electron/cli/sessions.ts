/** `chatelaine sessions`: the browsers that are let in, and showing them out. */
import type { AccessSession } from '../contract/index.ts';
import type { Client } from '../local/client.ts';
import { type Common, readCommon, say, tell, usage, withDoor } from './access-command.ts';
import { type Language, plain, WORDS, when } from './access-words.ts';
import { SESSIONS } from './manuals/sessions.ts';
import { didYouMean } from './options.ts';

const ACTIONS = ['list', 'revoke'] as const;

export interface SessionsAsked extends Common {
  readonly action: (typeof ACTIONS)[number];
  /** An id or its beginning; null: all. */
  readonly id: string | null;
}

export function readSessionsArgs(args: readonly string[]): SessionsAsked | string {
  const named = args[0] !== undefined && !args[0].startsWith('-');
  const action = ACTIONS.find((one) => one === (named ? args[0] : 'list'));
  if (!action) return `There is no sessions ${args[0]}.${didYouMean(args[0]!, ACTIONS)}`;
  const rest = named ? args.slice(1) : args;
  const id = action === 'revoke' && rest[0] !== undefined && !rest[0].startsWith('-') ? rest[0] : null;
  const values = readCommon(id === null ? rest : rest.slice(1), SESSIONS.options, action);
  if (typeof values === 'string') return values;
  if (action === 'revoke' && (id === null) !== (values.all === true))
    return 'Say which: "sessions revoke ID", or "sessions revoke --all".';
  return { action, id, data: values.data, language: values.language, json: values.json };
}

export async function sessions(args: readonly string[]): Promise<number> {
  const asked = readSessionsArgs(args);
  if (typeof asked === 'string') return usage(asked, 'sessions');
  return withDoor(asked, (client) => (asked.action === 'list' ? list(client, asked) : revoke(client, asked)));
}

async function list(client: Client, { language, json }: SessionsAsked): Promise<number> {
  const found = (await client.access.get()).sessions;
  if (json) say(JSON.stringify(found.map(({ current: _, ...one }) => one)));
  else if (found.length === 0) say(WORDS[language].nobody);
  else for (const line of table(found, language)) say(line);
  return 0;
}

async function revoke(client: Client, { id, language, json }: SessionsAsked): Promise<number> {
  const words = WORDS[language];
  let ended: number;
  if (id === null) ended = (await client.access.revokeOthers()).ended;
  else {
    const meant = (await client.access.get()).sessions.filter((one) => one.id.startsWith(id));
    if (meant.length !== 1) {
      tell(meant.length === 0 ? words.noSuch(plain(id)) : words.several(plain(id)));
      return 1;
    }
    await client.access.revokeSession({ id: meant[0]!.id });
    ended = 1;
  }
  say(json ? JSON.stringify({ ended }) : words.ended(ended));
  return 0;
}

function table(found: readonly AccessSession[], language: Language): string[] {
  const words = WORDS[language];
  const rows = found.map(({ id, browser, address, by, since, lastSeen }) => [
    ...[id.slice(0, 8), plain(browser), address || '-', words.by[by]],
    ...[when(since, language), when(lastSeen, language)],
  ]);
  const all = [[...words.sessions], ...rows];
  const widths = words.sessions.map((_, column) => Math.max(...all.map((row) => [...row[column]!].length)));
  return all.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  );
}
