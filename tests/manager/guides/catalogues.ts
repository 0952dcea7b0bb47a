/** Catalogues of programs as they are installed: gettext's .mo, Qt's .qm. Enough of each format to read every word. */
import { readFileSync } from 'node:fs';

/** Every original with its translation; contexts are left away. Source: "The Format of GNU MO Files", gettext's manual §10.3. */
export function readMo(file: string): Map<string, Set<string>> {
  const data = readFileSync(file);
  const little = data.readUInt32LE(0) === 0x950412de;
  const number = (at: number) => (little ? data.readUInt32LE(at) : data.readUInt32BE(at));
  const [count, originals, translations] = [number(8), number(12), number(16)];
  const text = (table: number, index: number) => {
    const [length, at] = [number(table + 8 * index), number(table + 8 * index + 4)];
    return data.toString('utf8', at, at + length);
  };
  const found = new Map<string, Set<string>>();
  for (let index = 0; index < count; index++) {
    const original = text(originals, index).split('\0')[0]!.split('\u0004').at(-1)!;
    add(found, original, text(translations, index).split('\0')[0]!);
  }
  return found;
}

/** Tags of a message (Qt's qtranslator.cpp). */
const TAG = { end: 1, translation: 3, obsolete: 5, source: 6, context: 7, comment: 8 } as const;
const MESSAGES = 0x69;

export function readQm(file: string): Map<string, Set<string>> {
  const data = readFileSync(file);
  const found = new Map<string, Set<string>>();
  for (let at = 16; at < data.length; ) {
    const [tag, length] = [data[at]!, data.readUInt32BE(at + 1)];
    if (tag === MESSAGES) readMessages(data.subarray(at + 5, at + 5 + length), found);
    at += 5 + length;
  }
  return found;
}

function readMessages(data: Buffer, found: Map<string, Set<string>>): void {
  let [source, translation] = ['', ''];
  for (let at = 0; at < data.length; ) {
    const tag = data[at++];
    if (tag === TAG.end) {
      if (source !== '') add(found, source, translation);
      [source, translation] = ['', ''];
    } else if (tag === TAG.obsolete) at += 4;
    else {
      const length = data.readUInt32BE(at);
      at += 4;
      if (length === 0xffffffff) continue;
      const value = data.subarray(at, at + length);
      at += length;
      if (tag === TAG.source) source = value.toString('utf8');
      // UTF-16, the high byte first.
      if (tag === TAG.translation) translation = Buffer.from(value).swap16().toString('utf16le');
    }
  }
}

const add = (to: Map<string, Set<string>>, original: string, translation: string) =>
  to.set(original, (to.get(original) ?? new Set()).add(translation));

/** As it stands on screen: the mark of an access key is not shown, nor the way there in a menu's name. */
export const shown = (text: string): string =>
  text
    .replace(/^\/.*\//, '')
    .replace(/^\//, '')
    .replaceAll(/[_&]/g, '')
    .replaceAll('\u00A0', ' ')
    .trim();
