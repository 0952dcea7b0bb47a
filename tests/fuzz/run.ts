/**
 * Runs a property for some seconds with fresh seeds: `node tests/fuzz/xml.ts --seconds 60 [--seed N]`.
 *
 * Ends with exit code 1 and the shrunk counterexample when it fails. The short versions run in tests/server.
 */
import { parseArgs } from 'node:util';
import fc from 'fast-check';

export async function fuzz(name: string, property: fc.IRawProperty<unknown>): Promise<void> {
  const { values } = parseArgs({
    options: { seconds: { type: 'string', default: '10' }, seed: { type: 'string' } },
  });
  const milliseconds = Number(values.seconds) * 1000;
  if (!(milliseconds > 0)) throw new Error('--seconds needs a number above 0.');
  const result = await fc.check(property, {
    numRuns: Number.MAX_SAFE_INTEGER,
    interruptAfterTimeLimit: milliseconds,
    ...(values.seed === undefined ? {} : { seed: Number(values.seed) }),
  });
  if (result.failed && result.counterexample !== null) {
    process.stderr.write(`${fc.defaultReportMessage(result)}\n`);
    process.exitCode = 1;
  } else process.stdout.write(`${name}: ${result.numRuns} cases in ${values.seconds} s, none failed.\n`);
}
