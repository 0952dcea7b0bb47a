/** Chat in the browser. */
import { z } from 'zod';

export const webchatOptions = z.object({
  /** Off, there is nothing at /chat. */
  enabled: z.boolean().default(true),
  /** What the page calls the office; its domain without. */
  name: z
    .string()
    .max(100)
    .regex(/^\P{Cc}*$/u, 'must be one line')
    .optional(),
  /** Where files are besides where the server puts them by itself: origins such as `https://files.example.org`, when `upload` has a `url`. */
  files: z
    .array(
      z
        .string()
        .regex(/^https:\/\/[a-z0-9.-]+(:\d{1,5})?$/, 'must be an origin such as https://files.example.org'),
    )
    .max(20)
    .default([]),
});
