/** Short runs of what tests/fuzz/sasl.ts and sasl2.ts do for as long as one likes. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { saslProperty } from '../../fuzz/sasl-property.ts';
import { sasl2Property } from '../../fuzz/sasl2-property.ts';

it.each([
  ['SASL', saslProperty],
  ['SASL2', sasl2Property],
] as const)('%s answers whatever comes, and lets in nobody who should not', async (_profile, make) => {
  const result = await fc.check(await (make() as Promise<fc.IAsyncProperty<unknown>>), { numRuns: 400 });
  expect(result.failed, fc.defaultReportMessage(result as fc.RunDetails<unknown>)).toBe(false);
});
