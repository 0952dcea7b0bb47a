/** The plan in every shape it leaves the office in. Pure. */
import type { DnsPlan, ExportProvider, ProviderRow } from '../../../contract/domains.ts';
import { providerRows } from './fields.ts';
import { tableHtml, tableText } from './table.ts';
import { type ExportOptions, zoneOf, zoneText } from './zone.ts';

export type ExportFormat = 'zone' | 'text' | 'html';

const FORMATS = {
  zone: { ending: 'zone', make: zoneText },
  text: { ending: 'txt', make: tableText },
  html: { ending: 'html', make: tableHtml },
} as const;

/** For whoever may not import this folder: handed over by compose.ts. */
export interface PlanExports {
  file(plan: DnsPlan, format: ExportFormat, options: ExportOptions): { fileName: string; text: string };
  fields(
    plan: DnsPlan,
    provider: ExportProvider,
    options: ExportOptions,
  ): { zone: string; rows: ProviderRow[] };
}

export const planExports: PlanExports = {
  file(plan, format, options) {
    const { ending, make } = FORMATS[format];
    return { fileName: `${plan.domain}.${ending}`, text: make(plan, options) };
  },
  fields: (plan, provider, options) => ({
    zone: zoneOf(plan, options),
    rows: providerRows(plan, provider, options),
  }),
};
