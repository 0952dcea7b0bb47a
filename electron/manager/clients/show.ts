/** What will be written, line by line, for a person to read before it is. Passwords are not in it. Pure. */
import type { PlannedFile } from '../../contract/client-setup.ts';
import { RANDOM, type RowEdit, type TextEdit } from './recipe.ts';
import { obscure } from './recipes/psi.ts';
import { ownText, withAccount } from './text-edit.ts';

type Line = PlannedFile['lines'][number];

/** Stands for the password in a recipe that is only shown. */
export const DOTS = '••••••••';
/** Stands for what is chosen by chance when it is written. */
const CHANCE = '########';

/** Text of an edit, as letters and with dots where a password would be. */
export function readable(text: string, address: string): string {
  return Buffer.from(text, 'latin1')
    .toString('utf8')
    .replaceAll(obscure(DOTS, address), DOTS)
    .replaceAll(RANDOM, CHANCE);
}

const lines = (text: string): string[] => text.replace(/\n$/, '').split('\n');
const all = (deed: Line['deed'], texts: readonly string[]): Line[] =>
  texts.slice(0, 100).map((text) => ({ deed, text: text.slice(0, 500) }));

export function shownText(before: string | undefined, edit: TextEdit, address: string): Line[] {
  const there = before === undefined ? undefined : ownText(before, edit);
  const { text } = withAccount(before, edit, CHANCE);
  const account = readable(ownText(text, edit) ?? '', address);
  if (there === undefined) return all('added', lines(account));
  const old = lines(readable(there, address));
  const now = lines(account);
  // What stays may hold another password: only what changes is shown.
  return [
    ...all(
      'removed',
      old.filter((line) => !now.includes(line)),
    ),
    ...all(
      'added',
      now.filter((line) => !old.includes(line)),
    ),
  ];
}

export function shownRow({ table, row }: RowEdit): Line[] {
  const texts = Object.entries(row).flatMap(([column, value]) => {
    if (typeof value === 'string' && value.startsWith('{'))
      return lines(`${column} = ${JSON.stringify(JSON.parse(value).account, null, 2)}`);
    return value === null ? [] : [`${column} = ${value}`];
  });
  return all('added', [`${table}:`, ...texts.map((text) => `  ${text.replaceAll(RANDOM, CHANCE)}`)]);
}

/** @param settingOf what is there now */
export function shownMend(
  { settings }: RowEdit,
  settingOf: (column: string, key: readonly string[]) => unknown,
): Line[] {
  return settings.flatMap(({ column, key, value }) => {
    const name = key.at(-1) ?? column;
    const found = settingOf(column, key);
    if (found === value || (found === undefined && value === false)) return [];
    return [
      ...(found === undefined ? [] : all('removed', [`${name} = ${found}`])),
      ...all('added', [`${name} = ${value}`]),
    ];
  });
}
