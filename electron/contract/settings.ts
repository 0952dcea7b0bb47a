/** The manager's own settings, and who may open the headless face. */
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { errorMap } from './errors.ts';

const base = oc.errors(errorMap);

export const settingsValues = z.object({
  language: z.enum(['system', 'en', 'fr']),
  theme: z.enum(['system', 'light', 'dark']),
  /** Where the headless face listens; used at its next start. */
  web: z.object({ address: z.string().max(255), port: z.number().int().min(0).max(65535) }),
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
    .input(settingsValues.partial())
    .output(z.object({ values: settingsValues, effect: z.enum(['applied', 'needs-restart']) })),
  access: base.output(
    z.object({
      /** Null on the desktop face. */
      address: z.string().nullable(),
      sessions: z.array(
        z.object({
          id: z.string(),
          since: z.number(),
          lastSeen: z.number(),
          browser: z.string(),
          current: z.boolean(),
        }),
      ),
    }),
  ),
  /** A new one-time link, for another browser; works once, for ten minutes. */
  newLink: base.output(z.object({ url: z.string(), until: z.number() })),
  revokeSession: base.input(z.object({ id: z.string() })).output(z.object({})),
};
