/** Coming in, by the server's commands (server/modules/registration, server/modules/invitations). */
import { z } from 'zod';
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
    username: z.string(),
    createdAt: z.number(),
    expires: z.number(),
    uses: z.number(),
    uri: z.string(),
    landing: z.string().optional(),
  })
  .transform(({ uses, landing, ...rest }) => ({ ...rest, usesLeft: uses, page: landing ?? null }));

export function createJoiningEngine(online: Online): JoiningEngine {
  return {
    waiting: async (host) =>
      pending.parse(await online('list_pending', { host })).map(({ user, jid, when, address }) => ({
        ...{ address: jid, username: user, askedAt: when, from: address },
      })),
    approve: async (address) => void (await online('approve_account', split(address))),
    refuse: async (address) => void (await online('reject_account', split(address))),
    invitations: async (host) => z.array(invitation).parse(await online('list_invitations', { host })),
    invite: async (host, { username, days }) =>
      invitation.parse(
        await online('create_invitation', { kind: 'person', host, user: username, days, uses: 1 }),
      ),
    revoke: async (host, token) => void (await online('revoke_invitation', { host, token })),
  };
}
