/** Numbers and words of the bundled server, by its commands (server/modules/metrics, server/modules/announcements). */
import { z } from 'zod';
import type { NumbersEngine, TellEngine } from '../numbers.ts';
import { type Online, split } from './commands.ts';

/** Answer of `numbers`; more than anybody declares, so that a server gone wrong fills no memory here. */
const rows = z
  .array(z.object({ name: z.string(), labels: z.record(z.string(), z.string()), value: z.number() }))
  .max(2_000);

const TIMEOUT_MS = 10_000;

export function createNumbersEngine(online: Online): NumbersEngine {
  return {
    read: async () => rows.parse(await online('numbers', {}, { timeoutMs: TIMEOUT_MS })),
    tell: async (numbers) => void (await online('note_manager_numbers', { numbers })),
  };
}

export function createTellEngine(online: Online): TellEngine {
  return {
    person: async (address, text) => void (await online('tell_person', { ...split(address), text })),
  };
}
