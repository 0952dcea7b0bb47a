/** Numbers as a terminal shows them: a table with mean, least, most and last; or every piece of time as CSV. Pure. */
import type { Language } from '../contract/findings/finding.ts';
import type { DiskForecast, NumberId, NumberSeries } from '../contract/index.ts';
import { numberId } from '../contract/numbers.ts';
import { kindOf } from '../manager/numbers/series.ts';

export interface Found {
  readonly at: readonly number[];
  readonly series: Readonly<Record<NumberId, NumberSeries>>;
  readonly disk: DiskForecast;
}

export const WORDS = {
  en: {
    nothing: 'Nothing was counted in this time. The manager counts while it runs ("chatelaine serve").',
    head: ['', 'mean', 'least', 'most', 'last', 'in all'],
    fills: (month: string, early: string, late: string | null) =>
      `The disk lasts until ${month} at this pace (${late === null ? `from ${early}, perhaps for years` : `${early} to ${late}`}).`,
    'not-shrinking': 'The disk is not filling up.',
    'for-years': 'At this pace the disk lasts for years.',
    'too-short': 'After a week of counting it can be said how long the disk lasts.',
    'no-numbers': 'How long the disk lasts is not known.',
  },
  fr: {
    nothing:
      'Rien n’a été compté pendant cette période. Le gestionnaire compte quand il fonctionne (« chatelaine serve »).',
    head: ['', 'moyenne', 'minimum', 'maximum', 'dernier', 'en tout'],
    fills: (month: string, early: string, late: string | null) =>
      `À ce rythme, le disque suffit jusqu’en ${month} (${late === null ? `dès ${early}, peut-être des années` : `de ${early} à ${late}`}).`,
    'not-shrinking': 'Le disque ne se remplit pas.',
    'for-years': 'À ce rythme, le disque suffit pour des années.',
    'too-short': 'Après une semaine de relevés, on saura jusqu’à quand le disque suffit.',
    'no-numbers': 'On ne sait pas jusqu’à quand le disque suffit.',
  },
} as const;

const BYTES: ReadonlySet<NumberId> = new Set([
  ...(['database', 'uploads', 'used', 'free', 'serverMemory', 'managerMemory'] as const),
]);

/** As people read it: 1 decimal below ten, bytes in MiB or GiB. */
function shown(id: NumberId, value: number): string {
  if (BYTES.has(id))
    return value >= 1024 ** 3
      ? `${(value / 1024 ** 3).toFixed(1)} GiB`
      : `${(value / 1024 ** 2).toFixed(0)} MiB`;
  if (id === 'up') return `${(value * 100).toFixed(2)} %`;
  if (id === 'delay') return `${value.toFixed(1)} ms`;
  return Math.abs(value) < 10 && !Number.isInteger(value) ? value.toFixed(1) : String(Math.round(value));
}

const counted = (values: readonly (number | null)[]) => values.filter((value) => value !== null);

export function numbersText({ series, disk }: Found, language: Language): string {
  const words = WORDS[language];
  const rows = numberId.options.flatMap((id) => {
    const { value, low, high } = series[id];
    const all = counted(value);
    if (all.length === 0) return [];
    const sum = all.reduce((total, one) => total + one, 0);
    const cells = [sum / all.length, Math.min(...counted(low)), Math.max(...counted(high)), all.at(-1)!];
    return [
      [id, ...cells.map((cell) => shown(id, cell)), kindOf(id) === 'flow' ? String(Math.round(sum)) : ''],
    ];
  });
  return `${table([words.head, ...rows])}\n\n${diskText(disk, language)}`;
}

function diskText(disk: DiskForecast, language: Language): string {
  const words = WORDS[language];
  if (disk.kind !== 'fills') return words[disk.because];
  const format = new Intl.DateTimeFormat(language, { month: 'long', year: 'numeric' });
  const late = disk.late === null ? null : format.format(disk.late);
  return words.fills(format.format(disk.at), format.format(disk.early), late);
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** RFC 4180, but for the line's end, which is the system's usual one here. */
export function numbersCsv({ at, series }: Found): string {
  const head = ['time', ...numberId.options];
  const rows = at.map((time, index) => [
    new Date(time).toISOString(),
    ...numberId.options.map((id) => series[id].value[index] ?? ''),
  ]);
  return [head, ...rows].map((row) => row.join(',')).join('\n');
}
