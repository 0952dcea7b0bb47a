/** All numbers in one answer, for whoever keeps them; and those the manager tells, so that one look shows both. */
import { z } from 'zod';
import type { Metric, Sample } from '../../kernel/metrics.ts';
import type { ModuleContext } from '../../kernel/module.ts';

/** One number of the answer; a counter's name is without `_total`. */
export interface NumberRow {
  readonly name: string;
  readonly type: Metric['type'];
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What the manager knows and this process cannot: a closed list, so that a number has one meaning. */
const TOLD = {
  chatelaine_manager_resident_memory_bytes: ['bytes', 'Memory the manager beside the server has.'],
  chatelaine_manager_event_loop_lag_seconds: ['seconds', 'How long what was due in the manager had to wait.'],
  chatelaine_data_bytes: ['bytes', 'Room the data folder takes, with backups that lie in it.'],
  chatelaine_uploads_stored_bytes: ['bytes', 'Room the files take that people sent.'],
  chatelaine_backup_last_success_timestamp_seconds: [
    'seconds',
    'When the last backup was made that could be read back, in seconds since the epoch.',
  ],
  chatelaine_backup_failing: [undefined, '1 while backups do not succeed, 0 while they do.'],
} as const satisfies Record<string, readonly [unit: string | undefined, help: string]>;
type ToldName = keyof typeof TOLD;

/** A manager that tells nothing any more is not there; its last words are no news. */
const STALE_MS = 5 * 60_000;

const told = z.partialRecord(z.enum(Object.keys(TOLD) as ToldName[]), z.number());

export function addNumbers(ctx: ModuleContext, now: () => number): void {
  let latest: { readonly at: number; readonly numbers: z.infer<typeof told> } | undefined;
  const fresh = () => (latest && now() - latest.at < STALE_MS ? latest.numbers : undefined);

  for (const [name, [unit, help]] of Object.entries(TOLD))
    ctx.metric({
      ...{ name, help, type: 'gauge' },
      ...(unit === undefined ? {} : { unit }),
      read: () => fresh()?.[name as ToldName],
    });

  ctx.command({
    name: 'numbers',
    summary: 'Tell every number there is of the server, as /metrics does',
    ...{ positional: [], args: z.strictObject({}), reads: true },
    run: () => rows(ctx.metrics.all(), (metric, error) => complain(ctx, metric, error)),
    text: (list) => list.map(line).join('\n'),
  });
  ctx.command({
    name: 'note_manager_numbers',
    summary: 'Take numbers of the manager, which /metrics then tells for five minutes',
    ...{ positional: [], args: z.strictObject({ numbers: told }) },
    run({ numbers }) {
      latest = { at: now(), numbers };
      return { taken: Object.keys(numbers).length };
    },
  });
}

function rows(
  metrics: readonly Metric[],
  failed: (metric: string, error: unknown) => void,
): readonly NumberRow[] {
  return metrics.flatMap(({ name, type, read }) => {
    try {
      return [...samples(read())].map(({ labels = {}, value }) => ({ name, type, labels, value }));
    } catch (error) {
      failed(name, error);
      return [];
    }
  });
}

function samples(read: ReturnType<Metric['read']>): Iterable<Sample> {
  if (read === undefined) return [];
  return typeof read === 'number' ? [{ value: read }] : read;
}

function line({ name, labels, value }: NumberRow): string {
  const about = Object.values(labels).join(' ');
  return `${name}${about === '' ? '' : ` (${about})`}: ${value}`;
}

const complain = (ctx: Pick<ModuleContext, 'log'>, metric: string, error: unknown) =>
  ctx.log.error('a number could not be told', { metric, cause: String(error) });
