/** What the operator decides about archives. */
import { z } from 'zod';

/** What one archive may hold; 0 for no bound. */
const share = (messages: number, bytes: number) =>
  z
    .object({
      messages: z.int().min(0).default(messages),
      bytes: z.int().min(0).default(bytes),
    })
    .prefault({});

const GIB = 1024 ** 3;

export const archiveOptions = z.object({
  /** Items in a page when the client does not say, and at most. */
  page: z.int().min(1).default(50),
  maxPage: z.int().min(1).default(250),
  /** What is kept for people who have not said otherwise (XEP-0441): everything, nothing, or conversations with contacts. */
  default: z.enum(['always', 'never', 'roster']).default('always'),
  /** Who may say otherwise. */
  preferences: z.enum(['everyone', 'admins', 'nobody']).default('everyone'),
  /** What is retracted (XEP-0424) is taken out of the archive; only that there was something stays. */
  tombstones: z.boolean().default(true),
  /** The most that is kept for one person, and of one room: beyond, the oldest go. */
  quota: z.object({ people: share(500_000, GIB), rooms: share(2_000_000, 2 * GIB) }).prefault({}),
  /** Messages older than so many days are deleted, by class; 0 keeps them. */
  keepDays: z.object({ people: z.int().min(0).default(0), rooms: z.int().min(0).default(0) }).prefault({}),
});
export type ArchiveOptions = z.infer<typeof archiveOptions>;
