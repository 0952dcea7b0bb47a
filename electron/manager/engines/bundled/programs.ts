/** Tokens of programs, by the server's commands (server/modules/api). */
import { z } from 'zod';
import type { Program, ProgramDoor, ProgramRule, ProgramUse } from '../../../contract/index.ts';
import { programAct } from '../../../contract/programs.ts';
import type { Office } from '../../settings.ts';
import { type ProgramsEngine, programsPort } from '../programs.ts';
import type { Online } from './commands.ts';

/** What each choice means to the server. */
const SCOPES: Readonly<Record<ProgramUse, readonly string[]>> = {
  passwords: ['check_password', 'check_account'],
  status: ['status', 'connected_users_number'],
  read: ['read'],
  people: ['people'],
  rooms: ['rooms'],
  'people-rooms': ['people', 'rooms'],
  everything: ['all'],
};

const scopesOf = ({ use, commands }: Pick<ProgramRule, 'use' | 'commands'>): readonly string[] =>
  use === null ? commands : SCOPES[use];

/** The row of `listen` for programs on other computers; none while nobody may come. */
export function programsListener(office: Office): object[] {
  const { from = [] } = office.programs ?? {};
  if (from.length === 0) return [];
  return [{ type: 'admin', port: programsPort(office), tls: 'direct', from, optional: true }];
}

/** The server's own rules by address (server/modules/api/options.ts). */
export const programRules = ({ rules }: ProgramDoor): object[] =>
  rules.map(({ name, who, from, ...may }) => ({ name, who, from, scopes: scopesOf(may) }));

/** Answer of `access_tokens`; `access_token_create` answers one, with the token. */
const accessToken = z.object({
  id: z.string(),
  name: z.string(),
  scopes: z.array(z.string()),
  from: z.array(z.string()),
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
    async create({ name, days, from, ...may }) {
      const scopes = scopesOf(may).join(',');
      const made = await online('access_token_create', { name, scopes, days, from: from.join(',') });
      const { token, ...rest } = accessToken.extend({ token: z.string() }).parse(made);
      return { token, program: programOf(rest) };
    },
    commands: async () => z.array(command).parse(await online('help')),
    acts: async (days) => z.array(programAct).parse(await online('api_audit', { days })),
    revoke: async (id) => void (await online('access_token_revoke', { id })),
    restore: async (id) => void (await online('access_token_restore', { id })),
  };
}

/** Of the answer of `help`. */
const command = z.object({ name: z.string(), summary: z.string() });

function programOf({ created, revoked: _, ...token }: AccessToken): Program {
  const same = (scopes: readonly string[]) =>
    JSON.stringify([...scopes].sort()) === JSON.stringify([...token.scopes].sort());
  const use = (Object.keys(SCOPES) as ProgramUse[]).find((one) => same(SCOPES[one])) ?? null;
  return { ...token, use, createdAt: created };
}
