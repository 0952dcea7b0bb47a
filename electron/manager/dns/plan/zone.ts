/** The plan as BIND zone text, to be pasted into a zone that is there. Pure. Specs: RFC 1035 §5.1. */
import type { DnsPlan, PlannedRecord } from '../../../contract/domains.ts';
import type { Language } from '../../../contract/findings/finding.ts';
import { GAP_WORDS, GROUP_WORDS, NEED_WORDS, RECORD_WORDS } from '../../../contract/findings/records.ts';
import { isBelow, registrable } from './addresses.ts';

export interface ExportOptions {
  readonly language: Language;
  /** Also what nothing breaks without. */
  readonly optional: boolean;
  /** Where the zone begins; without it the name somebody has at a registry. */
  readonly zone?: string | undefined;
}

const HEAD: Readonly<Record<Language, (domain: string, zone: string) => string[]>> = {
  en: (domain, zone) => [
    `Chat for ${domain}: to be added to the zone ${zone}. All else in it stays as it is.`,
  ],
  fr: (domain, zone) => [
    `Messagerie de ${domain} : à ajouter à la zone ${zone}. Tout le reste y demeure tel quel.`,
  ],
};

/** Those of one export, in the plan's order. */
export const exported = (
  { records }: DnsPlan,
  { optional }: Pick<ExportOptions, 'optional'>,
): PlannedRecord[] => records.filter(({ need }) => optional || need !== 'optional');

export const zoneOf = ({ domain }: DnsPlan, { zone }: Pick<ExportOptions, 'zone'>): string =>
  zone ?? registrable(domain);

/** `xmpp` within the zone, `@` for its beginning, absolute elsewhere. */
export function relativeName(name: string, zone: string): string {
  if (name === zone) return '@';
  return isBelow(name, zone) ? name.slice(0, -zone.length - 1) : `${name}.`;
}

/** No line of a comment may become a record. */
const comment = (text: string): string => `; ${text.replace(/[\r\n]+/g, ' ')}`;

/** Names in values stay absolute: whoever pastes this need not know what is appended to what. */
export function zoneText(plan: DnsPlan, options: ExportOptions): string {
  const { language } = options;
  const zone = zoneOf(plan, options);
  const lines = [...HEAD[language](plan.domain, zone).map(comment), `$ORIGIN ${zone}.`];
  let group = '';
  for (const record of exported(plan, options)) {
    if (record.group !== group) {
      group = record.group;
      lines.push('', comment(GROUP_WORDS[record.group][language]));
    }
    const { what } = RECORD_WORDS[record.purpose][language];
    const need = record.need === 'required' ? '' : ` (${NEED_WORDS[record.need][language]})`;
    lines.push(comment(`${what}${need}`));
    const { name, ttl, type, values } = record.set;
    for (const value of values) lines.push(`${relativeName(name, zone)} ${ttl} IN ${type} ${value}`);
  }
  if (plan.gaps.length > 0) lines.push('');
  for (const { code, subject } of plan.gaps) lines.push(comment(GAP_WORDS[code][language](subject)));
  return `${lines.join('\n')}\n`;
}
