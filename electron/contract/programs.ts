/** Access for programs: tokens with which websites and scripts ask the server something, or have it do something (HTTP API). */
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { errorMap } from './errors.ts';

const base = oc.errors(errorMap);

/**
 * What a program may do, in the words people choose by. `passwords`: only ask whether a password is right. `status`: whether the
 * server is well and how many are connected. `read`: look, change nothing. `people`, `rooms`, both, or `everything`.
 */
export const programUse = z.enum([
  ...(['passwords', 'status', 'read', 'people', 'rooms', 'people-rooms', 'everything'] as const),
]);
export type ProgramUse = z.infer<typeof programUse>;

/** `192.0.2.7`, `2001:db8::7`, or a network: `10.0.0.0/8`. The manager says what is wrong with one (`settings.refused`). */
const network = z.string().trim().min(1).max(50);
const networks = z.array(network).max(100);
/** Names of the server's commands, where none of the choices fits. */
const commands = z.array(z.string().trim().min(1).max(60)).max(100);

/** Who may use the server's commands without a token, for coming from where they come from. */
export const programRule = z.object({
  /** What it is for, in the office's words. */
  name: z.string().trim().min(1).max(60),
  /** `administrators` log in with their own address and password; `anyone` is every program there. */
  who: z.enum(['anyone', 'administrators']),
  from: networks.min(1),
  /** Null: these `commands`. */
  use: programUse.nullable(),
  commands,
});
export type ProgramRule = z.infer<typeof programRule>;

/** The door for programs on other computers, over TLS. Shut while nobody may come. */
export const programDoor = z.object({
  /** Who may come as far as the door. */
  from: networks,
  rules: z.array(programRule).max(50),
});
export type ProgramDoor = z.infer<typeof programDoor>;

export const program = z.object({
  id: z.string(),
  /** What it is for, in the office's words. */
  name: z.string(),
  /** Null for a token made on the command line for something else. */
  use: programUse.nullable(),
  /** As the server has it: groups and names of commands. */
  scopes: z.array(z.string()),
  /** Addresses and networks its token works from; empty: wherever the server can be reached from. */
  from: z.array(z.string()),
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

const answer = z.object({
  /** Where a program on this computer finds the server's commands; null while `port` is not open. */
  address: z.string().nullable(),
  port: z.number(),
  programs: z.array(program),
  door: programDoor.extend({
    /** Where one on another computer finds them, or would. */
    address: z.string(),
    port: z.number(),
    /** `closed`: the server could not open it; `unknown` while it does not run. */
    state: z.enum(['shut', 'open', 'closed', 'unknown']),
    /** Why it is closed: a code. */
    why: z.string().nullable(),
    /** By their name: rules nobody can use, since none of their addresses may come as far as the door. */
    idle: z.array(z.string()),
  }),
});

export const programs = {
  list: base.output(answer),
  /**
   * Who may come, and who needs no token. The server restarts when the door opens, shuts, or lets in others. Refused with
   * `settings.refused`: `from` (`address`, `too-wide`), `rules` (`name`, `outside`), `commands` (the one that is none).
   */
  setDoor: base.input(programDoor.partial()).output(answer),
  /** The same with nothing but what is decided for an answer: it needs no running server. */
  decideDoor: base.input(programDoor).output(programDoor),
  /** The server's commands, by name. */
  commands: base.output(z.array(z.object({ name: z.string(), summary: z.string() }))),
  /** `token` is shown once and kept nowhere. `days` 0: until it is revoked. `use` null: these `commands`. */
  create: base
    .input(
      z.object({
        name: z.string().trim().min(1).max(60),
        use: programUse.nullable(),
        commands: commands.default([]),
        /** Where its token works from; empty: wherever the server can be reached from. */
        from: networks.default([]),
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
