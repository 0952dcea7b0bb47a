/** Tokens of programs, by the server's commands (server/modules/api). */
import { z } from 'zod';
import type { Program, ProgramUse } from '../../../contract/index.ts';
import { programAct } from '../../../contract/programs.ts';
import type { ProgramsEngine } from '../programs.ts';
import type { Online } from './commands.ts';

/** What each choice means to the server. */
const SCOPES: Readonly<Record<ProgramUse, readonly string[]>> = {
  passwords: ['check_password', 'check_account'],
  read: ['read'],
  people: ['people'],
  rooms: ['rooms'],
  'people-rooms': ['people', 'rooms'],
  everything: ['all'],
};

/** Answer of `access_tokens`; `access_token_create` answers one, with the token. */
const accessToken = z.object({
  id: z.string(),
  name: z.string(),
  scopes: z.array(z.string()),
  created: z.number(),
  expires: z.number().nullable(),
  revoked: z.number().nullable(),
  lastUsed: z.number().nullable(),
  lastFrom: z.string().nullable(),
});
type AccessToken = z.infer<typeof accessToken>;

export function createProgramsEngine(online: Online): ProgramsEngine {
  return {
    async list() {
      const tokens = z.array(accessToken).parse(await online('access_tokens'));
      return tokens
        .filter(({ revoked, expires }) => revoked === null && (expires === null || expires > Date.now()))
        .map(programOf);
    },
    async create({ name, use, days }) {
      const made = await online('access_token_create', { name, scopes: SCOPES[use].join(','), days });
      const { token, ...rest } = accessToken.extend({ token: z.string() }).parse(made);
      return { token, program: programOf(rest) };
    },
    acts: async (days) => z.array(programAct).parse(await online('api_audit', { days })),
    revoke: async (id) => void (await online('access_token_revoke', { id })),
    restore: async (id) => void (await online('access_token_restore', { id })),
  };
}

function programOf({ created, revoked: _, ...token }: AccessToken): Program {
  const same = (scopes: readonly string[]) =>
    JSON.stringify([...scopes].sort()) === JSON.stringify([...token.scopes].sort());
  const use = (Object.keys(SCOPES) as ProgramUse[]).find((one) => same(SCOPES[one])) ?? null;
  return { ...token, use, createdAt: created };
}
