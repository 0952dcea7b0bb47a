/** `chatelaine probe`: one number of the running server, with the line and the exit code programs such as Nagios expect. */
import { dataFolder } from '../manager/data-folder.ts';
import { createBundledEngine } from '../manager/engines/bundled/bundled.ts';
import type { NumberRow } from '../manager/engines/numbers.ts';
import { ProblemError } from '../manager/problem.ts';
import { run } from '../manager/run.ts';
import { createNodeHost } from '../node-host.ts';
import { PROBE } from './manuals/probe.ts';
import { didYouMean, readOptions } from './options.ts';
import { PROBES, type Probe, type ProbeName } from './probe-names.ts';
import { type Range, readRange } from './probe-range.ts';
import { problemText } from './problem-text.ts';

/** Monitoring Plugins Development Guidelines, "Plugin Return Codes". */
export const STATUS = { OK: 0, WARNING: 1, CRITICAL: 2, UNKNOWN: 3 } as const;
export type Status = keyof typeof STATUS;

export interface ProbeAsked {
  readonly name: ProbeName;
  readonly warning: Range | undefined;
  readonly critical: Range | undefined;
  readonly data: string | undefined;
  readonly json: boolean;
}

export interface Probed {
  readonly name: string;
  readonly status: Status;
  readonly value: number | null;
  readonly unit: string;
  readonly text: string;
}

/** What the command line asks for; a sentence about what is wrong with it; `list` for the names. */
export function readProbeArgs(args: readonly string[]): ProbeAsked | string | { readonly list: true } {
  const [name, ...options] = args;
  if (name === undefined || name === 'help') return { list: true };
  if (name.startsWith('-')) return 'The name of a probe comes first.';
  if (!Object.hasOwn(PROBES, name))
    return `There is no probe ${name}.${didYouMean(name, Object.keys(PROBES))}`;
  const values = readOptions(options, PROBE.options);
  if (typeof values === 'string') return values;
  const usual: Probe = PROBES[name as ProbeName];
  const ranges = { warning: values.warning ?? usual.warning, critical: values.critical ?? usual.critical };
  for (const [which, text] of Object.entries(ranges))
    if (text !== undefined && !readRange(text))
      return `--${which} ${text} is no range: 10, 10:, ~:10, 10:20, @10:20.`;
  const range = (text: string | undefined) => (text === undefined ? undefined : readRange(text));
  return {
    ...{ name: name as ProbeName, warning: range(ranges.warning), critical: range(ranges.critical) },
    ...{ data: values.data, json: values.json },
  };
}

/** Pure. @param rows the server's numbers. */
export function judge(
  { name, warning, critical }: ProbeAsked,
  rows: readonly NumberRow[],
  now: number,
): Probed {
  const probe: Probe = PROBES[name];
  const value = probe.read(rows, now);
  if (value === undefined) {
    const text = probe.missing ?? 'this server does not tell';
    return { name, status: 'UNKNOWN', value: null, unit: probe.unit, text };
  }
  const status = critical?.alarms(value) ? 'CRITICAL' : warning?.alarms(value) ? 'WARNING' : 'OK';
  return { name, status, value, unit: probe.unit, text: probe.text(value) };
}

/** "label=value[UOM];[warn];[crit];[min];[max]", and everything before the bar is for people. */
export function lineOf({ name, status, value, unit, text }: Probed, asked?: ProbeAsked): string {
  const head = `${name.toUpperCase()} ${status} - ${text}`;
  if (value === null) return head;
  const data = [`${value}${unit}`, asked?.warning?.text ?? '', asked?.critical?.text ?? '', 0, ''].join(';');
  return `${head} | ${name}=${data}`;
}

const say = (text: string) => void process.stdout.write(`${text}\n`);

export async function probe(args: readonly string[]): Promise<number> {
  const asked = readProbeArgs(args);
  if (typeof asked === 'string') {
    // On standard output: it is what the watching program shows.
    say(`PROBE UNKNOWN - ${asked} "chatelaine probe --help" is the manual.`);
    return STATUS.UNKNOWN;
  }
  if ('list' in asked) {
    for (const [name, { warning = '', critical = '' }] of Object.entries<Probe>(PROBES))
      say(
        [name.padEnd(24), warning && `warning ${warning}`, critical && `critical ${critical}`]
          .join('  ')
          .trimEnd(),
      );
    return STATUS.OK;
  }
  const found = await look(asked);
  say(asked.json ? JSON.stringify(found) : lineOf(found, asked));
  return STATUS[found.status];
}

async function look(asked: ProbeAsked): Promise<Probed> {
  const { name } = asked;
  try {
    const host = createNodeHost(dataFolder(asked.data));
    const { numbers } = createBundledEngine({ host, run, clock: host.clock, admins: () => [] });
    return judge(asked, await numbers!.read(), host.clock.now());
  } catch (error) {
    const isDown = error instanceof ProblemError && error.code === 'server.not-running';
    const text = problemText(error).split('\n')[0] ?? '';
    return { name, status: isDown ? 'CRITICAL' : 'UNKNOWN', value: null, unit: '', text };
  }
}
