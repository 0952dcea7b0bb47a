/**
 * Somebody leaves: everything that lets them in ends at once, what they ran goes to somebody else, what the law asks for is handed
 * out, and what remains is told. Until a day that is chosen it can all be taken back.
 */
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { errorMap } from './errors.ts';

const base = oc.errors(errorMap);
const address = z.string().min(1).max(3071);

/**
 * What becomes of a room. `handed-over`: somebody else runs it. `left`: they are taken out. `stays`: nobody else runs it and nobody
 * was chosen to, so it keeps its one owner, who cannot come in any more.
 */
export const leavingRoom = z.object({
  address: z.string(),
  name: z.string(),
  standing: z.enum(['owner', 'admin', 'member']),
  becomes: z.enum(['handed-over', 'left', 'stays']),
});
export type LeavingRoom = z.infer<typeof leavingRoom>;

export const leavingTeam = z.object({ id: z.string(), label: z.string() });

/** What is there still after they have left, and until when. Days: 0 keeps for good. */
export const leavingRemains = z.object({
  /** In their own history. */
  messages: z.number(),
  waiting: z.number(),
  contacts: z.number(),
  files: z.number(),
  fileBytes: z.number(),
  /** What they wrote stands in colleagues' histories and in rooms so long. */
  keepDays: z.object({ people: z.number(), rooms: z.number() }),
  fileDays: z.number(),
});

export const leavingPreview = z.object({
  address: z.string(),
  displayName: z.string(),
  /** Connected now: they are disconnected. */
  devices: z.number(),
  rooms: z.array(leavingRoom),
  teams: z.array(leavingTeam),
  remains: leavingRemains,
  /** Who may take over what they run. */
  successors: z.array(z.object({ address: z.string(), displayName: z.string() })),
});
export type LeavingPreview = z.infer<typeof leavingPreview>;

/**
 * ```
 *   closing ──▶ left ──day comes──▶ (gone, with the account)
 *      │          └──back──▶ returning ──▶ (gone, and everything is as it was)
 *      └─ failed: nobody can come in any more; the rest is tried again when a person says so
 * ```
 */
export const leaver = z.object({
  address: z.string(),
  displayName: z.string(),
  state: z.enum(['closing', 'left', 'returning', 'failed']),
  leftAt: z.number(),
  /** When the account goes for good; null: it stays, disabled. */
  removeAt: z.number().nullable(),
  successor: z.string().nullable(),
  rooms: z.array(leavingRoom),
  teams: z.array(leavingTeam),
  wantsCopy: z.boolean(),
  /** The copy of their data, once it is whole. */
  copy: z.object({ bytes: z.number(), at: z.number(), messages: z.number(), files: z.number() }).nullable(),
  /** While it is being written: how far. */
  copying: z.object({ messages: z.number(), of: z.number() }).nullable(),
  jobId: z.string().nullable(),
  problem: z.object({ code: z.string(), data: z.record(z.string(), z.unknown()) }).nullable(),
});
export type Leaver = z.infer<typeof leaver>;

/** Bytes of the copy in one answer. */
export const COPY_PIECE = 384 * 1024;

export const leaving = {
  /** Those who have left and are still here, the latest first. */
  list: base.output(z.array(leaver)),
  preview: base.input(z.object({ address, successor: address.nullable() })).output(leavingPreview),
  /** Closes the account before it answers; the rest is a job (`leave:ADDRESS`). Again for the same person goes on with it. */
  start: base
    .input(
      z.object({
        address,
        successor: address.nullable(),
        /** Days until the account goes for good; null: it stays, disabled. */
        removeAfterDays: z.number().int().min(1).max(3650).nullable(),
        /** Whether to write a copy of their data. */
        copy: z.boolean(),
        /** The copy's: whoever it is about reads it. */
        language: z.enum(['en', 'fr']),
      }),
    )
    .output(leaver),
  /** They are back: enabled, in their teams, with their rooms. They log in with the password they had. */
  back: base.input(z.object({ address })).output(z.object({})),
  /** A piece of the copy, as base64; `next` is the `offset` of the one after it. */
  copy: base
    .input(z.object({ address, offset: z.number().int().min(0) }))
    .output(z.object({ name: z.string(), size: z.number(), data: z.string(), next: z.number().nullable() })),
  /** The copy was handed out, and is not to lie about any longer. */
  forgetCopy: base.input(z.object({ address })).output(z.object({})),
};
