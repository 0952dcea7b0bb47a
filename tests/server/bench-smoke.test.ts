/** Each scenario of the benchmark, with tiny numbers, on our own server: so that `npm run bench` works on the day it is needed. */
import { expect, test } from 'vitest';
import { chatelaine } from '../bench/engines/chatelaine.ts';
import { SCENARIOS } from '../bench/scenarios/index.ts';
import { SIZES } from '../bench/scenarios/scenario.ts';
import { formatTable, toRows } from '../bench/table.ts';
import { runTrial } from '../bench/trial.ts';

test.each(SCENARIOS)(
  '$name brings back numbers',
  async (scenario) => {
    const trial = await runTrial({ engine: chatelaine, scenario, size: SIZES.tiny, sources: true });
    expect(trial.measures.length).toBeGreaterThan(0);
    for (const { name, value } of trial.measures) expect(value, name).toSatisfy(Number.isFinite);
    expect(trial.costs.length).toBeGreaterThan(0);
  },
  60_000,
);

test('a table has medians, ratios of ours to each peer, and says where ours is behind', () => {
  const trial = (engine: string, value: number) => ({
    ...{ engine, scenario: 'logins', costs: [] },
    measures: [{ name: 'log-ins', value, unit: '/s', better: 'higher' as const }],
  });
  const trials = [
    trial('ours', 10),
    trial('ours', 30),
    trial('ours', 20),
    trial('slow', 10),
    trial('fast', 40),
  ];
  expect(formatTable(toRows(trials, 'ours'), ['ours', 'slow', 'fast'], 'ours')).toBe(
    [
      '|                                | ours | slow | fast | ours / slow | ours / fast |\n',
      '| ---                            | ---  | ---  | ---  | ---         | ---         |\n',
      '| log-ins (/s, higher is better) | 20.0 | 10.0 | 40.0 | 2.00        | **0.50**    |\n',
    ].join(''),
  );
});
