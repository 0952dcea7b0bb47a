/**
 * The file to take along: a Python program that does on a colleague's computer what `clients.ts` does here, from the same recipes.
 * Its text is resources/client-setup/set-up.py with the office's values in it.
 */
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { problem } from '../problem.ts';
import type { OfficeFacts } from './facts.ts';
import { wishOf } from './look.ts';
import { PROGRAMS, type ProgramRow } from './programs.ts';
import { NUMBER, RANDOM, type Recipe } from './recipe.ts';
import { recipeFor } from './recipes/recipes.ts';
import { ROWS_BYTES, TEXT_BYTES } from './safe-file.ts';
import { DOTS, shownRow, shownText } from './show.ts';

export interface ScriptWish {
  readonly address: string;
  readonly language: 'en' | 'fr';
  /** Null: the programs ask. */
  readonly password: string | null;
}

/** Beside dist/ or the sources; nothing is compiled into it. */
const TEMPLATE = join(
  import.meta.dirname,
  extname(import.meta.filename) === '.ts' ? '../../..' : '../../../..',
  'resources/client-setup/set-up.py',
);

/** @returns the program's text, and what to call it */
export async function clientScript(
  { address, language, password }: ScriptWish,
  facts: OfficeFacts,
): Promise<{ name: string; text: string }> {
  const template = await readFile(TEMPLATE, 'utf8').catch((cause) => {
    throw problem('client.unknown', {}, cause);
  });
  const domain = address.slice(address.lastIndexOf('@') + 1);
  const data = {
    ...{ address, domain, language, password, number: NUMBER, random: RANDOM },
    most: { text: TEXT_BYTES, rows: ROWS_BYTES },
    programs: PROGRAMS.map((row) => programData(row, address, facts, password)),
  };
  // No quote ends the text it stands in, and no letter depends on an encoding.
  const json = JSON.stringify(data).replace(
    /['\u007f-\uffff]/g,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  const name = `set-up-${address.replace(/[^a-z0-9.@-]/gi, '_').replace('@', '-at-')}.py`;
  return { name, text: template.replace('@DATA@', () => json) };
}

function programData(row: ProgramRow, address: string, facts: OfficeFacts, password: string | null) {
  const recipe = (one: string | null): Recipe => recipeFor(row.id, wishOf(address, facts, one), facts.trust);
  const { edit, trust, cannotReach } = recipe(null);
  const { id, name, binary, processes, flatpak, layouts, accounts } = row;
  return {
    ...{ id, name, binary, processes, flatpak, layouts, accounts },
    ...{ password: row.password, without: row.without },
    ...{ edit, trust, cannotReach, shown: shown(recipe(null), address) },
    // Whether that computer has the authority already, only it can know.
    systemOnly: facts.trust !== null && trust === null,
    editWithPassword: password === null ? null : recipe(password).edit,
    shownWithPassword: shown(recipe(DOTS), address),
  };
}

const shown = ({ edit }: Recipe, address: string): string[] =>
  (edit.kind === 'text' ? shownText(undefined, edit, address) : shownRow(edit)).map(({ text }) => text);
