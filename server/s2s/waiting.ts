/** A stanza on its way to another server, from the router until it is known to have arrived or goes back to its sender. */
import type { Element } from 'ltx';
import { release } from '../kernel/rescope.ts';
import type { Unacked } from '../kernel/session-queue.ts';
import type { Pair } from './pair.ts';

export interface Waiting extends Unacked {
  readonly pair: Pair;
  /** As the router gave it: to be bounced. */
  readonly stanza: Element;
}

/** `xml` is the stanza as it is written into a stream between servers. */
export const waitingFor = (stanza: Element, pair: Pair, now: number): Waiting => ({
  ...{ pair, stanza },
  xml: release(stanza).toString(),
  // Presence is what it is when somebody looks; all else is worth a second attempt.
  lasting: stanza.name !== 'presence',
  queuedAt: now,
});
