/** Who may have an account: the rule, those who wait for a yes, and invitations. */
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { errorMap } from './errors.ts';

const base = oc.errors(errorMap);
const address = z.object({ address: z.string().max(3071) });

/** `invited`: only whom the office adds or invites. `approval`: anyone asks, somebody here says yes. `anyone`: at once. */
export const joiningRule = z.enum(['invited', 'approval', 'anyone']);
export type JoiningRule = z.infer<typeof joiningRule>;

export const applicant = z.object({
  address: z.string(),
  username: z.string(),
  askedAt: z.number(),
  /** The network address of the device that asked. */
  from: z.string(),
});
export type Applicant = z.infer<typeof applicant>;

export const invitation = z.object({
  /** Whoever has it can come in: shown, never logged. */
  token: z.string(),
  kind: z.enum(['person', 'contact', 'reset']),
  /** Bare address; empty for the office itself. */
  inviter: z.string(),
  /** The name kept free for that person; empty where they choose one. */
  username: z.string(),
  createdAt: z.number(),
  expires: z.number(),
  /** How many more may come in with it. */
  usesLeft: z.number(),
  /** `xmpp:` link for programs. */
  uri: z.string(),
  /** Page for browsers; null without one. */
  page: z.string().nullable(),
});
export type Invitation = z.infer<typeof invitation>;

export const joining = {
  rule: base.output(z.object({ rule: joiningRule })),
  setRule: base.input(z.object({ rule: joiningRule })).output(z.object({ rule: joiningRule })),
  waiting: base.output(z.array(applicant)),
  approve: base.input(address).output(z.object({})),
  /** The account goes; the name is free again. */
  refuse: base.input(address).output(z.object({})),
  invitations: base.output(z.array(invitation)),
  invite: base
    .input(z.object({ username: z.string().max(1023), days: z.number().int().min(1).max(365) }))
    .output(invitation),
  revoke: base.input(z.object({ token: z.string().min(1).max(200) })).output(z.object({})),
};
