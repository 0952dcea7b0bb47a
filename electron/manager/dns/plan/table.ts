/** The plan for a mail, as text and as HTML: for whoever manages the domain, in their language. Pure. */
import type { DnsPlan, PlannedRecord } from '../../../contract/domains.ts';
import type { Language } from '../../../contract/findings/finding.ts';
import { GAP_WORDS, GROUP_WORDS, NEED_WORDS, RECORD_WORDS } from '../../../contract/findings/records.ts';
import { type ExportOptions, exported } from './zone.ts';

const LABELS = {
  en: { type: 'Type', name: 'Name', value: 'Value', ttl: 'TTL', what: 'What for' },
  fr: { type: 'Type', name: 'Nom', value: 'Valeur', ttl: 'TTL', what: 'À quoi cela sert' },
} as const satisfies Record<Language, object>;

/** French sets a no-break space before the colon. */
const colon = (language: Language, label: string, value: string) =>
  `${label}${language === 'fr' ? '\u00a0' : ''}: ${value}`;

function grouped(records: readonly PlannedRecord[]): Map<PlannedRecord['group'], PlannedRecord[]> {
  const groups = new Map<PlannedRecord['group'], PlannedRecord[]>();
  for (const record of records) groups.set(record.group, [...(groups.get(record.group) ?? []), record]);
  return groups;
}

const aboutOf = ({ purpose, need }: PlannedRecord, language: Language): string => {
  const { what } = RECORD_WORDS[purpose][language];
  return need === 'required' ? what : `${what} (${NEED_WORDS[need][language]})`;
};

/** A block a record, not columns: mail programs set text in letters of different widths, and break long lines. */
export function tableText(plan: DnsPlan, options: ExportOptions): string {
  const { language } = options;
  const labels = LABELS[language];
  const blocks = [...grouped(exported(plan, options))].flatMap(([group, records]) => [
    `== ${GROUP_WORDS[group][language]} ==`,
    ...records.map((record) =>
      [
        aboutOf(record, language),
        ...record.set.values.flatMap((value) =>
          [
            colon(language, labels.type, record.set.type),
            colon(language, labels.name, record.set.name),
            colon(language, labels.value, value),
            colon(language, labels.ttl, String(record.set.ttl)),
          ].map((line) => `  ${line}`),
        ),
      ].join('\n'),
    ),
  ]);
  const gaps = plan.gaps.map(({ code, subject }) => GAP_WORDS[code][language](subject));
  return `${[...blocks, ...gaps].join('\n\n')}\n`;
}

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign]!);

/** A table with its styles in place: mail programs throw style sheets away. No page around it. */
export function tableHtml(plan: DnsPlan, options: ExportOptions): string {
  const { language } = options;
  const labels = LABELS[language];
  const cell = 'style="padding:4px 12px 4px 0;vertical-align:top;text-align:left"';
  const code = (text: string) => `<td ${cell}><code>${escaped(text)}</code></td>`;
  const head = [labels.type, labels.name, labels.value, labels.ttl, labels.what]
    .map((label) => `<th scope="col" ${cell}>${escaped(label)}</th>`)
    .join('');
  const rows = [...grouped(exported(plan, options))].flatMap(([group, records]) => [
    `<tr><th scope="colgroup" colspan="5" ${cell}>${escaped(GROUP_WORDS[group][language])}</th></tr>`,
    ...records.flatMap((record) =>
      record.set.values.map(
        (value) =>
          `<tr>${code(record.set.type)}${code(record.set.name)}${code(value)}${code(String(record.set.ttl))}<td ${cell}>${escaped(aboutOf(record, language))}</td></tr>`,
      ),
    ),
  ]);
  const gaps = plan.gaps.map(
    ({ code: gap, subject }) => `<p>${escaped(GAP_WORDS[gap][language](subject))}</p>`,
  );
  return `<table lang="${language}" style="border-collapse:collapse">\n<thead><tr>${head}</tr></thead>\n<tbody>\n${rows.join('\n')}\n</tbody>\n</table>\n${gaps.join('\n')}`;
}
