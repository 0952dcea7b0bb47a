/** What would be written into the files of one profile, and what keeps us from it. Looks, and changes nothing. */
import { X509Certificate } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { ClientPlan, ClientTrouble, PasswordStore, PlannedFile } from '../../contract/client-setup.ts';
import type { OfficeFacts } from './facts.ts';
import { type FoundProfile, readBytes, withCopy } from './find.ts';
import type { Keyring } from './keyring.ts';
import type { AccountWish, Recipe, RowEdit, TextEdit } from './recipe.ts';
import { column, rowsState, rowsTrouble, settingOf } from './row-edit.ts';
import { lookAt, TEXT_BYTES } from './safe-file.ts';
import { shownMend, shownRow, shownText } from './show.ts';
import { isWhole, withAccount } from './text-edit.ts';
import { withRows } from './write.ts';

/** Of the program's own file. */
export type Main =
  | { readonly what: ClientPlan['what']; readonly lines: PlannedFile['lines']; readonly useKeyring: boolean }
  | { readonly trouble: ClientTrouble };

export async function lookAtText(file: string, edit: TextEdit, address: string): Promise<Main> {
  const before = await readBytes(file);
  if (before !== undefined && !isWhole(before, edit.form)) return { trouble: 'broken' };
  try {
    const { what } = withAccount(before, edit, '');
    return { what, lines: what === 'there' ? [] : shownText(before, edit, address), useKeyring: false };
  } catch {
    // Whole, and still not what this program writes.
    return { trouble: 'broken' };
  }
}

export async function lookAtRows(
  file: string,
  edit: RowEdit,
  fresh: boolean,
  scratch: () => Promise<string>,
): Promise<Main> {
  if (fresh) return { what: 'add', lines: shownRow(edit), useKeyring: true };
  if (await isHeld(file)) return { trouble: 'locked' };
  return withCopy(file, scratch, (copy) => {
    try {
      return withRows(copy, (database) => {
        const state = rowsState(database, edit);
        const useKeyring = usesKeyring(database, edit);
        if (state === 'add') return { what: 'add', lines: shownRow(edit), useKeyring };
        if (state === 'there') return { what: 'there', lines: [], useKeyring };
        if (state !== 'repair') return { trouble: state };
        const row = database
          .prepare(`SELECT * FROM ${edit.table} WHERE ${edit.own.where}`)
          .get(...edit.own.values);
        const now = row as Readonly<Record<string, unknown>>;
        return {
          what: 'repair',
          lines: shownMend(edit, (name, key) => settingOf(now, name, key)),
          useKeyring,
        };
      });
    } catch (error) {
      return { trouble: rowsTrouble(error) };
    }
  });
}

/** Whether another program has the database in its hands. One in WAL mode says so only when it is written to. */
async function isHeld(file: string): Promise<boolean> {
  const handle = await open(file, 'r');
  try {
    const { buffer } = await handle.read(Buffer.alloc(20), 0, 20, 0);
    // SPEC: SQLite's file format 1.3: bytes 18 and 19 are 1 for rollback journals, 2 for WAL.
    if (buffer[18] !== 1) return false;
  } finally {
    await handle.close();
  }
  try {
    return withRows(file, (database) => {
      database.exec('BEGIN IMMEDIATE; ROLLBACK');
      return false;
    });
  } catch (error) {
    return rowsTrouble(error) === 'locked';
  }
}

/** Gajim's own switch; it is on where it is not said. */
function usesKeyring(database: Parameters<typeof column>[0], { table }: RowEdit): boolean {
  if (table !== 'account_settings') return false;
  const [found] = column(database, "SELECT settings FROM settings WHERE name = 'app'");
  return typeof found !== 'string' || JSON.parse(found).use_keyring !== false;
}

export async function storeOf(
  { row, kind }: FoundProfile,
  keyring: Keyring,
  useKeyring: boolean,
): Promise<PasswordStore> {
  if (row.password !== 'keyring') return row.password;
  if (!useKeyring) return 'plain';
  // A program from Flatpak asks the keyring by its own name.
  return kind === 'system' && (await keyring.available()) ? 'keyring' : 'asks';
}

export async function lookAtTrust(
  file: string,
  root: string,
  { trust }: Recipe,
): Promise<{ readonly trouble: ClientTrouble } | { readonly planned: PlannedFile | null }> {
  const looked = await lookAt(file, root, TEXT_BYTES);
  if ('trouble' in looked) return looked;
  const before = looked.there ? ((await readBytes(file)) ?? '') : '';
  const { how, own, text } = trust!;
  if (how === 'file' ? before === text : new RegExp(own).test(before)) return { planned: null };
  const lines = text
    .trim()
    .split('\n')
    .map((line) => ({ deed: 'added' as const, text: line }));
  return { planned: { path: file, deed: looked.there ? 'changed' : 'created', lines: lines.slice(0, 100) } };
}

export function trustWay({ trust, systemTrusts }: OfficeFacts, recipe: Recipe): ClientPlan['trust'] {
  if (trust === null) return { way: 'public', until: null };
  if (systemTrusts) return { way: 'system', until: null };
  if (recipe.trust === null) return { way: 'system-only', until: null };
  const until =
    recipe.trust.way === 'certificate' ? Date.parse(new X509Certificate(trust.certificate).validTo) : null;
  return { way: recipe.trust.way, until };
}

/** @param address bare */
export function wishOf(address: string, { server }: OfficeFacts, password: string | null): AccountWish {
  const at = address.lastIndexOf('@');
  return { address, local: address.slice(0, at), domain: address.slice(at + 1), server, password };
}
