/**
 * A slot for a file of nobody's, so that whoever looks after the server sees whether files arrive whole, and come back, through
 * what stands in front of it. It is what a person's program would get, at the same address; the file is gone after two minutes.
 */
import { z } from 'zod';
import { CommandError } from '../../kernel/command-error.ts';
import type { ModuleContext } from '../../kernel/module.ts';
import { hostArgument, servedHost } from '../support/command-arguments.ts';
import type { Ledger } from './ledger.ts';
import { newFileId, type Slot } from './slot.ts';

/** No account has it: nobody's files are counted, or pushed out, for it. */
export const NOBODY = '';
const VALID_MS = 120_000;
const MAX_BYTES = 16 * 1024 * 1024;
const FILE_NAME = 'chatelaine-check.bin';

export interface CheckParts {
  readonly ctx: Pick<ModuleContext, 'command' | 'server'>;
  readonly ledger: Ledger;
  readonly now: () => number;
  /** The addresses of a slot; undefined while files cannot be reached. */
  readonly addressesOf: (
    slot: Slot,
    host: string,
  ) => { readonly put: string; readonly get: string } | undefined;
}

export function addCheck({ ctx, ledger, now, addressesOf }: CheckParts): void {
  ctx.command({
    name: 'upload_check',
    summary: 'Make a slot for a trial file of so many bytes, for two minutes',
    positional: ['host', 'bytes'],
    args: z.strictObject({ host: hostArgument, bytes: z.coerce.number().int().min(1).max(MAX_BYTES) }),
    async run({ host: asked, bytes }) {
      const host = servedHost(ctx, asked);
      // One at a time: what an earlier trial left makes room.
      await ledger.removeAll(NOBODY);
      const until = now() + VALID_MS;
      const slot: Slot = {
        ...{ id: newFileId(), name: FILE_NAME, owner: NOBODY, size: bytes, purpose: 'ephemeral' },
        ...{ type: 'application/octet-stream', until, expires: until },
      };
      const addresses = addressesOf(slot, host);
      if (!addresses) throw new CommandError('refused', 'Files cannot be reached at the moment.');
      return addresses;
    },
    text: ({ put, get }) => `${put}\n${get}`,
  });
}
