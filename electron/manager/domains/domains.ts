/**
 * The domains the office serves, and where guests come in. Each has a plan of its DNS records of its own.
 * Nothing is deleted with a domain: its people's accounts wait for it to come back.
 */
import type { ChangeAction } from '../../contract/change-actions.ts';
import type {
  DnsPlan,
  DomainModel,
  DomainRemoval,
  NameChoices,
  ServedDomain,
} from '../../contract/domains.ts';
import type { ProblemData } from '../../contract/index.ts';
import type { Changes } from '../changes.ts';
import type { Engine } from '../engines/engine.ts';
import type { Events } from '../events.ts';
import { namesOf, servedDomains } from '../office-names.ts';
import { oneAtATime } from '../pace.ts';
import { ProblemError, problem } from '../problem.ts';
import type { Office } from '../settings.ts';
import { choicesOf, decideChoices } from './choices.ts';
import { displayOf } from './display.ts';
import { assertFree, readLabel } from './free.ts';

export interface DomainsParts {
  readonly engine: {
    readonly accounts: Pick<Engine['accounts'], 'list'>;
    readonly rooms: Pick<Engine['rooms'], 'list'>;
  };
  readonly changes: Changes;
  readonly events: Events;
  /** Throws `setup.not-done` before there is one. */
  readonly office: () => Office;
  /** Has the server check and take over what was decided, and remembers it. */
  readonly change: (part: Partial<Office>) => Promise<void>;
  /** What was typed as a model; or why it cannot be one (setup/domain.ts). */
  readonly readModel: (typed: string) => DomainModel | Omit<ProblemData<'domain.invalid'>, 'value'>;
  /** Makes sure that the domain has a certificate, without which the server would not take it. */
  readonly prepare: (domain: string) => Promise<void>;
  /** Makes certificates anew where names came or went, and has the server show them. */
  readonly certify: () => Promise<void>;
  /** A domain that is new keeps out whom the office keeps out. */
  readonly settle: (domain: string) => Promise<void>;
  /** Before one is removed: makes sure that there is a way back. */
  readonly beforeRemoval?: () => Promise<void>;
  /** The plan of its records (dns/plan), with what is known of the world. */
  readonly planOf: (office: Office, domain: string) => DnsPlan;
}

export interface DomainsArea {
  list(): Promise<ServedDomain[]>;
  /** Refused with `domain.invalid`. */
  read(typed: string): DomainModel;
  /** Refused with `domain.invalid` and `domain.refused`. */
  add(typed: string): Promise<ServedDomain[]>;
  removalPreview(domain: string): Promise<DomainRemoval>;
  /** Refused with `domain.refused`. */
  remove(domain: string): Promise<ServedDomain[]>;
  /** Refused with `domain.refused` where a service has the name. */
  setGuests(label: string | null): Promise<ServedDomain[]>;
  choices(): { chosen: NameChoices; usual: NameChoices };
  /** Refused with `domain.invalid`, and `domain.refused` where the server would be called like a service. */
  setChoices(wish: Partial<NameChoices>): Promise<{ chosen: NameChoices; usual: NameChoices }>;
  /** The plan of a served domain, as DNS has it or as people read it. Refused with `domain.refused`. */
  plan(domain: string): DnsPlan;
}

/** Each has some ten records, a certificate and a host in memory. */
const MOST = 20;

