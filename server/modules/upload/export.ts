/** Files somebody has stored, read out for the operator who owes that person a copy of their data: all of them, a piece at a time. */
import { z } from 'zod';
import { CommandError } from '../../kernel/command-error.ts';
import { makeJid } from '../../kernel/jid.ts';
import type { ModuleContext } from '../../kernel/module.ts';
import type { FileStore } from '../../kernel/store.ts';
import { hostArgument, servedHost } from '../support/command-arguments.ts';
import type { Ledger } from './ledger.ts';
import type { UploadOptions } from './options.ts';
import { handleOf } from './overview.ts';

/** Bytes of one piece; as base64 a third more. */
const PIECE = 384 * 1024;
/** More than any quota has room for; the bound of one answer. */
const MOST = 20_000;

export function addExport(
  ctx: ModuleContext<UploadOptions>,
  { ledger, files }: { readonly ledger: Ledger; readonly files: FileStore },
): void {
  const who = { user: z.string().min(1), host: hostArgument };
  const accountOf = (user: string, host: string) => {
    const jid = makeJid(user, servedHost(ctx, host));
    if (!jid?.local) throw new CommandError('name.not-allowed', 'This cannot be a name in an address.');
    return jid.toString();
  };

  // No scope, as account-export/: what people sent each other is not for every program that looks after accounts.
  ctx.command({
    name: 'export_uploads',
    summary: 'List every file somebody has stored',
    positional: ['user', 'host'],
    args: z.strictObject(who),
    run: ({ user, host }) =>
      ledger
        .idsOf(accountOf(user, host))
        .slice(0, MOST)
        .flatMap((id) => {
          const entry = ledger.find(id);
          if (!entry) return [];
          const { name, type, size, at } = entry;
          return [{ handle: handleOf(id), name, type, bytes: size, at }];
        }),
  });

  ctx.command({
    name: 'export_upload',
    summary: 'Read out a piece of a stored file, as base64, by its handle of export_uploads',
    positional: ['user', 'host', 'handle', 'offset'],
    args: z.strictObject({
      ...who,
      handle: z.string().length(22),
      offset: z.coerce.number().int().min(0),
    }),
    async run({ user, host, handle, offset }) {
      const id = ledger.idsOf(accountOf(user, host)).find((one) => handleOf(one) === handle);
      const file = id === undefined ? undefined : await files.open(id);
      if (!file) throw new CommandError('item.unknown', 'There is no such file any more.');
      if (offset >= file.size) {
        await file.close();
        return { data: '', next: null };
      }
      const end = Math.min(offset + PIECE, file.size);
      const chunks: Buffer[] = [];
      for await (const chunk of file.read({ start: offset, end: end - 1 })) chunks.push(chunk as Buffer);
      return { data: Buffer.concat(chunks).toString('base64'), next: end < file.size ? end : null };
    },
  });
}
