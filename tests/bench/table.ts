/** Trials as a table: the median of the repetitions for each engine, and ours divided by each peer's. */
import type { Measure } from './scenarios/scenario.ts';
import { median } from './statistics.ts';
import type { Trial } from './trial.ts';

export interface Row {
  readonly name: string;
  readonly unit: string;
  readonly better: Measure['better'];
  /** By engine. */
  readonly medians: Readonly<Record<string, number>>;
  /** Ours divided by the peer's, by peer. */
  readonly ratios: Readonly<Record<string, number>>;
}

export function toRows(trials: readonly Trial[], ours: string): Row[] {
  const values = new Map<string, { measure: Measure; byEngine: Map<string, number[]> }>();
  for (const { engine, measures } of trials)
    for (const measure of measures) {
      const row = values.get(measure.name) ?? { measure, byEngine: new Map() };
      values.set(measure.name, row);
      row.byEngine.set(engine, [...(row.byEngine.get(engine) ?? []), measure.value]);
    }
  return [...values.values()].map(({ measure, byEngine }) => {
    const medians = Object.fromEntries([...byEngine].map(([engine, all]) => [engine, median(all)]));
    const own = medians[ours];
    const peers = Object.entries(medians).filter(([engine]) => engine !== ours && own !== undefined);
    const ratios = Object.fromEntries(peers.map(([engine, value]) => [engine, own! / value]));
    return { name: measure.name, unit: measure.unit, better: measure.better, medians, ratios };
  });
}

/** Markdown, which reads well in a terminal too. A ratio in bold is one where ours is behind. */
export function formatTable(rows: readonly Row[], engines: readonly string[], ours: string): string {
  const peers = engines.filter((name) => name !== ours && engines.includes(ours));
  const head = ['', ...engines, ...peers.map((name) => `ours / ${name}`)];
  const lines = rows.map(({ name, unit, better, medians, ratios }) => [
    `${name} (${unit}, ${better} is better)`,
    ...engines.map((engine) => number(medians[engine])),
    ...peers.map((peer) => ratio(ratios[peer], better)),
  ]);
  return columns([head, head.map(() => '---'), ...lines]);
}

/** What each measured part cost: medians over the repetitions. */
export function formatCosts(trials: readonly Trial[]): string {
  const groups = new Map<string, Trial['costs'][number][]>();
  for (const { engine, costs } of trials)
    for (const cost of costs) {
      const name = `${cost.part}|${engine}`;
      groups.set(name, [...(groups.get(name) ?? []), cost]);
    }
  const head = ['part', 'engine', 'seconds', 'server CPU s', 'server MB', 'generator CPU s'];
  const lines = [...groups].map(([name, costs]) => [
    ...name.split('|'),
    number(median(costs.map((cost) => cost.seconds))),
    number(median(costs.map((cost) => cost.serverCpuSeconds))),
    number(median(costs.map((cost) => cost.serverMegabytes))),
    number(median(costs.map((cost) => cost.generatorCpuSeconds))),
  ]);
  return columns([head, head.map(() => '---'), ...lines]);
}

function ratio(value: number | undefined, better: Measure['better']): string {
  if (value === undefined || Number.isNaN(value)) return '–';
  const behind = better === 'lower' ? value > 1 : value < 1;
  return behind ? `**${value.toFixed(2)}**` : value.toFixed(2);
}

function number(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return '–';
  return value >= 100 ? Math.round(value).toString() : value.toPrecision(3);
}

function columns(lines: readonly (readonly string[])[]): string {
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  return lines
    .map((line) => `| ${line.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |\n`)
    .join('');
}
