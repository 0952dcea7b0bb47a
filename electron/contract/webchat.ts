/** The chat in the browser: whether there is one, and what it calls the office. */
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { errorMap } from './errors.ts';

const base = oc.errors(errorMap);

const state = z.object({
  on: z.boolean(),
  /** The office's name on the page; empty for its domain. */
  name: z.string().max(100),
  /** Where it is, or would be. */
  address: z.string(),
});
export type WebChat = z.infer<typeof state>;

export const webchat = {
  get: base.output(state),
  set: base
    .input(
      z
        .object({
          on: z.boolean(),
          name: z
            .string()
            .trim()
            .max(100)
            .regex(/^\P{Cc}*$/u),
        })
        .partial(),
    )
    .output(state),
};
