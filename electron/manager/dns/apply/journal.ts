/**
 * What was written into zones, and what was there before: kept so that it can be put back, and so that what is ours is known.
 * Written down before the provider is asked, so that a crash in between is found and taken up.
 */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { type Applied, applied } from '../../../contract/dns-providers.ts';
import { type RecordSet, recordSet } from '../../../contract/records.ts';
import type { Kept } from '../../database.ts';
import { keyOf } from '../providers/values.ts';

export type Batch = Applied;
export type BatchItem = Batch['items'][number];

export interface Journal {
  /** Newest first. */
  list(domain?: string): Batch[];
  find(id: string): Batch | undefined;
  /** Under way, or interrupted. */
  unfinished(state: 'pending' | 'undoing'): Batch | undefined;
  add(batch: Omit<Batch, 'id' | 'state'>): Batch;
  setState(id: string, state: Batch['state']): void;
  setItem(id: string, key: string, state: BatchItem['state']): void;
  /** Sets as we wrote them last, and nobody has put back. */
  ours(): Map<string, RecordSet>;
  /** Null: it is not ours any more. */
  setOurs(set: Pick<RecordSet, 'name' | 'type'>, written: RecordSet | null): void;
}

const BATCHES = 'dns.applied';
const OURS = 'dns.ours';
/** An office applies a handful of times a year; its changing address is not kept here. */
const KEPT = 40;
/** All sets of a few domains. */
const MOST_OURS = 1000;

export function createJournal(kept: Kept): Journal {
  const batches = (): Batch[] =>
    z
      .array(applied)
      .catch([])
      .parse(kept.get(BATCHES) ?? []);
  const ours = () =>
    new Map(
      z
        .array(recordSet)
        .catch([])
        .parse(kept.get(OURS) ?? [])
        .map((set) => [keyOf(set), set]),
    );
  const save = (all: readonly Batch[]) => kept.set(BATCHES, all.slice(0, KEPT));
  const change = (id: string, how: (batch: Batch) => Batch) =>
    save(batches().map((batch) => (batch.id === id ? how(batch) : batch)));

  return {
    list: (domain) => batches().filter((batch) => domain === undefined || batch.domain === domain),
    find: (id) => batches().find((batch) => batch.id === id),
    unfinished: (state) => batches().find((batch) => batch.state === state),
    add(batch) {
      const whole: Batch = { ...batch, id: randomBytes(9).toString('base64url'), state: 'pending' };
      save([whole, ...batches()]);
      return whole;
    },
    setState: (id, state) => change(id, (batch) => ({ ...batch, state })),
    setItem: (id, key, state) =>
      change(id, (batch) => ({
        ...batch,
        items: batch.items.map((item) => (item.key === key ? { ...item, state } : item)),
      })),
    ours,
    setOurs(set, written) {
      const all = ours();
      all.delete(keyOf(set));
      if (written && written.values.length > 0) all.set(keyOf(set), written);
      kept.set(OURS, [...all.values()].slice(-MOST_OURS));
    },
  };
}
