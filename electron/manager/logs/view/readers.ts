/** How lines are understood, in the thread that reads them. */
import { samePerson } from '../events/names.ts';
import { readEvent, textsOf } from '../events/read.ts';
import type { Readers } from './filter.ts';

export const readers: Readers = { readEvent, samePerson, textsOf };
