/** The programs attached to our own server, from its command `components`. */
import { domainToASCII } from 'node:url';
import { z } from 'zod';
import type { BridgesEngine } from '../bridges.ts';
import type { Online } from './commands.ts';

const components = z.array(
  z.object({
    domain: z.string(),
    state: z.object({
      at: z.enum(['attached', 'waiting', 'unusable']),
      since: z.number(),
      because: z.string().optional(),
    }),
  }),
);

export const createBridgesEngine = (online: Online): BridgesEngine => ({
  components: async () =>
    components.parse(await online('components')).map(({ domain, state: { at, since, because } }) => ({
      // As DNS has it: so the office writes it.
      ...{ address: domainToASCII(domain), state: at, since, because: because ?? null },
    })),
});
