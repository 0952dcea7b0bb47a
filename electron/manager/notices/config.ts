/** Who is told, and how: chosen by the office, kept in manager.sqlite; the relay's password apart, in secrets/, told to nobody but the relay. */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { NoticeConfig } from '../../contract/index.ts';
import { noticeConfig } from '../../contract/notices.ts';
import type { Kept } from '../database.ts';
import { privateFolder, writeAtomically } from '../files.ts';
import { systemCode } from '../problem.ts';

export interface Choices {
  get(): NoticeConfig;
  set(change: Partial<NoticeConfig>): NoticeConfig;
  /** Empty: there is none. */
  password(): string;
  setPassword(password: string): Promise<void>;
}

const NAME = 'notices.config';

/** WHY chat is on from the beginning: it needs nothing, and reaches administrators where they are. */
export const DEFAULT_CONFIG: NoticeConfig = {
  desktop: { on: true },
  xmpp: { on: true, to: [] },
  mail: { on: false, host: '', port: 465, security: 'tls', user: '', from: '', to: [] },
  quiet: { on: true, from: 22 * 60, to: 7 * 60 },
};

const secret = z.object({ password: z.string() });

export function createChoices(parts: { readonly kept: Kept; readonly dataDir: string }): Choices {
  const { kept, dataDir } = parts;
  const folder = join(dataDir, 'secrets');
  const file = join(folder, 'mail-relay.json');
  const get = (): NoticeConfig => noticeConfig.safeParse(kept.get(NAME)).data ?? DEFAULT_CONFIG;
  return {
    get,
    set(change) {
      const next = noticeConfig.parse({ ...get(), ...change });
      kept.set(NAME, next);
      return next;
    },
    password() {
      try {
        return secret.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data?.password ?? '';
      } catch (error) {
        // Not there, or damaged: then there is none, and the relay's answer says so.
        if (systemCode(error) === 'ENOENT' || error instanceof SyntaxError) return '';
        throw error;
      }
    },
    async setPassword(password) {
      if (password === '') return rmSync(file, { force: true });
      await privateFolder(folder);
      await writeAtomically(file, `${JSON.stringify({ password })}\n`);
    },
  };
}
