/** Keeping out, by the server's commands (server/modules/blocked-servers.ts, server/modules/blocking). */
import { z } from 'zod';
import type { SafetyEngine } from '../office.ts';
import type { Online } from './commands.ts';

/** Answer of `list_reports`. */
const reports = z.array(
  z.object({
    id: z.number(),
    when: z.number(),
    reporter: z.string(),
    offender: z.string(),
    reason: z.string(),
    text: z.string(),
    messages: z.array(z.object({ text: z.string().optional() })),
  }),
);

export function createSafetyEngine(online: Online): SafetyEngine {
  return {
    blocked: async (host) => z.array(z.string()).parse(await online('list_blocked', { host })),
    block: async (host, address) =>
      z.object({ address: z.string() }).parse(await online('block_address', { host, address })).address,
    unblock: async (host, address) => void (await online('unblock_address', { host, address })),
    reports: async (host) =>
      reports.parse(await online('list_reports', { host })).map(({ when, messages, ...rest }) => ({
        ...rest,
        at: when,
        quotes: messages.flatMap(({ text }) => text ?? []),
      })),
    closeReport: async (host, id) => void (await online('delete_report', { host, id })),
  };
}
