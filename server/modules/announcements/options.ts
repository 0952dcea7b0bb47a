/** What the operator may say beforehand. */
import { z } from 'zod';

export const MAX_TEXT = 20_000;
export const text = z.string().trim().min(1).max(MAX_TEXT);

export const options = z.object({
  /** What somebody new is told at the first log-in, unless an administrator has set something else. */
  welcome: z.object({ subject: z.string().default(''), body: text }).optional(),
});
export type AnnouncementOptions = z.infer<typeof options>;
