/** A simulated year, driven by a fake clock: not one lapse, whatever the authority, the clock and the machine do. */
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../support/host.ts';
import { createWorld, DAY, HOUR, refusal, type World } from './world.ts';

interface Story {
  readonly name: string;
  /** What the world does, before each step; `day` since the start. */
  readonly happens: (world: World, day: number) => void | Promise<void>;
  /** Outages so long that the shortest lifetime cannot live through them are not told of it. */
  readonly days: readonly number[];
}

const between = (day: number, from: number, to: number) => day >= from && day < to;

const STORIES: readonly Story[] = [
  { name: 'nothing out of the ordinary', days: [6, 45, 90], happens: () => {} },
  {
    name: 'the authority is down for a day each fortnight',
    days: [6, 45],
    happens({ authority }, day) {
      const down = day % 14 >= 13;
      authority.refuses = () => (down ? refusal() : undefined);
      authority.answers = !down;
    },
  },
  {
    name: 'the authority is down for six days in spring and for nine in summer',
    days: [45, 90],
    happens({ authority }, day) {
      const down = between(day, 100, 106) || between(day, 200, 209);
      authority.refuses = () => (down ? refusal() : undefined);
      authority.answers = !down;
    },
  },
  {
    name: 'its limit is reached each time at first',
    days: [6, 90],
    happens({ authority, truth }) {
      let until = 0;
      authority.refuses ??= () => {
        const last = authority.issued.at(-1)?.at ?? 0;
        if (truth.now() - last < DAY || truth.now() < until) return undefined;
        until = truth.now() + 9 * HOUR;
        return truth.now() % (3 * DAY) < DAY ? refusal({ retry: 'after', ms: 9 * HOUR }) : undefined;
      };
    },
  },
  {
    name: 'the clock is three days behind for a month, and three days ahead for another',
    days: [6, 45],
    happens(world, day) {
      world.wrongBy = between(day, 60, 90) ? -3 * DAY : between(day, 150, 180) ? 3 * DAY : 0;
    },
  },
  {
    name: 'the authority asks for renewals early, and once at once',
    days: [6, 90],
    happens({ authority }, day) {
      authority.window = (leaf) => {
        const from = Date.parse(leaf.validFrom);
        const life = Date.parse(leaf.validTo) - from;
        return day > 120 && day < 122
          ? { start: from, end: from + 1 }
          : { start: from + life * 0.55, end: from + life * 0.65 };
      };
    },
  },
];

/** Orders in a year of certificates of so many days, renewed at two thirds or a thirtieth before. */
const usual = (days: number) => 365 / (days * (2 / 3));

for (const { name, happens, days } of STORIES)
  for (const lifetime of days)
    test(`${lifetime} days: ${name}`, { timeout: 120_000 }, async () => {
      using folder = temporaryFolder();
      const world = await createWorld({ folder: folder.path, days: lifetime });
      world.job.sourceChanged();
      await world.pass(HOUR, HOUR);
      expect(world.job.isLocal).toBe(false);
      // The machine sleeps in between: it notices when it comes back.
      const step = lifetime < 10 ? DAY : 2 * DAY;
      const lapses: string[] = [];
      for (let hours = 0; hours < 365 * 24; hours += step / HOUR) {
        await happens(world, hours / 24);
        await world.pass(step, step);
        const left = Date.parse(world.inForce().validTo) - world.truth.now();
        if (left <= 0) lapses.push(`day ${hours / 24}`);
      }
      expect(lapses).toEqual([]);
      expect(world.unexpected).toEqual([]);
      const orders = world.authority.issued.filter(({ rehearsal }) => !rehearsal).length;
      expect(orders).toBeGreaterThanOrEqual(Math.floor(usual(lifetime) * 0.8));
      // No order too many: an authority that is down, a limit or a wrong clock is no reason to order twice.
      expect(orders).toBeLessThanOrEqual(Math.ceil(usual(lifetime) * 1.35) + 2);
    });
