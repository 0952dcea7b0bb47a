/** Values in sentences about certificates, as the language writes them. */
import type { FindingData, Language } from './finding.ts';

type Value = FindingData[string] | undefined;

/** `22 November 2026`; what is no time stays as it is. */
export const day = (value: Value, language: Language): string =>
  typeof value === 'number'
    ? new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : 'fr', { dateStyle: 'long' }).format(value)
    : text(value);

export const number = (value: Value, language: Language): string =>
  typeof value === 'number' ? value.toLocaleString(language === 'en' ? 'en-GB' : 'fr') : text(value);

export const text = (value: Value): string => (Array.isArray(value) ? list(value) : String(value ?? '?'));

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** A span of milliseconds in its largest unit: `3 days`. */
export function span(value: Value, language: Language): string {
  if (typeof value !== 'number') return text(value);
  const ms = Math.abs(value);
  const [unit, length] = UNITS.find((one) => ms >= one[1]) ?? UNITS[2];
  const locale = language === 'en' ? 'en-GB' : 'fr';
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(
    Math.round(ms / length),
  );
}

/** Names no public authority signs (RFC 6762, 8375, 9476, and those people use besides). */
export const isInside = (domain: string): boolean =>
  /\.(local|lan|home|internal|home\.arpa|alt)$/i.test(domain);

/** Of a long list only the beginning. */
const SHOWN = 8;
export function list(value: Value): string {
  if (!Array.isArray(value)) return value === undefined || value === null ? '' : String(value);
  const shown = value.slice(0, SHOWN).join(', ');
  return value.length > SHOWN ? `${shown}, …` : shown;
}

/** What follows where programs refuse. */
export const REFUSED = {
  en: 'Programs refuse to connect: colleagues cannot sign in, and other servers do not talk with you.',
  fr: 'Les applications refusent de se connecter : vos collègues ne peuvent pas entrer, et les autres serveurs ne vous parlent plus.',
} as const;
/** What helps where only another one does. */
export const ANOTHER = {
  en: 'Have a new certificate made, here under Network, Certificate, or by whoever gave you this one.',
  fr: 'Faire établir un nouveau certificat, ici sous Réseau, Certificat, ou par la personne qui vous a donné celui-ci.',
} as const;
