/**
 * Numbers: our server beside Prosody and ejabberd, started in turn in the same run on the same machine.
 *
 *   npm run bench -- [--only idle,messages] [--engines chatelaine,prosody] [--repeat 3] [--full] [--json]
 *
 * Prints the median of the repetitions, ours divided by each peer's, and what server and generator spent. The generator
 * shares the machine, so compare ratios of one run, never numbers of two machines.
 */
import { mkdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { ENGINES } from './engines/index.ts';
import { SCENARIOS } from './scenarios/index.ts';
import { SIZES } from './scenarios/scenario.ts';
import { formatCosts, formatTable, toRows } from './table.ts';
import { runTrial, type Trial } from './trial.ts';

const HELP = `npm run bench -- [OPTIONS]

  --only NAMES      scenarios, with commas between: ${SCENARIOS.map(({ name }) => name).join(', ')}
  --engines NAMES   servers: ${ENGINES.map(({ name }) => name).join(', ')}
  --repeat N        repetitions, the engines in turn (3)
  --full            5,000 sessions, longer runs
  --tiny            small numbers, to see that it works
  --profile DIR     CPU profiles of our server into DIR, one folder a scenario
  --sources         our server from the sources instead of dist/ (npm run build)
  --json            everything as JSON instead of tables
  --help            this

${SCENARIOS.map(({ name, summary }) => `  ${name.padEnd(10)} ${summary}\n`).join('')}`;

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    engines: { type: 'string' },
    repeat: { type: 'string', default: '3' },
    full: { type: 'boolean', default: false },
    tiny: { type: 'boolean', default: false },
    profile: { type: 'string' },
    sources: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

// An exit of our own, so that no server outlives it (engines/run.ts).
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
if (values.help) process.stdout.write(HELP);
else await main();

async function main(): Promise<void> {
  const repeat = Number(values.repeat);
  if (!Number.isInteger(repeat) || repeat < 1) throw new Error('--repeat takes a whole number from 1');
  const size = SIZES[values.full ? 'full' : values.tiny ? 'tiny' : 'normal'];
  const scenarios = choose('--only', values.only, SCENARIOS);
  const engines = choose('--engines', values.engines, ENGINES).filter((engine) => {
    const missing = engine.missing();
    if (missing) process.stderr.write(`${engine.name} is skipped: ${missing} is not installed\n`);
    return !missing;
  });
  const trials: Trial[] = [];
  for (let round = 1; round <= repeat; round++)
    for (const scenario of scenarios)
      for (const engine of engines) {
        if (engine.scenarios && !engine.scenarios.includes(scenario.name)) continue;
        if (scenario.oursOnly && engine !== ENGINES[0]) continue;
        process.stderr.write(`${round}/${repeat} ${scenario.name} ${engine.name}\n`);
        const profile = values.profile && `${values.profile}/${scenario.name}`;
        if (profile) mkdirSync(profile, { recursive: true });
        trials.push(await runTrial({ engine, scenario, size, profile, sources: values.sources }));
      }
  const ours = ENGINES[0]!.name;
  const rows = toRows(trials, ours);
  const names = engines.map(({ name }) => name);
  if (values.json) process.stdout.write(`${JSON.stringify({ repeat, size, rows, trials }, undefined, 2)}\n`);
  else process.stdout.write(`${formatTable(rows, names, ours)}\n${formatCosts(trials)}`);
}

function choose<T extends { name: string }>(
  option: string,
  list: string | undefined,
  all: readonly T[],
): T[] {
  const wanted = list?.split(',');
  const unknown = wanted?.find((name) => !all.some((one) => one.name === name));
  if (unknown !== undefined)
    throw new Error(`${option}: there is no ${unknown}; there are ${all.map(({ name }) => name).join(', ')}`);
  return all.filter(({ name }) => !wanted || wanted.includes(name));
}
