/** What is stored, for whoever looks after the server: by whom, how much, which files are large, and what other rules would take away. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { CommandError } from '../../kernel/command-error.ts';
import { makeJid, parseJid } from '../../kernel/jid.ts';
import type { ModuleContext } from '../../kernel/module.ts';
import type { FileStore } from '../../kernel/store.ts';
import { hostArgument, servedHost } from '../support/command-arguments.ts';
import { endOf, type Owned, whatGoes } from './keeping.ts';
import type { Entry, Ledger } from './ledger.ts';
import type { UploadOptions } from './options.ts';

const BIGGEST = 20;
const LATEST = 200;

export interface StoredFile {
  /** For `delete_upload`. WHY not the file's own id: whoever knows that may read the file. */
  readonly handle: string;
  readonly account: string;
  readonly name: string;
  readonly type: string;
  readonly bytes: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** When it goes by itself; null: when others push it out. */
  readonly until: number | null;
}

export const handleOf = (id: string): string =>
  createHash('sha256').update(id).digest('base64url').slice(0, 22);

export function addOverview(
  ctx: ModuleContext<UploadOptions>,
  parts: { readonly ledger: Ledger; readonly files: FileStore; readonly now: () => number },
): void {
  const { ledger, files, now } = parts;
  const { options } = ctx;
  const rules = ({
    keepDays,
    maxBytes,
    quotaBytes,
  }: Pick<UploadOptions, 'keepDays' | 'maxBytes' | 'quotaBytes'>) => ({
    keepDays,
    maxBytes,
    quotaBytes,
  });
  const shown = (id: string, entry: Entry): StoredFile => ({
    ...{ handle: handleOf(id), account: entry.owner, name: entry.name, type: entry.type },
    ...{ bytes: entry.size, at: entry.at, until: endOf(entry, options) },
  });
  const isOf = (owner: string, host: string) => parseJid(owner)?.domain === host;
  const sum = (list: readonly Owned[]) => list.reduce((total, [, { size }]) => total + size, 0);

  ctx.command({
    name: 'uploads_overview',
    scope: 'people',
    reads: true,
    summary: 'Tell what files a domain has stored: by whom, how much, and the largest',
    positional: ['host'],
    args: z.strictObject({ host: hostArgument }),
    async run({ host: asked }) {
      const host = servedHost(ctx, asked);
      const people: { account: string; files: number; bytes: number }[] = [];
      const largest: { id: string; size: number }[] = [];
      for await (const { owner, files: list } of ledger.owners()) {
        if (!isOf(owner, host)) continue;
        people.push({ account: owner, files: list.length, bytes: sum(list) });
        largest.push(...list.map(([id, { size }]) => ({ id, size })));
        largest.sort((a, b) => b.size - a.size).splice(BIGGEST);
      }
      return {
        ...{ people, rules: rules(options), free: await files.free() },
        biggest: largest.flatMap(({ id }) => {
          const entry = ledger.find(id);
          return entry ? [shown(id, entry)] : [];
        }),
      };
    },
    text: ({ people, free }) =>
      [
        ...people.map(({ account, files: count, bytes }) => `${account}: ${count} files, ${bytes} bytes`),
        `${free} bytes are free.`,
      ].join('\n'),
  });

  ctx.command({
    name: 'uploads_of',
    scope: 'people',
    reads: true,
    summary: 'List the latest files somebody has stored',
    positional: ['user', 'host'],
    args: z.strictObject({ user: z.string().min(1), host: hostArgument }),
    run: ({ user, host }) => ({
      files: filesOf(accountOf(user, host)).map(([id, entry]) => shown(id, entry)),
    }),
    text: ({ files: list }) =>
      list.map(({ handle, name, bytes }) => `${handle}  ${bytes}  ${name}`).join('\n') || 'No files.',
  });

  ctx.command({
    name: 'preview_upload_rules',
    scope: 'people',
    reads: true,
    summary:
      'Count what keeping files for so many days, and so many bytes for each account, would take away now',
    positional: ['host', 'keepDays', 'quotaBytes'],
    args: z.strictObject({
      host: hostArgument,
      keepDays: z.coerce.number().int().min(1),
      quotaBytes: z.coerce.number().int().min(1),
    }),
    async run({ host: asked, keepDays, quotaBytes }) {
      const host = servedHost(ctx, asked);
      const wanted = { ...options, keepDays, quotaBytes };
      const answer = { files: 0, bytes: 0, people: 0 };
      for await (const { owner, files: list } of ledger.owners()) {
        const going = isOf(owner, host) ? whatGoes(list, wanted, now(), ctx.server.limited) : [];
        answer.files += going.length;
        answer.bytes += going.reduce((total, { size }) => total + size, 0);
        if (going.length > 0) answer.people += 1;
      }
      return answer;
    },
    text: ({ files: count, bytes, people }) => `${count} files of ${people} people would go, ${bytes} bytes.`,
  });

  ctx.command({
    name: 'delete_upload',
    scope: 'people',
    summary: 'Delete one stored file, by its handle of uploads_of',
    positional: ['user', 'host', 'handle'],
    args: z.strictObject({ user: z.string().min(1), host: hostArgument, handle: z.string().length(22) }),
    async run({ user, host, handle }) {
      const account = accountOf(user, host);
      const id = ledger.idsOf(account).find((one) => handleOf(one) === handle);
      const entry = id === undefined ? undefined : ledger.find(id);
      if (id === undefined || !entry)
        throw new CommandError('item.unknown', 'There is no such file any more.');
      await ledger.remove(account, id);
      await ctx.store.flush();
      ctx.log.info('a file was deleted', { account });
      return { name: entry.name, bytes: entry.size };
    },
    text: ({ name }) => `${name} is deleted.`,
  });

  /** WHY not asked whether there is such an account: the files of one that was deleted in the middle are to be found, too. */
  function accountOf(user: string, asked: string): string {
    const jid = makeJid(user, servedHost(ctx, asked));
    if (!jid || jid.local === '')
      throw new CommandError('name.not-allowed', 'This cannot be a name in an address.');
    return jid.toString();
  }

  function filesOf(account: string): [id: string, entry: Entry][] {
    const found = ledger.idsOf(account).flatMap((id): [string, Entry][] => {
      const entry = ledger.find(id);
      return entry ? [[id, entry]] : [];
    });
    return found.sort(([, one], [, other]) => other.at - one.at).slice(0, LATEST);
  }
}
