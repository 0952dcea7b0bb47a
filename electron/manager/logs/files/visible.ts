/**
 * Bytes of a log as text in which every mistake of encoding stays visible and none does harm: what is no UTF-8, and what
 * would steer a terminal, is written as `\xE9`. What is right already is not touched.
 */
import { isUtf8 } from 'node:buffer';

/** Control characters but the tab; C1 in UTF-8, which some terminals obey, too. */
const CONTROL = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/g;

const escaped = (byte: number): string => `\\x${byte.toString(16).toUpperCase().padStart(2, '0')}`;
/** Of text that was read out of a line: what JSON wrote as \u001b is a control character again. */
export const escapedText = (text: string): string =>
  text.replace(CONTROL, (character) => [...Buffer.from(character)].map(escaped).join(''));

/** One line, without its line end. */
export function visible(line: Buffer): string {
  if (isUtf8(line)) return escapedText(line.toString('utf8'));
  let text = '';
  for (let at = 0; at < line.length; ) {
    const length = lengthAt(line, at);
    if (length === 0) text += escaped(line[at++] ?? 0);
    else {
      text += escapedText(line.toString('utf8', at, at + length));
      at += length;
    }
  }
  return text;
}

/** Bytes of the character that begins there; 0 where none does. SPEC: RFC 3629 §4; that nothing is overlong, `isUtf8` knows. */
function lengthAt(line: Buffer, at: number): number {
  const first = line[at] ?? 0;
  const length =
    first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  return length > 0 && at + length <= line.length && isUtf8(line.subarray(at, at + length)) ? length : 0;
}
