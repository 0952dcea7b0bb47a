/** The record as the running manager has it: written down before it is true for anybody. */
import { oneAtATime } from '../pace.ts';
import { next, type UpdateEvent } from './machine.ts';
import type { UpdatesParts } from './parts.ts';
import type { UpdateRecord } from './record.ts';

export interface Memory {
  known(): Promise<UpdateRecord>;
  /** What was known last; undefined until something was. */
  now(): UpdateRecord | undefined;
  commit(change: (record: UpdateRecord) => UpdateRecord): Promise<UpdateRecord>;
  /** `commit`, of an event of the machine's. */
  step(event: UpdateEvent): Promise<UpdateRecord>;
  /** The same, told and not written: what is lost with it is found out again. */
  tell(event: UpdateEvent): void;
}

export function createMemory({ record, changed }: Pick<UpdatesParts, 'record' | 'changed'>): Memory {
  const inTurn = oneAtATime();
  let now: UpdateRecord | undefined;

  const known = async () => {
    now ??= await record.read();
    return now;
  };
  const commit: Memory['commit'] = (change) =>
    inTurn(async () => {
      const after = change(await known());
      await record.write(after);
      now = after;
      changed();
      return after;
    });
  return {
    ...{ known, commit, now: () => now },
    step: (event) => commit((one) => ({ ...one, state: next(one.state, event) })),
    tell(event) {
      if (!now) return;
      now = { ...now, state: next(now.state, event) };
      changed();
    },
  };
}
