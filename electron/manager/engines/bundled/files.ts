/** Files, by the server's commands (server/modules/upload/overview.ts). */
import { z } from 'zod';
import { fileRules, storedFile } from '../../../contract/files.ts';
import type { FilesEngine } from '../files.ts';
import { type Online, split } from './commands.ts';

const overview = z.object({
  people: z.array(z.object({ account: z.string(), files: z.number(), bytes: z.number() })),
  biggest: z.array(storedFile),
  free: z.number(),
  rules: fileRules,
});
const list = z.object({ files: z.array(storedFile) });
const loss = z.object({ files: z.number(), bytes: z.number(), people: z.number() });
const gone = z.object({ name: z.string() });

export function createFilesEngine(online: Online): FilesEngine {
  return {
    overview: async (host) => overview.parse(await online('uploads_overview', { host })),
    of: async (address) => list.parse(await online('uploads_of', split(address))).files,
    preview: async (host, { keepDays, quotaBytes }) =>
      loss.parse(await online('preview_upload_rules', { host, keepDays, quotaBytes })),
    remove: async (address, handle) =>
      gone.parse(await online('delete_upload', { ...split(address), handle })).name,
  };
}
