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

/** `used`: as often as it was good for. `revoked`: somebody here took it back. */
export const invitationState = z.enum(['open', 'used', 'expired', 'revoked']);
export type InvitationState = z.infer<typeof invitationState>;

/** In which its mail is written; its page speaks the visitor's own where it can. */
export const inviteLanguage = z.enum(['en', 'fr']);
export type InviteLanguage = z.infer<typeof inviteLanguage>;

export const invitation = z.object({
  /** Whoever has it can come in: shown, never logged. */
  token: z.string(),
  kind: z.enum(['person', 'contact', 'reset']),
  /** Bare address; empty for the office itself. */
  inviter: z.string(),
  /** The domain whose accounts it makes. */
  host: z.string(),
  /** The name kept free for that person; empty where they choose one. */
  username: z.string(),
  /** What colleagues will read beside the address; empty where nobody said. */
  displayName: z.string(),
  /** The team whoever comes in belongs to, by its id; empty for none. */
  team: z.string(),
  /** Bare address of the colleague in whose name it is sent; empty for the office. Only for the words. */
  by: z.string(),
  /** Null: nobody said. */
  language: inviteLanguage.nullable(),
  createdAt: z.number(),
  expires: z.number(),
  /** How many more may come in with it. */
  usesLeft: z.number(),
  state: invitationState,
  /** When it was used up, ran out or was taken back; null while it is open. */
  endedAt: z.number().nullable(),
  /** Who came in with it, bare addresses, the latest first; 50 at most. */
  used: z.array(z.object({ address: z.string(), at: z.number() })),
  /** `xmpp:` link for programs. */
  uri: z.string(),
  /** Page for browsers; null without one. */
  page: z.string().nullable(),
});
export type Invitation = z.infer<typeof invitation>;

/** What is asked for. All but `username` and `days` may be left out. */
export const inviteWish = z.object({
  /** The name to keep free; empty: whoever comes chooses. */
  username: z.string().max(1023),
  days: z.number().int().min(1).max(365),
  displayName: z.string().max(200).optional(),
  /** How many may come in with it; with a name it is one. */
  times: z.number().int().min(1).max(1000).optional(),
  /** Id of a team of that domain. Refused with `team.unknown`. */
  team: z.string().max(1023).optional(),
  /** Bare address of a colleague. Refused with `person.unknown`. */
  by: z.string().max(3071).optional(),
  language: inviteLanguage.optional(),
  /** One the office serves; without it the first. */
  domain: z.string().max(253).optional(),
});
export type InviteWish = z.infer<typeof inviteWish>;

const token = z.object({ token: z.string().min(1).max(200) });

export const joining = {
  rule: base.output(z.object({ rule: joiningRule })),
  setRule: base.input(z.object({ rule: joiningRule })).output(z.object({ rule: joiningRule })),
  waiting: base.output(z.array(applicant)),
  approve: base.input(address).output(z.object({})),
  /** The account goes; the name is free again. */
  refuse: base.input(address).output(z.object({})),
  /** Open ones and those that ended within 30 days, reset links among them; the newest first. */
  invitations: base.output(z.array(invitation)),
  invite: base.input(inviteWish).output(invitation),
  /** A link with which one person sets a new password; the earlier ones for that account stop working. */
  resetLink: base
    .input(z.object({ address: z.string().max(3071), days: z.number().int().min(1).max(30).optional() }))
    .output(invitation),
  revoke: base.input(token).output(z.object({})),
  /** Undoes `revoke`. Refused with `entry.gone` where it has expired, or its name is taken by now. */
  restore: base.input(token).output(z.object({})),
};
