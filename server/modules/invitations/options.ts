/** How invitations are made here. */
import { z } from 'zod';

export const MAX_DAYS = 365;

export const options = z.object({
  /** Days an invitation is good for, when nobody says otherwise. */
  days: z.int().min(1).max(MAX_DAYS).default(7),
  /** Who may invite contacts from their program. */
  contacts: z.enum(['everybody', 'admins', 'nobody']).default('everybody'),
  /** Whether a contact's invitation may also make an account here. */
  contactsMayRegister: z.boolean().default(false),
  /** The web address of an invitation, with {host} and {token}; without it, programs make one of their own. */
  landing: z.string().includes('{token}').optional(),
});

export type InvitationOptions = z.infer<typeof options>;
