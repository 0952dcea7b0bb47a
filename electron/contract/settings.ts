/** The manager's own settings. */
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { errorMap } from './errors.ts';

const base = oc.errors(errorMap);

export const settingsValues = z.object({
  language: z.enum(['system', 'en', 'fr']),
  theme: z.enum(['system', 'light', 'dark']),
  /** Where the headless face listens; used at its next start. */
  web: z.object({ address: z.string().max(255), port: z.number().int().min(0).max(65535) }),
  /** Where the office network may open it, beside `web`; null: it may not (contract/access.ts). */
  lan: z
    .object({ port: z.number().int().min(1).max(65535) })
    .nullable()
    .optional(),
  /** Start the server when the manager starts. */
  autostart: z.boolean(),
});
export type SettingsValues = z.infer<typeof settingsValues>;

export const settings = {
  get: base.output(
    z.object({
      values: settingsValues,
      defaults: settingsValues,
      dataDir: z.string(),
      files: z.array(z.string()),
    }),
  ),
  /** Verified by each area, then committed as a whole. */
  set: base
    .input(settingsValues.omit({ lan: true }).partial())
    .output(z.object({ values: settingsValues, effect: z.enum(['applied', 'needs-restart']) })),
};
