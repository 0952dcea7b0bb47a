/**
 * Numbers as text. Specs: OpenMetrics 1.0.0; Prometheus' text format 0.0.4 for those who do not ask for it. Pure.
 */
import type { Metric, Sample } from '../../kernel/metrics.ts';

export type Format = 'openmetrics' | 'prometheus';

export const TYPES: Readonly<Record<Format, string>> = {
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
  prometheus: 'text/plain; version=0.0.4; charset=utf-8',
};

/** What a scraper asks for; an older one, or a person with a browser, gets the older format. */
export const formatFor = (accept: string | undefined): Format =>
  /application\/openmetrics-text/.test(accept ?? '') ? 'openmetrics' : 'prometheus';

/** @param failed is told of a number that could not be asked for; the others are written all the same. */
export function write(
  metrics: readonly Metric[],
  format: Format,
  failed: (name: string, error: unknown) => void,
): string {
  const families = metrics.map((metric) => {
    try {
      return family(metric, format);
    } catch (error) {
      failed(metric.name, error);
      return '';
    }
  });
  return `${families.join('')}${format === 'openmetrics' ? '# EOF\n' : ''}`;
}

function family({ name, type, unit, help, read }: Metric, format: Format): string {
  const lines = [...samples(read())].map(
    ({ labels, value }) => `${sampleName(name, type)}${labelled(labels)} ${number(value)}\n`,
  );
  if (lines.length === 0) return '';
  // OpenMetrics names the family, the older format the samples.
  const named = format === 'openmetrics' ? name : sampleName(name, type);
  const head = [
    `# TYPE ${named} ${type}\n`,
    format === 'openmetrics' && unit !== undefined ? `# UNIT ${named} ${unit}\n` : '',
    `# HELP ${named} ${escaped(help)}\n`,
  ];
  return head.join('') + lines.join('');
}

/** OpenMetrics 1.0.0: "The MetricPoint's Total Value Sample MetricName MUST have the suffix `_total`." */
const sampleName = (name: string, type: Metric['type']) => (type === 'counter' ? `${name}_total` : name);

function samples(read: number | undefined | Iterable<Sample>): Iterable<Sample> {
  if (read === undefined) return [];
  return typeof read === 'number' ? [{ value: read }] : read;
}

function labelled(labels: Sample['labels']): string {
  const pairs = Object.entries(labels ?? {}).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

/** Both formats: backslash, line feed and double quote are escaped. */
const escaped = (text: string) => text.replace(/[\\"\n]/g, (sign) => (sign === '\n' ? '\\n' : `\\${sign}`));

function number(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf';
  if (value === Number.NEGATIVE_INFINITY) return '-Inf';
  return Number.isNaN(value) ? 'NaN' : String(value);
}
