/** A short run of what tests/fuzz/sasl.ts does for as long as one likes. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { saslProperty } from '../../fuzz/sasl-property.ts';

it('answers whatever comes, and lets in nobody who should not', async () => {
  const property = await saslProperty();
  const result = await fc.check(property, { numRuns: 400 });
  expect(result.failed, fc.defaultReportMessage(result)).toBe(false);
});
