/** Whom the office keeps out, and what people reported. */
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { errorMap } from './errors.ts';

const base = oc.errors(errorMap);
const address = z.object({ address: z.string().trim().min(1).max(3071) });

export const report = z.object({
  id: z.number(),
  /** Which of the office's domains it came to; each counts its own. */
  host: z.string(),
  at: z.number(),
  reporter: z.string(),
  offender: z.string(),
  /** `spam`, `abuse`, or a further reason's URI. */
  reason: z.string(),
  text: z.string(),
  /** The words of reported messages, as far as the reporter showed them. */
  quotes: z.array(z.string()),
  /** The offender is kept out already. */
  keptOut: z.boolean(),
});
export type Report = z.infer<typeof report>;

export const safety = {
  /** Servers and addresses. */
  keptOut: base.output(z.array(z.string())),
  /** Nothing is exchanged with a server, or an address, any more. Answers its spelling. */
  keepOut: base.input(address).output(z.object({ address: z.string() })),
  letIn: base.input(address).output(z.object({})),
  reports: base.output(z.array(report)),
  /** It has been dealt with. */
  closeReport: base
    .input(z.object({ id: z.number().int().min(1), host: z.string().max(253).optional() }))
    .output(z.object({})),
};
