/** Who did something, as far as this program can know: which face, what it calls itself, from where. */
import { z } from 'zod';

export const who = z.object({
  /**
   * `desktop`: the window on this computer. `browser`: the headless face. `command-line`: `chatelaine` in a terminal.
   * `itself`: nobody asked; a date came, or the world changed. `unknown`: it was noted before this was.
   */
  face: z.enum(['desktop', 'browser', 'command-line', 'itself', 'unknown']),
  /** A browser by its name and system, as it says itself; else the account of this computer. Empty for `itself`. */
  name: z.string().max(200),
  /** Where a browser came from; null on this computer. */
  address: z.string().max(64).nullable(),
  /** The session of the headless face, by its public id. */
  session: z.string().max(64).nullable(),
});
export type Who = z.infer<typeof who>;
