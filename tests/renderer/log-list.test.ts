/** Ten million rows under a scrollbar of some million pixels; rows fetched in pieces. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LogRow } from '../../renderer/api/types.ts';
import {
  broughtIntoView,
  DRAWN_MOST,
  drawnHeight,
  rowsInView,
  scrolled,
  settled,
  toDrawn,
  toTrue,
} from '../../renderer/components/long-scroll-math.ts';
import { createLogRows } from '../../renderer/stores/log-rows.ts';

const ROW = 26;
const MANY = { total: 10_000_000 * ROW, view: 600 };
const FEW = { total: 40 * ROW, view: 600 };

describe('the scrollbar of a long list', () => {
  it('is as high as the rows as long as a browser draws that, and no higher', () => {
    expect([drawnHeight(FEW), drawnHeight(MANY)]).toEqual([FEW.total, DRAWN_MOST]);
  });

  it('stands for a place, and the place for it, anywhere', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20_000_000 }),
        fc.integer({ min: 50, max: 2000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (rows, view, share) => {
          const extent = { total: rows * ROW, view };
          const at = share * Math.max(0, extent.total - view);
          expect(toTrue(toDrawn(at, extent), extent)).toBeCloseTo(at, 3);
        },
      ),
    );
  });

  it('never stands higher for a place further down', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20_000_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (rows, a, b) => {
          const extent = { total: rows * ROW, view: 600 };
          const [low, high] = [Math.min(a, b), Math.max(a, b)].map((share) =>
            toTrue(share * drawnHeight(extent), extent),
          );
          expect(low).toBeLessThanOrEqual(high!);
        },
      ),
    );
  });

  it('a turn of the wheel moves the rows by as much, in the middle of ten million as well', () => {
    const middle = settled({ drawn: 0, at: MANY.total / 2 }, MANY);
    const next = scrolled(middle, middle.drawn + 120, MANY);
    expect(next.at).toBe(middle.at + 120);
    // At rest the scrollbar is put where it belongs, and the rows stay.
    expect(settled(next, MANY).at).toBe(next.at);
  });

  it('pulled far, it goes where it points', () => {
    const start = { drawn: 0, at: 0 };
    const half = scrolled(start, DRAWN_MOST / 2, MANY);
    expect(half.at / MANY.total).toBeCloseTo(0.5, 2);
  });

  it('reaches both ends by the wheel alone, and passes no row unseen', () => {
    const end = MANY.total - MANY.view;
    const lastDrawn = DRAWN_MOST - MANY.view;
    for (const [from, turn, to] of [
      [30_000, -120, 0],
      [end - 30_000, 120, end],
    ] as const) {
      let position = settled({ drawn: 0, at: from }, MANY);
      for (let turns = 0; turns < 300 && position.at !== to; turns++) {
        const next = scrolled(position, Math.max(0, Math.min(lastDrawn, position.drawn + turn)), MANY);
        expect(Math.abs(next.at - position.at)).toBeLessThanOrEqual(120);
        position = next;
      }
      expect(position.at).toBe(to);
    }
  });

  it.each([
    ['above', 3, 3 * ROW],
    ['below', 60, 61 * ROW - MANY.view],
    ['there already', 25, 20 * ROW],
  ])('brings a row into view with the least movement: %s', (_name, row, at) => {
    expect(broughtIntoView(row, ROW, { drawn: 0, at: 20 * ROW }, MANY)).toBe(at);
  });

  it('draws what is in view with some to spare, and never what there is not', () => {
    const draw = (at: number, count: number) =>
      rowsInView({ drawn: 0, at }, { total: count * ROW, view: 260 }, { height: ROW, count, spare: 12 });
    expect(draw(0, 1000)).toEqual({ first: 0, end: 22 });
    expect(draw(100 * ROW, 1000)).toEqual({ first: 88, end: 122 });
    expect(draw(0, 3)).toEqual({ first: 0, end: 3 });
  });
});

describe('the rows that are here', () => {
  const row = (number: number): LogRow => ({ number, place: `p${number}` }) as LogRow;
  /** Answers when it is told to. */
  function slow() {
    const asked: { from: number; count: number; answer(generation?: number): Promise<void> }[] = [];
    const ask = (from: number, count: number) =>
      new Promise<{ generation: number; rows: LogRow[] }>((resolve) => {
        asked.push({
          ...{ from, count },
          async answer(generation = 1) {
            resolve({ generation, rows: Array.from({ length: count }, (_, index) => row(from + index)) });
            await Promise.resolve();
            await Promise.resolve();
            await Promise.resolve();
          },
        });
      });
    const failed: unknown[] = [];
    const rows = createLogRows({ ask, failed: (error) => failed.push(error) });
    rows.bounds(-1000, 0, 1);
    return { asked, rows, failed };
  }

  it('are asked for with some around them, and kept', async () => {
    const { asked, rows } = slow();
    rows.want(-500, -480);
    expect(asked.map(({ from, count }) => [from, count])).toEqual([[-560, 140]]);
    await asked[0]!.answer();
    expect([rows.row(-500)?.place, rows.row(-421)?.place, rows.row(-420)]).toEqual([
      'p-500',
      'p-421',
      undefined,
    ]);
    rows.want(-510, -490);
    expect(asked).toHaveLength(1);
  });

  it('whoever scrolls on is not kept waiting by what was in between', async () => {
    const { asked, rows } = slow();
    rows.want(-900, -880);
    for (let from = -880; from < -100; from += 20) rows.want(from, from + 20);
    expect(asked).toHaveLength(1);
    await asked[0]!.answer();
    expect(asked.map(({ from }) => from)).toEqual([-960, -180]);
  });

  it('never beyond the ends', () => {
    const { asked, rows } = slow();
    rows.want(-10, 30);
    expect([asked[0]!.from, asked[0]!.count]).toEqual([-70, 70]);
  });

  it('new lines at the end are asked for when they are looked at', async () => {
    const { asked, rows } = slow();
    rows.want(-20, 10);
    await asked[0]!.answer();
    rows.bounds(-1000, 3, 1);
    expect([asked[1]!.from, asked[1]!.count]).toEqual([0, 3]);
  });

  it('another generation makes all of them void, also those on their way', async () => {
    const { asked, rows } = slow();
    rows.want(-20, 0);
    rows.bounds(-900, 0, 2);
    await asked[0]!.answer(1);
    expect(rows.row(-10)).toBeUndefined();
    await asked[1]!.answer(2);
    expect(rows.row(-10)?.place).toBe('p-10');
  });

  it('are few, however far one scrolls', async () => {
    let kept = 0;
    const all = new Set<number>();
    const rows = createLogRows({
      ask: async (from, count) => ({
        generation: 1,
        rows: Array.from({ length: count }, (_, index) => row(from + index)),
      }),
      failed: (error) => {
        throw error;
      },
    });
    rows.bounds(-1_000_000, 0, 1);
    for (let from = -100_000; from < -80_000; from += 40) {
      rows.want(from, from + 40);
      for (let wait = 0; wait < 6; wait++) await Promise.resolve();
      all.add(from);
    }
    for (let number = -101_000; number < -79_000; number++) if (rows.row(number)) kept++;
    expect(all.size).toBe(500);
    expect(kept).toBeLessThan(6000);
  });
});
