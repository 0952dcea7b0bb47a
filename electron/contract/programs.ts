/** Access for programs: tokens with which websites and scripts ask the server something, or have it do something (HTTP API). */
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { errorMap } from './errors.ts';

const base = oc.errors(errorMap);

/**
 * What a program may do, in the words people choose by. `passwords`: only ask whether a password is right. `read`: look, change
 * nothing. `people`, `rooms`, both, or `everything`.
 */
export const programUse = z.enum(['passwords', 'read', 'people', 'rooms', 'people-rooms', 'everything']);
export type ProgramUse = z.infer<typeof programUse>;

export const program = z.object({
  id: z.string(),
  /** What it is for, in the office's words. */
  name: z.string(),
  /** Null for a token made on the command line for something else. */
  use: programUse.nullable(),
  /** As the server has it: groups and names of commands. */
  scopes: z.array(z.string()),
  createdAt: z.number(),
  /** Null: until it is revoked. */
  expires: z.number().nullable(),
  lastUsed: z.number().nullable(),
  /** The network address it was last used from. */
  lastFrom: z.string().nullable(),
});
export type Program = z.infer<typeof program>;

/** Something a program did, or was refused; the same within an hour is one. */
export const programAct = z.object({
  /** Of several, the last. */
  at: z.number(),
  /** As the server words it: `token NAME (ID)`, `rule NAME`, `administrator ADDRESS`, `nobody`. */
  who: z.string(),
  /** The network address it came from. */
  from: z.string(),
  command: z.string(),
  /** Accounts, rooms and domains it was about: `user=nina host=example.org`. */
  about: z.string(),
  outcome: z.enum(['done', 'refused', 'failed']),
  /** A code, where it was not done. */
  because: z.string(),
  times: z.number(),
});
export type ProgramAct = z.infer<typeof programAct>;

const id = z.object({ id: z.string().max(40) });

export const programs = {
  /** `address`: where a program on this computer finds the server's commands; null while `port` is not open. */
  list: base.output(
    z.object({ address: z.string().nullable(), port: z.number(), programs: z.array(program) }),
  ),
  /** `token` is shown once and kept nowhere. `days` 0: until it is revoked. */
  create: base
    .input(
      z.object({
        name: z.string().trim().min(1).max(60),
        use: programUse,
        days: z.number().int().min(0).max(3650),
      }),
    )
    .output(z.object({ token: z.string(), program })),
  /** In the last seven days, the latest first; the latest 200. */
  lately: base.output(z.array(programAct)),
  /** From now on refused; can be taken back for 30 days. */
  revoke: base.input(id).output(z.object({})),
  restore: base.input(id).output(z.object({})),
};
