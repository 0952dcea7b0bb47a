/**
 * Applying the plan through whoever keeps the zone: a look first, then a job with a step for each set, and back again.
 * What is written is what was shown. A crash is taken up where it was: each step finds out what is done already.
 */
import type { ChangeAction } from '../../../contract/change-actions.ts';
import type { Applied, ApplyItem, ApplyPreview, UndoPreview } from '../../../contract/dns-providers.ts';
import type { RecordSet } from '../../../contract/records.ts';
import type { Changes } from '../../changes.ts';
import type { Events } from '../../events.ts';
import type { JobContext, Jobs } from '../../jobs.ts';
import { oneAtATime } from '../../pace.ts';
import { problem } from '../../problem.ts';
import { assertExpected } from '../providers/expected.ts';
import { keyOf, sameValues } from '../providers/values.ts';
import { isWritten } from './decide.ts';
import type { Batch, BatchItem } from './journal.ts';
import { type ApplyLookParts, createLook, ticketOf } from './look.ts';
import { isBetween, undoOne, written } from './undo.ts';

export const APPLY_JOB = 'dns.apply';
export const UNDO_JOB = 'dns.undo';

export interface Applying {
  /** @param optional also what nothing breaks without. */
  preview(domain: string, optional: boolean, signal: AbortSignal): Promise<ApplyPreview>;
  /** Refused with `dns-apply.…`; what goes wrong later is told by the job. */
  apply(
    wish: { domain: string; ticket: string; optional: boolean; consent: readonly string[] },
    signal: AbortSignal,
  ): Promise<{ jobId: string; id: string }>;
  list(domain: string): Applied[];
  undoPreview(id: string, signal: AbortSignal): Promise<UndoPreview>;
  undo(id: string, leave: readonly string[], signal: AbortSignal): Promise<{ jobId: string }>;
  /**
   * A handful of sets of ours, without asking: pins of a new certificate, an address that changed. No values: it goes.
   * Refused with `dns-provider.changed` for a set that somebody else made or changed, and nothing of it is written.
   * @param before sets as they may be although somebody else made them: with the address the office had until now.
   */
  put(sets: readonly RecordSet[], signal: AbortSignal, before?: readonly RecordSet[]): Promise<void>;
  /** Whether `put` would find an access for the name. */
  covers(name: string): Promise<boolean>;
}

export interface ApplyingParts extends ApplyLookParts {
  readonly jobs: Jobs;
  readonly changes: Changes;
  readonly events: Events;
  readonly now: () => number;
  /** Called when something was written into the zone of `domain`: time to look again. */
  readonly changed: (domain: string) => void;
}

