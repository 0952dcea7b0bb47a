/**
 * The rows of a view that are here: asked for in pieces as they come into view, and forgotten far away from it.
 * One question at a time; while it is under way only the newest wish counts, as whoever scrolls has long gone on.
 */
import type { LogRow } from '../api/types.ts';

export type AskRows = (from: number, count: number) => Promise<{ generation: number; rows: LogRow[] }>;

export type LogRows = {
  row(number: number): LogRow | undefined;
  /** Rows up to and without `end` are looked at. */
  want(from: number, end: number): void;
  /** There are rows from `first` up to and without `last`; another generation makes all that is here void. */
  bounds(first: number, last: number, generation: number): void;
  /** Tells when rows came or went. */
  subscribe(told: () => void): () => void;
};

/** Asked beyond what is seen, in either direction. */
const AHEAD = 60;
/** As many as one question may ask for. */
const MOST = 500;
const KEPT = 4000;

export function createLogRows({ ask, failed }: { ask: AskRows; failed(error: unknown): void }): LogRows {
  const rows = new Map<number, LogRow>();
  const subscribers = new Set<() => void>();
  let known = { first: 0, last: 0, generation: 0 };
  let wish: { from: number; end: number } | null = null;
  let asking = false;

  const tell = () => {
    for (const told of subscribers) told();
  };

  /** What is missing of the wish and around it, as one piece. */
  function missing(): { from: number; count: number } | null {
    if (wish === null) return null;
    const inside = (from: number, end: number): number[] => {
      const found = [];
      for (let n = Math.max(from, known.first); n < Math.min(end, known.last); n++)
        if (!rows.has(n)) found.push(n);
      return found;
    };
    if (inside(wish.from, wish.end).length === 0) return null;
    const around = inside(wish.from - AHEAD, wish.end + AHEAD);
    const from = around[0]!;
    return { from, count: Math.min(MOST, around.at(-1)! - from + 1) };
  }

  function forget(): void {
    if (rows.size <= KEPT || wish === null) return;
    const { from, end } = wish;
    for (const number of rows.keys())
      if (number < from - KEPT / 4 || number > end + KEPT / 4) rows.delete(number);
  }

  async function work(): Promise<void> {
    if (asking) return;
    asking = true;
    try {
      for (let piece = missing(); piece !== null; piece = missing()) {
        const { generation, rows: came } = await ask(piece.from, piece.count);
        if (generation !== known.generation) continue;
        for (const row of came) rows.set(row.number, row);
        forget();
        tell();
        // Fewer than there should be: the view has changed, and says so with its next state.
        if (came.length === 0) break;
      }
    } catch (error) {
      failed(error);
    } finally {
      asking = false;
    }
  }

  return {
    row: (number) => rows.get(number),
    want(from, end) {
      wish = { from, end };
      void work();
    },
    bounds(first, last, generation) {
      if (generation !== known.generation) {
        rows.clear();
        tell();
      }
      known = { first, last, generation };
      void work();
    },
    subscribe(told) {
      subscribers.add(told);
      return () => subscribers.delete(told);
    },
  };
}
