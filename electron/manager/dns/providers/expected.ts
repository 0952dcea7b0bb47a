/** Nothing is written over what somebody else changed meanwhile. For providers that cannot hold to that themselves. */
import type { RecordSet } from '../../../contract/records.ts';
import { problem } from '../../problem.ts';
import { canonicalSet, sameValues } from './values.ts';

/** Refused with `dns-provider.changed` when what is there is not what was expected. */
export function assertExpected(
  set: Pick<RecordSet, 'name' | 'type'>,
  found: RecordSet | null,
  expected: RecordSet | null,
): void {
  if (sameValues(found, expected)) return;
  const values = (one: RecordSet | null) => (one ? canonicalSet(one, one.name).values : []);
  throw problem('dns-provider.changed', {
    ...{ name: set.name, type: set.type },
    ...{ expected: values(expected), found: values(found) },
  });
}