export function createApplying(parts: ApplyingParts): Applying {
  const { accesses, journal, jobs, changes, events, now } = parts;
  const itemsOf = createLook(parts);
  // A look decides, and then it is written: two of them must not cross.
  const inTurn = oneAtATime();

  async function preview(domain: string, optional: boolean, signal: AbortSignal): Promise<ApplyPreview> {
    const items = await itemsOf(domain, optional, signal);
    const keeper = await accesses.keeperOf(domain);
    return {
      domain,
      access: keeper ? { ...keeper.access, zone: keeper.zone.name } : null,
      items,
      ticket: ticketOf(items),
    };
  }

  /** Writes one set, or finds that it was written before the crash. */
  async function write(
    item: Pick<BatchItem, 'name' | 'type' | 'before' | 'after'>,
    resumed: boolean,
    signal: AbortSignal,
  ) {
    const { name, type, before, after } = item;
    const keeper = await accesses.keeperOf(name);
    if (!keeper) throw problem('dns-provider.no-zone', { name });
    const { provider, zone } = keeper;
    const found = await provider.read(zone, name, type, signal);
    // The same values, to be remembered for less time, are written; for more, there is no hurry.
    const sooner = after && found && after.ttl < found.ttl && sameValues(before, after);
    if (sameValues(found, after) && !sooner) return;
    // Single records are written one by one: what lies between the two is our own half-done work.
    const halfDone = resumed && isBetween(found, before, after);
    if (!halfDone) assertExpected(item, found, before);
    const ttl = after?.ttl ?? before?.ttl ?? 0;
    await provider.write(zone, after ?? { name, type, ttl, values: [] }, found, signal);
  }

  async function run(context: JobContext, batch: Batch): Promise<void> {
    for (const item of batch.items) {
      if (item.state === 'written') continue;
      await context.step(item.key, async () => {
        const resumed = item.state === 'writing' || item.state === 'failed';
        journal.setItem(batch.id, item.key, 'writing');
        try {
          await write(item, resumed, context.signal);
        } catch (error) {
          journal.setItem(batch.id, item.key, 'failed');
          throw error;
        }
        journal.setOurs(item, mine(item));
        journal.setItem(batch.id, item.key, 'written');
        return { kind: item.kind };
      });
    }
  }

  /** Of a joined set only what we put in is ours. */
  function mine({ kind, before, after }: BatchItem): RecordSet | null {
    if (!after || kind === 'remove') return null;
    if (kind !== 'merge') return after;
    return { ...after, values: after.values.filter((value) => !before?.values.includes(value)) };
  }

  function finish(id: string, state: Batch['state'], action: ChangeAction): void {
    journal.setState(id, state);
    const batch = journal.find(id);
    if (!batch) return;
    const undone = action === UNDO_JOB;
    const done = batch.items.filter((item) => item.state === (undone ? 'undone' : 'written'));
    const text = (side: 'before' | 'after') => JSON.stringify(done.map((item) => item[side] ?? null));
    changes.note({
      ...{ action, subject: batch.domain },
      state: undone ? 'rolled-back' : state === 'applied' ? 'applied' : 'failed',
      before: text(undone ? 'after' : 'before'),
      after: text(undone ? 'before' : 'after'),
    });
    events.emit({ type: 'dns-providers.changed' });
    if (done.length > 0) parts.changed(batch.domain);
  }

  /** The steps are the sets, so that the job is defined anew for each batch. */
  function defineApply(steps: readonly string[]): void {
    jobs.define({
      name: APPLY_JOB,
      steps,
      async run(context) {
        const batch = journal.unfinished('pending');
        if (!batch) return;
        try {
          await run(context, batch);
        } catch (error) {
          // The rest is shown by the next look; only what a crash interrupts goes on by itself.
          finish(batch.id, 'partly', APPLY_JOB);
          throw error;
        }
        finish(batch.id, 'applied', APPLY_JOB);
      },
      afterCrash: () => (journal.unfinished('pending') ? 'resume' : { code: 'job.cancelled', data: {} }),
    });
  }

  function defineUndo(steps: readonly string[]): void {
    jobs.define({
      name: UNDO_JOB,
      steps,
      async run(context) {
        const batch = journal.unfinished('undoing');
        if (!batch) return;
        try {
          for (const item of written(batch.items))
            await context.step(item.key, () => putBack(batch.id, item, context.signal));
        } catch (error) {
          finish(batch.id, 'partly', UNDO_JOB);
          throw error;
        }
        finish(batch.id, 'undone', UNDO_JOB);
      },
      afterCrash: () => (journal.unfinished('undoing') ? 'resume' : { code: 'job.cancelled', data: {} }),
    });
  }

  async function putBack(id: string, item: BatchItem, signal: AbortSignal): Promise<undefined> {
    const keeper = await accesses.keeperOf(item.name);
    if (!keeper) throw problem('dns-provider.no-zone', { name: item.name });
    const { provider, zone } = keeper;
    const found = await provider.read(zone, item.name, item.type, signal);
    const { state, after } = undoOne(item, found);
    if (state === 'changed') throw problem('dns-undo.changed', { keys: [item.key] });
    if (state === 'ready') {
      const ttl = found?.ttl ?? 0;
      await provider.write(
        zone,
        after ?? { name: item.name, type: item.type, ttl, values: [] },
        found,
        signal,
      );
    }
    journal.setOurs(item, null);
    journal.setItem(id, item.key, 'undone');
    return undefined;
  }

  async function undoPreview(id: string, signal: AbortSignal): Promise<UndoPreview> {
    const batch = journal.find(id);
    if (!batch) throw problem('dns-apply.unknown', {});
    const items: UndoPreview['items'] = [];
    for (const item of written(batch.items)) {
      const keeper = await accesses.keeperOf(item.name);
      if (!keeper) throw problem('dns-provider.no-zone', { name: item.name });
      items.push(undoOne(item, await keeper.provider.read(keeper.zone, item.name, item.type, signal)));
    }
    return { id, items };
  }

  defineApply([]);
  defineUndo([]);

  const isRunning = (name: string) => jobs.list().some((job) => job.state === 'running' && job.name === name);
  const assertIdle = () => {
    if (isRunning(APPLY_JOB) || isRunning(UNDO_JOB)) throw problem('dns-apply.busy', {});
  };
  // Killed between the journal's line and the job's: nothing was written, and nobody goes on with it.
  for (const [state, name] of [
    ['pending', APPLY_JOB],
    ['undoing', UNDO_JOB],
  ] as const) {
    const left = journal.unfinished(state);
    if (left && !isRunning(name)) journal.setState(left.id, 'partly');
  }

  return {
    preview,
    apply: ({ domain, ticket, optional, consent }, signal) =>
      inTurn(async () => {
        assertIdle();
        const items = await itemsOf(domain, optional, signal);
        if (ticketOf(items) !== ticket) throw problem('dns-apply.outdated', {});
        const chosen = items.filter((item) => isWritten(item, consent));
        if (chosen.length === 0) throw problem('dns-apply.nothing', {});
        const keeper = await accesses.keeperOf(chosen[0]!.name);
        const steps = chosen.flatMap(asSteps);
        const provider = keeper!.access.provider;
        const { id } = journal.add({ domain, provider, at: now(), items: steps });
        defineApply(steps.map(({ key }) => key));
        return { jobId: jobs.start(APPLY_JOB).id, id };
      }),
    list: (domain) => journal.list(domain),
    undoPreview,
    undo: (id, leave, signal) =>
      inTurn(async () => {
        assertIdle();
        const { items } = await undoPreview(id, signal);
        const changed = items.filter(({ state, key }) => state === 'changed' && !leave.includes(key));
        if (changed.length > 0) throw problem('dns-undo.changed', { keys: changed.map(({ key }) => key) });
        const chosen = items.filter(({ key }) => !leave.includes(key));
        if (chosen.length === 0) throw problem('dns-apply.nothing', {});
        for (const { key } of items) if (leave.includes(key)) journal.setItem(id, key, 'left');
        journal.setState(id, 'undoing');
        defineUndo(chosen.map(({ key }) => key));
        return { jobId: jobs.start(UNDO_JOB).id };
      }),
    put: (sets, signal, allowed = []) =>
      inTurn(async () => {
        const ours = journal.ours();
        const known = new Map(allowed.map((set) => [keyOf(set), set]));
        const work: { item: Pick<BatchItem, 'name' | 'type' | 'before' | 'after'> }[] = [];
        for (const set of sets) {
          const keeper = await accesses.keeperOf(set.name);
          if (!keeper) throw problem('dns-provider.no-zone', { name: set.name });
          const before = await keeper.provider.read(keeper.zone, set.name, set.type, signal);
          const least = keeper.zone.leastTtl ?? keeper.provider.leastTtl;
          const after = set.values.length > 0 ? { ...set, ttl: Math.max(set.ttl, least) } : null;
          const expected = [known.get(keyOf(set)), ours.get(keyOf(set))];
          const fine = !before || [after, ...expected].some((one) => one && sameValues(one, before));
          if (!fine) assertExpected(set, before, ours.get(keyOf(set)) ?? null);
          work.push({ item: { name: set.name, type: set.type, before, after } });
        }
        for (const { item } of work) {
          await write(item, false, signal);
          journal.setOurs(item, item.after);
        }
      }),
    covers: async (name) => (await accesses.keeperOf(name)) !== undefined,
  };
}

/** What stands in the way goes first, each a step of its own. */
function asSteps({ key, name, type, before, after, kind, removes }: ApplyItem): BatchItem[] {
  const state = 'waiting' as const;
  return [
    ...removes.map((set) => ({
      ...{
        key: keyOf(set),
        name: set.name,
        type: set.type,
        before: set,
        after: null,
        kind: 'replace' as const,
        state,
      },
    })),
    { key, name, type, before, after, kind, state },
  ];
}
