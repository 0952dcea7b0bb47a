/** Coming in, by the server's commands (server/modules/registration, server/modules/invitations). */
import { z } from 'zod';
import { invitationState } from '../../../contract/joining.ts';
import type { JoiningEngine } from '../office.ts';
import { type Online, split } from './commands.ts';

/** Answer of `list_pending`. */
const pending = z.array(
  z.object({ user: z.string(), jid: z.string(), when: z.number(), address: z.string() }),
);

/** Answer of `create_invitation`; `list_invitations` answers a list of them. */
const invitation = z
  .object({
    token: z.string(),
    kind: z.enum(['person', 'contact', 'reset']),
    inviter: z.string(),
    host: z.string(),
    username: z.string(),
    displayName: z.string(),
    team: z.string(),
    by: z.string(),
    language: z.enum(['', 'en', 'fr']),
    createdAt: z.number(),
    expires: z.number(),
    uses: z.number(),
    state: invitationState,
    endedAt: z.number().nullable(),
    used: z.array(z.object({ address: z.string(), at: z.number() })),
    uri: z.string(),
    landing: z.string().optional(),
  })
  .transform(({ uses, landing, language, ...rest }) => ({
    ...rest,
    language: language || null,
    usesLeft: uses,
    page: landing ?? null,
  }));

export function createJoiningEngine(online: Online): JoiningEngine {
  return {
    waiting: async (host) =>
      pending.parse(await online('list_pending', { host })).map(({ user, jid, when, address }) => ({
        ...{ address: jid, username: user, askedAt: when, from: address },
      })),
    approve: async (address) => void (await online('approve_account', split(address))),
    refuse: async (address) => void (await online('reject_account', split(address))),
    invitations: async (host) =>
      z.array(invitation).parse(await online('list_invitations', { host, which: 'all' })),
    invite: async (host, { username, days, times = 1, displayName = '', ...wish }) =>
      invitation.parse(
        await online('create_invitation', {
          ...{ kind: 'person', host, user: username, days, uses: times, name: displayName },
          // What is not asked for cannot be what was refused.
          ...Object.fromEntries(Object.entries(wish).filter(([, value]) => value)),
        }),
      ),
    resetLink: async (address, days) =>
      invitation.parse(await online('create_invitation', { kind: 'reset', ...split(address), days })),
    revoke: async (host, token) => void (await online('revoke_invitation', { host, token })),
    restore: async (host, token) => void (await online('restore_invitation', { host, token })),
  };
}
