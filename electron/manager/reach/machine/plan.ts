/** What a computer elsewhere is asked to knock at: which doors, at which addresses, and until when its answer is taken. Pure. */
import { isIP } from 'node:net';
import { z } from 'zod';
import { reachDoor, reachFamily } from '../../../contract/reach.ts';
import type { Knocking } from '../prober.ts';

/** Long enough to log in to a computer elsewhere, or to ask somebody by telephone. */
export const VALID_MS = 60 * 60_000;
/** A line somebody can paste; two addresses of each family are all a program tries before it gives up. */
const MOST_PLACES = 48;

export const machinePlan = z.object({
  /** Nobody else's answer begins with it. */
  nonce: z.string().regex(/^[a-z0-9]{24}$/),
  until: z.number(),
  places: z
    .array(z.object({ door: reachDoor, family: reachFamily, address: z.string().max(45) }))
    .max(MOST_PLACES),
});
export type MachinePlan = z.infer<typeof machinePlan>;

/** Nothing but these letters goes into somebody's shell. */
const NAME = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/;

export const machinePlanOf = (places: readonly Knocking[], nonce: string, now: number): MachinePlan => ({
  nonce,
  until: now + VALID_MS,
  places: places
    // A packet through the relay needs more than a shell has.
    .filter(({ door, address }) => door.speech !== 'relay' && isIP(address) !== 0 && NAME.test(door.name))
    .slice(0, MOST_PLACES),
});
