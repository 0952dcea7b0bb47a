/** Archives, by the server's commands (server/modules/archive). */
import { z } from 'zod';
import type { HistoryEngine } from '../office.ts';
import type { Online } from './commands.ts';

/** Answer of `count_old_mam_messages`. */
const counted = z.object({ people: z.number(), rooms: z.number() });
/** Answer of `oldest_mam_messages`. */
const oldest = z.object({ people: z.number().nullable(), rooms: z.number().nullable() });

export function createHistoryEngine(online: Online): HistoryEngine {
  const older = async (type: 'chat' | 'groupchat', days: number) =>
    days === 0
      ? { people: 0, rooms: 0 }
      : counted.parse(await online('count_old_mam_messages', { type, days }));
  return {
    async countOlder({ people, rooms }) {
      const [chat, groupchat] = await Promise.all([older('chat', people), older('groupchat', rooms)]);
      return { people: chat.people, rooms: groupchat.rooms };
    },
    oldest: async () => oldest.parse(await online('oldest_mam_messages')),
  };
}
