/**
 * Passwords to hand to a colleague: lower-case letters only, in groups, so that a phone's keyboard is never switched, and
 * without i, l and o, which are mistaken for 1 and 0.
 */
import { randomInt } from 'node:crypto';

const LETTERS = 'abcdefghjkmnpqrstuvwxyz';
const GROUPS = 3;
const GROUP = 6;

/** log2(23) · 18 letters = 81.4 bits. */
export const PASSWORD_BITS = Math.log2(LETTERS.length) * GROUPS * GROUP;
/** What a chosen password must have at least. */
export const PASSWORD_MINIMUM = 8;

/** `kbxnqa-wtmrdz-pfhsey`. */
export function generatePassword(): string {
  const letter = () => LETTERS[randomInt(LETTERS.length)]!;
  const group = () => Array.from({ length: GROUP }, letter).join('');
  return Array.from({ length: GROUPS }, group).join('-');
}
