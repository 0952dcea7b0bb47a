/** An account put into a program's text file, mended there, or taken out again. Pure; text is Latin-1, byte for byte (recipe.ts). */
import { parse } from 'ltx';
import { NUMBER, RANDOM, type TextEdit } from './recipe.ts';

export interface TextChange {
  readonly what: 'add' | 'repair' | 'there';
  readonly text: string;
}

const find = (pattern: string, flags = 'i') => new RegExp(pattern, flags);

/** Whether this is a file the program could read. An empty one is: as good as none. */
export function isWhole(text: string, form: TextEdit['form']): boolean {
  if (text.includes('\0')) return false;
  if (form === 'keyfile' || text.trim() === '') return true;
  try {
    const decoded = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(text, 'latin1'));
    // ltx knows no document types; Qt's name the root and nothing else.
    parse(decoded.replace(/^\s*<!DOCTYPE\s+[\w+.-]+\s*>/, ''));
    return true;
  } catch {
    // Cut off, or not this kind of file: the caller leaves it alone and says so.
    return false;
  }
}

/** The account as it is there; undefined where it is not. */
export const ownText = (text: string, edit: TextEdit): string | undefined => find(edit.own).exec(text)?.[0];

/**
 * What the file becomes.
 * @param before undefined where there is no file
 * @param random what stands for RANDOM
 */
export function withAccount(before: string | undefined, edit: TextEdit, random: string): TextChange {
  const start = before === undefined || before.trim() === '' ? edit.skeleton : before;
  const there = ownText(start, edit);
  if (there !== undefined) {
    const mended = mend(there, edit);
    // A function: what stands in the account is no pattern.
    return mended === there
      ? { what: 'there', text: start }
      : { what: 'repair', text: start.replace(there, () => mended) };
  }
  return { what: 'add', text: insert(start, edit, random) };
}

/** @returns the file without our account, or undefined where it is not in it. */
export function withoutAccount(text: string, edit: Pick<TextEdit, 'own'>): string | undefined {
  const without = text.replace(find(edit.own), () => '');
  return without === text ? undefined : without;
}

function mend(account: string, { settings }: TextEdit): string {
  return settings.reduce((now, { find: pattern, text, after }) => {
    const found = find(pattern);
    if (found.test(now)) return now.replace(found, () => text);
    return now.replace(find(after), (opening) => `${opening}\n${text}`);
  }, account);
}

function insert(start: string, edit: TextEdit, random: string): string {
  const roomy = edit.hollow ? start.replace(find(edit.hollow.find), () => edit.hollow!.text) : start;
  const block = edit.block.replaceAll(NUMBER, `${lowestFree(roomy, edit.taken)}`).replaceAll(RANDOM, random);
  if (edit.before === '') return `${roomy}${roomy === '' || roomy.endsWith('\n') ? '' : '\n'}${block}`;
  const at = find(edit.before).exec(roomy)?.index;
  if (at === undefined) throw new Error('the file has no place for an account');
  return roomy.slice(0, at) + block + roomy.slice(at);
}

function lowestFree(text: string, taken: string): number {
  if (taken === '') return 0;
  for (let number = 0; ; number++) {
    if (!find(taken.replaceAll(NUMBER, `${number}`)).test(text)) return number;
  }
}
