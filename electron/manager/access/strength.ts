/** What a password for these pages must be. Length counts; rules about signs only make people write it down. Pure. */

/** Characters, not bytes. */
export const SHORTEST = 12;
/** Nobody types more; and hashing costs by the byte. */
export const LONGEST = 256;

export type PasswordTrouble = 'short' | 'long' | 'common' | 'plain';

/** The beginnings and middles of what is tried first everywhere, and first of all here. */
const COMMON = [
  ...['password', 'motdepasse', 'passwort', 'contrasena', 'qwertyuiop', 'azertyuiop', 'administrator'],
  ...['administrateur', 'letmein', 'welcome', 'bienvenue', 'changeme', 'chatelaine', 'iloveyou', 'jetaime'],
  ...['123456', 'abcdef', 'qwerty', 'azerty', 'sunshine', 'football', 'princess', 'soleil', 'doudou'],
];
/** Letters that are left when the common part is taken away must be a secret of their own. */
const OWN_LETTERS = 8;
/** `aaaaaaaaaaaa`, `121212121212`. */
const DIFFERENT = 5;

/** @returns why not, or undefined when it will do. */
export function passwordTrouble(password: string): PasswordTrouble | undefined {
  const signs = [...password.normalize('NFC')];
  if (signs.length < SHORTEST) return 'short';
  if (signs.length > LONGEST) return 'long';
  if (new Set(signs).size < DIFFERENT || isStaircase(signs)) return 'plain';
  const plain = password.toLowerCase();
  const common = COMMON.find((word) => plain.includes(word));
  const rest = common === undefined ? signs.length : plain.replaceAll(common, '').length;
  return rest < OWN_LETTERS ? 'common' : undefined;
}

/** `abcdefghijkl`, `987654321098`: each sign is the next one of the last, or the one before it. */
function isStaircase(signs: readonly string[]): boolean {
  const steps = signs.slice(1).map((sign, index) => sign.codePointAt(0)! - signs[index]!.codePointAt(0)!);
  const even = steps.filter((step) => step === steps[0]).length;
  return Math.abs(steps[0] ?? 0) <= 1 && even >= signs.length - 2;
}
