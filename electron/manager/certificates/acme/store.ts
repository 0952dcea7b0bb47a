/**
 * What has to outlive us: account keys (secrets/acme, 0600), orders under way and our count of what was asked (certificates/acme).
 * Each file is whole or not there; one that cannot be read is set aside as if it were not there.
 */
import { createHash } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { proofWay } from '../../../contract/acme.ts';
import { privateFolder, readIfThere, writeAtomically } from '../../files.ts';
import { systemCode } from '../../problem.ts';
import type { OrderJournal } from './acme.ts';
import { type Counted, counted } from './limits.ts';

/** An account at one authority. Secrets. */
const accountFile = z.object({
  directory: z.string(),
  /** PKCS #8, PEM. */
  key: z.string(),
  /** Its address; absent: it was not made yet, or we did not hear that it was. */
  url: z.string().optional(),
  /** Of a roll-over that is under way. */
  nextKey: z.string().optional(),
});
export type AccountFile = z.infer<typeof accountFile>;

const journalFile = z.object({
  directory: z.string(),
  account: z.string(),
  order: z.string(),
  key: z.string(),
  names: z.array(z.string()),
  profile: z.string().nullable(),
  createdAt: z.number(),
  settled: z.boolean().optional(),
  shown: z.array(
    z.object({
      way: proofWay,
      challenge: z.object({
        type: z.enum(['http-01', 'dns-01', 'tls-alpn-01']),
        name: z.string(),
        token: z.string().regex(/^[A-Za-z0-9_-]{16,512}$/),
        keyAuthorization: z.string(),
      }),
    }),
  ),
});

const countedFile = z.array(counted);

export interface AcmeStore {
  account(directory: string): Promise<AccountFile | undefined>;
  /** Undefined forgets it. */
  saveAccount(directory: string, account: AccountFile | undefined): Promise<void>;
  journal(id: string): Promise<OrderJournal | undefined>;
  saveJournal(id: string, journal: OrderJournal | undefined): Promise<void>;
  /** Ids of all that are there. */
  journals(): Promise<string[]>;
  counted(): Promise<Counted[]>;
  saveCounted(all: readonly Counted[]): Promise<void>;
}

export function acmeFiles(dataDir: string): AcmeStore {
  const secrets = join(dataDir, 'secrets', 'acme');
  const folder = join(dataDir, 'certificates', 'acme');
  const accountAt = (directory: string) =>
    join(secrets, `${createHash('sha256').update(directory).digest('hex').slice(0, 24)}.json`);
  const journalAt = (id: string) => join(folder, `order-${safe(id)}.json`);
  const countedAt = join(folder, 'counted.json');

  return {
    account: async (directory) => {
      const found = await read(accountAt(directory), accountFile);
      return found?.directory === directory ? found : undefined;
    },
    saveAccount: (directory, account) => write(secrets, accountAt(directory), account),
    journal: (id) => read(journalAt(id), journalFile),
    saveJournal: (id, journal) => write(folder, journalAt(id), journal),
    async journals() {
      const names = await namesIn(folder);
      return names.flatMap((name) => /^order-(.+)\.json$/.exec(name)?.[1] ?? []);
    },
    counted: async () => (await read(countedAt, countedFile)) ?? [],
    saveCounted: (all) => write(folder, countedAt, all),
  };
}

function safe(id: string): string {
  if (!/^[a-z0-9][a-z0-9.-]{0,99}$/.test(id)) throw new Error(`no name for an order: ${id}`);
  return id;
}

async function read<Schema extends z.ZodType>(
  file: string,
  schema: Schema,
): Promise<z.infer<Schema> | undefined> {
  const text = await readIfThere(file);
  if (text === undefined) return undefined;
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    // Of another version, or of a disk that lies: as good as none. What stands at the authority is found again by asking.
    return undefined;
  }
}

async function write(folder: string, file: string, value: unknown): Promise<void> {
  if (value === undefined) return forget(folder, file);
  await privateFolder(folder);
  await writeAtomically(file, `${JSON.stringify(value, null, 2)}\n`);
}

/** With what a process that was killed while it wrote has left beside it. */
async function forget(folder: string, file: string): Promise<void> {
  await rm(file, { force: true });
  for (const name of await namesIn(folder))
    if (name.startsWith(`${basename(file)}.`) && name.endsWith('.tmp'))
      await rm(join(folder, name), { force: true });
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  }
}
