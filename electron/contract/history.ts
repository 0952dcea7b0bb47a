/** How long messages are kept on the server. */
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { errorMap } from './errors.ts';

const base = oc.errors(errorMap);

/** Days; 0 keeps them for good. */
const days = z.number().int().min(0).max(36_500);
export const keepDays = z.object({ people: days, rooms: days });
export type KeepDays = z.infer<typeof keepDays>;

const oldest = z.object({ people: z.number().nullable(), rooms: z.number().nullable() });

export const history = {
  /** `oldest`: when the oldest message there is arrived. */
  get: base.output(z.object({ keep: keepDays, oldest })),
  /** What keeping for so long would remove: how many, all older than `before` (null: nothing is removed). */
  preview: base.input(keepDays).output(
    z.object({
      remove: z.object({ people: z.number(), rooms: z.number() }),
      before: oldest,
      oldest,
    }),
  ),
  /** What is older goes at once, and later day by day. Cannot be undone. */
  set: base.input(keepDays).output(keepDays),
};
