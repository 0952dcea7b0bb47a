/** How people stand, by the server's commands (server/modules/people-state, push, offline). */
import { z } from 'zod';
import { pushRegistration, pushTrial } from '../../../contract/people-state.ts';
import type { PeopleStateEngine } from '../people-state.ts';
import { type Online, split } from './commands.ts';

const program = z.object({
  resource: z.string(),
  name: z.string(),
  version: z.string(),
  os: z.string(),
  type: z.string(),
  since: z.number(),
  live: z.boolean(),
  inactive: z.boolean(),
  omemo: z.enum(['yes', 'no', 'unknown']),
  carbons: z.boolean(),
  historyAt: z.number().nullable(),
  push: z.boolean(),
});
/** Answer of `people_state`. */
const people = z.array(
  z.object({
    jid: z.string(),
    keys: z.number(),
    lastSeen: z.number().nullable(),
    programs: z.array(program),
  }),
);
/** Answer of `push_state`. */
const push = z.array(pushRegistration.extend({ jid: z.string() }));
/** Answer of `waiting_messages`. */
const waiting = z.array(z.object({ jid: z.string(), count: z.number() }));

export function createPeopleStateEngine(online: Online): PeopleStateEngine {
  return {
    async of(host) {
      const answers = await Promise.all([
        online('people_state', { host }),
        online('push_state', { host }),
        online('waiting_messages', { host }),
      ]);
      const registrations = push.parse(answers[1]);
      const counts = new Map(waiting.parse(answers[2]).map(({ jid, count }) => [jid, count]));
      return people.parse(answers[0]).map(({ jid, programs, ...one }) => ({
        ...one,
        address: jid,
        programs: programs.map(({ live, ...each }) => ({
          ...each,
          address: `${jid}/${each.resource}`,
          detached: !live,
        })),
        push: registrations.flatMap(({ jid: owner, ...each }) => (owner === jid ? [each] : [])),
        waiting: counts.get(jid) ?? 0,
      }));
    },
    tryPush: async (address) => z.array(pushTrial).parse(await online('try_push', split(address))),
  };
}
