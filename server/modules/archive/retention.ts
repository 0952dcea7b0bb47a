/** How long archives keep what they have (XEP-0313 §3.2), and how much, by class: conversations of people, and rooms. */
import { z } from 'zod';
import type { ModuleContext } from '../../kernel/module.ts';
import type { ArchiveOptions } from './options.ts';

const DAY_MS = 86_400_000;
const LOOK_MS = 3_600_000;
/** The archives by class; ejabberd's names for them are those of message types. */
const CLASSES = {
  people: { table: 'mam', type: 'chat' },
  rooms: { table: 'muc', type: 'groupchat' },
} as const;
type Class = keyof typeof CLASSES;

const moment = (at: number | null): string => (at === null ? 'none' : new Date(at).toISOString());

const args = z.strictObject({
  type: z.enum(['chat', 'groupchat', 'all']),
  days: z.coerce.number().int().min(0),
});

export function retention(ctx: ModuleContext<ArchiveOptions>): void {
  const archives = {
    people: ctx.store.archive(CLASSES.people.table),
    rooms: ctx.store.archive(CLASSES.rooms.table),
  };
  const before = (days: number) => Date.now() - days * DAY_MS;
  let purging = false;

  /** In slices on the writer thread: nobody waits for it. */
  async function purge(): Promise<void> {
    if (purging) return;
    purging = true;
    try {
      for (const [name, days] of Object.entries(ctx.options.keepDays) as [Class, number][]) {
        if (days === 0 || ctx.signal.aborted) continue;
        const deleted = await archives[name].deleteOlder(before(days));
        if (deleted > 0) ctx.log.info('old messages were deleted', { class: name, days, deleted });
      }
    } catch (error) {
      // The server stops, or the disk refuses, which is told where it happens.
      ctx.log.debug('old messages were not deleted', { cause: (error as Error).message });
    } finally {
      purging = false;
    }
  }

  async function countOlder(type: z.infer<typeof args>['type'], when: number) {
    const answer = { people: 0, rooms: 0 };
    for (const name of ['people', 'rooms'] as const)
      if (type === 'all' || type === CLASSES[name].type) answer[name] = await archives[name].countOlder(when);
    return answer;
  }

  // Deleting needs no server that runs: server/commands/server.ts.
  ctx.command({
    name: 'count_old_mam_messages',
    reads: true,
    summary: 'Count what delete_old_mam_messages would delete',
    positional: ['type', 'days'],
    args,
    run: ({ type, days }) => countOlder(type, before(days)),
    text: ({ people, rooms }) => `Older: ${people} messages of people, ${rooms} of rooms.`,
  });

  ctx.command({
    name: 'oldest_mam_messages',
    reads: true,
    summary: 'Tell when the oldest archived messages arrived, of people and of rooms',
    positional: [],
    args: z.strictObject({}),
    run: async () => ({
      people: (await archives.people.oldest()) ?? null,
      rooms: (await archives.rooms.oldest()) ?? null,
    }),
    text: ({ people, rooms }) => `People: ${moment(people)}. Rooms: ${moment(rooms)}.`,
  });

  for (const name of ['people', 'rooms'] as const) {
    const { messages, bytes } = ctx.options.quota[name];
    const bound = { items: messages || Number.POSITIVE_INFINITY, bytes: bytes || Number.POSITIVE_INFINITY };
    const bounded = ctx.server.limited && (messages > 0 || bytes > 0);
    void archives[name].keepWithin(bounded ? bound : undefined);
  }
  ctx.every(LOOK_MS, () => void purge());
  void purge();
}
