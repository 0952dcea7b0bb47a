/**
 * A crowd in one room over real connections, in bounds. A few hundred here; 5,000 by
 * `npm run bench -- --only crowd --full`, whose numbers are in tests/bench/README.md.
 */
import { expect, it } from 'vitest';
import { chatelaine } from '../../bench/engines/chatelaine.ts';
import { crowd } from '../../bench/scenarios/crowd.ts';
import { SIZES } from '../../bench/scenarios/scenario.ts';
import { runTrial } from '../../bench/trial.ts';

/** As many as below the number from which only moderators are shown: where everybody is told of everybody. */
const CROWD = 400;

it('hundreds come in, hear each message at once, and cost little', async () => {
  const size = { ...SIZES.tiny, crowd: CROWD };
  const { measures } = await runTrial({ engine: chatelaine, scenario: crowd, size, sources: true });
  const value = (name: string) => measures.find((one) => one.name.includes(name))!.value;
  expect(value('come into one room')).toBeLessThan(60);
  expect(value('have it')).toBeLessThan(5000);
  expect(value('go')).toBeLessThan(60);
  // Most of it is what the collector has not swept up yet after a hundred came at once; alive, an occupant is a few kilobytes.
  if (Number.isFinite(value('memory'))) expect(value('memory')).toBeLessThan(1500);
}, 180_000);
