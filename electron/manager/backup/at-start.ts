/** Before anything of the data folder is opened: a restore that was committed is finished, and the notebook is read. */
import type { Clock } from '../host.ts';
import { finishExchange, type Journal } from './exchange.ts';
import { type Notebook, openNotebook } from './notebook.ts';

export interface OpenedBackups {
  readonly notebook: Notebook;
  /** What was put in force just now. */
  readonly restored: Journal | undefined;
}

/** Rejects when an exchange cannot be finished: half of one must not be opened. */
export async function openBackups(data: string, clock: Pick<Clock, 'now'>): Promise<OpenedBackups> {
  const restored = await finishExchange(data);
  return { restored, notebook: await openNotebook(data, clock.now()) };
}
