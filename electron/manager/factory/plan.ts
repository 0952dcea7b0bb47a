/** What goes, what stays, and what is left for a person, out of what was found. Pure. */
import type { FactoryItem, FactoryPlan, FactoryWish } from '../../contract/factory.ts';
import { RULES } from './folder.ts';
import type { Amount } from './measure.ts';

/** What was found on this computer and beyond. */
export interface FactoryFacts {
  readonly dataDir: string;
  readonly domains: readonly string[];
  /** Null where the server does not run: nobody can count them. */
  readonly people: number | null;
  readonly ours: readonly string[];
  readonly copies: readonly string[];
  readonly foreign: readonly string[];
  /** How much each of the three is. */
  readonly amounts: { readonly [of in 'ours' | 'copies' | 'foreign']: Amount };
  readonly clients: readonly {
    readonly id: string;
    readonly program: string;
    readonly address: string;
    readonly files: readonly string[];
  }[];
  /** Rules of ours; `command` where only an administrator can take them back. */
  readonly firewall: { readonly rules: number; readonly command: string | null };
  readonly router: readonly string[];
  /** Whether this computer trusts the office's authority; `commands` where only an administrator can change it. */
  readonly trust: {
    readonly trusted: boolean;
    readonly possible: boolean;
    readonly commands: readonly string[];
  };
  readonly dns: readonly {
    readonly id: string;
    readonly domain: string;
    readonly lines: readonly string[];
  }[];
  /** Domains with a certificate of a public authority. */
  readonly certificates: readonly string[];
  /** Where backups lie beyond the data folder. */
  readonly backups: string | null;
  readonly service: { readonly file: string; readonly commands: readonly string[] } | null;
  /** How this program came here, and what takes it away. */
  readonly program: { readonly place: string; readonly commands: readonly string[] };
  readonly comesBack: boolean;
}

interface More {
  readonly commands?: readonly string[];
  readonly count?: number | null;
  readonly amount?: Amount;
}

/** The contract's bound (contract/factory.ts); who has more sees the first of them, and how much it is. */
const MOST_DETAILS = 500;

const item = (
  what: FactoryItem['what'],
  details: readonly string[],
  { commands = [], count = null, amount }: More = {},
): FactoryItem => ({
  ...{ what, details: details.slice(0, MOST_DETAILS), commands: [...commands] },
  ...{ count, amount: amount ?? null },
});

/** An item only where there is something of it. */
const some = (what: FactoryItem['what'], details: readonly string[], more?: More): FactoryItem[] =>
  details.length === 0 ? [] : [item(what, details, more)];

export function factoryPlanOf(facts: FactoryFacts, wish: FactoryWish): FactoryPlan {
  const { dataDir, domains, people, trust, firewall, service, program, amounts } = facts;
  const path = (name: string) => `${dataDir}/${name}`;
  const lines = facts.dns.flatMap((one) => one.lines);
  const byHand = firewall.command !== null && firewall.rules > 0;
  const rules = (more: More = {}) =>
    firewall.rules === 0 ? [] : [item('firewall', [], { ...more, count: firewall.rules })];
  const kept = facts.copies.map(path);
  const trusted = trust.trusted ? domains.slice(0, 1) : [];

  const goes: FactoryItem[] = [
    ...some(
      'clients',
      facts.clients.map(({ program: name, address }) => `${name}: ${address}`),
    ),
    ...some('router', facts.router),
    ...(firewall.command === null ? rules() : []),
    ...(trust.possible ? some('trust', trusted) : []),
    ...(wish.dns ? some('dns', lines) : []),
    ...(domains.length > 0 ? [item('people', domains, { count: people })] : []),
    item('data', facts.ours.filter((name) => !(byHand && name === RULES)).map(path), {
      amount: amounts.ours,
    }),
    ...(wish.copy ? [] : some('copies', kept, { amount: amounts.copies })),
  ];
  const stays: FactoryItem[] = [
    ...(wish.copy
      ? [item('copies', kept.length > 0 ? kept : [path('snapshots')], { amount: amounts.copies })]
      : []),
    ...some('backups', facts.backups === null ? [] : [facts.backups]),
    ...(wish.dns ? [] : some('dns', lines)),
    ...some('certificates', facts.certificates),
    ...some('foreign', facts.foreign.map(path), { amount: amounts.foreign }),
    ...(domains.length > 0 ? [item('other-computers', [])] : []),
    ...(wish.what === 'reset' && service ? [item('service', [service.file])] : []),
    ...(wish.what === 'reset' ? [item('program', [program.place])] : []),
  ];
  const hand: FactoryItem[] = [
    ...(firewall.command === null ? [] : rules({ commands: [firewall.command] })),
    ...(trust.possible ? [] : some('trust', trusted, { commands: trust.commands })),
    ...(wish.what === 'uninstall' && service
      ? [item('service', [service.file], { commands: service.commands })]
      : []),
    ...(wish.what === 'uninstall' ? [item('program', [program.place], { commands: program.commands })] : []),
  ];
  return { wish, goes, stays, hand, comesBack: facts.comesBack };
}

/** What takes the program itself away, by how it came here; empty where there is no command for it. */
export function programCommands(
  kind: string,
  platform: 'linux' | 'darwin' | 'win32',
  place: string,
): string[] {
  switch (kind) {
    case 'deb':
      return ['sudo apt purge chatelaine'];
    case 'rpm':
      return ['sudo dnf remove chatelaine'];
    case 'checkout':
    case 'folder':
      return platform === 'win32' ? [`rmdir /s "${place}"`] : [`rm -r '${place.replaceAll("'", `'\\''`)}'`];
    default:
      return [];
  }
}
