/** Somebody leaves, by the server's commands (close_account, modules/account-export, modules/upload). */
import { z } from 'zod';
import { ProblemError } from '../../problem.ts';
import type { LeavingEngine } from '../leaving.ts';
import { type Online, split } from './commands.ts';

const pieces = z.object({
  pieces: z.array(
    z.object({
      piece: z.enum(['roster', 'requests', 'vcard', 'private', 'blocked', 'offline', 'personal']),
      node: z.string().optional(),
      xml: z.string(),
    }),
  ),
  next: z.number().nullable(),
});
const messages = z.object({
  messages: z.array(
    z.object({
      id: z.string(),
      when: z.number(),
      peer: z.string(),
      mine: z.boolean(),
      kind: z.enum(['text', 'encrypted', 'other']),
      text: z.string(),
      xml: z.string(),
    }),
  ),
  next: z.string().nullable(),
  total: z.number(),
});
const files = z.array(
  z.object({
    handle: z.string(),
    name: z.string(),
    type: z.string(),
    bytes: z.number(),
    at: z.number(),
  }),
);
const part = z.object({ data: z.string(), next: z.number().nullable() });

/** A page of a large archive is read from the disk. */
const PAGE = { timeoutMs: 60_000 };

export function createLeavingEngine(online: Online): LeavingEngine {
  return {
    close: async (address) => void (await online('close_account', split(address))),
    pieces: async (address, after) =>
      pieces.parse(await online('export_account', { ...split(address), after }, PAGE)),
    messages: async (address, after) =>
      messages.parse(await online('export_messages', { ...split(address), after }, PAGE)),
    files: async (address) => files.parse(await online('export_uploads', split(address), PAGE)),
    async file(address, handle, offset) {
      try {
        const answer = await online('export_upload', { ...split(address), handle, offset }, PAGE);
        const { data, next } = part.parse(answer);
        return { data: Buffer.from(data, 'base64'), next };
      } catch (error) {
        if (error instanceof ProblemError && error.code === 'entry.gone') return undefined;
        throw error;
      }
    },
  };
}
