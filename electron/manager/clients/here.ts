/** The programs of the person this manager runs for, and what of the office goes into them: joins `clients.ts` to the rest. */
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { GuideWay } from '../../contract/guides.ts';
import type { Changes } from '../changes.ts';
import { findProgram } from '../find-program.ts';
import type { Host } from '../host.ts';
import { servedDomains } from '../office-names.ts';
import { ProblemError, problem } from '../problem.ts';
import type { Run } from '../run.ts';
import type { Office } from '../settings.ts';
import type { Undo } from '../undo.ts';
import { type Clients, createClients } from './clients.ts';
import type { OfficeFacts } from './facts.ts';
import { personFolders } from './folders.ts';
import { createRunningPrograms } from './processes.ts';
import type { ServerChoice, TrustFacts } from './recipe.ts';
import { clientScript, type ScriptWish } from './script.ts';

export interface ClientsHere extends Clients {
  /** Whether this page is looked at on this computer. */
  isHere(): boolean;
  file(wish: ScriptWish): Promise<{ name: string; text: string }>;
}

export interface ClientsHereParts {
  readonly host: Pick<Host, 'face' | 'platform' | 'dataDir' | 'clock'>;
  readonly run: Run;
  /** Throws `setup.not-done`. */
  readonly office: () => Office;
  readonly way: (domain: string) => Promise<Pick<GuideWay, 'way' | 'hosts' | 'ports'>>;
  /** PEM of the office's own authority, and the file of a domain's certificates; undefined where everybody believes them. */
  readonly own: (
    domain: string,
  ) => Promise<{ readonly authority: string; readonly chain: string } | undefined>;
  readonly systemTrusts: (authority: string) => Promise<boolean>;
  /** Where the web face listens. */
  readonly web?: (() => string) | undefined;
  /** Where to connect, whatever the office knows: said on the command line. */
  readonly server?: ServerChoice | null | undefined;
  readonly changes?: Changes | undefined;
  readonly undo?: Undo | undefined;
  readonly findProgram?: ((name: string) => string | undefined) | undefined;
  readonly home?: string | undefined;
}

export function createClientsHere(parts: ClientsHereParts): ClientsHere {
  const { host, run } = parts;
  const clients = createClients({
    ...{ platform: host.platform, run, facts, changes: parts.changes, now: host.clock.now },
    folders: personFolders(host.platform, parts.home ?? homedir(), process.env),
    folder: join(host.dataDir, 'clients'),
    findProgram: parts.findProgram ?? findProgram,
    running: createRunningPrograms(host.platform, run),
  });

  async function facts(address: string): Promise<OfficeFacts> {
    const domain = address.slice(address.lastIndexOf('@') + 1);
    if (address.lastIndexOf('@') < 1 || !servedDomains(parts.office()).includes(domain))
      throw problem('person.unknown', { address });
    const { way, hosts, ports } = await parts.way(domain);
    const host = hosts[0];
    const typed = way === 'typed' && host ? { host, port: ports.starttls, tls: 'starttls' as const } : null;
    const server = parts.server ?? typed;
    const trust = await trustFor(domain);
    return { server, trust, systemTrusts: trust !== null && (await parts.systemTrusts(trust.authority)) };
  }

  async function trustFor(domain: string): Promise<TrustFacts | null> {
    const own = await parts.own(domain);
    if (!own) return null;
    const [certificate = ''] = (await readFile(own.chain, 'utf8')).split(
      /(?<=-----END CERTIFICATE-----\r?\n)/,
    );
    return { authority: own.authority, certificate: `${certificate.trim()}\n` };
  }

  parts.undo?.register({
    ...{ actions: ['client.set-up'], scope: 'subject' },
    possible: ({ after }) => clients.isKept(idIn(after)),
    async putBack({ after }) {
      try {
        await clients.undo(idIn(after), 'exact');
      } catch (error) {
        if (!(error instanceof ProblemError) || error.code !== 'client.changed-since') throw error;
        // The program has written there since: only what is ours goes.
        await clients.undo(idIn(after), 'account');
      }
    },
  });

  return {
    ...clients,
    isHere() {
      const at = parts.web?.() ?? '127.0.0.1';
      return host.face === 'desktop' || at === 'localhost' || at === '::1' || at.startsWith('127.');
    },
    // On another computer the machine's list is another, too.
    file: async (wish) => clientScript(wish, { ...(await facts(wish.address)), systemTrusts: false }),
  };
}

/** Of the set-up a change tells of. */
function idIn(after: string | null): string {
  const { id } = JSON.parse(after ?? '{}') as { id?: unknown };
  return typeof id === 'string' ? id : '';
}
