/** What there is to take back, asked of each area as a page would ask; a part that does not answer hides no other. */
import { readdir } from 'node:fs/promises';
import type { CallOptions, Calls } from '../../contract/calls.ts';
import type { Host } from '../host.ts';
import { explain, ProblemError } from '../problem.ts';
import { readBefore } from './before.ts';
import { sortFolder } from './folder.ts';
import { measure } from './measure.ts';
import { type FactoryFacts, programCommands } from './plan.ts';

/** Each is asked as a page would ask it. */
export type Asked = Pick<
  Calls,
  | 'firewall'
  | 'router'
  | 'connect'
  | 'clientSetup'
  | 'dnsProviders'
  | 'machineService'
  | 'backups'
  | 'certificates'
  | 'updates'
  | 'people'
>;

export interface LookParts {
  readonly host: Pick<Host, 'dataDir' | 'platform' | 'clock'>;
  readonly calls: () => Asked;
  /** The office's domains; empty before the set-up. */
  readonly domains: () => readonly string[];
  /** Closes this manager and opens the folder anew; undefined where a person has to. */
  readonly restart: (() => void) | undefined;
  /** Where the program lies. */
  readonly place: string;
  readonly failed: (what: string, why: string) => void;
}

/** Asked by this manager itself, with nobody who could leave. */
export const asManager = (signal?: AbortSignal): CallOptions => ({ session: null, signal });

/** How many rules of ours are in the firewall, by the last look that saw it. */
export function rulesOf(firewall: Awaited<ReturnType<Asked['firewall']['get']>> | undefined): number {
  const look = firewall?.look;
  if (!look || look.state === 'never') return 0;
  return (look.state === 'seen' ? look.seen : look.last)?.kept ?? 0;
}

export function createLook(parts: LookParts): () => Promise<FactoryFacts> {
  const { host, domains, failed } = parts;
  const by = asManager;

  /** A part that does not answer hides no other: it is in the log, and in what it would have said nothing. */
  async function orNothing<T>(what: string, look: () => Promise<T>, nothing: T): Promise<T> {
    try {
      return await look();
    } catch (error) {
      if (!(error instanceof ProblemError)) failed(what, explain(error));
      return nothing;
    }
  }

  async function look(): Promise<FactoryFacts> {
    const calls = parts.calls();
    const names = [...domains()];
    const isSetUp = names.length > 0;
    const [clients, firewall, router, trust, dns, certificates, backups, service, updates, people, folder] =
      await Promise.all([
        orNothing('clients', async () => (await calls.clientSetup.list(undefined, by())).done, []),
        orNothing('firewall', () => calls.firewall.get(undefined, by()), undefined),
        orNothing('router', () => calls.router.get(undefined, by()), undefined),
        orNothing('trust', () => lookTrust(calls), {
          trusted: false,
          possible: true,
          commands: [] as string[],
        }),
        orNothing('dns', () => lookDns(calls, names), []),
        orNothing(
          'certificates',
          async () => (await calls.certificates.list(undefined, by())).certificates,
          [],
        ),
        orNothing('backups', () => calls.backups.get(undefined, by()), undefined),
        orNothing('service', () => calls.machineService.get(undefined, by()), undefined),
        orNothing('program', () => calls.updates.view(undefined, by()), undefined),
        orNothing(
          'people',
          async () => (isSetUp ? (await calls.people.list(undefined, by())).length : null),
          null,
        ),
        lookFolder(host.dataDir),
      ]);
    const target = backups?.plan.target;
    const canFirewall = firewall?.access !== 'by-hand';
    return {
      ...{ dataDir: host.dataDir, domains: names, people, ...folder },
      clients: clients.map(({ id, program, address, files }) => ({ id, program, address, files })),
      firewall: { rules: rulesOf(firewall), command: canFirewall ? null : (firewall?.byHand.undo ?? null) },
      router: (router?.mappings ?? [])
        .filter(({ by: protocol }) => protocol !== null)
        .map(({ transport, from, to }) => `${transport} ${from}${to > from ? `-${to}` : ''}`),
      ...{ trust, dns },
      certificates: certificates.filter(({ source }) => source.from !== 'local').map(({ domain }) => domain),
      backups:
        target?.kind === 'folder'
          ? target.path
          : target?.kind === 'sftp'
            ? `sftp://${target.user}@${target.host}${target.path}`
            : null,
      service: service?.installed
        ? { file: service.installed.file, commands: service.commands.remove }
        : null,
      program: {
        place: parts.place,
        commands: programCommands(updates?.kind ?? 'desktop', host.platform, parts.place),
      },
      comesBack: parts.restart !== undefined,
    };
  }

  /** What was there before us under names of ours counts as the other files do. */
  async function lookFolder(
    dataDir: string,
  ): Promise<Pick<FactoryFacts, 'ours' | 'copies' | 'foreign' | 'amounts'>> {
    const before = await readBefore(dataDir);
    const { ours, copies, foreign } = sortFolder(await readdir(dataDir));
    const theirs = Object.entries(before).flatMap(([name, lay]) =>
      'paths' in lay ? lay.paths.map((path) => `${name}/${path}`) : 'all' in lay ? [name] : [],
    );
    const isWhole = (name: string) => before[name] === undefined || !('all' in before[name]);
    const all = {
      ours: ours.filter(isWhole),
      copies: copies.filter(isWhole),
      foreign: [...foreign, ...theirs],
    };
    const [one, two, three] = await Promise.all(
      [all.ours, all.copies, all.foreign].map((paths) => measure(dataDir, paths, host.clock.now)),
    );
    return { ...all, amounts: { ours: one!, copies: two!, foreign: three! } };
  }

  async function lookTrust(calls: Asked): Promise<FactoryFacts['trust']> {
    const { trusted, possibleHere } = await calls.connect.checkTrust(undefined, by());
    const steps = trusted && !possibleHere ? await calls.connect.trustSteps(undefined, by()) : [];
    return { trusted, possible: possibleHere, commands: steps.find(({ here }) => here)?.undo ?? [] };
  }

  async function lookDns(calls: Asked, names: readonly string[]): Promise<FactoryFacts['dns']> {
    const all = await Promise.all(names.map((domain) => calls.dnsProviders.applied({ domain }, by())));
    return all
      .flat()
      .filter(({ state }) => state !== 'undone')
      .map(({ id, domain, items }) => ({
        ...{ id, domain },
        lines: items.filter(({ state }) => state === 'written').map(({ key }) => key),
      }))
      .filter(({ lines }) => lines.length > 0);
  }

  return look;
}
