/** The servers that are compared, ours first: ratios are ours to each of the others. */
import { chatelaine } from './chatelaine.ts';
import { createEjabberd } from './ejabberd.ts';
import type { Engine } from './engine.ts';
import { createProsody } from './prosody.ts';

export const ENGINES: readonly Engine[] = [
  chatelaine,
  createProsody('native'),
  createEjabberd('native'),
  createProsody('sqlite'),
  createEjabberd('sqlite'),
];
