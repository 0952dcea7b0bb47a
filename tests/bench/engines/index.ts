/** The servers that are compared, ours first: ratios are ours to each of the others. */
import { chatelaine } from './chatelaine.ts';
import { ejabberd } from './ejabberd.ts';
import type { Engine } from './engine.ts';
import { prosody } from './prosody.ts';

export const ENGINES: readonly Engine[] = [chatelaine, prosody, ejabberd];