export function createDomains(parts: DomainsParts): DomainsArea {
  const { engine, changes, events, office, change, prepare, planOf } = parts;
  const inTurn = oneAtATime();

  function read(typed: string): DomainModel {
    const found = parts.readModel(typed);
    if ('names' in found) return found;
    throw problem('domain.invalid', { value: typed.slice(0, 200), ...found });
  }

  /** As DNS has it; one the office has. */
  function served(domain: string): string {
    const all = servedDomains(office());
    // One that was set up as it is need not be one that could be typed today.
    const same = all.find((one) => one === domain.toLowerCase());
    if (same !== undefined) return same;
    const found = parts.readModel(domain);
    if ('names' in found && all.includes(found.names.domain)) return found.names.domain;
    throw problem('domain.refused', { domain, reason: 'unknown' });
  }

  async function list(): Promise<ServedDomain[]> {
    const now = office();
    const counts = await Promise.all(
      servedDomains(now).map((domain) => whileRunning(() => engine.accounts.list(domain))),
    );
    return servedDomains(now).map((domain, index) => ({
      names: namesOf(now, domain),
      display: displayOf(domain),
      main: domain === now.domain,
      people: counts[index]?.length ?? null,
    }));
  }

  async function decide(
    action: ChangeAction,
    subject: string,
    part: Partial<Office>,
  ): Promise<ServedDomain[]> {
    const { otherDomains, guests } = office();
    await change(part);
    await parts.certify();
    const text = (value: Pick<Office, 'otherDomains' | 'guests'>) => JSON.stringify(value);
    changes.note({
      ...{ action, subject, state: 'applied' },
      ...{ before: text({ otherDomains, guests }), after: text({ otherDomains, guests, ...part }) },
    });
    events.emit({ type: 'setup.changed' });
    events.emit({ type: 'dns.changed', domain: subject });
    events.emit({ type: 'people.changed', address: '' });
    return list();
  }

  /** Those beside the first, of which one cannot go. */
  function others(domain: string): string[] {
    const now = office();
    if (domain === now.domain) throw problem('domain.refused', { domain, reason: 'main' });
    return servedDomains(now).filter((one) => one !== now.domain && one !== domain);
  }

  return {
    list,
    read,
    add: (typed) =>
      inTurn(async () => {
        const { domain } = read(typed).names;
        const now = office();
        const all = servedDomains(now);
        if (now.way === 'lan') throw problem('domain.refused', { domain, reason: 'lan' });
        if (all.length >= MOST) throw problem('domain.refused', { domain, reason: 'too-many' });
        assertFree(now, domain);
        await prepare(domain);
        const list = await decide('domains.add', domain, { otherDomains: [...all.slice(1), domain] });
        await whileRunning(() => parts.settle(domain));
        return list;
      }),
    async removalPreview(typed) {
      const domain = served(typed);
      others(domain);
      const [people, { rooms }] = await Promise.all([
        engine.accounts.list(domain),
        engine.rooms.list(domain),
      ]);
      return { domain, people: people.map(({ address }) => address), rooms: rooms.length };
    },
    remove: (typed) =>
      inTurn(async () => {
        const domain = served(typed);
        const otherDomains = others(domain);
        await parts.beforeRemoval?.();
        return decide('domains.remove', domain, { otherDomains });
      }),
    setGuests: (label) =>
      inTurn(async () => {
        const now = office();
        if (label !== null && now.way === 'lan')
          throw problem('domain.refused', { domain: now.domain, reason: 'lan' });
        const guests = label === null ? undefined : { label: readLabel(label) };
        if (guests) assertFree({ ...now, guests: undefined }, `${guests.label}.${now.domain}`);
        return decide('domains.guests', now.domain, { guests });
      }),
    choices: () => choicesOf(office()),
    setChoices: (wish) =>
      inTurn(async () => {
        const before = choicesOf(office());
        const server = wish.server === undefined ? before.chosen.server : read(wish.server).names.domain;
        const part = decideChoices(office(), { ...before.chosen, ...wish, server });
        await change(part);
        await parts.certify();
        const after = choicesOf(office());
        changes.note({
          ...{ action: 'domains.names', subject: office().domain, state: 'applied' },
          ...{ before: JSON.stringify(before.chosen), after: JSON.stringify(after.chosen) },
        });
        events.emit({ type: 'setup.changed' });
        for (const domain of servedDomains(office())) events.emit({ type: 'dns.changed', domain });
        return after;
      }),
    plan(typed) {
      return planOf(office(), served(typed));
    },
  };
}

/** Undefined while the server does not run, or is about to come back. */
async function whileRunning<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ProblemError && error.code === 'server.not-running') return undefined;
    throw error;
  }
}
