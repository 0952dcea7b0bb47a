/**
 * The part that may run as root: lines of JSON in, lines of JSON out, a closed list of what it does. The definition's text is made
 * here, out of this program's own place and the owner of the data folder; no text and no program comes from whoever asks.
 */
import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { serviceScope } from '../../contract/machine-service.ts';
import type { Run } from '../run.ts';
import { type Account, findAccount, lowPortsIn, ownerOf } from './account.ts';
import { installService } from './install.ts';
import { type Keeper, KeeperRefused } from './keeper.ts';
import { hindranceOf } from './plan.ts';

export const serviceRequest = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('install'), scope: serviceScope, dataDir: z.string().min(1).max(4096) }),
  z.strictObject({ do: z.literal('remove'), scope: serviceScope }),
]);
export type ServiceRequest = z.infer<typeof serviceRequest>;

/** `placed` comes first: from then on the service waits for the data folder, and whoever holds it should leave. */
export type ServiceAnswer =
  | { readonly placed: true }
  | { readonly up: true }
  | { readonly removed: true }
  | { readonly refused: string }
  | { readonly failed: string };

export interface ServiceHelperParts {
  readonly run: Run;
  readonly keeper: (home: string) => Keeper;
  readonly node: string;
  readonly cli: string;
  /** It runs as root. */
  readonly asRoot?: boolean;
  /** Who asked for root: pkexec's and sudo's own word. Undefined: this account itself. */
  readonly asker: number | undefined;
  readonly answer: (answer: ServiceAnswer) => void;
}

const MAX_LINE = 16 * 1024;

/** Does one request; never throws. */
export async function serveRequest(line: string, parts: ServiceHelperParts): Promise<void> {
  const { answer } = parts;
  if (line.length > MAX_LINE) return answer({ refused: 'too-long' });
  try {
    const asked = serviceRequest.parse(JSON.parse(line));
    // A service of one account needs no root; and what lies in a home is whatever its owner made it, such as a link to /etc.
    if (parts.asRoot === true && asked.scope === 'user' && parts.asker !== 0) throw new Refused('scope');
    if (asked.do === 'install') await install(asked, parts);
    else {
      const home =
        (await findAccount(parts.run, parts.asker ?? process.getuid?.() ?? 0))?.home ?? '/nonexistent';
      await parts.keeper(home).remove(asked.scope);
      answer({ removed: true });
    }
  } catch (error) {
    if (error instanceof KeeperRefused) answer({ failed: error.said });
    else if (error instanceof Refused) answer({ refused: error.message });
    else answer({ failed: String((error as Error).message).slice(0, 500) });
  }
}

class Refused extends Error {}

async function install(
  { scope, dataDir }: Extract<ServiceRequest, { do: 'install' }>,
  { run, keeper, node, cli, asker, answer }: ServiceHelperParts,
): Promise<void> {
  const account = await whoseFolder(run, dataDir, asker);
  const { name, home } = account;
  const hindrance = hindranceOf({ node, cli, account: name, env: {}, packaged: false });
  if (hindrance) throw new Refused(hindrance);
  const plan = { scope, node, cli, dataDir, account: name, home, lowPorts: await lowPortsIn(dataDir) };
  await installService({ keeper: keeper(home), plan, handOver: async () => answer({ placed: true }) });
  answer({ up: true });
}

/** Nobody has a service run as somebody else, or on a folder of somebody else's. */
async function whoseFolder(run: Run, dataDir: string, asker: number | undefined): Promise<Account> {
  if (!isAbsolute(dataDir)) throw new Refused('folder');
  const owner = await ownerOf(dataDir);
  if (owner === undefined) throw new Refused('folder');
  if (asker !== undefined && owner !== asker) throw new Refused('not-yours');
  const account = await findAccount(run, owner);
  if (!account) throw new Refused('account');
  return account;
}
